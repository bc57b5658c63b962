"""The life of messages: posted, found again, changed, taken away; and who may do that where."""

import threading
from functools import partial
from pathlib import Path

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.driver import Person, Refused, Workspace
from tests.sandbox.make import Json, button, option, plain, refusal, section
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

DESIGN, SECURITY = "C0CHECKOUT", "C0SECURITY"


def test_a_message_is_posted_changed_and_deleted(app: App, client: WebClient, developer: Person) -> None:
    ts = client.chat_postMessage(channel="#checkout-design", text="One threat", blocks=[section("*One* threat")])["ts"]
    developer.sees("*One* threat")
    assert client.chat_update(channel=DESIGN, ts=ts, text="Two threats")["message"].get("blocks") is None
    message = developer.message_with("Two threats").shown
    assert (message["blocks"], message["edited"]) == ([], True)
    client.chat_delete(channel=DESIGN, ts=ts)
    developer.does_not_see("threats")
    assert refusal(partial(client.chat_update, channel=DESIGN, ts=ts, text="Three")) == "message_not_found"
    assert refusal(partial(client.chat_delete, channel=DESIGN, ts=ts)) == "message_not_found"


def test_threads_are_read_apart_from_their_channel(app: App, client: WebClient, developer: Person) -> None:
    parent = developer.says("We want a smart fridge")
    client.chat_postMessage(channel=DESIGN, thread_ts=parent.ts, text="Tell me more")
    answer = developer.says("It orders food", thread=parent)
    history: list[Json] = client.conversations_history(channel=DESIGN)["messages"]
    assert [message["text"] for message in history] == ["We want a smart fridge"]
    assert history[0]["reply_count"] == 2
    replies: list[Json] = client.conversations_replies(channel=DESIGN, ts=parent.ts)["messages"]
    assert [message["text"] for message in replies] == ["We want a smart fridge", "Tell me more", "It orders food"]
    assert replies[2]["ts"] == answer.ts
    assert replies[1]["parent_user_id"] == developer.id
    posting = partial(client.chat_postMessage, channel=DESIGN, thread_ts="1.000001", text="Lost")
    assert refusal(posting) == "thread_not_found"


def test_metadata_is_kept_and_given_back_where_asked(app: App, client: WebClient) -> None:
    metadata = {"event_type": "surface", "event_payload": {"id": "7"}}
    ts = client.chat_postMessage(channel=DESIGN, text="A card", metadata=metadata)["ts"]
    without: list[Json] = client.conversations_history(channel=DESIGN)["messages"]
    assert "metadata" not in without[0]
    found: list[Json] = client.conversations_history(channel=DESIGN, include_all_metadata=True)["messages"]
    assert found[0]["metadata"] == metadata
    client.chat_update(channel=DESIGN, ts=ts, text="A changed card")
    client.chat_postMessage(channel=DESIGN, thread_ts=ts, text="Below", metadata=metadata)
    replies: list[Json] = client.conversations_replies(channel=DESIGN, ts=ts, include_all_metadata=True)["messages"]
    assert [message["metadata"] for message in replies] == [metadata, metadata]


