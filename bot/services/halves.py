"""Accepting a risk that several roles bear: each accepts its part, and the last one makes it an acceptance.

A half is a decision row of kind ``none``, so that nothing is accepted by it; ``rests_on`` has what it rests on
(``half``), the roles that agreed by it and the earlier halves that it ``joins``. It is void, as an acceptance would be,
when something under it changes: ``bot.services.generation`` sees to that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.services import people
from bot.services.reading import half
from bot.store import threats
from bot.store.tables import Decision, Model
from bot.store.tables import Threat as Row
from bot.store.threats import Standing
from bot.store.unit_of_work import UnitOfWork
from flows import decisions as rules
from flows.merge import basis_of
from flows.packs.schema import Role


@dataclass(frozen=True)
class Part:
    """What a person's acceptance of one threat comes to.

    Attributes:
        refusal: why it comes to nothing; else empty.
        still: the roles that have still to agree; empty where the risk is accepted by it.
        rests_on: what the decision row keeps of it.
    """

    refusal: str = ""
    still: tuple[Role, ...] = ()
    rests_on: Mapping[str, Any] = field(default_factory=dict)


def part_of(unit: UnitOfWork, model: Model, row: Row, before: Standing, until: date, by: str) -> Part:
    """How far a person can accept the risk of one threat until a date, beside those who have accepted their parts."""
    limit, today = threats.loaded(row).accept, unit.now.date()
    earlier = before.waiting if row.reopened is None else ()
    agreed = frozenset(role for one in earlier for role in half(one).roles)
    own = people.roles_of(unit, by)
    owns = model.owner in (by, *(one.by for one in earlier))
    refusal = rules.acceptance(row.level, until, today, own | agreed, is_owner=owns, accept=limit)
    wanted = rules.needed(row.level, limit)
    still: tuple[Role, ...] = ()
    if refusal and len(wanted) > 1:
        refusal = rules.half_acceptance(row.level, until, today, own, agreed, is_owner=owns, accept=limit)
        still = tuple(role for role in wanted if role not in own | agreed)
    refusal = refusal or _too_long(earlier, until)
    if refusal:
        return Part(refusal)
    basis = threats.dumped_basis(basis_of(threats.known(row, None), until))
    joins = {"joins": [one.id for one in earlier]}
    if not still:
        return Part(rests_on={**basis, **joins})
    mine = [role for role in wanted if role in own and role not in agreed]
    return Part("", still, {"half": basis, "roles": mine, **joins})


def _too_long(earlier: Sequence[Decision], until: date) -> str | None:
    """Nobody is bound for longer than they agreed to."""
    agreed = min((half(one).until for one in earlier), default=until)
    if until <= agreed:
        return None
    return f"It was accepted in part until {agreed.isoformat()} only; choose that day or an earlier one."
