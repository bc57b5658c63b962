"""Blocks and mrkdwn read aloud, each kind of block."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.limits import check_message, check_view
from bot.blocks.text import plain as escaped
from bot.sandbox.plain import Reader
from bot.sandbox.settings import Settings
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.sandbox.make import Json, button, entry, modal, option, plain, section
from tests.support.manifests import small

OPTIONS = {"options": [option("Home"), option("Office")]}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "See "},
                {"type": "link", "url": "https://example.org"},
                {"type": "text", "text": ", "},
                {"type": "user", "user_id": "U0ARCHITECT"},
                {"type": "text", "text": " "},
                {"type": "emoji", "name": "eyes"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
    ],
}
RICH_READ = "See https://example.org, @architect :eyes:\n• one"
CELL = {"type": "raw_text", "text": "T-1"}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader who knows the people and channels of a new workspace."""
    file: Path = tmp_path_factory.mktemp("plain") / "w.db"
    workspace = Workspace(
        Settings("http://127.0.0.1:1", "http://127.0.0.1:2", file, small(), "", "", "", ""), Store(file)
    )
    yield Reader(workspace)
    workspace.close()


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ({"type": "header", "text": plain("Threats")}, "Threats"),
        (section("*One* <!channel> <https://example.org>"), "*One* @channel https://example.org"),
        ({"type": "markdown", "text": "# One"}, "# One"),
        ({"type": "divider"}, "---"),
        (button("a", "Accept"), "[Accept]"),
        ({"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A diagram"}, "[A diagram]"),
        (RICH, RICH_READ),
        ({"type": "table", "rows": [[CELL, CELL], [CELL, RICH]]}, f"T-1 | T-1\nT-1 | {RICH_READ}"),
        ({"type": "actions", "elements": [{"type": "overflow", "action_id": "m", **OPTIONS}]}, "[…]"),
        ({"type": "actions", "elements": [{"type": "checkboxes", "action_id": "c", **OPTIONS}]}, "[ ] Home [ ] Office"),
        ({"type": "actions", "elements": [{"type": "radio_buttons", **OPTIONS}]}, "( ) Home ( ) Office"),
        ({"type": "actions", "elements": [{"type": "datepicker", "initial_date": "2026-02-28"}]}, "[2026-02-28 v]"),
    ],
)  # fmt: skip
def test_each_kind_of_block_is_read(reader: Reader, block: Json, read: str) -> None:
    assert check_message({"text": "x", "blocks": [block]}) == []
    assert reader.blocks([block]) == read


def test_an_input_shows_its_label_and_what_stands_in_it(reader: Reader) -> None:
    element = {"type": "static_select", "initial_option": option("Home"), **OPTIONS}
    blocks = [entry("zone", "Zone", element, hint=plain("Where it stands")), entry("why", "Why", optional=True)]
    assert check_view(modal("New", *blocks)) == []
    assert reader.blocks(blocks) == "Zone: [Home v]\nWhere it stands\nWhy (optional): []"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0DEVELOPER> &lt;@U0DEVELOPER&gt;", "@developer <@U0DEVELOPER>"),
        ("<@U404|somebody> <@U404>", "@somebody @U404"),
        ("<#C0GENERAL> <#C404|gone>", "#general #gone"),
        ("<!date^1767603600^{date}|5 January> <!date^1767603600^{date}>", "5 January 2026-01-05T09:00:00+00:00"),
        ("<mailto:a@example.org|a@example.org> &amp;amp;", "a@example.org &amp;"),
    ],
)
def test_mentions_links_and_entities_are_resolved(reader: Reader, text: str, read: str) -> None:
    assert reader.mrkdwn(text) == read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_escaped_text_is_read_as_it_was_written(reader: Reader, text: str) -> None:
    assert reader.mrkdwn(escaped(text)) == text.replace("\x00", "�")
