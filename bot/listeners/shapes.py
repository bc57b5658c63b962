"""The shapes that nearly every listener has: a button that does something, one that opens a form, a form, its end.

Each reads the payload, calls one service in one unit of work, and acknowledges.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from re import Pattern

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot import faults
from bot.blocks.forms import State, notice, text_of
from bot.blocks.values import unpacked
from bot.errors import Refused
from bot.listeners.incoming import Incoming, Payload, action_of
from bot.services import Services, people
from bot.services.requests import Reply
from bot.slack import NETWORK_ERRORS
from bot.store.unit_of_work import UnitOfWork
from flows.decisions import guests

log = logging.getLogger(__name__)
Said = dict[str, str]
"""What a button or a form carried back."""

Effect = Callable[[UnitOfWork, Incoming, Said], object]
Reading = Callable[[UnitOfWork, Incoming, Said], View]
Submitted = Callable[[UnitOfWork, Incoming, Said, State], Reply | None]


def on_press(  # noqa: PLR0913  what some button or other needs
    app: App,
    services: Services,
    action: str | Pattern[str],
    names: str,
    effect: Effect,
    *,
    then: Reading | None = None,
    first: Callable[[UnitOfWork, Incoming, Said], View | None] | None = None,
    members_to: str = "",
) -> None:
    """A button whose value has ``names`` (separated by spaces) and that changes something.

    ``then`` is what a modal shows afterwards, where the button stood in one. ``first`` gives a form to fill in before
    anything changes, where something has to be known that the button does not carry. ``members_to`` is as for a form.
    """

    @app.action(action)
    def pressed(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], *names.split())
        if members_to:
            _refuse_guest(client, incoming.user, members_to)

        if first is not None and _asks_first(services, client, incoming, lambda unit: first(unit, incoming, said)):
            ack()
            return

        def work(unit: UnitOfWork) -> None:
            effect(unit, incoming, said)

        incoming.once(services, work)
        if then is not None and incoming.in_view:
            with services.store.read(incoming.workspace_id) as unit:
                view = then(unit, incoming, said)
            client.views_update(view_id=body["view"]["id"], view=view)
        ack()


def _asks_first(
    services: Services, client: WebClient, incoming: Incoming, make: Callable[[UnitOfWork], View | None]
) -> bool:
    with services.store.read(incoming.workspace_id) as unit:
        view = make(unit)
    if view is not None:
        _show(client, incoming, view)
    return view is not None


def _show(client: WebClient, incoming: Incoming, view: View) -> None:
    """On top of the modal in which they are, or as the first."""
    if incoming.in_view:
        client.views_push(trigger_id=incoming.trigger_id, view=view)
    else:
        client.views_open(trigger_id=incoming.trigger_id, view=view)


def on_open(
    app: App,
    services: Services,
    action: str | Pattern[str],
    names: str,
    make: Reading,
    *,
    members_to: str = "",
    take_away: bool = False,
) -> None:
    """A button that opens a view, on top of the one in which it stands; the view is read, nothing is written.

    A refusal is shown in the form's place: the button may stand far up, where nobody sees what is said at the end.
    ``members_to`` says what only full members may do there, and refuses guests: a form opens for whoever pressed the
    button, so that none is sent by a guest.
    ``take_away`` takes away the message in which it stood, which nobody else saw and which holds no longer once the
    view is open.
    """

    @app.action(action)
    def opened(ack: Ack, body: Payload, client: WebClient, context: BoltContext, respond: Respond) -> None:
        incoming = Incoming.of(body, context)
        said, refused = unpacked(action_of(body)["value"], *names.split()), False
        try:
            if members_to:
                _refuse_guest(client, incoming.user, members_to)
            with services.store.read(incoming.workspace_id) as unit:
                view = make(unit, incoming, said)
        except Refused as refusal:
            view = notice(str(refusal))
            refused = True
        _show(client, incoming, view)
        ack()
        if take_away and not refused:
            _take_away(respond)


def _take_away(respond: Respond) -> None:
    """The form is open: a message that stays beside it is no fault of which anybody should hear."""
    try:
        answer = respond(delete_original=True)
        if answer.status_code != HTTPStatus.OK:
            log.warning("a message could not be taken away: Slack answered %d", answer.status_code)
    except NETWORK_ERRORS as error:
        faults.report(error, "taking a message away")


def on_turn(app: App, services: Services, action: str | Pattern[str], names: str, make: Reading) -> None:
    """A button that shows another page, or more rows, of the view in which it stands.

    The update is made here, not by the worker: it has no effect to lose, and the view's hash refuses a stale one.
    """

    @app.action(action)
    def turned(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], *names.split())
        with services.store.read(incoming.workspace_id) as unit:
            view = make(unit, incoming, said)
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        ack()


def on_submit(  # noqa: PLR0913  what some form or other needs
    app: App,
    services: Services,
    callback: str,
    names: str,
    at: str,
    submitted: Submitted,
    *,
    below: Callable[[UnitOfWork, Incoming, Said], View | None] | None = None,
    look: Callable[[WebClient, str, State], Said] | None = None,
) -> None:
    """A form whose metadata has ``names``; all that is refused is shown at the fields that it is about.

    Where it says of none, that is ``at``, or the first that the form has. Where the form has not what it is about, the
    refusal takes the form's place.

    The role that a form asks for is kept with the rest, or not at all. ``below`` is what the modal shows from now on
    that lies under the form, if one does. ``look`` asks Slack about who sent it and what was entered, before the
    transaction begins; what it finds goes with what the form carried.
    """

    @app.view(callback)
    def sent(ack: Ack, body: Payload, client: WebClient, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(body["view"]["private_metadata"], *names.split())
        state: State = body["view"]["state"]["values"]

        def work(unit: UnitOfWork) -> Reply | None:
            if role := text_of(state, "role"):
                people.declare(unit, incoming.user, role)
            return submitted(unit, incoming, said, state)

        try:
            if look is not None:
                said.update(look(client, incoming.user, state))
            reply = incoming.once(services, work)
            if below is not None and (under := body["view"].get("previous_view_id")):
                with services.store.read(incoming.workspace_id) as unit:
                    view = below(unit, incoming, said)
                if view is not None:
                    client.views_update(view_id=under, view=view)
        except Refused as refusal:
            reply = Reply({"response_action": "errors", "errors": _at_fields(refusal, at, state)})
        ack(**(reply.body or {}))


def on_close(app: App, services: Services, callback: str, names: str, effect: Effect) -> None:
    """A form that was closed without being sent, and asked to hear of it.

    Nothing is open then that could show an answer, so ``effect`` refuses nothing that whoever closed it should know.
    """

    @app.view_closed(callback)
    def closed(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(body["view"]["private_metadata"], *names.split())

        def work(unit: UnitOfWork) -> None:
            effect(unit, incoming, said)

        incoming.once(services, work)
        ack()


def _at_fields(refusal: Refused, at: str, state: State) -> dict[str, str]:
    """All that is refused, each at the field of the form that it is about, and the first of those about one field.

    Raises:
        Refused: one for which the form has no field.
    """
    if isinstance(refusal, WrongFields):
        return refusal.errors
    errors: dict[str, str] = {}
    for one in (refusal, *refusal.also):
        field = next((name for name in one.fields or (at, *state) if name in state), "")
        if not field:
            raise one
        errors.setdefault(field, str(one))
    return errors


def is_guest(client: WebClient, user: str, _: State) -> Said:
    """Whether somebody is a guest of the workspace, as it goes with a form: ``guest`` is empty where not."""
    found = client.users_info(user=user)["user"]
    return {"guest": "yes" if found.get("is_restricted") or found.get("is_ultra_restricted") else ""}


def _refuse_guest(client: WebClient, user: str, what: str) -> None:
    if is_guest(client, user, {})["guest"]:
        raise Refused(guests(what))


class WrongFields(Refused):
    """Some fields of a form are wrong; ``errors`` says what, by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(errors.values()))
        self.errors = errors
