"""The model as evidence for Well-Architected's practice of threat modelling: what was done, by whom, what stays open.

It says what is known and nothing more: a report made without the bot knows of no roles and no approval.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flows.frameworks import well_architected
from flows.report.dates import day
from flows.report.lists import counted
from flows.report.types import Report

SLUG: Final = "sec_securely_operate_threat_model"
ADDRESS: Final = well_architected.ADDRESS.format(slug=SLUG)
INTRODUCTION: Final = (
    "The security pillar asks to identify threats and to put mitigations in order by a threat model (SEC01-BP07 in its "
    "present edition). This is what the model shows for it."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the practice asks for, and what stands here for it."""

    asked: str
    found: str


def practice(report: Report) -> tuple[Shown, ...]:
    """What the model shows, line by line."""
    return (
        Shown("What was modelled", _modelled(report)),
        Shown("How threats were found", _found(report)),
        Shown("Roles that took part", ", ".join(report.touched_by) or "not recorded: nobody answered through the bot"),
        Shown("Mitigations in order", _mitigations(report)),
        Shown("Approved", _approved(report)),
        Shown("Next review", _review(report)),
        Shown("What stays open", _open(report)),
    )


def fingerprint(report: Report) -> str:
    """The rule packs told by the first signs of their digest."""
    return f"fingerprint {report.generation.pack_digest[:12]}"


def _modelled(report: Report) -> str:
    workload = report.workload
    parts = (
        counted(len(workload.components), "component"), counted(len(workload.flows), "flow"),
        counted(len(workload.zones), "zone"), counted(len(workload.assets), "asset"),
        counted(len(workload.assumptions), "assumption"),
    )  # fmt: skip
    return ", ".join(parts)


def _found(report: Report) -> str:
    generation = report.generation
    said = (
        f"by rule packs with the {fingerprint(report)}: {counted(len(generation.ranked), 'threat')}, "
        f"{len(generation.ruled_out):,} more ruled out with a reason"
    )
    by_hand = len(report.workload.threats)
    return f"{said}; {by_hand} written by people" if by_hand else said


def _mitigations(report: Report) -> str:
    live = [one for one in report.generation.ranked if one.state != "mitigated"]
    decided = sum(one.id in report.decisions and not report.decisions[one.id].reopened for one in live)
    owned = sum(bool(item.owner and item.due) for item in report.actions)
    return (
        f"{decided} of {counted(len(live), 'threat')} that are not mitigated have a decision; "
        f"{counted(len(report.actions), 'after-action item')} taken on, {owned} with an owner and a day"
    )


def _approved(report: Report) -> str:
    if not report.approvals:
        return "not yet"
    last = report.approvals[-1]
    roles = f" ({', '.join(last.roles)})" if last.roles else ""
    said = f"version {last.version} by {report.person(last.by)}{roles} on {day(last.at)}"
    return said if last.version == report.version else f"{said}; this is version {report.version}"


def _review(report: Report) -> str:
    return f"on {day(report.next_review)}" if report.next_review else "not dated; an approval dates it"


def _open(report: Report) -> str:
    return "; ".join(_left(report)) or "nothing"


def _left(report: Report) -> Iterator[str]:
    words = [report.status(threat) for threat in report.generation.ranked]
    for word in ("open", "to confirm", "mitigating", "accepted"):
        if count := words.count(word):
            yield f"{counted(count, 'threat')} {word}"
    if questions := len(report.generation.asking):
        yield counted(questions, "unanswered question")
    waiting = sum(item.state != "done" for item in report.actions)
    if waiting:
        yield f"{counted(waiting, 'after-action item')} not done"
