"""The tables of a report: components, flows, assets and threats, one line each. Of very many the first stand there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from flows.packs.schema import Level, Loss
from flows.report.diagram import zone_words
from flows.report.lists import capped, joined
from flows.report.marks import at_places
from flows.report.types import Report
from flows.risk import LEVELS, grade
from flows.workload.draft import DATA
from flows.workload.model import Asset, AssetCategory, Workload

MOST_ROWS: Final = 1000
"""How many lines a table has."""
MOST_ASSETS: Final = 200
LOSSES: Final[tuple[Loss, ...]] = (
    "confidentiality", "integrity", "availability", "safety", "money", "privacy", "others",
)  # fmt: skip
_LOSS_WORDS: Final[Mapping[Loss, str]] = {"others": "harm to others"}


@dataclass(frozen=True, slots=True)
class Part:
    """A component as a line of a table: what its type is called, and the numbers of the threats that stand on it."""

    name: str
    type: str
    zone: str
    holds: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A flow as a line of a table."""

    name: str
    source: str
    target: str
    kind: str
    protocol: str
    carries: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """An asset as a line of a table."""

    name: str
    category: str
    grades: str


@dataclass(frozen=True, slots=True)
class Row:
    """A threat as a line of the table."""

    number: str
    title: str
    status: str
    family: str


def rows(report: Report) -> list[tuple[Level, list[Row]]]:
    """The lines of the table under their levels, worst first, at most ``MOST_ROWS``; hygiene left out."""
    under: dict[Level, list[Row]] = {}
    every = [one for one in report.generation.ranked if not one.hygiene]
    by_level = (one for level in reversed(LEVELS) for one in every if one.standing == level)
    for one in islice(by_level, MOST_ROWS):
        row = Row(report.number(one), one.title, report.status(one), one.family)
        under.setdefault(one.standing, []).append(row)
    return list(under.items())


def parts(report: Report) -> tuple[Part, ...]:
    """The components, in the model's order."""
    zones = {zone.id: zone_words(zone) for zone in report.workload.zones}
    assets = {asset.id: asset.name for asset in report.workload.assets}
    found, _ = at_places(report)
    return tuple(
        Part(
            name=one.name,
            type=report.type_called(one.type),
            zone=zones.get(one.zone or "", ""),
            holds=_named(one.holds, assets),
            threats=capped([report.number(each) for each in found.get(one.id, ())]),
        )
        for one in report.workload.components[:MOST_ROWS]
    )


def links(report: Report) -> tuple[Link, ...]:
    """The flows, in the model's order."""
    names = {one.id: one.name for one in report.workload.components}
    assets = {asset.id: asset.name for asset in report.workload.assets}
    _, found = at_places(report)
    return tuple(
        Link(
            name=flow.name or "",
            source=names.get(flow.from_, flow.from_),
            target=names.get(flow.to, flow.to),
            kind=flow.kind,
            protocol=flow.protocol or "",
            carries=_named(flow.carries, assets),
            threats=capped([report.number(each) for each in found.get(flow.id, ())]),
        )
        for flow in report.workload.flows[:MOST_ROWS]
    )


def worths(workload: Workload) -> tuple[Worth, ...]:
    """The assets, in the model's order."""
    return tuple(Worth(one.name, categories(one.category), grades(one)) for one in workload.assets[:MOST_ASSETS])


def categories(found: Iterable[AssetCategory]) -> str:
    """Kinds of data in the words of the form in which people choose them, such as ``Personal details, health data``."""
    words = ", ".join(DATA[each].lower() for each in found)
    return words[:1].upper() + words[1:]


def grades(asset: Asset) -> str:
    """How bad each loss would be, of 5: by the asset's own word, or in brackets by its category's."""
    known = [(loss, grade(asset, loss)) for loss in LOSSES]
    shown = [(loss, str(value) if getattr(asset, loss) else f"({value})") for loss, value in known if value]
    return ", ".join(f"{_LOSS_WORDS.get(loss, loss)} {value}" for loss, value in shown)


def grouped(found: Iterable[tuple[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Pairs of a word and a number, by word; the numbers keep their order."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for word, number in found:
        groups[word].append(number)
    return [(word, tuple(numbers)) for word, numbers in sorted(groups.items())]


def _named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return joined(names.get(each, each) for each in ids)
