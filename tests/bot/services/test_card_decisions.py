"""One decision for several threats of one root cause: a row for each, exceptions, and nothing that comes unseen."""

from collections.abc import Iterator

import pytest

from bot.errors import NotFound, Refused
from bot.services import decisions, reading, reports
from bot.store import threats
from bot.triage import Card, cards_of
from tests.bot.services.desk import NOW, OWNER, SOON, Desk, bucket, shop

RANSOM = "aws.s3/ransom-wipe"
SECURITY = "U2SECURITY"
KEPT_AWAY = "aws.s3/versions-kept-away"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Three buckets with one weakness, and somebody of security."""
    made = Desk.on(database_url, bucket("uploads"), bucket("exports"), bucket("bills"))
    made.holds(SECURITY, "security")
    yield made
    made.services.store.engine.dispose()


def card(desk: Desk, rule: str = RANSOM) -> Card:
    """The one card of a rule."""
    (found,) = cards_of(desk.entries(rule))
    return found


def test_each_threat_of_a_card_gets_a_row_that_rests_on_its_own_answers(desk: Desk) -> None:
    assert desk.accept(SECURITY, *card(desk)) == ()
    rows = desk.rows()
    assert [row.kind for row in rows] == ["accept"] * 3
    assert len({row.threat_id for row in rows}) == 3
    assert len({row.rests_on["revision"] for row in rows}) == 1
    about = {row.threat_id: {on for _, on, _ in row.rests_on["facts"]} for row in rows}
    assert sorted(map(sorted, about.values())) == [[on, "workload"] for on in ("bills", "exports", "uploads")]
    assert {entry.status for entry in desk.entries(RANSOM)} == {"accepted"}
    assert len(card(desk)) == 3, "what was decided in one go stays on one card"


def test_an_exception_stays_open_on_a_card_of_its_own(desk: Desk) -> None:
    first, second, third = card(desk)
    desk.accept(SECURITY, first, third)
    assert [entry.status for entry in sorted(desk.entries(RANSOM), key=lambda e: e.number)].count("open") == 1
    assert {len(found) for found in cards_of(desk.entries(RANSOM))} == {1, 2}
    assert next(e for e in desk.entries(RANSOM) if e.threat.id == second.threat.id).may_decide


def test_what_joins_a_card_later_inherits_nothing(desk: Desk) -> None:
    desk.accept(SECURITY, *card(desk))
    desk.draw(bucket("uploads"), bucket("exports"), bucket("bills"), bucket("late"))
    late = next(entry for entry in desk.entries(RANSOM) if entry.threat.on == "late")
    assert (late.status, late.decided) == ("open", None)
    assert len(desk.rows()) == 3
    cards = cards_of(desk.entries(RANSOM))
    assert sorted(len(found) for found in cards) == [1, 3]
    desk.accept(SECURITY, late)
    assert sorted(len(found) for found in cards_of(desk.entries(RANSOM))) == [1, 3], "it was decided in another go"


def test_one_of_them_ends_alone_when_its_own_answer_changes(desk: Desk) -> None:
    desk.accept(SECURITY, *card(desk))
    rest = bucket("exports"), bucket("bills")
    desk.draw(bucket("uploads", **{"aws.s3/final_delete": "keeper"}), *rest)
    desk.draw(bucket("uploads"), *rest)
    by_place = {entry.threat.on: entry.status for entry in desk.entries(RANSOM)}
    assert by_place == {"uploads": "open", "exports": "accepted", "bills": "accepted"}


def test_taking_back_is_for_one_or_for_all_of_the_same_go(desk: Desk) -> None:
    first, second, third = card(desk)
    desk.accept(SECURITY, first, second)
    desk.accept(SECURITY, third)
    assert desk.undo(OWNER, first) == (first.number,)
    assert [e.status for e in desk.entries(RANSOM)].count("accepted") == 2
    with pytest.raises(Refused, match="no decision"):
        desk.undo(OWNER, first)
    desk.accept(SECURITY, first)
    assert desk.undo(OWNER, second, whole=True) == (second.number,), "the first was decided anew, apart"
    desk.undo(OWNER, first)
    desk.undo(OWNER, third)
    desk.accept(SECURITY, *card(desk))
    assert desk.undo(OWNER, third, whole=True) == tuple(sorted(e.number for e in card(desk)))
    assert {entry.status for entry in desk.entries(RANSOM)} == {"open"}
    assert desk.rows()[-1].kind == "none", "what was decided stays on record"


def test_taking_all_back_leaves_what_has_ended_by_itself(desk: Desk) -> None:
    desk.accept(SECURITY, *card(desk))
    before = len(desk.rows())
    keeper = {"aws.s3/final_delete": "keeper"}
    desk.draw(bucket("uploads", **keeper), bucket("exports"), bucket("bills"))
    desk.draw(bucket("uploads"), bucket("exports"), bucket("bills"))
    ended = next(entry for entry in desk.entries(RANSOM) if entry.reopened)
    standing = next(entry for entry in desk.entries(RANSOM) if entry.status == "accepted")
    taken = desk.undo(OWNER, standing, whole=True)
    assert ended.number not in taken
    assert len(desk.rows()) == before + 2


def test_mitigating_a_card_makes_one_item_at_each_place(desk: Desk) -> None:
    with desk.writes() as unit:
        ids = [entry.threat.id for entry in card(desk)]
        decisions.mitigate(unit, desk.model, ids, [KEPT_AWAY], OWNER, SOON, OWNER)
    with desk.read() as unit:
        items = threats.actions(unit, desk.model)
    assert {(item.mitigation, item.on) for item in items} == {(KEPT_AWAY, on) for on in ("uploads", "exports", "bills")}
    assert {len(entry.decided.items) for entry in desk.entries(RANSOM) if entry.decided} == {1}


def test_a_mitigation_that_does_nothing_for_one_of_them_is_refused_by_its_number(desk: Desk) -> None:
    ids = [entry.threat.id for entry in card(desk)]
    with pytest.raises(Refused, match=r"T-\d+: Choose at least one mitigation"), desk.writes() as unit:
        decisions.mitigate(unit, desk.model, ids, ["aws.s3/of-no-use"], OWNER, SOON, OWNER)
    assert desk.rows() == []


def test_if_one_of_them_may_not_be_accepted_none_is(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"T-\d+: .*role security"):
        desk.accept("U3ANYONE", *card(desk))
    assert desk.rows() == []


def test_threats_of_different_causes_are_not_decided_in_one_go(desk: Desk) -> None:
    desk.draw(bucket("uploads"), bucket("exports"), shop())
    with pytest.raises(Refused, match="no common cause"):
        desk.accept(SECURITY, desk.entries(RANSOM)[0], desk.entry("web.app/someone-elses-record"))
    assert desk.rows() == []


def test_one_that_somebody_decided_meanwhile_is_named(desk: Desk) -> None:
    first, *rest = card(desk)
    desk.set_aside(SECURITY, first)
    with pytest.raises(Refused, match=f"T-{first.number} was decided meanwhile"):
        desk.accept(SECURITY, first, *rest)
    assert len(desk.rows()) == 1


def test_nothing_chosen_decides_nothing(desk: Desk) -> None:
    with pytest.raises(Refused, match="at least one threat"):
        desk.accept(SECURITY)


def test_a_threat_of_another_model_is_not_found(desk: Desk) -> None:
    other = "01OTHERMODEL00000000000000"
    desk.draw(bucket("uploads"), model=other)
    theirs = desk.entries(RANSOM, model=other)[0]
    with pytest.raises(NotFound):
        desk.set_aside(SECURITY, *card(desk), theirs)
    assert desk.rows() == []


def test_one_threats_card_is_the_one_that_the_whole_list_shows(desk: Desk) -> None:
    desk.draw(bucket("uploads"), bucket("exports"), bucket("bills"), shop(), bucket("kept"))
    desk.accept(SECURITY, *desk.entries(RANSOM)[:2])
    for shown in cards_of(desk.entries()):
        for entry in shown:
            with desk.read() as unit:
                found = reading.card(unit, desk.model, entry.threat.id)
            assert found[0].threat.id == entry.threat.id
            assert {each.threat.id for each in found} == {each.threat.id for each in shown}


def test_threats_that_wait_for_one_answer_stand_on_one_card_and_are_decided_in_one_go(desk: Desk) -> None:
    caller = {"type": "web.browser"}
    flows = [{"id": f"from-{on}", "from": on, "to": "shop", "carries": ["files"]} for on in ("one", "two")]
    parts = [{"id": on, "name": on.title(), **caller} for on in ("one", "two")]
    desk.draw(*parts, shop(), flows=flows)
    crossing = next(each for each in cards_of(desk.entries()) if len(each) > 1 and each[0].threat.state == "to confirm")
    for entry in crossing:
        with desk.read() as unit:
            found = reading.card(unit, desk.model, entry.threat.id)
        assert {each.threat.id for each in found} == {each.threat.id for each in crossing}
    desk.set_aside(SECURITY, *crossing)
    assert {row.threat_id for row in desk.rows()} == {each.threat.id for each in crossing}


def test_the_report_says_the_same_in_one_line_as_the_list(desk: Desk) -> None:
    first, second, _ = card(desk)
    desk.accept(SECURITY, first)
    desk.set_aside(SECURITY, second)
    with desk.writes() as unit:
        model = desk.stored(unit)
        found = reports.report(unit, desk.services, model, {})
        assert found is not None
        assert "accepted 1" in model.headline
        assert found.headline == model.headline


def test_one_that_is_not_there_any_more_still_has_its_page(desk: Desk) -> None:
    gone = desk.entries(RANSOM)[0]
    desk.draw(*(bucket(on) for on in ("uploads", "exports", "bills") if on != gone.threat.on))
    with desk.read() as unit:
        (found,) = reading.card(unit, desk.model, gone.threat.id)
    assert (found.number, found.status) == (gone.number, "ruled out")


def test_renewals_are_counted(desk: Desk) -> None:
    first = card(desk)[0]
    for times in (1, 2, 3):
        desk.accept(SECURITY, first)
        found = next(entry for entry in desk.entries(RANSOM) if entry.threat.id == first.threat.id)
        assert found.decided is not None
        assert (found.decided.times, found.accepted) == (times, times)
        desk.undo(OWNER, first)
    others = [entry.accepted for entry in desk.entries(RANSOM) if entry.threat.id != first.threat.id]
    assert others == [0, 0]


ASSUMED = {"id": "a1", "text": "Only the backup job writes", "threats": [RANSOM], "broken": "Two people can."}


@pytest.mark.parametrize("kind", ["accept", "not-applicable"])
def test_a_decision_keeps_which_assumptions_were_known_to_be_broken(desk: Desk, kind: str) -> None:
    parts = (bucket("uploads"), bucket("exports"), bucket("bills"))
    whole = {**ASSUMED, "broken": None}
    decide = desk.accept if kind == "accept" else desk.set_aside
    desk.draw(*parts, assumptions=[whole])
    decide(SECURITY, card(desk)[0])
    desk.draw(*parts, assumptions=[ASSUMED])
    first = next(entry for entry in desk.entries(RANSOM) if entry.decided)
    assert "holds no longer" in first.reopened, "it came after the decision"
    decide(SECURITY, *card(desk)[:2])
    assert [row.rests_on["knowing"] for row in desk.rows()] == [[], ["a1"], ["a1"]]
    desk.draw(*parts, assumptions=[ASSUMED])
    assert sum(bool(entry.reopened) for entry in desk.entries(RANSOM)) == 0, "known when it was decided"
    with desk.read() as unit:
        told = decisions.broken(unit, desk.services, desk.model, [first.threat])
    assert told == ("It rests on “Only the backup job writes”, which holds no longer: Two people can.",)


def test_the_last_day_is_the_end_of_that_day(desk: Desk) -> None:
    desk.accept(SECURITY, card(desk)[0])
    (row,) = desk.rows()
    assert row.until is not None
    assert row.until.date() == SOON
    assert row.at.replace(tzinfo=NOW.tzinfo) == NOW
