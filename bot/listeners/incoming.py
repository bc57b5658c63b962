"""What every listener reads from a payload: who, where, and the key that tells a repeat."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltContext

from bot.blocks.forms import State
from bot.errors import Refused
from bot.services import Services, surfaces
from bot.services.requests import Reply, once
from bot.store.unit_of_work import UnitOfWork

Payload = dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """One request of one person.

    Attributes:
        key: what tells a repeat: the trigger, or for a form the form itself, because somebody whose first try was
            committed and never acknowledged sends the same form again with another trigger. A form that was closed
            has no trigger; it is closed once.
        entered: what stands in the form in which they are.
        in_view: whether they acted inside a modal, where an ephemeral message would not be seen.
    """

    workspace_id: str
    user: str
    channel: str
    trigger_id: str
    key: str
    thread_ts: str
    kind: str
    entered: State
    in_view: bool

    @classmethod
    def of(cls, body: Payload, context: BoltContext) -> "Incoming":
        """From a command, an action, a submission, a form that was closed, or a shortcut."""
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or ""
        message = body.get("message") or {}
        view = body.get("view") or {}
        trigger, kind = str(body.get("trigger_id") or ""), str(body.get("type") or "command")
        of_form = {"view_submission": view.get("callback_id"), "view_closed": "closed"}.get(kind)
        if not trigger and kind != "view_closed":
            raise Refused("This came without a trigger. Please try again.")
        return cls(
            workspace_id=str(context["workspace_id"]),
            user=str(body.get("user_id") or body["user"]["id"]),
            channel=str(channel),
            trigger_id=trigger,
            key=f"{view['id']}:{of_form}" if of_form else trigger,
            thread_ts=str(message.get("thread_ts") or ""),
            kind=kind,
            entered=(view.get("state") or {}).get("values") or {},
            in_view=view.get("type") == "modal",
        )

    def once(self, services: Services, work: Callable[[UnitOfWork], Reply | None]) -> Reply:
        """Carry out ``work`` once for this request, however often it arrives."""
        return once(services.store, self.workspace_id, self.key, self.kind, lambda unit: work(unit) or Reply())

    def tell(self, unit: UnitOfWork, text: str) -> None:
        """Say something that only this person sees, where they clicked."""
        if self.channel:
            payload = {"user": self.user, "text": text, "thread_ts": self.thread_ts}
            surfaces.show(unit, "ephemeral", self.channel, payload=payload, lane=f"{unit.workspace_id}:to:{self.user}")


def action_of(body: Payload) -> Payload:
    """The one action of a ``block_actions`` payload."""
    actions = body.get("actions") or []
    if len(actions) != 1:
        raise Refused("Nothing was chosen. Please try again.")
    found: Payload = actions[0]
    return found
