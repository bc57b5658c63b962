"""The nudge when a review is due, its form, and the word that a model was approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.fit import more
from bot.blocks.forms import text_field
from bot.blocks.new_form import Kinds, part_rows
from bot.blocks.text import count, cut, day, mrkdwn, person, plain, words
from bot.blocks.values import packed
from bot.store.tables import Approval, Model, Review
from bot.triage import Check, Entry
from flows.words import how_often, ordinal

NEW_PARTS = 2
MOST_UNANSWERED = 5
MOST_CHECKS = 4
"""Of each kind at a time; the next come when these are done."""


@dataclass(frozen=True)
class Found:
    """What a review finds.

    Attributes:
        changes: sentences on what changed since the approval.
        severe: how many threats at high or critical are not mitigated.
        may: who may approve it, in words.
        overdue: after-action items past their day.
        unanswered: questions without an answer at two reviews, which count as open.
        checks: answers of which it asks whether they are still so.
        put_off: how often in a row the review was put off, and whether it may be once more.
    """

    changes: Sequence[str] = ()
    severe: int = 0
    overdue: Sequence[str] = ()
    unanswered: Sequence[str] = ()
    checks: Sequence[Check] = ()
    put_off: tuple[int, bool] = (0, True)
    may: str = ""


def nudge(model: Model, review: Review, found: Found, asked: int = 0) -> list[Block]:
    """Asks the owner whether anything changed; says what became of the review once it is done.

    ``asked``: how often it had been asked before. Asked again since, it only says so: one message at a time asks.
    """
    if asked < review.reminded:
        told = f"*Review of {plain(model.name)}*: nobody answered, so it is asked about again further down."
        return [SectionBlock(text=mrkdwn(f":hourglass: {told}"))]
    if review.outcome:
        outcome = f"{plain(cut(review.outcome, 500))} ({person(review.by)})"
        done = f":white_check_mark: *Review of {plain(model.name)}*: {outcome}"
        return [SectionBlock(text=mrkdwn(done))]
    shown = [*_some(found.checks, old=False), *_some(found.checks, old=True)]
    waits = [f":hourglass: It has waited since {day(review.fired_at)}; this is the {ordinal(asked + 1)} time I ask."]
    blocks: list[Block] = [SectionBlock(text=mrkdwn("\n".join(_stands(model, found, waits if asked else ()))))]
    for number, check in enumerate(shown):
        blocks += _check(model, check, number)
    blocks += more(len(found.checks) - len(shown), "answers to confirm come when these are done.")
    blocks.append(ActionsBlock(elements=_ways(model, found)))
    counts = "New parts, new data, new people with access, another vendor: all of it counts as *Something changed*."
    who = f"{'*Approve*' if found.changes else '*Nothing changed* approves the list again: it'} is for {found.may}."
    blocks.append(ContextBlock(elements=[mrkdwn(f"{counts} {who}")]))
    return blocks


def _stands(model: Model, found: Found, waits: Sequence[str]) -> list[str]:
    lines = [f"*Time to look at {plain(cut(model.name, 200))} again*, {person(model.owner)}.", *waits]
    times, once_more = found.put_off
    if times:
        enough = "" if once_more else ", which is as often as it may be: say how it stands"
        row = " in a row" if times > 1 else ""
        lines.append(f":hourglass: It was put off {how_often(times)}{row}{enough}.")
    if model.headline:
        lines.append(f"It stands at: {plain(cut(model.headline, 300))}")
    if found.severe:
        lines.append(f"{found.severe} at high or critical {_are(found.severe)} not mitigated yet.")
    if found.unanswered:
        told = f"{_questions(len(found.unanswered))} had no answer at two reviews and"
        counts = "counts" if len(found.unanswered) == 1 else "count"
        lines.append(f":hourglass: {told} {counts} as open now: {plain(_first(found.unanswered))}")
    if found.overdue:
        lines.append(f"Overdue: {plain(cut('; '.join(found.overdue), 600))}.")
    if found.changes:
        told = plain(cut(" ".join(found.changes), 400))
        lines.append(f"Since the approval: {told} So look at the list, and *Approve* it as it is now.")
    elif drawn := sum(not check.old for check in found.checks):
        lines.append(f"Before *Nothing changed* counts, {count(drawn, 'answer')} drawn by lot: still so?")
    return lines


def _questions(number: int) -> str:
    return f"{count(number, 'question')} {'has' if number == 1 else 'have'}"


def _first(questions: Sequence[str]) -> str:
    told = " ".join(cut(one, 200) for one in questions[:MOST_UNANSWERED])
    left = len(questions) - MOST_UNANSWERED
    return f"{told} And {left} more: see To confirm in the thread." if left > 0 else told


def _some(checks: Sequence[Check], *, old: bool) -> Sequence[Check]:
    return [check for check in checks if check.old == old][:MOST_CHECKS]


def _check(model: Model, check: Check, number: int) -> list[Block]:
    said = f"*{plain(cut(check.words, 400))}* ({person(check.by)}, {day(check.at)})"
    old = " :hourglass_flowing_sand: said long ago" if check.old else ""
    value = packed(m=model.id, f=check.fact, o=check.on)
    buttons = [
        ButtonElement(action_id=f"review.still.{number}", text=words("Still so"), value=value),
        ButtonElement(action_id=f"review.change.{number}", text=words("Change"), value=value),
    ]
    text = f"{plain(cut(check.question, 600))}\n{said}{old}"
    return [SectionBlock(text=mrkdwn(text)), ActionsBlock(elements=buttons)]


def _ways(model: Model, found: Found) -> list[ButtonElement]:
    value = packed(m=model.id)
    buttons = [ButtonElement(action_id="review.changed", text=words("Something changed"), value=value)]
    if found.put_off[1]:
        buttons.append(ButtonElement(action_id="review.snooze", text=words("In a week"), value=value))
    if found.changes:
        buttons.insert(0, ButtonElement(action_id="approve.open", text=words("Approve"), value=value))
    elif all(check.old for check in found.checks):
        obvious = None if found.severe or found.overdue else "primary"
        nothing = ButtonElement(action_id="review.nothing", text=words("Nothing changed"), value=value, style=obvious)
        buttons.insert(0, nothing)
    return buttons


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def changed_form(model: Model, kinds: Kinds) -> View:
    """What changed, the way to edit what is drawn, and new parts."""
    blocks: list[Block] = [
        text_field("note", "What changed?", most=1000, lines=True, hint="One or two sentences; they go on record."),
        SectionBlock(
            text=mrkdwn(
                "Another name, kind or place of a part, a part or line that is gone or new, or how bad a loss would be:"
            ),
            accessory=ButtonElement(action_id="parts.open", text=words("Edit parts"), value=packed(m=model.id)),
        ),
        *part_rows(range(1, NEW_PARTS + 1), kinds),
    ]
    return View(
        type="modal",
        callback_id="review.changed",
        title="Something changed",
        submit="Next",
        close="Cancel",
        blocks=blocks,
        private_metadata=packed(m=model.id, rows=NEW_PARTS),
    )


def approved(model: Model, approval: Approval) -> list[Block]:
    """Who approved, and when the next review is."""
    due = f" The next review is {day(model.review_due)}." if model.review_due else ""
    roles = f" ({', '.join(approval.roles)})" if approval.roles else ""
    what = f"approved version {approval.version} of *{plain(model.name)}*"
    text = f":white_check_mark: {person(approval.by)}{roles} {what}.{due}"
    return [SectionBlock(text=mrkdwn(text))]


def reopened(model: Model, entry: Entry, why: str) -> list[Block]:
    """Tells the owner, and who had decided or does something about it, that a threat is open again, and why.

    Once it is decided anew it says so instead.
    """
    if not (entry.may_decide or entry.reopened):
        return [SectionBlock(text=mrkdwn(_since(model, entry, why)))]
    bore = [half.by for half in entry.halves] if entry.decided is None else [entry.decided.by]
    to = ", ".join(person(one) for one in dict.fromkeys([model.owner, *bore, *(item.owner for item in entry.taken)]))
    text = (
        f":rotating_light: {to}: *T-{entry.number}* of *{plain(model.name)}* is open again. "
        f"{plain(why)}\n{plain(cut(entry.threat.title, 200))}"
    )
    value = packed(m=model.id, t=entry.threat.id)
    decide = ButtonElement(action_id="threat.page", text=words("Look and decide anew"), value=value, style="primary")
    return [SectionBlock(text=mrkdwn(text)), ActionsBlock(elements=[decide])]


def _since(model: Model, entry: Entry, why: str) -> str:
    decided = f"by {person(entry.decided.by)} on {day(entry.decided.at)}" if entry.decided else "by an answer"
    return (
        f":white_check_mark: *T-{entry.number}* of *{plain(model.name)}* was open again. {plain(why)}\n"
        f"{plain(cut(entry.threat.title, 200))}\nDecided since: {entry.status}, {decided}."
    )
