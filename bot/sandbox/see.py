"""What one person sees: the answer to GET /_workspace/state, and what of a change is theirs to see."""

from collections.abc import Collection, Iterator

from bot.sandbox import modals
from bot.sandbox.acts.fields import sees
from bot.sandbox.api.shapes import reactions_json
from bot.sandbox.changes import Change
from bot.sandbox.clock import parse_time
from bot.sandbox.context import Context
from bot.sandbox.plain import Reader
from bot.sandbox.records import Channel, Entered, Ephemeral, File, Json, Message, User, View
from bot.sandbox.values import flat, state_values

_DIRECT = ("im", "mpim")


class Sight:
    """The workspace with one person's eyes."""

    def __init__(self, context: Context, person: User) -> None:
        self._workspace = context.workspace
        self._person = person
        self._reader = Reader(context.workspace)

    def state(self, channel: str = "", thread: str = "", since: str = "", only: Collection[str] | None = None) -> Json:
        """Everything they see; of one channel or thread, after a moment, or only some records."""
        wanted = _Wanted(channel, thread, _as_ts(since), only)
        places = [place for place in self._places() if wanted.place(place)]
        shown = [self._channel(place, wanted) for place in places]
        return {
            "clock": self._workspace.clock.now().isoformat(),
            "me": self._me(),
            "channels": [item for item in shown if item["kind"] not in _DIRECT],
            "dms": [item for item in shown if item["kind"] in _DIRECT],
            "ephemerals": [self._ephemeral(item) for item in self._ephemerals() if wanted.message(item)],
            "views": [self._view(view) for view in self._stack() if wanted.record(view.id)],
            "home": self._home(wanted),
        }

    def visible(self, changes: list[Change]) -> list[tuple[str, str]]:
        """Kind and id of those changes that concern what they see; what is gone stays named."""
        own_views = {view.id for view in self._workspace.table(View).values() if view.user == self._person.id}
        messages = {message.ts for place in self._places() for message in self._workspace.messages(place.id)}
        gone = {change.id for change in changes if change.kind in {"message", "ephemeral"}} - {
            record.id for kind in (Message, Ephemeral) for record in self._workspace.table(kind).values()
        }
        mine = {
            "message": messages | gone,
            "ephemeral": {item.id for item in self._ephemerals()} | gone,
            "view": own_views,
            "channel": {place.id for place in self._places()},
        }
        return [(change.kind, change.id) for change in changes if change.id in mine.get(change.kind, ())]

    def _places(self) -> Iterator[Channel]:
        return (place for place in self._workspace.channels.values() if sees(self._person, place))

    def _ephemerals(self) -> Iterator[Ephemeral]:
        return (item for item in self._workspace.table(Ephemeral).values() if item.user == self._person.id)

    def _stack(self) -> list[View]:
        return modals.stack(self._workspace, self._person.id)

    def _me(self) -> Json:
        person = self._person
        names = {"id": person.id, "name": person.name, "real_name": person.real_name, "tz": person.tz}
        return names | {"is_restricted": person.is_restricted, "deleted": person.deleted}

    def _channel(self, place: Channel, wanted: "_Wanted") -> Json:
        messages = [item for item in self._workspace.messages(place.id) if wanted.message(item)]
        others = [self._workspace.users[user].name for user in place.members if user != self._person.id]
        return {
            "id": place.id,
            "name": place.name if place.kind not in _DIRECT else ", ".join(others),
            "kind": place.kind,
            "is_member": self._person.id in place.members,
            "is_archived": place.is_archived,
            "members": place.members,
            "messages": [self._message(item) for item in messages],
        }

    def _message(self, message: Message) -> Json:
        return {
            "ts": message.ts,
            "thread_ts": message.thread_ts,
            "user": message.user,
            "name": message.username or self._workspace.users[message.user].name,
            "text": message.text,
            "plain": self._reader.message(message),
            "blocks": message.blocks,
            "values": self._values(message),
            "files": [self._file(self._workspace.table(File)[file_id]) for file_id in message.files],
            "reactions": reactions_json(message),
            "reply_count": len(self._workspace.replies(message)),
            "edited": bool(message.edited),
            "subtype": message.subtype,
        }

    def _values(self, shown: Message | Ephemeral) -> Json:
        entered = self._workspace.table(Entered).get(f"{shown.key}:{self._person.id}")
        return flat(state_values(shown.blocks, entered.values if entered else {}))

    def _file(self, file: File) -> Json:
        facts = {"id": file.id, "name": file.name, "title": file.title, "mimetype": file.mimetype}
        return facts | {"size": file.size, "url": f"/_workspace/files/{file.id}"}

    def _ephemeral(self, item: Ephemeral) -> Json:
        return {
            "id": item.id,
            "channel": item.channel,
            "ts": item.ts,
            "thread_ts": item.thread_ts,
            "text": item.text,
            "plain": self._reader.blocks(item.blocks) if item.blocks else self._reader.mrkdwn(item.text),
            "blocks": item.blocks,
            "values": self._values(item),
        }

    def _view(self, view: View) -> Json:
        content = view.content
        return {
            "id": view.id,
            "type": content["type"],
            "callback_id": content.get("callback_id", ""),
            "title": self._reader.text(content.get("title")),
            "submit": self._reader.text(content.get("submit")),
            "close": self._reader.text(content.get("close")),
            "plain": self._reader.blocks(content["blocks"]),
            "blocks": content["blocks"],
            "values": flat(state_values(content["blocks"], view.values)),
            "errors": view.errors,
        }

    def _home(self, wanted: "_Wanted") -> Json:
        view = modals.home(self._workspace, self._person.id)
        return self._view(view) if view and wanted.record(view.id) else {}


class _Wanted:
    """Which part of what a person sees was asked for."""

    def __init__(self, channel: str, thread: str, since: str, only: Collection[str] | None) -> None:
        self._channel, self._thread, self._since, self._only = channel, thread, since, only

    def place(self, place: Channel) -> bool:
        return not self._channel or self._channel in (place.id, place.name, f"#{place.name}")

    def message(self, item: Message | Ephemeral) -> bool:
        in_thread = not self._thread or self._thread in (item.ts, item.thread_ts)
        in_place = isinstance(item, Message) or self._channel in ("", item.channel)
        return in_thread and in_place and item.changed > self._since and self.record(item.id)

    def record(self, record_id: str) -> bool:
        return self._only is None or record_id in self._only


def _as_ts(since: str) -> str:
    """A ts from a ts or an ISO date-time; all have ten digits before the point until 2286."""
    if not since or since.replace(".", "", 1).isdecimal():
        return since
    return f"{parse_time(since).timestamp():.6f}"
