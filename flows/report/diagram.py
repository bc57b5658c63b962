"""The drawing of a workload as Mermaid: zones as boxes, components in them, flows as arrows."""

from collections.abc import Iterator
from typing import Final

from flows.report.escape import mermaid
from flows.workload.model import Component, Flow, Workload

MOST_COMPONENTS: Final = 80
MOST_FLOWS: Final = 160
"""Beyond these nobody can read the drawing, and Mermaid's own limits come near."""

_ARROWS: Final = {"data": "-->", "trust": "-.->", "grant": "-.->", "deploy": "==>"}
_SHAPES: Final = {"person": ('(["', '"])'), "external": ('[["', '"]]'), "datastore": ('[("', '")]')}
_STORES: Final = frozenset({"aws.s3", "aws.dynamodb", "aws.rds", "datastore"})


def diagram(workload: Workload) -> str | None:
    """The text of a Mermaid flow chart; None where the workload is empty or too large to be read as a drawing."""
    if not 0 < len(workload.components) <= MOST_COMPONENTS or len(workload.flows) > MOST_FLOWS:
        return None
    return "\n".join(["flowchart LR", *_boxes(workload), *_arrows(workload)])


def _boxes(workload: Workload) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    zones = {zone.id for zone in workload.zones}
    for number, zone in enumerate(workload.zones):
        inside = [one for one in workload.components if one.zone == zone.id]
        if inside:
            yield f'  subgraph z{number}["{mermaid(zone.name)} #40;{zone.kind}#41;"]'
            yield from (f"    {_node(one, nodes[one.id])}" for one in inside)
            yield "  end"
    yield from (f"  {_node(one, nodes[one.id])}" for one in workload.components if one.zone not in zones)


def _node(component: Component, node: str) -> str:
    kind = "datastore" if component.type in _STORES else component.type
    opening, closing = _SHAPES.get(kind, ('["', '"]'))
    return f"{node}{opening}{mermaid(component.name)}{closing}"


def _arrows(workload: Workload) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    assets = {one.id: one.name for one in workload.assets}
    for flow in workload.flows:
        if flow.from_ in nodes and flow.to in nodes:
            yield f"  {nodes[flow.from_]} {_arrow(flow, assets)} {nodes[flow.to]}"


def _arrow(flow: Flow, assets: dict[str, str]) -> str:
    carried = ", ".join(assets[each] for each in flow.carries if each in assets)
    words = flow.name or carried or flow.protocol or ("" if flow.kind == "data" else flow.kind)
    return f'{_ARROWS[flow.kind]}|"{mermaid(words)}"|' if words else _ARROWS[flow.kind]
