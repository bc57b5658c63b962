"""What one person sees: the answer to GET /_workspace/state, and what of a change is theirs to see."""

from collections.abc import Iterator

from bot.sandbox import modals
from bot.sandbox.acts.fields import sees
from bot.sandbox.api.shapes import reactions_json
from bot.sandbox.asked import EVERYTHING, Asked
from bot.sandbox.changes import Change
from bot.sandbox.context import Context
from bot.sandbox.plain import Reader
from bot.sandbox.records import Channel, Entered, Ephemeral, File, Json, Message, User, View
from bot.sandbox.unread import Unread
from bot.sandbox.values import flat, state_values

_DIRECT = ("im", "mpim")


class Sight:
    """The workspace with one person's eyes."""

    def __init__(self, context: Context, person: User) -> None:
        self._workspace = context.workspace
        self._person = person
        self._reader = Reader(context.workspace)
        self._unread = Unread(context.workspace, person.id)

    def state(self, asked: Asked = EVERYTHING) -> Json:
        """What they see, or the part of it that is asked for."""
        shown = [self._channel(place, asked) for place in self._places() if asked.place(place)]
        ephemerals = [self._ephemeral(item) for item in asked.ephemerals(self._workspace, self._person.id)]
        return {
            "clock": self._workspace.clock.now().isoformat(),
            "me": self._me(),
            "channels": [item for item in shown if item["kind"] not in _DIRECT],
            "dms": [item for item in shown if item["kind"] in _DIRECT],
            "ephemerals": ephemerals,
            "views": [self._view(view) for view in self._stack() if asked.view(view.id)],
            "home": self._home(asked),
        }

    def visible(self, changes: list[Change]) -> list[tuple[str, str]]:
        """Kind and id of those changes that concern what they see; what is gone stays named."""
        return [(change.kind, change.id) for change in changes if self._concerns(change.kind, change.id)]

    def _concerns(self, kind: str, record_id: str) -> bool:
        workspace = self._workspace
        if kind == "message":
            holders = [place for place in workspace.channels.values() if workspace.message(place.id, record_id)]
            return not holders or any(sees(self._person, place) for place in holders)
        if kind == "ephemeral":
            item = workspace.table(Ephemeral).get(record_id)
            return item is None or item.user == self._person.id
        if kind == "view":
            view = workspace.table(View).get(record_id)
            return view is not None and view.user == self._person.id
        return kind == "channel" and sees(self._person, workspace.channels[record_id])

    def _places(self) -> Iterator[Channel]:
        return (place for place in self._workspace.channels.values() if sees(self._person, place))

    def _stack(self) -> list[View]:
        return modals.stack(self._workspace, self._person.id)

    def _me(self) -> Json:
        person = self._person
        names = {"id": person.id, "name": person.name, "real_name": person.real_name, "tz": person.tz}
        return names | {"is_restricted": person.is_restricted, "deleted": person.deleted}

    def _channel(self, place: Channel, asked: Asked) -> Json:
        others = [self._workspace.users[user].name for user in place.members if user != self._person.id]
        messages, has_more = asked.messages(self._workspace, place.id)
        shown = {
            "id": place.id,
            "name": place.name if place.kind not in _DIRECT else ", ".join(others),
            "kind": place.kind,
            "is_member": self._person.id in place.members,
            "is_archived": place.is_archived,
            "topic": place.topic,
            "members": place.members,
            "messages": [self._message(item, asked) for item in messages],
        }
        return shown | self._counts(place, asked) | {"has_more": has_more} if asked.counts else shown

    def _counts(self, place: Channel, asked: Asked) -> Json:
        roots = self._workspace.timelines.roots(place.id)
        root = asked.root(self._workspace, place.id)
        return {
            "total": len(self._workspace.replies(root)) if root else len(roots),
            "latest": roots[-1] if roots else None,
            "read": self._unread.last(place.id, root.ts if root else ""),
            "unread": self._unread.count(place),
            "mentions": self._unread.mentions(place),
        }

    def _message(self, message: Message, asked: Asked) -> Json:
        replies = self._workspace.replies(message)
        shown: Json = {
            "ts": message.ts,
            "thread_ts": message.thread_ts,
            "user": message.user,
            "name": message.username or self._workspace.users[message.user].name,
            "text": message.text,
            "plain": self._reader.message(message),
            "blocks": message.blocks,
            "attachments": message.attachments,
            "values": self._values(message),
            "files": [self._file(self._workspace.table(File)[file_id]) for file_id in message.files],
            "reactions": reactions_json(message),
            "reply_count": len(replies),
            "edited": bool(message.edited),
            "subtype": message.subtype,
        }
        if asked.counts and replies:
            shown["latest_reply"] = replies[-1].ts
            shown["reply_users"] = list(dict.fromkeys(reply.user for reply in replies))
            shown["mentions"] = self._unread.mentions_below(message)
        return shown

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
            "plain": self._reader.message(item),
            "blocks": item.blocks,
            "attachments": item.attachments,
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
            "notify_on_close": bool(content.get("notify_on_close")),
            "plain": self._reader.blocks(content["blocks"]),
            "blocks": content["blocks"],
            "values": flat(state_values(content["blocks"], view.values)),
            "errors": view.errors,
        }

    def _home(self, asked: Asked) -> Json:
        view = modals.home(self._workspace, self._person.id)
        return self._view(view) if view and asked.view(view.id) else {}
