"""Rendering documents: a report is made once, kept as the bytes that were handed out, and put in the thread."""

import logging
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot import faults
from bot.services import Services, reports, surfaces
from bot.services.people import named_in
from bot.slack import NETWORK_ERRORS
from bot.store import models, queue
from bot.store.engine import PATIENT_SECONDS
from bot.store.queue import Claim
from bot.store.tables import Work
from bot.store.unit_of_work import Busy, UnitOfWork
from flows.report.types import Report

log = logging.getLogger(__name__)
MOST_FAULTS = 3


class Renders:
    """One worker's hand on documents to be rendered."""

    def __init__(self, services: Services, client_for: Callable[[str], WebClient], *, owner: str, lease: float) -> None:
        """``lease`` is seconds."""
        self._services = services
        self._client_for = client_for
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
            found = self._report(claimed, self._names(claimed))  # names are asked for before any transaction
            made = reports.rendered(found)  # and no transaction waits for this
            with self._services.store.write(claimed.workspace_id, wait=PATIENT_SECONDS) as unit:
                if not queue.mark_done(unit.connection(), Work, claimed):
                    return
                model = models.model(unit, _model_id(unit, claimed), for_update=True)
                for document in reports.keep(unit, model, found, made):
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

    def _report(self, claimed: Claim, names: dict[str, str]) -> Report:
        """What the report says; only a list that is out of date needs a writer."""
        with self._services.store.read(claimed.workspace_id) as unit:
            found = reports.report(unit, self._services, models.model(unit, _model_id(unit, claimed)), names)
        if found is not None:
            return found
        with self._services.store.write(claimed.workspace_id, wait=PATIENT_SECONDS) as unit:
            model = models.model(unit, _model_id(unit, claimed), for_update=True)
            return reports.regenerated(unit, self._services, model, names)

    def _names(self, claimed: Claim) -> dict[str, str]:
        """How members are called, by id; whom Slack does not tell of keeps the id."""
        with self._services.store.read(claimed.workspace_id) as unit:
            members = named_in(unit, _model_id(unit, claimed))
        client, names = self._client_for(claimed.workspace_id), {}
        for member in sorted(members):
            try:
                found = client.users_info(user=member)["user"]
            except (SlackApiError, *NETWORK_ERRORS) as error:
                faults.report(error, "asking for a member's name")
            else:
                names[member] = str(found.get("real_name") or found.get("name") or member)
        return names

    def _failed(self, claimed: Claim, fault: str) -> None:
        with self._services.store.queue() as connection:
            count = claimed.faults + 1
            if count >= MOST_FAULTS:
                queue.mark_dead(connection, Work, claimed, fault)
            else:
                queue.mark_later(connection, Work, claimed, 5.0 * count, fault, faults=count)


def _model_id(unit: UnitOfWork, claimed: Claim) -> str:
    return unit.session.exec(select(Work.model_id).where(col(Work.id) == claimed.id)).one()
