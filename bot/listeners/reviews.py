"""Listeners of the nudge: nothing changed, something changed, in a week."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.forms import State, text_of
from bot.blocks.new_form import parts_in
from bot.blocks.review import changed_form
from bot.listeners.decisions import APPROVE, approve_form, approved
from bot.listeners.incoming import Incoming
from bot.listeners.new import flows_of, kinds_of
from bot.listeners.shapes import Said, WrongFields, on_open, on_press, on_submit
from bot.services import Services, approval, reviews
from bot.services.requests import Reply
from bot.services.standing import drawable
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of reviews."""

    def nothing(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        reviews.unchanged(unit, services, said["m"])
        return approve_form(unit, incoming, said, again=True)

    def stands(unit: UnitOfWork, incoming: Incoming, said: Said, _: State) -> Reply:
        return approved(approval.stand_by(unit, services, said["m"], int(said["r"]), incoming.user))

    def form(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return changed_form(drawable(unit, said["m"]), kinds_of(services.library))

    def changed(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply | None:
        errors: dict[str, str] = {}
        parts = parts_in(state, int(said["rows"]), errors)
        if errors:
            raise WrongFields(errors)
        note = text_of(state, "note")
        model = reviews.something_changed(unit, services, said["m"], note, parts, incoming.user)
        if not parts:
            return None
        view = flows_of(unit, services, model, len(parts) + 1, "changed")
        return Reply({"response_action": "update", "view": view.to_dict()})

    def change(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        reviews.change(unit, said["m"], (said["f"], said["o"]))
        incoming.tell(unit, "The question stands in the model's thread now, with its choices.")

    on_open(app, services, "review.nothing", "m", nothing, members_to=APPROVE)
    on_submit(app, services, "review.nothing", "m r", "role", stands)
    on_press(
        app,
        services,
        re.compile(r"^review\.still\.\d+$"),
        "m f o",
        lambda unit, who, said: reviews.still_so(unit, services, said["m"], (said["f"], said["o"]), who.user),
    )
    on_press(app, services, re.compile(r"^review\.change\.\d+$"), "m f o", change)
    on_press(app, services, "review.snooze", "m", lambda unit, who, said: reviews.snooze(unit, said["m"], who.user))
    on_open(app, services, "review.changed", "m", form)
    on_submit(app, services, "review.changed", "m rows", "note", changed)
