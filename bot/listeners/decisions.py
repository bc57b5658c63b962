"""Listeners of decisions: the buttons open a form, the form is one transaction, a refusal stands at its field.

``decide.…`` is about one threat; ``card.…`` about all of the card on which it stands. Both open the same form.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.blocks import decisions as forms
from bot.blocks.forms import State, day_of, text_of, texts_of
from bot.errors import Refused
from bot.listeners.incoming import Incoming, Payload
from bot.listeners.shapes import Said, is_guest, on_open, on_press, on_submit
from bot.listeners.threats import page_for
from bot.services import Services, approval, decisions, people
from bot.services.reading import card, entries
from bot.services.requests import Reply
from bot.slack import error_code
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Card
from flows.decisions import longest_acceptance
from flows.threats.priority import standing

MITIGATED_IN = timedelta(days=30)
ACCEPT, SET_ASIDE, TAKE_BACK = "accept a risk", "set a threat aside", "take a decision back"
APPROVE = "approve a model"
"""What only full members may; whoever is a guest may answer, and do what was taken on."""
NOBODY = ("user_not_found", "user_not_visible")
SLACKBOT = "USLACKBOT"
CLOSED = Reply({"response_action": "clear"})
Form = Callable[[UnitOfWork, Incoming, Card, bool], View]
"""Makes the form for a card; whether at first all its threats are chosen."""


def register(app: App, services: Services) -> None:
    """Register the listeners of decisions."""
    _register_forms(app, services)
    _register_undo(app, services)
    on_open(app, services, "approve.open", "m", approve_form, members_to=APPROVE)

    def approve(unit: UnitOfWork, incoming: Incoming, said: Said, _: State) -> Reply:
        return approved(approval.approve(unit, services, said["m"], int(said["r"]), incoming.user))

    on_submit(app, services, "approve.submit", "m r", "role", approve)


def _register_forms(app: App, services: Services) -> None:
    def broken_under(unit: UnitOfWork, found: Card) -> Sequence[str]:
        return decisions.broken(unit, services, found[0].model_id, [entry.threat for entry in found])

    def accepting(unit: UnitOfWork, incoming: Incoming, found: Card, whole: bool) -> View:
        found, told = _acceptable(unit, incoming, found, whole)
        held = sorted(people.roles_of(unit, incoming.user))
        broken = [*told, *broken_under(unit, found)]
        return forms.accept_form(found, _longest(unit, found), held, broken, whole=whole)

    def setting_aside(unit: UnitOfWork, _: Incoming, found: Card, whole: bool) -> View:
        broken = broken_under(unit, found)
        return forms.not_applicable_form(found, broken, whole=whole)

    def accepted(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
        until = day_of(state, "until")
        reason = text_of(state, "reason")
        waits = decisions.accept(unit, services, said["m"], _chosen(said, state), until, reason, incoming.user)
        if not waits:
            return CLOSED
        view = forms.half_done([(one.number, one.still) for one in waits])
        return Reply({"response_action": "update", "view": view.to_dict()})

    def set_aside(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
        code, reason = text_of(state, "code"), text_of(state, "reason")
        decisions.not_applicable(unit, services, said["m"], _chosen(said, state), code, reason, incoming.user)
        return CLOSED

    on_open(app, services, "decide.accept", "m t", _of(accepting, whole=False), members_to=ACCEPT)
    on_open(app, services, "card.accept", "m t", _of(accepting, whole=True), members_to=ACCEPT)
    on_open(app, services, "decide.mitigate", "m t", _of(_mitigating, whole=False))
    on_open(app, services, "card.mitigate", "m t", _of(_mitigating, whole=True))
    on_open(app, services, "decide.not_applicable", "m t", _of(setting_aside, whole=False), members_to=SET_ASIDE)
    on_open(app, services, "card.not_applicable", "m t", _of(setting_aside, whole=True), members_to=SET_ASIDE)
    on_submit(app, services, "decide.accept", "m t", "until", accepted)
    on_submit(app, services, "decide.mitigate", "m t", "mitigations", _mitigate, look=_who_does_it)
    on_submit(app, services, "decide.not_applicable", "m t", "reason", set_aside)


def _register_undo(app: App, services: Services) -> None:
    def again(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        return page_for(unit, incoming, said, "The decision is taken back.")

    on_press(app, services, "decide.undo", "m t", _undo, then=again, members_to=TAKE_BACK)
    on_press(app, services, "card.undo", "m t", _undo_all, then=again, members_to=TAKE_BACK)


def _of(form: Form, *, whole: bool) -> Callable[[UnitOfWork, Incoming, Said], View]:
    return lambda unit, incoming, said: form(unit, incoming, card(unit, said["m"], said["t"]), whole)


def _chosen(said: Said, state: State) -> Sequence[str]:
    """The threats for which it holds: those chosen, or the one of which alone the form was."""
    return texts_of(state, forms.HOLDS_FOR) if forms.HOLDS_FOR in state else [said["t"]]


def _mitigating(unit: UnitOfWork, incoming: Incoming, found: Card, whole: bool) -> View:
    if all(one.state == "in place" for entry in found for one in entry.threat.mitigations):
        raise Refused("Everything that helps against this threat is in place already.")
    last = _longest(unit, found)
    return forms.mitigate_form(found, incoming.user, min(unit.now.date() + MITIGATED_IN, last), last, whole=whole)


def _longest(unit: UnitOfWork, found: Card) -> date:
    """The last day to which the risk of all threats of a card may be borne."""
    return min(longest_acceptance(standing(one.threat), unit.now.date(), one.threat.accept) for one in found)


def _acceptable(unit: UnitOfWork, incoming: Incoming, found: Card, whole: bool) -> tuple[Card, Sequence[str]]:
    """What of a card somebody may accept, so that nobody says in vain why they would; and who may accept the rest.

    Raises:
        Refused: nothing of it, or not the one that is meant.
    """
    barred = decisions.barred(unit, found[0].model_id, [entry.threat.id for entry in found], incoming.user)
    meant = [entry.threat.id for entry in (found if whole else found[:1])]
    if all(one in barred for one in meant):
        raise Refused("\n".join(dict.fromkeys(barred[one] for one in meant)))
    told = [
        f"Left out: {', '.join(f'T-{one.number}' for one in found if barred.get(one.threat.id) == why)}. {why}"
        for why in dict.fromkeys(barred.values())
    ]
    return tuple(entry for entry in found if entry.threat.id not in barred), told


def approve_form(unit: UnitOfWork, incoming: Incoming, said: Said, *, again: bool = False) -> View:
    """The form of an approval; ``again`` is at a review at which nothing has changed.

    Raises:
        Refused: this person may not, or not yet.
    """
    model = models.model(unit, said["m"])
    approval.refuse_in_vain(unit, model, incoming.user)
    held = sorted(people.roles_of(unit, incoming.user))
    listed = entries(unit, model)
    aside, late = approval.severe_set_aside(listed), approval.past_the_day(listed)
    short = approval.not_enough(listed)
    about = (model.id, model.name, model.revision)
    return forms.approve_form(about, model.headline, held, aside, late, short, again=again)


def approved(model: Model | None) -> Reply:
    """What is shown after an approval; None stands for a list that was made anew instead."""
    if model is not None:
        return CLOSED
    return Reply({"response_action": "update", "view": forms.made_anew().to_dict()})


def _undo(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
    decisions.undo(unit, said["m"], said["t"], incoming.user)
    incoming.tell(unit, "The decision is taken back. It stays on record, and the threat is open to decide.")


def _undo_all(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
    numbers = decisions.undo(unit, said["m"], said["t"], incoming.user, whole=True)
    named = ", ".join(f"T-{number}" for number in numbers)
    incoming.tell(unit, f"The decision is taken back on {named}. It stays on record, and all are open to decide.")


def _who_does_it(client: WebClient, by: str, state: State) -> Said:
    return person_who_does_it(client, state) | is_guest(client, by, state)


def person_who_does_it(client: WebClient, state: State) -> Said:
    """Where the one who does it lives. A bot is refused: Slack's picker of people offers bots too, and takes no filter.

    Raises:
        Refused: it is one, or nobody of whom Slack knows; Slackbot is one that Slack does not call so.
    """
    owner = text_of(state, "owner")
    found = {} if owner == SLACKBOT else _asked(client, owner)
    if not found or found.get("is_bot"):
        raise Refused("Choose a person: a bot cannot do it, and nobody would be asked about it.", "owner")
    return {"zone": str(found.get("tz") or "UTC")}


def _asked(client: WebClient, member: str) -> Payload:
    try:
        found: Payload = client.users_info(user=member)["user"]
    except SlackApiError as error:
        if error_code(error) in NOBODY:
            raise Refused("Choose somebody of this workspace.", "owner") from None
        raise
    return found


def _mitigate(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply:
    taken, owner = texts_of(state, "mitigations"), text_of(state, "owner")
    due = day_of(state, "due")
    chosen, zone = _chosen(said, state), said["zone"]
    guest = bool(said["guest"])
    decisions.mitigate(unit, said["m"], chosen, taken, owner, due, incoming.user, zone=zone, guest=guest)
    return CLOSED
