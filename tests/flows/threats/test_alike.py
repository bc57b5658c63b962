"""Judging subjects that are alike once gives what judging each by itself gives; and words come only when read."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.lazy import Each, Whole
from flows.risk import DEFAULT_TABLE
from flows.threats.generate import generate, survey
from flows.threats.judge import judge, prepared
from flows.threats.subjects import SubjectView
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone
from tests.flows.models import fixture_library, shipped_library, shop
from tests.flows.threats.test_any_workload import library, workloads


@given(workloads())
def test_a_ruling_that_is_shared_is_the_one_that_the_subject_would_get_by_itself(workload: Workload) -> None:
    found = survey(workload, library())
    for one in (*found.threats, *found.ruled_out):
        view = SubjectView(found.landscape, library().facts, one.subject)
        alone = judge(prepared(one.ruling.rule.loaded, library()), view, DEFAULT_TABLE)
        shared = one.ruling
        assert (shared.confidence, shared.standing) == (alone.confidence, alone.standing)
        for field in ("state", "risk", "impact", "deciding"):
            assert getattr(shared.judgement, field) == getattr(alone.judgement, field)
        for field in ("because", "asks", "settling", "decisive"):
            here = tuple(held.at(one.subject, workload.name) for held in getattr(shared.judgement, field))
            assert here == getattr(alone.judgement, field)


def twins(count: int) -> Workload:
    details = Asset(id="d", name="Details", category=("personal",))
    zones = (Zone(id="net", kind="internet"), Zone(id="acct", kind="account"))
    apps = tuple(
        Component(id=f"a{n}", name=f"App {n}", type="web.app", zone="acct", holds=("d",)) for n in range(count)
    )
    people = tuple(Component(id=f"p{n}", name=f"Person {n}", type="person", zone="net") for n in range(count))
    visits = tuple(Flow(id=f"f{n}", from_=f"p{n}", to=f"a{n}", carries=("d",)) for n in range(count))
    return Workload(id="m", name="M", zones=zones, assets=(details,), components=(*apps, *people), flows=visits)


def test_things_that_are_alike_share_one_ruling_and_keep_their_names() -> None:
    found = survey(twins(3), shipped_library())
    by_rule: dict[tuple[str, str], set[int]] = {}
    for one in found.threats:
        by_rule.setdefault((one.rule, one.subject.kind), set()).add(id(one.ruling))
    assert {len(rulings) for rulings in by_rule.values()} == {1}
    on_apps = [one for one in generate(twins(3), shipped_library()).threats if one.on.startswith("a")]
    assert all(f"App {one.on[1:]}" in f"{one.title} {one.statement} {one.vulnerability}" for one in on_apps)


def test_one_answer_judges_anew_only_what_looks_at_it() -> None:
    before = {(one.rule, one.on): id(one.ruling) for one in survey(twins(2), fixture_library()).threats}
    workload = twins(2)
    answered = workload.components[0].model_copy(update={"facts": {"web.app/reach": Fact(value="internet")}})
    after = survey(workload.model_copy(update={"components": (answered, *workload.components[1:])}), fixture_library())
    moved = {(one.rule, one.on) for one in after.threats if before.get((one.rule, one.on)) != id(one.ruling)}
    assert moved == {("web.app/anonymous-call", "a0")}


def test_grades_names_and_reach_of_assets_are_never_mixed_up() -> None:
    """The same part twice, once with an asset of another grade, name or answers."""
    for change in ({"confidentiality": 1}, {"name": "Others"}, {"facts": {"web.app/shared": Fact(value="many")}}):
        one, other = shop(), shop()
        assets = (one.assets[0].model_copy(update=change), *one.assets[1:])
        mixed = generate(one.model_copy(update={"assets": assets}), fixture_library())
        fresh = generate(other, fixture_library())
        assert [t.risk.line for t in fresh.threats] == [
            t.risk.line for t in generate(shop(), fixture_library()).threats
        ]
        assert list(mixed.threats) != list(fresh.threats)


def test_entries_are_made_when_read_and_once() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number * 10

    each = Each((1, 2, 3), make)
    assert (len(each), made) == (3, [])
    assert (each[1], each[-1], each[0:2]) == (20, 30, (10, 20))
    assert (list(each), sorted(made)) == ([10, 20, 30], [1, 2, 3])
    assert each == (10, 20, 30) == tuple(each)
    assert Each((1, 2), make) != (10, 20, 30)
    assert hash(each) == hash((10, 20, 30))
    assert repr(each) == "(10, 20, 30)"


def test_the_whole_is_made_when_the_first_of_it_is_read() -> None:
    made: list[int] = []

    def make() -> tuple[int, ...]:
        made.append(1)
        return (1, 2)

    whole = Whole(make)
    assert made == []
    assert (len(whole), whole[0], whole[0:1], list(whole), made) == (2, 1, (1,), [1, 2], [1])
    assert whole == (1, 2)


@given(st.integers(0, 3))
def test_a_slice_out_of_range_is_refused_as_of_a_tuple(count: int) -> None:
    each = Each(tuple(range(count)), str)
    try:
        found = each[count]
    except IndexError:
        found = "refused"
    assert found == "refused"


def test_a_generation_of_many_is_equal_to_the_same_again() -> None:
    assert generate(twins(5), shipped_library()) == generate(twins(5), shipped_library())
    assert replace(generate(twins(2), shipped_library()), notes=("x",)) != generate(twins(2), shipped_library())
