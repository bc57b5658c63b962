"""Answering what is said to Threatbot, once: a mention may arrive twice, and an event more often than once."""

from bot.services import surfaces
from bot.store.tables import Request, Surface
from bot.store.unit_of_work import UnitOfWork, table_of


def answer(unit: UnitOfWork, channel: str, ts: str, thread_ts: str) -> bool:
    """Want a word in the mention's thread, unless it was answered; ``ts`` tells which mention it is.

    Slack delivers one as ``app_mention``, and as ``message`` where that is heard.
    """
    if not _first(unit, "mention", channel, ts):
        return False
    surfaces.show(unit, "welcome", channel, parent_id=_anchor(unit, channel, thread_ts))
    return True


def answer_alone(unit: UnitOfWork, channel: str, ts: str, thread_ts: str) -> bool:
    """Want a word in the direct conversation, or in its thread where it was said in one; unless it was answered."""
    if not _first(unit, "direct", channel, ts):
        return False
    surfaces.show(unit, "alone", channel, parent_id=_anchor(unit, channel, thread_ts) if thread_ts else None)
    return True


def _first(unit: UnitOfWork, kind: str, channel: str, ts: str) -> bool:
    return unit.insert_once(Request, key=f"{kind}:{channel}:{ts}", kind=kind, at=unit.now, reply=None)


def _anchor(unit: UnitOfWork, channel: str, thread_ts: str) -> int:
    """A row for the person's own message, which is there already: what we say hangs under it."""
    anchor = surfaces.show(unit, "anchor", channel, ts=thread_ts)
    table = table_of(Surface)
    ours = (table.c.workspace_id == unit.workspace_id) & (table.c.id == anchor)
    unit.connection().execute(table.update().where(ours).values(state="sent", sent_rev=1))
    return anchor
