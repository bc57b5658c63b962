"""A drawing as SVG: by itself a file with its own styles, in the HTML report a figure that takes the page's.

It has no script, no font, no picture, and refers to nothing outside itself.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from markupsafe import Markup, escape

from flows.report.diagram import fits
from flows.report.drawing.layout import LINE, SMALL, layout
from flows.report.drawing.shapes import Arrow, Box, Drawing, Frame, Node
from flows.report.drawing.wording import wrapped
from flows.report.escape import one_line
from flows.report.marks import Mark, Marks
from flows.workload.model import Workload

LEGEND: Final = {"data": "data", "trust": "trust", "grant": "grant of rights", "deploy": "deployment"}
_HEAD, _BAR = 7.0, 6.0
_WIDE: Final = 1700
"""What is wider is scrolled on a page; smaller it could not be read."""


def svg(workload: Workload, marks: Marks, *, inline: bool = False) -> Markup | None:
    """The drawing as an SVG document; None where the workload is empty or too large to be read as a drawing.

    Args:
        workload: what is drawn.
        marks: the threats written beside components and flows.
        inline: for the HTML report: the page's styles, and threats linked to their sections.
    """
    if not fits(workload):
        return None
    drawn = layout(workload, marks)
    kinds = [kind for kind in LEGEND if any(arrow.kind == kind for arrow in drawn.arrows)]
    height = drawn.height + (26 if len(kinds) > 1 else 0)
    name = escape(one_line(f"Drawing of {workload.name}: zones, components and flows"))
    size = f'width="{drawn.width:.0f}" height="{height:.0f}" viewBox="0 0 {drawn.width:.0f} {height:.0f}"'
    kind = "drawing wide" if drawn.width > _WIDE else "drawing"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="group" aria-label="{name}" {size}>',
        f"<title>{name}</title>",
        *([] if inline else [f"<style>{styles()}</style>"]),
        f'<rect class="paper" x="0" y="0" width="{drawn.width:.0f}" height="{height:.0f}"/>',
        *_drawn(drawn, inline=inline),
        *(_legend(kinds, drawn.height) if len(kinds) > 1 else ()),
        "</svg>",
    ]
    return Markup("\n".join(parts) + "\n")  # noqa: S704  every word in it is escaped


@lru_cache(maxsize=1)
def styles() -> str:
    """The drawing's styles, which hold no character that XML would need escaped."""
    return files("flows.report").joinpath("templates", "drawing.css").read_text(encoding="utf-8").strip()


def _drawn(drawn: Drawing, *, inline: bool) -> Iterator[str]:
    for frame in drawn.frames:
        yield _frame(frame)
    for arrow in drawn.arrows:
        yield from _line(arrow)
    for node in drawn.nodes:
        yield from _node(node, inline=inline)
    for arrow in drawn.arrows:  # words last, so that no line runs through them
        yield from _words(arrow, inline=inline)


def _frame(frame: Frame) -> str:
    (line,) = wrapped(frame.words, frame.box.width - 16, SMALL, 1)
    box = _rectangle("zone", frame.box, 8)
    return f'{box}<text class="zone-name" x="{frame.box.x + 10:.1f}" y="{frame.box.y + 16:.1f}">{_text(line)}</text>'


def _node(node: Node, *, inline: bool) -> Iterator[str]:
    box = node.box
    yield f'<g class="node {node.shape}">'
    yield _rectangle("box", box, box.height / 2 if node.shape == "person" else 4)
    if node.shape == "external":
        bars = (f"M{x:.1f} {box.y:.1f}v{box.height:.1f}" for x in (box.x + _BAR, box.right - _BAR))
        yield f'<path class="box" d="{"".join(bars)}"/>'
    if node.shape == "datastore":
        bars = (f"M{box.x:.1f} {y:.1f}h{box.width:.1f}" for y in (box.y + _BAR, box.bottom - _BAR))
        yield f'<path class="box" d="{"".join(bars)}"/>'
    lines = len(node.lines) + (1 if node.mark else 0)
    x, y = box.middle[0], box.middle[1] - (lines - 1) * LINE / 2 + 4.5
    for place, line in enumerate(node.lines):
        yield f'<text class="name" x="{x:.1f}" y="{y + place * LINE:.1f}">{_text(line)}</text>'
    if node.mark:
        yield _mark(node.mark, x, y + len(node.lines) * LINE - 1, inline=inline)
    yield "</g>"


def _line(arrow: Arrow) -> Iterator[str]:
    start, *rest = arrow.points
    curves = " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)
    yield f'<path class="flow {arrow.kind}" d="M{start[0]:.1f} {start[1]:.1f}C{curves}"/>'
    (before, _), (x, y) = arrow.points[-2:]
    back = -_HEAD if before < x else _HEAD
    yield (
        f'<path class="head" d="M{x:.1f} {y:.1f}L{x + back:.1f} {y - _HEAD / 2:.1f}'
        f'L{x + back:.1f} {y + _HEAD / 2:.1f}Z"/>'
    )


def _words(arrow: Arrow, *, inline: bool) -> Iterator[str]:
    x, y = arrow.label.middle[0], arrow.label.y + 10.5
    for place, line in enumerate(arrow.lines):
        yield f'<text class="word" x="{x:.1f}" y="{y + place * 13:.1f}">{_text(line)}</text>'
    if arrow.mark:
        yield _mark(arrow.mark, x, y + len(arrow.lines) * 13, inline=inline)


def _mark(mark: Mark, x: float, y: float, *, inline: bool) -> str:
    numbers = [f'<a href="#{one}">{one}</a>' if inline else one for one in mark.numbers]
    words = " ".join((*numbers, *((f"+{mark.more}",) if mark.more else ())))
    return f'<text class="mark {mark.level}" x="{x:.1f}" y="{y:.1f}">{words}</text>'


def _legend(kinds: Sequence[str], y: float) -> Iterator[str]:
    x = 14.0
    for kind in kinds:
        yield f'<path class="flow {kind}" d="M{x:.1f} {y + 8:.1f}h26"/>'
        yield f'<text class="key" x="{x + 32:.1f}" y="{y + 12:.1f}">{LEGEND[kind]}</text>'
        x += 60 + 6.4 * len(LEGEND[kind])


def _rectangle(kind: str, box: Box, round_: float) -> str:
    return (
        f'<rect class="{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="{round_:.1f}"/>'
    )


def _text(line: str) -> str:
    return str(escape(line))
