"""Rendering documents: a report is made once, kept as the bytes that were handed out, and put in the thread."""

import logging
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot import faults
from bot.services import Services, surfaces
from bot.services.people import named_in
from bot.services.reports import render
from bot.slack import NETWORK_ERRORS
from bot.store import models, queue
from bot.store.engine import PATIENT_SECONDS
from bot.store.queue import Claim
from bot.store.tables import Work
from bot.store.unit_of_work import Busy

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
            names = self._names(claimed)  # asked before the transaction, which waits for nobody
            with self._services.store.write(claimed.workspace_id, wait=PATIENT_SECONDS) as unit:
                work = unit.session.exec(select(Work).where(col(Work.id) == claimed.id)).one()
                if not queue.mark_done(unit.connection(), Work, claimed):
                    return
                model = models.model(unit, work.model_id, for_update=True)
                for document in render(unit, self._services, model, names):
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

    def _names(self, claimed: Claim) -> dict[str, str]:
        """How members are called, by id; whom Slack does not tell of keeps the id."""
        with self._services.store.read(claimed.workspace_id) as unit:
            model_id = unit.session.exec(select(Work.model_id).where(col(Work.id) == claimed.id)).one()
            members = named_in(unit, model_id)
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
