"""The window of what is to be confirmed: one look each, what it settles, who knows, and the answers to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, DividerBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.fit import as_many, more
from bot.blocks.question import MOST_CHOICES, differ, same_button, written_out
from bot.blocks.text import count, mrkdwn, plain, words
from bot.blocks.values import packed
from bot.store.tables import Model
from flows.packs.schema import Presumed
from flows.threats.types import ToConfirm
from flows.words import effort

PAGE = 6
MOST_SETTLED = 12
MOST_LABEL = 40
"""A window is narrow: longer choices are written out under letters."""


@dataclass(frozen=True)
class Look:
    """One thing to look up.

    Attributes:
        revision: of its question, as the answers carry it.
        presumed: what holds by default.
    """

    item: ToConfirm
    revision: int
    presumed: Presumed | None


@dataclass(frozen=True)
class Just:
    """What was just done in the window.

    Attributes:
        note: in words, escaped.
        fact: full id, ``on`` and ``revision`` of the answer, of which the same may be said of the others.
        same_for: (id, name) of these.
    """

    note: str
    fact: str = ""
    on: str = ""
    revision: int = 0
    same_for: Sequence[tuple[str, str]] = ()


def by_fact(items: Sequence[ToConfirm]) -> list[ToConfirm]:
    """Those about the same fact beside each other, each group where its most useful one stands."""
    place: dict[str, int] = {}
    for item in items:
        place.setdefault(item.fact, len(place))
    return sorted(items, key=lambda item: place[item.fact])


def pages(items: Sequence[object]) -> int:
    """How many pages there are; the empty window is one too."""
    return max(1, (len(items) + PAGE - 1) // PAGE)


def settled(item: ToConfirm, numbers: Mapping[str, int]) -> str:
    """``T-4 and T-9``."""
    found = [f"T-{numbers[threat]}" for threat in item.settles if threat in numbers]
    if len(found) > MOST_SETTLED:
        found = [*found[:MOST_SETTLED], f"{len(found) - MOST_SETTLED} more"]
    return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:]))) or count(len(item.settles), "threat")


def window(
    model: Model, looks: Sequence[Look], numbers: Mapping[str, int], page: int, just: Just | None = None
) -> View:
    """One page of it; ``just`` tells what was done a moment ago."""
    page = min(page, pages(looks) - 1)
    shown = looks[page * PAGE : (page + 1) * PAGE]
    return as_many(len(shown), lambda most: _window(model, looks, numbers, (page, most), just))


def _window(
    model: Model, looks: Sequence[Look], numbers: Mapping[str, int], place: tuple[int, int], just: Just | None
) -> View:
    page, most = place
    shown = looks[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [*_just(model, page, just), SectionBlock(text=mrkdwn(_head(model, looks)))]
    for number, look in enumerate(shown[:most], page * PAGE + 1):
        blocks += [DividerBlock(), *_look(model, look, numbers, number, page)]
    blocks += more(len(shown) - most, "on this page are too long to be shown: answer those in the thread.")
    blocks += _turns(model, page, pages(looks))
    return View(type="modal", callback_id="confirm.window", title="To confirm", close="Close", blocks=blocks)


def _head(model: Model, looks: Sequence[Look]) -> str:
    if not looks:
        return f"*{plain(model.name)}*\nNothing is left to confirm."
    minutes = sum(look.item.minutes for look in looks)
    return (
        f"*{plain(model.name)}*\n{count(len(looks), 'thing')} to look up, about {effort(minutes)} in all, the "
        "most useful first. Choose an answer here; it stands in the thread with your name, and can be changed there."
    )


def _just(model: Model, page: int, just: Just | None) -> list[Block]:
    if just is None:
        return []
    blocks: list[Block] = [SectionBlock(text=mrkdwn(just.note))]
    if just.same_for:
        carried: dict[str, str | int] = {"m": model.id, "f": just.fact, "o": just.on, "r": just.revision, "p": page}
        blocks.append(ActionsBlock(elements=[same_button("confirm.same", carried, just.same_for)]))
    return [*blocks, DividerBlock()]


def _look(model: Model, look: Look, numbers: Mapping[str, int], number: int, page: int) -> list[Block]:
    item = look.item
    choices = item.choices[:MOST_CHOICES]
    labels, written = written_out(choices, MOST_LABEL)
    worth = f"One look settles {count(len(item.settles), 'threat')}, worst {item.worst.capitalize()}:"
    lines = [f"{number}. {worth} *{plain(item.question)}*", plain(item.why)]
    if item.contested:
        said = dict(item.choices)
        lines.append(differ([(one.role, one.by, said.get(one.value, one.value)) for one in item.contested]))
    if item.overdue:
        lines.append(":hourglass: No answer at two reviews: it counts as open until somebody answers.")
    carried: dict[str, str | int] = {"m": model.id, "f": item.fact, "o": item.on, "r": look.revision, "p": page}
    buttons = [
        ButtonElement(action_id=f"confirm.answer.{place}", text=words(label), value=packed(**carried, v=value))
        for place, ((value, _), label) in enumerate(zip(choices, labels, strict=True))
    ]
    ask = packed(m=model.id, f=item.fact, o=item.on)
    buttons.append(ButtonElement(action_id="intake.ask", text=words(f"Ask {number} in the thread"), value=ask))
    return [
        SectionBlock(text=mrkdwn("\n".join([*lines, *written]))),
        ActionsBlock(elements=buttons),
        ContextBlock(elements=[mrkdwn(line, 1900) for line in _about(look, numbers)]),
    ]


def _about(look: Look, numbers: Mapping[str, int]) -> list[str]:
    item = look.item
    knows = f"Best known to {plain(', '.join(item.who))} · " if item.who else ""
    lines = [f"{knows}about {effort(item.minutes)} · settles {settled(item, numbers)}"]
    if look.presumed is not None:
        lines.append(presumed(look.presumed, dict(item.choices)))
    if item.unknown_leads_to:
        lines.append(f"While nobody knows: {plain(item.unknown_leads_to)}")
    return lines


def presumed(default: Presumed, choices: Mapping[str, str]) -> str:
    """``presumed: nobody, since April 2023, for buckets made since then, AWS: …``; it is never an answer."""
    parts = [f"*{plain(choices.get(default.is_, default.is_))}*"]
    if default.since:
        parts.append(f"since {plain(_month(default.since))}")
    if default.for_:
        parts.append(f"for {plain(default.for_)}")
    return f"presumed: {', '.join(parts)} ({plain(default.source)})"


def _month(since: str) -> str:
    try:
        return f"{date.fromisoformat(f'{since}-01'):%B %Y}"
    except ValueError:
        return since


def _turns(model: Model, page: int, of: int) -> list[Block]:
    turns = []
    if page > 0:
        turns.append(_turn(model, page - 1, "Previous"))
    if page + 1 < of:
        turns.append(_turn(model, page + 1, "Next"))
    return [ContextBlock(elements=[mrkdwn(f"Page {page + 1} of {of}")]), ActionsBlock(elements=turns)] if turns else []


def _turn(model: Model, page: int, text: str) -> ButtonElement:
    return ButtonElement(action_id=f"confirm.turn.{page}", text=words(text), value=packed(m=model.id, p=page))
