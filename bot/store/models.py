"""Reading and writing threat models and what was answered about them, within one unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select

from bot.errors import NotFound
from bot.store.tables import Answer, Ask, Model
from bot.store.unit_of_work import UnitOfWork, table_of
from flows.intake.answers import Answer as Said
from flows.packs.loader import Library
from flows.review import Snapshot, snapshot
from flows.words import told_apart
from flows.workload.model import Workload

MOST_NAMED = 10
OTHER = "That threat model is not in this workspace. `/threatmodel list` shows those that are."


def model(unit: UnitOfWork, model_id: str, *, for_update: bool = False) -> Model:
    """The model; locked where it is about to change, so that two people's clicks follow one another.

    Raises:
        NotFound: this workspace has none with this id.
    """
    wanted = select(Model).where(col(Model.id) == model_id)
    if for_update and unit.session.get_bind().dialect.name == "postgresql":
        wanted = wanted.with_for_update()
    found = unit.session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound(OTHER)
    return found


def listed(unit: UnitOfWork, offset: int, most: int) -> tuple[Sequence[Model], int]:
    """Models, the newest first, from ``offset``; and how many there are."""
    total = unit.session.exec(select(func.count()).select_from(Model)).one()
    wanted = select(Model).order_by(col(Model.created_at).desc(), col(Model.id).desc()).offset(offset).limit(most)
    return unit.session.exec(wanted).all(), total


@dataclass(frozen=True)
class Named:
    """A model by its name."""

    id: str
    name: str


def named(unit: UnitOfWork, name: str) -> Sequence[Named]:
    """Models whose name is ``name``, or failing that begins with it, whatever case and spaces; the newest first."""
    lower = told_apart(name.replace("\x00", ""))
    same = unit.connection().execute(_SAME, {"workspace": unit.workspace_id, "name": lower}).all()
    if not same:
        same = unit.connection().execute(_ALIKE, {"workspace": unit.workspace_id, "name": f"{escaped(lower)}%"}).all()
    return [Named(row.id, row.name) for row in same]


def alike(unit: UnitOfWork, name: str) -> Model | None:
    """A model whose name people could not tell from ``name``; the newest, where there are several."""
    wanted = select(Model).where(col(Model.folded) == told_apart(name)).order_by(col(Model.created_at).desc())
    return unit.session.exec(wanted.limit(1)).first()


def escaped(text: str) -> str:
    """Text in which nothing stands for other text, for LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _by_name(like: ColumnElement[bool]) -> Select[tuple[str, str]]:
    table = table_of(Model)
    ours = select_columns(table.c.id, table.c.name).where(table.c.workspace_id == bindparam("workspace"), like)
    return ours.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(MOST_NAMED)


_FOLDED = table_of(Model).c.folded
_SAME = _by_name(bindparam("name") == _FOLDED)
_ALIKE = _by_name(_FOLDED.like(bindparam("name"), escape="\\"))


def workload(found: Model) -> Workload:
    """The workload as drawn, without what people answered."""
    return Workload.model_validate(found.structure)


def answers(unit: UnitOfWork, model_id: str) -> list[Answer]:
    """Every answer, the oldest first; a later one supersedes an earlier one."""
    wanted = select(Answer).where(col(Answer.model_id) == model_id).order_by(col(Answer.id))
    return list(unit.session.exec(wanted))


def asks(unit: UnitOfWork, model_id: str) -> dict[tuple[str, str], Ask]:
    """The questions that were put, by (fact, on)."""
    return {(ask.fact, ask.on): ask for ask in unit.session.exec(select(Ask).where(col(Ask.model_id) == model_id))}


def said(unit: UnitOfWork, model_id: str, library: Library) -> list[Said]:
    """Every answer to a fact that the library still has, the oldest first."""
    rows = unit.connection().execute(_SAID, {"workspace": unit.workspace_id, "model": model_id})
    return [Said(a.fact, a.on, a.value, a.by, a.at, role=a.role) for a in rows if a.fact in library.facts]


_ANSWER = table_of(Answer).c
_SAID = (
    select_columns(_ANSWER.fact, _ANSWER.on, _ANSWER.value, _ANSWER.by, _ANSWER.at, _ANSWER.role)
    .where(_ANSWER.workspace_id == bindparam("workspace"), _ANSWER.model_id == bindparam("model"))
    .order_by(_ANSWER.id)
)


def extendable(unit: UnitOfWork, typed: str, most: int) -> Sequence[Named]:
    """Models that another may extend, of which the name holds what was typed; the newest first."""
    table = table_of(Model)
    like = f"%{escaped(told_apart(typed.replace(chr(0), '')))}%"
    wanted = (
        select_columns(table.c.id, table.c.name)
        .where(table.c.workspace_id == unit.workspace_id, table.c.state != "draft", _FOLDED.like(like, escape="\\"))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(most)
    )
    return [Named(row.id, row.name) for row in unit.connection().execute(wanted)]


def extending(unit: UnitOfWork, model_id: str) -> list[Model]:
    """The models that extend this one."""
    return list(unit.session.exec(select(Model).where(col(Model.extends) == model_id).order_by(col(Model.id))))


def baseline(found: Workload, pack_digest: str, unknown: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """What a model rests on, as JSON; see ``stored``.

    ``unknown`` are the severe questions that nobody could answer, with at how many reviews running.
    """
    taken = snapshot(found, pack_digest)
    return {
        "unknown": [[*ask, reviews] for ask, reviews in sorted(unknown.items())],
        "architecture": taken.architecture,
        "packs": taken.packs,
        "answers": [[*ask, value] for ask, value in taken.answers.items()],
        "evidence": [[*ask, value] for ask, value in taken.evidence.items()],
    }


def stored(kept: dict[str, Any]) -> Snapshot:
    """The snapshot that ``baseline`` made."""
    by_ask = {name: {(fact, on): value for fact, on, value in kept[name]} for name in ("answers", "evidence")}
    return Snapshot(kept["architecture"], kept["packs"], by_ask["answers"], by_ask["evidence"])
