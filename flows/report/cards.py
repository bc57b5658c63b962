"""Threats as they stand in a report: those of one cause on one card, hygiene in one line, the rest by number.

Which threats share a cause is ``flows.threats.cards``'s. A card tells each of its threats, and once what settles all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flows.headline import points_of_hygiene
from flows.packs.schema import Level
from flows.report.entries import Entry, Task, Waiting, entry, tasks
from flows.report.lists import left_out
from flows.report.types import Report
from flows.risk import LEVELS, level_rank
from flows.threats.cards import cards
from flows.threats.priority import standing
from flows.threats.template import listed
from flows.threats.types import MitigationView, Ranked, Threat

MOST_IN_FULL: Final = 500
"""How many threats are told in full, the worst first; a page of thousands would open nowhere."""
MOST_ON_CARD: Final = 25
"""How many threats of one cause are told in full; the others of the card by number and place."""
MOST_BY_NUMBER: Final = 200
MOST_HYGIENE: Final = 40
REFUTED: Final = "refuted"
"""The state of a claim that a check has shown to be false."""
Numbered = tuple[str, str, str]
"""A threat's number, the name of what it stands on, and its status."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation as it stands here; ``about`` is its state, effort and kind; ``refuted`` where a check says no."""

    title: str
    about: str
    refuted: bool
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The threats of one cause.

    Attributes:
        heading: the title of the first, and where else the same stands.
        level: that of the worst.
        entries: those told in full, in order of priority.
        explained: those of them that are the first of their rule, by which what a rule says of itself is told once.
        others: those that are told by number alone; ``left_out`` says how many are not even that.
        first_step: that of the first.
        measures: the mitigations of all.
        tasks: after-action items taken on for any of them.
    """

    heading: str
    level: Level
    entries: tuple[Entry, ...]
    explained: tuple[Entry, ...]
    others: tuple[Numbered, ...]
    left_out: str
    first_step: str
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of hygiene, its worst level, where it stands, and its first step; empty where nothing is left to do."""

    heading: str
    level: Level
    threats: tuple[Numbered, ...]
    first_step: str


@dataclass(frozen=True, slots=True)
class Hygiene:
    """All hygiene of the workload, for one line; ``counted`` says how much is left to do and the worst of it."""

    counted: str
    points: tuple[Point, ...]
    left_out: str


def told(report: Report) -> list[tuple[Level, list[Card]]]:
    """The cards under their levels, worst first, as far as ``MOST_IN_FULL`` threats go; hygiene left out."""
    ranked = report.generation.ranked
    places = [place for place, one in enumerate(ranked) if not one.hygiene]
    under: dict[Level, list[tuple[int, ...]]] = {level: [] for level in reversed(LEVELS)}
    for card in cards(places, lambda place: ranked[place]):
        under[max((ranked[place].standing for place in card), key=level_rank)].append(card)
    waiting, left = Waiting(report.generation), MOST_IN_FULL
    found: list[tuple[Level, list[Card]]] = []
    for level, listed_ in under.items():
        made: list[Card] = []
        for places_ in listed_:
            if left <= 0:
                break
            most = min(MOST_ON_CARD, left)
            made.append(_card(report, level, places_, most, waiting))
            left -= len(made[-1].entries)
        if made:
            found.append((level, made))
    return found


def hygiene(report: Report) -> Hygiene:
    """The hygiene of the workload, that of one rule in one state together."""
    every = [(place, one) for place, one in enumerate(report.generation.ranked) if one.hygiene]
    groups: dict[tuple[str, str], list[int]] = {}
    for place, one in every[:MOST_HYGIENE]:
        groups.setdefault((one.rule, report.status(one)), []).append(place)
    points = (_point(report, [report.generation.threats[place] for place in places]) for places in groups.values())
    counted = points_of_hygiene((report.status(one), one) for _, one in every)
    return Hygiene(counted, tuple(points), left_out(len(every) - MOST_HYGIENE, "point of hygiene", "points of hygiene"))


def heading(threats: Sequence[Ranked]) -> str:
    """The title of the first, and where else the same stands."""
    first = threats[0]
    if len(threats) == 1:
        return first.title
    if any(one.rule != first.rule for one in threats):
        return f"{first.title}, and {len(threats) - 1} more with the same cause and the same fix"
    head = first.title.removesuffix(f": {first.on_name}")
    if head != first.title:
        return f"{head}: the same on {listed(one.on_name for one in threats)}"
    return f"{head}; the same on {listed(one.on_name for one in threats[1:])}"


def numbered(report: Report, threat: Ranked) -> Numbered:
    """How a threat is told that is not told in full."""
    return report.number(threat), threat.on_name, report.status(threat)


def _card(report: Report, level: Level, places: tuple[int, ...], most: int, waiting: Waiting) -> Card:
    ranked = [report.generation.ranked[place] for place in places]
    threats = [report.generation.threats[place] for place in places[:most]]
    entries = tuple(entry(report, threat, waiting.on(threat)) for threat in threats)
    others = [numbered(report, one) for one in ranked[most:]]
    return Card(
        heading=heading(ranked),
        level=level,
        entries=entries,
        explained=tuple({one.threat.rule: one for one in reversed(entries)}.values())[::-1],
        others=tuple(others[:MOST_BY_NUMBER]),
        left_out=left_out(len(others) - MOST_BY_NUMBER, "of the same cause", "of the same cause"),
        first_step=threats[0].first_step,
        measures=tuple(_measures(threats)),
        tasks=tuple(dict.fromkeys(task for threat in threats for task in tasks(report, threat))),
    )


def _measures(threats: Sequence[Threat]) -> Iterable[Measure]:
    found: dict[str, list[tuple[Threat, MitigationView]]] = {}
    for threat in threats:
        for view in threat.mitigations:
            found.setdefault(view.id, []).append((threat, view))
    return (_measure(each) for each in found.values())


def _measure(found: Sequence[tuple[Threat, MitigationView]]) -> Measure:
    states: dict[str, list[str]] = {}
    for threat, one in found:
        states.setdefault(one.state, []).append(threat.on_name)
    view = found[0][1]
    helps = () if any(one.in_set for _, one in found) else ("helps, but is not enough",)
    state = view.state if len(states) == 1 else ", ".join(f"{word} on {listed(on)}" for word, on in states.items())
    about = "; ".join((state, f"{view.effort} effort", view.does, *helps))
    return Measure(view.title, about, set(states) == {REFUTED}, view.how)


def _point(report: Report, threats: Sequence[Threat]) -> Point:
    first_step = "" if threats[0].state == "mitigated" else threats[0].first_step
    level = max((standing(one) for one in threats), key=level_rank)
    return Point(heading(threats), level, tuple(numbered(report, one) for one in threats), first_step)
