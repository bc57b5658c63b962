"""Who answers for which layer of which component: the matrix of shared responsibility, from what packs say of types.

What AWS answers for is inherited, and shown by AWS's own assurance; a vendor is a side of its own. People and browsers
in people's hands are no part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flows.packs.index import Library
from flows.report.lists import joined, left_out
from flows.report.tables import MOST_ROWS
from flows.report.types import Kind, Layers, Report, Side
from flows.threats.template import listed
from flows.workload.model import Component

LAYERS: Final[Mapping[str, str]] = {
    "hardware": "Hardware",
    "operating-system": "Operating system",
    "runtime": "Runtime",
    "network": "Network",
    "identity": "Identity",
    "data": "Data",
    "configuration": "Configuration",
}
"""Layers as packs name them, and as headings, from the ground up."""
SIDES: Final[Mapping[Side, str]] = {
    "customer": "us", "aws": "AWS", "third_party": "vendor", "shared": "shared",
}  # fmt: skip
NOT_KNOWN: Final = "not known"
_PEOPLE: Final = frozenset({"person", "web.browser"})
_ASSURED: Final[Mapping[str, str]] = {
    "hardware": "Data centres, power, hosts, and what becomes of old disks",
    "operating-system": "Patches and hardening of the hosts and of managed systems",
    "runtime": "Patches of managed runtimes and engines, and the walls between customers",
    "network": "The network under our own settings, and floods at its lower layers",
    "identity": "The service that checks who calls; who may do what is ours",
    "data": "Keeping what is stored whole and apart from other customers'; who may read it is ours",
    "configuration": "The safe working of the settings that the service offers",
}
ASSURANCE: Final = "AWS SOC 1, 2 and 3 reports; ISO/IEC 27001 certificate; PCI DSS attestation of compliance"
"""What independent auditors say of AWS's own controls."""


@dataclass(frozen=True, slots=True)
class Row:
    """A component, what its type is called, and who answers for each layer, in the order of ``LAYERS``, in words."""

    component: str
    type: str
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inherited:
    """A layer that AWS answers for, alone or with us: what that is, where, and AWS's own assurance."""

    layer: str
    what: str
    components: str
    assurance: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix, how many more rows are only counted, what is inherited from AWS, and sentences on what to do."""

    rows: tuple[Row, ...]
    more: str
    inherited: tuple[Inherited, ...]
    to_do: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns after the component and its type."""
        return tuple(LAYERS.values())


def layers_of(library: Library) -> Layers:
    """What packs say of their component types: what each is called, and who answers for its layers."""
    return {pack.pack: Kind(pack.title, pack.layers) for pack in library.packs.values()}


def matrix(report: Report) -> Matrix:
    """The matrix of a report; every layer is not known where no pack was asked or none knows the type."""
    layers = report.layers or {}
    parts = [one for one in report.workload.components if one.type not in _PEOPLE]
    rows = tuple(
        Row(one.name, report.type_called(one.type), tuple(_side(layers, one, layer) for layer in LAYERS))
        for one in parts[:MOST_ROWS]
    )
    more = left_out(len(parts) - MOST_ROWS, "component")
    return Matrix(rows, more, tuple(_inherited(layers, parts)), tuple(_to_do(report, layers, parts)))


def _layers(layers: Layers, component: Component) -> Mapping[str, Side]:
    kind = layers.get(component.type)
    return kind.layers if kind else {}


def _side(layers: Layers, component: Component, layer: str) -> str:
    side = _layers(layers, component).get(layer)
    return SIDES[side] if side else NOT_KNOWN


def _inherited(layers: Layers, parts: list[Component]) -> Iterable[Inherited]:
    for layer, heading in LAYERS.items():
        on = [one.name for one in parts if _by_aws(_layers(layers, one), layer)]
        if on:
            yield Inherited(heading, _ASSURED[layer], joined(on), ASSURANCE)


def _by_aws(known: Mapping[str, Side], layer: str) -> bool:
    """Whether AWS answers for the layer, alone or, in a service of AWS's, together with us."""
    return known.get(layer) == "aws" or (known.get(layer) == "shared" and "aws" in known.values())


def _to_do(report: Report, layers: Layers, parts: list[Component]) -> Iterable[str]:
    if any(_by_aws(_layers(layers, one), layer) for one in parts for layer in LAYERS):
        yield (
            "AWS's reports and certificates are in AWS Artifact, in the AWS console. Look up once a year whether each "
            "service used here is in their scope, and do what they leave to customers (complementary user entity "
            "controls)."
        )
    vendors = [one.name for one in parts if "third_party" in _layers(layers, one).values()]
    if vendors:
        yield (
            f"Vendors answer for layers of {listed(vendors)}: ask each for its own assurance (a SOC 2 report or an "
            "ISO/IEC 27001 certificate, and its scope), and write into the contract who tells whom of a breach."
        )
    unknown = [
        f"{one.name} ({report.type_called(one.type)})"
        for one in parts
        if any(_side(layers, one, layer) == NOT_KNOWN for layer in LAYERS)
    ]
    if unknown:
        yield (
            f"No rule pack says who answers for every layer of {listed(unknown)}: take it for ours until it is "
            "settled, and give the type, or a pack of our own, its `layers`."
        )
