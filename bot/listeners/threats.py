"""Listeners of the list: the whole of it, one threat's page, the report."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.summary import all_threats, first_of_hygiene
from bot.blocks.threat_page import page
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, on_open, on_press, on_turn
from bot.services import Services, decisions, surfaces
from bot.services.reading import card, reading
from bot.services.reports import want_report
from bot.store import models
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of the list."""

    def from_afar(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        read = reading(unit, said["m"])
        thread = surfaces.thread_link(unit, services.address(), read.model.id)
        return all_threats(read.model, read.entries, int(said["p"]), thread)

    on_open(app, services, "threats.all", "m p", _list)
    on_open(app, services, "model.threats", "m p", from_afar)
    on_turn(app, services, re.compile(r"^threats\.turn\.\d+$"), "m p", _list)
    on_open(app, services, "threats.hygiene", "m", _hygiene)
    on_open(app, services, "threat.page", "m t", page_for)
    on_press(app, services, "report.post", "m", _report)


def page_for(unit: UnitOfWork, incoming: Incoming, said: Said, note: str = "") -> View:
    """A threat's page, on which nobody is offered what they may not do; ``note`` says what was just done."""
    found = card(unit, said["m"], said["t"])
    undecided = [entry.threat.id for entry in found if entry.may_decide]
    return page(found, note, decisions.barred(unit, said["m"], undecided, incoming.user))


def _list(unit: UnitOfWork, _: Incoming, said: Said) -> View:
    read = reading(unit, said["m"])
    return all_threats(read.model, read.entries, int(said["p"]))


def _hygiene(unit: UnitOfWork, _: Incoming, said: Said) -> View:
    read = reading(unit, said["m"])
    return all_threats(read.model, read.entries, first_of_hygiene(read.entries))


def _report(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
    want_report(unit, models.model(unit, said["m"]), incoming.user)
    incoming.tell(unit, "The report is being written; it comes into the model's thread in a moment.")
