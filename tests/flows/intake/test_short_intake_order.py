"""What a short intake asks, against the plain rule: all that is open in order, each further one near a thing fading."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from flows.intake.questions import SAME_THING_FACTOR, length, next_questions, said, short_intake
from flows.risk import table_of
from flows.threats.alike import Want, memo_of
from flows.threats.generate import judged
from flows.threats.landscape import Landscape, Subject
from flows.threats.priority import WEIGHTS
from flows.threats.types import Ask
from flows.workload.model import Workload
from tests.flows.threats.test_any_workload import library, workloads

LEVELS = ("low", "medium", "high", "critical")


def first_wanted(workload: Workload) -> tuple[dict[Ask, Subject], dict[Ask, list[Want]]]:
    """By question the first subject that wants it, and what each one wants."""
    memo = memo_of(library(), table_of(library()))
    first: dict[Ask, Subject] = {}
    wants: defaultdict[Ask, list[Want]] = defaultdict(list)
    for subject, kindred in judged(Landscape(workload), library()):
        for want in memo.wants(kindred):
            ask = (want.fact, want.held.on_of(subject))
            first.setdefault(ask, subject)
            wants[ask].append(want)
    return first, wants


def plainly(workload: Workload, aside: frozenset[Ask]) -> list[Ask]:
    """The questions that fit into the intake, those that count most first."""
    first, wants = first_wanted(workload)
    groups = (workload.components, workload.flows, workload.assets)
    things = {id_: n for n, id_ in enumerate(dict.fromkeys(one.id for group in groups for one in group), 1)}
    written = {f"{p.pack}/{fact}": n for p in library().packs.values() for n, fact in enumerate(p.facts)}
    open_ = []
    for ask, found in wants.items():
        fact, on = ask
        rank = max(one.rank for one in found)
        if ask in aside or not rank:
            continue
        near = on if found[0].held.place in ("asset", "workload") else first[ask].near
        weight = WEIGHTS[LEVELS[rank]] * sum(one.settles for one in found)
        weight *= 0.5 if library().facts[fact].presumed else 1.0
        last = (-max(one.worst for one in found), written[fact], things.get(near, 0), things.get(on, 0), fact)
        open_.append((all(one.hygiene for one in found), -weight, *last, near, ask))
    answered = Counter({one.id: len(one.facts) for one in workload.components})
    fading = []
    for hygiene, lightness, *last, near, ask in sorted(open_):
        fading.append((hygiene, lightness * SAME_THING_FACTOR ** answered[near], *last, ask))
        answered[near] += near != "workload"
    budget = max(0, length(workload) - said(workload) - len(aside))
    return [one[-1] for one in sorted(fading)[:budget]]


@given(workloads(), st.data())
def test_a_short_intake_takes_what_counts_most(workload: Workload, data: st.DataObject) -> None:
    every = [(one.fact, one.on) for one in next_questions(workload, library())]
    aside = frozenset(data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else ())
    taken = [(one.fact, one.on) for one in short_intake(workload, library(), aside)]
    assert sorted(taken) == sorted(plainly(workload, aside))
