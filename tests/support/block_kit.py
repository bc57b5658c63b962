"""Short builders of Block Kit for tests: the smallest that passes, and any field set to something else."""

from __future__ import annotations

from bot.blocks.limits import json_bytes

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


def data_table(rows: int, columns: int = 1, size: int = 1, rest: int = 0) -> Payload:
    cells = [[{"type": "raw_text", "text": "x" * size} for _ in range(columns)] for _ in range(rows)]
    cells[0][0]["text"] += "x" * rest
    return {"type": "data_table", "rows": cells, "caption": "All"}


def tasks(size: int) -> list[Payload]:
    return [{"task_id": f"t{number}", "title": "t", "status": "complete"} for number in range(size)]


def section(size: int = 3) -> Payload:
    return {"type": "section", "text": mrkdwn(size)}


def padded(size: int) -> Payload:
    """Make a view of exactly that many bytes, most of them in values, which no other limit meets together."""
    buttons = [button(action_id=f"a{index}", value="v" * 2_000) for index in range(24)]
    view = modal(*[{"type": "actions", "elements": buttons}] * 4, *[section()])
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    while (missing := size - json_bytes(view)) > 3_000:
        blocks.append(section(min(2_900, missing - 100)))
    return {**view, "private_metadata": "p" * (size - json_bytes({**view, "private_metadata": ""}))}
