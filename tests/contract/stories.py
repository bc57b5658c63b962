"""The shortest conversations that leave something behind: a platform's model, its one question, its approval."""

from tests.contract.client import DESIGN, Json, Local

ANSWER = "Not at all yet: no real user and no real data"


def begun(local: Local, name: str) -> None:
    """A model of a platform, up to its first question."""
    (view_id,) = local.done("architect", "command", channel=DESIGN, text=f"/threatmodel new {name}")["changed"]
    values = {"description/value": "Where all runs.", "kind/value": "platform"}
    local.done("architect", "submit", view_id=view_id, values=values)


def newest(local: Local, text: str) -> Json:
    """The newest message that shows a text."""
    found = [one for one in local.channel("security", DESIGN)["messages"] if text in one["plain"]]
    assert found, text
    message: Json = max(found, key=lambda one: str(one["ts"]))
    return message


def clicked(local: Local, label: str) -> Json:
    """The reply to a click on a button in the newest message that has it."""
    target = {"channel": DESIGN, "ts": newest(local, f"[{label}]")["ts"]}
    return local.done("security", "click", target=target, label=label)


def approved(local: Local, name: str) -> Json:
    """A model that is approved, with a review ahead; gives the reply to the approval."""
    local.done("security", "command", channel=DESIGN, text="/threatmodel role security")
    begun(local, name)
    clicked(local, ANSWER)
    reply = clicked(local, "Approve")
    (view,) = reply["state"]["views"]
    return local.done("security", "submit", view_id=view["id"])


def texts(local: Local) -> list[str]:
    """All that stands in the channel."""
    return [one["plain"] for one in local.channel("security", DESIGN)["messages"]]
