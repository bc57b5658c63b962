"""After-action items: what people took on, and what the mitigations propose. One item may settle several threats."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flows.report.types import ActionItem, ActionKind, Report
from flows.threats.types import MitigationView, Threat

KINDS: Final[Mapping[ActionKind, str]] = {
    "confirm-setting": "Confirm a setting",
    "rule-check": "Have a rule check it",
    "roadmap": "Put on the roadmap",
}
"""The three kinds of after-action items, as headings."""


@dataclass(frozen=True, slots=True)
class Item:
    """An after-action item as a line: proposed where nobody took it on yet (then without owner and due date).

    ``settles`` are the numbers of the threats that it closes or lowers, as ``T-1``.
    """

    title: str
    owner: str
    due: date | None
    state: str
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The items of one kind, under its heading."""

    heading: str
    items: tuple[Item, ...]


def actions_of(report: Report, threat: Threat) -> list[ActionItem]:
    """The items taken on that settle the threat."""
    return [item for item in report.actions if report.numbers[threat.id] in item.settles]


def items(report: Report) -> list[ItemGroup]:
    """All after-action items by kind: those taken on, then those that the mitigations propose."""
    found: dict[ActionKind, list[Item]] = {kind: [] for kind in KINDS}
    for item in report.actions:
        owner = report.person(item.owner) if item.owner else ""
        found[item.kind].append(Item(item.title, owner, item.due, item.state, numbered(item.settles)))
    for (kind, title, _, on_name), numbers in _proposed(report).items():
        found[kind].append(Item(f"{title} ({on_name})", "", None, "proposed", numbered(numbers)))
    return [ItemGroup(KINDS[kind], tuple(listed)) for kind, listed in found.items() if listed]


def numbered(numbers: tuple[int, ...] | list[int]) -> tuple[str, ...]:
    """``T-3``, ``T-12``: in the order of the numbers."""
    return tuple(f"T-{number}" for number in sorted(numbers))


def _proposed(report: Report) -> dict[tuple[ActionKind, str, str, str], list[int]]:
    """The mitigations that nobody took on yet, with the threats they would settle; one item may settle several."""
    found: defaultdict[tuple[ActionKind, str, str, str], list[int]] = defaultdict(list)
    for threat in report.generation.threats:
        if report.status(threat) in {"open", "to confirm", "mitigating"}:
            taken = {item.title for item in actions_of(report, threat)}
            for one in _wanting(threat):
                if one.title not in taken:
                    found[one.action, one.title, threat.on, threat.on_name].append(report.numbers[threat.id])
    return found


def _wanting(threat: Threat) -> Iterator[MitigationView]:
    return (one for one in threat.mitigations if one.in_set and one.state not in {"in place", "claimed"})
