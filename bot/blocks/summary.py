"""The list of threats in the thread, the whole list behind its button, and what is to be confirmed."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, DividerBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.card import state_words
from bot.blocks.confirm import settled
from bot.blocks.fit import as_many, more
from bot.blocks.text import count, cut, mrkdwn, plain, to_thread, words
from bot.blocks.threat import in_full, in_line
from bot.blocks.values import packed
from bot.store.tables import Model
from bot.triage import Card, Entry, cards_of, hygiene_words, is_hygiene, is_newer, may_be_approved, worst_left
from flows.decisions import BEARERS, approvers
from flows.risk import is_severe
from flows.threats.types import ToConfirm

FIRST = 5
PAGE = 20
NOTES = 4
NOTHING = "No rule found a threat here. Answer more questions, or draw what is missing: *Something changed* takes it."


def summary(
    model: Model,
    entries: Sequence[Entry],
    to_confirm: Sequence[ToConfirm],
    notes: Sequence[str],
    base: str = "",
    approved: int | None = None,
) -> Sequence[Block]:
    """The headline, the first five cards in full as far as there is room, and the ways to the rest.

    ``base`` is the name of the system to which the model adds something; ``approved`` the version approved last.
    """
    if base:
        notes = [f"Only what this adds to {cut(base, 120)} is listed.", *notes]
    cards, _ = _sorted(entries)
    about = (model, approved)
    return as_many(min(FIRST, len(cards)), lambda shown: _summary(about, entries, to_confirm, notes, cards[:shown]))


def _sorted(entries: Sequence[Entry]) -> tuple[Sequence[Card], Sequence[Card]]:
    """The cards, and apart from them those of hygiene, which are told in one line."""
    cards = cards_of(entries)
    return [card for card in cards if not is_hygiene(card[0])], [card for card in cards if is_hygiene(card[0])]


def _summary(
    about: tuple[Model, int | None],
    entries: Sequence[Entry],
    to_confirm: Sequence[ToConfirm],
    notes: Sequence[str],
    cards: Sequence[Card],
) -> list[Block]:
    model, approved = about
    head = f"*Threats to {plain(model.name)}*\n{plain(model.headline)}"
    if is_newer(model.state, model.version, approved):
        head += f"\n{state_words(model, approved)}."
    blocks: list[Block] = [SectionBlock(text=mrkdwn(head, 2000))]
    if notes:
        blocks.append(ContextBlock(elements=[mrkdwn("\n".join(plain(note) for note in notes[:NOTES]), 1000)]))
        blocks += more(len(notes) - NOTES, "notes in the report.")
    if not entries:
        blocks.append(SectionBlock(text=mrkdwn(NOTHING)))
    for card in cards:
        blocks += [DividerBlock(), *in_full(card)]
    blocks.append(DividerBlock())
    blocks += _hygiene(model, entries)
    if waiting := to_confirm[:3]:
        numbers = {entry.threat.id: entry.number for entry in entries}
        lines = [f"• {plain(cut(item.question, 600))} ({_would_settle(item, numbers)})" for item in waiting]
        blocks.append(SectionBlock(text=mrkdwn("*Worth looking up first:*\n" + "\n".join(lines))))
    rest = sum(not is_hygiene(entry) for entry in entries) - sum(map(len, cards))
    told = [f"{count(rest, 'more threat')} under *All threats*"] if rest else []
    told += [f"{count(len(to_confirm), 'thing')} to look up under *To confirm*"] if to_confirm else []
    if told:
        blocks.append(ContextBlock(elements=[mrkdwn("; ".join(told) + ".")]))
    may_approve = may_be_approved(model.state, model.version, approved)
    blocks.append(ActionsBlock(elements=_buttons(model, len(entries), len(to_confirm), may_approve=may_approve)))
    if may := _who_may(entries, may_approve=may_approve):
        blocks.append(ContextBlock(elements=[mrkdwn(may)]))
    return blocks


def _who_may(entries: Sequence[Entry], *, may_approve: bool) -> str:
    """Who may press what all see; empty where anyone may press all of it."""
    worst = worst_left(entries)
    lines: list[str] = []
    if may_approve:
        lines.append(f"*Approve* is for {approvers(worst)}.")
    if worst is not None and is_severe(worst) and any(entry.may_decide for entry in entries):
        lines.append(f"*Accept* at high or critical is for {BEARERS}.")
    return " ".join(lines)


def _would_settle(item: ToConfirm, numbers: Mapping[str, int]) -> str:
    contested = "contested; " if item.contested else ""
    return f"{contested}this would settle {settled(item, numbers)}, worst {item.worst.capitalize()}"


def _buttons(model: Model, threats: int, unconfirmed: int, *, may_approve: bool) -> list[ButtonElement]:
    value = packed(m=model.id, p=0)
    made = []
    if threats:
        made.append(ButtonElement(action_id="threats.all", text=words("All threats"), value=value))
    if unconfirmed:
        made.append(ButtonElement(action_id="threats.to_confirm", text=words("To confirm"), value=value))
        if model.state == "triage":
            made.append(ButtonElement(action_id="intake.more", text=words("Ask more questions"), value=value))
    made.append(ButtonElement(action_id="report.post", text=words("Post the report"), value=value))
    made.append(ButtonElement(action_id="review.changed", text=words("Something changed"), value=value))
    if may_approve:
        made.append(ButtonElement(action_id="approve.open", text=words("Approve"), value=value, style="primary"))
    return made


def _hygiene(model: Model, entries: Sequence[Entry]) -> list[Block]:
    """One line for logging, patching and the like, with the way to them."""
    told = hygiene_words(entries)
    if not told:
        return []
    see = ButtonElement(action_id="threats.hygiene", text=words("See hygiene"), value=packed(m=model.id))
    return [SectionBlock(text=mrkdwn(f"{told}: what every workload needs, at the end of the list."), accessory=see)]


def all_threats(model: Model, entries: Sequence[Entry], page: int, thread: str = "") -> View:
    """One page of the whole list: cards, a line a threat; hygiene last, on pages of its own. ``thread`` links there."""
    cards, hygiene = _sorted(entries)
    pages = [*_pages(cards), *_pages(hygiene)]
    blocks: list[Block] = [SectionBlock(text=mrkdwn(f"*{plain(model.name)}*\n{plain(model.headline)}"))]
    if thread:
        blocks.append(ContextBlock(elements=[mrkdwn(to_thread(thread))]))
    if page >= first_of_hygiene(entries) and hygiene:
        blocks.append(SectionBlock(text=mrkdwn("*Hygiene*: what every workload needs, whatever it does.")))
    for card in pages[page] if page < len(pages) else ():
        blocks += [DividerBlock(), *in_line(card)]
    turns = []
    if page > 0:
        turns.append(_turn(model, min(page, len(pages)) - 1, "Previous"))
    if page + 1 < len(pages):
        turns.append(_turn(model, page + 1, "Next"))
    if turns:
        told = f"Page {page + 1} of {len(pages)}"
        blocks += [ContextBlock(elements=[mrkdwn(told)]), ActionsBlock(elements=turns)]
    return View(type="modal", callback_id="threats.list", title="All threats", close="Close", blocks=blocks)


def first_of_hygiene(entries: Sequence[Entry]) -> int:
    """The page of the whole list on which hygiene begins."""
    return len(_pages(_sorted(entries)[0]))


def _pages(cards: Sequence[Card]) -> list[list[Card]]:
    """Cards of at most ``PAGE`` threats a page; one of more begins a page, and goes on over the next."""
    pages: list[list[Card]] = []
    room = 0
    for card in cards:
        for start in range(0, len(card), PAGE):
            piece = card[start : start + PAGE]
            if len(piece) > room:
                pages.append([])
                room = PAGE
            pages[-1].append(piece)
            room -= len(piece)
    return pages


def _turn(model: Model, page: int, text: str) -> ButtonElement:
    return ButtonElement(action_id=f"threats.turn.{page}", text=words(text), value=packed(m=model.id, p=page))
