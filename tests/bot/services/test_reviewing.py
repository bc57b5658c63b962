"""Reviews on both databases: what is drawn and confirmed, the date that stays, and what is edited meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.errors import NotFound, Refused
from bot.services import checks, drafts, intake, parts, reviews
from bot.services.picture import picture, taken
from bot.services.reviews import baseline_of
from bot.services.ticks import tick
from bot.store import models, threats
from bot.store.tables import Answer, Review
from flows.workload.draft import ComponentRow, FlowRow
from flows.workload.model import Component
from tests.bot.services.made import BUCKETS, OPEN_TO, Place, place_on

LINES = (FlowRow("uploads", "exports", "data", ("customer",)), FlowRow("logs", "uploads", "data", ("customer",)))
NOTICED = ("workload/intruder_noticed", "workload")
SAID = [(OPEN_TO, on) for on in ("uploads", "exports", "logs")] + [("workload/outside_access", "workload")]


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """A workspace on each database in turn."""
    made = place_on(database_url)
    yield made
    made.services.store.engine.dispose()


def approved(place: Place, **more: object) -> str:
    """A model as an approval leaves it, with four answers."""
    model_id = place.model(flows=LINES, **more)
    for ask in SAID:
        place.says(model_id, ask, "nobody", "U1")
    with place.unit() as unit:
        model = models.model(unit, model_id)
        model.state, model.review_due = "approved", unit.now + timedelta(days=180)
        model.baseline = baseline_of(unit, place.services, model)
        unit.session.add(model)
    return model_id


def due(place: Place, model_id: str, days: int = 180) -> list[tuple[str, str]]:
    """Let the next review fall due; gives what is drawn."""
    place.later(days)
    assert tick(place.services) == 1
    assert tick(place.services) == 0
    with place.unit() as unit:
        return [(one.fact, one.on) for one in checks.drawn(unit, place.services, models.model(unit, model_id))]


def test_three_are_drawn_every_second_time_and_hold_up_nothing_changed(place: Place) -> None:
    model_id = approved(place)
    assert due(place, model_id) == []
    with place.unit() as unit:
        model = models.model(unit, model_id)
        model.state, model.review_due = "approved", unit.now + timedelta(days=180)
        unit.session.add(model)
        reviews.finish_reviews(unit, model_id, "nothing changed", "U1")
    drawn = due(place, model_id)
    assert len(set(drawn)) == 3
    assert set(drawn) <= set(SAID)
    with place.unit() as unit:
        reviews.snooze(unit, model_id, "U1")
    assert due(place, model_id, 7) == drawn, "put off, it asks for the same"
    for left in (3, 2, 1):
        with pytest.raises(Refused, match=f"first, {left} drawn by lot"), place.unit() as unit:
            reviews.unchanged(unit, place.services, model_id)
        with place.unit() as unit:
            reviews.still_so(unit, place.services, model_id, drawn[3 - left], "U2")
    with place.unit() as unit:
        assert checks.drawn(unit, place.services, models.model(unit, model_id)) == []
        last = models.answers(unit, model_id)[-1]
        assert (last.value, last.by, last.source, last.at) == ("nobody", "U2", "review", unit.now)
        assert reviews.changed(unit, place.services, models.model(unit, model_id)) == ()


def test_answers_of_more_than_a_year_are_asked_about(place: Place) -> None:
    model_id = approved(place)
    due(place, model_id, 366)
    with place.unit() as unit:
        found = checks.old(unit, place.services, models.model(unit, model_id))
        assert [(one.fact, one.on) for one in found] == sorted(SAID)
        assert all(one.old and one.question.endswith("?") and one.by == "U1" for one in found)
        reviews.still_so(unit, place.services, model_id, SAID[0], "U1")
        assert len(checks.old(unit, place.services, models.model(unit, model_id))) == 3
        reviews.change(unit, model_id, SAID[1])
        assert models.asks(unit, model_id)[SAID[1]].state == "changing"


def test_only_an_open_review_confirms(place: Place) -> None:
    model_id = approved(place)
    with pytest.raises(Refused), place.unit() as unit:
        reviews.still_so(unit, place.services, model_id, SAID[0], "U1")
    due(place, model_id)
    with pytest.raises(NotFound), place.unit() as unit:
        reviews.still_so(unit, place.services, model_id, ("aws.s3/upload_use", "uploads"), "U1")


def test_after_something_changed_the_next_review_is_dated(place: Place) -> None:
    model_id = approved(place)
    due(place, model_id)
    with place.unit() as unit:
        model = reviews.something_changed(unit, place.services, model_id, "All of it.", (), "U1")
        assert model.review_due is not None
        assert (model.review_due - unit.now).days in (179, 180, 364, 365)
    due(place, model_id, 366)
    assert place.stands(model_id).state == "review"


def test_a_part_keeps_its_id_and_goes_with_its_lines(place: Place) -> None:
    model_id = approved(place)
    due(place, model_id)
    with place.unit() as unit:
        before = {row.id: row.number for row in threats.rows(unit, model_id) if row.on == "uploads"}
        parts.edit(unit, place.services, model_id, "uploads", ComponentRow("Inbox", "aws.s3", "network"), "U1")
        after = {row.id: row.number for row in threats.rows(unit, model_id) if row.on == "uploads"}
        assert before.items() <= after.items()
        part = parts.part(models.model(unit, model_id), "uploads")
        assert (part.name, part.zone, part.holds) == ("Inbox", "network", ("customer",))
        for wrong, row in (("no-such", "Any"), ("uploads", "Logs")):
            with pytest.raises((NotFound, Refused)):
                parts.edit(unit, place.services, model_id, wrong, ComponentRow(row, "aws.s3", None), "U1")
    with place.unit() as unit:
        intake.put_again(unit, models.model(unit, model_id), models.asks(unit, model_id)[SAID[0]], "open")
        parts.remove(unit, place.services, model_id, "uploads", "U1")
        drawn = models.workload(models.model(unit, model_id))
        assert [one.id for one in drawn.components] == ["exports", "logs"]
        assert drawn.flows == ()
        assert drawn.components[0].holds == (), "what only came from there is not there any more"
        assert models.asks(unit, model_id)[SAID[0]].state == "gone"
        kept = [row for row in threats.rows(unit, model_id, everything=True) if row.on == "uploads"]
        assert kept
        assert not any(row.present for row in kept)
        assert {"uploads", "f1", "f2"} & taken(unit, place.services, models.model(unit, model_id)) >= {"uploads"}
        again = reviews.something_changed(unit, place.services, model_id, "Back.", [BUCKETS[0]], "U1")
        assert [one.id for one in models.workload(again).components] == ["exports", "logs", "uploads-2"]


def test_an_asset_is_graded_and_ungraded(place: Place) -> None:
    model_id = approved(place)
    due(place, model_id)
    with place.unit() as unit:
        parts.grade(unit, place.services, model_id, "customer", {"confidentiality": 2, "safety": 4}, "U1")
        found = parts.asset(models.model(unit, model_id), "customer")
        assert (found.confidentiality, found.safety, found.money) == (2, 4, None)
        parts.grade(unit, place.services, model_id, "customer", {"confidentiality": None}, "U1")
        assert parts.asset(models.model(unit, model_id), "customer").confidentiality is None
        with pytest.raises(NotFound):
            parts.grade(unit, place.services, model_id, "no-such", {}, "U1")


def test_ids_of_a_feature_and_of_its_system_never_meet(place: Place) -> None:
    system = approved(place)
    feature = place.model("Gifts", BUCKETS[:1], (FlowRow("uploads-2", "logs", "data", ("personal",)),),
                          data=("personal",), most_sensitive=None, kind="feature", extends=system)  # fmt: skip
    with place.unit() as unit:
        model = models.model(unit, feature)
        drawn = models.workload(model)
        assert (model.kind, model.extends, drawn.extends) == ("feature", system, system)
        assert [one.id for one in drawn.components] == ["uploads-2"]
        assert [one.id for one in drawn.flows] == ["f3"]
        with pytest.raises(NotFound):
            parts.part(model, "logs")
        assert {"uploads-2", "f3"} <= taken(unit, place.services, models.model(unit, system))
        assert picture(unit, place.services, model).context.base is not None


def said(place: Place, model_id: str, ask: tuple[str, str], value: str) -> None:
    """An answer that was given once, whether or not it can change anything today."""
    fact, on = ask
    with place.unit() as unit:
        unit.insert(Answer, model_id=model_id, fact=fact, on=on, value=value, by="U1", at=unit.now, source="thread")


def below_in(place: Place, model_id: str) -> Component:
    """The system's part "logs", as the feature sees it."""
    with place.unit() as unit:
        seen = picture(unit, place.services, models.model(unit, model_id)).workload
        return next(one for one in seen.components if one.id == "logs")


