"""What ends by itself, on both sides of its limit, by a clock that stands still."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox import answers, interact, modals
from bot.sandbox.acts.interaction import is_told
from bot.sandbox.acts.submission import response_urls
from bot.sandbox.acts.surface import Surface
from bot.sandbox.context import Context
from bot.sandbox.elements import Found
from bot.sandbox.errors import ApiError
from bot.sandbox.records import ResponseUrl
from tests.sandbox.at_hand import START, at_hand, installed
from tests.sandbox.make import entry, modal
from tests.support.manifests import small

DEVELOPER = "U0DEVELOPER"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    with at_hand(tmp_path, small()) as context:
        yield context


def refused(call: Callable[[], object]) -> str:
    """Slack's word for a refusal, or nothing."""
    try:
        call()
    except ApiError as refusal:
        return refusal.error
    return ""


@pytest.mark.parametrize(("seconds", "error"), [(2.9, ""), (3.0, ""), (3.1, "expired_trigger_id")])
def test_a_trigger_lasts_three_seconds(context: Context, seconds: float, error: str) -> None:
    trigger = interact.new_trigger(context, installed(context), context.workspace.users[DEVELOPER])
    context.workspace.clock.move(START + seconds)
    assert refused(lambda: modals.use_trigger(context.workspace, installed(context), trigger.id)) == error


def test_a_trigger_works_once_and_none_is_made_up(context: Context) -> None:
    workspace, app = context.workspace, installed(context)
    trigger = interact.new_trigger(context, app, workspace.users[DEVELOPER])
    assert refused(lambda: modals.use_trigger(workspace, app, trigger.id)) == ""
    assert refused(lambda: modals.use_trigger(workspace, app, trigger.id)) == "exchanged_trigger_id"
    assert refused(lambda: modals.use_trigger(workspace, app, "1.1.x")) == "invalid_trigger_id"


@pytest.fixture
def url(context: Context) -> ResponseUrl:
    workspace = context.workspace
    channel = workspace.channels["C0CHECKOUT"]
    return answers.new_url(context, installed(context), workspace.users[DEVELOPER], channel)


def test_an_address_for_answers_works_five_times(context: Context, url: ResponseUrl) -> None:
    uses = [refused(lambda: answers.use_url(context, url.id)) for _ in range(6)]
    assert uses == ["", "", "", "", "", "used_url"]


@pytest.mark.parametrize(("seconds", "error"), [(1_800, ""), (1_801, "expired_url")])
def test_an_address_for_answers_works_for_half_an_hour(
    context: Context, url: ResponseUrl, seconds: int, error: str
) -> None:
    context.workspace.clock.move(START + seconds)
    assert refused(lambda: answers.use_url(context, url.id)) == error


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"text": "x", "response_type": "loud"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "blocks": "["}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "in_channel"}, ""),
    ],
)
def test_an_answer_is_checked(context: Context, url: ResponseUrl, body: dict[str, object], error: str) -> None:
    assert refused(lambda: answers.respond(context, url, body)) == error


def test_three_views_lie_on_each_other_and_no_fourth(context: Context) -> None:
    workspace, app = context.workspace, installed(context)
    first = modals.open_first(workspace, app, DEVELOPER, modal())
    pushed = [refused(lambda: modals.push(workspace, app, DEVELOPER, modal())) for _ in range(3)]
    assert pushed == ["", "", "push_limit_reached"]
    stack = modals.stack(workspace, DEVELOPER)
    assert [view.root for view in stack] == [first.id] * 3
    assert [view.previous for view in stack] == [None, stack[0].id, stack[1].id]


def test_a_view_is_changed_by_who_saw_it_last(context: Context) -> None:
    workspace = context.workspace
    view = modals.open_first(workspace, installed(context), DEVELOPER, modal())
    old = view.hash
    modals.replace(workspace, view, modal("Second"), stale=old)
    assert refused(lambda: modals.replace(workspace, view, modal("Third"), stale=old)) == "hash_conflict"
    assert refused(lambda: modals.replace(workspace, view, modal("Third"), stale=view.hash)) == ""


def responses(context: Context, *, enabled: bool) -> list[str]:
    """The channels for which a submitted form brings addresses."""
    select = {"type": "conversations_select", "response_url_enabled": enabled}
    form = modal("Where", entry("place", "Place", select))
    view = modals.open_first(context.workspace, installed(context), DEVELOPER, form)
    view.values = {"place": {"value": {"type": "conversations_select", "selected_conversation": "C0GENERAL"}}}
    surface = Surface(context, context.workspace.users[DEVELOPER], view)
    return [str(url["channel_id"]) for url in response_urls(context, surface)]


def test_a_form_brings_an_address_for_the_conversation_it_asks_for(context: Context) -> None:
    assert responses(context, enabled=True) == ["C0GENERAL"]
    assert responses(context, enabled=False) == []
    (url,) = context.workspace.table(ResponseUrl).values()
    assert url.channel == "C0GENERAL"


@pytest.mark.parametrize(
    ("when", "by_enter", "by_leaving"),
    [
        (None, True, False),
        (["on_enter_pressed"], True, False),
        (["on_character_entered"], True, True),
        (["on_enter_pressed", "on_character_entered"], True, True),
    ],
)
def test_what_is_typed_is_told_when_its_input_says(when: list[str] | None, by_enter: bool, by_leaving: bool) -> None:
    config = {"dispatch_action_config": {"trigger_actions_on": when}} if when else {}
    element = {"type": "plain_text_input", "action_id": "value", **config}
    told = Found({"type": "input", "block_id": "name", "dispatch_action": True}, element)
    assert (is_told(told, enter=True), is_told(told, enter=False)) == (by_enter, by_leaving)
    assert not is_told(Found({"type": "input", "block_id": "name"}, element), enter=True)
