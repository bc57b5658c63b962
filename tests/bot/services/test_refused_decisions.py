"""A refused decision says what of it was wrong, and who may take it is told before anything is filled in."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest

from bot.errors import Refused
from bot.services import approval, decisions
from bot.store import threats
from bot.triage import Entry
from tests.bot.services.desk import NOW, OWNER, SOON, Desk, bucket, shop

RANSOM, RECORD, KEPT_AWAY = "aws.s3/ransom-wipe", "web.app/someone-elses-record", "aws.s3/versions-kept-away"
SHARED = ("account-taken-over", "action-without-bound")
SECURITY, PRODUCT, ANYONE = "U2SECURITY", "U3PRODUCT", "U4ANYONE"
SHORT = ("", " ", "x", "x y z", "Unlikely, really.", "\u200b \u200b \u200b \u200b \u200b \u200b", "... --- ... ---")
LONG = ("It is fine.", "Wir haben das schon.", "その部品はもう使っていません。")


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two buckets and a shop, and who may accept what."""
    made = Desk.on(database_url, bucket("uploads"), bucket("exports"), shop())
    made.holds(SECURITY, "security")
    made.holds(PRODUCT, "product")
    yield made
    made.services.store.engine.dispose()


def mitigates(desk: Desk, due: date = SOON, taken: Sequence[str] = (KEPT_AWAY,), most: int = 1) -> None:
    """Somebody takes on what helps against as many of the buckets' threats."""
    with desk.writes() as unit:
        ids = [entry.threat.id for entry in desk.entries(RANSOM)[:most]]
        decisions.mitigate(unit, desk.model, ids, taken, OWNER, due, OWNER)


def sets_aside(desk: Desk, reason: str, code: str = "fact-wrong") -> None:
    """Somebody says that the first of them does not apply."""
    with desk.writes() as unit:
        ids = [desk.entries(RANSOM)[0].threat.id]
        decisions.not_applicable(unit, desk.services, desk.model, ids, code, reason, OWNER)


def barred(desk: Desk, by: str, *rules: str) -> list[str]:
    """What somebody is told who is about to accept what these rules found, of each that is not theirs to accept."""
    with desk.read() as unit:
        found = [entry.threat.id for rule in rules for entry in desk.entries(rule)]
        told = decisions.barred(unit, desk.model, found, by)
    assert set(told) <= set(found)
    return list(told.values())


def test_what_of_mitigating_was_wrong(desk: Desk) -> None:
    with pytest.raises(Refused, match="1 January 2020 has passed") as refused:
        mitigates(desk, due=date(2020, 1, 1))
    assert refused.value.fields == ("due",)
    with pytest.raises(Refused, match="critical risk is due within 30 days, by 1 July 2026") as refused:
        mitigates(desk, due=date(9999, 1, 1))
    assert refused.value.fields == ("due",)
    with pytest.raises(Refused, match="at least one mitigation") as refused:
        mitigates(desk, taken=())
    assert refused.value.fields == ("mitigations",)
    with pytest.raises(Refused, match="at least one threat") as refused:
        mitigates(desk, most=0)
    assert refused.value.fields == ("threats",)
    mitigates(desk)
    with pytest.raises(Refused, match="decided meanwhile") as refused:
        mitigates(desk, most=2)
    assert refused.value.fields == ("threats",)


def test_what_two_threats_wait_for_is_due_for_the_stricter(desk: Desk) -> None:
    fix, (critical, high) = "web.app/second-factor", [desk.entry(f"web.app/{rule}") for rule in SHARED]
    assert (critical.threat.standing, high.threat.standing) == ("critical", "high")

    def takes_on(found: Entry, days: int) -> date:
        with desk.writes() as unit:
            day = NOW.date() + timedelta(days=days)
            decisions.mitigate(unit, desk.model, [found.threat.id], [fix, "web.app/action-limited"], OWNER, day, OWNER)
            (item,) = (one for one in threats.actions(unit, desk.model) if one.mitigation == fix)
            return item.due.date()

    assert takes_on(critical, 25) == NOW.date() + timedelta(days=25)
    assert takes_on(high, 80) == NOW.date() + timedelta(days=25), "the other threat makes it no later"
    desk.undo(OWNER, critical)
    desk.undo(OWNER, high)
    assert takes_on(high, 80) == NOW.date() + timedelta(days=80)
    assert takes_on(critical, 10) == NOW.date() + timedelta(days=10)


def test_what_of_accepting_was_wrong(desk: Desk) -> None:
    first = desk.entries(RANSOM)[0]
    for until in (NOW.date(), NOW.date() + timedelta(days=400)):
        with pytest.raises(Refused) as refused:
            desk.accept(SECURITY, first, until=until)
        assert refused.value.fields == ("until",)
    for by, until in ((OWNER, SOON), (ANYONE, SOON), (OWNER, NOW.date())):
        with pytest.raises(Refused, match=r"owner cannot|role security") as refused:
            desk.accept(by, first, until=until)
        assert refused.value.fields == ("role", "threats"), "who it is comes before how long it is for"


