"""The drawing as DOT, Graphviz's language: text that always works, for any size, and PNG where the extra is there."""

import importlib.util
from collections.abc import Iterator
from typing import Any, Final

from flows.errors import FlowsError
from flows.report.diagram import shape, words_on, zone_words
from flows.report.escape import one_line
from flows.report.marks import Mark, Marks
from flows.workload.model import Component, Workload

MISSING: Final = (
    "PNG needs Graphviz, which comes as an extra: pip install threatbot[diagrams]. SVG, DOT and Mermaid need nothing."
)
_SHAPES: Final = {"process": "box", "person": "oval", "datastore": "cylinder", "external": "box, peripheries=2"}
_STYLES: Final = {"data": "solid", "trust": "dashed", "grant": "dotted", "deploy": "bold"}


class ExtraMissing(FlowsError):
    """PNG needs an extra that is not installed; the message says which command installs it."""


def dot(workload: Workload, marks: Marks) -> str:
    """A directed graph in DOT: zones as clusters, flows as edges, threats on a line of their own.

    Names are quoted strings without escapes of their own, so that none is read as a keyword, an entity or markup.
    """
    lines = [
        "digraph threatmodel {",
        "  graph [rankdir=LR, labelloc=t, fontname=Helvetica, fontsize=12, nodesep=0.4, ranksep=0.9];",
        f"  graph [label={_quoted(workload.name)}];",
        "  node [shape=box, fontname=Helvetica, fontsize=11, margin=0.15];",
        "  edge [fontname=Helvetica, fontsize=9];",
        *_clusters(workload, marks),
        *_edges(workload, marks),
        "}",
    ]
    return "\n".join(lines) + "\n"


def has_extra() -> bool:
    """Whether PNG can be drawn here."""
    return importlib.util.find_spec("pygraphviz") is not None


def png(workload: Workload, marks: Marks) -> bytes:
    """The drawing as PNG, by Graphviz in this process; the same version of it gives the same bytes.

    Raises:
        ExtraMissing: the extra ``diagrams`` is not installed.
    """
    if not has_extra():
        raise ExtraMissing(MISSING)
    import pygraphviz  # noqa: PLC0415  an extra, and slow to load

    graph: Any = pygraphviz.AGraph(string=dot(workload, marks))
    drawn: bytes = graph.draw(format="png", prog="dot", args="-Gdpi=144")
    return drawn


def _clusters(workload: Workload, marks: Marks) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    zones = {zone.id for zone in workload.zones}
    for number, zone in enumerate(workload.zones):
        inside = [one for one in workload.components if one.zone == zone.id]
        if inside:
            yield f"  subgraph cluster_{number} {{"
            yield f"    graph [label={_quoted(zone_words(zone))}, style=dashed];"
            yield from (f"    {_node(one, nodes[one.id], marks)}" for one in inside)
            yield "  }"
    yield from (f"  {_node(one, nodes[one.id], marks)}" for one in workload.components if one.zone not in zones)


def _node(component: Component, node: str, marks: Marks) -> str:
    label = _quoted(component.name, marks.components.get(component.id))
    return f"{node} [label={label}, shape={_SHAPES[shape(component)]}];"


def _edges(workload: Workload, marks: Marks) -> Iterator[str]:
    nodes = {one.id: f"c{number}" for number, one in enumerate(workload.components)}
    assets = {one.id: one.name for one in workload.assets}
    for flow in workload.flows:
        if flow.from_ in nodes and flow.to in nodes:
            label = _quoted(words_on(flow, assets), marks.flows.get(flow.id))
            yield f"  {nodes[flow.from_]} -> {nodes[flow.to]} [label={label}, style={_STYLES[flow.kind]}];"


def _quoted(text: str, mark: Mark | None = None) -> str:
    """A quoted label: backslashes, quotes and entities as themselves; the one line break is before the threats."""
    plain = one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    lines = [line for line in (plain, mark.words if mark else "") if line]
    return '"' + "\\n".join(lines) + '"'