def test_history_is_paged(app: App, client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel=DESIGN, text=f"{number}")
    pages = [
        [message["text"] for message in page["messages"]]
        for page in client.conversations_history(channel=DESIGN, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert refusal(partial(client.conversations_history, channel=DESIGN, cursor="no")) == "invalid_cursor"


def test_the_bot_posts_only_where_it_is_a_member(app: App, client: WebClient, developer: Person) -> None:
    post = partial(client.chat_postMessage, channel=SECURITY, text="Hello")
    assert refusal(post) == "not_in_channel"
    assert refusal(partial(client.conversations_history, channel=SECURITY)) == "not_in_channel"
    client.conversations_join(channel=SECURITY)
    assert refusal(post) == ""
    assert refusal(partial(client.chat_postMessage, channel="C404", text="Hello")) == "channel_not_found"
    developer.does("deactivate", channel="#security")
    assert refusal(post) == "is_archived"


def test_the_bot_changes_only_its_own(app: App, client: WebClient, developer: Person) -> None:
    message = developer.says("Mine")
    update = partial(client.chat_update, channel=DESIGN, ts=message.ts, text="Yours")
    assert refusal(update) == "cant_update_message"
    assert refusal(partial(client.chat_delete, channel=DESIGN, ts=message.ts)) == "cant_delete_message"


def test_a_block_that_is_too_long_is_refused_with_its_place(app: App, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=DESIGN, text="Long", blocks=[section("x" * 3001)])
    assert error.value.response["error"] == "invalid_blocks"
    (message,) = error.value.response["response_metadata"]["messages"]
    assert message.endswith("[json-pointer:/blocks/0/text/text]")
    many = [section("x" * 3000) for _ in range(5)]
    assert refusal(partial(client.chat_postMessage, channel=DESIGN, text="Many", blocks=many)) == "msg_blocks_too_long"
    assert refusal(partial(client.chat_postMessage, channel=DESIGN, text="")) == "no_text"
    ts = client.chat_postMessage(channel=DESIGN, text="x" * 40_001)["ts"]
    history: list[Json] = client.conversations_history(channel=DESIGN)["messages"]
    assert len(history[0]["text"]) == 40_000
    assert refusal(partial(client.chat_update, channel=DESIGN, ts=ts, text="x" * 4_001)) == "msg_too_long"


def test_a_direct_message_reaches_one_person(app: App, client: WebClient, developer: Person, architect: Person) -> None:
    channel = client.conversations_open(users=developer.id)["channel"]["id"]
    assert client.chat_postMessage(channel=developer.id, text="A review is due")["channel"] == channel
    developer.sees("A review is due")
    architect.does_not_see("A review is due")
    assert developer.state()["dms"][0]["name"] == "threatbot"


def test_an_ephemeral_is_for_one_person_and_replaced_by_a_click(
    app: App, client: WebClient, developer: Person, architect: Person
) -> None:
    @app.action("again")
    def _again(ack: Ack, respond: Respond, body: Json) -> None:
        assert body["container"]["is_ephemeral"] is True
        ack()
        respond(text="Done", replace_original=True)

    client.chat_postEphemeral(channel=DESIGN, user=developer.id, text="Once more?", blocks=[button("again", "Again")])
    architect.does_not_see("Again")
    developer.clicks("Again")
    assert [item["plain"] for item in developer.state()["ephemerals"]] == ["Done"]
    guest = partial(client.chat_postEphemeral, channel="C0GENERAL", user="U404", text="Hello")
    assert refusal(guest) == "user_not_in_channel"


def test_a_click_tells_the_app_all_that_slack_tells(app: App, client: WebClient, developer: Person) -> None:
    seen: list[Json] = []

    @app.action("accept")
    def _accept(ack: Ack, body: Json, respond: Respond) -> None:
        seen.append(body)
        ack()
        respond(text="Accepted", replace_original=True)

    metadata = {"event_type": "surface", "event_payload": {"id": "7"}}
    blocks = [button("accept", "Accept", value="T-1", style="primary")]
    ts = client.chat_postMessage(channel=DESIGN, text="T-1", blocks=blocks, metadata=metadata)["ts"]
    developer.clicks("Accept")
    developer.sees("threatbot: Accepted")
    body = seen[0]
    assert body["actions"][0] | {"block_id": "", "action_ts": ""} == {
        "type": "button", "action_id": "accept", "block_id": "", "action_ts": "",
        "text": plain("Accept"), "value": "T-1", "style": "primary",
    }  # fmt: skip
    assert body["container"] == {"type": "message", "message_ts": ts, "channel_id": DESIGN, "is_ephemeral": False}
    assert body["message"]["metadata"] == metadata
    assert body["user"]["id"] == developer.id


def test_a_confirmation_that_is_declined_does_nothing(app: App, client: WebClient, developer: Person) -> None:
    clicks: list[Json] = []

    @app.action("retire")
    def _retire(ack: Ack, body: Json) -> None:
        clicks.append(body)
        ack()

    confirm = {"title": plain("Sure?"), "text": plain("It is kept."), "confirm": plain("Yes"), "deny": plain("No")}
    client.chat_postMessage(channel=DESIGN, text="x", blocks=[button("retire", "Retire", confirm=confirm)])
    developer.clicks("Retire", confirm=False)
    assert clicks == []
    developer.clicks("Retire")
    assert len(clicks) == 1


def test_an_overflow_menu_sends_the_option(app: App, client: WebClient, developer: Person) -> None:
    chosen: list[str] = []

    @app.action("more")
    def _more(ack: Ack, body: Json) -> None:
        chosen.append(body["actions"][0]["selected_option"]["value"])
        ack()

    menu = {"type": "overflow", "action_id": "more", "options": [option("Reject"), option("Edit")]}
    client.chat_postMessage(channel=DESIGN, text="x", blocks=[section("T-1", accessory=menu)])
    message = developer.message_with("T-1")
    developer.clicks("T-1", message, value="edit")
    assert chosen == ["edit"]
    with pytest.raises(Refused, match="There is: Reject, Edit"):
        developer.clicks("T-1", message, value="delete")


def test_two_buttons_of_one_name_have_to_be_told_apart(app: App, client: WebClient, developer: Person) -> None:
    blocks = [button("first", "Accept", value="1"), button("second", "Accept", value="2")]
    client.chat_postMessage(channel=DESIGN, text="x", blocks=blocks)
    with pytest.raises(Refused, match=r"more than one “Accept” here: Accept \(b0+1/first\), Accept \(b0+2/second\)"):
        developer.clicks("Accept")
    target = developer.message_with("Accept").target
    wrong = developer.act("click", target=target, label="Reject")
    assert wrong["error"] == {
        "code": "element_not_found",
        "message": "There is no “Reject” here. There is: Accept, Accept.",
    }
    assert developer.act("click", target=target, action_id="first")["ok"] is True


def test_reactions_come_and_go(app: App, developer: Person, architect: Person) -> None:
    message = developer.says("A fridge")
    for person in (developer, architect, developer):
        person.does("react", channel=message.channel, ts=message.ts, name=":eyes:")
    assert developer.message_with("A fridge").shown["reactions"] == [
        {"name": "eyes", "users": [architect.id], "count": 1}
    ]


def test_a_permalink_names_the_thread(app: App, client: WebClient, developer: Person, workspace: Workspace) -> None:
    parent = developer.says("A fridge")
    reply = developer.says("with a door", thread=parent)
    link = client.chat_getPermalink(channel=DESIGN, message_ts=reply.ts)["permalink"]
    assert link == f"{workspace.url}/archives/{DESIGN}/p{reply.ts.replace('.', '')}?thread_ts={parent.ts}"


def test_a_private_channel_is_seen_by_its_members_only(
    app: App, client: WebClient, developer: Person, architect: Person
) -> None:
    developer.does("command", channel="#general", text="/create-private secret-plan")
    assert architect.act("message", channel="#secret-plan", text="Hello")["error"]["code"] == "channel_not_found"
    post = partial(client.chat_postMessage, channel="#secret-plan", text="A card")
    assert refusal(post) == "channel_not_found"
    developer.does("command", channel="#secret-plan", text="/invite @threatbot")
    assert refusal(post) == ""
    architect.does_not_see("A card")
    channel = client.conversations_list(types="private_channel")["channels"][0]
    assert (channel["name"], channel["is_private"]) == ("secret-plan", True)
    assert refusal(partial(client.conversations_join, channel=channel["id"])) == "method_not_supported_for_channel_type"
    developer.does("command", channel="#secret-plan", text="/remove @threatbot")
    assert refusal(post) == "channel_not_found"


def test_the_bot_reacts_where_it_has_the_scope(bot: SmallBot, tmp_path: Path) -> None:
    bot.answer = lambda body: (200, {})
    with Workspace(
        bot.url, tmp_path / "w.db", small_file(tmp_path, ("reactions:read", "reactions:write"))
    ) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.api, retry_handlers=[])
        message = workspace.person("developer").says("A fridge")
        add = partial(client.reactions_add, channel=DESIGN, timestamp=message.ts, name="eyes")
        assert [refusal(add), refusal(add)] == ["", "already_reacted"]
        got = client.reactions_get(channel=DESIGN, timestamp=message.ts)["message"]
        assert got["reactions"] == [{"name": "eyes", "users": ["U0THREATBOT"], "count": 1}]
        remove = partial(client.reactions_remove, channel=DESIGN, timestamp=message.ts, name="eyes")
        assert [refusal(remove), refusal(remove)] == ["", "no_reaction"]
        assert refusal(partial(client.chat_postMessage, channel=DESIGN, text="x")) == "missing_scope"


def test_two_people_click_at_once_and_both_reach_the_app(
    app: App, client: WebClient, developer: Person, architect: Person
) -> None:
    together, who = threading.Barrier(2, timeout=2.5), []

    @app.action("accept")
    def _accept(ack: Ack, body: Json, client: WebClient) -> None:
        together.wait()
        client.chat_postMessage(channel=DESIGN, text=f"by {body['user']['name']}")
        who.append(body["user"]["name"])
        ack()

    client.chat_postMessage(channel=DESIGN, text="x", blocks=[button("accept", "Accept")])
    message = developer.message_with("Accept")
    clicks = [threading.Thread(target=person.clicks, args=("Accept", message)) for person in (developer, architect)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(who) == ["architect", "developer"]
    developer.sees("by architect")
    architect.sees("by developer")
