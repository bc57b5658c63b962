"""Laws, standards and Zero Trust: which apply because of what, what serves them, and no word too much."""

from dataclasses import replace

import pytest

from flows.coverage import coverages
from flows.frameworks.regimes import regimes
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.served import STANDINGS, STATES, Served, services
from flows.report.types import Report
from tests.flows.models import shipped_library
from tests.flows.report.pages import page
from tests.flows.report.reports import report
from tests.flows.report.serverless import portal, reported, serverless


def of(made: Report, title: str) -> dict[str, Served]:
    (one,) = [each for each in services(made).regimes if each.name.startswith(title)]
    return {each.id: each for each in one.served}


def test_regimes_follow_from_the_categories_of_assets() -> None:
    found = {one.name.partition(",")[0]: one.because for one in services(serverless()).regimes}
    assert (
        found["GDPR"] == "Results of the two clinics' patients (health data), Staff of the clinics (personal details)"
    )
    assert found["HIPAA Security Rule"] == "Results of the two clinics' patients (health data)"
    assert not [name for name in found if name.startswith("PCI")]


def test_an_asset_of_cards_brings_its_regime_in_and_without_assets_there_is_none() -> None:
    assets = (portal().assets[0].model_copy(update={"category": ("cardholder",)}), *portal().assets[1:])
    names = [one.name for one in services(reported(portal().model_copy(update={"assets": assets}))).regimes]
    assert any(name.startswith("PCI DSS") for name in names)
    none = services(reported(portal().model_copy(update={"assets": ()})))
    assert none.regimes == ()
    assert services(report()).regimes == (), "nobody asked the packs"


def test_every_requirement_that_counts_stands_there_once_the_others_with_their_reason() -> None:
    made = serverless()
    for one in services(made).regimes:
        (coverage,) = [each for each in made.coverage if one.name.startswith(each.framework.title + ",")]
        assert [each.id for each in one.served] == [line.item.id for line in coverage.lines if not line.excluded]
        assert sum(len(ids) for _, ids in one.left_out) == len(coverage.lines) - coverage.of


def test_a_mitigation_is_told_once_with_where_it_stands_how() -> None:
    made = serverless()
    controls = {one.number: one for one in services(made).controls}
    block = next(one for one in controls.values() if one.title.startswith("Block public access is on"))
    assert block.stands == (("In place", "Exports"), ("Refuted", "Uploads"))
    (id_,) = [view.id for one in made.generation.threats for view in one.mitigations if view.title == block.title][:1]
    having = [one for one in made.generation.ranked if id_ in [each for each, _, _ in one.measures]]
    assert set(block.threats) == {made.number(one) for one in having}
    access = of(made, "GDPR")["Art. 5(1)(f)"]
    by_state = dict(zip(STATES, access.by, strict=True))
    assert block.number in by_state["in place"]
    assert block.number in by_state["refuted"]
    assert block.number not in by_state["missing"]
    assert {number for listed in access.by for number in listed} <= controls.keys()


def test_a_requirement_names_the_threats_behind_it_that_are_not_mitigated() -> None:
    made = serverless()
    states = {made.number(one): one.state for one in made.generation.ranked}
    for one in of(made, "HIPAA").values():
        assert "mitigated" not in {states[number] for number in one.threats}


def standing(made: Report, **changed: str) -> set[str]:
    """The standings in HIPAA when all mitigations have these states and all threats that state."""
    ranked = [
        replace(
            one,
            state=changed["threats"],
            mitigations=tuple(replace(view, state=changed["all"]) for view in one.mitigations),
        )
        for one in made.generation.threats
    ]
    generation = replace(made.generation, threats=ranked)
    again = replace(made, generation=generation, coverage=coverages(made.workload, generation, shipped_library()))
    return {one.standing for one in of(again, "HIPAA").values()}


@pytest.mark.parametrize(
    ("all_", "threats", "word"),
    [
        ("in place", "mitigated", "in place"),
        ("claimed", "mitigated", "as claimed"),
        ("in place", "open", "in part"),
        ("claimed", "to confirm", "in part"),
        ("missing", "open", "not yet"),
        ("refuted", "open", "not yet"),
        ("unknown", "to confirm", "not yet"),
    ],
)
def test_how_a_requirement_stands(all_: str, threats: str, word: str) -> None:
    assert standing(serverless(), all=all_, threats=threats) == {word}


def test_what_nothing_serves_is_said() -> None:
    first = serverless().coverage[-1]
    bare = replace(first, lines=tuple(replace(line, by=(), mitigations=()) for line in first.lines))
    (one,) = services(replace(serverless(), coverage=(bare,))).regimes
    assert {each.standing for each in one.served} == {"not served"}
    assert one.counted == f"Of {len(one.served)} requirements that count here: {len(one.served)} not served."


def test_tenets_are_shown_with_the_mitigations_that_claim_them() -> None:
    (tenets,) = services(serverless()).tenets
    assert "800-207" in tenets.name
    assert [one.id for one in tenets.served] == [str(number) for number in range(1, 8)]
    assert tenets.because == ""
    assert tenets.counted.startswith("Of 7 tenets that count here: ")


def test_both_layouts_have_the_tables_and_never_say_met() -> None:
    text, root = markdown(serverless()), page(html(serverless()))
    section = text.partition("\n## Laws and standards\n")[2].partition("\n## ")[0]
    (twin,) = [one for one in root.all("section") if one.attributes["id"] == "regimes"]
    for words in (section, twin.text):
        assert "Brought in by Results of the two clinics" in words
        assert all(meaning in words for meaning in STANDINGS.values())
        assert words.count(" met") == words.count("that it is met: an auditor decides that") == 1
        assert "compliant" not in words.lower()
        assert "fulfil" not in words.lower()
    for regime in regimes().values():
        shown = any(one.name.startswith(regime.title) for one in services(serverless()).regimes)
        assert (f"### {regime.title}" in section) == shown
    links = {one.attributes["href"] for one in twin.all("a") if one.text.startswith("M-")}
    ids = {f"#{one.attributes['id']}" for one in root.all("tr") if "id" in one.attributes}
    assert links
    assert links <= ids
