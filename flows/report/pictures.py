"""A report's drawing as a document of its own, in each format, with the threats where they stand."""

from flows.errors import InputRefused, Place
from flows.report.diagram import MOST_COMPONENTS, MOST_FLOWS, TOO_LARGE, diagram, fits
from flows.report.drawing import dot
from flows.report.drawing.svg import svg
from flows.report.lists import counted
from flows.report.marks import marks
from flows.report.types import Report
from flows.workload.model import Workload


def as_mermaid(report: Report) -> str:
    """A Mermaid flow chart.

    Raises:
        InputRefused: there is nothing to draw, or too much for anybody to read.
    """
    _refuse_what_cannot_be_drawn(report.workload)
    return f"{diagram(report.workload, marks(report))}\n"


def as_dot(report: Report) -> str:
    """A graph for Graphviz, of any size.

    Raises:
        InputRefused: there is nothing to draw.
    """
    _refuse_what_is_empty(report.workload)
    return dot.dot(report.workload, marks(report))


def as_svg(report: Report) -> str:
    """An SVG document by our own layout.

    Raises:
        InputRefused: there is nothing to draw, or too much for anybody to read.
    """
    _refuse_what_cannot_be_drawn(report.workload)
    return str(svg(report.workload, marks(report)))


def as_png(report: Report) -> bytes:
    """A PNG picture by Graphviz.

    Raises:
        InputRefused: there is nothing to draw, or too much for anybody to read.
        ExtraMissing: the extra ``diagrams`` is not installed.
    """
    _refuse_what_cannot_be_drawn(report.workload)
    return dot.png(report.workload, marks(report))


def _refuse_what_cannot_be_drawn(workload: Workload) -> None:
    _refuse_what_is_empty(workload)
    if not fits(workload):
        size = f"{counted(len(workload.components), 'component')}, {counted(len(workload.flows), 'flow')}"
        limit = f"at most {MOST_COMPONENTS} components and {MOST_FLOWS} flows can"
        raise InputRefused([(Place(workload.name), f"{TOO_LARGE}: {size}; {limit}. --format dot has no limit.")])


def _refuse_what_is_empty(workload: Workload) -> None:
    if not workload.components:
        raise InputRefused([(Place(workload.name), "there is nothing to draw; give the model its components")])
