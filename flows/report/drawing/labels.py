"""Words beside lines: where they hide least of what is drawn already, which is kept by squares of the drawing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from flows.report.drawing.shapes import Box, Curve, Point
from flows.report.drawing.wording import width

LABEL, LINE = 11.0, 13.0
"""The size of words beside lines, and from one line of them to the next."""
_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
_ASIDE: Final = (0.0, -12.0, 12.0, -24.0, 24.0)
_DOTS: Final = tuple(step / 12 for step in range(1, 12))
_SIDE: Final = 48.0
_PER_DOT: Final = 40.0
"""What it counts to hide a piece of a line, in square pixels of hidden words."""


class Clutter:
    """Boxes that words must not cover, and dots along lines, each known by the number of its line."""

    def __init__(self) -> None:
        """Begin with an empty drawing."""
        self._boxes: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        self._dots: defaultdict[tuple[int, int], list[tuple[float, float, int]]] = defaultdict(list)

    def add_box(self, box: Box) -> None:
        """Something that words must not cover."""
        for square in _squares(box):
            self._boxes[square].append(box)

    def add_dot(self, dot: Point, line: int) -> None:
        """A point of a line."""
        self._dots[int(dot[0] // _SIDE), int(dot[1] // _SIDE)].append((*dot, line))

    def under(self, box: Box, line: int) -> float:
        """How much words of a line would hide there: boxes by their area, other lines by their dots."""
        boxes: dict[Box, None] = {}
        dots = 0
        for square in _squares(box):
            boxes |= dict.fromkeys(self._boxes.get(square, ()))
            for x, y, other in self._dots.get(square, ()):
                dots += other != line and box.x <= x <= box.right and box.y <= y <= box.bottom
        return sum(box.overlap(other) for other in boxes) + _PER_DOT * dots


def labels(lines: Sequence[Curve], words: Sequence[Sequence[str]], taken: Sequence[Box]) -> list[Box]:
    """Where the words of each line stand: on it where they hide nothing, else where they hide least.

    Args:
        lines: curves, as in ``Arrow.points``.
        words: of each, line by line; those of a line without words get an empty box.
        taken: what must not be hidden.
    """
    clutter = Clutter()
    for box in taken:
        clutter.add_box(box)
    for number, points in enumerate(lines):
        for curve in range(_curves(points)):
            for along in _DOTS:
                clutter.add_dot(_at(points, curve, along), number)
    found = []
    for number, (points, shown) in enumerate(zip(lines, words, strict=True)):
        label = _best(points, shown, clutter, number)
        if shown:
            clutter.add_box(label)
        found.append(label)
    return found


def _best(points: Curve, shown: Sequence[str], clutter: Clutter, number: int) -> Box:
    wide = max([width(line, LABEL) for line in shown], default=0.0) + 4
    tall = LINE * len(shown) + 2
    spots = [_at(points, curve, along) for curve in range(_curves(points)) for along in _ALONG]
    boxes = [Box(x - wide / 2, y - tall / 2 + aside, wide, tall) for aside in _ASIDE for x, y in spots]
    best, least = boxes[0], float("inf")
    for box in boxes:
        hidden = clutter.under(box, number) + (1e6 if box.x < 0 or box.y < 0 else 0.0)
        if hidden < least:
            best, least = box, hidden
        if not least:
            break
    return best


def _curves(points: Curve) -> int:
    return (len(points) - 1) // 3


def _at(points: Curve, curve: int, along: float) -> Point:
    """A point of one of the curves."""
    a, b, c, d = points[3 * curve : 3 * curve + 4]
    left = 1 - along
    weights = (left**3, 3 * left**2 * along, 3 * left * along**2, along**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x // _SIDE), int(box.right // _SIDE) + 1):
        for row in range(int(box.y // _SIDE), int(box.bottom // _SIDE) + 1):
            yield column, row
