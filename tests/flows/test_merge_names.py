"""Rows follow new names: renamed, split and merged things, ids used again; what ends an acceptance besides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from flows.merge import Known, Merge, basis_of, merge, names_of
from flows.threats.generate import generate
from flows.workload.model import Assumption, Component, Fact, Workload
from tests.flows.models import fixture_library, shop

TODAY = date(2026, 3, 1)
UNTIL = date(2026, 5, 1)
OPEN = {"reach": "internet", "login": "none"}


def follows(rows: Sequence[Known], workload: Workload, today: date = TODAY) -> Merge:
    return merge(rows, generate(workload, fixture_library()), today, names_of(workload))


def with_app(*apps: Component) -> Workload:
    """The open shop with other parts in the place of its app."""
    workload = shop(OPEN)
    others = tuple(one for one in workload.components if one.id != "app")
    flows = tuple(one for one in workload.flows if "app" not in (one.from_, one.to))
    return workload.model_copy(update={"components": (*others, *apps), "flows": flows})


def app(id_: str = "app", *was: str, **changes: object) -> Component:
    (one,) = (each for each in shop(OPEN).components if each.id == "app")
    return one.model_copy(update={"id": id_, "was": was, "name": id_.capitalize(), **changes})


def accepted(rows: Sequence[Known], *on: str) -> list[Known]:
    return [
        replace(one, decision="accept", basis=basis_of(one, UNTIL))
        if one.rule.endswith("/anonymous-call") and one.on in on
        else one
        for one in rows
    ]


def call(found: Merge, on: str) -> Known:
    (row,) = (one for one in found.rows if one.rule.endswith("/anonymous-call") and one.on == on and one.present)
    return row


def test_a_renamed_component_keeps_number_and_acceptance() -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    number = next(one.number for one in before if one.decision == "accept")
    after = follows(before, with_app(app("site", "app")))
    kept = call(after, "site")
    assert (kept.number, kept.decision, kept.reopened) == (number, "accept", None)
    (change,) = (one for one in after.changed if one.id == kept.id)
    assert change.what == ("place",)
    assert change.why == "What it stands on was app and is site now."
    assert not after.added


def test_a_second_new_name_is_followed_too() -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    twice = follows(follows(before, with_app(app("site", "app"))).rows, with_app(app("front", "site", "app")))
    assert (call(twice, "front").decision, call(twice, "front").reopened) == ("accept", None)


def test_a_split_hands_the_decision_to_each_part() -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    after = follows(before, with_app(app("site", "app"), app("admin", "app")))
    site, admin = call(after, "site"), call(after, "admin")
    assert site.decision == admin.decision == "accept"
    assert site.reopened is admin.reopened is None
    assert site.number != admin.number
    first, second = sorted((site, admin), key=lambda row: row.number)
    assert (second.id, first.id) in after.carried


def test_a_part_that_is_new_beside_the_old_one_inherits_only_by_saying_so() -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    joined = follows(before, with_app(app(), app("admin")))
    assert call(joined, "admin").decision == "none"
    parted = follows(before, with_app(app(), app("admin", "app")))
    assert (call(parted, "app").decision, call(parted, "admin").decision) == ("accept", "accept")


def test_of_things_that_become_one_the_least_decided_speaks_and_the_other_is_kept() -> None:
    both = follows((), with_app(app(), app("admin"))).rows
    before = accepted(both, "app")
    after = follows(before, with_app(app("site", "app", "admin")))
    assert call(after, "site").decision == "none"
    (gone,) = (one for one in after.rows if one.decision == "accept")
    assert not gone.present
    assert (gone.id, call(after, "site").id) in after.absorbed


def test_a_part_that_another_is_merged_into_is_no_more_decided_than_that_one_was() -> None:
    both = follows((), with_app(app(), app("admin"))).rows
    before = accepted(both, "admin")
    after = follows(before, with_app(app("admin", "app")))
    (gone,) = (one for one in after.rows if one.decision == "accept")
    kept = call(after, "admin")
    assert (kept.decision, gone.present) == ("none", False)
    assert (gone.id, kept.id) in after.absorbed
    again = follows(after.rows, with_app(app("admin", "app")))
    assert again.rows == after.rows
    assert not again.absorbed


@pytest.mark.parametrize("reach", ["internet", "staff"])
def test_what_a_part_came_from_takes_no_decision_with_it_when_it_goes(reach: str) -> None:
    before = accepted(follows((), with_app(app(), app("admin"))).rows, "admin")
    (mine,) = (one for one in before if one.decision == "accept")
    came_from = app("admin", "app", facts={**app().facts, "web.app/reach": Fact(value=reach)})
    both = follows(before, with_app(app(), came_from))
    assert call(both, "admin").state == ("open" if reach == "internet" else "ruled out")
    left = follows(both.rows, with_app(app("admin", "app")))
    assert (call(left, "admin").id, call(left, "admin").decision) == (mine.id, "accept")
    assert not left.absorbed


def test_a_part_that_a_more_decided_one_is_merged_into_stays_as_it_is() -> None:
    before = accepted(follows((), with_app(app(), app("admin"))).rows, "app")
    after = follows(before, with_app(app("admin", "app")))
    (mine,) = (one for one in before if one.on == "admin" and one.rule.endswith("/anonymous-call"))
    assert (call(after, "admin").id, call(after, "admin").decision) == (mine.id, "none")


def test_where_both_were_accepted_the_one_stays_accepted() -> None:
    before = accepted(follows((), with_app(app(), app("admin"))).rows, "app", "admin")
    after = follows(before, with_app(app("site", "app", "admin")))
    assert (call(after, "site").decision, call(after, "site").reopened) == ("accept", None)


def test_an_id_that_is_used_again_makes_a_row_of_its_own() -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    moved = follows(before, with_app(app("site", "app")))
    again = follows(moved.rows, with_app(app("site", "app"), app()))
    assert len({one.id for one in again.rows}) == len(again.rows)
    assert (call(again, "site").decision, call(again, "app").decision) == ("accept", "none")
    third = follows(again.rows, with_app(app("site", "app"), app()))
    assert third.rows == again.rows


def test_an_acceptance_ends_where_more_is_at_stake_at_the_same_level() -> None:
    """A public price list and personal details are both lost; only the class of the first rises."""
    before = accepted(follows((), with_app(app(holds=("prices", "details")))).rows, "app")
    risen = with_app(app(holds=("prices", "details")))
    assets = tuple(
        one.model_copy(update={"category": ("business",)}) if one.id == "prices" else one for one in risen.assets
    )
    after = follows(before, risen.model_copy(update={"assets": assets}))
    assert call(after, "app").reopened == "More is at stake than was accepted: Prices."


def test_an_acceptance_for_an_asset_ends_where_a_component_joins() -> None:
    before = [
        replace(one, decision="accept", basis=basis_of(one, UNTIL), parts=("store",))
        for one in follows((), shop({"shared": "many"})).rows
        if one.on == "details"
    ]
    assert before
    workload = shop({"shared": "many"})
    more = tuple(
        one.model_copy(update={"holds": (*one.holds, "details")}) if one.id == "app" else one
        for one in workload.components
    )
    after = follows(before, workload.model_copy(update={"components": more}))
    reopened = {one.why for one in after.reopened}
    assert reopened == {"It is about more than was accepted: App."}


@pytest.mark.parametrize(
    ("assumption", "today", "why"),
    [
        ({}, TODAY, None),
        ({"broken": "an audit found none"}, TODAY, "which holds no longer: an audit found none."),
        ({"until": date(2026, 3, 31)}, date(2026, 3, 31), None),
        ({"until": date(2026, 3, 31)}, date(2026, 4, 1), "which was assumed until 31 March 2026."),
    ],
)
@pytest.mark.parametrize("named", ["web.app/anonymous-call", "web.app/anonymous-call@app"])
def test_a_broken_assumption_ends_what_rests_on_it(
    assumption: dict[str, object], today: date, why: str | None, named: str
) -> None:
    before = accepted(follows((), with_app(app())).rows, "app")
    made = Assumption(id="office", text="The office is locked.", threats=(named,), **assumption)
    after = follows(before, with_app(app()).model_copy(update={"assumptions": (made,)}), today)
    assert call(after, "app").reopened == (why and f"It rests on “The office is locked.”, {why}")


def test_who_decides_anew_knowing_of_the_broken_assumption_is_not_asked_again() -> None:
    made = Assumption(id="office", text="Locked.", threats=("web.app/anonymous-call",), broken="it is not")
    workload = with_app(app()).model_copy(update={"assumptions": (made,)})
    rows = [replace(one, knowing=("office",)) for one in accepted(follows((), workload).rows, "app")]
    assert call(follows(rows, workload), "app").reopened is None


def test_what_was_set_aside_on_an_assumption_comes_back_with_it() -> None:
    rows = [
        replace(one, decision="not-applicable") if one.on == "app" else one for one in follows((), with_app(app())).rows
    ]
    made = Assumption(id="a", text="Nobody calls.", threats=("web.app/anonymous-call",), broken="somebody does")
    after = follows(rows, with_app(app()).model_copy(update={"assumptions": (made,)}))
    assert call(after, "app").reopened == "It rests on “Nobody calls.”, which holds no longer: somebody does."
