"""A high risk is approved once two people have looked, and never by whoever set a severe threat aside."""

import re
from collections.abc import Iterator

import pytest
from sqlmodel import select

from bot.errors import Refused
from bot.renderers import Renderers
from bot.services import approval, people
from bot.store.tables import Model, Surface
from flows.risk import is_severe
from tests.bot.services.desk import Desk, bucket

RANSOM = "aws.s3/ransom-wipe"
BOTH, SECURITY, DEVELOPER = "U1BOTH", "U2SECURITY", "U6DEVELOPER"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two buckets, each with a severe threat, and nobody who owns them."""
    made = Desk.on(database_url, bucket("one"), bucket("two"))
    made.holds(BOTH, "security", "developer")
    made.holds(SECURITY, "security")
    yield made
    made.services.store.engine.dispose()


def approves(desk: Desk, by: str) -> Model | None:
    """Somebody approves the list as it is."""
    with desk.writes() as unit:
        model = desk.stored(unit)
        approval.refuse_in_vain(unit, model, by)
        return approval.approve(unit, desk.services, desk.model, model.revision, by)


def sets_aside(desk: Desk, by: str, *more: str) -> None:
    """Every threat is set aside, in turn by these people."""
    for number, one in enumerate(entry for entry in desk.entries() if entry.may_decide):
        desk.set_aside((by, *more)[number % (1 + len(more))], one)


def test_one_person_with_two_roles_is_one_pair_of_eyes(desk: Desk) -> None:
    sets_aside(desk, BOTH)
    with desk.read() as unit:
        assert people.touched(unit, desk.model) == {BOTH: {"security", "developer"}}
    with pytest.raises(Refused, match="no two people of different roles have answered or decided anything"):
        approves(desk, SECURITY)


def test_two_people_of_one_role_are_one_too(desk: Desk) -> None:
    desk.holds(DEVELOPER, "developer")
    sets_aside(desk, DEVELOPER, "U7ROLELESS")
    with pytest.raises(Refused, match="no two people of different roles"):
        approves(desk, SECURITY)


def test_two_people_of_different_roles_are_two(desk: Desk) -> None:
    desk.holds(DEVELOPER, "developer")
    sets_aside(desk, DEVELOPER, BOTH)
    assert approves(desk, SECURITY) is not None


def test_whoever_set_a_severe_threat_aside_does_not_approve(desk: Desk) -> None:
    desk.holds(DEVELOPER, "developer")
    sets_aside(desk, DEVELOPER)
    mine = desk.entries(RANSOM)[0]
    desk.undo(DEVELOPER, mine)
    desk.set_aside(SECURITY, mine)
    with pytest.raises(Refused, match=f"You set T-{mine.number} aside yourself, at high or critical") as refused:
        approves(desk, SECURITY)
    assert "somebody else has to approve, or has to set it aside" in str(refused.value)
    desk.undo(DEVELOPER, mine)
    desk.set_aside(DEVELOPER, mine)
    assert approves(desk, SECURITY) is not None, "what does not stand any more is not held against them"


def test_what_is_not_severe_may_be_set_aside_by_whoever_approves(desk: Desk) -> None:
    little = [{"id": "files", "name": "Files", "confidentiality": 1, "integrity": 1, "availability": 1}]
    desk.draw(bucket("one"), assets=little)
    desk.holds(DEVELOPER, "developer")
    for one in (entry for entry in desk.entries() if entry.may_decide):
        desk.set_aside(DEVELOPER if is_severe(one.threat.standing) else SECURITY, one)
    assert {one.decided.by for one in desk.entries() if one.decided} == {DEVELOPER, SECURITY}
    assert approves(desk, SECURITY) is not None


def test_what_the_thread_was_told_of_says_what_was_decided_since(desk: Desk) -> None:
    first, second = desk.entries(RANSOM)
    desk.set_aside(DEVELOPER, first, second)

    def told() -> str:
        with desk.read() as unit:
            surface = unit.session.exec(select(Surface).where(Surface.kind == "set aside")).one()
            (block,) = Renderers(desk.services).set_aside(unit, surface).blocks
            return str(block.to_dict()["text"]["text"])

    assert told().startswith(f":label: <@{DEVELOPER}> says that this")
    assert "was taken back" not in told()
    desk.undo(SECURITY, first)
    assert told().startswith(f":label: <@{DEVELOPER}> says that this")
    assert re.search(rf"\n\S+ T-{first.number} was taken back on .+ by <@{SECURITY}>\.$", told())
    desk.undo(SECURITY, second)
    assert told().startswith(f":label: <@{DEVELOPER}> said that this")
    assert re.search(r"\n\S+ That was taken back on [^\n]+$", told())
