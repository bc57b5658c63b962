"""Accepting a risk that several roles bear: each accepts its part, and the last one makes it an acceptance.

A half is a decision row of kind ``none``, so that nothing is accepted by it; ``rests_on`` has what it rests on
(``half``), the roles that agreed by it and the earlier halves that it ``joins``. It is void, as an acceptance would be,
when something under it changes: ``bot.services.generation`` sees to that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
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
from flows.words import day_in_words


@dataclass(frozen=True)
class Part:
    """What a person's acceptance of one threat comes to.

    Attributes:
        refusals: why it comes to nothing, each with the fields of the form that it is about; else empty.
        still: the roles that have still to agree; empty where the risk is accepted by it.
        rests_on: what the decision row keeps of it.
    """

    refusals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    still: tuple[Role, ...] = ()
    rests_on: Mapping[str, Any] = field(default_factory=dict)


def barred(unit: UnitOfWork, model: Model, row: Row, before: Standing, by: str) -> str:
    """Why a person can take no part in accepting the risk of one threat, whatever they enter; empty where they can.

    Whoever has told no role yet is asked for it in the form, so that it may be any.
    """
    own = people.may_hold(unit, by)
    return _ruled(unit, model, row, before, (by, own), _tomorrow(unit))[0] or ""


def part_of(unit: UnitOfWork, model: Model, row: Row, before: Standing, until: date, by: str) -> Part:
    """How far a person can accept the risk of one threat until a date, beside those who have accepted their parts."""
    earlier, agreed = _agreed(row, before)
    own, limit = people.roles_of(unit, by), threats.loaded(row).accept
    who = _ruled(unit, model, row, before, (by, own), _tomorrow(unit))[0]
    when = rules.duration(row.level, until, unit.now.date(), limit) or _too_long(earlier, until)
    if who or when:
        found = ((who, ("role", "threats")), (when, ("until",)))
        return Part(tuple((why, about) for why, about in found if why))
    still = _ruled(unit, model, row, before, (by, own), until)[1]
    basis = threats.dumped_basis(basis_of(threats.known(row, None), until))
    joins = {"joins": [one.id for one in earlier]}
    if not still:
        return Part(rests_on={**basis, **joins})
    mine = [role for role in rules.needed(row.level, limit) if role in own and role not in agreed]
    return Part((), still, {"half": basis, "roles": mine, **joins})


def _tomorrow(unit: UnitOfWork) -> date:
    """A last day that is never too late: what is refused until then is not for this person to accept."""
    return unit.now.date() + timedelta(days=1)


def _agreed(row: Row, before: Standing) -> tuple[Sequence[Decision], frozenset[Role]]:
    """The halves that count, and the roles that agreed by them."""
    earlier = before.waiting if row.reopened is None else ()
    return earlier, frozenset(role for one in earlier for role in half(one).roles)


def _ruled(
    unit: UnitOfWork, model: Model, row: Row, before: Standing, who: tuple[str, frozenset[Role]], until: date
) -> tuple[str | None, tuple[Role, ...]]:
    """Why somebody with these roles may not accept it so, and which roles have still to agree where they may."""
    (by, own), (earlier, agreed) = who, _agreed(row, before)
    limit, today = threats.loaded(row).accept, unit.now.date()
    owns = model.owner in (by, *(one.by for one in earlier))
    refusal = rules.acceptance(row.level, until, today, own | agreed, is_owner=owns, accept=limit)
    wanted = rules.needed(row.level, limit)
    if not refusal or len(wanted) < 2:
        return refusal, ()
    still = tuple(role for role in wanted if role not in own | agreed)
    return rules.half_acceptance(row.level, until, today, own, agreed, is_owner=owns, accept=limit), still


def _too_long(earlier: Sequence[Decision], until: date) -> str | None:
    """Nobody is bound for longer than they agreed to."""
    agreed = min((half(one).until for one in earlier), default=until)
    if until <= agreed:
        return None
    return f"It was accepted in part until {day_in_words(agreed)} only; choose that day or an earlier one."
