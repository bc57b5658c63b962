"""Where everything stands: components in columns by their distance from the internet, zones as boxes around them.

A zone reaches over the columns of its components; zones that share a column stand above each other. The order from
top to bottom is that which keeps flows short. The same workload gives the same drawing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.report.diagram import shape, zone_words
from flows.report.drawing.ranks import ranks
from flows.report.drawing.routes import arrows
from flows.report.drawing.shapes import Box, Drawing, Frame, Node
from flows.report.drawing.wording import wrapped
from flows.report.marks import Marks
from flows.workload.model import Component, Workload

NODE: Final = 136.0
NAME, SMALL, LINE = 13.0, 11.0, 16.0
PADDING: Final = 16.0
HEADER: Final = 26.0
ROW_GAP: Final = 24.0
PITCH: Final = 266.0
"""From one column to the next: a box, the frames of two zones, and room for words between them."""
ZONE_GAP: Final = 28.0
MARGIN: Final = 12.0
SWEEPS: Final = 8

Places = dict[str, Box]
Ends = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A zone: its words (none where components stand in no zone), its first column, and what stands in each."""

    words: str
    first: int
    columns: tuple[tuple[str, ...], ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of all its components."""
        return tuple(one for column in self.columns for one in column)

    def meets(self, other: "Group") -> bool:
        """Whether both reach over one column."""
        return self.first < other.first + len(other.columns) and other.first < self.first + len(self.columns)


def layout(workload: Workload, marks: Marks) -> Drawing:
    """The drawing of a workload that has components."""
    sizes = {one.id: _size(one, marks) for one in workload.components}
    ends = [(flow.from_, flow.to) for flow in workload.flows if {flow.from_, flow.to} <= sizes.keys()]
    places, frames = _settled(_groups(workload), sizes, ends)
    nodes = tuple(
        Node(one.id, _lines(one), shape(one), marks.components.get(one.id), places[one.id])
        for one in workload.components
    )
    drawn, reach = arrows(workload, nodes, frames, marks)
    boxes = [*places.values(), *(frame.box for frame in frames)]
    right = max(reach[0], *(box.right for box in boxes))
    bottom = max(reach[1], *(box.bottom for box in boxes))
    return Drawing(right + MARGIN, bottom + MARGIN, tuple(frames), nodes, tuple(drawn))


def _lines(component: Component) -> tuple[str, ...]:
    return wrapped(component.name, NODE - 16, NAME, 3)


def _size(component: Component, marks: Marks) -> float:
    """The height of a component's box."""
    marked = LINE if component.id in marks.components else 0.0
    return LINE * len(_lines(component)) + marked + 22


def _groups(workload: Workload) -> list[Group]:
    found, far = defaultdict(list), ranks(workload)
    zones = {zone.id: zone for zone in workload.zones}
    used = {rank: place for place, rank in enumerate(sorted(set(far.values())))}
    for one in workload.components:
        found[one.zone if one.zone in zones else None].append(one)
    return [
        _group(zone_words(zones[zone_id]) if zone_id is not None else "", found[zone_id], far, used)
        for zone_id in (*zones, None)
        if zone_id in found
    ]


def _group(words: str, members: Sequence[Component], far: Mapping[str, int], used: Mapping[int, int]) -> Group:
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for one in members:
        columns[used[far[one.id]]].append(one.id)
    first, last = min(columns), max(columns)
    return Group(words, first, tuple(tuple(columns[each]) for each in range(first, last + 1)))


def _settled(groups: list[Group], sizes: Mapping[str, float], ends: Ends) -> tuple[Places, list[Frame]]:
    """Of the orders from top to bottom that a few sweeps come to, that in which flows climb and cross least."""
    best = least = None
    for _ in range(SWEEPS):
        boxes = _balanced(groups, _stacked(groups, sizes), sizes, ends)
        places = _filled(groups, boxes, sizes)
        cost = _cost(places, ends)
        if least is None or cost < least:
            frames = [Frame(one.words, box) for one, box in zip(groups, boxes, strict=True) if one.words]
            best, least = (places, frames), cost
        groups = _swept(groups, places, ends)
    assert best is not None  # there is at least one sweep
    return best


def _cost(places: Places, ends: Ends) -> float:
    lines = [(*places[start].middle, *places[end].middle) for start, end in ends]
    climb = sum(abs(a[1] - a[3]) for a in lines)
    crossings = sum(_cross(a, b) for place, a in enumerate(lines) for b in lines[:place])
    return climb + 60 * crossings


def _cross(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two lines between the same two columns cross."""
    left, right = (line if line[0] <= line[2] else (line[2], line[3], line[0], line[1]) for line in (one, other))
    if left[0] != right[0] or left[2] != right[2]:
        return False
    return (left[1] - right[1]) * (left[3] - right[3]) < 0


def _swept(groups: Sequence[Group], places: Places, ends: Ends) -> list[Group]:
    """Each component and zone moved to where its neighbours are on average."""
    around: defaultdict[str, list[float]] = defaultdict(list)
    for start, end in ends:
        around[start].append(places[end].middle[1])
        around[end].append(places[start].middle[1])

    def pull(ids: Iterable[str]) -> float:
        heights = [y for one in ids for y in around[one] or [places[one].middle[1]]]
        return sum(heights) / len(heights)

    def swept(column: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(column, key=lambda one: pull([one])))

    ordered = sorted(groups, key=lambda group: pull(group.members))
    return [Group(one.words, one.first, tuple(map(swept, one.columns))) for one in ordered]


def _stacked(groups: Sequence[Group], sizes: Mapping[str, float]) -> list[Box]:
    """The boxes of the zones, each as high up as those before it allow."""
    boxes: list[Box] = []
    for number, group in enumerate(groups):
        above = [box.bottom + ZONE_GAP for other, box in zip(groups[:number], boxes, strict=True) if group.meets(other)]
        x = MARGIN + group.first * PITCH
        width = (len(group.columns) - 1) * PITCH + NODE + 2 * PADDING
        boxes.append(Box(x, max(above, default=MARGIN), width, _height(group, sizes)))
    return boxes


def _balanced(groups: Sequence[Group], boxes: list[Box], sizes: Mapping[str, float], ends: Ends) -> list[Box]:
    """The zones moved down to where their neighbours are, as far as those below them leave room."""
    floor = max(box.bottom for box in boxes)
    home = {one: number for number, group in enumerate(groups) for one in group.members}
    downwards = range(len(groups))
    for number in [*reversed(downwards), *downwards] * 2:
        places, box = _filled(groups, boxes, sizes), boxes[number]
        wishes = [
            sign * (places[end].middle[1] - places[start].middle[1])
            for start, end in ends
            for sign, ours, theirs in ((1, start, end), (-1, end, start))
            if home[ours] == number != home[theirs]
        ]
        low, high = _between(number, groups, boxes, floor)
        wanted = box.y + sum(wishes) / len(wishes) if wishes else box.y
        boxes = [*boxes[:number], Box(box.x, max(low, min(wanted, high)), box.width, box.height), *boxes[number + 1 :]]
    return boxes


def _between(number: int, groups: Sequence[Group], boxes: Sequence[Box], floor: float) -> tuple[float, float]:
    """How far up and how far down a zone may stand."""
    met = [(other, box) for other, box in enumerate(boxes) if groups[number].meets(groups[other])]
    low = max([box.bottom + ZONE_GAP for other, box in met if other < number], default=MARGIN)
    below = min([box.y - ZONE_GAP for other, box in met if other > number], default=floor)
    return low, max(low, below - boxes[number].height)


def _filled(groups: Sequence[Group], boxes: Sequence[Box], sizes: Mapping[str, float]) -> Places:
    """The box of each component within that of its zone."""
    places: Places = {}
    for group, box in zip(groups, boxes, strict=True):
        room = box.height - HEADER - PADDING
        for number, column in enumerate(group.columns):
            y = box.y + HEADER + (room - _column_height(column, sizes)) / 2
            for one in column:
                places[one] = Box(box.x + PADDING + number * PITCH, y, NODE, sizes[one])
                y += sizes[one] + ROW_GAP
    return places


def _height(group: Group, sizes: Mapping[str, float]) -> float:
    return HEADER + PADDING + max(_column_height(column, sizes) for column in group.columns)


def _column_height(column: Sequence[str], sizes: Mapping[str, float]) -> float:
    return sum(sizes[one] for one in column) + ROW_GAP * max(len(column) - 1, 0)
