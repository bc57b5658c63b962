"""Listeners of a new threat model: its two forms, more rows in them, and a draft that is taken up again."""

from slack_bolt import Ack, App, BoltContext
from slack_sdk.models.views import View

from bot.blocks.forms import MOST_OPTIONS, VALUE, State, option, text_of
from bot.blocks.new_form import MOST_NAME, Kinds, Later, Start, flows_form, lines_of, parts_form, parts_of
from bot.listeners.incoming import Incoming, Payload
from bot.listeners.shapes import Said, WrongFields, on_close, on_open, on_submit, on_turn
from bot.services import Services, drafts
from bot.services.picture import base_of
from bot.services.requests import Reply
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.packs.index import Library
from flows.workload.model import WORKLOAD
from flows.workload.types import TYPES

ROWS = 3
MORE = 2
JUDGED_AS = {"saas": "external"}
"""Kinds without a pack whose rules stand in another's: that one alone is offered."""


def kinds_of(library: Library) -> Kinds:
    """What a part may be, by title."""
    named = {**TYPES, **library.types}
    named.pop(WORKLOAD, None)  # the pack about the whole is no part of it
    for kind, judged in JUDGED_AS.items():
        if kind not in library.types and judged in library.types:
            named[judged] += f", or a {named.pop(kind)}"
    ordered = sorted(named.items(), key=lambda item: item[1].lower())
    ruled = [one for one in ordered if one[0] in library.types]
    return Kinds(ruled, [one for one in ordered if one not in ruled])


def first_form(
    services: Services, workspace_id: str, channel: str, owner: str, description: str = "", name: str = ""
) -> View:
    """The first form as it opens."""
    with services.store.read(workspace_id) as unit:
        start = Start(channel, owner, _models(unit), description, name)
    return parts_form(kinds_of(services.library), ROWS, start)


def _models(unit: UnitOfWork) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in models.extendable(unit, "", MOST_OPTIONS + 1)]


def register(app: App, services: Services) -> None:
    """Register the listeners of the two forms."""
    _register_look_up(app, services)
    _register_lines(app, services)

    def more_parts(unit: UnitOfWork, incoming: Incoming, said: Said) -> View:
        entered = incoming.entered  # a text that nobody touched is not kept by an update
        description, name = text_of(entered, "description"), text_of(entered, "name", MOST_NAME)
        start = Start(said["channel"], incoming.user, _models(unit), description, name)
        return parts_form(kinds_of(services.library), int(said["rows"]) + MORE, start)

    def parts(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply | None:
        form, errors = parts_of(state, int(said["rows"]))
        if form is None:
            raise WrongFields(errors)
        model = drafts.draft(unit, services, form, said["channel"], incoming.user)
        if not form.components:  # nothing that could talk to anything: a platform begins with its questions
            drafts.connect(unit, services, (model.id, model.revision), (), incoming.user)
            return None
        view = flows_of(unit, services, model, max(2, len(form.components)))
        return Reply({"response_action": "update", "view": view.to_dict()})

    on_turn(app, services, "new.more_parts", "channel rows", more_parts)
    on_submit(app, services, "new.parts", "channel rows", "name", parts)


def _register_lines(app: App, services: Services) -> None:
    def lines(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> None:
        rows, errors = lines_of(state, int(said["rows"]))
        if errors:
            raise WrongFields(errors)
        drafts.connect(unit, services, (said["m"], int(said["r"])), rows, incoming.user)

    def more_flows(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return flows_of(unit, services, models.model(unit, said["m"]), int(said["rows"]) + MORE, _later(said))

    def finish(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        return flows_of(unit, services, models.model(unit, said["m"]), 2, _later(said))

    def put_off(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        rows, _ = lines_of(incoming.entered, int(said["rows"]))  # a row with one end is none yet
        changed = _later(said) == "changed"
        drafts.put_off(unit, services, (said["m"], int(said["r"])), rows, incoming.user, changed=changed)

    on_turn(app, services, "new.more_flows", "m rows", more_flows)
    on_open(app, services, "model.finish", "m", finish)
    on_open(app, services, "kept.finish", "m", finish, take_away=True)
    on_submit(app, services, "new.flows", "m r rows", "from1", lines)
    on_close(app, services, "new.flows", "m r rows", put_off)


def _later(said: Said) -> Later:
    return "changed" if said.get("later") == "changed" else ""


def flows_of(unit: UnitOfWork, services: Services, model: Model, rows: int, later: Later = "") -> View:
    """The form of lines of a model, with a row for each of its parts at least; that of a draft may be put off."""
    workload = models.workload(model)
    base, enough = base_of(unit, services, model), max(rows, len(workload.components))
    return flows_form(workload, enough, model.revision, base, "draft" if model.state == "draft" else later)


def _register_look_up(app: App, services: Services) -> None:
    @app.options({"block_id": "extends", "action_id": VALUE})
    def look_up(ack: Ack, body: Payload, context: BoltContext) -> None:
        with services.store.read(str(context["workspace_id"])) as unit:
            found = models.extendable(unit, str(body.get("value", "")), MOST_OPTIONS)
        ack(options=[option((one.id, one.name)).to_dict() for one in found])
