"""Coverage as reports show it: n of m, what no threat is about, what is left out and why, whom to name."""

from dataclasses import replace

from flows.coverage import coverages
from flows.frameworks.attack import ATTRIBUTION
from flows.report.frameworks import attribution, frameworks, short
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.types import Report, undecided
from flows.threats.generate import generate
from flows.workload.model import Component, Workload
from tests.flows.models import fixture_library
from tests.flows.report.pages import page
from tests.flows.report.reports import NOW, empty, report
from tests.flows.report.serverless import serverless


def test_each_list_has_its_denominator_and_every_id_is_somewhere() -> None:
    shown = {one.name.partition(",")[0]: one for one in frameworks(serverless())}
    for coverage in serverless().coverage[:3]:
        one = shown[coverage.framework.title.partition(",")[0]]
        assert one.counted.startswith(f"{coverage.covered} of the {coverage.of} ids that parts like these can answer")
        assert len(one.covered) == coverage.covered
        assert len(one.missing) == coverage.of - coverage.covered
        assert sum(len(ids) for _, ids in one.left_out) == len(coverage.lines) - coverage.of
        assert all(reason for reason, _ in one.left_out)


def test_an_id_names_the_threats_that_carry_it() -> None:
    made = serverless()
    attack = frameworks(made)[0]
    row = next(one for one in attack.covered if one.reference.id == "T1530")
    assert row.label == "Data from Cloud Storage Object"
    assert row.reference.address == "https://attack.mitre.org/techniques/T1530/"
    carrying = {made.number(one) for one in made.generation.ranked if "T1530" in one.refs.attack}
    assert set(row.reference.threats) == carrying


def test_both_layouts_say_what_is_left_out_and_why() -> None:
    text, twin = markdown(serverless()), page(html(serverless())).text
    reason = "no component is aws.ec2 or aws.ecs or aws.eks"
    for each in (text, twin):
        assert f"{reason}: T1021.008, T1098.004, T1552.005, T1651" in each
        assert "about the account, no component of a design: a platform model answers it once: " in each


def test_lists_that_nobody_counts_are_shown_as_threats_point_to_them() -> None:
    shown = {one.name: one for one in frameworks(serverless())}
    assert shown["CWE"].counted.endswith("found here; nobody says how many could apply.")
    ids = {id_ for threat in serverless().generation.ranked for id_ in threat.refs.cwe}
    assert [one.reference.id for one in shown["CWE"].covered] == sorted(ids)


def test_a_list_about_other_parts_says_so() -> None:
    workload = Workload(id="m", name="M", components=(Component(id="p", name="P", type="person"),))
    generation = generate(workload, fixture_library())
    made = undecided(workload, generation, NOW, coverage=coverages(workload, generation, fixture_library()))
    cis = next(one for one in frameworks(made) if one.name.startswith("CIS"))
    assert cis.counted == "None of its 70 ids is about parts like these."
    assert (cis.covered, cis.missing) == ((), ())


def test_mitre_is_named_where_its_names_or_ids_stand() -> None:
    assert attribution(serverless()) == ATTRIBUTION
    assert attribution(report()) == ATTRIBUTION
    assert attribution(empty()) == ""
    for made in (serverless(), report()):
        assert ATTRIBUTION in markdown(made)
        assert ATTRIBUTION in page(html(made)).text


def test_an_id_is_shown_without_the_version_that_its_edition_says() -> None:
    assert [short(id_) for id_ in ("7.0/3.1.4", "T1078.004", "sec_a", "Art. 5(1)(f)")] == [
        "3.1.4", "T1078.004", "sec_a", "Art. 5(1)(f)",
    ]  # fmt: skip


def test_without_packs_nothing_is_counted() -> None:
    bare: Report = replace(serverless(), coverage=())
    assert [one.name for one in frameworks(bare)] == ["CWE", "OWASP API Security"]
