"""The report: wanted by a click, rendered by the worker, kept as it was handed out."""

from bot.services import Services
from bot.store.tables import Document, Model, Work
from bot.store.unit_of_work import UnitOfWork


def want_report(unit: UnitOfWork, model: Model, by: str) -> None:
    """Have the report rendered and put in the thread."""
    unit.insert(
        Work,
        kind="report",
        lane=f"report:{model.id}",
        model_id=model.id,
        payload={"by": by},
        created_at=unit.now,
        state="wanted",
        owner="",
        attempts=0,
        fence=0,
        lease_until=0.0,
        next_at=0.0,
        last_error="",
    )


def render(unit: UnitOfWork, services: Services, model: Model) -> int:
    """Render the report of the model as it stands; gives the document's id."""
    del services
    return unit.insert(
        Document, model_id=model.id, version=model.version, format="markdown", name="r.md", body=b"x", at=unit.now
    )
