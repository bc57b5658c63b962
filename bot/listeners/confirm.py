"""Listeners of the window of what is to be confirmed: it is answered there, and shows what is left."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.confirm import Just, Look, by_fact, window
from bot.blocks.forms import State, text_of
from bot.blocks.text import plain
from bot.listeners.incoming import Incoming
from bot.listeners.intake import answered_meanwhile, same_for_told, which_role
from bot.listeners.shapes import Said, on_open, on_press, on_submit, on_turn
from bot.services import Services, answers, intake
from bot.services.picture import voices_of
from bot.services.reading import reading
from bot.store import models
from bot.store.unit_of_work import UnitOfWork
from flows.workload.model import WORKLOAD


def register(app: App, services: Services) -> None:
    """Register the listeners of the window."""
    _register_same(app, services)

    def opened(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return _window(unit, services, said["m"], 0)

    def turned(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return _window(unit, services, said["m"], int(said["p"]))

    def answer(unit: UnitOfWork, incoming: Incoming, said: Said, role: str = "") -> None:
        ask = (said["f"], said["o"], int(said["r"]))
        answers.answer_listed(unit, services, said["m"], ask, said["v"], incoming.user, role)

    def answered(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        return _window(unit, services, said["m"], int(said["p"]), _just(unit, services, incoming, said))

    def in_role(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        answer(unit, incoming, said, text_of(state, "role"))

    def role(unit: UnitOfWork, incoming: Incoming, said: Said) -> View | None:
        return which_role(unit, services, incoming, said, "m f o v r p", "confirm.role")

    on_open(app, services, "threats.to_confirm", "m", opened)
    on_turn(app, services, re.compile(r"^confirm\.turn\.\d+$"), "m p", turned)
    on_press(app, services, re.compile(r"^confirm\.answer\.\d+$"), "m f o v r p", answer, then=answered, first=role)
    on_submit(app, services, "confirm.role", "m f o v r p", "role", in_role, below=answered)


def _register_same(app: App, services: Services) -> None:
    def same(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        ask = (said["f"], said["o"], int(said["r"]))
        answers.same(unit, services, said["m"], ask, said["s"].split("|"), incoming.user)

    def same_said(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        found = answers.said_of(unit, said["m"], (said["f"], said["o"]), said["s"].split("|"), incoming.user)
        just = Just(f":white_check_mark: {same_for_told(unit, services, said['m'], found)}")
        return _window(unit, services, said["m"], int(said["p"]), just)

    on_press(app, services, "confirm.same", "m f o r s p", same, then=same_said)


def _window(unit: UnitOfWork, services: Services, model_id: str, page: int, just: Just | None = None) -> View:
    read = reading(unit, model_id)
    asks, facts = models.asks(unit, model_id), services.library.facts
    looks = [
        Look(
            item,
            asks[item.fact, item.on].revision if (item.fact, item.on) in asks else 0,
            facts[item.fact].presumed if item.fact in facts else None,
        )
        for item in by_fact(read.to_confirm)
    ]
    return window(read.model, looks, read.numbers, page, just)


def _just(unit: UnitOfWork, services: Services, incoming: Incoming, said: Said) -> Just:
    """What became of an answer: it stands, it is contested, or somebody was faster."""
    ask = (said["f"], said["o"])
    model = models.model(unit, said["m"])
    last, put = answers.last_answer(unit, model.id, ask), intake.asked(unit, model.id, ask)
    fact = services.library.facts.get(ask[0])
    if last is None or put is None or fact is None:
        return Just("That is not part of this threat model any more.")
    if (last.by, last.value) != (incoming.user, said["v"]):
        told = answered_meanwhile(services, ask[0], answers.Meanwhile(last.by, last.value), incoming.user)
        return Just(f":warning: {told} It can be changed in the thread.")
    if ask in voices_of(unit, services, model.id):
        return Just(":warning: Noted. It is contested now, and put to those who differ in the thread.")
    name = model.name if ask[1] == WORKLOAD else intake.names(unit, services, model, ask[1:])[0]
    words = plain(fact.choices.get(last.value, last.value))
    note = f":white_check_mark: Noted of {plain(name)}: *{words}*. It stands in the thread."
    return Just(note, *ask, put.revision, intake.same_for(unit, services, model, ask))
