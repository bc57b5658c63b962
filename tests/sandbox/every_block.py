"""One example of every type that Block Kit has: what is sent, and what a person reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.sandbox.every_element import ELEMENTS
from tests.sandbox.every_rich_text import RICH, rich, run
from tests.sandbox.make import Json, option, plain

ELSEWHERE = "https://example.org/kitchen.png"
PICTURE = {"type": "image", "image_url": ELSEWHERE, "alt_text": "A kitchen"}
OWN_PICTURE = {
    "type": "image",
    "image_url": "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "alt_text": "A dot",
}
OPEN = {"type": "button", "action_id": "open", "text": plain("Open it")}
CARD = {
    "type": "card",
    "icon": OWN_PICTURE,
    "hero_image": PICTURE,
    "title": {"type": "mrkdwn", "text": "*Fridge*"},
    "subtitle": plain("A device"),
    "body": plain("Orders food."),
    "actions": [OPEN],
}
TASK = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Look at the firmware",
    "status": "in_progress",
    "details": rich(run("Reading it")),
    "output": rich(run("Two files")),
    "sources": [{"type": "url", "url": "https://example.org/firmware", "text": "Firmware"}],
}


def cell(text: str) -> Json:
    """A cell of text."""
    return {"type": "raw_text", "text": text}


ROWS = [
    [cell("Threat"), cell("Risk")],
    [rich(run("Spoofed", bold=True)), {"type": "raw_number", "value": 9, "text": "nine"}],
]


@dataclass(frozen=True)
class Example:
    """A block, the roles and names that it has on the page, the words that are seen, and how it is read aloud."""

    name: str
    block: Json
    reads: str
    words: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    on: str = "message"

    def __str__(self) -> str:
        return self.name


def _blocks() -> Iterator[Example]:
    text = {"type": "mrkdwn", "text": "*One* of <@U0DEVELOPER>"}
    pair = [plain("Likelihood"), {"type": "mrkdwn", "text": "_high_"}]
    section = {"type": "section", "text": text, "fields": pair, "accessory": OPEN}
    told = "*One* of @developer\nLikelihood\n_high_\n[Open it]"
    yield Example("section", section, told, ("Likelihood",), (("button", "Open it"), ("strong", "")))
    picture = {"type": "section", "text": plain("With a picture"), "accessory": PICTURE}
    yield Example("section-picture", picture, "With a picture\n[A kitchen]", (), (("img", "A kitchen"),))
    yield Example("header", {"type": "header", "text": plain("Threats")}, "Threats", (), (("heading", "Threats"),))
    yield Example("divider", {"type": "divider"}, "---", (), (("separator", ""),))
    elements = [OWN_PICTURE, {"type": "mrkdwn", "text": ":lock: decided"}]
    context = {"type": "context", "elements": elements}
    yield Example("context", context, "[A dot] :lock: decided", ("decided",), (("img", "A dot"), ("img", ":lock:")))
    title = plain("The kitchen")
    yield Example("image", {**PICTURE, "title": title}, "[The kitchen]", ("The kitchen", "A kitchen", ELSEWHERE))
    yield Example("image-own", {**OWN_PICTURE}, "[A dot]", (), (("img", "A dot"),))
    markdown = "# Title\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    roles = (("heading", "Title"), ("listitem", ""), ("table", ""), ("columnheader", "a"))
    yield Example("markdown", {"type": "markdown", "text": markdown}, markdown, ("one",), roles)
    alert = {"type": "alert", "level": "warning", "text": plain("Too old")}
    yield Example("alert", alert, "Too old", ("Too old",), (("note", "Warning"),), "modal")
    yield from _tables()
    yield from _cards()


def _tables() -> Iterator[Example]:
    settings = [{"align": "right", "is_wrapped": True}]
    table = {"type": "table", "rows": ROWS, "column_settings": settings}
    told = "Threat | Risk\nSpoofed | nine"
    roles = (("columnheader", "Threat"), ("cell", "nine"), ("strong", ""), ("group", "Table"))
    yield Example("table", table, told, ("nine",), roles)
    paged = [*ROWS, [cell("Stolen key"), cell("three")]]
    data = {"type": "data_table", "caption": "Our threats", "rows": paged, "page_size": 1, "row_header_column_index": 0}
    roles = (("table", "Our threats"), ("rowheader", "Spoofed"), ("button", "Next"), ("status", ""))
    told = f"Our threats\n{told}\nStolen key | three"
    yield Example("data_table", data, told, ("Rows 1 to 1 of 2",), roles)


def _cards() -> Iterator[Example]:
    read = "[A kitchen]\n*Fridge*\nA device\nOrders food.\n[Open it]"
    roles = (("button", "Open it"), ("img", "A dot"), ("strong", ""))
    yield Example("card", CARD, read, ("Fridge", "A device", "Orders food.", ELSEWHERE), roles)
    carousel = {"type": "carousel", "elements": [CARD, {"type": "card", "title": plain("Oven")}]}
    yield Example("carousel", carousel, f"{read}\nOven", ("Oven",), (("list", "Carousel of 2 cards"), ("listitem", "")))
    inside = [{"type": "section", "text": plain("Inside")}]
    container = {
        "type": "container", "title": plain("Devices"), "subtitle": plain("All of them"), "child_blocks": inside,
        "is_collapsible": True, "width": "narrow",
    }  # fmt: skip
    yield Example("container", container, "Devices\nAll of them\nInside", ("Devices", "Inside"), (("group", ""),))
    video = {
        "type": "video", "title": plain("How it works"), "video_url": "https://example.org/embed",
        "thumbnail_url": ELSEWHERE, "alt_text": "A film", "title_url": "https://example.org/watch",
        "description": plain("Two minutes"), "author_name": "Kitchen", "provider_name": "Films",
    }  # fmt: skip
    seen = ("Two minutes", "Kitchen · Films", "A film", "https://example.org/embed")
    told = "[How it works]\nTwo minutes\nhttps://example.org/embed"
    yield Example("video", video, told, seen, (("link", "How it works"),))
    remote = {"type": "file", "external_id": "design-7", "source": "remote"}
    yield Example("file", remote, "[design-7]", ("design-7", "remote file"))
    link = {"name": "Stand-up", "join_url": "https://example.org/call"}
    call = {"type": "call", "call_id": "R1", "call": {"v1": link}}
    yield Example("call", call, "[Stand-up]", ("Stand-up",), (("link", "https://example.org/call"),))
    account = {
        "type": "auth_provider", "value": "git", "name": plain("Git"), "is_connected": False,
        "description": plain("Reads code"), "auth_url": "https://example.org/join",
        "accessory": {"type": "overflow", "action_id": "more", "options": [option("Later"), option("Never")]},
    }  # fmt: skip
    told = "Git (not connected)\nReads code\n[Connect]"
    yield Example("auth_provider", account, told, ("NOT CONNECTED",), (("link", "Connect"), ("button", "More actions")))
    task = "Look at the firmware (in progress)\nReading it\nTwo files\n[Firmware]"
    seen = ("In progress", "Reading it", "Two files")
    yield Example("task_card", TASK, task, seen, (("link", "Firmware"), ("list", "Sources")))
    plan = {"type": "plan", "title": "The plan", "tasks": [TASK]}
    yield Example("plan", plan, f"The plan\n{task}", ("The plan", "Look at the firmware"), (("listitem", ""),))


def _elements() -> Iterator[Example]:
    for name, (block, reads, words, roles, on) in ELEMENTS.items():
        yield Example(name, block, reads, words, roles, on)


def _rich() -> Iterator[Example]:
    for name, (part, reads, words, roles) in RICH.items():
        yield Example(name, {"type": "rich_text", "elements": [part]}, reads, words, roles)


EVERY = [*_blocks(), *_rich(), *_elements()]


def types_in(value: object) -> Iterator[str]:
    """Every type that stands somewhere in an example."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for inner in value.values():
            yield from types_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from types_in(inner)
