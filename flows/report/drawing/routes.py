"""How flows run between boxes: out of one side and into the other, round what is in the way, words beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from flows.report.diagram import words_on
from flows.report.drawing.shapes import Arrow, Box, Frame, Node, Point
from flows.report.drawing.wording import width, wrapped
from flows.report.marks import Marks
from flows.workload.model import Flow, Workload

LABEL, LINE = 11.0, 13.0
ROOM: Final = 104.0
"""How wide words beside an arrow may be: as much as stands between two columns."""
CLEAR: Final = 10.0
LANE: Final = 9.0
BULGE: Final = 46.0
_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
_DOTS: Final = tuple(step / 12 for step in range(1, 12))
_PER_DOT: Final = 40.0
"""What it counts to hide a twelfth of a curve, in square pixels of hidden words."""
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
    dots = [[_at(points, each, along) for each in range(_curves(points)) for along in _DOTS] for points in lines]
    found: list[Arrow] = []
    for number, link in enumerate(links):
        others = [dot for other, there in enumerate(dots) if other != number for dot in there]
        label = _label(lines[number], words[number], taken, others)
        if words[number]:
            taken.append(label)
        mark = marks.flows.get(link.flow.id)
        said = words[number][:-1] if mark else words[number]
        found.append(Arrow(link.flow.kind, lines[number], said, mark, label))
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


def _lines(links: Sequence[Ends], columns: Sequence[Column]) -> list[tuple[Point, ...]]:
    """The line of each flow; drawn once from the middle of the boxes to see in which order they leave and arrive."""
    rough = [_stops(link, link.start.middle, link.end.middle, columns, defaultdict(list)) for link in links]
    ports = _ports(links, rough)
    lanes: defaultdict[float, list[float]] = defaultdict(list)
    found: list[tuple[Point, ...]] = []
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


def _smooth(stops: Sequence[Point]) -> tuple[Point, ...]:
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
    open_ = [y for y in choices if _is_free(y, boxes, used)]
    return min(open_ or [max(edges)], key=lambda y: (abs(y - wanted), y))


def _is_free(y: float, boxes: Sequence[Box], used: Sequence[float]) -> bool:
    in_box = any(box.y - CLEAR < y < box.bottom + CLEAR for box in boxes)
    return not in_box and all(abs(y - other) >= LANE for other in used)


def _label(points: Sequence[Point], shown: Sequence[str], taken: Sequence[Box], lines: Sequence[Point]) -> Box:
    """Where the words of a flow stand: on its line where they cover nothing, else where they cover least."""
    wide = max([width(line, LABEL) for line in shown], default=0.0) + 4
    tall = LINE * len(shown) + 2
    spots = [_at(points, segment, along) for segment in range(_curves(points)) for along in _ALONG]
    boxes = [Box(x - wide / 2, y - tall / 2 + shift, wide, tall) for shift in (0, -12, 12, -24, 24) for x, y in spots]
    return min(boxes, key=lambda box: _covered(box, taken, lines))


def _covered(box: Box, taken: Sequence[Box], lines: Sequence[Point]) -> float:
    """How much words there would hide: other boxes and words by their area, other lines by what is cut of them."""
    hidden = sum(box.x <= x <= box.right and box.y <= y <= box.bottom for x, y in lines)
    outside = 1e6 if box.x < 0 or box.y < 0 else 0.0
    return sum(box.overlap(other) for other in taken) + _PER_DOT * hidden + outside


def _curves(points: Sequence[Point]) -> int:
    return (len(points) - 1) // 3


def _at(points: Sequence[Point], segment: int, along: float) -> Point:
    """A point of one of the curves."""
    a, b, c, d = points[3 * segment : 3 * segment + 4]
    left = 1 - along
    weights = (left**3, 3 * left**2 * along, 3 * left * along**2, along**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y
