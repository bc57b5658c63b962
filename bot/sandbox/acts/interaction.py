"""Acts on the app itself: commands, clicks, entries, submissions, shortcuts, the Home tab."""

from bot.sandbox import answers, interact, modals, posting
from bot.sandbox.acts.builtin import built_in
from bot.sandbox.acts.direct import conversation_of
from bot.sandbox.acts.fields import Fields, app_of, message_of
from bot.sandbox.acts.inputs import suggest as ask_for_options
from bot.sandbox.acts.inputs import value_of
from bot.sandbox.acts.surface import Surface, element_of, surface_of
from bot.sandbox.context import Context
from bot.sandbox.elements import BUTTONS, Found, choose, options, pressed
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.records import Channel, Json, User
from bot.sandbox.values import FIELDS


async def command(context: Context, person: User, fields: Fields) -> None:
    """A slash command, typed into a channel."""
    channel = conversation_of(context, person, fields)
    await run_command(context, person, channel, fields.text("text"), in_thread=bool(fields.given("thread_ts")))


async def run_command(context: Context, person: User, channel: Channel, typed: str, *, in_thread: bool) -> None:
    """Carry out what was typed after a slash."""
    word, _, text = typed.strip().partition(" ")
    if in_thread:
        raise ActError("command_in_thread", f"{word} is not supported in threads. Sorry!")
    if built_in(context, person, channel, word, text.strip()):
        return
    command = context.workspace.manifest.command(word)
    app = context.workspace.installation(person.team)
    if command is None or app is None or context.workspace.users[app.bot_user].deleted:
        raise ActError("unknown_command", f"{word} is not a valid command.")
    await interact.command(context, app, person, channel, word, text.strip())


async def click(context: Context, person: User, fields: Fields) -> None:
    """A button, or an option of an overflow menu."""
    surface = surface_of(context, person, fields)
    found = element_of(surface, fields, BUTTONS)
    if found.element.get("confirm") and not fields.flag("confirm", default=True):
        return
    action: Json = {"type": found.element["type"]}
    if found.element["type"] == "overflow":
        action["selected_option"] = choose(options(found.element), fields.text("value"))
    else:
        action |= pressed(found.element, fields.text("label", ""), fields.text("value", ""))
    await _fire(surface, found, action)


async def set_value(context: Context, person: User, fields: Fields) -> None:
    """An entry or a choice; the app is told at once where Slack would tell it."""
    surface = surface_of(context, person, fields)
    found = element_of(surface, fields, tuple(FIELDS))
    if found.element.get("confirm") and not fields.flag("confirm", default=True):
        return
    value = await value_of(surface, found, fields.given("value"))
    surface.enter(found.block["block_id"], found.element["action_id"], value)
    if is_told(found, enter=fields.flag("enter", default=True)):
        await _fire(surface, found, value)


def is_told(found: Found, *, enter: bool) -> bool:
    """Whether the app hears of an entry at once: what is typed only where its input says so, and when it says."""
    if found.block["type"] == "input" and not found.block.get("dispatch_action"):
        return False
    if not found.element["type"].endswith("text_input"):
        return True
    config = found.element.get("dispatch_action_config") or {}
    when = config.get("trigger_actions_on") or ["on_enter_pressed"]
    return "on_character_entered" in when or (enter and "on_enter_pressed" in when)


async def _fire(surface: Surface, found: Found, action: Json) -> None:
    workspace = surface.context.workspace
    names = {"action_id": found.element["action_id"], "block_id": found.block["block_id"]}
    payload = surface.payload("block_actions") | surface.answerable()
    payload["actions"] = [names | action | {"action_ts": workspace.next_ts()}]
    await interact.deliver(surface.context, payload)


async def suggest(context: Context, person: User, fields: Fields) -> Json:
    """The options for what is typed into an external select."""
    surface = surface_of(context, person, fields)
    found = element_of(surface, fields, ("external_select", "multi_external_select"))
    query = fields.text("query", "")
    if len(query) < found.element.get("min_query_length", 3):
        return {"options": []}
    return await ask_for_options(surface, found, query)


async def shortcut(context: Context, person: User, fields: Fields) -> None:
    """A global shortcut, or one on a message."""
    callback_id, kind = fields.text("callback_id"), "message" if fields.given("ts") else "global"
    app = app_of(context.workspace, person)
    there = [shortcut.callback_id for shortcut in context.workspace.manifest.shortcuts if shortcut.type == kind]
    if callback_id not in there:
        named = ", ".join(there) or "none"
        raise ActError("unknown_shortcut", f"The app has no {kind} shortcut “{callback_id}”. There is: {named}.")
    payload = interact.about(context, app, person, "shortcut")
    if fields.given("ts"):
        message = message_of(context.workspace, person, fields)
        channel = context.workspace.channels[message.channel]
        payload |= interact.about_message(context, app, message, {})
        payload |= {"type": "message_action", "message_ts": message.ts}
        url = answers.new_url(context, app, person, channel, message)
        payload["response_url"] = answers.url_address(context, url)
        del payload["container"], payload["state"]
    payload |= {"callback_id": callback_id, "action_ts": context.workspace.next_ts()}
    payload["trigger_id"] = interact.new_trigger(context, app, person).id
    await interact.deliver(context, payload)


async def home(context: Context, person: User, fields: Fields) -> None:
    """The app is opened: its Home tab, or its Messages tab."""
    tab = fields.text("tab", "home")
    if tab not in ("home", "messages"):
        raise MalformedActError(f"home: `tab` must be home or messages, not {tab!r}")
    app = app_of(context.workspace, person)
    view = modals.home(context.workspace, person.id)
    channel = posting.direct_channel(context, app, person.id)
    event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
    if view and tab == "home":
        event["view"] = modals.shown(context.workspace, view)
    context.outbox.emit(app, "app_home_opened", event)
