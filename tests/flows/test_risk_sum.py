"""The arithmetic of risk, checked by hand."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.packs.schema import Leaves, Likelihood, Loss, Move
from flows.risk import (
    CATEGORY_GRADES,
    HeldSet,
    Impact,
    Rating,
    Table,
    assess,
    extremes,
    grade,
    impact_of,
    level_rank,
    likelihood_of,
    weakest,
)
from flows.workload.model import Asset

HIGH = Impact(4, "disclosure of Personal details", ("confidentiality",))


def base(number: int, because: str = "anybody can try") -> Likelihood:
    return Likelihood(base=number, because=because)


def move(by: int, because: str = "a reason", fact: str = "f", choice: str = "v") -> Move:
    return Move(when={"fact": fact, "is": choice}, by=by, because=because)


def held(proof: str = "said", **more: object) -> HeldSet:
    leaves = Leaves(likelihood=more.pop("likelihood", None), impact=more.pop("impact", None))
    return HeldSet(leaves, proof, **more)


def test_the_default_table_is_the_one_of_the_method() -> None:
    rows = ["".join(Table().rate(row, column).level[0].upper() for column in range(1, 6)) for row in range(1, 6)]
    assert rows == ["LLLLM", "LLLMH", "LLMHH", "LMMHC", "LMHCC"]


@pytest.mark.parametrize(
    "rows",
    [
        ("LLLLM",) * 4,
        ("LLLL",) * 5,
        ("LLLLX",) * 5,
        ("LLLML", "LLLMH", "LLMHH", "LMMHC", "LMHCC"),
        ("LLLLH", "LLLMM", "LLMHH", "LMMHC", "LMHCC"),
    ],
)
def test_a_table_of_another_shape_or_that_falls_is_refused(rows: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="risk table"):
        Table(rows)


@pytest.mark.parametrize(
    ("start", "moves", "sum_"),
    [
        (3, [], 3),
        (3, [1], 4),
        (3, [2, 1], 5),
        (3, [-2, -2], 1),
        (5, [2], 5),
        (1, [2, 1], 3),
        (5, [-2, -1], 3),
        (4, [2, 2, -2], 5),
    ],
)
def test_moves_sum_to_two_either_way_at_most(start: int, moves: list[int], sum_: int) -> None:
    assert likelihood_of(start, moves) == sum_


def test_the_sum_is_one_line_that_can_be_followed() -> None:
    risk = assess(base(3, "addresses leak"), [move(1, "no obstacle is left")], [], HIGH, [])
    assert risk.line == (
        "likelihood 3 (addresses leak) +1 (no obstacle is left) = 4, "
        "impact 4 (disclosure of Personal details), together High"
    )
    assert risk.inherent == risk.residual == risk.if_claims_hold == Rating(4, 4, "high")


@pytest.mark.parametrize(("proof", "likelihood"), [("said", 3), ("plan", 2), ("code", 2), ("test", 1), ("run-time", 1)])
def test_a_set_counts_as_far_as_its_proof_goes(proof: str, likelihood: int) -> None:
    risk = assess(base(4), [], [], HIGH, [held(proof, likelihood=1)])
    assert risk.residual.likelihood == likelihood
    assert risk.if_claims_hold == Rating(1, 4, "low")
    assert risk.inherent == Rating(4, 4, "high")


def test_proof_by_plan_never_raises_what_was_lower_already() -> None:
    contained = held("plan", impact=3, contains=True)
    assert assess(base(1), [], [], Impact(5, "much", ("integrity",)), [contained]).residual == Rating(1, 3, "low")


def test_both_ends_stand_in_the_line() -> None:
    risk = assess(base(3, "it happens"), [], [], HIGH, [held(likelihood=1)])
    assert risk.line.endswith(
        ", together High; with what holds now Medium (likelihood 2, impact 4), "
        "Low (likelihood 1, impact 4) if the claims hold"
    )


def test_the_best_set_decides_and_nothing_is_multiplied() -> None:
    sets = [held("run-time", likelihood=3), held("run-time", likelihood=2), held("said", likelihood=1)]
    assert assess(base(5), [], [], HIGH, sets).residual.likelihood == 2


def test_a_set_that_leaves_more_than_there_was_changes_nothing() -> None:
    risk = assess(base(2), [], [], HIGH, [held("run-time", likelihood=3)])
    assert risk.residual == risk.inherent


def test_a_critical_never_falls_below_medium_on_words() -> None:
    cliff = Table(("LLLLL", "LLLLL", "LLLLL", "LLLLL", "LLLLC"))
    impact = Impact(5, "the end", ("confidentiality",))
    said = assess(base(5), [], [], impact, [held("said", likelihood=1)], cliff)
    proved = assess(base(5), [], [], impact, [held("run-time", likelihood=1)], cliff)
    assert (said.inherent.level, said.residual.level, proved.residual.level) == ("critical", "medium", "low")


@pytest.mark.parametrize(
    ("does", "lost", "impact"),
    [
        ({}, ("availability",), 5),
        ({"contains": True}, ("confidentiality",), 3),
        ({"recovers": True}, ("availability", "integrity"), 4),
        ({"recovers": True}, ("availability", "confidentiality"), 5),
    ],
)
def test_impact_falls_by_containing_or_recovery_only(does: dict[str, bool], lost: tuple[str, ...], impact: int) -> None:
    risk = assess(base(3), [], [], Impact(5, "much", lost), [held("run-time", impact=1, **does)])
    assert risk.residual.impact == impact


def test_unknown_moves_count_in_the_worst_alone_and_upwards_only() -> None:
    risk = assess(base(3), [move(-1)], [move(2), move(-2, choice="w")], HIGH, [])
    assert (risk.inherent.likelihood, risk.worst.likelihood) == (2, 4)


@pytest.mark.parametrize(
    ("doubtful", "least", "most"),
    [
        ([], 0, 0),
        ([move(1, choice="many"), move(1, choice="named"), move(-1, choice="nobody")], -1, 1),
        ([move(1, choice="many"), move(2, choice="named")], 0, 2),
        ([move(-1, choice="many"), move(-2, choice="named")], -2, 0),
        ([move(1, fact="f"), move(1, fact="g", choice="w"), move(-1, fact="g", choice="x")], -1, 2),
        ([move(1), move(1)], 0, 2),
    ],
)
def test_choices_of_one_fact_exclude_each_other_and_facts_add_up(doubtful: list[Move], least: int, most: int) -> None:
    assert extremes(doubtful) == (least, most)


def test_two_choices_of_one_fact_never_make_a_false_critical() -> None:
    impact = Impact(5, "much", ("confidentiality",))
    doubtful = [move(1, choice="many"), move(1, choice="named")]
    assert assess(base(2), [], doubtful, impact, []).worst == Rating(3, 5, "high")


def test_impact_is_the_highest_of_what_is_lost() -> None:
    assets = [
        Asset(id="a", name="Prices", confidentiality=1, integrity=5),
        Asset(id="b", name="Orders", confidentiality=3, integrity=2),
    ]
    assert impact_of(assets, ["confidentiality"], 1, None) == Impact(3, "disclosure of Orders", ("confidentiality",))
    both = impact_of(assets, ["confidentiality", "integrity"], 1, None)
    assert (both.value, both.because) == (5, "tampering with Prices")


def test_the_floor_holds_and_says_why() -> None:
    asset = Asset(id="a", name="Prices", confidentiality=1)
    assert impact_of([asset], ["confidentiality"], 4, "another's data").because == "another's data"
    assert impact_of([asset], ["confidentiality"], 4, None).value == 4


def test_an_ungraded_asset_takes_its_category_and_else_three_with_its_name_kept() -> None:
    health = Asset(id="a", name="Records", category=("business", "health"))
    assert grade(health, "confidentiality") == CATEGORY_GRADES["health"]["confidentiality"] == 5
    bare = impact_of([Asset(id="b", name="Things")], ["integrity"], 1, None)
    assert (bare.value, bare.because, bare.presumed) == (3, "tampering with Things, presumed", ("Things",))
    assert impact_of([], ["integrity"], 1, None).value == 3


def test_safety_counts_only_where_an_asset_says_so() -> None:
    quiet = Asset(id="a", name="Prices", confidentiality=2)
    loud = Asset(id="b", name="Brakes", safety=5)
    assert impact_of([quiet], ["confidentiality", "safety"], 1, None).value == 2
    assert impact_of([quiet, loud], ["safety"], 1, None).because == "danger to people through Brakes"


def test_of_reasons_that_weigh_alike_the_rules_own_comes_first_then_the_loss_that_it_names_first() -> None:
    """A silent vendor is no matter of the payment details that lie there, be they graded alike."""
    payment = Asset(id="a", name="Payment details", confidentiality=4, availability=3)
    menu = Asset(id="b", name="Menu", confidentiality=4, availability=4)
    assert impact_of([payment], ["availability"], 3, "our users stand still").because == "our users stand still"
    assert impact_of([payment], ["availability"], 2, "our users stand still").because == (
        "unavailability of Payment details"
    )
    assert impact_of([payment, menu], ["availability", "confidentiality"], 1, None).because == "unavailability of Menu"
    assert impact_of([payment, menu], ["confidentiality", "availability"], 1, None).because == (
        "disclosure of Payment details"
    )


def test_only_a_grade_that_nobody_gave_is_called_presumed() -> None:
    half = Asset(id="a", name="Orders", availability=4)
    found = impact_of([half], ["confidentiality", "availability"], 1, None)
    assert (found.because, found.presumed) == ("unavailability of Orders", ("Orders",))
    assert impact_of([half], ["confidentiality"], 1, None).because == "disclosure of Orders, presumed"


GRADES = st.none() | st.integers(1, 5)
LOSSES: tuple[Loss, ...] = get_args(Loss)
SAID = {
    "confidentiality": "disclosure of",
    "integrity": "tampering with",
    "availability": "unavailability of",
    "safety": "danger to people through",
    "money": "financial loss through",
    "privacy": "loss of privacy through",
    "others": "harm to others through",
}
ASSETS = st.lists(st.fixed_dictionaries(dict.fromkeys(LOSSES, GRADES)), max_size=4)


@given(ASSETS, st.lists(st.sampled_from(LOSSES), min_size=1, unique=True), st.integers(1, 5), st.booleans())
def test_the_reason_of_an_impact_is_a_loss_of_the_rules_that_set_it(
    grades: list[dict[str, int | None]], lost: list[Loss], floor: int, says_why: bool
) -> None:
    assets = [Asset.model_validate({"id": f"a{n}", "name": f"A{n}", **each}) for n, each in enumerate(grades)]
    found = impact_of(assets, lost, floor, "the rule's own" if says_why else None)
    words = {
        f"{SAID[loss]} {asset.name}{', presumed' if grade(asset, loss) is None else ''}"
        for asset in assets
        for loss in lost
        if (grade(asset, loss) or 3) == found.value
    }
    own = {"the rule's own", "the least that this threat costs"} if found.value == floor else set()
    nothing = {"presumed: nothing says what would be lost"} if found.value == 3 and floor == 1 else set()
    assert found.because in words | own | nothing
    assert found.value >= max([floor, *(grade(asset, loss) or 1 for asset in assets for loss in lost)])


def test_the_weakest_proof_of_a_set_counts() -> None:
    assert weakest(["run-time", "plan", "test"]) == "plan"
    assert weakest([]) == "said"


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from(["said", "plan", "code", "test", "run-time"]),
)
def test_residual_lies_between_what_is_proved_and_what_was(start: int, impact: int, leaves: int, proof: str) -> None:
    risk = assess(base(start), [], [], Impact(impact, "x", ("integrity",)), [held(proof, likelihood=leaves)])
    ranks = [level_rank(one.level) for one in (risk.if_claims_hold, risk.residual, risk.inherent)]
    assert ranks == sorted(ranks)
    assert risk.if_claims_hold.likelihood <= risk.residual.likelihood <= risk.inherent.likelihood
