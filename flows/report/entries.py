"""A threat as a report tells it: why it is here, both ends of its risk, the decision, and who answers for what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flows.packs.schema import Level, Stride
from flows.report.actions import KINDS, actions_of
from flows.report.dates import day
from flows.report.ends import both_ends
from flows.report.premises import premises_of
from flows.report.references import Reference, references_of
from flows.report.types import Decided, Half, Report
from flows.threats.priority import standing
from flows.threats.reasons import sureness
from flows.threats.types import Generation, Ranked, Reason, Threat
from flows.words import ordinal

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
_LABELS: Final = {"open": "Vulnerability", "to confirm": "If the answers are bad", "mitigated": "How it stands"}
_SIDES: Final = {"customer": "We", "aws": "AWS", "third_party": "The vendor"}


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: what was asked (empty for the architecture), what is so, and who said it and when."""

    question: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class Task:
    """An after-action item that settles the threat."""

    heading: str
    title: str
    owner: str
    due: date | None
    state: str
    put_off: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is said of one threat, as plain text.

    Attributes:
        threat: as it was generated.
        number: ``T-12``; also its anchor.
        level: by which it is ordered.
        status: the one word shown.
        confidence: of the weakest fact that decides, in words.
        ends: where the risk stands and what would move it.
        label: what the sentence about the weakness is as matters stand.
        depends_on: the questions that it waits for.
        because: what it rests on.
        decision: who decided what, in a sentence; empty where nobody did.
        reopened: why an acceptance no longer holds.
        premises: the assumptions on which it rests, in sentences.
        answers: who answers for what, in sentences.
        red_team: how somebody would try it; ``blind`` why scanners miss it, empty where nothing is said.
        references: ids in other people's lists.
        strides: in words.
    """

    threat: Threat
    number: str
    level: Level
    status: str
    confidence: str
    ends: str
    label: str
    depends_on: tuple[str, ...]
    because: tuple[Because, ...]
    decision: str
    reopened: str
    premises: tuple[str, ...]
    answers: str
    red_team: str
    blind: str
    references: tuple[Reference, ...]
    strides: str


def kind_of_threat(threat: Ranked) -> str:
    """The threat's family as the beginning of a sentence."""
    return threat.family.replace("-and-", " and ").capitalize()


def label(threat: Threat) -> str:
    """What the vulnerability's sentence is as matters stand: a fact, how it would be, or how it is secured.

    Of a threat that is open for want of an answer it is how it would be, too.
    """
    return _LABELS["to confirm" if unanswerable(threat) else threat.state]


def unanswerable(threat: Threat) -> tuple[str, ...]:
    """The questions that nobody could answer at two reviews running, for which it is open; none of any other."""
    if threat.state != "open":
        return ()
    return tuple(one.question for one in threat.because if one.fact and one.value is None)


class Waiting:
    """Which questions threats wait for; each is put into words when it is asked for."""

    def __init__(self, generation: Generation) -> None:
        """Index the questions by what they ask."""
        self._generation = generation
        self._places = {(one.fact, one.on): place for place, one in enumerate(generation.asking)}

    def on(self, threat: Threat) -> tuple[str, ...]:
        """The questions that the threat waits for, most useful first; empty where it is not to confirm."""
        places = sorted(self._places[ask] for ask in dict.fromkeys(threat.settled_by) if ask in self._places)
        return tuple(self._generation.to_confirm[place].question for place in places)


def entry(report: Report, threat: Threat, waits_for: tuple[str, ...]) -> Entry:
    """All that is said of the threat itself."""
    decided = report.decisions.get(threat.id)
    return Entry(
        threat=threat,
        number=report.number(threat),
        level=standing(threat),
        status=report.status(threat),
        confidence=sureness(threat.confidence),
        ends=both_ends(threat),
        label=label(threat),
        depends_on=waits_for,
        because=tuple(_because(report, reason) for reason in threat.because),
        decision=_decision(report, decided) if decided else _half_accepted(report, report.halves.get(threat.id, ())),
        reopened=decided.reopened if decided else "",
        premises=tuple(premises_of(report, threat)),
        answers=" ".join(f"{_SIDES.get(side, side)}: {_ended(what)}" for side, what in threat.responsibility),
        red_team=_sentence(threat.red_team),
        blind=_sentence(threat.scanners_blind_because) if threat.scanners_blind_because else "",
        references=references_of(threat),
        strides=", ".join(STRIDE[each] for each in threat.stride),
    )


def _because(report: Report, reason: Reason) -> Because:
    by = report.person(reason.by) if reason.by else ""
    at = day(reason.at) if reason.at else ""
    return Because(reason.question, reason.words, ", ".join(part for part in (by, at) if part))


def _decision(report: Report, decided: Decided) -> str:
    until = f", until {day(decided.until)}" if decided.until else ""
    taken = f" Taken on: {'; '.join(decided.items)}." if decided.items else ""
    if decided.leaves:
        taken += f" Once it is done, {decided.leaves.capitalize()} is left."
    reason = f" Reason: {decided.reason}" if decided.reason else ""
    who = ", with ".join((_who(report, decided), *(_half(report, one) for one in decided.halves)))
    times = f", for the {ordinal(decided.times)} time" if decided.times > 1 else ""
    return f"{DECISIONS[decided.kind]}, by {who}{until}{times}.{taken}{reason}"


def _who(report: Report, decided: Decided) -> str:
    return f"{report.person(decided.by)} on {day(decided.at)}"


def _half(report: Report, half: Half) -> str:
    return f"{report.person(half.by)} ({', '.join(half.roles)}) on {day(half.at)}"


def _half_accepted(report: Report, halves: Sequence[Half]) -> str:
    """Who has accepted their part of a risk that takes several roles; empty where nobody has."""
    if not halves:
        return ""
    told = "; ".join(
        f"{_half(report, one)}, until {day(one.until)}{f': {one.reason}' if one.reason else ''}" for one in halves
    )
    return f"Half accepted, by {_ended(told)} Others have still to agree."


def tasks(report: Report, threat: Threat) -> Iterator[Task]:
    """The after-action items that settle the threat."""
    for item in actions_of(report, threat):
        yield Task(KINDS[item.kind], item.title, report.person(item.owner), item.due, item.state, item.put_off)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sentence(text: str) -> str:
    return _ended(text[:1].upper() + text[1:])
