"""Messages under way: clicked before their ts is stored, updated before they are posted, updated often, deleted."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.sandbox.driver import Json, Message, Person, messages
from bot.services import surfaces
from tests.faults.conftest import House, answers, begins_triage, question, sets_aside
from tests.support.stories import begins


def until(person: Person, found: Callable[[Sequence[Message]], bool]) -> Sequence[Message]:
    """What a person sees as soon as it is as wanted; each look is a request, and nothing sleeps."""
    for _ in range(2_000):
        seen = list(messages(person.state()))
        if found(seen):
            return seen
    raise AssertionError(f"it never came\n{person.screen()}")


def calls(house: House, method: str, text: str, after: int) -> list[Json]:
    """The bot's calls of a method, later than an entry of the log, that carry a text."""
    return [e for e in house.workspace.log("call", method) if e["number"] > after and text in str(e["request"])]


def last(house: House) -> int:
    """The number of the log's last entry."""
    return max((entry["number"] for entry in house.workspace.log()), default=0)


def posted(person: Person, text: str) -> list[Message]:
    """The messages that show a text."""
    return [message for message in messages(person.state()) if text in message.plain]


def same(person: Person, asked: Message) -> list[Message]:
    """The messages of its thread that show the question, open or answered."""
    words = asked.plain.splitlines()[0].strip("*")
    return [m for m in posted(person, words) if m.shown["thread_ts"] == asked.shown["thread_ts"]]


@pytest.mark.parametrize("fault", ["timeout_after", "reset_after"])
def test_a_click_on_a_message_whose_ts_is_not_stored_counts_and_posts_nothing_twice(house: House, fault: str) -> None:
    developer, architect = house.workspace.person("developer"), house.workspace.person("architect")
    begins(developer, f"Early click {fault}")
    first, model = question(developer), house.model(f"Early click {fault}")
    house.workspace.fault("chat.postMessage", fault, seconds=5)
    with ThreadPoolExecutor(1) as pool:
        pressing = pool.submit(developer.act, "click", target=first.target, action_id="intake.answer.0")
        seen = until(architect, lambda now: any(m.ts > first.ts and "[Don't know]" in m.plain for m in now))
        early = max(seen, key=lambda message: message.ts)
        reply = architect.act("click", target=early.target, action_id="intake.answer.0")
        assert pressing.result()["ok"]
    assert reply["ok"], reply
    house.workspace.clock.advance("PT0S")
    (shown,) = same(developer, early)
    assert "[Change]" in shown.plain
    assert house.number("SELECT count(*) FROM answer WHERE model_id = :m", m=model) == 2


def refresh(house: House, model: str, kind: str) -> None:
    """Want a model's surfaces of a kind shown anew, as any change to it does."""
    with house.services.store.write(house.workspace_id) as unit:
        assert surfaces.refresh(unit, model, kind) >= 1


def test_an_update_before_its_post_is_one_post_of_the_newest(house: House) -> None:
    developer = house.workspace.person("developer")
    begins(developer, "Held up")
    model, mark = house.model("Held up"), last(house)
    house.workspace.fault("chat.postMessage", "ratelimited", retry_after=1)
    with house.services.store.write(house.workspace_id) as unit:
        surfaces.show(unit, "card", "C0GENERAL", model_id=model, subject="copy")
    for _ in range(10):
        refresh(house, model, "card")
    house.workspace.clock.advance("PT0S")
    until(developer, lambda now: sum("Threat model: Held up" in m.plain and m.channel == "C0GENERAL" for m in now) == 1)
    house.workspace.clock.advance("PT0S")
    sent = [e for e in calls(house, "chat.postMessage", "Held up", mark) if e["request"]["channel"] == "C0GENERAL"]
    assert len([entry for entry in sent if "fault" not in entry["error"]]) == 1
    assert house.rows(
        "SELECT wanted_rev - sent_rev FROM surface WHERE model_id = :m AND subject = 'copy'", m=model
    ) == [(0,)]


def test_ten_updates_in_a_second_are_few_calls_and_the_last_one_is_shown(house: House) -> None:
    developer = house.workspace.person("developer")
    begins(developer, "Restless")
    model, mark = house.model("Restless"), last(house)
    house.workspace.fault("chat.update", "slow", seconds=0.6)
    for number in range(10):
        with house.services.store.write(house.workspace_id) as unit:
            house_model = "UPDATE model SET headline = 'state ' || :number WHERE id = :m"
            unit.connection().execute(text(house_model), {"number": str(number), "m": model})
            surfaces.refresh(unit, model, "card")
    house.workspace.clock.advance("PT0S")
    assert "state 9" in posted(developer, "Threat model: Restless")[0].plain
    assert len(posted(developer, "Threat model: Restless")) == 1
    assert 1 <= len(calls(house, "chat.update", "Threat model: Restless", mark)) <= 3


@pytest.mark.parametrize("what", ["Threat model: Torn up", "Threats to Torn up"])
def test_a_message_deleted_by_hand_is_posted_again_once_with_its_decisions(house: House, what: str) -> None:
    name = f"Torn up {what.split()[1]}"
    what = what.replace("Torn up", name)
    developer, security = house.workspace.person("developer"), house.workspace.person("security")
    begins_triage(developer, name)
    model = house.model(name)
    sets_aside(security, name, "It is not so.")
    developer.does("delete", channel="C0CHECKOUT", ts=posted(developer, what)[0].ts)
    assert posted(developer, what) == []
    mark = last(house)
    refresh(house, model, "card")
    refresh(house, model, "summary")
    house.workspace.clock.advance("PT0S")
    refresh(house, model, "summary")
    house.workspace.clock.advance("PT0S")
    assert len(posted(developer, what)) == 1
    assert len(calls(house, "chat.postMessage", what, mark)) == 1
    assert "not applicable" in posted(developer, f"Threats to {name}")[0].plain
    assert house.number("SELECT count(*) FROM decision WHERE model_id = :m", m=model) == 1


def test_a_reply_whose_thread_was_deleted_is_still_shown(house: House) -> None:
    developer = house.workspace.person("developer")
    begins(developer, "Beheaded")
    card = posted(developer, "Threat model: Beheaded")[0]
    asked = question(developer)
    developer.does("delete", channel=card.channel, ts=card.ts)
    answers(developer, message=asked)
    house.workspace.clock.advance("PT0S")
    (shown,) = same(developer, asked)
    assert "[Change]" in shown.plain
    assert question(developer).ts > asked.ts
