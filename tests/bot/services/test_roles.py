"""Roles that members say to hold, and say to hold no longer."""

from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from bot.errors import Refused
from bot.services import people
from bot.store.tables import Audit
from tests.bot.services.desk import Desk, bucket

RANSOM = "aws.s3/ransom-wipe"
MEMBER, OTHER = "U2MEMBER", "U3OTHER"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket, and two people of security."""
    made = Desk.on(database_url, bucket("uploads"))
    made.holds(MEMBER, "security", "developer")
    made.holds(OTHER, "security")
    yield made
    made.services.store.engine.dispose()


def test_a_role_that_is_dropped_is_theirs_alone_and_on_record(desk: Desk) -> None:
    desk.accept(MEMBER, desk.entry(RANSOM))
    with desk.writes() as unit:
        people.drop(unit, MEMBER, "security")
    with desk.read() as unit:
        assert (people.told(unit, MEMBER), people.told(unit, OTHER)) == ("developer", "security")
        said = select(Audit.what).where(col(Audit.subject) == MEMBER).order_by(col(Audit.id))
        assert list(unit.session.exec(said)) == ["role declared", "role declared", "role dropped"]
    assert desk.entry(RANSOM).status == "accepted", "what was done in it stays as it was done"


@pytest.mark.parametrize(("role", "says"), [("product", "You do not hold the role product"), ("king", "no such role")])
def test_what_nobody_holds_cannot_be_dropped(desk: Desk, role: str, says: str) -> None:
    with desk.writes() as unit, pytest.raises(Refused, match=says):
        people.drop(unit, MEMBER, role)


def test_a_role_may_be_taken_again(desk: Desk) -> None:
    with desk.writes() as unit:
        people.drop(unit, MEMBER, "developer")
        people.drop(unit, MEMBER, "security")
        assert people.told(unit, MEMBER) == "none yet"
        people.declare(unit, MEMBER, "security")
        assert people.roles_of(unit, MEMBER) == {"security"}
