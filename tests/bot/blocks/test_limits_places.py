"""Where each block and each element may stand: by surface, by block, inside other blocks."""

from __future__ import annotations

import pytest
from slackblocks import _surfaces

from bot.blocks.blocks_limits import BLOCKS as KNOWN
from bot.blocks.blocks_limits import STANDS_ON
from bot.blocks.elements_limits import ELEMENTS
from tests.bot.blocks.test_limits import problems
from tests.support.block_kit import Payload
from tests.support.limit_table import Case
from tests.support.specimens import BLOCKS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, MRKDWN, PLAIN, in_place

SURFACES = {"message", "modal", "home"}
MESSAGE, VIEWS = {"message"}, {"modal", "home"}
ON: dict[str, set[str]] = {
    **dict.fromkeys(("section", "header", "divider", "context", "actions", "input", "image", "rich_text"), SURFACES),
    **dict.fromkeys(("card", "video", "auth_provider"), SURFACES),
    **dict.fromkeys(("markdown", "context_actions", "file", "plan", "task_card", "call"), MESSAGE),
    **{key: {"message", "home"} for key in ("table", "data_table", "carousel", "container")},
    "alert": {"modal"},
}
IN_CONTAINER = {
    *("actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"),
}
EVERYWHERE = {"section": SURFACES, "actions": SURFACES, "input": SURFACES}
IN: dict[str, dict[str, set[str]]] = {
    **{name: EVERYWHERE for name in ELEMENTS if name.endswith("_select")},
    **dict.fromkeys(("checkboxes", "radio_buttons", "datepicker", "timepicker"), EVERYWHERE),
    "button": {"section": SURFACES, "actions": SURFACES, "card": SURFACES},
    "overflow": {"section": SURFACES, "actions": SURFACES, "auth_provider": SURFACES},
    "workflow_button": {"section": MESSAGE, "actions": MESSAGE},
    "datetimepicker": {"actions": {"message", "modal"}, "input": {"message", "modal"}},
    "rich_text_input": {"actions": VIEWS, "input": VIEWS},
    "plain_text_input": {"input": SURFACES},
    **{key: {"input": {"modal"}} for key in ("email_text_input", "url_text_input", "number_input", "file_input")},
    **{key: {"context_actions": MESSAGE} for key in ("feedback_buttons", "icon_button")},
    "image": {"section": SURFACES, "context": SURFACES},
    "plain_text": {"context": SURFACES},
    "mrkdwn": {"context": SURFACES},
}
ELEMENT: dict[str, Payload] = {
    **{name: fields for name, fields in {**IN_ACTIONS, **IN_INPUT, **IN_CONTEXT_ACTIONS}.items() if " " not in name},
    "image": {"alt_text": "a", "image_url": "u"},
    "plain_text": PLAIN,
    "mrkdwn": MRKDWN,
}
HOLDERS = ["section", "actions", "input", "context", "context_actions", "card", "auth_provider"]


def kind_of(surface: str) -> str:
    return "message" if surface == "message" else "view"


def block(name: str) -> Payload:
    return {"type": name, **BLOCKS[name]}


def held(holder: str, element: Payload) -> tuple[Payload, str]:
    """A block that holds an element, and the pointer to it."""
    match holder:
        case "section":
            return {"type": holder, "text": MRKDWN, "accessory": element}, "/accessory"
        case "input":
            return {"type": holder, "label": PLAIN, "element": element}, "/element"
        case "card":
            return {"type": holder, "title": MRKDWN, "actions": [element]}, "/actions/0"
        case "auth_provider":
            return {**block(holder), "accessory": element}, "/accessory"
    return {"type": holder, "elements": [element]}, "/elements/0"


def blocks_on_surfaces() -> list[Case]:
    found = []
    for name, surfaces in ON.items():
        for surface in sorted(SURFACES):
            _, payload, at = in_place(surface, block(name))
            pointer = None if surface in surfaces else f"{at}/type"
            found.append(Case(f"{name} on {surface}", kind_of(surface), payload, pointer))
    return found


def blocks_in_blocks() -> list[Case]:
    found = []
    for name, surfaces in ON.items():
        container = {"type": "container", "title": PLAIN, "child_blocks": [block(name)]}
        _, payload, at = in_place("message", container)
        pointer = None if name in IN_CONTAINER else f"{at}/child_blocks/0/type"
        found.append(Case(f"{name} in a container", "message", payload, pointer))
        _, payload, at = in_place("message", {"type": "carousel", "elements": [block(name)]})
        pointer = None if name == "card" else f"{at}/elements/0/type"
        found.append(Case(f"{name} in a carousel", "message", payload, pointer))
        _, payload, at = in_place("modal", {**block("auth_provider"), "fallback": [block(name)]})
        pointer = None if "modal" in surfaces else f"{at}/fallback/0/type"
        found.append(Case(f"{name} as a fallback", "view", payload, pointer))
    return found


def elements_in_blocks() -> list[Case]:
    found = []
    for name, places in IN.items():
        for holder in HOLDERS:
            for surface in sorted(SURFACES & ON[holder]):
                shown, inside = held(holder, {"type": name, **ELEMENT[name]})
                _, payload, at = in_place(surface, shown)
                taken = surface in places.get(holder, ())
                pointer = None if taken else f"{at}{inside}/type"
                found.append(Case(f"{name} in {holder} on {surface}", kind_of(surface), payload, pointer))
    return found


CASES = [*blocks_on_surfaces(), *blocks_in_blocks(), *elements_in_blocks()]


def test_the_tables_are_complete() -> None:
    assert set(ON) == set(KNOWN)
    assert set(IN) == set(ELEMENTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_where_it_may_stand(case: Case) -> None:
    found = problems(case)
    assert [problem.pointer for problem in found] == ([] if case.pointer is None else [case.pointer])
    assert all(problem.message.startswith("unsupported type: ") for problem in found)


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_another_library_allows_the_same_blocks(surface: _surfaces.BlockSurface) -> None:
    theirs = _surfaces._BLOCK_TYPES_BY_SURFACE[surface]
    ours = STANDS_ON[surface]
    assert theirs - ours <= {"data_visualization"}, "charts, which slack_sdk does not know"
    assert ours - theirs <= {"auth_provider", "call"}, "which only slack_sdk knows"
