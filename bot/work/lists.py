"""Lists made anew because a model that theirs extends has changed: each in a transaction of its own."""

from sqlmodel import col, select

from bot.services import Services
from bot.services.generation import regenerate
from bot.store import models, queue
from bot.store.engine import PATIENT_SECONDS
from bot.store.queue import Claim
from bot.store.tables import Work


def make_anew(services: Services, claimed: Claim) -> None:
    """Make the list of one model anew; once, however often that is wanted by now, and not before it has one."""
    with services.store.write(claimed.workspace_id, wait=PATIENT_SECONDS) as unit:
        if not queue.mark_done(unit.connection(), Work, claimed):
            return
        wanted = unit.session.exec(select(Work).where(col(Work.id) == claimed.id)).one()
        model = models.model(unit, wanted.model_id, for_update=True)
        queue.mark_overtaken(unit.connection(), claimed)
        if model.state in ("draft", "intake", "paused"):  # people are being asked; the list comes at the end of that
            return
        regenerate(unit, services, model, str(wanted.payload["by"]), "a model below it changed")
