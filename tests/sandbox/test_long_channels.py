"""The state by pages, what is unread, and the timelines beneath, which never walk through all messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from bot.sandbox.records import Message
from bot.sandbox.timeline import Timelines, is_root
from tests.sandbox.long_channel import DESIGN, fill
from tests.sandbox.make import Json, plain, section
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

COUNT = 120


@pytest.fixture
def long(bot: SmallBot, tmp_path: Path) -> Workspace:
    """A workspace (not started) with a channel that has gone on for long."""
    fill(tmp_path / "long.db", COUNT)
    return Workspace(bot.url, tmp_path / "long.db", small_file(tmp_path))


def room(person: Person, name: str = "checkout-design", **query: str) -> Json:
    """A place as a query shows it."""
    return next(each for each in person.state(**query)["channels"] if each["name"] == name)


def rich(element: Json) -> Json:
    """Rich text of one element."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def numbers(shown: Json) -> list[int]:
    """Which of the filled messages are shown."""
    return [int(message["text"].split(".")[0].split()[1]) for message in shown["messages"]]


def test_a_channel_is_read_page_by_page_to_its_beginning(long: Workspace) -> None:
    with long:
        developer, before, pages = long.person("developer"), "", []
        while not pages or pages[-1]["has_more"]:
            more = {"before": before} if before else {}
            pages.append(room(developer, channel=DESIGN, limit="50", **more))
            before = pages[-1]["messages"][0]["ts"]
    assert [len(page["messages"]) for page in pages] == [50, 50, 20]
    assert [number for page in reversed(pages) for number in numbers(page)] == list(range(COUNT))
    assert {page["total"] for page in pages} == {COUNT}


def test_a_page_of_a_channel_tells_of_that_channel_alone(long: Workspace) -> None:
    with long:
        developer = long.person("developer")
        page = developer.state(channel=DESIGN, limit="3")
        rooms = developer.state(limit="0")
    assert [channel["id"] for channel in page["channels"]] == [DESIGN]
    assert (page["views"], page["home"]) == ([], {})
    assert [(each["name"], each["messages"]) for each in rooms["channels"]] == [
        ("general", []),
        ("checkout-design", []),
        ("security", []),
    ]


def test_a_thread_is_paged_too_and_may_be_named_by_a_reply(long: Workspace) -> None:
    with long:
        developer = long.person("developer")
        (root,) = [each for each in room(developer, limit="30")["messages"] if each["reply_count"]]
        newest = room(developer, thread=root["ts"], limit="2")
        reply = newest["messages"][-1]
        rest = room(developer, thread=reply["ts"], limit="9", before=newest["messages"][1]["ts"])
    assert (root["reply_count"], root["latest_reply"], len(root["reply_users"])) == (4, reply["ts"], 4)
    assert [each["text"] for each in newest["messages"][1:]] == ["Reply 3", "Reply 4"]
    assert (newest["total"], newest["has_more"], rest["has_more"]) == (4, True, False)
    assert [each["text"] for each in rest["messages"][1:]] == ["Reply 1", "Reply 2"]


def test_without_a_page_the_state_is_as_it_always_was(long: Workspace) -> None:
    with long:
        shown = room(long.person("developer"), channel=DESIGN)
    assert len(shown["messages"]) == COUNT + 3 * 4
    assert set(shown) == {"id", "name", "kind", "is_member", "is_archived", "topic", "members", "messages"}
    assert "mentions" not in shown["messages"][0]


def test_some_records_are_asked_for_by_their_ids(long: Workspace) -> None:
    with long:
        developer = long.person("developer")
        said = [developer.says("Hello").ts, developer.says("Hi", "#general").ts]
        found = developer.state(only=",".join([*said, "1.2"]))
    assert {each["name"]: [m["ts"] for m in each["messages"]] for each in found["channels"]} == {
        "general": said[1:],
        "checkout-design": said[:1],
        "security": [],
    }
    assert found["views"] == []


@pytest.mark.parametrize("limit", ["-1", "many", "1.5", ""])
def test_a_limit_is_a_number(long: Workspace, limit: str) -> None:
    with long:
        answer = long.person("developer").state(limit=limit)
    assert "`limit` must be a number" in answer["error"]["message"]


