"""After-action items: what people took on, and what the mitigations propose. One item may settle several threats."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flows.report.lists import joined, numbered
from flows.report.types import ActionItem, ActionKind, Report
from flows.threats.types import MitigationView, Ranked, Threat

KINDS: Final[Mapping[ActionKind, str]] = {
    "confirm-setting": "Confirm a setting",
    "rule-check": "Have a rule check it",
    "roadmap": "Put on the roadmap",
}
"""The three kinds of after-action items, as headings."""


@dataclass(frozen=True, slots=True)
class Item:
    """An after-action item as a line: proposed where nobody took it on yet (then without owner and due date).

    ``settles`` are the numbers of the threats that it closes or lowers, as ``T-1``; ``put_off`` how often it was.
    """

    title: str
    owner: str
    due: date | None
    state: str
    settles: tuple[str, ...]
    put_off: str = ""


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The items of one kind, under its heading."""

    heading: str
    items: tuple[Item, ...]


def actions_of(report: Report, threat: Ranked) -> list[ActionItem]:
    """The items taken on that settle the threat."""
    return [item for item in report.actions if report.numbers[threat.id] in item.settles]


def items(report: Report, told: Iterable[Threat]) -> list[ItemGroup]:
    """All after-action items by kind: those taken on, then those that mitigations of the threats ``told`` propose."""
    found: dict[ActionKind, list[Item]] = {kind: [] for kind in KINDS}
    for item in report.actions:
        owner = report.person(item.owner) if item.owner else ""
        found[item.kind].append(Item(item.title, owner, item.due, item.state, numbered(item.settles), item.put_off))
    for (kind, title), places in _proposed(report, told).items():
        numbers = {number for under in places.values() for number in under}
        found[kind].append(Item(f"{title} ({joined(places)})", "", None, "proposed", numbered(numbers)))
    return [ItemGroup(KINDS[kind], tuple(listed)) for kind, listed in found.items() if listed]


def _proposed(report: Report, told: Iterable[Threat]) -> dict[tuple[ActionKind, str], dict[str, set[int]]]:
    """The mitigations that nobody took on yet, where they are lacking, and the threats they would settle there."""
    found: dict[tuple[ActionKind, str], dict[str, set[int]]] = {}
    for threat in told:
        if report.status(threat) in {"open", "to confirm", "mitigating"}:
            taken = {item.title for item in actions_of(report, threat)}
            for one in _wanting(threat):
                if one.title not in taken:
                    places = found.setdefault((one.action, one.title), {})
                    places.setdefault(threat.on_name, set()).add(report.numbers[threat.id])
    return found


def _wanting(threat: Threat) -> Iterator[MitigationView]:
    return (one for one in threat.mitigations if one.in_set and one.state not in {"in place", "claimed"})
