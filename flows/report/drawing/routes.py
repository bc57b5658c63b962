"""How flows run between boxes: out of one side and into the other, round what is in the way, words beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from flows.report.diagram import words_on
from flows.report.drawing.labels import LABEL, labels
from flows.report.drawing.shapes import Arrow, Box, Curve, Frame, Node, Point
from flows.report.drawing.wording import wrapped
from flows.report.marks import Marks
from flows.workload.model import Flow, Workload

ROOM: Final = 104.0
"""How wide words beside an arrow may be: as much as stands between two columns."""
CLEAR: Final = 10.0
LANE: Final = 9.0
BULGE: Final = 46.0
Column = tuple[float, float, tuple[Box, ...]]
"""Left edge, right edge, boxes from the top."""


@dataclass(frozen=True, slots=True)
class Ends:
    """A flow with its two boxes, and the sides on which it leaves and arrives: -1 left, 1 right."""

    flow: Flow
    start: Box
    end: Box
    leaves: int
    arrives: int


def arrows(
    workload: Workload, nodes: Sequence[Node], frames: Sequence[Frame], marks: Marks
) -> tuple[list[Arrow], Point]:
    """All flows whose ends are there, and how far to the right and down they and their words reach."""
    boxes = {node.id: node.box for node in nodes}
    links = [_ends(flow, boxes) for flow in workload.flows if {flow.from_, flow.to} <= boxes.keys()]
    lines = _lines(links, _columns(boxes.values()))
    words = _words(workload, links, marks)
    taken = [*boxes.values(), *(Box(one.box.x, one.box.y, one.box.width, 22) for one in frames)]
    found: list[Arrow] = []
    for link, line, said, label in zip(links, lines, words, labels(lines, words, taken), strict=True):
        mark = marks.flows.get(link.flow.id)
        found.append(Arrow(link.flow.kind, line, said[:-1] if mark else said, mark, label))
    right = max([x for one in found for x, _ in one.points] + [one.label.right for one in found], default=0.0)
    bottom = max([y for one in found for _, y in one.points] + [one.label.bottom for one in found], default=0.0)
    return found, (right, bottom)


def _words(workload: Workload, links: Sequence[Ends], marks: Marks) -> list[tuple[str, ...]]:
    """What stands beside each flow, line by line, the threats last."""
    assets = {asset.id: asset.name for asset in workload.assets}
    found = []
    for link in links:
        words, mark = words_on(link.flow, assets), marks.flows.get(link.flow.id)
        lines = wrapped(words, ROOM, LABEL, 2) if words else ()
        found.append((*lines, mark.words) if mark else lines)
    return found


def _lines(links: Sequence[Ends], columns: Sequence[Column]) -> list[Curve]:
    """The line of each flow; drawn once from the middle of the boxes to see in which order they leave and arrive."""
    rough = [_stops(link, link.start.middle, link.end.middle, columns, defaultdict(list)) for link in links]
    ports = _ports(links, rough)
    lanes: defaultdict[float, list[float]] = defaultdict(list)
    found: list[Curve] = []
    for number, link in enumerate(links):
        start, end = ports[number, 0], ports[number, 1]
        if link.leaves == link.arrives:
            out = max(start[0], end[0]) + BULGE
            found.append((start, (out, start[1]), (out, end[1]), end))
        else:
            found.append(_smooth(_stops(link, start, end, columns, lanes)))
    return found


def _ends(flow: Flow, boxes: Mapping[str, Box]) -> Ends:
    start, end = boxes[flow.from_], boxes[flow.to]
    if end.x > start.right:
        return Ends(flow, start, end, 1, -1)
    if end.right < start.x:
        return Ends(flow, start, end, -1, 1)
    return Ends(flow, start, end, 1, 1)


def _ports(links: Sequence[Ends], rough: Sequence[Sequence[Point]]) -> dict[tuple[int, int], Point]:
    """Where each flow leaves (0) and arrives (1): spread over the side of a box in the order in which they go on."""
    sides: defaultdict[tuple[Box, int], list[tuple[float, int, int]]] = defaultdict(list)
    for number, (link, stops) in enumerate(zip(links, rough, strict=True)):
        sides[link.start, link.leaves].append((stops[1][1], number, 0))
        sides[link.end, link.arrives].append((stops[-2][1], number, 1))
    found: dict[tuple[int, int], Point] = {}
    for (box, side), there in sides.items():
        step = box.height / (len(there) + 1)
        for place, (_, number, which) in enumerate(sorted(there), 1):
            found[number, which] = (box.right if side > 0 else box.x, box.y + place * step)
    return found


def _columns(boxes: Iterable[Box]) -> list[Column]:
    """The columns of boxes, from the left; in each, from the top."""
    found: defaultdict[tuple[float, float], list[Box]] = defaultdict(list)
    for box in boxes:
        found[box.x, box.right].append(box)
    return [(*edges, tuple(sorted(there, key=lambda box: box.y))) for edges, there in sorted(found.items())]


def _stops(
    link: Ends, start: Point, end: Point, columns: Sequence[Column], lanes: defaultdict[float, list[float]]
) -> list[Point]:
    """The points that a flow passes: its ends, and before and behind each column between them a free height."""
    low, high = (link.start.right, link.end.x) if link.leaves > 0 else (link.end.right, link.start.x)
    between = [one for one in columns if low < one[0] and one[1] < high and link.leaves != link.arrives]
    stops = [start]
    for left, right, boxes in between if link.leaves > 0 else reversed(between):
        share = ((left + right) / 2 - start[0]) / (end[0] - start[0])
        y = _free(start[1] + share * (end[1] - start[1]), boxes, lanes[left])
        lanes[left].append(y)
        stops += [(left - 8, y), (right + 8, y)] if link.leaves > 0 else [(right + 8, y), (left - 8, y)]
    return [*stops, end]


def _smooth(stops: Sequence[Point]) -> Curve:
    """A curve through all stops that is level at each."""
    points = [stops[0]]
    for (x, y), (to_x, to_y) in pairwise(stops):
        middle = (x + to_x) / 2
        points += [(middle, y), (middle, to_y), (to_x, to_y)]
    return tuple(points)


def _free(wanted: float, boxes: Sequence[Box], used: Sequence[float]) -> float:
    """The height next to the one wanted that runs through no box of the column and along no other flow."""
    edges = [edge for box in boxes for edge in (box.y - CLEAR, box.bottom + CLEAR)]
    choices = [wanted, *edges, *(y + step for y in used for step in (-LANE, LANE))]
    open_ = [y for y in choices if y > CLEAR and _is_free(y, boxes, used)]
    return min(open_ or [max(*edges, *used) + LANE], key=lambda y: (abs(y - wanted), y))


def _is_free(y: float, boxes: Sequence[Box], used: Sequence[float]) -> bool:
    in_box = any(box.y - CLEAR < y < box.bottom + CLEAR for box in boxes)
    return not in_box and all(abs(y - other) >= LANE for other in used)