def test_what_a_feature_says_of_a_part_below_stands_while_that_part_is_edited(place: Place) -> None:
    system = approved(place)
    feature = place.model("Gifts", BUCKETS[:1], (FlowRow("uploads-2", "logs", "data", ("personal",)),),
                          data=("personal",), most_sensitive=None, kind="feature", extends=system)  # fmt: skip
    seen = below_in(place, feature)
    assert (seen.zone, seen.holds, seen.facts[OPEN_TO].value) == ("account", ("personal",), "nobody")
    said(place, feature, (OPEN_TO, "logs"), "some")
    due(place, system)
    with place.unit() as unit:
        parts.edit(unit, place.services, system, "logs", ComponentRow("Trail", "aws.s3", "vendor"), "U1")
    seen = below_in(place, feature)
    assert (seen.name, seen.zone, seen.holds, seen.facts[OPEN_TO].value) == ("Trail", "vendor", ("personal",), "some")
    assert below_in(place, system).facts[OPEN_TO].value == "nobody"
    said(place, feature, (OPEN_TO, "logs"), "unknown")
    assert below_in(place, feature).facts[OPEN_TO].value == "nobody", "what was said below shines through"


def test_no_more_than_five_stand_above_each_other(place: Place) -> None:
    lowest = place.model("Level 1", kind="platform")
    top = lowest
    for level in range(2, 6):
        top = place.model(f"Level {level}", kind="platform", extends=top)
    said(place, lowest, NOTICED, "person")
    with place.unit() as unit:
        seen = picture(unit, place.services, models.model(unit, top)).workload
        assert seen.facts[NOTICED[0]].value == "person"
    with pytest.raises(Refused, match="5 models stand above each other there already"):
        place.model("Level 6", kind="platform", extends=top)


