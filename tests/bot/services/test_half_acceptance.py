"""A risk that several roles bear: each accepts its part, the last one completes it, a change makes it void."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.services import people, ticks
from bot.services.reports import report
from bot.services.standing import undecided
from bot.store import threats
from flows.report.markdown import markdown
from flows.words import day_in_words
from tests.bot.services.desk import NOW, OWNER, SOON, Desk, shop

RULE = "web.app/someone-elses-record"
SECURITY, PRODUCT, BOTH, ARCHITECT = "U2SECURITY", "U3PRODUCT", "U4BOTH", "U5ARCHITECT"
KEPT = {"web.app/record_check": "each-route"}


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A shop that gives away other people's records, which security and product have to accept together."""
    made = Desk.on(database_url, shop())
    made.holds(SECURITY, "security")
    made.holds(PRODUCT, "product")
    made.holds(BOTH, "security", "product")
    made.holds(ARCHITECT, "architect")
    made.holds(OWNER, "product")
    yield made
    made.services.store.engine.dispose()


def test_one_role_is_half_and_the_other_completes_it(desk: Desk) -> None:
    (waits,) = desk.accept(SECURITY, desk.entry(RULE), reason="It is behind a login.")
    found = desk.entry(RULE)
    assert (waits.number, waits.still) == (found.number, ("product",))
    assert (found.status, found.decided, found.half_accepted, found.still) == ("open", None, True, ("product",))
    assert [(half.by, half.roles, half.until) for half in found.halves] == [(SECURITY, ("security",), SOON)]
    assert undecided([found]) == [found], "half an acceptance decides nothing"
    assert desk.accept(PRODUCT, found, reason="Nobody stores much there.") == ()
    done = desk.entry(RULE)
    assert (done.status, done.halves) == ("accepted", ())
    assert done.decided is not None
    assert (done.decided.by, done.decided.times) == (PRODUCT, 1)
    assert [(half.by, half.roles) for half in done.decided.halves] == [(SECURITY, ("security",))]
    assert [row.kind for row in desk.rows()] == ["none", "accept"]
    assert desk.rows()[1].supersedes == desk.rows()[0].id


