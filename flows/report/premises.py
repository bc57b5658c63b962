"""Assumptions as a report tells them: whether each still holds, and which threats rest on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.report.dates import day
from flows.report.lists import numbered
from flows.report.types import Report
from flows.threats.types import Ranked
from flows.workload.assumptions import bears, why_ended
from flows.workload.model import Assumption


@dataclass(frozen=True, slots=True)
class Premise:
    """An assumption, who answers for it and until when, why it holds no longer, and the threats that rest on it."""

    text: str
    owner: str
    until: str
    ended: str
    threats: tuple[str, ...]


def premises(report: Report) -> tuple[Premise, ...]:
    """All assumptions of the model, in its order."""
    return tuple(_premise(report, one) for one in report.workload.assumptions)


def premises_of(report: Report, threat: Ranked) -> Iterator[str]:
    """The assumptions on which a threat rests, each as a sentence."""
    for one in report.workload.assumptions:
        if bears(one, threat.rule, threat.on):
            ended = why_ended(one, report.today)
            yield f"“{one.text}”" + (f", which {ended}." if ended else " is assumed.")


def _premise(report: Report, one: Assumption) -> Premise:
    ended = why_ended(one, report.today)
    return Premise(
        text=one.text,
        owner=report.person(one.owner) if one.owner else "",
        until=f"until {day(one.until)}" if one.until and not ended else "",
        ended=f"This {ended}." if ended else "",
        threats=numbered(report.numbers[id_] for id_ in report.rests_on.get(one.id, ())),
    )