def test_an_answer_past_its_last_day_hides_none_that_holds_below(place: Place) -> None:
    platform = place.model("Platform", kind="platform")
    said(place, platform, NOTICED, "person")
    system = place.model("Above", extends=platform)
    with place.unit() as unit:
        model = models.model(unit, system)
        model.structure = {**model.structure, "facts": {NOTICED[0]: {"value": "later", "until": "2026-01-10"}}}
        unit.session.add(model)

    def stands() -> str:
        with place.unit() as unit:
            return picture(unit, place.services, models.model(unit, system)).workload.facts[NOTICED[0]].value

    assert stands() == "later"
    place.later(10)
    assert stands() == "person"


def test_what_is_extended_has_to_be_finished_and_here(place: Place) -> None:
    with pytest.raises(NotFound):
        place.model("Lost", kind="feature", extends="01NOSUCHMODEL")
    made = place.model("Base")
    with place.unit() as unit:
        model = models.model(unit, made)
        model.state = "draft"
        unit.session.add(model)
    with pytest.raises(Refused, match="is a draft"):
        place.model("Early", kind="feature", extends=made)
    with place.unit() as unit:
        assert models.extendable(unit, "", 101) == []
    assert drafts.draft


def test_very_many_models_are_looked_up_by_a_part_of_the_name(place: Place) -> None:
    for name in ("Card 100%", "card_2", "Till", "Discard"):
        place.model(name, BUCKETS[:1])
    with place.unit() as unit:
        assert [one.name for one in models.extendable(unit, "CARD", 101)] == ["Discard", "card_2", "Card 100%"]
        assert [one.name for one in models.extendable(unit, "_", 101)] == ["card_2"]
        assert [one.name for one in models.extendable(unit, "%", 101)] == ["Card 100%"]
        assert len(models.extendable(unit, "", 2)) == 2


def test_an_approved_model_that_is_drawn_otherwise_is_in_review(place: Place) -> None:
    model_id = approved(place)
    with place.unit() as unit:
        parts.edit(unit, place.services, model_id, "uploads", ComponentRow("Inbox", "aws.s3", "account"), "U1")
    found = place.stands(model_id)
    assert (found.state, found.review_due) == ("review", None)
    with pytest.raises(Refused, match="The architecture is another"), place.unit() as unit:
        reviews.unchanged(unit, place.services, model_id)
    with place.unit() as unit:
        changed = reviews.something_changed(unit, place.services, model_id, "An inbox now.", (), "U1")
        assert changed.review_due is not None
        (row,) = unit.session.exec(select(Review))
        assert (row.kind, row.outcome, row.by) == ("change", "something changed: An inbox now.", "U1")


def test_a_change_of_what_was_never_approved_dates_no_review(place: Place) -> None:
    model_id = place.model(flows=LINES)
    with place.unit() as unit:
        reviews.something_changed(unit, place.services, model_id, "More.", [BUCKETS[0]], "U1")
        assert unit.session.exec(select(Review)).all() == []
    assert place.stands(model_id).review_due is None


def test_a_line_to_an_approved_model_opens_its_review(place: Place) -> None:
    model_id = approved(place)
    with place.unit() as unit:
        at = (model_id, models.model(unit, model_id).revision)
        drafts.connect(unit, place.services, at, (FlowRow("exports", "logs", "data", ()),), "U1")
    assert place.stands(model_id).state == "review"


def test_a_draft_is_not_edited(place: Place) -> None:
    model_id = place.model()
    with place.unit() as unit:
        models.model(unit, model_id).state = "draft"
    with pytest.raises(Refused, match="is a draft"), place.unit() as unit:
        parts.remove(unit, place.services, model_id, "logs", "U1")
