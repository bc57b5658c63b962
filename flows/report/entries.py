"""A threat as a report tells it: why it is here, both ends of its risk, the decision, what helps and who answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flows.packs.schema import Level, Stride
from flows.report.actions import KINDS, actions_of
from flows.report.dates import day_of
from flows.report.frameworks import Reference, references_of
from flows.report.types import Decided, Report
from flows.risk import LEVELS, Risk
from flows.threats.priority import standing
from flows.threats.types import Generation, MitigationView, Reason, Threat

DECISIONS: Final = {
    "mitigate": "Mitigate", "accept": "Accept", "not-applicable": "Not applicable", "none": "Taken back",
}  # fmt: skip
STRIDE: Final[dict[Stride, str]] = {
    "spoofing": "spoofing",
    "tampering": "tampering",
    "repudiation": "repudiation",
    "information-disclosure": "information disclosure",
    "denial-of-service": "denial of service",
    "elevation-of-privilege": "elevation of privilege",
}
REFUTED: Final = "refuted"
"""The state of a claim that a check has shown to be false."""
_LABELS: Final = {"open": "Vulnerability", "to confirm": "If the answers are bad", "mitigated": "How it stands"}
_SIDES: Final = {"customer": "We", "aws": "AWS", "third_party": "The vendor"}


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: what was asked (empty for the architecture), what is so, and who said it and when."""

    question: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation as it stands here; ``about`` is its state, effort and kind; ``refuted`` where a check says no."""

    title: str
    about: str
    refuted: bool
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """An after-action item that settles the threat."""

    heading: str
    title: str
    owner: str
    due: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is said of one threat, as plain text.

    Attributes:
        threat: as it was generated.
        number: ``T-12``; also its anchor.
        level: by which it is ordered.
        status: the one word shown.
        ends: where the risk stands and what would move it.
        label: what the sentence about the weakness is as matters stand.
        depends_on: the questions that it waits for.
        because: what it rests on.
        decision: who decided what, in a sentence; empty where nobody did.
        reopened: why an acceptance no longer holds.
        measures: its mitigations.
        tasks: after-action items taken on.
        answers: who answers for what, in sentences.
        red_team: how somebody would try it; ``blind`` why scanners miss it, empty where nothing is said.
        references: ids in other people's lists.
        strides: in words.
    """

    threat: Threat
    number: str
    level: Level
    status: str
    ends: str
    label: str
    depends_on: tuple[str, ...]
    because: tuple[Because, ...]
    decision: str
    reopened: str
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]
    answers: str
    red_team: str
    blind: str
    references: tuple[Reference, ...]
    strides: str


def entries(report: Report) -> list[Entry]:
    """The threats in order of priority."""
    waiting = depends_on(report.generation)
    return [_entry(report, threat, tuple(waiting[threat.id])) for threat in report.generation.threats]


def by_level(found: list[Entry]) -> list[tuple[Level, list[Entry]]]:
    """The entries under their levels, worst first, in order of priority within each; hygiene left out."""
    under: dict[Level, list[Entry]] = {level: [] for level in reversed(LEVELS)}
    for one in found:
        if not one.threat.hygiene:
            under[one.level].append(one)
    return [(level, listed) for level, listed in under.items() if listed]


def both_ends(risk: Risk) -> str:
    """Where the risk stands and what would move it, in one sentence."""
    now, inherent, proved, worst = (r.level for r in (risk.residual, risk.inherent, risk.if_claims_hold, risk.worst))
    parts = [f"{now.capitalize()} now"]
    if inherent != now:
        parts.append(f"{inherent.capitalize()} before any mitigation")
    if proved != now:
        parts.append(f"{proved.capitalize()} if the claims are proved")
    if worst not in {now, inherent}:
        parts.append(f"{worst.capitalize()} if the open questions turn out badly")
    return "; ".join(parts) + "."


def label(threat: Threat) -> str:
    """What the vulnerability's sentence is as matters stand: a fact, how it would be, or how it is secured."""
    return _LABELS[threat.state]


def depends_on(generation: Generation) -> dict[str, list[str]]:
    """Threat id -> the questions that it waits for, most useful first; empty where it is not to confirm."""
    found: dict[str, list[str]] = {threat.id: [] for threat in generation.threats}
    for one in generation.to_confirm:
        for id_ in one.settles:
            found[id_].append(one.question)
    return found


def _entry(report: Report, threat: Threat, waits_for: tuple[str, ...]) -> Entry:
    decided = report.decisions.get(threat.id)
    return Entry(
        threat=threat,
        number=report.number(threat),
        level=standing(threat),
        status=report.status(threat),
        ends=both_ends(threat.risk),
        label=label(threat),
        depends_on=waits_for,
        because=tuple(_because(report, reason) for reason in threat.because),
        decision=_decision(report, decided) if decided else "",
        reopened=decided.reopened if decided else "",
        measures=tuple(_measure(one) for one in threat.mitigations),
        tasks=tuple(_tasks(report, threat)),
        answers=" ".join(f"{_SIDES.get(side, side)}: {_ended(what)}" for side, what in threat.responsibility),
        red_team=_sentence(threat.red_team),
        blind=_sentence(threat.scanners_blind_because) if threat.scanners_blind_because else "",
        references=references_of(threat),
        strides=", ".join(STRIDE[each] for each in threat.stride),
    )


def _because(report: Report, reason: Reason) -> Because:
    by = report.person(reason.by) if reason.by else ""
    at = day_of(reason.at) if reason.at else ""
    return Because(reason.question, reason.words, ", ".join(part for part in (by, at) if part))


def _decision(report: Report, decided: Decided) -> str:
    until = f", until {day_of(decided.until)}" if decided.until else ""
    taken = f" Taken on: {'; '.join(decided.items)}." if decided.items else ""
    reason = f" Reason: {decided.reason}" if decided.reason else ""
    who = report.person(decided.by)
    return f"{DECISIONS[decided.kind]}, by {who} on {day_of(decided.at)}{until}.{taken}{reason}"


def _measure(view: MitigationView) -> Measure:
    helps = () if view.in_set else ("helps, but is not enough",)
    about = "; ".join((view.state, f"{view.effort} effort", view.does, *helps))
    state: str = view.state
    return Measure(view.title, about, state == REFUTED, view.how)


def _tasks(report: Report, threat: Threat) -> Iterator[Task]:
    for item in actions_of(report, threat):
        yield Task(KINDS[item.kind], item.title, report.person(item.owner), item.due, item.state)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sentence(text: str) -> str:
    return _ended(text[:1].upper() + text[1:])
