"""The facts to confirm, each with the threats that hang under it: the after-action items of a generation."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.packs.index import Library
from flows.risk import level_rank
from flows.threats.platform import asks_for
from flows.threats.priority import ranked
from flows.threats.types import Ask, Asked, Context, ToConfirm

if TYPE_CHECKING:
    from flows.threats.found import Found


def to_confirm(threats: "Sequence[Found]", library: Library, context: Context) -> tuple[ToConfirm, ...]:
    """The facts that threats wait for, most useful first.

    Args:
        threats: in priority order, which ``settles`` keeps.
        library: for choices, roles and effort.
        context: what is contested or overdue.
    """
    under: defaultdict[Ask, list[Found]] = defaultdict(list)
    for threat in threats:
        for ask in threat.waits_for():
            if asks_for(threat.scene.landscape.workload, library, ask):
                under[ask].append(threat)
    lowered = frozenset(
        ask for ask, found in under.items() if library.facts[ask[0]].presumed or all(one.hygiene for one in found)
    )
    return ranked((_confirm(ask, found, library, context) for ask, found in under.items()), lowered)


def _confirm(ask: Ask, found: "list[Found]", library: Library, context: Context) -> ToConfirm:
    fact, asked = library.facts[ask[0]], asked_of(ask, found[0])
    return ToConfirm(
        fact=ask[0],
        on=ask[1],
        question=asked.question,
        why=fact.why,
        who=fact.who,
        choices=tuple(fact.choices.items()),
        settles=tuple(threat.id for threat in found),
        worst=max((threat.standing for threat in found), key=level_rank),
        unknown_leads_to=fact.unknown_leads_to,
        minutes=fact.minutes,
        on_name=asked.on_name,
        contested=context.contested.get(ask, ()),
        overdue=ask in context.overdue,
    )


def asked_of(ask: Ask, found: "Found") -> Asked:
    """How the question reads as seen from a threat that could change by its answer."""
    return next(words for one, words in found.asked() if one == ask)
