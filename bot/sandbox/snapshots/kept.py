"""What belongs to the processes that run and not to the history: it stays as it is when another state begins.

An app that runs on through a load goes on with the tokens that it holds, over the connections that it opens. So a
snapshot, which people share, holds neither.
"""

from bot.sandbox.installs.installing import first_token
from bot.sandbox.records import Counter, Grant, Installation, Json, Record, SocketMode
from bot.sandbox.workspace import Workspace

LEFT_OUT = frozenset({Grant.__name__, SocketMode.__name__})
"""The kinds of record that no snapshot holds; a consent that is on its way is asked for again."""
_NUMBERS = frozenset({"grant", "token"})
"""The sequences from which codes and tokens are derived: one that went back would give out the spent ones again."""
BLANK: dict[str, Json] = {
    # moments of real time, which no other run has; a trigger that is loaded has long expired
    "Trigger": {"real": 0.0},
    "Installation": {"token": "", "refresh": "", "expires": None, "earlier": {}},
}
"""Of other kinds, the fields that a snapshot holds empty."""


def shared(kind: str, document: Json) -> bool:
    """Whether a snapshot holds a record."""
    return kind not in LEFT_OUT and not (kind == Counter.__name__ and document["id"] in _NUMBERS)


def keep(present: Workspace, record: Record) -> None:
    """Give a record of the state that is to begin what the running one has of it."""
    if isinstance(record, Installation):
        now = present.installation(record.id) or Installation(record.id, "", "", first_token(present, record.id))
        record.token, record.refresh, record.expires = now.token, now.refresh, now.expires
        record.earlier = dict(now.earlier)
    if isinstance(record, Counter) and record.id in _NUMBERS:
        held = present.table(Counter).get(record.id)
        record.value = max(record.value, held.value if held else 0)


def beside(present: Workspace) -> list[Record]:
    """The running state's records that the one that is to begin has as they are."""
    numbers = [counter for counter in present.table(Counter).values() if counter.id in _NUMBERS]
    return [*present.table(SocketMode).values(), *numbers]
