"""Rendering documents: a report is made once, kept as the bytes that were handed out, and put in the thread."""

import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot import faults
from bot.services import Services, surfaces
from bot.services.reports import render
from bot.store import models, queue
from bot.store.engine import PATIENT_SECONDS
from bot.store.queue import Claim
from bot.store.tables import Work
from bot.store.unit_of_work import Busy

log = logging.getLogger(__name__)
MOST_FAULTS = 3


class Renders:
    """One worker's hand on documents to be rendered."""

    def __init__(self, services: Services, *, owner: str, lease: float) -> None:
        """``lease`` is seconds."""
        self._services = services
        self._owner = owner
        self._lease = lease

    def run_once(self) -> int:
        """Render what is wanted; says how many documents."""
        with self._services.store.queue() as connection:
            claims = queue.claim(connection, Work, self._owner, self._lease, most=2)
        for claimed in claims:
            self._render(claimed)
        return len(claims)

    def _render(self, claimed: Claim) -> None:
        try:
            with self._services.store.write(claimed.workspace_id, wait=PATIENT_SECONDS) as unit:
                work = unit.session.exec(select(Work).where(col(Work.id) == claimed.id)).one()
                if not queue.mark_done(unit.connection(), Work, claimed):
                    return
                model = models.model(unit, work.model_id, for_update=True)
                document = render(unit, self._services, model)
                surfaces.show(
                    unit,
                    "report",
                    model.channel,
                    model_id=model.id,
                    parent_id=surfaces.first(unit, model.id, "card"),
                    payload={"document": document},
                )
        except (SQLAlchemyError, Busy):
            raise
        except Exception as error:  # noqa: BLE001  a document that cannot be made must not stop the others
            self._failed(claimed, faults.report(error, "rendering a report"))

    def _failed(self, claimed: Claim, fault: str) -> None:
        with self._services.store.queue() as connection:
            count = claimed.faults + 1
            if count >= MOST_FAULTS:
                queue.mark_dead(connection, Work, claimed, fault)
            else:
                queue.mark_later(connection, Work, claimed, 5.0 * count, fault, faults=count)
