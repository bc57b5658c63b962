"""One threat: in full in the summary, as a line in the list, and its page with every reason."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.blocks.fit import as_many, more
from bot.blocks.text import cut, day, mrkdwn, person, plain, words
from bot.blocks.values import packed
from bot.triage import Entry
from flows.threats.priority import standing
from flows.threats.types import MitigationView, Reason, Threat

MARKS = {
    "critical": ":red_circle:",
    "high": ":large_orange_circle:",
    "medium": ":large_yellow_circle:",
    "low": ":white_circle:",
}
STATES = {
    "in place": "in place, proved",
    "claimed": "said to be in place",
    "missing": "not in place",
    "unknown": "nobody knows yet",
}
DOES = {"prevent": "prevents", "contain": "limits the damage", "detect": "notices", "recover": "recovers"}
MOST_MITIGATIONS = 12
MOST_WAITS = 5
EFFORT = {"low": "little work", "medium": "some work", "high": "much work"}


def heading(entry: Entry) -> str:
    """``T-3 · High · open``, with its mark."""
    level = standing(entry.threat)
    return f"{MARKS[level]} *T-{entry.number} · {level.capitalize()} · {entry.status}*"


def in_full(entry: Entry) -> list[Block]:
    """Statement, vulnerability, risk and the ways to decide."""
    threat = entry.threat
    text = f"{heading(entry)}  {plain(threat.title)}\n{plain(cut(threat.statement, 700))}"
    worst = standing(threat)
    feared = f"{worst.capitalize()} if the answers are bad; known so far: " if threat.state == "to confirm" else ""
    lines = [_weak_spot(entry), f"*Risk* {feared}{plain(cut(threat.risk.line, 300))}"]
    if missing := [m.title for m in threat.mitigations if m.state != "in place" and m.in_set][:3]:
        lines.append("*What helps* " + plain("; ".join(missing)))
    blocks: list[Block] = [SectionBlock(text=mrkdwn(text)), ContextBlock(elements=[mrkdwn("\n".join(lines), 1800)])]
    if line := decision_line(entry):
        blocks.append(ContextBlock(elements=[mrkdwn(line)]))
    blocks.append(ActionsBlock(elements=buttons(entry, why=True)))
    return blocks


def _weak_spot(entry: Entry) -> str:
    """The weakness; while nobody knows whether it is there, what would tell."""
    if entry.threat.state == "to confirm" and entry.waits_for:
        questions = " ".join(item.question for item in entry.waits_for[:2])
        return f"*Depends on* {plain(cut(questions, 300))}"
    return f"*Weakness* {plain(cut(entry.threat.vulnerability, 250))}"


def in_line(entry: Entry) -> list[Block]:
    """Two lines and a way in."""
    value = packed(m=entry.model_id, t=entry.threat.id)
    text = f"{heading(entry)}\n{plain(cut(entry.threat.title, 200))}"
    if line := decision_line(entry):
        text += f"\n{line}"
    open_ = ButtonElement(action_id="threat.page", text=words(f"Open T-{entry.number}"), value=value)
    return [SectionBlock(text=mrkdwn(text), accessory=open_)]


def buttons(entry: Entry, *, why: bool) -> list[ButtonElement]:
    """What can be done about a threat as it stands; each says which one, for those who hear the page read."""
    name = f"T-{entry.number}"
    value = packed(m=entry.model_id, t=entry.threat.id)
    made = [ButtonElement(action_id="threat.page", text=words(f"Why {name}?"), value=value)] if why else []
    if entry.decided is not None and not entry.reopened:
        made.append(ButtonElement(action_id="decide.undo", text=words(f"Take back {name}"), value=value))
    elif entry.status in ("open", "to confirm"):
        made += [
            ButtonElement(action_id="decide.mitigate", text=words(f"Mitigate {name}"), value=value, style="primary"),
            ButtonElement(action_id="decide.accept", text=words(f"Accept {name}"), value=value),
            ButtonElement(action_id="decide.not_applicable", text=words(f"{name} not applicable"), value=value),
        ]
    return made


def decision_line(entry: Entry) -> str:
    """What was decided, by whom, until when; or why it is open again."""
    if entry.reopened:
        return f":rotating_light: Open again: {plain(entry.reopened)}"
    decided = entry.decided
    if decided is None:
        return ""
    by = f"{person(decided.by)}, {day(decided.at)}"
    until = f" until {decided.until:%d %B %Y}" if decided.until else ""
    match decided.kind:
        case "accept":
            return f":memo: Accepted{until} by {by}: {plain(cut(decided.reason, 300))}"
        case "not-applicable":
            return f":memo: Not applicable, by {by}: {plain(cut(decided.reason, 300))}"
        case _:
            items = "; ".join(decided.items)
            return f":hammer_and_wrench: Mitigating: {plain(cut(items, 400))} (decided by {by})"


def page(entry: Entry, note: str = "") -> View:
    """Everything that is known of one threat, with as many mitigations as there is room for.

    ``note`` says what was just done.
    """
    return as_many(min(MOST_MITIGATIONS, len(entry.threat.mitigations)), lambda shown: _page(entry, note, shown))


def _page(entry: Entry, note: str, shown: int) -> View:
    threat = entry.threat
    blocks: list[Block] = [
        *([ContextBlock(elements=[mrkdwn(f":white_check_mark: {note}")])] if note else []),
        SectionBlock(text=mrkdwn(f"{heading(entry)}\n*{plain(threat.title)}*\n{plain(threat.statement)}")),
    ]
    if line := decision_line(entry):
        blocks.append(ContextBlock(elements=[mrkdwn(line)]))
    if made := buttons(entry, why=False):
        blocks.append(ActionsBlock(elements=made))
    for number, item in enumerate(entry.waits_for[:MOST_WAITS], 1):
        value = packed(m=entry.model_id, f=item.fact, o=item.on)
        answer = ButtonElement(action_id="intake.ask", text=words(f"Answer {number}"), value=value)
        title = "*It depends on*\n" if number == 1 else ""
        blocks.append(SectionBlock(text=mrkdwn(f"{title}{number}. {plain(item.question)}", 1000), accessory=answer))
    blocks += more(len(entry.waits_for) - MOST_WAITS, "to look up: *To confirm* under the list has them all.")
    blocks += [
        _titled("Weakness", plain(threat.vulnerability)),
        _titled("Why it is here", "\n".join(_reason(reason) for reason in threat.because) or "The parts as drawn."),
        _titled("Risk", _risk(threat)),
        _titled("Find out in five minutes", plain(threat.first_step)),
        DividerBlock(),
        HeaderBlock(text="What helps"),
        *(_mitigation(mitigation) for mitigation in threat.mitigations[:shown]),
        *more(len(threat.mitigations) - shown, "in the report."),
        DividerBlock(),
        _titled("How somebody would try it", plain(threat.red_team)),
        _titled("It is not this when", plain(threat.not_this_when)),
    ]
    if threat.scanners_blind_because:
        blocks.append(_titled("Why no scanner finds it", plain(threat.scanners_blind_because)))
    blocks.append(ContextBlock(elements=[mrkdwn(_references(threat))]))
    return View(type="modal", title=f"T-{entry.number}", close="Close", blocks=blocks)


def _titled(title: str, text: str) -> SectionBlock:
    return SectionBlock(text=mrkdwn(f"*{title}*\n{text}"))


def _reason(reason: Reason) -> str:
    said = f" ({person(reason.by)})" if reason.by else ""
    question = f"{plain(reason.question)} " if reason.question else ""
    return f"• {question}*{plain(reason.words)}*{said}"


def _risk(threat: Threat) -> str:
    risk = threat.risk
    now, hold = risk.residual.level, risk.if_claims_hold.level
    ends = f"*{now.capitalize()}* now"
    if threat.state == "to confirm" and risk.worst.level != now:
        ends = f"*{risk.worst.level.capitalize()}* if the answers are bad, *{now.capitalize()}* by what is known"
    if hold != now:
        ends += f"; *{hold.capitalize()}* if what was said holds"
    return f"{ends}.\n{plain(risk.line)}\nConfidence: {threat.confidence}."


def _mitigation(mitigation: MitigationView) -> SectionBlock:
    steps = "\n".join(f"   {number}. {plain(step)}" for number, step in enumerate(mitigation.how, 1))
    about = f"{DOES[mitigation.does]} · {EFFORT[mitigation.effort]} · {STATES[mitigation.state]}"
    return SectionBlock(text=mrkdwn(f"*{plain(cut(mitigation.title, 200))}*\n_{about}_\n{steps}"))


def _references(threat: Threat) -> str:
    refs = threat.refs
    lists: Sequence[tuple[str, Sequence[str]]] = (
        ("ATT&CK", refs.attack),
        ("CWE", refs.cwe),
        ("Well-Architected", refs.well_architected),
        ("OWASP API", refs.owasp_api),
        ("OWASP IoT", refs.owasp_iot),
        ("CIS AWS", refs.cis),
    )
    found = [f"{plain(name)}: {plain(', '.join(ids))}" for name, ids in lists if ids]
    return " · ".join(
        [f"Rule {plain(threat.rule)} ({plain(threat.pack_version)})", f"STRIDE: {', '.join(threat.stride)}", *found]
    )
