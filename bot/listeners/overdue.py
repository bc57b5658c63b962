"""Listeners of what is past its day: it is done, another day. Deciding otherwise opens the threat's own page."""

import re
from datetime import timedelta

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.forms import State, day_of, text_of
from bot.blocks.overdue_items import day_form
from bot.blocks.text import cut, plain
from bot.listeners.decisions import CLOSED
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, is_guest, on_open, on_press, on_submit
from bot.services import Services, overdue, people
from bot.services.dues import owed
from bot.services.postponing import Asker
from bot.services.requests import Reply
from bot.store import models
from bot.store.unit_of_work import UnitOfWork

PROPOSED = timedelta(days=14)


def register(app: App, services: Services) -> None:
    """Register the listeners of what is overdue."""

    def done(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        title, shown = overdue.done(unit, services, said["m"], int(said["item"]))
        stands, answer = ("a question stands", "answer") if shown == 1 else (f"{shown} questions stand", "answers")
        told = (
            f"“{plain(cut(title, 150))}”: {stands} at the end of the model's thread now; the {answer} can make it done."
        )
        incoming.tell(unit, told)

    on_press(app, services, re.compile(r"^overdue\.done\.\d+$"), "m item", done)
    on_open(app, services, re.compile(r"^overdue\.day\.\d+$"), "m item", _form)
    on_submit(app, services, "overdue.day", "m item", "due", _moved, look=is_guest)


def _form(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
    model = models.model(unit, said["m"])
    days = overdue.days(unit, model.id, int(said["item"]), incoming.user)
    (one,) = owed(unit, model.id, {said["item"]: ""})
    held = sorted(people.roles_of(unit, incoming.user))
    latest = days.anyone if days.anyone >= unit.now.date() else days.last
    return day_form(model, one, min(unit.now.date() + PROPOSED, latest), days, held)


def _moved(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
    day, reason = day_of(state, "due"), text_of(state, "reason")
    overdue.move(unit, said["m"], int(said["item"]), day, reason, Asker(incoming.user, bool(said["guest"])))
    return CLOSED
