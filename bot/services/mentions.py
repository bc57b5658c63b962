"""Answering a mention, once: Slack delivers one mention as ``app_mention``, and as ``message`` where that is heard."""

from bot.services import surfaces
from bot.store.tables import Request, Surface
from bot.store.unit_of_work import UnitOfWork, table_of


def answer(unit: UnitOfWork, channel: str, ts: str, thread_ts: str) -> bool:
    """Want a word in the mention's thread, unless it was answered; ``ts`` tells which mention it is."""
    key = f"mention:{channel}:{ts}"
    if not unit.insert_once(Request, key=key, kind="mention", at=unit.now, reply=None):
        return False
    surfaces.show(unit, "welcome", channel, parent_id=_anchor(unit, channel, thread_ts))
    return True


def _anchor(unit: UnitOfWork, channel: str, thread_ts: str) -> int:
    """A row for the person's own message, which is there already: what we say hangs under it."""
    anchor = surfaces.show(unit, "anchor", channel, ts=thread_ts)
    table = table_of(Surface)
    ours = (table.c.workspace_id == unit.workspace_id) & (table.c.id == anchor)
    unit.connection().execute(table.update().where(ours).values(state="sent", sent_rev=1))
    return anchor
