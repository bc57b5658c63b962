"""The nudge when a review is due, its form, and the word that a model was approved."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from bot.blocks.forms import text_field
from bot.blocks.new_form import part_rows
from bot.blocks.text import cut, day, mrkdwn, person, plain, words
from bot.blocks.values import packed
from bot.store.tables import Approval, Model, Review
from bot.triage import Entry

NEW_PARTS = 2


def nudge(model: Model, review: Review, changes: Sequence[str], severe: int, overdue: Sequence[str]) -> list[Block]:
    """Asks the owner whether anything changed; says what became of the review once it is done."""
    if review.outcome:
        outcome = f"{plain(cut(review.outcome, 500))} ({person(review.by)})"
        done = f":white_check_mark: *Review of {plain(model.name)}*: {outcome}"
        return [SectionBlock(text=mrkdwn(done))]
    lines = [f"*Time to look at {plain(model.name)} again*, {person(model.owner)}."]
    if model.headline:
        lines.append(f"It stands at: {plain(model.headline)}")
    if severe:
        lines.append(f"{severe} at high or critical are not mitigated yet.")
    if overdue:
        lines.append(f"Overdue: {plain(cut('; '.join(overdue), 600))}.")
    value = packed(m=model.id)
    buttons = [ButtonElement(action_id="review.changed", text=words("Something changed"), value=value)]
    if changes:
        lines.append("Since the approval: " + plain(" ".join(changes)))
    else:
        still = ButtonElement(action_id="review.nothing", text=words("Nothing changed"), value=value, style="primary")
        buttons.insert(0, still)
    buttons.append(ButtonElement(action_id="review.snooze", text=words("In a week"), value=value))
    blocks: list[Block] = [SectionBlock(text=mrkdwn("\n".join(lines))), ActionsBlock(elements=buttons)]
    blocks.append(
        ContextBlock(
            elements=[mrkdwn("New parts, new data, new people with access, another vendor: all of it counts.")]
        )
    )
    return blocks


def changed_form(model: Model, types: Sequence[tuple[str, str]]) -> View:
    """What changed, and new parts."""
    blocks: list[Block] = [
        text_field("note", "What changed?", most=1000, lines=True, hint="One or two sentences; they go on record."),
        *part_rows(range(1, NEW_PARTS + 1), types, required=False),
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
    """Tells the owner that an accepted risk is open again, and why."""
    text = (
        f":rotating_light: {person(model.owner)}: *T-{entry.number}* of *{plain(model.name)}* is open again. "
        f"{plain(why)}\n{plain(cut(entry.threat.title, 200))}"
    )
    value = packed(m=model.id, t=entry.threat.id)
    decide = ButtonElement(action_id="threat.page", text=words("Look and decide anew"), value=value, style="primary")
    return [SectionBlock(text=mrkdwn(text)), ActionsBlock(elements=[decide])]
