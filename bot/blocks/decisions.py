"""The forms of a decision: mitigate, accept, not applicable, approve; and what they hand back."""

from collections.abc import Mapping, Sequence
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

from bot.blocks.decided import before, decision_line, roles, set_aside_by, taken_late, taken_on
from bot.blocks.fit import more
from bot.blocks.forms import VALUE, field, multi_select_field, option, select_field, text_field
from bot.blocks.text import count, cut, mrkdwn, plain
from bot.blocks.threat import heading
from bot.blocks.values import packed
from bot.triage import Card, Entry
from flows.decisions import NOT_APPLICABLE, needed
from flows.packs.schema import Role
from flows.risk import level_rank
from flows.threats.outcomes import left_by, together
from flows.threats.priority import standing
from flows.words import day_in_words

HOLDS_FOR = "threats"
"""The field for which threats of a card a decision holds."""
MOST_NOTES = 6
MOST_NAMED = 30
MOST_LEFT = 12
"""Of how many choices it is said what they leave."""

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


def _form(card: Card, whole: bool, callback: str, title: str, submit: str, blocks: Sequence[Block]) -> View:
    entry = card[0]
    about = SectionBlock(text=mrkdwn(f"{heading(entry)}\n{plain(cut(entry.threat.statement, 1500))}"))
    return View(
        type="modal",
        callback_id=callback,
        title=cut(title, 24),
        submit=submit,
        close="Cancel",
        blocks=[about, *_holds_for(card, whole=whole), *blocks],
        private_metadata=packed(m=entry.model_id, t=entry.threat.id),
    )


def _holds_for(card: Card, *, whole: bool) -> list[Block]:
    """The threats of a card for which the decision is to hold; nothing to choose where there is but one."""
    if not card[1:]:
        return []
    choices = [(entry.threat.id, _named(entry)) for entry in card]
    hint = "The same weakness with the same fix. Leave out the exceptions: they stay open to decide."
    initial = choices if whole else choices[:1]
    return [multi_select_field(HOLDS_FOR, "It holds for", choices, hint=hint, initial=initial)]


def _named(entry: Entry) -> str:
    return f"T-{entry.number} · {standing(entry.threat).capitalize()} · {entry.threat.on_name}"


def accept_form(
    card: Card, longest: date, held: Sequence[str], broken: Sequence[str] = (), *, whole: bool = False
) -> View:
    """Why, until when, and by whom; ``broken`` are sentences on assumptions under it that hold no longer."""
    entry = card[0]
    agreed = [half for one in card if one.half_accepted for half in one.halves]
    last = min([longest, *(half.until for half in agreed)])
    until = DatePickerElement(action_id=VALUE, initial_date=last.isoformat())
    level = max((standing(one.threat) for one in card), key=level_rank)
    said = agreed[-1].reason if agreed else ""
    blocks: list[Block] = [
        *_notes(decision_line(entry) if agreed else "", *(plain(before(one)) for one in card), *map(plain, broken)),
        text_field(
            "reason", "Why is this risk acceptable?", most=1000, lines=True, initial=said,
            hint="A whole sentence: an auditor will read it.",
        ),
        field("until", "Until when?", until, hint=f"A {level} risk: until {day_in_words(last)} at the latest."),
        *_notes(plain(_who_accepts(card, held))),
        *role_field(held),
    ]  # fmt: skip
    return _form(card, whole, "decide.accept", f"Accept T-{entry.number}", "Accept", blocks)


def _notes(*lines: str) -> list[Block]:
    told = [line for line in lines if line]
    return [
        *(ContextBlock(elements=[mrkdwn(line, 1000)]) for line in told[:MOST_NOTES]),
        *more(len(told) - MOST_NOTES, "such."),
    ]


def _who_accepts(card: Card, held: Sequence[str]) -> str:
    """Who has to agree to it, and what it comes to that this person does; empty where that is enough."""
    wanted = tuple(dict.fromkeys(role for one in card for role in needed(standing(one.threat), one.threat.accept)))
    agreed = {role for half in card[0].halves for role in half.roles} if card[0].half_accepted else set()
    left = [role for role in wanted if role not in agreed]
    still = [role for role in left if role not in held]
    if not still:
        return ""
    if len(left) == 1:
        return f"It is accepted by somebody with the role {left[0]}."
    if len(still) < len(left):
        return f"What you agree to is kept, and counts once {roles(still)} agrees too."
    return f"It takes {roles(left)}: each agrees by itself, and it is accepted once all have."


def mitigate_form(card: Card, owner: str, due: date, last: date, *, whole: bool = False) -> View:
    """Which mitigations, who, and by when: ``due`` is proposed, ``last`` the latest day."""
    found = {one.id: one.title for entry in card for one in entry.threat.mitigations if one.state != "in place"}
    each = "Each becomes one after-action item" + (" at each place." if card[1:] else ".")
    level = max((standing(one.threat) for one in card), key=level_rank)
    latest = f"By {day_in_words(last)} at the latest, when an acceptance of this {level} risk would end."
    picker = DatePickerElement(action_id=VALUE, initial_date=due.isoformat())
    blocks: list[Block] = [
        multi_select_field("mitigations", "What will be done?", found.items(), hint=each),
        *_what_is_left(card, found),
        field("owner", "Who does it?", UserSelectElement(action_id=VALUE, initial_user=owner)),
        field("due", "By when?", picker, hint=latest),
    ]
    return _form(card, whole, "decide.mitigate", f"Mitigate T-{card[0].number}", "Take it on", blocks)


