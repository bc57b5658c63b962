"""The drawing of a workload as Mermaid: zones as boxes, components in them, flows as arrows, threats where they stand.

What every drawing shares stands here too: what is too large, what an arrow says, and how kinds are told apart.
"""

from collections.abc import Iterator
from typing import Final, Literal

from flows.report.escape import mermaid
from flows.report.marks import Mark, Marks
from flows.workload.model import Component, Flow, Workload, Zone

MOST_COMPONENTS: Final = 80
MOST_FLOWS: Final = 160
"""Beyond these nobody can read the drawing, and Mermaid's own limits come near."""
Shape = Literal["process", "person", "datastore", "external"]
TOO_LARGE: Final = "The model is too large for a drawing that could be read"

_ARROWS: Final = {"data": "-->", "trust": "-.->", "grant": "-.->", "deploy": "==>"}
_SHAPES: Final = {"person": ('(["', '"])'), "external": ('[["', '"]]'), "datastore": ('[("', '")]')}
_STORES: Final = frozenset({"aws.s3", "aws.dynamodb", "aws.rds", "datastore"})
_OUTSIDE: Final = frozenset({"external", "saas"})


def fits(workload: Workload) -> bool:
    """Whether there is something to draw, and not so much that nobody could read it."""
    return 0 < len(workload.components) <= MOST_COMPONENTS and len(workload.flows) <= MOST_FLOWS


def shape(component: Component) -> Shape:
    """How a component is drawn."""
    if component.type in _STORES:
        return "datastore"
    if component.type in _OUTSIDE:
        return "external"
    return "person" if component.type == "person" else "process"


def zone_words(zone: Zone) -> str:
    """The zone's name, and its kind where the name does not say it."""
    return zone.name if zone.kind in zone.name.casefold() else f"{zone.name} ({zone.kind})"


def words_on(flow: Flow, assets: dict[str, str]) -> str:
    """What an arrow says: the flow's name, what it carries, its protocol, or its kind; empty for plain data."""
    carried = ", ".join(assets[each] for each in flow.carries if each in assets)
    return flow.name or carried or flow.protocol or ("" if flow.kind == "data" else flow.kind)


def diagram(workload: Workload, marks: Marks | None = None) -> str | None:
    """The text of a Mermaid flow chart; None where the workload is empty or too large to be read as a drawing."""
    if not fits(workload):
        return None
    shown = marks or Marks()
    return "\n".join(["flowchart LR", *_boxes(workload, shown), *_arrows(workload, shown)])


def _boxes(workload: Workload, marks: Marks) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    zones = {zone.id for zone in workload.zones}
    for number, zone in enumerate(workload.zones):
        inside = [one for one in workload.components if one.zone == zone.id]
        if inside:
            yield f'  subgraph z{number}["{mermaid(zone.name)} #40;{zone.kind}#41;"]'
            yield from (f"    {_node(one, nodes[one.id], marks)}" for one in inside)
            yield "  end"
    yield from (f"  {_node(one, nodes[one.id], marks)}" for one in workload.components if one.zone not in zones)


def _node(component: Component, node: str, marks: Marks) -> str:
    opening, closing = _SHAPES.get(shape(component), ('["', '"]'))
    return f"{node}{opening}{mermaid(component.name)}{_marked(marks.components.get(component.id))}{closing}"


def _arrows(workload: Workload, marks: Marks) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    assets = {one.id: one.name for one in workload.assets}
    for flow in workload.flows:
        if flow.from_ in nodes and flow.to in nodes:
            label = mermaid(words_on(flow, assets)) if words_on(flow, assets) else ""
            label += _marked(marks.flows.get(flow.id)) if label else _marked(marks.flows.get(flow.id))[len("<br/>") :]
            arrow = f'{_ARROWS[flow.kind]}|"{label}"|' if label else _ARROWS[flow.kind]
            yield f"  {nodes[flow.from_]} {arrow} {nodes[flow.to]}"


def _marked(mark: Mark | None) -> str:
    """The numbers of threats on a line of their own; nothing where there is none."""
    return f"<br/>{mark.words}" if mark else ""
