"""The facts to confirm, each with the threats that hang under it: the after-action items of a generation."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.lazy import Each, Whole
from flows.packs.index import Library
from flows.packs.schema import Level
from flows.risk import level_rank
from flows.threats.platform import asks_for
from flows.threats.priority import ranked
from flows.threats.types import Ask, Asked, Context, ToConfirm

if TYPE_CHECKING:
    from flows.threats.found import Found


@dataclass(frozen=True, slots=True)
class _Asking:
    """A fact to confirm without its words."""

    fact: str
    on: str
    settles: tuple[str, ...]
    worst: Level
    minutes: int
    first: "Found"


def to_confirm(threats: "Sequence[Found]", library: Library, context: Context) -> Sequence[ToConfirm]:
    """The facts that threats wait for, most useful first; none is looked for or put into words before it is read.

    Args:
        threats: in priority order, which ``settles`` keeps.
        library: for choices, roles and effort.
        context: what is contested or overdue.
    """
    return Each(Whole(lambda: _asking(threats, library)), lambda one: _confirm(one, library, context))


def _asking(threats: "Sequence[Found]", library: Library) -> tuple[_Asking, ...]:
    under: defaultdict[Ask, list[Found]] = defaultdict(list)
    for threat in threats:
        for ask in threat.waits_for():
            if asks_for(threat.scene.landscape.workload, library, ask[0]):
                under[ask].append(threat)
    lowered = frozenset(
        ask for ask, found in under.items() if library.facts[ask[0]].presumed or all(one.hygiene for one in found)
    )
    return ranked((_of(ask, found, library) for ask, found in under.items()), lowered)


def _of(ask: Ask, found: "list[Found]", library: Library) -> _Asking:
    worst = max((threat.standing for threat in found), key=level_rank)
    return _Asking(*ask, tuple(threat.id for threat in found), worst, library.facts[ask[0]].minutes, found[0])


def _confirm(one: _Asking, library: Library, context: Context) -> ToConfirm:
    ask = (one.fact, one.on)
    fact, asked = library.facts[one.fact], asked_of(ask, one.first)
    return ToConfirm(
        fact=one.fact,
        on=one.on,
        question=asked.question,
        why=fact.why,
        who=fact.who,
        choices=tuple(fact.choices.items()),
        settles=one.settles,
        worst=one.worst,
        unknown_leads_to=fact.unknown_leads_to,
        minutes=one.minutes,
        on_name=asked.on_name,
        contested=context.contested.get(ask, ()),
        overdue=ask in context.overdue,
    )


def asked_of(ask: Ask, found: "Found") -> Asked:
    """How the question reads as seen from a threat that could change by its answer."""
    return next(words for one, words in found.asked() if one == ask)
