"""One question of the intake: its choices as buttons while it is open, its answer in one line after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.card import ways_on
from bot.blocks.fit import more
from bot.blocks.forms import select_field
from bot.blocks.text import count, cut, mrkdwn, person, plain, words
from bot.blocks.values import packed

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_CHOICES = 24
"""A row of buttons takes 25, and one of them says "Don't know"."""
MOST_LABEL = 72
MOST_NAMED = 8
MOST_CARRIED = 2000
SET_ASIDE = ":grey_question:"
"""Beside a question that nobody could answer yet: it waits under *To confirm*."""


@dataclass(frozen=True)
class Shown:
    """What a question's message shows.

    Attributes:
        choices: (value, words) in the pack's order.
        settles: how many threats hang on it.
        number: its place among those asked.
        answer: the value that stands, ``unknown``, or empty while nobody said anything.
        same_for: (id, name) of the others of its kind of which the same is still to be asked.
        contested: (role, member, words) of those who know and differ; nobody's word counts meanwhile.
        agreed: who said what stands, where it was contested before.
        overdue: nobody could answer it at two reviews running.
        gone: what it asks about is not in the model any more.
        changing: it was answered, and somebody opened it again.
        state: the model's, while this is the question that it waits for.
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
    same_for: Sequence[tuple[str, str]] = ()
    contested: Sequence[tuple[str, str, str]] = ()
    agreed: Sequence[str] = ()
    overdue: bool = False
    gone: bool = False
    changing: bool = False
    state: str = ""


def question(shown: Shown) -> list[Block]:
    """The message of one question."""
    if shown.gone:
        return [ContextBlock(elements=[mrkdwn(f"{plain(shown.text)} _That part is not in the model any more._", 2900)])]
    return _open(shown) if shown.open else _answered(shown)


def written_out(choices: Sequence[tuple[str, str]], most: int = MOST_LABEL) -> tuple[list[str], list[str]]:
    """The labels of the buttons of choices, and lines with letters where words are longer than ``most``."""
    if all(len(text) <= most for _, text in choices):
        return [text for _, text in choices], []
    letters = LETTERS[: len(choices)]
    return list(letters), [f"*{letter}*  {plain(text)}" for letter, (_, text) in zip(letters, choices, strict=True)]


def differ(voices: Sequence[tuple[str, str, str]]) -> str:
    """``contested: @a (security) says …, @b (architect) says …``; both are mentioned."""
    told = [f"{person(by)} ({role}) says “{plain(cut(text, 200))}”" for role, by, text in voices]
    return f":warning: *contested*: {', '.join(told)}: counts as unknown until you agree"


def _open(shown: Shown) -> list[Block]:
    choices = shown.choices[:MOST_CHOICES]
    labels, written = written_out(choices)
    lines = [f"*{plain(shown.text)}*", *([differ(shown.contested)] if shown.contested else [])]
    if shown.overdue:
        lines.append(":hourglass: Nobody could answer this at two reviews: it counts as open until somebody does.")
    why = f"Why we ask: {plain(shown.why)}"
    knows = f"Best known to: {plain(', '.join(shown.who))}"
    settles = f"settles {count(shown.settles, 'threat')}" if shown.settles else ""
    progress = f"question {shown.number}" + (
        f" of about {shown.number + shown.left}" if shown.left else ", the last for now"
    )
    where = [] if shown.contested else [progress]
    buttons = [
        _button(shown, number, value, label)
        for number, ((value, _), label) in enumerate(zip(choices, labels, strict=True))
    ]
    buttons.append(_button(shown, len(choices), "unknown", "Don't know"))
    return [
        SectionBlock(text=mrkdwn("\n".join(lines))),
        *_so_far(shown, labels),
        ContextBlock(elements=[mrkdwn(why, 2000)]),
        *([SectionBlock(text=mrkdwn("\n".join(written)))] if written else []),  # right above what they explain
        ActionsBlock(elements=buttons),
        *more(len(shown.choices) - len(choices), "that there is no room for: shorten the rule pack's choices."),
        ContextBlock(elements=[mrkdwn(" · ".join(part for part in (*where, settles, knows) if part))]),
        *_others(shown),
        *([ActionsBlock(elements=ways)] if (ways := ways_on(shown.model_id, shown.state)) else []),
    ]


