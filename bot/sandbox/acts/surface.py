"""What an act aims at: a message, an ephemeral, a modal or the Home tab, with what is entered in it."""

from dataclasses import dataclass

from bot.sandbox import answers, interact, modals
from bot.sandbox.acts.fields import Fields, app_of, find_channel
from bot.sandbox.context import Context
from bot.sandbox.elements import Found, all_elements, find
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.records import Entered, Ephemeral, Installation, Json, Message, User, Values, View
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Surface:
    """A surface before a person."""

    context: Context
    person: User
    shown: Message | Ephemeral | View

    @property
    def app(self) -> Installation:
        """The app that put it there; what a person wrote belongs to the app of their team."""
        workspace, shown = self.context.workspace, self.shown
        if isinstance(shown, Message):
            found = workspace.installation_of(shown.user)
        else:
            found = workspace.installation(shown.team)
        return found or app_of(workspace, self.person)

    @property
    def blocks(self) -> list[Json]:
        """What is on it."""
        if isinstance(self.shown, View):
            return list(self.shown.content["blocks"])
        return self.shown.blocks

    @property
    def entered(self) -> Values:
        """What the person has entered so far."""
        return self._own().values

    def enter(self, block_id: str, action_id: str, value: Json) -> None:
        """Keep what the person entered."""
        record = self._own()
        record.values.setdefault(block_id, {})[action_id] = value
        if isinstance(self.shown, View):
            self.shown.errors.pop(block_id, None)
        self.context.workspace.save(record)

    def payload(self, kind: str) -> Json:
        """An interaction on this surface, without what was done."""
        payload = interact.about(self.context, self.app, self.person, kind)
        if isinstance(self.shown, View):
            return payload | interact.about_view(self.context, self.shown)
        return payload | interact.about_message(self.context, self.app, self.shown, self.entered)

    def answerable(self) -> Json:
        """The trigger, and for a message the response_url, that Slack adds to an action."""
        view = self.shown if isinstance(self.shown, View) else None
        rights: Json = {"trigger_id": interact.new_trigger(self.context, self.app, self.person, view).id}
        if not isinstance(self.shown, View):
            channel = self.context.workspace.channels[self.shown.channel]
            url = answers.new_url(self.context, self.app, self.person, channel, self.shown)
            rights["response_url"] = answers.url_address(self.context, url)
        return rights

    def _own(self) -> Entered | View:
        if isinstance(self.shown, View):
            return self.shown
        key = f"{self.shown.key}:{self.person.id}"
        return self.context.workspace.table(Entered).get(key) or Entered(key)


def surface_of(context: Context, person: User, fields: Fields) -> Surface:
    """The surface that an act names as its target."""
    target = Fields(f"{fields.kind}: target", fields.mapping("target"))
    workspace = context.workspace
    if target.given("view_id"):
        return Surface(context, person, top_view(workspace, person, target.text("view_id")))
    if target.given("home"):
        return Surface(context, person, _home(workspace, person))
    if target.given("ephemeral"):
        return Surface(context, person, _ephemeral(workspace, person, target.text("ephemeral")))
    if target.given("ts"):
        return Surface(context, person, _message(workspace, person, target))
    raise MalformedActError(
        f'{fields.kind} needs a `target`: {{"channel", "ts"}}, {{"view_id"}}, {{"home": true}} or {{"ephemeral"}}'
    )


def element_of(surface: Surface, fields: Fields, kinds: tuple[str, ...]) -> Found:
    """The element of a surface that an act names."""
    there = [found for found in all_elements(surface.blocks) if found.element["type"] in kinds]
    return find(there, fields.text("action_id", ""), fields.text("block_id", ""), fields.text("label", ""))


def top_view(workspace: Workspace, person: User, view_id: str) -> View:
    """A modal that a person can reach: the one on top."""
    stack = modals.stack(workspace, person.id)
    home = modals.home(workspace, person.id)
    if home and home.id == view_id:
        return home
    if view_id not in [view.id for view in stack]:
        raise ActError("view_not_open", "That window is not open.")
    if stack[-1].id != view_id:
        raise ActError("view_covered", "Another window lies on top of that one.")
    return stack[-1]


def _home(workspace: Workspace, person: User) -> View:
    view = modals.home(workspace, person.id)
    if view is None:
        raise ActError("home_empty", "The app has not filled your Home tab yet.")
    return view


def _ephemeral(workspace: Workspace, person: User, ephemeral_id: str) -> Ephemeral:
    found = workspace.table(Ephemeral).get(ephemeral_id)
    if found is None or found.user != person.id:
        raise ActError("message_not_found", "That message is not there any more.")
    return found


def _message(workspace: Workspace, person: User, target: Fields) -> Message:
    channel = find_channel(workspace, person, target.text("channel"))
    message = workspace.message(channel.id, target.text("ts"))
    if message is None:
        raise ActError("message_not_found", "That message is not there any more.")
    if person.id not in channel.members:
        raise ActError("not_in_channel", f"You are not in #{channel.name}: join it first.")
    return message