def test_what_is_unread_is_counted_until_it_is_read_and_outlives_a_restart(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    first = architect.says("Please look, @developer")
    architect.says("And again @channel")
    developer.says("I am looking")
    assert counts(developer) == (2, 2)
    mark(workspace, developer, ts=first.ts)
    assert counts(developer) == (1, 1)
    mark(workspace, developer, ts="1.0")
    workspace.restart()
    assert counts(workspace.person("developer")) == (1, 1)
    assert counts(workspace.person("security")) == (3, 1)


def test_a_reply_that_names_somebody_is_read_in_its_thread(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    root = developer.says("Where are the keys?")
    architect.says("Who knows?", thread=root)
    reply = architect.says("@developer in the HSM", thread=root)
    assert counts(developer) == (0, 1)
    mark(workspace, developer, ts=reply.ts)
    assert counts(developer) == (0, 1)
    assert [each["mentions"] for each in room(developer, limit="9")["messages"]] == [1]
    mark(workspace, developer, ts=reply.ts, thread=root.ts)
    assert counts(developer) == (0, 0)


@pytest.mark.parametrize(
    "block",
    [
        section("<@U0DEVELOPER>, please look"),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Owner* <@U0DEVELOPER>"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "<!channel>"}]},
        rich({"type": "user", "user_id": "U0DEVELOPER"}),
        rich({"type": "broadcast", "range": "here"}),
    ],
)
def test_who_is_named_in_a_block_is_named(workspace: Workspace, client: WebClient, block: Json) -> None:
    client.chat_postMessage(channel="C0CHECKOUT", text="Past its day", blocks=[block])
    assert counts(workspace.person("developer")) == (1, 1)


@pytest.mark.parametrize("block", [section("<@U0SECURITY>"), {"type": "section", "text": plain("<@U0DEVELOPER>")}])
def test_who_is_not_meant_in_a_block_is_not_named(workspace: Workspace, client: WebClient, block: Json) -> None:
    client.chat_postMessage(channel="C0CHECKOUT", text="Past its day", blocks=[block])
    assert counts(workspace.person("developer")) == (1, 0)


def test_an_edit_or_a_deletion_takes_a_mention_back(workspace: Workspace) -> None:
    developer, architect = workspace.person("developer"), workspace.person("architect")
    said = architect.says("@developer")
    architect.does("edit", channel=DESIGN, ts=said.ts, text="nobody")
    assert counts(developer) == (1, 0)
    architect.does("delete", channel=DESIGN, ts=said.ts)
    assert counts(developer) == (0, 0)


def test_nobody_marks_what_they_do_not_see(workspace: Workspace) -> None:
    answer = workspace.post("read", {"as": "guest", "channel": "#security", "ts": "1767603600.000100"})
    assert answer["error"]["code"] == "channel_not_found"


def mark(workspace: Workspace, person: Person, **fields: str) -> None:
    """Somebody has read so far."""
    assert workspace.post("read", {"as": person.role, "channel": "#checkout-design", **fields}) == {"ok": True}


def counts(person: Person) -> tuple[int, int]:
    """What is unread in the channel, and what of it is for them."""
    shown = room(person, limit="0")
    return shown["unread"], shown["mentions"]


TEXTS = st.sampled_from(["", "Hello", "<@U1>", "<@U2> and <@U1>", "<!here>", "<!subteam^S1>"])
EVENTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), TEXTS, st.booleans()), max_size=40)


@given(EVENTS)
def test_the_timelines_are_what_a_walk_through_all_would_find(events: list[tuple[int, int, str, bool]]) -> None:
    timelines, all_of_them = Timelines(), dict[str, Message]()
    for at, parent, text, stays in events:
        known = all_of_them.pop(f"{at}", None)
        message = known or Message(f"{at}", "C1", f"U{at % 3}", thread_ts=None if parent > at // 2 else f"{parent}")
        message.text = text
        timelines.keep(message) if stays else timelines.drop(message)
        if stays:
            all_of_them[message.ts] = message
    found = sorted(all_of_them)
    roots = [ts for ts in found if is_root(all_of_them[ts])]
    assert timelines.roots("C1") == roots
    assert list(timelines.before("C1", "5")) == [ts for ts in reversed(roots) if ts < "5"]
    assert timelines.after("C1", "5") == sum(ts > "5" for ts in roots)
    assert timelines.roots("C1", "U2") == [ts for ts in roots if all_of_them[ts].user == "U2"]
    names = ("<@U1>", "<!here>")
    naming = sorted(message.ts for message in timelines.naming("C1", "U1"))
    assert naming == [ts for ts in found if any(name in all_of_them[ts].text for name in names)]
