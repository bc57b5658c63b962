"""Both ends of a risk in words: only what is known is said to be so now."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.packs.schema import Level
from flows.report.ends import both_ends, ends
from flows.report.entries import label
from flows.threats.generate import generate
from flows.threats.types import Context, Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.flows.models import generated, shipped_library, threat

LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL = st.sampled_from(LEVELS)


def rated(state: str, before: Level, now: Level, hold: Level, worst: Level, claims: int = 0) -> Threat:
    """A threat in this state with these levels, whose set has so many claims."""
    one = threat(generated({"reach": "internet", "login": "token"}), "anonymous-call")
    levels = {"inherent": before, "residual": now, "if_claims_hold": hold, "worst": worst}
    risk = replace(one.risk, **{name: replace(one.risk.residual, level=level) for name, level in levels.items()})
    held = (replace(one.mitigations[0], in_set=True, state="claimed"),) * claims
    return replace(one, state=state, risk=risk, mitigations=held)  # type: ignore[arg-type]


@given(LEVEL, LEVEL, LEVEL, LEVEL)
def test_a_threat_to_confirm_is_never_said_to_be_at_a_level_now(
    before: Level, now: Level, hold: Level, worst: Level
) -> None:
    one = rated("to confirm", before, now, hold, worst)
    assert ends(one)[0] == (worst, "if the answers are bad")
    assert " now" not in both_ends(one)
    for state in ("open", "mitigated"):
        assert ends(rated(state, before, now, hold, worst))[0] == (now, "now")


@pytest.mark.parametrize(
    ("levels", "claims", "says"),
    [
        ("open high high high high", 0, "High now."),
        ("to-confirm high high high high", 0, "High if the answers are bad."),
        ("to-confirm low low low high", 0, "High if the answers are bad; Low by what is known so far."),
        (
            "mitigated critical high low high",
            2,
            "High now; Critical before any mitigation; Low if the two claims hold, once checks prove them.",
        ),
        ("mitigated high high low critical", 1,
         "High now; Low if the claim holds, once a check proves it; Critical if the answers are bad."),
        ("mitigated medium medium low medium", 0, "Medium now; Low once a test proves what is in place."),
    ],
)  # fmt: skip
def test_both_ends_word_for_word(levels: str, claims: int, says: str) -> None:
    state, *told = levels.split()
    assert both_ends(rated(state.replace("-", " "), *told, claims=claims)) == says  # type: ignore[arg-type]


def test_what_is_open_for_want_of_an_answer_is_not_told_as_a_weakness_that_is_known() -> None:
    store = Component(id="c", name="Store", type="aws.s3", holds=("a",))
    files = Asset(id="a", name="Files", category=("health",))
    workload = Workload(id="m", name="M", assets=(files,), components=(store,))
    waiting = threat(generate(workload, shipped_library()), "ransom-wipe")
    overdue = Context(overdue=frozenset(waiting.settled_by))
    found = threat(generate(workload, shipped_library(), context=overdue), "ransom-wipe")
    assert (waiting.state, label(waiting)) == ("to confirm", "If the answers are bad")
    assert (found.state, label(found)) == ("open", "If the answers are bad")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, ", together High by what is known so far, Critical if the answers are bad"),
        ({"attractive_target": "named"}, ", together Critical if the answers are bad"),
    ],
)
def test_the_sum_of_what_is_to_confirm_says_no_level_as_if_it_were_known(said: dict[str, str], says: str) -> None:
    pool = Component(id="c", name="Pool", type="aws.cognito", holds=("a",))
    answered = pool.model_copy(update={"facts": {"aws.cognito/sign_up": Fact(value="unrefused")}})
    waiting, found = (_uninvited(one, said) for one in (pool, answered))
    assert (waiting.state, found.state) == ("to confirm", "open")
    assert waiting.risk.line.endswith(says)
    assert found.risk.line.rpartition(", together ")[2] in {"High", "Critical"}


def _uninvited(pool: Component, said: dict[str, str]) -> Threat:
    names = Asset(id="a", name="Names", category=("credentials",))
    facts = {f"workload/{name}": Fact(value=value) for name, value in said.items()}
    workload = Workload(id="m", name="M", assets=(names,), components=(pool,), facts=facts)
    return threat(generate(workload, shipped_library()), "uninvited-account")
