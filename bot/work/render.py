"""Rendering documents: a report is made once, kept as the bytes that were handed out, and put in the thread."""

from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlmodel import col, select

from bot import faults
from bot.services import Services, reports, surfaces
from bot.services.people import named_in
from bot.slack import NETWORK_ERRORS
from bot.store import models, queue
from bot.store.engine import PATIENT_SECONDS
from bot.store.queue import Claim
from bot.store.tables import Work
from bot.store.unit_of_work import UnitOfWork
from flows.report.types import Report


class Renders:
    """Reports, rendered."""

    def __init__(self, services: Services, client_for: Callable[[str], WebClient]) -> None:
        self._services = services
        self._client_for = client_for

    def render(self, claimed: Claim) -> None:
        """Render one report in each format, keep it, and show it."""
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


def _model_id(unit: UnitOfWork, claimed: Claim) -> str:
    return unit.session.exec(select(Work.model_id).where(col(Work.id) == claimed.id)).one()
