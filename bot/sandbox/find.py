"""The search for messages: those that hold all of some words, with the eyes of one person, the newest first."""

import re
from collections.abc import Iterator
from heapq import merge
from itertools import islice

from bot.sandbox.acts.fields import sees
from bot.sandbox.plain import Reader
from bot.sandbox.records import Ephemeral, Json, Message, User
from bot.sandbox.workspace import Workspace

MOST = 20
_PICTURE = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?")
_MARKS = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)")
_READ = ("mrkdwn", "plain_text")


class Said(Reader):
    """What was said: the words alone, without what can be pressed, marks and pictures."""

    def message(self, message: Message | Ephemeral) -> str:
        """The words of a message."""
        return " ".join(_MARKS.sub("", _PICTURE.sub("", super().message(message))).split())

    def element(self, element: Json) -> str:
        """Only what is text."""
        return super().element(element) if element["type"] in _READ else ""


def find(workspace: Workspace, person: User, words: str, most: int = MOST) -> list[Json]:
    """Where each word of ``words`` is read, in any order, whatever the case; nothing for no words."""
    wanted = words.casefold().split()
    reader = Said(workspace)
    told = ((message, reader.message(message)) for message in _newest_first(workspace, person)) if wanted else ()
    found = ((message, text) for message, text in told if all(word in text.casefold() for word in wanted))
    return [
        {
            "channel": message.channel,
            "ts": message.ts,
            "thread_ts": message.thread_ts,
            "name": message.username or workspace.users[message.user].name,
            "text": text,
        }
        for message, text in islice(found, most)
    ]


def _newest_first(workspace: Workspace, person: User) -> Iterator[Message]:
    places = [place.id for place in workspace.channels.values() if sees(person, place)]
    each = (reversed(list(workspace.messages(place))) for place in places)
    return merge(*each, key=lambda message: message.ts, reverse=True)
