"""What ends by itself, on both sides of its limit, by a clock that stands still."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox import interact, modals
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import ResponseUrl
from tests.sandbox.at_hand import START, at_hand, installed
from tests.sandbox.make import modal
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
    return interact.new_url(context, installed(context), workspace.users[DEVELOPER], channel)


def test_an_address_for_answers_works_five_times(context: Context, url: ResponseUrl) -> None:
    answers = [refused(lambda: interact.use_url(context, url.id)) for _ in range(6)]
    assert answers == ["", "", "", "", "", "used_url"]


@pytest.mark.parametrize(("seconds", "error"), [(1_800, ""), (1_801, "expired_url")])
def test_an_address_for_answers_works_for_half_an_hour(
    context: Context, url: ResponseUrl, seconds: int, error: str
) -> None:
    context.workspace.clock.move(START + seconds)
    assert refused(lambda: interact.use_url(context, url.id)) == error


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"text": "x", "response_type": "loud"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "blocks": "[]"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "in_channel"}, ""),
    ],
)
def test_an_answer_is_checked(context: Context, url: ResponseUrl, body: dict[str, object], error: str) -> None:
    assert refused(lambda: interact.respond(context, url, body)) == error


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
