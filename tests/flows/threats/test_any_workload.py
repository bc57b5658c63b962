"""Whatever is drawn, a generation comes out whole: no exception, unique ids, every ask known, plain sentences."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from flows.intake.questions import next_questions
from flows.packs.loader import Library, library_of
from flows.threats.generate import generate
from flows.threats.priority import first
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone
from tests.flows.models import fixture_library, shipped_library

TYPES = ("web.app", "aws.cloudfront", "aws.s3", "aws.iam-role", "datastore", "whatever")
CATEGORIES = ("personal", "public", "secrets")


@cache
def library() -> Library:
    packs = {**shipped_library().packs, **fixture_library().packs}
    return library_of(packs.values())


def facts(draw: st.DrawFn, *on: str) -> dict[str, Fact]:
    """Some answers to the facts that may stand there, of any proof; a stray word now and then."""
    found = {}
    for name, fact in library().facts.items():
        if fact.on in on and draw(st.booleans()):
            value = draw(st.sampled_from([*fact.choices, "unknown", "stray"]))
            found[name] = Fact(value=value, proof=draw(st.sampled_from(["said", "plan", "run-time"])))
    return found


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    ids = [f"c{n}" for n in range(draw(st.integers(0, 4)))]
    assets = tuple(
        Asset(
            id=f"a{n}",
            name=f"Asset {n}",
            category=tuple(draw(st.sets(st.sampled_from(CATEGORIES)))),
            facts=facts(draw, "asset"),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    some = st.lists(st.sampled_from([*(one.id for one in assets), "nothing"]), max_size=2).map(tuple)
    components = tuple(
        Component(
            id=one,
            name=draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)),
            type=draw(st.sampled_from(TYPES)),
            zone=draw(st.sampled_from([None, "net", "acct", "nowhere"])),
            holds=draw(some),
            facts=facts(draw, "component", "source", "target"),
        )
        for one in ids
    )
    ends = st.sampled_from([*ids, "nobody"])
    flows = tuple(
        Flow(
            id=f"f{n}",
            kind=draw(st.sampled_from(["data", "trust", "grant", "deploy"])),
            from_=draw(ends),
            to=draw(ends),
            carries=draw(some),
            facts=facts(draw, "flow"),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    zones = (Zone(id="net", name="Net", kind="internet"), Zone(id="acct", name="Account", kind="account"))
    return Workload(
        id="m", name="M", zones=zones, assets=assets, components=components, flows=flows, facts=facts(draw, "workload")
    )


@given(workloads())
def test_a_generation_is_whole(workload: Workload) -> None:
    generation = generate(workload, library())
    ids = [one.id for one in generation.threats]
    unconfirmed = {one.id for one in generation.threats if one.state == "to confirm"}
    assert len(set(ids)) == len(ids)
    for one in generation.threats:
        assert set(one.settled_by) <= set(one.decisive) <= set(one.asks)
        assert one.state == "to confirm" or not one.settled_by
        assert one.because
        assert one.state != "open" or all(reason.fact for reason in one.because)
        assert one.statement.endswith(".")
        assert "{" not in one.statement.replace(one.on_name, "") or "{" in "".join(c.name for c in workload.components)
    assert {settled for ask in generation.to_confirm for settled in ask.settles} <= unconfirmed
    assert set(first(generation)) <= set(generation.threats)
    assert generate(workload, library()) == generation


@given(workloads())
def test_every_question_is_of_a_fact_that_is_not_answered(workload: Workload) -> None:
    things = (*workload.components, *workload.flows, *workload.assets)
    answered = {
        (name, one.id) for one in things for name, fact in one.facts.items() if fact.value not in ("unknown", "stray")
    }
    questions = next_questions(workload, library())
    assert not {(one.fact, one.on) for one in questions} & answered
    assert len({(one.fact, one.on) for one in questions}) == len(questions)
