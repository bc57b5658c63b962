"""Listeners of decisions: the buttons open a form, the form is one transaction, a refusal stands at its field."""

from datetime import date, timedelta

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks import decisions as forms
from bot.blocks.forms import State, text_of, texts_of
from bot.blocks.threat import page
from bot.errors import Refused
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, on_open, on_press, on_submit
from bot.services import Services, approval, decisions, people
from bot.services.reading import one
from bot.services.requests import Reply
from bot.store import models
from bot.store.unit_of_work import UnitOfWork
from flows.decisions import longest_acceptance
from flows.threats.priority import standing

MITIGATED_IN = timedelta(days=30)
CLOSED = Reply({"response_action": "clear"})


def register(app: App, services: Services) -> None:
    """Register the listeners of decisions."""
    on_open(app, services, "decide.accept", "m t", _accept_form)
    on_open(app, services, "decide.mitigate", "m t", _mitigate_form)
    on_open(
        app,
        services,
        "decide.not_applicable",
        "m t",
        lambda unit, _, said: forms.not_applicable_form(one(unit, said["m"], said["t"])),
    )
    on_open(app, services, "approve.open", "m", _approve_form, members_only=True)
    on_press(
        app,
        services,
        "decide.undo",
        "m t",
        _undo,
        then=lambda unit, _, said: page(one(unit, said["m"], said["t"]), "The decision is taken back."),
    )
    on_submit(app, services, "decide.accept", "m t", "until", _accept)
    on_submit(app, services, "decide.mitigate", "m t", "mitigations", _mitigate)
    on_submit(app, services, "decide.not_applicable", "m t", "reason", _not_applicable)

    def approve(unit: UnitOfWork, incoming: Incoming, said: Said, _: State) -> Reply:
        if approval.approve(unit, services, said["m"], int(said["r"]), incoming.user) is not None:
            return CLOSED
        return Reply({"response_action": "update", "view": forms.made_anew().to_dict()})

    on_submit(app, services, "approve.submit", "m r", "role", approve)


def _accept_form(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
    entry = one(unit, said["m"], said["t"])
    longest = longest_acceptance(standing(entry.threat), unit.now.date(), entry.threat.accept)
    return forms.accept_form(entry, longest, longest, sorted(people.roles_of(unit, incoming.user)))


def _mitigate_form(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
    entry = one(unit, said["m"], said["t"])
    if all(found.state == "in place" for found in entry.threat.mitigations):
        raise Refused("Everything that helps against this threat is in place already.")
    return forms.mitigate_form(entry, incoming.user, unit.now.date() + MITIGATED_IN)


def _approve_form(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
    model = models.model(unit, said["m"])
    held = sorted(people.roles_of(unit, incoming.user))
    return forms.approve_form(model.id, model.name, model.headline, held, model.revision)


def _undo(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
    decisions.undo(unit, said["m"], said["t"], incoming.user)
    incoming.tell(unit, "The decision is taken back. It stays on record, and the threat is open to decide.")


def _accept(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
    until = date.fromisoformat(text_of(state, "until"))
    decisions.accept(unit, said["m"], said["t"], until, text_of(state, "reason"), incoming.user)
    return CLOSED


def _mitigate(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
    chosen, owner = texts_of(state, "mitigations"), text_of(state, "owner")
    due = date.fromisoformat(text_of(state, "due"))
    decisions.mitigate(unit, said["m"], said["t"], chosen, owner, due, incoming.user)
    return CLOSED


def _not_applicable(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
    code, reason = text_of(state, "code"), text_of(state, "reason")
    decisions.not_applicable(unit, said["m"], said["t"], code, reason, incoming.user)
    return CLOSED
