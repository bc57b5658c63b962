"""The forms of a decision: mitigate, accept, not applicable, approve; and what they hand back."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DatePickerElement,
    RadioButtonsElement,
    SectionBlock,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.blocks.forms import VALUE, field, multi_select_field, option, select_field, text_field
from bot.blocks.text import cut, mrkdwn, plain
from bot.blocks.threat import heading
from bot.blocks.values import packed
from bot.triage import Entry
from flows.decisions import NOT_APPLICABLE
from flows.threats.priority import standing

ROLES = (
    ("developer", "Developer"),
    ("architect", "Architect"),
    ("security", "Security"),
    ("compliance", "Compliance"),
    ("redteam", "Offensive security"),
    ("operations", "Operations"),
    ("product", "Product"),
)


def role_field(held: Sequence[str]) -> list[Block]:
    """Asks for the role of somebody of whom none is known; nothing where one is."""
    if held:
        names = ", ".join(words for role, words in ROLES if role in held)
        return [ContextBlock(elements=[mrkdwn(f"You act as {names}. `/threatmodel role` changes that.")])]
    hint = "Asked once, and kept on record: high risks are accepted and approved by security."
    return [select_field("role", "What is your role?", ROLES, hint=hint)]


def _about(entry: Entry) -> SectionBlock:
    return SectionBlock(text=mrkdwn(f"{heading(entry)}\n{plain(cut(entry.threat.statement, 1500))}"))


def _form(entry: Entry, callback: str, title: str, submit: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=callback,
        title=cut(title, 24),
        submit=submit,
        close="Cancel",
        blocks=[_about(entry), *blocks],
        private_metadata=packed(m=entry.model_id, t=entry.threat.id),
    )


def accept_form(entry: Entry, longest: date, suggested: date, held: Sequence[str]) -> View:
    """Why, until when, and by whom."""
    until = DatePickerElement(action_id=VALUE, initial_date=suggested.isoformat())
    level = standing(entry.threat)
    blocks = [
        text_field("reason", "Why is this risk acceptable?", most=1000, lines=True, hint=_who_accepts(entry)),
        field("until", "Until when?", until, hint=f"A {level} risk: until {longest.isoformat()} at the latest."),
        *role_field(held),
    ]
    return _form(entry, "decide.accept", f"Accept T-{entry.number}", "Accept", blocks)


def _who_accepts(entry: Entry) -> str:
    needs = entry.threat.accept.needs if entry.threat.accept else ()
    asked = f" Only somebody with the roles {' and '.join(needs)} can accept this one." if needs else ""
    return f"An auditor will read it.{asked}"


def mitigate_form(entry: Entry, owner: str, due: date) -> View:
    """Which mitigations, who, and by when."""
    choices = [(found.id, found.title) for found in entry.threat.mitigations if found.state != "in place"]
    blocks: list[Block] = [
        multi_select_field("mitigations", "What will be done?", choices, hint="Each becomes one after-action item."),
        field("owner", "Who does it?", UserSelectElement(action_id=VALUE, initial_user=owner)),
        field("due", "By when?", DatePickerElement(action_id=VALUE, initial_date=due.isoformat())),
    ]
    return _form(entry, "decide.mitigate", f"Mitigate T-{entry.number}", "Take it on", blocks)


def not_applicable_form(entry: Entry) -> View:
    """The coded reason, and a sentence."""
    codes = RadioButtonsElement(action_id=VALUE, options=[option(choice) for choice in NOT_APPLICABLE.items()])
    hint = plain(cut(f"It is not this when: {entry.threat.not_this_when}", 500))
    blocks: list[Block] = [
        field("code", "Why does it not apply?", codes),
        text_field("reason", "In one sentence", most=1000, lines=True, hint="An auditor will read it."),
        ContextBlock(elements=[mrkdwn(hint)]),
    ]
    return _form(entry, "decide.not_applicable", f"T-{entry.number} not applicable", "Set aside", blocks)


def made_anew() -> View:
    """Told instead of an approval: the list is another one now."""
    text = "The rule packs have changed since the list was made. It was made anew: look at it again, then approve."
    return View(type="modal", title="Look again", close="Close", blocks=[SectionBlock(text=mrkdwn(text))])


def approve_form(model_id: str, name: str, headline: str, held: Sequence[str], revision: int) -> View:
    """What is approved, as it was at a revision, and by whom."""
    text = f"*{plain(name)}*\n{plain(headline)}\nYou stand by this list and its decisions as they are now."
    return View(
        type="modal",
        callback_id="approve.submit",
        title="Approve",
        submit="Approve",
        close="Cancel",
        blocks=[SectionBlock(text=mrkdwn(text)), *role_field(held)],
        private_metadata=packed(m=model_id, r=revision),
    )
