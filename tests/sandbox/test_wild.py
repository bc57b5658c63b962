"""Whatever is sent to the workspace, it answers in words and goes on."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.acts.desk import ACTS
from bot.sandbox.api.methods import METHODS
from bot.sandbox.driver import Workspace
from tests.sandbox.make import Json, button, entry, modal, option, plain, section
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import SCOPES, small_file

WORDS = st.sampled_from(["C0CHECKOUT", "#general", "U0DEVELOPER", "V0000000001", "accept", "1767603600.000100", "/x"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | WORDS
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | WORDS, inner, max_size=3)
)
LASTING = {"archive", "deactivate", "leave", "uninstall"}
ENDING = {"apps.uninstall", "auth.revoke"}
"""After these no token works, until the app is installed again."""
BLOCKS = st.sampled_from(
    [
        section("One"),
        section("Two", accessory={"type": "overflow", "options": [option("A")]}),
        button("accept", "Accept"),
        entry("why", "Why"),
        modal(),
        plain("text"),
    ]
)
FIELDS = [
    "channel",
    "ts",
    "thread_ts",
    "text",
    "files",
    "target",
    "action_id",
    "block_id",
    "label",
    "value",
    "query",
    "view_id",
    "values",
    "callback_id",
    "name",
    "advance",
    "to",
    "topic",
    "real_name",
    "tz",
    "tab",
    "guest",
    "private",
    "broadcast",
    "enter",
]
ARGUMENTS = [
    "channel",
    "ts",
    "text",
    "blocks",
    "thread_ts",
    "metadata",
    "user",
    "users",
    "view",
    "view_id",
    "external_id",
    "hash",
    "trigger_id",
    "user_id",
    "cursor",
    "limit",
    "oldest",
    "latest",
    "types",
    "filename",
    "length",
    "files",
    "channel_id",
    "name",
    "timestamp",
    "message_ts",
    "file",
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a bot that acknowledges everything, for all tests here."""
    bot = SmallBot()
    bot.answer = lambda body: (200, {})
    folder = tmp_path_factory.mktemp("wild")
    with Workspace(bot.url, folder / "w.db", small_file(folder, (*SCOPES, "reactions:write"))) as workspace:
        yield workspace
    bot.stop()


@settings(max_examples=150)
@given(
    kind=st.sampled_from(sorted(set(ACTS) - LASTING)),
    fields=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=4),
)
def test_any_act_gets_a_reply(workspace: Workspace, kind: str, fields: Json) -> None:
    reply = workspace.post("act", {"as": "developer", "do": {kind: fields}}, timeout=20)
    assert reply["ok"] or reply["error"]["message"]


@settings(max_examples=300)
@given(
    method=st.sampled_from(sorted(METHODS)),
    arguments=st.dictionaries(st.sampled_from(ARGUMENTS), ANYTHING | BLOCKS | st.lists(BLOCKS, max_size=3), max_size=5),
)
def test_any_call_gets_an_answer(workspace: Workspace, method: str, arguments: Json) -> None:
    headers = {"authorization": f"Bearer {workspace.bot_token}"}
    answer = httpx.post(workspace.api + method, json=arguments, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["ok"] or answer.json()["error"]
    assert workspace.get("state")["me"]["name"] == "developer"
    if method in ENDING and answer.json()["ok"]:
        workspace.person("developer").does("install")


def test_half_a_surrogate_pair_is_mended(workspace: Workspace) -> None:
    headers = {"authorization": f"Bearer {workspace.bot_token}", "content-type": "application/json"}
    body = b'{"channel": "#general", "text": "a \\ud83d half"}'
    answer = httpx.post(f"{workspace.api}chat.postMessage", content=body, headers=headers)
    assert answer.json()["message"]["text"] == "a ? half"
    workspace.person("developer").sees("a ? half")
