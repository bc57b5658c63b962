"""Threats in the list: a card in full for the summary, lines for the whole list, and the ways to decide."""

from collections.abc import Collection, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock

from bot.blocks.decided import decision_line
from bot.blocks.judged import ends, how_much, how_sure, refuted, unanswerable
from bot.blocks.text import count, cut, mrkdwn, plain, words
from bot.blocks.values import packed
from bot.triage import Card, Entry
from flows.report.entries import label
from flows.threats.priority import standing

MARKS = {
    "critical": ":red_circle:",
    "high": ":large_orange_circle:",
    "medium": ":large_yellow_circle:",
    "low": ":white_circle:",
}
MOST_NAMED = 10
DECIDE = (("mitigate", "Mitigate {}"), ("accept", "Accept {}"), ("not_applicable", "{} not applicable"))


def heading(entry: Entry) -> str:
    """``T-3 · High · open``, with its mark."""
    level = standing(entry.threat)
    more = ", half accepted" if entry.half_accepted else ""
    if entry.status == "mitigating" and entry.leaves:
        more = f", leaves {entry.leaves.capitalize()}"
    return f"{MARKS[level]} *T-{entry.number} · {level.capitalize()} · {entry.status}{more}*"


def in_full(card: Card) -> list[Block]:
    """A card: the first of its threats with statement, weakness and risk, where else it is, and the ways to decide."""
    entry = card[0]
    threat = entry.threat
    text = f"{heading(entry)}  {plain(cut(threat.title, 200))}\n{plain(cut(threat.statement, 700))}"
    if also := also_on(card):
        text += f"\n{also}"
    lines = [
        *filter(None, (unanswerable(threat), _weak_spot(entry))),
        f"*Risk* {ends(threat)}. {plain(how_much(threat, 300))}",
    ]
    if missing := [m.title for m in threat.mitigations if m.state not in ("in place", "claimed") and m.in_set][:3]:
        lines.append("*What helps* " + plain(cut("; ".join(missing), 400)))
    lines += filter(None, (refuted(threat), how_sure(threat)))
    blocks: list[Block] = [SectionBlock(text=mrkdwn(text)), ContextBlock(elements=[mrkdwn("\n".join(lines), 1800)])]
    if line := decision_line(entry):
        blocks.append(ContextBlock(elements=[mrkdwn(line)]))
    why = ButtonElement(action_id="threat.page", text=words(f"Why T-{entry.number}?"), value=_value(entry))
    blocks.append(ActionsBlock(elements=[why, *(on_card(card) if card[1:] else buttons(entry))]))
    return blocks


def also_on(card: Card) -> str:
    """``Also on Uploads (T-7), Exports (T-9, Medium)``; of another rule, what it is. Empty where it stands alone."""
    first, rest = card[0].threat, card[1:]
    named = [f"{plain(cut(_where(entry, first.rule), 80))} ({_told(entry, card[0])})" for entry in rest[:MOST_NAMED]]
    left = f" and {len(rest) - MOST_NAMED} more" if len(rest) > MOST_NAMED else ""
    return f"*Also on* {', '.join(named)}{left}" if rest else ""


def _where(entry: Entry, rule: str) -> str:
    threat = entry.threat
    return threat.on_name if threat.rule == rule else f"{threat.on_name}: {threat.title}"


def _told(entry: Entry, first: Entry) -> str:
    level = standing(entry.threat)
    return f"T-{entry.number}" + ("" if level == standing(first.threat) else f", {level.capitalize()}")


def _weak_spot(entry: Entry) -> str:
    """The vulnerability, or how it is secured; while nobody knows, what would tell."""
    if entry.threat.state == "to confirm" and entry.waits_for:
        questions = " ".join(item.question for item in entry.waits_for[:2])
        return f"*Depends on* {plain(cut(questions, 300))}"
    return f"*{label(entry.threat)}* {plain(cut(entry.threat.vulnerability, 250))}"


def in_line(card: Card) -> list[Block]:
    """Two lines and a way in; below them a line for each further threat of the card."""
    first = card[0]
    text = f"{heading(first)}\n{plain(cut(first.threat.title, 200))}"
    if line := decision_line(first):
        text += f"\n{line}"
    return [SectionBlock(text=mrkdwn(text), accessory=_open(first)), *(member(entry) for entry in card[1:])]


def member(entry: Entry) -> Block:
    """One line for a threat that stands on another's card."""
    level = standing(entry.threat)
    text = f"↳ T-{entry.number} · {level.capitalize()} · {plain(cut(_where(entry, entry.threat.rule), 150))}"
    return SectionBlock(text=mrkdwn(text), accessory=_open(entry))


def _open(entry: Entry) -> ButtonElement:
    return ButtonElement(action_id="threat.page", text=words(f"Open T-{entry.number}"), value=_value(entry))


def _value(entry: Entry) -> str:
    return packed(m=entry.model_id, t=entry.threat.id)


def buttons(entry: Entry, barred: Collection[str] = ()) -> list[ButtonElement]:
    """What can be done about one threat; each says which one, for those who hear the page read.

    ``barred`` are ids of threats whose risk the one who looks may not accept.
    """
    return _buttons(entry, "decide", f"T-{entry.number}", accept=entry.threat.id not in barred)


def on_card(card: Card, barred: Collection[str] = ()) -> list[ButtonElement]:
    """What can be done about all threats of a card in one go."""
    accept = any(entry.threat.id not in barred for entry in card)
    return _buttons(card[0], "card", f"T-{card[0].number} and {count(len(card) - 1, 'other')}", accept=accept)


def _buttons(entry: Entry, prefix: str, name: str, *, accept: bool) -> list[ButtonElement]:
    value = _value(entry)
    all_: Sequence[tuple[str, str]] = DECIDE if entry.may_decide else ()
    offered = [(how, said) for how, said in all_ if accept or how != "accept"]
    made = [
        ButtonElement(action_id=f"{prefix}.{how}", text=words(said.format(name)), value=value) for how, said in offered
    ]
    if made:
        made[1 if entry.half_accepted and accept else 0].style = "primary"
    if entry.may_take_back:
        made.append(ButtonElement(action_id=f"{prefix}.undo", text=words(f"Take back {name}"), value=value))
    return made
