"""How well rules fit in the field: counted by rule, flagged where people too often say that one does not."""

import logging
from collections.abc import Iterator

import pytest

from bot.services import precision
from bot.triage import Entry
from flows.decisions import Precision
from tests.bot.services.desk import OWNER, Desk, bucket, shop
from tests.faults.conftest import installed

RANSOM, RECORD = "aws.s3/ransom-wipe", "web.app/someone-elses-record"
BUCKETS = tuple(f"bucket{number}" for number in range(6))


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Six buckets and a shop."""
    made = Desk.on(database_url, *map(bucket, BUCKETS), shop())
    made.holds("U2SECURITY", "security")
    yield made
    made.services.store.engine.dispose()


def found(desk: Desk) -> dict[str, Precision]:
    """By rule."""
    with desk.read() as unit:
        return {one.rule: one for one in precision.precision(unit)}


def ransom(desk: Desk) -> list[Entry]:
    """The threats of the rule that is tried, by number."""
    return desk.entries(RANSOM)


def test_nothing_decided_is_nothing_counted(desk: Desk) -> None:
    assert found(desk) == {}


def test_only_decisions_that_stand_count_each_threat_once(desk: Desk) -> None:
    first, second, third, *_ = ransom(desk)
    desk.set_aside(OWNER, first, code="rule-wrong-here")
    desk.undo(OWNER, first)
    desk.set_aside(OWNER, first, second, code="rule-wrong-here")
    desk.set_aside(OWNER, third, code="covered-elsewhere")
    desk.accept("U2SECURITY", desk.entry(RECORD))
    assert found(desk) == {RANSOM: Precision(RANSOM, 3, 2)}, "half an acceptance is no decision"


def test_a_rule_is_flagged_from_five_decided_on_above_three_in_ten(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    listed = ransom(desk)
    desk.set_aside(OWNER, *listed[:2], code="rule-wrong-here")
    desk.accept("U2SECURITY", *listed[2:4])
    assert not found(desk)[RANSOM].flagged, "four are too few to tell"
    assert caplog.messages == []
    desk.set_aside(OWNER, listed[4], code="rule-wrong-here")
    assert found(desk)[RANSOM].flagged
    assert caplog.messages == [f"flagged: people say that the rule {RANSOM} does not fit here"]
    desk.set_aside(OWNER, listed[5], code="fact-wrong")
    assert len(caplog.messages) == 1, "that says nothing against the rule"


@pytest.mark.parametrize(
    ("decided", "misfits", "flagged"), [(4, 4, False), (5, 1, False), (10, 3, False), (10, 4, True)]
)
def test_the_line_is_above_thirty_in_a_hundred(decided: int, misfits: int, flagged: bool) -> None:
    assert Precision("a/b", decided, misfits).flagged is flagged


def test_another_workspace_is_not_counted(desk: Desk) -> None:
    desk.set_aside(OWNER, *ransom(desk), code="rule-wrong-here")
    other = Desk(desk.services, installed(desk.services, "01OTHERWORKSPACE0000000000"))
    other.draw(bucket("theirs"))
    assert found(other) == {}
    other.set_aside(OWNER, other.entry(RANSOM))
    assert found(other) == {RANSOM: Precision(RANSOM, 1, 0)}
    assert found(desk) == {RANSOM: Precision(RANSOM, 6, 6)}
