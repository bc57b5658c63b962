"""What somebody took on and is past its day: the word to them, the form of another day, and the word on that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DatePickerElement, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.decisions import role_field
from bot.blocks.fit import as_many, more
from bot.blocks.forms import VALUE, field, text_field
from bot.blocks.text import cut, day, mrkdwn, person, plain, words
from bot.blocks.values import packed
from bot.store.tables import Model
from bot.triage import Days, Owed
from flows.postponing import put_off as put_off_in_words
from flows.words import day_in_words

MOST = 10
"""How many items have their buttons at a time; the next come when these are done."""


def overdue(model: Model, owner: str, items: Sequence[Owed], also: str | None = None) -> Sequence[Block]:
    """Asks for each item whether it is done; what became of the others is said in a line each.

    ``also``: the model's owner, where they are asked too.
    """
    return as_many(min(MOST, len(items)), lambda most: _overdue(model, (owner, also), items, most))


def _overdue(model: Model, who: tuple[str, str | None], items: Sequence[Owed], most: int) -> list[Block]:
    late = [one for one in items if one.numbers and one.late and not one.again]
    name, owner = plain(cut(model.name, 200)), person(who[0])
    if not late and any(one.numbers and one.again for one in items):
        head = f":hourglass: What {owner} took on in *{name}*:"
    elif not late:
        head = f":white_check_mark: What {owner} took on in *{name}*:"
    elif who[1] is None:
        head = f":alarm_clock: {owner}, the day has passed of what you took on in *{name}*:"
    else:
        also = f"and {person(who[1])} as its owner"
        head = f":alarm_clock: {owner}, {also}: the day has passed of what {owner} took on in *{name}*:"
    blocks: list[Block] = [SectionBlock(text=mrkdwn(head))]
    for number, one in enumerate(late[:most]):
        blocks += [SectionBlock(text=mrkdwn(_late(one))), _ways(model, one, number)]
    blocks += more(len(late) - most, "come when these are done.")
    settled = [_settled(one) for one in items if one not in late]
    blocks += [SectionBlock(text=mrkdwn(text)) for text in settled[:most]]
    return blocks + more(len(settled) - most, "are not asked about here any more.")


def _title(one: Owed) -> str:
    return plain(cut(one.title, 150))


def _late(one: Owed) -> str:
    waiting = ", ".join(f"T-{number}" for number in one.numbers[:MOST])
    left = f" and {len(one.numbers) - MOST} more" if one.numbers[MOST:] else ""
    again = f", {plain(one.put_off)}" if one.put_off else ""
    return f"*{_title(one)}*, due {day_in_words(one.due)}{again}, for {waiting}{left}"


def _settled(one: Owed) -> str:
    if one.done is not None and not one.numbers:
        at, by = one.done
        return f":white_check_mark: {_title(one)}: done on {day(at)}{f', by {person(by)}' if by else ''}"
    if not one.numbers:
        return f":white_check_mark: {_title(one)}: nothing waits for it any more"
    if one.again and one.late:
        return f":hourglass: {_title(one)}: asked about again further down"
    return f":date: {_title(one)}: due {day_in_words(one.due)} now, by {person(one.owner)}"


def _ways(model: Model, one: Owed, number: int) -> ActionsBlock:
    value = packed(m=model.id, item=one.id)
    return ActionsBlock(
        elements=[
            ButtonElement(action_id=f"overdue.done.{number}", text=words("It is done"), value=value, style="primary"),
            ButtonElement(action_id=f"overdue.day.{number}", text=words("New date"), value=value),
            ButtonElement(
                action_id="threat.page", text=words("Decide otherwise"), value=packed(m=model.id, t=one.first)
            ),
        ]
    )


def day_form(model: Model, one: Owed, due: date, days: Days, held: Sequence[str] = ()) -> View:
    """Another day for an item, and why: ``due`` is proposed; ``held`` are the roles of whoever gives it.

    They are asked for one where no day is left but those for which somebody has to bear the risk.
    """
    picker = DatePickerElement(action_id=VALUE, initial_date=due.isoformat())
    beyond = days.last > days.anyone
    if beyond:
        hint = f"By {day_in_words(days.last)} at the latest. After {day_in_words(days.anyone)} you bear the risk."
    else:
        hint = f"By {day_in_words(days.anyone)} at the latest, counted from when it was taken on."
    about = f"*{_title(one)}*\nDue {day_in_words(one.due)}, by {person(one.owner)}"
    if one.put_off:
        about += f"\n{plain(one.put_off[:1].upper() + one.put_off[1:])}"
    return View(
        type="modal",
        callback_id="overdue.day",
        title="New date",
        submit="Put it off",
        close="Cancel",
        blocks=[
            SectionBlock(text=mrkdwn(about)),
            field("due", "By when?", picker, hint=f"{hint} The thread is told."),
            text_field(
                "reason",
                "Why does it take longer?",
                most=1000,
                lines=True,
                hint="A whole sentence: an auditor will read it.",
            ),
            *(role_field(held) if due > days.anyone else ()),
        ],
        private_metadata=packed(m=model.id, item=one.id),
    )


def put_off(model: Model, told: Mapping[str, Any]) -> list[Block]:
    """Tells the thread that somebody gave a mitigation another day, why, and who agreed where that is very late."""
    before, due = (day_in_words(date.fromisoformat(told[name])) for name in ("before", "due"))
    waiting = ", ".join(f"T-{number}" for number in told["threats"][:MOST])
    text = (
        f":date: {person(told['by'])} put off *{plain(cut(told['title'], 150))}* in *{plain(cut(model.name, 200))}* "
        f"from {before} to {due}{_beyond(told)}. It is {person(told['owner'])}'s to do; until then {waiting} "
        f"{'stays' if len(told['threats']) == 1 else 'stay'} as now."
    )
    if told.get("reason"):
        text += f"\nWhy: {plain(cut(told['reason'], 1000))}"
    if told.get("times"):  # one that was put off by an earlier Threatbot was not counted
        again = put_off_in_words(told["times"], date.fromisoformat(told["promised"]))
        text += f"\nIt is {again}."
    return [SectionBlock(text=mrkdwn(text))]


def _beyond(told: Mapping[str, Any]) -> str:
    if "beyond" not in told:
        return ""
    roles = f" ({', '.join(told['roles'])})" if told["roles"] else ""
    return f", beyond what {told['beyond'].capitalize()} allows, agreed by {person(told['by'])}{roles}"
