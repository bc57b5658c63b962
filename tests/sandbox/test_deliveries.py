"""Events by HTTP: what counts as an acknowledgement, Slack's words for what does not, what is tried again."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import interact
from bot.sandbox.acts.time import move
from bot.sandbox.context import Context
from bot.sandbox.deliveries.parcels import NoAnswerError
from bot.sandbox.errors import ActError
from bot.sandbox.records import Json
from tests.sandbox.answering import Address, Answer, answering
from tests.sandbox.at_hand import START, at_hand, installed
from tests.support.manifests import small


@pytest.fixture
def address() -> Iterator[Address]:
    with answering() as address:
        yield address


@pytest.fixture
def context(tmp_path: Path, address: Address) -> Iterator[Context]:
    with at_hand(tmp_path, small(), address.url) as context:
        yield context


def deliver(context: Context, *seconds: float) -> None:
    """One event, and all that becomes of it up to each time in turn."""

    async def run() -> None:
        context.outbox.start()
        context.outbox.emit(installed(context), "app_mention", {"type": "app_mention"})
        await context.settling.wait()
        for moment in seconds:
            move(context, START + moment)
            await context.settling.wait()
        await context.outbox.stop()

    asyncio.run(run())


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_success_acknowledges_an_event(context: Context, address: Address, status: int) -> None:
    address.answers = [Answer(status)]
    deliver(context, 400)
    assert address.numbers() == [""]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_two_redirects_are_followed_with_the_body(context: Context, address: Address, status: int) -> None:
    address.answers = [Answer(status, {"location": "/one"}), Answer(status, {"location": "/two"}), Answer()]
    deliver(context, 400)
    assert [path for path, _, _ in address.came] == ["/slack/events", "/one", "/two"]
    assert len({body for _, _, body in address.came}) == 1
    assert "x-slack-signature" in address.came[-1][1]


def test_a_third_redirect_is_one_too_many(context: Context, address: Address) -> None:
    address.answers = [*[Answer(302, {"location": "/on"})] * 3, Answer()]
    deliver(context)
    assert address.numbers() == ["", "", "", "1 too_many_redirects"]


def test_an_app_may_ask_not_to_be_asked_again(context: Context, address: Address) -> None:
    address.answers = [Answer(500, {"x-slack-no-retry": "1"})]
    deliver(context, 60, 360)
    assert address.numbers() == [""]


def test_three_retries_and_no_fourth(context: Context, address: Address) -> None:
    address.answers = [Answer(503)]
    deliver(context, 59, 60, 359, 360, 10_000)
    assert address.numbers() == ["", "1 http_error", "2 http_error", "3 http_error"]
    assert len({json.loads(body)["event_id"] for _, _, body in address.came}) == 1


def test_an_answer_after_three_seconds_is_told_and_does_not_count(context: Context, address: Address) -> None:
    gate = threading.Event()
    address.answers = [Answer(gate=gate), Answer()]

    async def run() -> None:
        context.outbox.start()
        context.outbox.emit(installed(context), "app_mention", {"type": "app_mention"})
        await context.settling.wait()
        gate.set()
        while not [entry for entry in context.log.latest(10) if entry["kind"] == "late"]:
            await asyncio.sleep(0)
        await context.outbox.stop()

    asyncio.run(run())
    assert address.numbers() == ["", "1 http_timeout"]
    first, _, late = (entry for entry in context.log.latest(10) if entry["kind"] in ("event", "late"))
    assert (first["status"], first["error"]) == (None, "http_timeout")
    assert late["request"]["entry"] == first["number"]
    assert late["request"]["seconds"] >= 3


@pytest.mark.parametrize(("url", "reason"), [("http", "connection_failed"), ("https", "ssl_error")])
def test_slacks_word_for_a_connection_that_does_not_come_about(
    tmp_path: Path, address: Address, url: str, reason: str
) -> None:
    where = address.url.replace("http", url)
    if url == "http":
        with socket.create_server(("127.0.0.1", 0)) as free:
            where = f"http://127.0.0.1:{free.getsockname()[1]}"

    async def ask(context: Context) -> str:
        with pytest.raises(NoAnswerError) as failure:
            await context.bot.event({"event": {"type": "x"}})
        return failure.value.reason

    with at_hand(tmp_path, small(), where) as context:
        assert asyncio.run(ask(context)) == reason


async def _deliver(context: Context) -> Json:
    return (await interact.deliver(context, {"type": "block_actions"})).body


@pytest.mark.parametrize("status", [204, 302, 500])
def test_what_a_person_did_is_sent_once_and_taken_by_200_alone(context: Context, address: Address, status: int) -> None:
    address.answers = [Answer(status)]
    with pytest.raises(ActError, match="dispatch_failed"):
        asyncio.run(_deliver(context))
    assert address.numbers() == [""]


@pytest.mark.parametrize("body", [b'{"n": NaN}', b'{"n": 1e999}', b'{"a": ' * 500 + b"1" + b"}" * 500, b"{"])
def test_an_answer_that_is_no_json_is_none(context: Context, address: Address, body: bytes) -> None:
    address.answers = [Answer(200, {"content-type": "application/json"}, body)]
    with pytest.raises(ActError, match="dispatch_failed"):
        asyncio.run(_deliver(context))
    assert address.numbers() == [""]


def test_half_a_letter_in_an_answer_is_mended(context: Context, address: Address) -> None:
    address.answers = [Answer(200, {"content-type": "application/json"}, b'{"text": "\\ud83d"}')]
    assert asyncio.run(_deliver(context)) == {"text": "?"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body=b"challenge", headers={"content-type": "application/json"}), None),
        (Answer(body=b"something else"), "challenge_failed"),
        (Answer(404), "http_error"),
    ],
)
def test_an_address_is_asked_before_it_is_saved(
    context: Context, address: Address, answer: Answer, error: str | None
) -> None:
    address.answers = [answer]

    async def ask() -> str | None:
        try:
            return None if await context.bot.verify("word") == "word" else "challenge_failed"
        except NoAnswerError as failure:
            return failure.reason

    assert asyncio.run(ask()) == error
    sent = json.loads(address.came[0][2])
    assert (sent["type"], sent["challenge"]) == ("url_verification", "word")