def test_the_order_does_not_matter_and_one_person_may_hold_both(desk: Desk) -> None:
    desk.accept(PRODUCT, desk.entry(RULE))
    assert desk.entry(RULE).still == ("security",)
    desk.undo(PRODUCT, desk.entry(RULE))
    assert desk.accept(BOTH, desk.entry(RULE)) == ()
    assert desk.entry(RULE).status == "accepted"


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (ARCHITECT, "takes the role security and the role product to accept it; ask somebody who holds one of them"),
        (OWNER, "owner cannot accept this"),
    ],
)
def test_who_bears_none_of_it_is_told_who_does(desk: Desk, by: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        desk.accept(by, desk.entry(RULE))
    assert desk.rows() == []


def test_the_same_role_once_more_completes_nothing(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    another = desk.holds("U6SECURITY", "security")
    with pytest.raises(Refused, match="It still takes the role product"):
        desk.accept(another, desk.entry(RULE))
    with pytest.raises(Refused, match="It still takes the role product"):
        desk.accept(SECURITY, desk.entry(RULE))
    assert len(desk.rows()) == 1


def test_the_owner_completes_it_as_little_as_they_begin_it(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    with pytest.raises(Refused, match="owner cannot accept"):
        desk.accept(OWNER, desk.entry(RULE))


def test_nobody_is_bound_for_longer_than_they_agreed(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE), until=SOON - timedelta(days=10))
    with pytest.raises(Refused, match="until 11 June 2026 only"):
        desk.accept(PRODUCT, desk.entry(RULE), until=SOON)
    desk.accept(PRODUCT, desk.entry(RULE), until=SOON - timedelta(days=12))
    assert desk.entry(RULE).status == "accepted"


def test_half_of_it_has_a_longest_time_and_needs_a_reason_too(desk: Desk) -> None:
    with pytest.raises(Refused, match="days at most"):
        desk.accept(SECURITY, desk.entry(RULE), until=NOW.date() + timedelta(days=91))
    with pytest.raises(Refused, match="auditor"):
        desk.accept(SECURITY, desk.entry(RULE), reason=" ")


def test_an_answer_that_changes_makes_it_void_for_good(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    desk.draw(shop(**KEPT))
    found = desk.entry(RULE)
    assert not found.half_accepted
    assert "An answer under it changed" in found.reopened
    desk.draw(shop())
    assert not desk.entry(RULE).half_accepted, "what is void does not come back with the old answer"
    desk.accept(PRODUCT, desk.entry(RULE))
    found = desk.entry(RULE)
    assert (found.status, found.still) == ("open", ("security",))
    assert [half.by for half in found.halves] == [PRODUCT], "a new half does not join one that was void"
    desk.accept(SECURITY, found)
    assert desk.entry(RULE).status == "accepted"


def test_it_is_void_on_the_day_after_its_last(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    with desk.read() as unit:
        ends = desk.stored(unit).acceptance_ends
    assert ends is not None
    assert ends.date() == SOON + timedelta(days=1)
    desk.services.clock.move(NOW + timedelta(days=21))
    assert ticks.tick(desk.services) == 1
    assert desk.entry(RULE).reopened == f"The acceptance ended on {day_in_words(SOON)}."
    assert not desk.entry(RULE).half_accepted
    with desk.read() as unit:
        assert desk.stored(unit).acceptance_ends is None


def test_a_broken_assumption_makes_it_void_unless_it_was_known(desk: Desk) -> None:
    assumed = {"id": "a1", "text": "Only staff sign in", "threats": [RULE]}
    desk.draw(shop(), assumptions=[assumed])
    desk.accept(SECURITY, desk.entry(RULE))
    broken = {**assumed, "broken": "Customers do too."}
    desk.draw(shop(), assumptions=[broken])
    assert "Only staff sign in" in desk.entry(RULE).reopened
    desk.accept(SECURITY, desk.entry(RULE))
    desk.draw(shop(), assumptions=[broken])
    assert desk.entry(RULE).half_accepted


def test_half_of_it_is_taken_back_and_stays_on_record(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    desk.undo(PRODUCT, desk.entry(RULE))
    assert not desk.entry(RULE).half_accepted
    assert [("half" in row.rests_on, row.by) for row in desk.rows()] == [(True, SECURITY), (False, PRODUCT)]
    desk.accept(PRODUCT, desk.entry(RULE))
    assert desk.entry(RULE).still == ("security",)
    desk.undo(PRODUCT, desk.entry(RULE))
    nothing = desk.entry(RULE)
    with pytest.raises(Refused, match="no decision"):
        desk.undo(PRODUCT, nothing)


def test_something_else_may_be_decided_instead(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    desk.set_aside(ARCHITECT, desk.entry(RULE))
    found = desk.entry(RULE)
    assert (found.status, found.halves) == ("not applicable", ())
    desk.undo(ARCHITECT, found)
    assert not desk.entry(RULE).half_accepted


def test_a_card_may_be_accepted_in_part_and_each_threat_says_what_waits(desk: Desk) -> None:
    desk.draw(shop("shop"), shop("till"))
    waits = desk.accept(SECURITY, *desk.entries(RULE))
    assert [one.still for one in waits] == [("product",), ("product",)]
    desk.draw(shop("shop"), shop("till"), shop("kiosk"))
    kiosk = next(entry for entry in desk.entries(RULE) if entry.threat.on == "kiosk")
    assert not kiosk.half_accepted, "what joins later inherits no half either"
    desk.accept(PRODUCT, *(entry for entry in desk.entries(RULE) if entry.half_accepted))
    assert sorted(entry.status for entry in desk.entries(RULE)) == ["accepted", "accepted", "open"]


def test_it_counts_as_touched_by_a_role_and_the_report_names_both(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RULE))
    with desk.read() as unit:
        assert people.touched(unit, desk.model)[SECURITY] == {"security"}
        assert SECURITY in people.named_in(unit, desk.model)
    assert "Half accepted, by Security (security) on 1 June 2026, until 21 June 2026: It is fine. Others have" in told(
        desk
    )
    desk.accept(PRODUCT, desk.entry(RULE))
    desk.undo(PRODUCT, desk.entry(RULE))
    desk.accept(BOTH, desk.entry(RULE))
    desk.undo(BOTH, desk.entry(RULE))
    desk.accept(SECURITY, desk.entry(RULE))
    desk.accept(PRODUCT, desk.entry(RULE))
    with desk.writes() as unit:
        text = markdown(report(unit, desk.services, desk.stored(unit), {SECURITY: "Security", PRODUCT: "Product"}))
    assert (
        "by Product on 1 June 2026, with Security (security) on 1 June 2026, until 21 June 2026, for the third time"
        in text
    )
    with desk.read() as unit:
        stand = {id_ for id_, one in threats.standing(unit, desk.model).items() if one.decision is not None}
    assert stand == {desk.entry(RULE).threat.id}


def told(desk: Desk) -> str:
    """The report."""
    with desk.writes() as unit:
        return markdown(report(unit, desk.services, desk.stored(unit), {SECURITY: "Security", PRODUCT: "Product"}))
