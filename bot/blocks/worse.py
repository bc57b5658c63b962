"""The word that an approved list got worse: what differs, what is asked of whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock

from bot.blocks.fit import as_many, more
from bot.blocks.text import cut, day, mrkdwn, person, plain, words
from bot.blocks.values import packed
from bot.store.tables import Approval, Model

Told = Mapping[str, Any]
"""What is kept of the moment; see ``bot.services.worse``."""
MOST_NAMED = 20


def worse(model: Model, told: Told, again: Approval | None = None) -> Sequence[Block]:
    """To the owner, whoever approved, and whoever decided on what got worse; ``again`` is an approval since."""
    return as_many(len(told["threats"]), lambda most: _worse(model, told, again, most))


def _worse(model: Model, told: Told, again: Approval | None, most: int) -> list[Block]:
    named = told["threats"][:most]
    if again is None:
        asked = _asked(told)
    else:
        by, on = person(again.by), day(again.at)
        asked = [f":white_check_mark: {by} approved version {again.version} on {on}, which has all this."]
    return [
        *(SectionBlock(text=mrkdwn(text)) for text in (_head(model, told, again), *map(_line, named))),
        *more(told["left"] + len(told["threats"]) - len(named), "such: *All threats* has them."),
        SectionBlock(text=mrkdwn("\n".join(asked))),
        ActionsBlock(elements=_buttons(model, told, again)),
    ]


def _head(model: Model, told: Told, again: Approval | None) -> str:
    """Of which version it is told, and that nobody has approved it as long as that is so."""
    approved, to = told["approved"], ", ".join(person(one) for one in told["to"][:MOST_NAMED])
    when = day(datetime.fromisoformat(approved["at"]))
    has, this = ("has", "this is") if again is None else ("had", "this was")
    unapproved = ", which nobody has approved" if again is None else ""
    return (
        f":rotating_light: {to}: *{plain(cut(model.name, 200))}* {has} got worse since it was approved. "
        f"{person(approved['by'])} approved version {approved['version']} on {when}; {this} version "
        f"{told['version']}{unapproved}."
    )


def _buttons(model: Model, told: Told, again: Approval | None) -> list[ButtonElement]:
    value = packed(m=model.id, p=0)
    buttons = [ButtonElement(action_id="threats.all", text=words("All threats"), value=value)]
    if told["decide"]:
        number, id_ = told["decide"][0]
        look = ButtonElement(
            action_id="threat.page", text=words(f"Decide on T-{number}"), value=packed(m=model.id, t=id_),
            style="primary",
        )  # fmt: skip
        buttons.insert(0, look)
    if again is None:
        buttons.append(ButtonElement(action_id="approve.open", text=words("Approve"), value=value))
    return buttons


def _line(one: Told) -> str:
    how = "It is new."
    if one["was"]:
        state, before = one["was"]
        how = f"It was {before}, {state}."
    now = f"T-{one['number']} · {str(one['level']).capitalize()} · {one['state']}"
    lines = [f"• *{now}*  {plain(cut(one['title'], 150))}. {how}"]
    lines += [f"     Holds no longer: {plain(cut(title, 150))}." for title in one["lost"][:2]]
    lines += [
        f"     {plain(cut(question, 200))} *{plain(cut(answer, 150))}* ({person(by)})"
        for question, answer, by in one["said"]
    ]
    return "\n".join(lines)


def _asked(told: Told) -> Sequence[str]:
    lines = []
    if told["decide"]:
        lines.append(f"*Needs a decision*: {_numbers([number for number, _ in told['decide']])}.")
    if told["unconfirmed"]:
        lines.append(f"*Needs an answer*: {_numbers(told['unconfirmed'])}, see *To confirm* below the list.")
    lines.append(f"{person(told['approved']['by'])}: look whether you stand by it as it is now.")
    return lines


def _numbers(numbers: Sequence[int]) -> str:
    named = ", ".join(f"T-{number}" for number in sorted(numbers)[:MOST_NAMED])
    return f"{named} and {len(numbers) - MOST_NAMED} more" if numbers[MOST_NAMED:] else named
