"""A Slack manifest is read as Slack's page exports it; one that cannot be used says where and what was expected."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.manifest import Command, ManifestError, Shortcut, parse, read
from tests.support.manifests import THREATBOT

TODO: dict[str, Any] = {
    "_metadata": {"major_version": 1},
    "display_information": {"name": "To do", "description": "Lists"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
        "bot_user": {"display_name": "To-do bot"},
        "slash_commands": [{"command": "/todo", "description": "Add", "usage_hint": "WHAT", "should_escape": True}],
        "shortcuts": [{"name": "Add", "type": "global", "callback_id": "add", "description": "Adds one"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands"]}, "redirect_urls": ["https://todo.example.com/oauth"]},
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened"],
            "metadata_subscriptions": [{"app_id": "A1", "event_type": "done"}],
        },
        "token_rotation_enabled": True,
    },
}


def test_an_exported_manifest_is_read() -> None:
    manifest = parse(TODO)
    assert (manifest.name, manifest.bot_name, manifest.description) == ("To do", "To-do bot", "Lists")
    assert manifest.commands == (Command("/todo", "Add", "WHAT", should_escape=True),)
    assert manifest.command("/todo") == manifest.commands[0]
    assert manifest.command("/else") is None
    assert manifest.shortcuts == (Shortcut("add", "Add", "global", "Adds one"),)
    assert (manifest.scopes, manifest.events, manifest.metadata_events) == (
        ("commands",),
        ("app_home_opened",),
        ("done",),
    )
    assert (manifest.redirect_urls, manifest.token_rotation) == (("https://todo.example.com/oauth",), True)
    assert manifest.home_tab
    assert manifest.app_id == "A0TODOBOT"


@pytest.mark.parametrize(("name", "write"), [("m.json", json.dumps), ("m.yaml", yaml.safe_dump)])
def test_json_and_yaml_say_the_same(tmp_path: Path, name: str, write: Callable[[Any], str]) -> None:
    path = tmp_path / name
    path.write_text(write(TODO), encoding="utf-8")
    assert read(path) == parse(TODO)


def test_the_least_manifest_has_a_name_only() -> None:
    manifest = parse({"display_information": {"name": "数"}})
    assert (manifest.bot_name, manifest.word, manifest.commands, manifest.events) == ("数", "APP", (), ())


def test_threatbots_own_is_one() -> None:
    assert [command.command for command in read(THREATBOT).commands] == ["/threatmodel"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (None, "/: an object was expected, not nothing"),
        ({}, "/display_information/name: a text was expected, not nothing"),
        ({"display_information": {"name": 7}}, "/display_information/name: a text was expected, not int 7"),
        ({"features": []}, "/features: an object was expected, not list []"),
        ({"features": {"slash_commands": {}}}, "/features/slash_commands: a list was expected"),
        ({"features": {"slash_commands": ["/x"]}}, "/features/slash_commands/0: an object was expected, not str '/x'"),
        ({"features": {"slash_commands": [{"command": "x"}]}}, "/features/slash_commands/0/command: a command begins"),
        ({"features": {"shortcuts": [{"name": "x"}]}}, "/features/shortcuts/0/callback_id: a text was expected"),
        ({"features": {"app_home": {"home_tab_enabled": "yes"}}}, "home_tab_enabled: true or false was expected"),
        ({"oauth_config": {"scopes": {"bot": [1]}}}, "/oauth_config/scopes/bot: a list of texts was expected"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(document: object, told: str) -> None:
    if isinstance(document, dict) and document and "display_information" not in document:
        document = {"display_information": {"name": "To do"}, **document}
    with pytest.raises(ManifestError) as error:
        parse(document)
    assert told in str(error.value)


@pytest.mark.parametrize("content", [b"\xff", b"a: [", b"name: !!python/object:os.system {}"])
def test_a_file_that_is_no_yaml_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=r"manifest\.yaml: a Slack manifest in YAML or JSON was expected"):
        read(path)
    with pytest.raises(ManifestError, match="missing"):
        read(tmp_path / "missing")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(at=st.sampled_from(["features", "settings", "oauth_config", "display_information"]), value=JSON)
def test_whatever_stands_there_it_is_read_or_refused(at: str, value: object) -> None:
    refusal = ""
    try:
        parse(TODO | {at: value})
    except ManifestError as error:
        refusal = str(error)
    assert refusal == "" or refusal.startswith("/")
