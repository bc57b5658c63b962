"""Coverage: what counts, over which denominator, and through which mitigations."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.coverage import Coverage, Line, coverage_of_generation, coverage_of_library, coverages
from flows.errors import NotKnown
from flows.frameworks.catalogue import names
from flows.frameworks.regimes import regimes_for
from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.threats.generate import generate
from flows.workload.model import Asset, Component, Fact, Workload
from flows.workload.types import TYPES

GATE = (Path(__file__).parent / "fixtures" / "app.gate.yaml").read_text(encoding="utf-8")
S3 = GATE.replace("pack: app.gate", "pack: aws.s3").replace("app.gate", "aws.s3").replace("title: Gate", "title: S3")


def library(text: str = S3) -> Library:
    return library_of([parse_pack(text, "s3.yaml")])


def through(one: Line) -> list[tuple[str, str | None]]:
    return [(each.mitigation, each.state) for each in one.mitigations]


def line(coverage: Coverage, id_: str) -> Line:
    return next(one for one in coverage.lines if one.item.id == id_)


def test_an_id_counts_where_a_rule_that_carries_it_fires_in_an_example() -> None:
    one = line(coverage_of_library("attack", library()), "T1530")
    assert (one.state, one.by, one.mitigations) == ("covered", ("aws.s3/walks-in",), ())
    silent = S3.replace("walks-in: open", "walks-in: to confirm")
    assert line(coverage_of_library("attack", library(silent)), "T1530").state == "missing"


def test_a_sub_technique_counts_for_its_technique_and_not_the_other_way() -> None:
    sub = coverage_of_library("attack", library(S3.replace("T1530", "T1078.004")))
    assert [line(sub, id_).state for id_ in ("T1078", "T1078.004")] == ["covered", "covered"]
    technique = coverage_of_library("attack", library(S3.replace("T1530", "T1078")))
    assert [line(technique, id_).state for id_ in ("T1078", "T1078.004")] == ["covered", "missing"]


def test_a_technique_of_another_version_counts_under_its_pinned_name() -> None:
    renamed = coverage_of_library("attack", library(S3.replace("T1530", "T1685.002")))
    assert line(renamed, "T1562.008").by == ("aws.s3/walks-in",)


def test_the_denominator_is_what_the_types_at_hand_can_answer() -> None:
    buckets = coverage_of_library("cis", library())
    assert buckets.of == 4
    assert line(buckets, "7.0/3.2.1").excluded == "no component is aws.rds"
    both = coverage_of_library("cis", library(), types=["aws.s3", "aws.rds"])
    assert both.of == buckets.of + 4
    assert coverage_of_library("cis", library(), types=["web.app"]).of == 0
    assert line(buckets, "7.0/2.5").excluded.startswith("about the account")


def test_cis_is_covered_by_an_id_of_any_version_or_by_a_check_that_verifies() -> None:
    here = coverage_of_library("cis", library())
    assert line(here, "7.0/3.1.4").by == ("aws.s3/walks-in",)
    older = coverage_of_library("cis", library(S3.replace("7.0/3.1.4", "5.0/2.1.4")))
    assert line(older, "7.0/3.1.4").state == "covered", "the same check stands under another id"
    bound = S3.replace(', cis: ["7.0/3.1.4"]', "").replace(
        "s3_bucket_public_access", "s3_bucket_secure_transport_policy"
    )
    one = line(coverage_of_library("cis", library(bound)), "7.0/3.1.1")
    assert through(one) == [("aws.s3/lock-it", None)]
    refutes = bound.replace('proves_not: "who is inside already"', 'proves_not: "who is inside", verifies: no')
    assert line(coverage_of_library("cis", library(refutes)), "7.0/3.1.1").state == "missing"


def test_practices_are_covered_by_slug() -> None:
    assert line(coverage_of_library("well-architected", library()), "sec_permissions_analyze_cross_account").by


def test_tenets_are_claimed_by_mitigations_that_earn_them() -> None:
    assert through(line(coverage_of_library("zero-trust", library()), "6")) == [("aws.s3/lock-it", None)]
    hollow = S3.replace("each request is decided before the gate opens", "the gate is good")
    assert coverage_of_library("zero-trust", library(hollow)).covered == 0


def test_requirements_are_served_by_family_and_by_what_mitigations_do() -> None:
    hipaa = coverage_of_library("hipaa", library())
    access = line(hipaa, "164.312(a)(1)")
    assert access.by == ("aws.s3/walks-in", "aws.s3/fake-key")
    assert through(access) == [("aws.s3/lock-it", None), ("aws.s3/hide-key", None)]
    review = line(hipaa, "164.308(a)(1)(ii)(D)")
    assert through(review) == [("aws.s3/look", None)], "what only helps counts for looking"
    assert line(hipaa, "164.308(a)(7)(ii)(A)").state == "missing"


def test_a_requirement_counts_only_where_an_asset_brings_it_in() -> None:
    some = coverage_of_library("soc2", library(), categories=["customer"])
    assert line(some, "P4.2").excluded == "no asset is personal or health"
    assert some.of == len(some.lines) - 1
    assert coverage_of_library("hipaa", library(), categories=["personal"]).of == 0


def workload(**facts: str) -> Workload:
    asset = Asset(id="records", name="Records", category=("health",))
    held = {f"aws.s3/{name}": Fact(value=value) for name, value in facts.items()}
    bucket = Component(id="bucket", name="Bucket", type="aws.s3", holds=("records",), facts=held)
    return Workload(id="W", name="Ward", components=(bucket,), assets=(asset,))


def of(name: str, **facts: str) -> Coverage:
    one, packs = workload(**facts), library()
    return coverage_of_generation(name, one, generate(one, packs), packs)


def test_of_a_generation_the_threats_in_its_list_count() -> None:
    (threat,) = generate(workload(opens_to="anyone"), library()).threats
    assert threat.rule == "aws.s3/walks-in"
    assert line(of("attack", opens_to="anyone"), "T1530").by == (threat.id,)
    assert line(of("attack", opens_to="wall"), "T1530").state == "missing", "it is ruled out"


def test_of_a_generation_mitigations_tell_their_states() -> None:
    claimed = line(of("hipaa", opens_to="nobody", key_kept="mat"), "164.312(a)(1)")
    assert dict(through(claimed)) == {"aws.s3/lock-it": "claimed", "aws.s3/hide-key": "missing"}


def test_of_a_generation_the_workloads_own_types_and_assets_are_the_denominator() -> None:
    assert of("hipaa").of == 18
    assert of("pci-dss").of == 0
    assert {one.excluded for one in of("pci-dss").lines} >= {"no asset is cardholder"}
    assert line(of("attack"), "T1552.005").excluded == "no component is aws.ec2 or aws.ecs or aws.eks"


def test_a_framework_that_is_none_is_refused() -> None:
    with pytest.raises(NotKnown, match="no framework is called"):
        coverage_of_library("attak", library())


@given(st.sampled_from(names()), st.sets(st.sampled_from(sorted(TYPES))), st.sets(st.sampled_from(sorted(TYPES))))
def test_every_id_has_one_state_and_more_types_never_count_less(name: str, few: set[str], more: set[str]) -> None:
    packs = load_library()
    some, all_ = (coverage_of_library(name, packs, types) for types in (few, few | more))
    assert some.of <= all_.of
    assert 0 <= some.covered <= some.of <= len(some.lines)
    assert all(bool(one.excluded) == (one.state == "excluded") for one in some.lines)


def test_what_concerns_a_workload_is_every_list_and_the_regimes_of_its_assets_counted_when_read() -> None:
    one, packs = workload(opens_to="anyone"), library()
    found = coverages(one, generate(one, packs), packs)
    assert [each.framework.name for each in found][:4] == ["attack", "cis", "well-architected", "zero-trust"]
    assert {each.framework.name for each in found[4:]} == {regime.id for regime in regimes_for(["health"])}
    assert list(found) == [of(each.framework.name, opens_to="anyone") for each in found]


def test_threats_of_one_rule_count_each_and_mitigations_in_each_of_their_states() -> None:
    one = workload()
    parts = [one.components[0].model_copy(update={"id": id_, "facts": held}) for id_, held in TWO.items()]
    both, packs = one.model_copy(update={"components": tuple(parts)}), library()
    generation = generate(both, packs)
    found = line(coverage_of_generation("hipaa", both, generation, packs), "164.312(a)(1)")
    assert sorted(found.by) == sorted(
        {t.id for t in generation.threats if t.rule in ("aws.s3/walks-in", "aws.s3/fake-key")}
    )
    assert ("aws.s3/hide-key", "claimed") not in through(found)
    assert {state for full, state in through(found) if full == "aws.s3/hide-key"} == {"missing", "unknown"}


TWO = {"mat": {"aws.s3/key_kept": Fact(value="mat"), "aws.s3/opens_to": Fact(value="anyone")}, "plain": {}}
