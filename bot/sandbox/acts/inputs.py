"""From the simple value that a person gives to the value that Slack sends, for each kind of element."""

import base64
import binascii

from bot.sandbox.acts.fields import find_channel, find_person
from bot.sandbox.acts.surface import Surface
from bot.sandbox.api.files import keep_content, new_file
from bot.sandbox.api.shapes import file_json
from bot.sandbox.context import Context
from bot.sandbox.elements import Found, as_list, choose, is_offered, options, written
from bot.sandbox.errors import ActError, MalformedActError
from bot.sandbox.interact import deliver
from bot.sandbox.records import File, Json, Suggested, User
from bot.sandbox.values import FIELDS


async def value_of(surface: Surface, found: Found, given: object) -> Json:
    """The element's value for what a person gave."""
    kind = found.element["type"]
    field, _, is_list = FIELDS[kind]
    if not (is_list or _chosen(kind)):
        return written(found.element, given)
    picked = [await _pick(surface, found, item) for item in as_list(given)]
    most = found.element.get("max_selected_items") or found.element.get("max_files")
    if most and len(picked) > most:
        raise ActError("too_many", f"You can choose at most {most} in “{found.label}”.")
    if is_list:
        return {"type": kind, field: picked}
    return {"type": kind, field: picked[0] if picked else None}


def _chosen(kind: str) -> bool:
    return "select" in kind or kind == "radio_buttons"


async def _pick(surface: Surface, found: Found, given: object) -> object:
    kind, workspace = found.element["type"], surface.context.workspace
    if kind == "file_input":
        return file_json(workspace, upload(surface.context, surface.person, given))
    if "external" in kind:
        return await _external(surface, found, given)
    if "users" in kind:
        return find_person(workspace, str(given)).id
    if "channels" in kind or "conversations" in kind:
        return find_channel(workspace, surface.person, str(given)).id
    return choose(options(found.element), given)


async def _external(surface: Surface, found: Found, given: object) -> Json:
    known = surface.context.workspace.table(Suggested).get(_key(surface, found))
    if known and is_offered(known.options, given):
        return choose(known.options, given)
    return choose(options(await suggest(surface, found, str(given))), given)


async def suggest(surface: Surface, found: Found, query: str) -> Json:
    """Ask the bot for options, as typing into an external select does."""
    payload = surface.payload("block_suggestion")
    names = {"action_id": found.element["action_id"], "block_id": found.block["block_id"], "value": query}
    ack = await deliver(surface.context, payload | names)
    surface.context.workspace.save(Suggested(_key(surface, found), options(ack.body)))
    return {name: ack.body[name] for name in ("options", "option_groups") if name in ack.body}


def _key(surface: Surface, found: Found) -> str:
    return f"{surface.shown.key}:{found.name}:{surface.person.id}"


def upload(context: Context, person: User, given: object) -> File:
    """A file that a person adds: `{"name", "base64"}`."""
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise MalformedActError('a file is {"name", "base64"}')
    try:
        content = base64.b64decode(str(given.get("base64", "")), validate=True)
    except binascii.Error as error:
        raise MalformedActError(f"{given['name']}: `base64` is not base64") from error
    file = new_file(context.workspace, person.id, given["name"], len(content))
    file.completed = True
    keep_content(context.workspace, file, content)
    return file
