"""Other people's lists, how much of each the threats cover, and of how many ids; what does not count keeps its reason.

What is counted is ``flows.coverage``'s. A list without a denominator (CWE, OWASP) is shown as the threats point to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flows.coverage import Coverage, Line
from flows.frameworks import attack
from flows.report.lists import counted, numbered
from flows.report.references import Reference, address
from flows.report.types import Report

COUNTED: Final = ("attack", "well-architected", "cis")
"""The frameworks whose ids threats carry themselves, in the order in which they are shown."""
UNCOUNTED: Final[Mapping[str, str]] = {"cwe": "CWE", "owasp_api": "OWASP API Security", "owasp_iot": "OWASP IoT"}
"""Fields of a threat's references that no framework counts, with their headings."""


@dataclass(frozen=True, slots=True)
class Covered:
    """An id of a framework that a threat points to; ``label`` is its name or our own words."""

    reference: Reference
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A framework as a report shows it.

    Attributes:
        name: its title and edition.
        counted: n of m, as a sentence.
        covered: the ids that threats point to.
        missing: the other ids that count, each with its name.
        left_out: reasons, each with the ids that do not count because of it.
    """

    name: str
    counted: str
    covered: tuple[Covered, ...]
    missing: tuple[str, ...] = ()
    left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()


def frameworks(report: Report) -> tuple[Shown, ...]:
    """The lists that count, then those to which threats only point."""
    by_name = {one.framework.name: one for one in report.coverage}
    return (*(_shown(report, by_name[name]) for name in COUNTED if name in by_name), *_pointed_to(report))


def attribution(report: Report) -> str:
    """Whom to name as the source of what is shown; empty where nobody asks for it."""
    pointing = any(threat.refs.attack for threat in report.generation.ranked)
    named = [attack.ATTRIBUTION if pointing else "", *(one.framework.attribution for one in report.coverage if one.of)]
    return " ".join(dict.fromkeys(one for one in named if one))


def left_out(coverage: Coverage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Why ids do not count: each reason with its ids, in the framework's order."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for line in coverage.lines:
        if line.excluded:
            reasons[line.excluded].append(short(line.item.id))
    return tuple((reason, tuple(ids)) for reason, ids in reasons.items())


def short(id_: str) -> str:
    """An id without the version that its framework's edition says already."""
    version, slash, rest = id_.partition("/")
    return rest if slash and version.replace(".", "").isdigit() else id_


def _shown(report: Report, one: Coverage) -> Shown:
    name = f"{one.framework.title}, {one.framework.edition}"
    apart = len(one.lines) - one.of
    if not one.of:
        return Shown(name, f"None of its {len(one.lines)} ids is about parts like these.", (), (), left_out(one))
    said = f"{one.covered} of the {counted(one.of, 'id')} that parts like these can answer; {apart} left out."
    covered = tuple(_covered(report, line) for line in one.lines if line.state == "covered")
    missing = tuple(f"{short(line.item.id)} {line.item.label}" for line in one.lines if line.state == "missing")
    return Shown(name, said, covered, missing, left_out(one))


def _covered(report: Report, line: Line) -> Covered:
    found = Reference(short(line.item.id), address(line.item.id), numbered(report.numbers[id_] for id_ in line.by))
    return Covered(found, line.item.label)


def _pointed_to(report: Report) -> Iterator[Shown]:
    found: dict[str, defaultdict[str, set[int]]] = {field: defaultdict(set) for field in UNCOUNTED}
    for threat in report.generation.ranked:
        for field, ids in found.items():
            for id_ in getattr(threat.refs, field):
                ids[id_].add(report.numbers[threat.id])
    for field, ids in found.items():
        if ids:
            rows = (Reference(id_, address(id_), numbered(numbers)) for id_, numbers in sorted(ids.items()))
            said = f"{counted(len(ids), 'id')} found here; nobody says how many could apply."
            yield Shown(UNCOUNTED[field], said, tuple(Covered(row, "") for row in rows))
