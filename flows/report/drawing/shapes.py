"""What a finished drawing is made of: boxes with words, arrows with points, all in pixels from the top left."""

from dataclasses import dataclass

from flows.report.diagram import Shape
from flows.report.marks import Mark
from flows.workload.model import FlowKind

Point = tuple[float, float]
Curve = tuple[Point, ...]
"""A start, then three points for each Bézier curve."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlap(self, other: "Box") -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(width, 0.0) * max(height, 0.0)


@dataclass(frozen=True, slots=True)
class Node:
    """A component: its words in lines, the threats on it, and how it is drawn."""

    id: str
    lines: tuple[str, ...]
    shape: Shape
    mark: Mark | None
    box: Box


@dataclass(frozen=True, slots=True)
class Frame:
    """A zone around its components."""

    words: str
    box: Box


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow: its line, and where its words stand."""

    kind: FlowKind
    points: Curve
    lines: tuple[str, ...]
    mark: Mark | None
    label: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole of it."""

    width: float
    height: float
    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
