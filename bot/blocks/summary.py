"""The list of threats in the thread, the whole list behind its button, and what is to be confirmed."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, DividerBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.confirm import settled
from bot.blocks.fit import as_many, more
from bot.blocks.text import count, cut, mrkdwn, plain, words
from bot.blocks.threat import in_full, in_line
from bot.blocks.values import packed
from bot.store.tables import Model
from bot.triage import Entry
from flows.threats.types import ToConfirm

FIRST = 5
PAGE = 12
NOTES = 4


def summary(
    model: Model, entries: Sequence[Entry], to_confirm: Sequence[ToConfirm], notes: Sequence[str], base: str = ""
) -> Sequence[Block]:
    """The headline, the first five in full as far as there is room, and the ways to the rest.

    ``base`` is the name of the system to which the model adds something.
    """
    if base:
        notes = [f"Only what this adds to {cut(base, 120)} is listed.", *notes]
    return as_many(min(FIRST, len(entries)), lambda shown: _summary(model, entries, to_confirm, notes, shown))


def _summary(
    model: Model, entries: Sequence[Entry], to_confirm: Sequence[ToConfirm], notes: Sequence[str], shown: int
) -> list[Block]:
    blocks: list[Block] = [
        SectionBlock(text=mrkdwn(f"*Threats to {plain(model.name)}*\n{plain(model.headline)}", 2000))
    ]
    if notes:
        blocks.append(ContextBlock(elements=[mrkdwn("\n".join(plain(note) for note in notes[:NOTES]), 1000)]))
        blocks += more(len(notes) - NOTES, "notes in the report.")
    if not entries:
        blocks.append(
            SectionBlock(text=mrkdwn("No rule found a threat here. Answer more questions, or draw what is missing."))
        )
    for entry in entries[:shown]:
        blocks += [DividerBlock(), *in_full(entry)]
    blocks.append(DividerBlock())
    if waiting := to_confirm[:3]:
        numbers = {entry.threat.id: entry.number for entry in entries}
        lines = [f"• {plain(cut(item.question, 600))} ({_would_settle(item, numbers)})" for item in waiting]
        blocks.append(SectionBlock(text=mrkdwn("*Worth looking up first:*\n" + "\n".join(lines))))
    rest = len(entries) - shown
    told = [f"{count(rest, 'more threat')} under *All threats*"] if rest else []
    told += [f"{count(len(to_confirm), 'thing')} to look up under *To confirm*"] if to_confirm else []
    if told:
        blocks.append(ContextBlock(elements=[mrkdwn("; ".join(told) + ".")]))
    blocks.append(ActionsBlock(elements=_buttons(model, len(entries), len(to_confirm))))
    return blocks


def _would_settle(item: ToConfirm, numbers: Mapping[str, int]) -> str:
    contested = "contested; " if item.contested else ""
    return f"{contested}this would settle {settled(item, numbers)}, worst {item.worst.capitalize()}"


def _buttons(model: Model, threats: int, unconfirmed: int) -> list[ButtonElement]:
    value = packed(m=model.id, p=0)
    made = []
    if threats:
        made.append(ButtonElement(action_id="threats.all", text=words("All threats"), value=value))
    if unconfirmed:
        made.append(ButtonElement(action_id="threats.to_confirm", text=words("To confirm"), value=value))
    made.append(ButtonElement(action_id="report.post", text=words("Post the report"), value=value))
    if model.state in ("triage", "review", "snoozed"):
        made.append(ButtonElement(action_id="approve.open", text=words("Approve"), value=value, style="primary"))
    return made


def all_threats(model: Model, entries: Sequence[Entry], page: int) -> View:
    """One page of the whole list."""
    shown = entries[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [SectionBlock(text=mrkdwn(f"*{plain(model.name)}*\n{plain(model.headline)}"))]
    for entry in shown:
        blocks += [DividerBlock(), *in_line(entry)]
    turns = []
    if page > 0:
        turns.append(_turn(model, page - 1, "Previous"))
    if (page + 1) * PAGE < len(entries):
        turns.append(_turn(model, page + 1, "Next"))
    if turns:
        pages = (len(entries) + PAGE - 1) // PAGE
        blocks += [ContextBlock(elements=[mrkdwn(f"Page {page + 1} of {pages}")]), ActionsBlock(elements=turns)]
    return View(type="modal", callback_id="threats.list", title="All threats", close="Close", blocks=blocks)


def _turn(model: Model, page: int, text: str) -> ButtonElement:
    return ButtonElement(action_id=f"threats.turn.{page}", text=words(text), value=packed(m=model.id, p=page))
