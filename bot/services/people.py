"""Roles that members hold, self-declared when first asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, get_args

from sqlmodel import col, select

from bot.errors import Refused
from bot.store.tables import Action, Answer, Approval, Audit, Decision, Model
from bot.store.tables import Role as Row
from bot.store.unit_of_work import UnitOfWork
from flows.packs.schema import Role

OURSELVES = "threatbot"
"""Who does what nobody asked for, in the audit log."""
_MEMBER: Final = re.compile(r"[UW][A-Z0-9]+")
"""The id of a member of a workspace."""
ROLES: tuple[Role, ...] = get_args(Role)


def roles_of(unit: UnitOfWork, *members: str) -> frozenset[Role]:
    """The roles that any of these members holds."""
    held = set(unit.session.exec(select(Row.role).where(col(Row.member).in_(members))))
    return frozenset(role for role in ROLES if role in held)


def may_hold(unit: UnitOfWork, member: str) -> frozenset[Role]:
    """A member's roles, or any where they have told none yet: a form asks for it."""
    return roles_of(unit, member) or frozenset(ROLES)


def declare(unit: UnitOfWork, member: str, role: str) -> None:
    """Note that a member says to hold a role.

    Raises:
        Refused: there is no such role.
    """
    _refuse_unknown(role)
    if unit.insert_once(Row, member=member, role=role, by=member, at=unit.now):
        unit.record(member, "role declared", member, {"role": role})


def drop(unit: UnitOfWork, member: str, role: str) -> None:
    """Note that a member holds a role no longer; what they did in it stays on record as it was done.

    Raises:
        Refused: there is no such role, or they do not hold it.
    """
    _refuse_unknown(role)
    found = unit.session.exec(select(Row).where(col(Row.member) == member, col(Row.role) == role)).one_or_none()
    if found is None:
        raise Refused(f"You do not hold the role {role}. Your roles: {told(unit, member)}.")
    unit.session.delete(found)
    unit.session.flush()
    unit.record(member, "role dropped", member, {"role": role})


def told(unit: UnitOfWork, member: str) -> str:
    """A member's roles in words."""
    return ", ".join(sorted(roles_of(unit, member))) or "none yet"


def _refuse_unknown(role: str) -> None:
    if role not in ROLES:
        raise Refused(f"There is no such role; the roles are {', '.join(ROLES)}.", "role")


def answers_as(unit: UnitOfWork, member: str, who: Sequence[Role]) -> tuple[Role, ...]:
    """The role in which a member answers a question that is best known to ``who``.

    Several where they hold more than one of these and never said in which they speak: then they have to be asked. The
    role of their last answer is taken from then on. None where they hold no role, or several that do not matter.
    """
    held = roles_of(unit, member)
    fitting = tuple(role for role in who if role in held)
    if len(fitting) < 2:
        return fitting or (tuple(held) if len(held) == 1 else ())
    spoke = select(Answer.role).where(col(Answer.by) == member, col(Answer.role).in_(fitting))
    last = unit.session.exec(spoke.order_by(col(Answer.id).desc()).limit(1)).first()
    return tuple(role for role in fitting if role == last) or fitting


def touched(unit: UnitOfWork, model_id: str) -> Mapping[str, frozenset[Role]]:
    """All who answered or decided anything in a model, with their roles; one without a role counts as developer."""
    said = set(unit.session.exec(select(Answer.by).where(col(Answer.model_id) == model_id)))
    said |= set(unit.session.exec(select(Decision.by).where(col(Decision.model_id) == model_id)))
    held = _roles_by_member(unit, said)
    return {member: frozenset(held.get(member, ("developer",))) for member in said}  # type: ignore[arg-type]


def named_in(unit: UnitOfWork, model_id: str) -> frozenset[str]:
    """Every member whom a model's report names: of this one, and what is told of those that it extends."""
    columns = (
        select(Decision.by).where(col(Decision.model_id) == model_id),
        select(Approval.by).where(col(Approval.model_id) == model_id),
        select(Action.owner).where(col(Action.model_id) == model_id),
        select(Audit.by).where(col(Audit.subject) == model_id, col(Audit.by) != OURSELVES),
    )
    found = {member for column in columns for member in unit.session.exec(column)}
    below: str | None = model_id
    while below and (model := _model(unit, below)) is not None:
        found |= {model.owner, *_drawn(model.structure)}
        found |= set(unit.session.exec(select(Answer.by).where(col(Answer.model_id) == model.id)))
        below = model.extends
    return frozenset(member for member in found if member)


def _model(unit: UnitOfWork, model_id: str) -> Model | None:
    return unit.session.exec(select(Model).where(col(Model.id) == model_id)).one_or_none()


def _drawn(part: object) -> Iterator[str]:
    """The members who answer for what is drawn or said so; whoever else is named there reads as it is written."""
    if isinstance(part, Mapping):
        yield from (each for key, each in part.items() if key in ("by", "owner") and _is_member(each))
        yield from (member for each in part.values() for member in _drawn(each))
    elif isinstance(part, list):
        yield from (member for each in part for member in _drawn(each))


def _is_member(word: object) -> bool:
    return isinstance(word, str) and _MEMBER.fullmatch(word) is not None


def _roles_by_member(unit: UnitOfWork, members: Iterable[str]) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for member, role in unit.session.exec(select(Row.member, Row.role).where(col(Row.member).in_(list(members)))):
        held.setdefault(member, set()).add(role)
    return held
