"""Lines of what is drawn on both databases: corrected, led elsewhere, removed; those below a feature stay."""

from collections.abc import Iterator

import pytest

from bot.errors import NotFound, Refused
from bot.services import lines
from bot.services.history import history
from bot.store import models, threats
from bot.store.tables import Ask
from flows.workload.draft import FlowRow
from flows.workload.model import Workload
from tests.bot.services.made import BUCKETS, Place, place_on

LINES = (FlowRow("uploads", "exports", "data", ("customer",)), FlowRow("logs", "uploads", "data", ()))


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """A workspace on each database in turn."""
    made = place_on(database_url)
    yield made
    made.services.store.engine.dispose()


def drawn(place: Place, model_id: str) -> Workload:
    """What is drawn now."""
    return models.workload(place.stands(model_id))


def edits(place: Place, model_id: str, id_: str, row: FlowRow) -> None:
    """Somebody saves the form of a line."""
    with place.unit() as unit:
        lines.edit(unit, place.services, model_id, id_, row, "U1")


def test_a_line_that_is_corrected_stays_the_same_line(place: Place) -> None:
    model_id = place.model(flows=LINES)
    edits(place, model_id, "f1", FlowRow("uploads", "exports", "deploy", (), "Nightly"))
    found = drawn(place, model_id)
    assert [(one.id, one.kind, one.name, one.carries) for one in found.flows] == [
        ("f1", "deploy", "Nightly", ()),
        ("f2", "data", None, ()),
    ]
    assert all(part.holds == () for part in found.components), "data that nothing brings is not there"


def test_a_line_that_leads_elsewhere_is_another_line(place: Place) -> None:
    model_id = place.model(flows=LINES)
    with place.unit() as unit:
        known = place.services.library.facts
        name = next(name for name, fact in known.items() if fact.on == "flow")
        unit.session.add(Ask(workspace_id=unit.workspace_id, model_id=model_id, fact=name, on="f1"))
    edits(place, model_id, "f1", FlowRow("uploads", "logs", "data", ("customer",)))
    found = drawn(place, model_id)
    assert [(one.id, one.from_, one.to) for one in found.flows] == [
        ("f3", "uploads", "logs"),
        ("f2", "logs", "uploads"),
    ]
    assert {part.id: part.holds for part in found.components} == {"uploads": (), "exports": (), "logs": ("customer",)}
    with place.unit() as unit:
        assert models.asks(unit, model_id)[name, "f1"].state == "gone"


def test_a_line_is_removed_and_its_threats_are_kept_as_gone(place: Place) -> None:
    model_id = place.model(flows=LINES)
    before = place.stands(model_id).version
    with place.unit() as unit:
        lines.remove(unit, place.services, model_id, "f1", "U1")
    assert [one.id for one in drawn(place, model_id).flows] == ["f2"]
    assert place.stands(model_id).version == before + 1, "the list follows"
    with place.unit() as unit:
        assert not any(row.present for row in threats.rows(unit, model_id, everything=True) if row.on == "f1")
        with pytest.raises(NotFound):
            lines.remove(unit, place.services, model_id, "f1", "U1")


@pytest.mark.parametrize(
    "row", [FlowRow("uploads", "no-such", "data", ()), FlowRow("uploads", "logs", "data", ("no",))]
)
def test_a_line_leads_to_what_is_there_and_carries_what_is_there(place: Place, row: FlowRow) -> None:
    model_id = place.model(flows=LINES)
    with pytest.raises(Refused, match="does not have"):
        edits(place, model_id, "f1", row)
    assert drawn(place, model_id).flows[0].to == "exports"


def test_a_feature_edits_its_own_lines_and_none_below(place: Place) -> None:
    system = place.model(flows=LINES)
    feature = place.model("Gifts", BUCKETS[:1], (FlowRow("uploads-2", "logs", "data", ("personal",)),),
                          data=("personal",), most_sensitive=None, kind="feature", extends=system)  # fmt: skip
    with pytest.raises(NotFound):
        edits(place, feature, "f1", LINES[0])
    edits(place, feature, "f3", FlowRow("exports", "logs", "data", ("customer",)))
    (moved,) = drawn(place, feature).flows
    assert (moved.id, moved.from_, moved.to, moved.carries) == ("f4", "exports", "logs", ("customer",))
    assert [one.id for one in drawn(place, system).flows] == ["f1", "f2"]


def test_a_line_of_an_approved_model_opens_its_review(place: Place) -> None:
    model_id = place.model(flows=LINES)
    with place.unit() as unit:
        models.model(unit, model_id).state = "approved"
    edits(place, model_id, "f2", FlowRow("logs", "uploads", "trust", ()))
    assert place.stands(model_id).state == "review"


def test_what_became_of_a_line_is_told_by_the_names_of_its_ends(place: Place) -> None:
    model_id = place.model(flows=LINES)
    edits(place, model_id, "f1", FlowRow("uploads", "logs", "data", ("customer",)))
    edits(place, model_id, "f2", FlowRow("logs", "uploads", "trust", ()))
    with place.unit() as unit:
        lines.remove(unit, place.services, model_id, "f2", "U1")
        told = history(unit, models.model(unit, model_id), {"U1": "The developer"}, {})
    assert [one for one in told if "the line" in one] == [
        "On 5 January 2026: the line “Uploads to Exports” is “Uploads to Logs” now, by The developer.",
        "On 5 January 2026: the line “Logs to Uploads” was edited, by The developer.",
        "On 5 January 2026: the line “Logs to Uploads” was taken out, by The developer.",
    ]
