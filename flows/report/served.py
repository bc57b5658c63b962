"""Zero Trust, laws and standards: which apply because of which assets, and what serves their requirements.

A requirement is served by mitigations, each in a state; it is never called met, which an auditor decides. Its standing
follows from the threats behind it, so that mitigations that stand in for each other need not all be there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flows.coverage import Coverage, Line
from flows.frameworks.regimes import regimes
from flows.report.frameworks import left_out
from flows.report.lists import capped, joined, numbered
from flows.report.types import Report
from flows.threats.types import MitigationState, Ranked
from flows.workload.draft import DATA

STATES: Final[Mapping[MitigationState, str]] = {
    "in place": "In place", "claimed": "Claimed", "refuted": "Refuted", "missing": "Missing", "unknown": "Not known",
}  # fmt: skip
"""States of mitigations with their headings, best first; what is in place is proved, what is claimed is only said."""
Standing = Literal["in place", "as claimed", "in part", "not yet", "not served"]
STANDINGS: Final[Mapping[Standing, str]] = {
    "in place": "all threats behind it are mitigated, by what is proved",
    "as claimed": "all threats behind it are mitigated, some by what is only said",
    "in part": "something is in place or claimed, and a threat behind it is not mitigated",
    "not yet": "what would serve it is missing, refuted or not known",
    "not served": "no mitigation of a threat found here would serve it",
}
"""How far the threats behind a requirement are mitigated, and what each word means."""

REGIMES: Final = (
    "The categories of the assets bring these in; whether one binds you, your place, trade and contracts decide. "
    "Requirements have their own ids and our words, and only those that technique can serve are here: what policies, "
    "contracts and training answer is not. That a mitigation serves a requirement does not say that it is met: an "
    "auditor decides that. How a requirement stands follows from the threats behind it:"
)
CONTROLS: Final = (
    "Each mitigation to which the tables of Zero Trust, laws and standards refer. What is in place is proved by a "
    "look, a check or a test; what is claimed is only said. The numbers hold within this report."
)


@dataclass(frozen=True, slots=True)
class Served:
    """A requirement or tenet.

    Attributes:
        id: as its regime writes it.
        label: our own words.
        standing: one word of ``STANDINGS``.
        by: for each of ``STATES`` the numbers (``M-3``) of the mitigations that serve it and are in that state.
        threats: the numbers of the threats behind it that are not mitigated.
    """

    id: str
    label: str
    standing: Standing
    by: tuple[tuple[str, ...], ...]
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A regime, or the tenets of Zero Trust.

    Attributes:
        name: title and edition.
        because: the assets that bring it in, each with the categories that do; empty for what concerns every design.
        counted: how many requirements stand how, as a sentence.
        served: the requirements that count, in its order.
        left_out: reasons, each with the ids that do not count because of it.
    """

    name: str
    because: str
    counted: str
    served: tuple[Served, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Control:
    """A mitigation that serves: its number in this report, where it stands how, and the threats that it answers."""

    number: str
    title: str
    stands: tuple[tuple[str, str], ...]
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Services:
    """All that is served, and through what."""

    tenets: tuple[Asked, ...]
    regimes: tuple[Asked, ...]
    controls: tuple[Control, ...]


def services(report: Report) -> Services:
    """What asks for something here, in the order of the report's coverage."""
    found = [one for one in report.coverage if one.framework.name == "zero-trust" or one.framework.name in regimes()]
    lines = [line for one in found for line in one.lines if not line.excluded]
    titles = {each.mitigation: each.title for line in lines for each in line.mitigations}
    threats = report.generation.ranked
    order = dict.fromkeys(id_ for threat in threats for id_, _, _ in threat.measures if id_ in titles)
    numbers = {id_: f"M-{number}" for number, id_ in enumerate(order, 1)}
    by_id = {threat.id: threat for threat in threats}
    asked = [(one, _asked(report, one, numbers, by_id)) for one in found if one.of]
    return Services(
        tenets=tuple(shown for one, shown in asked if one.framework.name == "zero-trust"),
        regimes=tuple(shown for one, shown in asked if one.framework.name != "zero-trust"),
        controls=tuple(_controls(report, numbers, titles)),
    )


def _asked(report: Report, one: Coverage, numbers: Mapping[str, str], threats: Mapping[str, Ranked]) -> Asked:
    served = tuple(_served(report, line, numbers, threats) for line in one.lines if not line.excluded)
    words = [each.standing for each in served]
    said = ", ".join(f"{words.count(word)} {word}" for word in STANDINGS if word in words)
    what = "tenets" if one.framework.name == "zero-trust" else "requirements"
    return Asked(
        name=f"{one.framework.title}, {one.framework.edition}",
        because=_because(report, one),
        counted=f"Of {len(served)} {what} that count here: {said}.",
        served=served,
        left_out=left_out(one),
    )


def _because(report: Report, one: Coverage) -> str:
    if one.framework.name not in regimes():
        return ""
    wanted = regimes()[one.framework.name].categories
    held = [
        (each.name, [DATA[word].lower() for word in each.category if word in wanted]) for each in report.workload.assets
    ]
    return joined(f"{name} ({', '.join(words)})" for name, words in held if words)


def _served(report: Report, line: Line, numbers: Mapping[str, str], threats: Mapping[str, Ranked]) -> Served:
    behind = [threats[id_] for id_ in line.by]
    left = [report.numbers[each.id] for each in behind if each.state != "mitigated"]
    states = {each.state for each in line.mitigations}
    by = tuple(
        capped(sorted((numbers[each.mitigation] for each in line.mitigations if each.state == state), key=_place))
        for state in STATES
    )
    return Served(line.item.id, line.item.label, _standing(states, left=bool(left)), by, numbered(left))


def _place(number: str) -> int:
    return int(number.removeprefix("M-"))


def _standing(states: set[MitigationState | None], *, left: bool) -> Standing:
    if not states:
        return "not served"
    if states.isdisjoint({"in place", "claimed"}):
        return "not yet"
    if left:
        return "in part"
    return "as claimed" if "claimed" in states else "in place"


def _controls(report: Report, numbers: Mapping[str, str], titles: Mapping[str, str]) -> Iterable[Control]:
    places: dict[str, dict[str, dict[str, None]]] = {id_: {} for id_ in numbers}
    answered: dict[str, list[int]] = {id_: [] for id_ in numbers}
    for threat in report.generation.ranked:
        for id_, state, _ in threat.measures:
            if id_ in numbers:
                places[id_].setdefault(state, {})[threat.on_name] = None
                answered[id_].append(report.numbers[threat.id])
    for id_, number in numbers.items():
        stands = tuple((word, joined(places[id_][state])) for state, word in STATES.items() if state in places[id_])
        yield Control(number, titles[id_], stands, numbered(answered[id_]))
