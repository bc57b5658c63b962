"""The history in a report: what went on record, by whom and when, one line an event, what goes together in one."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.services import decisions, history, parts, reviews
from bot.services.generation import regenerate
from bot.store import models
from bot.store.tables import Audit
from flows.report.html import html
from flows.report.markdown import markdown
from flows.workload.draft import ComponentRow
from tests.bot.services.desk import NOW, OWNER, SOON, Desk, bucket, shop
from tests.bot.services.test_reports import told as reported

NAMES = {OWNER: "The owner", "U2DEV": "The developer", "U3SEC": "Security"}
WIPE = "aws.s3/ransom-wipe"
ON = "On 1 June 2026: "


@pytest.fixture
def desk(database_url: str) -> Desk:
    return Desk.on(database_url, bucket("archive"), bucket("copies"), shop())


def lines(desk: Desk) -> list[str]:
    with desk.read() as unit:
        found = history.history(unit, desk.stored(unit), NAMES, desk.services.library.types)
    return [line.removeprefix(ON) for line in found]


def in_review(desk: Desk) -> None:
    with desk.writes() as unit:
        model = models.model(unit, desk.model)
        model.state = "review"
        unit.session.add(model)


def later(desk: Desk, **by: int) -> None:
    desk.services.clock.move(desk.services.clock.now() + timedelta(**by))


def test_the_sentence_given_with_something_changed_stands_there_with_the_parts(desk: Desk) -> None:
    in_review(desk)
    note = "We *moved*\nthe <b>queue</b>."
    rows = [ComponentRow("Queue", "aws.sqs", None), ComponentRow("Worker", "aws.lambda", None)]
    with desk.writes() as unit:
        reviews.something_changed(unit, desk.services, desk.model, note, rows, "U2DEV")
    assert f"something changed: “{note}”; parts added: “Queue”, “Worker”, by The developer." in lines(desk)


def test_what_people_wrote_has_no_effect_in_either_format(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bot.services.test_reports.PEOPLE", NAMES)
    in_review(desk)
    with desk.writes() as unit:
        reviews.something_changed(unit, desk.services, desk.model, "We *moved*\n# the <b>queue</b>.", [], "U2DEV")
        regenerate(unit, desk.services, models.model(unit, desk.model), "U2DEV")
    found = reported(desk)
    assert "something changed: “We \\*moved\\* \\# the &lt;b&gt;queue&lt;/b&gt;.”, by The developer." in markdown(found)
    assert "something changed: “We *moved* # the &lt;b&gt;queue&lt;/b&gt;.”, by The developer." in html(found)


def test_a_decision_stands_there_with_number_title_and_what_was_decided(desk: Desk) -> None:
    wipe, other = desk.entries(WIPE)
    desk.holds("U3SEC", "security", "product")
    desk.accept("U3SEC", wipe)
    desk.set_aside("U2DEV", other)
    aside = "set aside as not applicable (an answer that it rests on is wrong)"
    assert lines(desk)[-2:] == [
        f"T-{wipe.number} “{wipe.threat.title}” accepted until 21 June 2026, by Security.",
        f"T-{other.number} “{other.threat.title}” {aside}, by The developer.",
    ]


def test_a_decision_taken_back_says_what_it_was(desk: Desk) -> None:
    wipe = desk.entries(WIPE)[0]
    desk.holds("U3SEC", "security", "product")
    desk.accept("U3SEC", wipe)
    later(desk, minutes=5)
    desk.undo("U2DEV", wipe)
    assert lines(desk)[-1] == (
        f"T-{wipe.number} “{wipe.threat.title}” undecided again, no longer accepted until 21 June 2026, "
        "by The developer."
    )


def test_half_of_an_acceptance_is_told_as_half(desk: Desk) -> None:
    mine = desk.entry("web.app/someone-elses-record")
    desk.holds("U2DEV", "security")
    desk.accept("U2DEV", mine)
    assert (
        lines(desk)[-1] == f"T-{mine.number} “{mine.threat.title}” half accepted until 21 June 2026, by The developer."
    )


def test_many_decisions_of_one_go_are_one_line(desk: Desk) -> None:
    both = desk.entries(WIPE)
    taken = [one.id for one in both[0].threat.mitigations[:1]]
    with desk.writes() as unit:
        decisions.mitigate(unit, desk.model, [one.threat.id for one in both], taken, OWNER, SOON, "U2DEV")
    first, second = (one.number for one in both)
    assert lines(desk)[-1] == f"2 threats taken on: T-{first}, T-{second}, by The developer."


@pytest.mark.parametrize(("apart", "count"), [(59, 1), (60, 2)])
def test_decisions_within_a_minute_are_one_line(desk: Desk, apart: int, count: int) -> None:
    before = len(lines(desk))
    for one in desk.entries(WIPE):
        desk.set_aside("U2DEV", one)
        later(desk, seconds=apart)
    assert len(lines(desk)) - before == count


def test_parts_renamed_moved_and_removed_are_told(desk: Desk) -> None:
    in_review(desk)
    with desk.writes() as unit:
        parts.edit(unit, desk.services, desk.model, "archive", ComponentRow("Vault", "aws.s3", None), OWNER)
        parts.edit(unit, desk.services, desk.model, "archive", ComponentRow("Vault", "datastore", "vendor"), OWNER)
        parts.remove(unit, desk.services, desk.model, "copies", OWNER)
    told = [line for line in lines(desk) if "part" in line]
    type_ = desk.services.library.types["datastore"]
    assert told == [
        "the part “Archive” was renamed “Vault”, by The owner.",
        f"the part “Vault” was said to be of type “{type_}”, put to “A vendor's systems”, by The owner.",
        "the part “Copies” was removed, by The owner.",
    ]


def test_grades_are_told(desk: Desk) -> None:
    in_review(desk)
    with desk.writes() as unit:
        parts.grade(unit, desk.services, desk.model, "files", {"integrity": 5, "money": None}, OWNER)
        parts.grade(unit, desk.services, desk.model, "files", {"integrity": None}, OWNER)
    assert [line for line in lines(desk) if "graded" in line] == [
        "“Files” was graded: integrity 5, by The owner.",
        "“Files” was graded: no grade of its own, by The owner.",
    ]


def test_why_a_list_was_made_anew_is_told_and_the_same_reason_once_a_day(desk: Desk) -> None:
    def anew(why: str) -> None:
        with desk.writes() as unit:
            regenerate(unit, desk.services, models.model(unit, desk.model), OWNER, why)

    for _ in range(3):
        anew("after answers")
    anew("a model below it changed")
    later(desk, days=1)
    anew("a model below it changed")
    assert lines(desk) == [
        "list made, version 1, by The owner.",
        "list made anew, versions 2 to 4: after answers, by The owner.",
        "list made anew, version 5: a model below it changed, by The owner.",
        "On 2 June 2026: list made anew, version 6: a model below it changed, by The owner.",
    ]


def test_of_an_older_log_without_reasons_other_packs_are_told(desk: Desk) -> None:
    with desk.writes() as unit:
        for version, packs in ((2, "other"), (3, "other")):
            unit.record("threatbot", "generated", desk.model, {"version": version, "packs": packs})
    assert lines(desk)[1:] == [
        "list made anew, version 2: the rule packs had changed, by threatbot.",
        "list made anew, version 3, by threatbot.",
    ]


def test_a_decision_that_was_carried_over_does_not_count_as_one_of_the_log(desk: Desk) -> None:
    """The row stands there without an entry: what is decided after it is told as what it is."""
    wipe = desk.entries(WIPE)[0]
    desk.set_aside("U2DEV", wipe)
    with desk.writes() as unit:
        entry = unit.session.exec(select(Audit).where(Audit.what == "decided not-applicable")).one()
        entry.what = "decision carried over"
        unit.session.add(entry)
    desk.undo(OWNER, wipe)
    assert lines(desk)[-2].startswith(f"what was decided before on what T-{wipe.number} ")
    assert lines(desk)[-1].startswith(f"T-{wipe.number} “{wipe.threat.title}” undecided again, no longer set aside")


def test_no_answer_and_nothing_of_another_model_is_told(desk: Desk) -> None:
    desk.draw(bucket("vault"), model="01OTHER000000000000000000")
    desk.set_aside("U2DEV", desk.entries(WIPE, "01OTHER000000000000000000")[0], model="01OTHER000000000000000000")
    with desk.writes() as unit:
        unit.record(OWNER, "answered", desk.model, {"fact": "aws.s3/open_to", "on": "archive", "value": "edge"})
    assert lines(desk) == ["list made, version 1, by The owner."]
    assert NOW.date().isoformat() == "2026-06-01"
