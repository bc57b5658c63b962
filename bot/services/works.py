"""Wanting something done by the worker that is no delivery: a report rendered, a list made anew."""

from typing import Literal

from bot.store.tables import UNTAKEN, Model, Work
from bot.store.unit_of_work import UnitOfWork

Kind = Literal["report", "list"]


def want(unit: UnitOfWork, kind: Kind, model: Model, by: str) -> None:
    """Have it done for the model, after all that is wanted for it already: a report tells of the list made before."""
    unit.insert(
        Work,
        kind=kind,
        lane=f"{unit.workspace_id}:{model.id}",
        model_id=model.id,
        payload={"by": by},
        created_at=unit.now,
        **UNTAKEN,
    )
