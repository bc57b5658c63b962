"""An approved list that is another by now says so wherever it is shown, and is offered to be approved anew."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from bot.blocks.help import listing, which
from bot.errors import Refused
from bot.renderers import Renderers
from bot.services import approval, surfaces
from bot.services.worse import approved_versions
from bot.store.tables import Surface
from bot.work.rendered import Message
from tests.bot.services.desk import Desk, bucket
from tests.bot.services.test_coming_back import KEPT, SECURITY, approve

ANYONE = "U4ANYONE"
BUTTON = "'approve.open'"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket that is well kept, approved."""
    made = Desk.on(database_url, bucket("one", **KEPT))
    made.holds(SECURITY, "security")
    made.holds(ANYONE, "developer")
    with made.writes() as unit:
        surfaces.show(unit, "card", "C1", model_id=made.model)
    approve(made)
    yield made
    made.services.store.engine.dispose()


def shown(desk: Desk) -> tuple[str, str, str, str]:
    """Card, summary, the list of models, and the question which of several is meant."""
    render = Renderers(desk.services)
    with desk.read() as unit:
        model, found = desk.stored(unit), unit.session.exec(select(Surface)).all()
        approved = approved_versions(unit, model.id, "01ANOTHER")
        messages = [getattr(render, kind)(unit, next(one for one in found if one.kind == kind))
                    for kind in ("card", "summary")]  # fmt: skip
        assert all(isinstance(one, Message) for one in messages)
        blocks = [*(one.blocks for one in messages), listing([model], 1, 0, {}, approved), which([model], approved, 9)]
        card, summary, listed, asked = (str([block.to_dict() for block in one]) for one in blocks)
        return card, summary, listed, asked


def test_what_stands_as_approved_is_just_approved(desk: Desk) -> None:
    card, summary, *lists = shown(desk)
    assert "*Approved · next review" in card
    assert all("Approved · owner" in one for one in lists)
    assert BUTTON not in summary
    assert "Approved at version" not in "".join((card, summary, *lists))


def test_a_list_that_is_newer_says_at_which_version_it_was_approved(desk: Desk) -> None:
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT))
    with desk.read() as unit:
        model = desk.stored(unit)
        version, state = model.version, model.state
    assert state == "approved"
    told = f"Approved at version {version - 1}; the list is at version {version}"
    assert all(told in one for one in shown(desk))
    assert BUTTON in shown(desk)[1]
    assert "*Approve* is for" in shown(desk)[1]


def test_once_that_is_approved_too_it_is_just_approved_again(desk: Desk) -> None:
    desk.draw(bucket("one", **KEPT), bucket("two", **KEPT))
    for number, one in enumerate(entry for entry in desk.entries() if entry.may_decide):
        desk.set_aside((ANYONE, "U5OTHER")[number % 2], one)
    desk.holds("U5OTHER", "architect")
    with desk.writes() as unit:
        assert approval.approve(unit, desk.services, desk.model, desk.stored(unit).revision, SECURITY) is not None
    assert "Approved at version" not in "".join(shown(desk))
    with pytest.raises(Refused, match="There is nothing to approve"), desk.writes() as unit:
        approval.approve(unit, desk.services, desk.model, desk.stored(unit).revision, SECURITY)
