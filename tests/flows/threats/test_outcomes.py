"""What chosen mitigations leave is what the engine itself says once they are in place."""

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flows.risk import level_rank
from flows.threats.generate import generate
from flows.threats.outcomes import left_by, together
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.flows.models import shipped_library, threat
from tests.flows.threats.test_any_workload import library, workloads
from tests.support.cases import cases

LINKS = {"signed_links": "caller", "link_lasts": "longer"}
CODE, SHORT = "aws.s3/code-picks-file", "aws.s3/short-links"


def bucket(answers: dict[str, str], proof: str = "run-time") -> Threat:
    """The threat of a signed link to a bucket of health records of which something is known."""
    facts = {f"aws.s3/{name}": Fact(value=value, proof=proof) for name, value in answers.items()}
    files = Asset(id="files", name="Files", category=("health",))
    part = Component(id="store", name="Store", type="aws.s3", holds=("files",), facts=facts)
    workload = Workload(id="m", name="M", assets=(files,), components=(part,))
    return threat(generate(workload, shipped_library()), "signed-link-overreach")


@pytest.mark.parametrize(
    ("chosen", "done", "enough"),
    [
        ((CODE,), {"signed_links": "code"}, False),
        ((CODE, SHORT), {"signed_links": "code", "link_lasts": "minutes"}, True),
    ],
)
def test_it_is_what_is_found_once_they_are_proved(chosen: tuple[str, ...], done: dict[str, str], enough: bool) -> None:
    before, after = bucket(LINKS), bucket(LINKS | done)
    found = left_by(before, chosen)
    assert found is not None
    assert (found.level, found.enough) == (after.risk.residual.level, after.state == "mitigated")
    assert (found.lower, found.enough) == (True, enough)
    said = bucket(LINKS | done, proof="said")
    assert said.risk.if_claims_hold == after.risk.residual


def test_what_does_nothing_by_itself_is_said_to() -> None:
    before = bucket(LINKS)
    found = left_by(before, (SHORT,))
    assert found is not None
    assert (found.helps, found.level) == (False, before.standing)
    assert set(together(before)) == {(CODE, SHORT)}


def test_a_half_is_in_vain_where_the_other_is_known_to_be_missing_and_only_there() -> None:
    unknown = {name: value for name, value in LINKS.items() if name != "link_lasts"}
    for answers, chosen, in_vain in ((LINKS, SHORT, True), (LINKS, CODE, False), (unknown, CODE, False)):
        found = left_by(bucket(answers), (chosen,))
        assert found is not None
        assert found.in_vain == in_vain
    half = left_by(bucket({"link_lasts": "longer"}), (SHORT,))
    assert half is not None
    assert (half.helps, half.in_vain) == (False, False)


def test_what_is_there_counts_with_what_is_chosen() -> None:
    there = bucket(LINKS | {"signed_links": "code"})
    found = left_by(there, (SHORT,))
    assert found is not None
    assert found.enough
    assert set(together(there)) == set()


def test_of_a_list_that_was_kept_without_it_nothing_is_known() -> None:
    assert left_by(replace(bucket(LINKS), outcomes=()), (CODE,)) is None


@settings(max_examples=cases(40), phases=(Phase.explicit, Phase.reuse, Phase.generate))  # shrinking takes minutes
@given(workloads(), st.data())
def test_more_is_never_worse_and_a_whole_set_that_is_enough_settles_it(workload: Workload, data: st.DataObject) -> None:
    for one in generate(workload, library()).threats:
        every = [each.id for each in one.mitigations]
        some = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
        few, most = left_by(one, some[:1]), left_by(one, every)
        more = left_by(one, some)
        if few is None or more is None or most is None:
            assert one.outcomes == ()
            continue
        assert level_rank(most.level) <= level_rank(more.level) <= level_rank(few.level) <= level_rank(one.standing)
        assert few.enough <= more.enough <= most.enough
        assert not (more.in_vain and more.lower)
        if one.state == "mitigated":
            assert few.enough
        for each in one.outcomes:
            assert set(each.all) <= set(every)
            whole = left_by(one, each.all)
            assert whole is not None
            assert each.enough <= whole.enough
            assert level_rank(whole.level) <= level_rank(each.leaves.level)
