"""Every field of blocks, elements, objects, messages and views: its type, its duty, what it may say."""

from __future__ import annotations

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks import block_elements

from tests.bot.blocks.test_limits import problems
from tests.support.field_cases import cases
from tests.support.limit_table import Case, changed
from tests.support.specimens import SPECIMENS

CASES = [*cases()]
WORDS: dict[str, list[str]] = {
    "button/style": ["primary", "danger"],
    "workflow_button/style": ["primary", "danger"],
    "button/confirm/style": ["primary", "danger"],
    "icon_button/icon": ["trash"],
    "alert/level": ["default", "info", "warning", "error", "success"],
    "container/width": ["narrow", "standard", "wide", "full"],
    "task_card/status": ["pending", "in_progress", "complete", "error"],
    "plan/tasks/0/type": ["task_card"],
    "table/column_settings/0/align": ["left", "center", "right"],
    "file/source": ["remote"],
    "rich_text/elements/3/style": ["bullet", "ordered"],
    "rich_text/elements/0/elements/7/range": ["here", "channel", "everyone"],
    "conversations_select/filter/include/0": ["im", "mpim", "private", "public"],
    "plain_text_input/dispatch_action_config/trigger_actions_on/0": ["on_enter_pressed", "on_character_entered"],
    "message/attachments/0/color": ["good", "warning", "danger", "#36A64f", "36a64f"],
    "datepicker/initial_date": ["2024-02-29"],
    "timepicker/initial_time": ["00:00", "19:59", "23:59"],
    "number_input/initial_value": ["0", "+1", "-1.50", ".5", "7."],
}
WRONG = {
    "datepicker/initial_date": ["2026-02-29", "2026-2-28", "20260228", "tomorrow"],
    "timepicker/initial_time": ["24:00", "9:00", "09:60"],
    "number_input/initial_value": ["one", "1e3", "1,5"],
    "number_input/min_value": ["2.1", "10"],
    "message/attachments/0/color": ["green", "#fff"],
    "data_table/row_header_column_index": [2],
}


def words() -> list[Case]:
    """What a field may say, word by word, and some of what it may not."""
    found = []
    for table, taken in ((WORDS, True), (WRONG, False)):
        for place, values in table.items():
            name, _, inside = place.partition("/")
            surface, _, at = SPECIMENS[name]
            kind = "message" if surface == "message" else "view"
            for value in values if isinstance(values, list) else []:
                pointer = None if taken else f"{at}/{inside}"
                found.append(Case(f"{place}: {value}", kind, changed(name, f"/{inside}", value), pointer))
    return found


def judged(case: Case) -> bool:
    """Whether the checker says of a case what it should."""
    found = problems(case)
    return any(problem.pointer == case.pointer for problem in found) if case.pointer is not None else not found


def test_every_field_has_its_type_and_its_duty() -> None:
    assert [case.name for case in CASES if not judged(case)] == []
    assert len(CASES) > 2_000


def test_a_field_left_out_is_named() -> None:
    left_out = [case for case in CASES if case.pointer is not None and case.name.endswith("left out")]
    for case in left_out:
        field = case.name.removesuffix(" left out").rpartition("/")[2]
        first = problems(case)[0].message
        assert first.startswith("missing required field: "), case.name
        assert field in first, case.name


@pytest.mark.parametrize("case", words(), ids=lambda case: case.name)
def test_what_a_field_may_say(case: Case) -> None:
    assert judged(case), problems(case)


UNUSED = {
    "file_input": {"placeholder", "confirm", "focus_on_load"},
    **{name: {"placeholder"} for name in ("datetimepicker", "checkboxes", "radio_buttons")},
    **{name: {"alt_text"} for name in ("button", "feedback_buttons", "icon_button", "overflow", "workflow_button")},
}
"""What slack_sdk's classes inherit, and Slack's reference does not have."""


def classes(base: type) -> list[type]:
    """All classes below one."""
    return [found for child in base.__subclasses__() for found in (child, *classes(child))]


def fields_of(kind: str) -> set[str]:
    """The fields that the specimens show of objects of a type."""
    shown: set[str] = set()
    todo: list[object] = [payload for _, payload, _ in SPECIMENS.values()]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            shown |= set(value) if value.get("type") == kind else set()
            todo += value.values()
        elif isinstance(value, list):
            todo += value
    return shown


def attributes_of(known: type) -> set[str]:
    """What slack_sdk's class would send: a set, or a property that gives one."""
    attributes = vars(known).get("attributes", getattr(known, "attributes", set()))
    found = attributes.fget(known.__new__(known)) if isinstance(attributes, property) else attributes
    assert isinstance(found, set)
    return found


KNOWN = [*classes(sdk.Block), *classes(block_elements.BlockElement)]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.__name__)
def test_every_field_that_slack_sdk_knows_is_checked(known: type) -> None:
    kind = getattr(known, "type", None)
    if not isinstance(kind, str) or known.__name__ == "LinkButtonElement":
        pytest.skip("a base class, or a button by another name")
    assert attributes_of(known) - UNUSED.get(kind, set()) <= fields_of(kind)
