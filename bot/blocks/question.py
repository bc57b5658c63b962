"""One question of the intake: its choices as buttons while it is open, its answer in one line after."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock

from bot.blocks.text import count, mrkdwn, person, plain, words
from bot.blocks.values import packed

LETTERS = "ABCDEFGHIJ"


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
    long = any(len(text) > 72 for _, text in shown.choices)
    lines = [f"*{plain(shown.text)}*"]
    if long:
        lines += [f"*{letter}*  {plain(text)}" for letter, (_, text) in zip(LETTERS, shown.choices, strict=False)]
    why = f"Why we ask: {plain(shown.why)}"
    knows = f"Best known to: {', '.join(shown.who)}"
    settles = f"settles {count(shown.settles, 'threat')}" if shown.settles else ""
    progress = f"question {shown.number}" + (
        f" of about {shown.number + shown.left}" if shown.left else ", the last for now"
    )
    buttons = [
        _button(shown, number, value, LETTERS[number] if long else text)
        for number, (value, text) in enumerate(shown.choices)
    ]
    buttons.append(_button(shown, len(shown.choices), "unknown", "Don't know"))
    return [
        SectionBlock(text=mrkdwn("\n".join(lines))),
        ContextBlock(elements=[mrkdwn(why, 2000)]),
        ActionsBlock(elements=buttons),
        ContextBlock(elements=[mrkdwn(" · ".join(part for part in (progress, settles, knows) if part))]),
    ]


def _answered(shown: Shown) -> list[Block]:
    said = dict(shown.choices).get(shown.answer)
    if said is None:
        follows = shown.unknown_leads_to or "it goes on the list of things to confirm"
        said = f"don't know yet: {follows}"
    text = f"{plain(shown.text)}\n:white_check_mark: *{plain(said)}* ({person(shown.by)})"
    value = packed(m=shown.model_id, f=shown.fact, o=shown.on)
    change = ButtonElement(action_id="intake.change", text=words("Change"), value=value)
    return [SectionBlock(text=mrkdwn(text), accessory=change)]


def _button(shown: Shown, number: int, value: str, text: str) -> ButtonElement:
    carried = packed(m=shown.model_id, f=shown.fact, o=shown.on, v=value, r=shown.revision)
    return ButtonElement(action_id=f"intake.answer.{number}", text=words(text), value=carried)
