"""A threat model's card in its channel, and the head of its intake in the thread."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock

from bot.blocks.text import count, cut, day, mrkdwn, person, plain, to_thread, words
from bot.blocks.values import packed
from bot.store.tables import Model
from bot.triage import is_newer
from flows.workload.model import ModelKind, Workload

STATES = {
    "draft": "Draft: the form is not finished",
    "intake": "Questions are open in the thread",
    "paused": "Questions are stopped for now",
    "triage": "In triage: decide what to do about each threat",
    "approved": "Approved",
    "review": "In review",
    "snoozed": "In review, put off",
}


def card_text(model: Model) -> str:
    """What a notification says of the card."""
    return f"Threat model: {plain(model.name)}"


def kind_line(kind: ModelKind, base: str) -> str:
    """``Feature of *Shop*``, ``System on *Platform*``; of a system by itself nothing."""
    if kind == "platform":
        return "Platform: what is answered here counts for every model that extends it"
    if not base:
        return "Feature" if kind == "feature" else ""
    return f"{'Feature of' if kind == 'feature' else 'System on'} *{plain(cut(base, 120))}*"


def state_words(model: Model, approved: int | None = None) -> str:
    """How a model stands; ``approved`` is the version that somebody approved last."""
    if is_newer(model.state, model.version, approved):
        return f"Approved at version {approved}; the list is at version {model.version}"
    return STATES[model.state]


def card(
    model: Model, workload: Workload, base: str = "", thread: str = "", approved: int | None = None
) -> list[Block]:
    """Name, kind, description, owner, state, and what is open; ``base`` is the name of the model that it extends.

    ``approved`` is the version that somebody approved last. ``thread`` links to where everything else is, on a card
    that does not stand there.
    """
    parts = ", ".join(
        (
            count(len(workload.components), "component"),
            count(len(workload.flows), "flow"),
            count(len(workload.assets), "asset"),
        )
    )
    lines = [f"*Threat model: {plain(model.name)}*", *filter(None, [kind_line(model.kind, base)])]
    if workload.description:
        lines.append(plain(workload.description))
    facts = [f"Owner {person(model.owner)}", parts]
    if workload.environment:
        facts.append(workload.environment)
    status = state_words(model, approved)
    if model.review_due:
        status += f" · next review {day(model.review_due)}"
    blocks: list[Block] = [
        SectionBlock(text=mrkdwn("\n".join(lines))),
        ContextBlock(elements=[mrkdwn(" · ".join(facts))]),
        SectionBlock(text=mrkdwn(f"*{status}*" + (f"\n{plain(model.headline)}" if model.headline else ""))),
    ]
    if thread:
        blocks.append(SectionBlock(text=mrkdwn(to_thread(thread))))
    return blocks


def intake(model: Model, answered: int, left: int, inherited: int = 0, base: str = "") -> list[Block]:
    """How far the questions are, and the ways to stop, go on, or see the list as it stands.

    ``inherited`` answers were given in ``base``, which it extends.
    """
    if model.state in ("intake", "paused"):
        progress = f"{count(answered, 'question')} answered, about {left} to go."
    else:
        progress = f"{count(answered, 'question')} answered. Any answer can be changed; the list follows."
    if inherited:
        progress += f" {count(inherited, 'answer')} taken over from *{plain(cut(base, 120))}*."
    how = "Anyone may answer by the buttons, and may change an answer. What is typed here, I do not read."
    text = f"*A few questions about {plain(model.name)}.* {how}\n{progress}"
    blocks: list[Block] = [SectionBlock(text=mrkdwn(text))]
    if buttons := _intake_buttons(model):
        blocks.append(ActionsBlock(elements=buttons))
    return blocks


def _intake_buttons(model: Model) -> Sequence[ButtonElement]:
    change = ButtonElement(action_id="review.changed", text=words("Something changed"), value=packed(m=model.id))
    return [*ways, change] if (ways := ways_on(model.id, model.state)) else []


def ways_on(model_id: str, state: str) -> list[ButtonElement]:
    """What else can be done while questions are put, or once they are stopped; nothing where the list is there."""
    value = packed(m=model_id)
    show = ButtonElement(action_id="intake.show", text=words("Show the threats now"), value=value)
    if state == "intake":
        return [ButtonElement(action_id="intake.stop", text=words("Stop for now"), value=value), show]
    if state == "paused":
        on = words("Go on with the questions")
        return [ButtonElement(action_id="intake.resume", text=on, value=value, style="primary"), show]
    return []
