"""What the checker says against what slackblocks says; each difference stands in docs/workspace.md with its reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from slackblocks import _limits

from bot.blocks.limits import MESSAGE_CHARACTERS, check_message, check_view
from bot.blocks.shapes import characters
from tests.bot.blocks import test_limits, test_limits_fields, test_limits_places, test_limits_rules
from tests.support.limit_table import MOST, WHOLE, Case, _sized
from tests.support.other_library import NoClassError, accepts
from tests.support.specimens import SPECIMENS, in_place

PAGE = Path("docs/workspace.md").read_text()
TABLE = PAGE.partition("## Differences from slackblocks")[2].partition("\n## ")[0]
MORE, LESS = "refuses", "takes"
DIFFERENCES: dict[str, tuple[str, str]] = {
    "Empty strings and arrays": (r" empty$", MORE),
    "An empty line of rich text": (r"elements empty$", LESS),
    "Fields that slackblocks fills in": (
        r"(alt_text|/elements|/source|/icon|slack_file/(id|url)|options|option_groups|/type|/workflow) left out$",
        MORE,
    ),
    "Fields that only slackblocks requires": (
        r"(workflow_button/action_id|trigger_actions_on|plan/tasks|rows/0/1/text) left out$",
        LESS,
    ),
    "The focus of `multi_external_select`": (r"^multi_external_select", LESS),
    "A first choice in groups": (r"^(multi_)?static_select in groups/", LESS),
    "More first choices than options": (r"/initial_options: ", MORE),
    "Moments of ten digits": (r"^datetimepicker/initial_date_time: ", MORE),
    "Addresses and ids of files": (r"^(image in Slack/slack_file/url|file/external_id): ", MORE),
    "Title and author of a video": (r"^video/(title/text: 200|author_name: 50)$", MORE),
    "All text of a message, all bytes of a view": (r"^(texts in all|bytes of a view): ", MORE),
    "One table in a message": (r"^(tables: 2|two tables|a table in a container.*)$", MORE),
    "A first text within its bounds": (r"^(length within bounds|first text): ", MORE),
    "One focus in a view": (r"^(one focus: |the focus in an action)", MORE),
    "Properties of the other kind": (r"^(verbatim in|emoji in mrkdwn|a url in)", MORE),
    "First choices that are not offered": (r"^a (choice|tick) ", MORE),
    "Ids that repeat": (r"^the same (action|block_id) ", MORE),
    "Elements in blocks and on surfaces": (r" in (section|actions|input) on ", MORE),
    "Settings of a column": (r"^a column of another type$", MORE),
    "Rich text in a table": (r"^table/rows/0/2/", LESS),
}
CASES = [
    *test_limits.CASES,
    *test_limits_rules.CASES,
    *test_limits_places.CASES,
    *test_limits_fields.words(),
    *(case for case in test_limits_fields.CASES if case.name.endswith((" empty", " left out"))),
]


def row_of(name: str, difference: str) -> list[str]:
    """The rows of the table that a difference belongs to."""
    return [row for row, (form, kind) in DIFFERENCES.items() if kind == difference and re.search(form, name)]


def sayable(case: Case) -> bool:
    """Whether slackblocks' classes can be asked at all: blocks in a message or a view, without attachments."""
    blocks = case.payload.get("blocks")
    return case.kind != "update" and "attachments" not in case.payload and isinstance(blocks, list)


def test_every_difference_has_a_row_and_every_row_a_difference() -> None:
    compared = 0
    met: set[str] = set()
    unexplained = []
    for case in filter(sayable, CASES):
        try:
            theirs = accepts(case.payload)
        except NoClassError:
            continue
        compared += 1
        if theirs != (case.pointer is None):
            rows = row_of(case.name, MORE if theirs else LESS)
            met |= set(rows)
            unexplained += [] if rows else [case.name]
    assert unexplained == []
    assert met == set(DIFFERENCES), "a row whose difference is gone"
    assert compared > 1_500


def test_the_document_lists_the_same_rows() -> None:
    rows = re.findall(r"^\| (.+?) \| (refuses|takes) \| .+ \|$", TABLE, re.MULTILINE)
    assert dict(rows) == {row: kind for row, (_, kind) in DIFFERENCES.items()}


