"""What a model's thread is told: severe threats that somebody set aside, and decisions that another took back."""

from collections.abc import Iterator, Sequence

import pytest
from sqlmodel import col, select

from bot.services import approval, surfaces
from bot.store.tables import Surface
from bot.triage import Entry
from tests.bot.services.desk import OWNER, Desk, bucket, shop

RANSOM, RECORD = "aws.s3/ransom-wipe", "web.app/someone-elses-record"
LITTLE = dict.fromkeys(("confidentiality", "integrity", "availability"), 1)
SECURITY, PRODUCT, GUEST = "U2SECURITY", "U3PRODUCT", "U4GUEST"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A shop and more buckets than one message names."""
    made = Desk.on(database_url, shop(), *(bucket(f"b{number}") for number in range(7)))
    made.holds(SECURITY, "security")
    made.holds(PRODUCT, "product")
    yield made
    made.services.store.engine.dispose()


def leaflets(desk: Desk) -> Entry:
    """A threat that is not severe: what may be lost there is of little worth; the shop stays as it was."""
    assets = [{"id": "files", "name": "Files", "category": ["health"]}, {"id": "l", "name": "Leaflets", **LITTLE}]
    desk.draw(shop(), {**bucket("leaflets"), "holds": ["l"]}, assets=assets)
    found = desk.entry(RANSOM)
    assert found.threat.standing in ("low", "medium")
    return found


def told(desk: Desk, kind: str) -> Sequence[Surface]:
    """What was said of a kind, the oldest first."""
    with desk.read() as unit:
        return list(unit.session.exec(select(Surface).where(col(Surface.kind) == kind).order_by(col(Surface.id))))


def test_a_severe_threat_set_aside_is_told_in_the_thread(desk: Desk) -> None:
    with desk.writes() as unit:
        head = surfaces.show(unit, "card", "C1", model_id=desk.model)
    entry = desk.entry(RECORD)
    assert entry.threat.standing in ("high", "critical")
    desk.set_aside(GUEST, entry)
    (said,) = told(desk, "set aside")
    assert (said.parent_id, said.model_id, said.channel) == (head, desk.model, "C1")
    assert said.payload["threats"] == [[entry.number, entry.threat.standing, entry.threat.title]]
    assert (said.payload["by"], said.payload["left"]) == (GUEST, 0)
    assert said.payload["reason"] == "An answer that it rests on is wrong. Because it is so."


def test_what_is_not_severe_is_told_to_nobody(desk: Desk) -> None:
    mild = leaflets(desk)
    desk.set_aside(GUEST, mild)
    desk.undo(GUEST, mild)
    assert told(desk, "set aside") == told(desk, "taken back") == []


def test_many_at_once_are_one_message_that_names_a_few(desk: Desk) -> None:
    chosen = [entry for entry in desk.entries(RANSOM) if entry.threat.standing in ("high", "critical")]
    desk.set_aside(GUEST, *chosen)
    (said,) = told(desk, "set aside")
    assert [number for number, *_ in said.payload["threats"]] == [entry.number for entry in chosen[:5]]
    assert said.payload["left"] == len(chosen) - 5 > 0


def test_whose_decision_was_taken_back_is_told(desk: Desk) -> None:
    first, second = desk.entries(RANSOM)[:2]
    desk.accept(SECURITY, first, second, reason="The files can be bought again.")
    desk.undo(GUEST, first, whole=True)
    (said,) = told(desk, "taken back")
    assert [number for number, *_ in said.payload["threats"]] == [first.number, second.number]
    assert (said.payload["by"], said.payload["others"], said.payload["kind"]) == (GUEST, [SECURITY], "accept")
    assert said.payload["reason"] == "The files can be bought again."


def test_ones_own_is_taken_back_in_silence(desk: Desk) -> None:
    first = desk.entries(RANSOM)[0]
    desk.accept(SECURITY, first)
    desk.undo(SECURITY, first)
    assert told(desk, "taken back") == []


def test_a_half_of_another_is_another_s_decision(desk: Desk) -> None:
    desk.accept(SECURITY, desk.entry(RECORD))
    desk.accept(PRODUCT, desk.entry(RECORD))
    desk.undo(PRODUCT, desk.entry(RECORD))
    desk.accept(SECURITY, desk.entry(RECORD))
    desk.undo(OWNER, desk.entry(RECORD))
    assert [said.payload["others"] for said in told(desk, "taken back")] == [[SECURITY], [SECURITY]]


def test_who_approves_is_told_of_the_severe_that_were_set_aside(desk: Desk) -> None:
    mild, severe = leaflets(desk), desk.entry(RECORD)
    desk.set_aside(GUEST, severe)
    desk.set_aside(GUEST, mild)
    found = approval.severe_set_aside(desk.entries())
    assert [(entry.number, entry.decided.by) for entry in found if entry.decided] == [(severe.number, GUEST)]
