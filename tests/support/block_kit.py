"""Short builders of Block Kit for tests: the smallest that passes, and any field set to something else."""

from __future__ import annotations

Payload = dict[str, object]


def plain(size: int) -> Payload:
    return {"type": "plain_text", "text": "é" * size}


def mrkdwn(size: int) -> Payload:
    return {"type": "mrkdwn", "text": "x" * size}


def message(*blocks: object) -> Payload:
    return {"text": "summary", "blocks": list(blocks)}


def actions(*elements: object) -> Payload:
    return message({"type": "actions", "elements": list(elements)})


def button(**fields: object) -> Payload:
    return {"type": "button", "text": plain(4), **fields}


def choice(number: int = 0, **fields: object) -> Payload:
    return {"text": plain(3), "value": f"v{number}", **fields}


def select(**fields: object) -> Payload:
    return {"type": "static_select", "options": [choice()], **fields}


def many(size: int, **fields: object) -> list[Payload]:
    return [choice(number, **fields) for number in range(size)]


def confirm(**fields: object) -> Payload:
    texts = {"title": plain(3), "text": mrkdwn(3), "confirm": plain(3), "deny": plain(3)}
    return button(confirm={**texts, **fields})


def input_block(**fields: object) -> Payload:
    return {"type": "input", "label": plain(4), "element": {"type": "plain_text_input"}, **fields}


def modal(*blocks: object, **fields: object) -> Payload:
    return {"type": "modal", "title": plain(5), "submit": plain(4), "blocks": list(blocks), **fields}


def table(rows: int, columns: int = 1) -> Payload:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def data_table(rows: int) -> Payload:
    return {**table(rows), "type": "data_table", "caption": "All"}


def section(size: int = 3) -> Payload:
    return {"type": "section", "text": mrkdwn(size)}