FIELDS = [(name, pointer, most) for name, limits in MOST.items() for pointer, most in limits.items()]


def agreed(name: str, pointer: str, most: int) -> bool:
    """Whether slackblocks can be asked about a limit, and draws it in the same place."""
    sides = [_sized(name, pointer, most, taken=True), _sized(name, pointer, most + 1, taken=False)]
    try:
        return all(sayable(case) and accepts(case.payload) == (case.pointer is None) for case in sides)
    except NoClassError:
        return False


AGREED = [field for field in FIELDS if field[0] not in {"message", "modal", "home"} and agreed(*field)]
MESSAGE_FIELDS = [field for field in AGREED if SPECIMENS[field[0]][0] == "message"]
MODAL_FIELDS = [field for field in AGREED if SPECIMENS[field[0]][0] == "modal"]
AROUND = st.integers(-2, 0)


@pytest.mark.parametrize("surface", ["message", "modal"])
@given(data=st.data())
def test_whole_payloads_around_the_limits(surface: str, data: st.DataObject) -> None:
    fields = st.sampled_from(MESSAGE_FIELDS if surface == "message" else MODAL_FIELDS)
    chosen = data.draw(st.lists(st.tuples(fields, AROUND), min_size=1, max_size=6))
    over = data.draw(st.none() | st.integers(0, len(chosen) - 1))
    blocks: list[dict[str, object]] = []
    for index, ((name, pointer, most), less) in enumerate(chosen):
        size = most + 1 if index == over else max(1, most + less)
        (block,) = json.loads(json.dumps(_sized(name, pointer, size, taken=index != over).payload["blocks"]))
        if pointer != "/block_id":
            block.pop("block_id", None)
        if index and isinstance(block.get("element"), dict):
            block["element"].pop("focus_on_load", None)  # one of a surface takes the focus
        if not any(block.get("block_id") == other.get("block_id") for other in blocks if "block_id" in other):
            blocks.append(block)
    assume([block["type"] for block in blocks].count("table") < 2)
    assume(json.dumps(blocks).count('"focus_on_load": true') < 2)
    assume(sum(len(str(block["text"])) for block in blocks if block["type"] == "markdown") < 12_002)
    assume(characters(blocks) <= MESSAGE_CHARACTERS)
    _, payload, _ = in_place(surface, *blocks)
    ours = not (check_message if surface == "message" else check_view)(payload)
    assert accepts(payload) == ours
    assert ours or over is not None


SAME = {
    "SECTION_TEXT": "section/text/text",
    "SECTION_FIELDS_ITEM": "section/fields/0/text",
    "HEADER_TEXT": "header/text/text",
    "BUTTON_TEXT": "button/text/text",
    "BUTTON_VALUE": "button/value",
    "BUTTON_URL": "button/url",
    "BUTTON_AGENT_PROMPT": "button/agent_prompt",
    "OPTION_URL": "overflow/options/0/url",
    "INPUT_LABEL": "input/label/text",
    "INPUT_HINT": "input/hint/text",
    "ALERT_TEXT": "alert/text/text",
    "CARD_TITLE": "card/title/text",
    "CARD_BODY": "card/body/text",
    "CARD_SUBTEXT": "card/subtext/text",
    "VIDEO_DESCRIPTION": "video/description/text",
    "VIDEO_PROVIDER_NAME": "video/provider_name",
    "VIDEO_TITLE_URL": "video/title_url",
    "VIEW_TITLE": "modal/title/text",
    "VIEW_PRIVATE_METADATA": "modal/private_metadata",
    "VIEW_EXTERNAL_ID": "home/external_id",
}


@pytest.mark.parametrize("name", SAME)
def test_another_library_knows_the_same_number(name: str) -> None:
    specimen, _, pointer = SAME[name].partition("/")
    assert getattr(_limits, f"{name}_MAX_LENGTH") == MOST[specimen][f"/{pointer}"]


def test_another_library_knows_the_same_totals() -> None:
    assert WHOLE["markdown in all"].most == _limits.MARKDOWN_TOTAL_TEXT_MAX_LENGTH
    assert WHOLE["text of a data table"].most == _limits.DATA_TABLE_CONTENT_MAX_LENGTH