def _so_far(shown: Shown, labels: Sequence[str]) -> list[Block]:
    """What stands until somebody says otherwise, and the way to leave it so."""
    if not shown.changing or not shown.answer:
        return []
    said = {value: (label, text) for label, (value, text) in zip(labels, shown.choices, strict=False)}
    label, text = said.get(shown.answer, ("don't know", "don't know"))
    told = f"*{plain(cut(label, 1000))}*" + ("" if label == text else f"  {plain(cut(text, 1000))}")
    value = packed(m=shown.model_id, f=shown.fact, o=shown.on)
    keep = ButtonElement(action_id="intake.keep", text=words("Keep it"), value=value)
    return [SectionBlock(text=mrkdwn(f"So far: {told} ({person(shown.by)})"), accessory=keep)]


def _others(shown: Shown) -> list[Block]:
    if not shown.same_for:
        return []
    told = f"The same is asked of {_names(shown.same_for)}: once this is answered, one click answers them too."
    return [ContextBlock(elements=[mrkdwn(told, 1000)])]


def _names(others: Sequence[tuple[str, str]]) -> str:
    named = ", ".join(plain(cut(name, 40)) for _, name in others[:MOST_NAMED])
    return named + (f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else "")


def same_button(action: str, carried: Mapping[str, str | int], others: Sequence[tuple[str, str]]) -> ButtonElement:
    """``Same for the other 3: Uploads, Exports, Logs``; of very many as many as the button can carry."""
    shown = list(others)
    while len(value := packed(**carried, s="|".join(on for on, _ in shown))) > MOST_CARRIED:
        shown = shown[: len(shown) - 1 - len(shown) // 10]
    which = "the other" if len(shown) == len(others) else "another"
    text = f"Same for {which} {len(shown)}: {', '.join(name for _, name in shown)}"
    return ButtonElement(action_id=action, text=words(text), value=value)


def _answered(shown: Shown) -> list[Block]:
    said, mark = dict(shown.choices).get(shown.answer), ":white_check_mark:"
    if said is None:
        mark = SET_ASIDE
        follows = shown.unknown_leads_to or "it goes on the list of things to confirm"
        said = f"don't know yet: {follows}"
    asked, answer = plain(cut(shown.text, 1000)), plain(cut(said, 1000))
    text = f"{asked}\n{mark} *{answer}* ({person(shown.by)})"
    if shown.agreed:
        text += f"\nIt was contested, and is settled: {', '.join(person(by) for by in shown.agreed)} say the same now."
    value = packed(m=shown.model_id, f=shown.fact, o=shown.on)
    change = ButtonElement(action_id="intake.change", text=words("Change"), value=value)
    blocks: list[Block] = [SectionBlock(text=mrkdwn(text), accessory=change)]
    if shown.same_for:
        carried: dict[str, str | int] = {"m": shown.model_id, "f": shown.fact, "o": shown.on, "r": shown.revision}
        blocks.append(ActionsBlock(elements=[same_button("intake.same", carried, shown.same_for)]))
    return blocks


def _button(shown: Shown, number: int, value: str, text: str) -> ButtonElement:
    carried = packed(m=shown.model_id, f=shown.fact, o=shown.on, v=value, r=shown.revision)
    return ButtonElement(action_id=f"intake.answer.{number}", text=words(text), value=carried)


def asked(text: str) -> View:
    """Told in a window in which a question was asked for: where it stands now."""
    said = f"*{plain(text)}*\nThe question stands in the thread now. Close this window and answer it there."
    return View(type="modal", title="Asked", close="Close", blocks=[SectionBlock(text=mrkdwn(said))])


def role_form(roles: Sequence[str], carried: Mapping[str, str], callback: str) -> View:
    """Asked once of somebody who holds several roles that know: in which of them they speak."""
    choices = [(role, role) for role in roles]
    said = "You hold several roles that know this. Where they differ, it counts who said what."
    return View(
        type="modal",
        callback_id=callback,
        title="In which role?",
        submit="Answer",
        close="Cancel",
        blocks=[
            SectionBlock(text=mrkdwn(said)),
            select_field(
                "role",
                "In which role do you say this?",
                choices,
                hint="You are asked once; later answers are taken as said in the same role.",
            ),
        ],
        private_metadata=packed(**carried),
    )


def noted(text: str) -> View:
    """Told in place of a form that was sent: what became of the answer; ``text`` is escaped."""
    return View(type="modal", title="Your answer", close="Close", blocks=[SectionBlock(text=mrkdwn(text))])


def asked_again(text: str) -> list[Block]:
    """What is left of a question's message once it is asked anew."""
    return [ContextBlock(elements=[mrkdwn(f"{plain(text)} _Asked again further down._", 2900)])]