def wrong(refused: Refused) -> list[str]:
    """The first field of each thing that is wrong."""
    return [one.fields[0] for one in (refused, *refused.also)]


def test_all_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    first = desk.entries(RANSOM)[0]
    with pytest.raises(Refused) as refused:
        desk.accept(ANYONE, first, until=NOW.date(), reason="x")
    assert wrong(refused.value) == ["reason", "role", "until"]
    with pytest.raises(Refused) as refused:
        mitigates(desk, due=date(9999, 1, 1), taken=())
    assert wrong(refused.value) == ["mitigations", "due"]
    with pytest.raises(Refused) as refused:
        sets_aside(desk, "x", "whatever")
    assert wrong(refused.value) == ["code", "reason"]
    desk.accept(SECURITY, desk.entry(RECORD), until=SOON - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        desk.accept(SECURITY, desk.entry(RECORD), until=SOON)
    assert wrong(refused.value) == ["role", "until"], "theirs is done, and the day is later than they agreed to"
    assert [row.kind for row in desk.rows()] == ["none"]


def test_an_end_after_the_other_half_s_is_about_the_date(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RECORD), until=SOON - timedelta(days=5))
    with pytest.raises(Refused, match="accepted in part until") as refused:
        desk.accept(PRODUCT, desk.entry(RECORD), until=SOON)
    assert refused.value.fields == ("until",)


@pytest.mark.parametrize("reason", SHORT)
def test_a_reason_is_a_sentence(desk: Desk, reason: str) -> None:
    told = "in a whole sentence, of three words at least; an auditor will read it"
    with pytest.raises(Refused, match=f"why it does not apply {told}") as refused:
        sets_aside(desk, reason)
    assert refused.value.fields == ("reason",)
    with pytest.raises(Refused, match=f"why the risk is acceptable {told}") as refused:
        desk.accept(SECURITY, desk.entries(RANSOM)[0], reason=reason)
    assert refused.value.fields == ("reason",)
    assert desk.rows() == []


@pytest.mark.parametrize("reason", LONG)
def test_a_sentence_in_any_language_will_do(desk: Desk, reason: str) -> None:
    sets_aside(desk, reason)
    assert [row.reason for row in desk.rows()] == [reason]


def test_a_code_that_is_none_is_about_the_code(desk: Desk) -> None:
    with pytest.raises(Refused, match="covered-elsewhere") as refused:
        sets_aside(desk, "It is covered.", "whatever")
    assert refused.value.fields == ("code",)


@pytest.mark.parametrize(("by", "says"), [(OWNER, "ask somebody from outside the team"), (PRODUCT, "ask them to")])
def test_who_can_accept_a_risk_in_no_role_is_known_beforehand(desk: Desk, by: str, says: str) -> None:
    told = barred(desk, by, RANSOM)
    assert len(told) == len(desk.entries(RANSOM))
    assert all(says in one for one in told)


def test_who_may_accept_it_or_has_told_no_role_may_look(desk: Desk) -> None:
    assert barred(desk, SECURITY, RANSOM, RECORD) == []
    assert barred(desk, ANYONE, RANSOM, RECORD) == []
    assert len(barred(desk, PRODUCT, RANSOM, RECORD)) == len(desk.entries(RANSOM)), "the shop's is half theirs"
    desk.accept(SECURITY, desk.entry(RECORD))
    assert barred(desk, PRODUCT, RECORD) == []
    assert "It still takes the role product" in barred(desk, SECURITY, RECORD)[0]


@pytest.mark.parametrize(("by", "says"), [(OWNER, "owner cannot approve"), (PRODUCT, "role security approves it")])
def test_who_cannot_approve_is_told_at_once(desk: Desk, by: str, says: str) -> None:
    with desk.read() as unit, pytest.raises(Refused, match=says):
        approval.refuse_in_vain(unit, desk.stored(unit), by)


def test_who_may_approve_or_has_told_no_role_is_let_in(desk: Desk) -> None:
    for by, entry in zip((PRODUCT, OWNER), desk.entries(RANSOM), strict=True):
        desk.set_aside(by, entry)
    with desk.read() as unit, pytest.raises(Refused, match="Without a decision at high or critical: T-"):
        approval.refuse_in_vain(unit, desk.stored(unit), ANYONE)
    desk.set_aside(PRODUCT, desk.entry(RECORD))
    for by in (SECURITY, ANYONE):
        with desk.read() as unit:
            approval.refuse_in_vain(unit, desk.stored(unit), by)
