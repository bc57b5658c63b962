"""What a model's thread is told of decisions that others should look at: severe threats set aside, decisions undone.

Neither is refused to anybody; that it happened is said where everybody sees it. How it reads is the renderer's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from bot.services import surfaces
from bot.services.reading import coded
from bot.store import threats
from bot.store.tables import Decision, Model
from bot.store.tables import Threat as Row
from bot.store.threats import Standing
from bot.store.unit_of_work import UnitOfWork
from flows.risk import is_severe

NAMED: Final = 5
"""How many threats of one decision are named."""


def set_aside(unit: UnitOfWork, model: Model, rows: Sequence[Row], by: str, reason: str) -> None:
    """Tell the thread that somebody set threats aside; nothing where none of them is severe."""
    if severe := [row for row in rows if is_severe(row.level)]:
        standing = threats.standing(unit, model.id)
        decisions = [[standing[row.id].last, row.number] for row in severe]
        _show(unit, model, "set aside", severe, {"by": by, "reason": reason, "decisions": decisions})


def since(unit: UnitOfWork, decisions: Sequence[tuple[int, int]]) -> list[tuple[Decision, list[int]]]:
    """What was decided since in the place of decisions, by whom and when, with the threats' numbers.

    ``decisions`` are ids, each with its threat's number. Of one go the first row stands for all.
    """
    numbers = dict(decisions)
    later = select(Decision).where(col(Decision.supersedes).in_(numbers)).order_by(col(Decision.id))
    found: dict[tuple[str, str, datetime], tuple[Decision, list[int]]] = {}
    for row in unit.session.exec(later):
        number = numbers[row.supersedes or 0]
        found.setdefault((row.kind, row.by, row.at), (row, []))[1].append(number)
    return list(found.values())


def taken_back(unit: UnitOfWork, model: Model, rows: Sequence[Row], by: str, before: Sequence[Standing]) -> None:
    """Tell the thread that somebody took back what others decided; nothing where it was their own alone.

    ``before`` is what stood on the rows, in one go.
    """
    said = [row for one in before for row in (*one.halves, *([one.decision] if one.decision else []))]
    if others := _others(said, by):
        told = {"by": by, "others": others, "kind": said[-1].kind, "reason": coded(said[-1].code, said[-1].reason)}
        _show(unit, model, "taken back", rows, told)


def _others(said: Sequence[Decision], by: str) -> list[str]:
    """Whose word it was, but for one's own; each once, in the order in which they spoke."""
    return [one for one in dict.fromkeys(row.by for row in said) if one != by]


def _show(unit: UnitOfWork, model: Model, kind: str, rows: Sequence[Row], told: dict[str, Any]) -> None:
    named = sorted(rows, key=lambda row: row.number)
    listed = [[row.number, row.level, threats.loaded(row).title] for row in named[:NAMED]]
    payload = {**told, "threats": listed, "left": len(named) - len(listed)}
    thread = surfaces.first(unit, model.id, "card")
    surfaces.show(unit, kind, model.channel, model_id=model.id, parent_id=thread, payload=payload)
