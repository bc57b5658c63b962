"""One threat's page, with every reason, and the threats that share its root cause."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

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

from bot.blocks.decided import decision_line
from bot.blocks.fit import as_many, more
from bot.blocks.judged import ends, how_much, how_sure, refuted, struck, unanswerable
from bot.blocks.text import cut, mrkdwn, person, plain, words
from bot.blocks.threat import also_on, buttons, heading, on_card
from bot.blocks.values import packed
from bot.triage import Card
from flows.report.entries import label
from flows.threats.types import MitigationView, Reason, Threat

STATES = {
    "in place": "in place, proved",
    "claimed": "said to be in place",
    "refuted": "said to be in place, and shown not to be",
    "missing": "not in place",
    "unknown": "nobody knows yet",
}
DOES = {"prevent": "prevents", "contain": "limits the damage", "detect": "notices", "recover": "recovers"}
MOST_MITIGATIONS = 12
MOST_WAITS = 5
EFFORT = {"low": "little work", "medium": "some work", "high": "much work"}


def page(card: Card, note: str = "", barred: Mapping[str, str] = MappingProxyType({})) -> View:
    """Everything that is known of the first threat of a card, with as many mitigations as there is room for.

    ``note`` says what was just done; ``barred`` has, by id, why the one who looks may not accept a threat's risk.
    """
    most = min(MOST_MITIGATIONS, len(card[0].threat.mitigations))
    return as_many(most, lambda shown: _page(card, note, barred, shown))


def _page(card: Card, note: str, barred: Mapping[str, str], shown: int) -> View:
    entry = card[0]
    threat = entry.threat
    blocks: list[Block] = [
        *([ContextBlock(elements=[mrkdwn(f":white_check_mark: {note}")])] if note else []),
        SectionBlock(text=mrkdwn(f"{heading(entry)}\n*{plain(threat.title)}*\n{plain(threat.statement)}")),
    ]
    lines = filter(None, (decision_line(entry), unanswerable(threat), refuted(threat)))
    blocks += [ContextBlock(elements=[mrkdwn(line)]) for line in lines]
    if made := buttons(entry, barred):
        blocks.append(ActionsBlock(elements=made))
    if entry.may_decide and threat.id in barred:
        told = f"*Accept* is not offered to you: {plain(barred[threat.id])}"
        blocks.append(ContextBlock(elements=[mrkdwn(told)]))
    if entry.may_take_back and not entry.may_decide:
        told = "To decide otherwise, take back what stands: then all the ways to decide are here again."
        blocks.append(ContextBlock(elements=[mrkdwn(told)]))
    if card[1:]:
        blocks.append(SectionBlock(text=mrkdwn(f"{also_on(card)}\nThe same weakness with the same fix.")))
    if card[1:] and (made := on_card(card, barred)):
        blocks.append(ActionsBlock(elements=made))
    for number, item in enumerate(entry.waits_for[:MOST_WAITS], 1):
        value = packed(m=entry.model_id, f=item.fact, o=item.on)
        answer = ButtonElement(action_id="intake.ask", text=words(f"Answer {number}"), value=value)
        title = "*It depends on*\n" if number == 1 else ""
        blocks.append(SectionBlock(text=mrkdwn(f"{title}{number}. {plain(item.question)}", 1000), accessory=answer))
    blocks += more(len(entry.waits_for) - MOST_WAITS, "to look up: *To confirm* under the list has them all.")
    blocks += [
        _titled(label(threat), plain(threat.vulnerability)),
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
    return f"{ends(threat)}.\n{plain(how_much(threat))}.\n{how_sure(threat)}."


def _mitigation(mitigation: MitigationView) -> SectionBlock:
    steps = "\n".join(f"   {number}. {plain(step)}" for number, step in enumerate(mitigation.how, 1))
    about = f"{DOES[mitigation.does]} · {EFFORT[mitigation.effort]} · {STATES[mitigation.state]}"
    title = plain(cut(mitigation.title, 200))
    named = struck(mitigation.title) if mitigation.state == "refuted" else f"*{title}*"
    return SectionBlock(text=mrkdwn(f"{named}\n_{about}_\n{steps}"))


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
