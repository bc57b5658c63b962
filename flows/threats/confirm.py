"""The facts to confirm, each with the threats that hang under it: the after-action items of a generation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.packs.index import Library
from flows.risk import level_rank
from flows.threats.priority import ranked, standing
from flows.threats.types import Ask, Threat, ToConfirm


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it reads in its place: the text, and the name of what the fact stands on."""

    question: str
    on_name: str


def to_confirm(threats: Iterable[Threat], asked: Mapping[Ask, Asked], library: Library) -> tuple[ToConfirm, ...]:
    """The facts that the threats to confirm wait for, most useful first.

    Args:
        threats: in priority order, which ``settles`` keeps.
        asked: how each question reads.
        library: for choices, roles and effort.
    """
    under: defaultdict[Ask, list[Threat]] = defaultdict(list)
    for threat in threats:
        for ask in threat.settled_by:
            under[ask].append(threat)
    lowered = frozenset(
        ask for ask, found in under.items() if library.facts[ask[0]].presumed or all(one.hygiene for one in found)
    )
    return ranked((_confirm(ask, found, asked[ask], library) for ask, found in under.items()), lowered)


def _confirm(ask: Ask, found: list[Threat], asked: Asked, library: Library) -> ToConfirm:
    fact = library.facts[ask[0]]
    return ToConfirm(
        fact=ask[0],
        on=ask[1],
        question=asked.question,
        why=fact.why,
        who=fact.who,
        choices=tuple(fact.choices.items()),
        settles=tuple(threat.id for threat in found),
        worst=max((standing(threat) for threat in found), key=level_rank),
        unknown_leads_to=fact.unknown_leads_to,
        minutes=fact.minutes,
        on_name=asked.on_name,
    )
