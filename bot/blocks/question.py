"""One question of the intake: its choices as buttons while it is open, its answer in one line after."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.fit import more
from bot.blocks.text import count, cut, mrkdwn, person, plain, words
from bot.blocks.values import packed

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_CHOICES = 24
"""A row of buttons takes 25, and one of them says "Don't know"."""


@dataclass(frozen=True)
class Shown:
    """What a question's message shows.

    Attributes:
        choices: (value, words) in the pack's order.
        settles: how many threats hang on it.
        number: its place among those asked.
        answer: the value that stands, ``unknown``, or empty while nobody said anything.
    """

    model_id: str
    fact: str
    on: str
    revision: int
    open: bool
    text: str
    why: str
    who: Sequence[str]
    choices: Sequence[tuple[str, str]]
    settles: int
    unknown_leads_to: str
    number: int
    left: int
    answer: str = ""
    by: str = ""


def question(shown: Shown) -> list[Block]:
    """The message of one question."""
    return _open(shown) if shown.open else _answered(shown)


def _open(shown: Shown) -> list[Block]:
    choices = shown.choices[:MOST_CHOICES]
    long = any(len(text) > 72 for _, text in choices)
    lines = [f"*{plain(shown.text)}*"]
    if long:
        lines += [f"*{letter}*  {plain(text)}" for letter, (_, text) in zip(LETTERS, choices, strict=False)]
    why = f"Why we ask: {plain(shown.why)}"
    knows = f"Best known to: {plain(', '.join(shown.who))}"
    settles = f"settles {count(shown.settles, 'threat')}" if shown.settles else ""
    progress = f"question {shown.number}" + (
        f" of about {shown.number + shown.left}" if shown.left else ", the last for now"
    )
    buttons = [
        _button(shown, number, value, LETTERS[number] if long else text) for number, (value, text) in enumerate(choices)
    ]
    buttons.append(_button(shown, len(choices), "unknown", "Don't know"))
    return [
        SectionBlock(text=mrkdwn("\n".join(lines))),
        ContextBlock(elements=[mrkdwn(why, 2000)]),
        ActionsBlock(elements=buttons),
        *more(len(shown.choices) - len(choices), "that there is no room for: shorten the rule pack's choices."),
        ContextBlock(elements=[mrkdwn(" · ".join(part for part in (progress, settles, knows) if part))]),
    ]


def _answered(shown: Shown) -> list[Block]:
    said = dict(shown.choices).get(shown.answer)
    if said is None:
        follows = shown.unknown_leads_to or "it goes on the list of things to confirm"
        said = f"don't know yet: {follows}"
    asked, answer = plain(cut(shown.text, 1000)), plain(cut(said, 1000))
    text = f"{asked}\n:white_check_mark: *{answer}* ({person(shown.by)})"
    value = packed(m=shown.model_id, f=shown.fact, o=shown.on)
    change = ButtonElement(action_id="intake.change", text=words("Change"), value=value)
    return [SectionBlock(text=mrkdwn(text), accessory=change)]


def _button(shown: Shown, number: int, value: str, text: str) -> ButtonElement:
    carried = packed(m=shown.model_id, f=shown.fact, o=shown.on, v=value, r=shown.revision)
    return ButtonElement(action_id=f"intake.answer.{number}", text=words(text), value=carried)


def asked(text: str) -> View:
    """Told in a window in which a question was asked for: where it stands now."""
    said = f"*{plain(text)}*\nThe question stands in the thread now. Close this window and answer it there."
    return View(type="modal", title="Asked", close="Close", blocks=[SectionBlock(text=mrkdwn(said))])


def asked_again(text: str) -> list[Block]:
    """What is left of a question's message once it is asked anew."""
    return [ContextBlock(elements=[mrkdwn(f"{plain(text)} _Asked again further down._", 2900)])]
