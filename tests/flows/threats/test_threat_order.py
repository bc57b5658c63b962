"""Which threats come first: the method's weights, by hand and against a plain rereading of them."""

from collections import Counter
from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from flows.risk import LEVELS, Rating
from flows.threats.priority import first, in_order, ranked
from flows.threats.types import Generation, Threat, ToConfirm
from tests.flows.models import generated, threat

FAMILIES = ("exposure", "secrets", "injection", "insider")
ACTORS = ("bot", "customer", "vendor")
WEIGHTS = {"critical": 8.0, "high": 4.0, "medium": 2.0, "low": 1.0}


@cache
def pattern() -> Threat:
    return threat(generated({"reach": "internet", "login": "none"}), "anonymous-call")


def made(number: int, level: str = "low", state: str = "open", **more: object) -> Threat:
    rating = Rating(3, 3, level)
    risk = replace(pattern().risk, inherent=rating, residual=rating, if_claims_hold=rating, worst=rating)
    same = {"on": f"t{number:03}", "components": (f"c{number}",), "family": "exposure", "actor": "bot", "decisive": ()}
    because = tuple(replace(one, fact=f"{one.fact}-{number}") for one in pattern().because)
    return replace(pattern(), id=f"t{number:03}", state=state, risk=risk, because=because, **(same | more))


def generation(*threats: Threat) -> Generation:
    return Generation("m", in_order(threats), (), (), (), "digest")


def ids(threats: tuple[Threat, ...]) -> list[str]:
    return [one.id for one in threats]


@st.composite
def lists(draw: st.DrawFn) -> list[Threat]:
    count = draw(st.integers(0, 30))
    return [
        made(
            number,
            draw(st.sampled_from(LEVELS)),
            draw(st.sampled_from(("open", "to confirm", "mitigated"))),
            family=draw(st.sampled_from(FAMILIES)),
            components=(draw(st.sampled_from("abc")),),
            actor=draw(st.sampled_from(ACTORS)),
            hygiene=draw(st.integers(0, 9)) == 0,
            boundary=draw(st.sampled_from(("", "", "net to acct"))),
        )
        for number in range(count)
    ]


def test_open_criticals_and_highs_lead() -> None:
    threats = [made(1, "medium"), made(2, "high", "to confirm"), made(3, "high"), made(4, "critical")]
    assert ids(in_order(threats)) == ["t004", "t003", "t002", "t001"]


def test_each_further_one_of_a_family_counts_less() -> None:
    """2 x 0.7 x 0.7 falls behind a low one of another family, 1, only at the third."""
    threats = [made(n, "medium") for n in (1, 2, 3)] + [made(9, "low", family="secrets")]
    assert ids(in_order(threats)) == ["t001", "t002", "t009", "t003"]


def test_each_further_one_of_a_component_counts_less() -> None:
    one = [made(n, "medium", components=("app",), family=FAMILIES[n]) for n in (0, 1)]
    other = made(5, "medium", family="insider", components=("store",))
    assert ids(in_order([*one, other])) == ["t000", "t005", "t001"]


def test_hygiene_is_last_and_mitigated_before_it() -> None:
    threats = [made(1, "high", hygiene=True), made(2, "low", "mitigated"), made(3, "low")]
    assert ids(in_order(threats)) == ["t003", "t002", "t001"]


def test_ties_go_to_the_surer_and_then_by_id() -> None:
    threats = [made(n, family=FAMILIES[n], confidence="unknown") for n in (0, 1, 2)]
    threats.append(made(3, family="insider", confidence="run time"))
    assert ids(in_order(reversed(threats))) == ["t003", "t000", "t001", "t002"]


@given(lists())
def test_the_order_is_that_of_picking_the_heaviest_again_and_again(threats: list[Threat]) -> None:
    def key(one: Threat) -> tuple[int, int, str]:
        return -LEVELS.index(one.risk.residual.level), ("open", "to confirm", "mitigated").index(one.state), one.id

    known = sorted(threats, key=key)
    urgent = [t for t in known if t.state == "open" and not t.hygiene and t.risk.residual.level in ("critical", "high")]
    seen = Counter(word for one in urgent for word in (one.family, one.components[0]))
    rest = [t for t in known if t not in urgent and t.state != "mitigated" and not t.hygiene]
    expected = list(urgent)
    while rest:
        weights = [WEIGHTS[t.risk.residual.level] * 0.85 ** seen[t.components[0]] * 0.7 ** seen[t.family] for t in rest]
        heaviest = max(weights)
        at = next(place for place, weight in enumerate(weights) if weight >= heaviest * (1 - 1e-12))
        picked = rest.pop(at)
        seen.update((picked.family, picked.components[0]))
        expected.append(picked)
    live = [one for one in in_order(threats) if one.state != "mitigated" and not one.hygiene]
    assert [round(w, 9) for w in _weights(live)] == [round(w, 9) for w in _weights(expected)]
    assert sorted(ids(in_order(threats))) == sorted(ids(tuple(threats)))


def _weights(threats: list[Threat]) -> list[float]:
    seen: Counter[str] = Counter()
    weights = []
    for one in threats:
        weights.append(WEIGHTS[one.risk.residual.level] * 0.85 ** seen[one.components[0]] * 0.7 ** seen[one.family])
        seen.update((one.family, one.components[0]))
    return weights


def test_the_list_ends_where_the_weight_falls_to_one_and_never_before_five() -> None:
    assert len(first(generation(*(made(n) for n in range(9))))) == 5
    assert len(first(generation(*(made(n) for n in range(3))))) == 3
    many = [made(n, "medium", family=FAMILIES[n % 4]) for n in range(20)]
    assert len(first(generation(*many))) == 8


def test_open_criticals_are_never_cut_and_the_rest_is() -> None:
    found = first(generation(*(made(n, "critical") for n in range(30)), *(made(99 + n, "high") for n in range(5))))
    assert len(found) == 30
    assert all(one.risk.residual.level == "critical" for one in found)


def test_each_actor_and_boundary_has_one() -> None:
    loud = [made(n, "high") for n in range(8)]
    lone = made(50, "low", actor="vendor")
    crossing = made(51, "low", boundary="net to acct")
    found = ids(first(generation(*loud, lone, crossing)))
    assert {"t050", "t051"} <= set(found)


@given(lists(), st.integers(1, 25))
def test_the_short_list_keeps_order_length_and_the_share_of_unknowns(threats: list[Threat], n: int) -> None:
    whole = generation(*threats)
    found = first(whole, n)
    criticals = [one for one in found if one.risk.residual.level == "critical"]
    doubtful = [one for one in found if one.state == "to confirm" and one not in criticals]
    assert [one for one in whole.threats if one in found] == list(found)
    assert len(found) <= max(n, len([one for one in criticals if one.state == "open"]))
    assert len(doubtful) <= n // 3
    assert all(one.state != "mitigated" and not one.hygiene for one in found)


def ask(fact: str, worst: str = "high", settles: int = 1, minutes: int = 5) -> ToConfirm:
    return ToConfirm(fact, "app", "?", "why", (), (), tuple("x" * settles), worst, None, minutes)


def test_facts_rank_by_level_threats_and_effort_presumed_ones_lower() -> None:
    asks = [ask("p/a"), ask("p/b", settles=3), ask("p/c", "critical"), ask("p/d", minutes=1), ask("p/e")]
    order = [one.fact for one in ranked(asks, frozenset({("p/a", "app")}))]
    assert order == ["p/d", "p/b", "p/c", "p/e", "p/a"]