def _what_is_left(card: Card, titles: Mapping[str, str]) -> list[Block]:
    """What each choice leaves once it is done, and those that do it only together; nothing where nobody knows."""
    choices: list[tuple[str, ...]] = [(id_,) for id_ in titles]
    choices += dict.fromkeys(each for entry in card for each in together(entry.threat))
    lines = [f"• {_all(one, titles)}: {told}" for one in choices if (told := _leaves(card, one))]
    if not lines:
        return []
    left = [f"• {len(lines) - MOST_LEFT} more"] * (len(lines) > MOST_LEFT)
    return [ContextBlock(elements=[mrkdwn("\n".join(["*What it leaves once it is done*", *lines[:MOST_LEFT], *left]))])]


def _all(chosen: Sequence[str], titles: Mapping[str, str]) -> str:
    return plain(" and ".join(f"“{cut(titles.get(id_, id_), 90)}”" for id_ in chosen))


def _leaves(card: Card, chosen: Sequence[str]) -> str:
    """Of several threats the one of which most is left counts."""
    about = [e.threat for e in card if {one.id for one in e.threat.mitigations}.issuperset(chosen)]
    left = [found for threat in about if (found := left_by(threat, chosen)) is not None]
    if not left:
        return ""
    worst = max(left, key=lambda one: (level_rank(one.level), not one.helps, not one.enough))
    if not worst.helps:
        return "nothing by itself" if len(chosen) == 1 else "nothing"
    return worst.level.capitalize() + ("" if worst.enough else ", not enough by itself")


def not_applicable_form(card: Card, broken: Sequence[str] = (), *, whole: bool = False) -> View:
    """The coded reason, and a sentence."""
    codes = RadioButtonsElement(action_id=VALUE, options=[option(choice) for choice in NOT_APPLICABLE.items()])
    hint = plain(cut(f"It is not this when: {card[0].threat.not_this_when}", 500))
    blocks: list[Block] = [
        *_notes(*map(plain, broken)),
        field("code", "Why does it not apply?", codes),
        text_field(
            "reason", "In one sentence", most=1000, lines=True, hint="A whole sentence: an auditor will read it."
        ),
        ContextBlock(elements=[mrkdwn(hint)]),
    ]
    return _form(card, whole, "decide.not_applicable", f"T-{card[0].number} not applicable", "Set aside", blocks)


def half_done(waiting: Sequence[tuple[int, Sequence[Role]]]) -> View:
    """Told after an acceptance that others have still to complete: which threats wait for whom."""
    lines = [f"• T-{number}: {roles(still)} still to agree" for number, still in waiting[:MOST_NAMED]]
    lines += [f"• {len(waiting) - MOST_NAMED} more"] if waiting[MOST_NAMED:] else []
    text = "Your part is kept, and is shown in the list. It becomes an acceptance when the others press *Accept* too."
    return View(
        type="modal",
        title="Half accepted",
        close="Close",
        blocks=[SectionBlock(text=mrkdwn("\n".join([text, *lines])))],
    )


def made_anew() -> View:
    """Told instead of an approval: the list is another one now."""
    text = (
        "The list was not what would be found today: the rule packs, a model below or the age of an answer have "
        "changed. It was made anew: look at it again, then approve."
    )
    return View(type="modal", title="Look again", close="Close", blocks=[SectionBlock(text=mrkdwn(text))])


def approve_form(
    model: tuple[str, str, int],
    headline: str,
    held: Sequence[str],
    aside: Sequence[Entry] = (),
    late: Sequence[Entry] = (),
    not_enough: Sequence[Entry] = (),
    *,
    again: bool = False,
) -> View:
    """What is approved, a model by id, name and revision, by whom, and what they should look at before.

    ``again`` is at a review at which nothing has changed.

    That is what is severe and was set ``aside``, what is ``late``: taken on, and past its day, and what was taken on
    and is ``not_enough``: it leaves high or critical.
    """
    model_id, name, revision = model
    text = f"*{plain(name)}*\n{plain(headline)}\nYou stand by this list and its decisions as they are now"
    text += ", until the next review; it is kept on record, with your name." if again else "."
    return View(
        type="modal",
        callback_id="review.nothing" if again else "approve.submit",
        title="Nothing changed" if again else "Approve",
        submit="It stands" if again else "Approve",
        close="Cancel",
        blocks=[
            SectionBlock(text=mrkdwn(text)),
            *_set_aside(aside),
            *_not_enough(not_enough),
            *_late(late),
            *role_field(held),
        ],
        private_metadata=packed(m=model_id, r=revision),
    )


def _late(late: Sequence[Entry]) -> list[Block]:
    """The threats of which something that was taken on is past its day, and whose it is."""
    told = f"*Past the day: {count(len(late), 'threat')}.* Until it is done you bear the risk as it is."
    return _to_look_at(told, [taken_late(entry) for entry in late], "past the day")


def _not_enough(entries: Sequence[Entry]) -> list[Block]:
    """The threats that are still severe once what was taken on is done."""
    told = f"*Still high or critical once it is done: {count(len(entries), 'threat')}.* Look whether that is enough."
    return _to_look_at(told, [taken_on(entry) for entry in entries], "left so")


def _set_aside(aside: Sequence[Entry]) -> list[Block]:
    """The severe threats that were set aside, by whom and why."""
    told = f"*Set aside at high or critical: {len(aside)}.* Anyone may do that; look whether you agree."
    return _to_look_at(told, [set_aside_by(entry) for entry in aside], "such")


def _to_look_at(told: str, lines: Sequence[str], such: str) -> list[Block]:
    """What whoever approves should look at, a line each; nothing where there is none."""
    if not lines:
        return []
    return [
        SectionBlock(text=mrkdwn(told)),
        *(ContextBlock(elements=[mrkdwn(line, 1000)]) for line in lines[:MOST_NOTES]),
        *more(len(lines) - MOST_NOTES, f"{such}: *All threats* has them."),
    ]
