"""Listeners of the window in which a drawn model is edited: one part or asset at a time."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.forms import State
from bot.blocks.parts import edit_form, grade_form, grades_in, part_in, window
from bot.listeners.incoming import Incoming
from bot.listeners.new import kinds_of
from bot.listeners.shapes import Said, WrongFields, on_open, on_press, on_submit, on_turn
from bot.services import Services, parts
from bot.services.picture import base_of
from bot.services.standing import drawable
from bot.store import models
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of the window."""
    _register_forms(app, services)

    def opened(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        drawable(unit, said["m"])
        return window_of(unit, services, said["m"], 0)

    def turned(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return window_of(unit, services, said["m"], int(said["p"]))

    def removed(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return window_of(unit, services, said["m"], int(said["p"]), "It is removed; the list follows.")

    def remove(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        parts.remove(unit, services, said["m"], said["o"], incoming.user)

    on_open(app, services, "parts.open", "m", opened)
    on_turn(app, services, re.compile(r"^parts\.turn\.\d+$"), "m p", turned)
    on_press(app, services, "parts.remove", "m o p", remove, then=removed)


def _register_forms(app: App, services: Services) -> None:
    def edit(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return part_form(unit, services, said)

    def edited(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        row, errors = part_in(state)
        if row is None:
            raise WrongFields(errors)
        parts.edit(unit, services, said["m"], said["o"], row, incoming.user)

    def grade(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        model = drawable(unit, said["m"])
        return grade_form(model, parts.asset(model, said["o"]), int(said["p"]))

    def graded(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        parts.grade(unit, services, said["m"], said["o"], grades_in(state), incoming.user)

    def saved(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return window_of(unit, services, said["m"], int(said["p"]), "Saved; the list follows.")

    on_open(app, services, "parts.edit", "m o p", edit)
    on_open(app, services, "parts.grade", "m o p", grade)
    on_submit(app, services, "parts.edit", "m o p", "part", edited, below=saved)
    on_submit(app, services, "parts.grade", "m o p", "confidentiality", graded, below=saved)


def window_of(unit: UnitOfWork, services: Services, model_id: str, page: int, note: str = "") -> View:
    """The window at a page."""
    model = models.model(unit, model_id)
    base = base_of(unit, services, model)
    return window(model, models.workload(model), kinds_of(services.library), page, note, base)


def part_form(unit: UnitOfWork, services: Services, said: Said, lines_at: int = 0, note: str = "") -> View:
    """The form of one part, with a page of its lines."""
    model = drawable(unit, said["m"])
    part, base = parts.part(model, said["o"]), base_of(unit, services, model)
    kinds, pages = kinds_of(services.library), (int(said["p"]), lines_at)
    return edit_form(model, models.workload(model), part, kinds, pages, note, base)
