"""What is taken on may leave the risk high: form, list, page and whoever approves say so, and nobody is barred."""

from collections.abc import Iterator, Sequence

import pytest

from bot.blocks import decisions as forms
from bot.blocks.threat import heading
from bot.blocks.threat_page import page
from bot.errors import Refused
from bot.services import approval, decisions, reading
from bot.store import threats
from bot.triage import Entry
from tests.bot.services.desk import OWNER, SOON, Desk

RULE = "aws.s3/signed-link-overreach"
CODE, SHORT = "aws.s3/code-picks-file", "aws.s3/short-links"
WEAK = {"aws.s3/signed_links": "caller", "aws.s3/link_lasts": "longer"}


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A bucket of personal data whose links open too much."""
    part = {"id": "store", "name": "Store", "type": "aws.s3", "facts": WEAK}
    made = Desk.on(database_url, part, assets=[{"id": "files", "name": "Files", "category": ["personal"]}])
    yield made
    made.services.store.engine.dispose()


def takes_on(desk: Desk, *chosen: str) -> Entry:
    """Somebody takes some of it on; gives how it stands then."""
    with desk.writes() as unit:
        decisions.mitigate(unit, desk.model, [desk.entry(RULE).threat.id], chosen, OWNER, SOON, OWNER)
    return desk.entry(RULE)


def text(view: object) -> str:
    """All that a window says."""
    return str(view.to_dict())  # type: ignore[attr-defined]


def test_the_form_says_what_each_choice_leaves(desk: Desk) -> None:
    form = text(forms.mitigate_form((desk.entry(RULE),), OWNER, SOON, SOON))
    titles = {one.id: one.title for one in desk.entry(RULE).threat.mitigations}
    assert "*What it leaves once it is done*" in form
    assert f"• “{titles[CODE]}”: High, not enough by itself" in form
    assert f"• “{titles[SHORT]}”: nothing by itself" in form
    assert f"• “{titles[CODE]}” and “{titles[SHORT]}”: Medium" in form


def test_what_is_not_enough_is_kept_and_shown_as_what_it_leaves(desk: Desk) -> None:
    entry = takes_on(desk, CODE)
    assert (entry.status, entry.leaves) == ("mitigating", "high")
    assert desk.rows()[-1].rests_on["leaves"] == "high"
    assert "mitigating, leaves High" in heading(entry)
    assert "mitigating, leaves High" in text(page((entry,)))
    with desk.read() as unit:
        row = threats.row(unit, desk.model, entry.threat.id)
        told = reading.decided(row, threats.standing(unit, desk.model)[row.id], reading.items_of(unit, desk.model))
    assert told is not None
    assert told.leaves == "high"


def test_whoever_approves_sees_it(desk: Desk) -> None:
    entry = takes_on(desk, CODE)

    def looks_at(listed: Sequence[Entry]) -> str:
        return text(forms.approve_form(("m", "M", 1), "", ["security"], not_enough=approval.not_enough(listed)))

    told = looks_at(desk.entries())
    assert "Still high or critical once it is done: 1 threat." in told
    assert f"*T-{entry.number}* · " in told
    assert "leaves High: " in told
    desk.undo(OWNER, entry)
    enough = takes_on(desk, CODE, SHORT)
    assert enough.leaves == "medium"
    assert "Still high" not in looks_at(desk.entries())


def test_what_neither_lowers_nor_settles_anything_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="neither lowers the risk nor settles the threat") as refused:
        takes_on(desk, SHORT)
    assert refused.value.fields == ("mitigations",)


def test_of_a_list_that_was_kept_without_it_nothing_is_said_or_refused(desk: Desk) -> None:
    with desk.writes() as unit:
        for row in threats.rows(unit, desk.model):
            row.body = {name: value for name, value in row.body.items() if name != "outcomes"}
            unit.session.add(row)
    assert "What it leaves" not in text(forms.mitigate_form((desk.entry(RULE),), OWNER, SOON, SOON))
    entry = takes_on(desk, SHORT)
    assert (entry.status, entry.leaves) == ("mitigating", None)
    assert heading(entry).endswith("mitigating*")
