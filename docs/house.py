"""Draws the house from the code's own imports: `.venv/bin/python docs/house.py` writes docs/images/house.svg and .mmd.

Boxes and floors are the ``layers`` contracts of pyproject; arrows are imports that the code has, without those that
follow from longer ways. The same imports give the same bytes; a test compares them with what is committed.
"""
# ruff: noqa: INP001  a script beside the documents, not a package

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import grimp

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGES: Final = ROOT / "docs" / "images"
WIDTH, BOX, HIGH, FLOOR, TOP = 940, (122, 30), 30, 66, 44
BESIDE: Final = "beside the floors"
STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #1d2b30; } .title { font-weight: 600; font-size: 15px; }
.note { fill: #55676e; font-size: 12px; } .house { fill: none; stroke: #a9b8bd; }
.box { fill: #e3f1f4; stroke: #0b6f85; } .side { fill: none; stroke: #a9b8bd; }
.arrow { fill: none; stroke: #55676e; stroke-width: 1; } .head { fill: #55676e; }
@media (prefers-color-scheme: dark) {
text { fill: #e6eef0; } .note { fill: #a9b8bd; } .house, .side { stroke: #55676e; }
.box { fill: #173a42; stroke: #4fc3d9; } .arrow { stroke: #a9b8bd; } .head { fill: #a9b8bd; } }
"""

Floors = list[list[str]]
Arrow = tuple[str, str]


@dataclass(frozen=True)
class House:
    """A package: its floors from the top, what stands beside them, and what imports what among the floors."""

    name: str
    floors: Floors
    beside: list[str]
    arrows: list[Arrow]


def main() -> None:
    """Write both pictures."""
    IMAGES.mkdir(exist_ok=True)
    for name, content in pictures().items():
        (IMAGES / name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"docs/images/{name}\n")


def pictures() -> dict[str, str]:
    """Each file's name and its content."""
    graph = grimp.build_graph("bot", "flows", cache_dir=None)
    found = [house(graph, name, floors) for name, floors in layers().items()]
    return {"house.svg": svg(found), "house.mmd": mermaid(found)}


def layers() -> dict[str, Floors]:
    """The floors of each package, as its contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    named = {one["layers"][0].partition(".")[0]: one["layers"] for one in contracts if one["type"] == "layers"}
    split = {name: [row.replace(":", "|").split("|") for row in named[name]] for name in ("bot", "flows")}
    return {name: [[box.strip() for box in row] for row in rows] for name, rows in split.items()}


def house(graph: grimp.ImportGraph, name: str, floors: Floors) -> House:
    """The house of one package."""
    boxes = [box for floor in floors for box in floor]
    imports = {
        (box_of(module, boxes), box_of(imported, boxes))
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    between = sorted((a, b) for a, b in imports if a != b and a and b)
    beside = sorted(graph.find_children(name) - set(boxes) - {f"{name}.__main__"})
    return House(name, floors, beside, reduced(between))


def box_of(module: str, boxes: Iterable[str]) -> str:
    """The box in which a module stands; empty where it stands in none."""
    return next((box for box in boxes if module == box or module.startswith(f"{box}.")), "")


def reduced(arrows: list[Arrow]) -> list[Arrow]:
    """The arrows that do not follow from a longer way."""
    onward: dict[str, set[str]] = {}
    for source, target in arrows:
        onward.setdefault(source, set()).add(target)
    return [(a, b) for a, b in arrows if not any(b in reach(onward, other) for other in onward[a] - {b})]


def reach(onward: Mapping[str, set[str]], start: str) -> set[str]:
    """Everything that can be reached from a box."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        further = onward.get(waiting.pop(), set()) - seen
        seen |= further
        waiting.extend(further)
    return seen


def svg(houses: list[House]) -> str:
    """The picture, readable on light and on dark."""
    parts: list[str] = []
    top = 8
    middles: list[int] = []
    for one in houses:
        height = TOP + FLOOR * len(one.floors)
        parts += drawn(one, top, height)
        top += height + 40
        middles.append(top - 40)
    for bottom, _ in pairwise(middles):
        parts.append(f'<path class="arrow" d="M {WIDTH // 2} {bottom} V {bottom + 36}" marker-end="url(#head)"/>')
        parts.append(f'<text class="note" x="{WIDTH // 2 + 10}" y="{bottom + 25}">one direction</text>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top - 32}" role="img">'
        "<title>The packages of Threatbot and what imports what</title>"
        f"<style>{STYLE}</style><defs>"
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M 0 0 L 8 4 L 0 8 z"/></marker></defs>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def drawn(one: House, top: int, height: int) -> Iterator[str]:
    """One house: its frame, its floors, its arrows and what stands beside."""
    yield f'<rect class="house" x="8" y="{top}" width="{WIDTH - 16}" height="{height}" rx="8"/>'
    yield f'<text class="title" x="24" y="{top + 26}">{escape(one.name)}</text>'
    wide = WIDTH - 40 - (190 if one.beside else 0)
    at = dict(places(one.floors, top + TOP, wide))
    for a, b in one.arrows:
        yield arrow(at[a], at[b])
    for box, (x, y) in at.items():
        yield rect("box", x, y, BOX[0], box.removeprefix(f"{one.name}."))
    if one.beside:
        left = WIDTH - 24 - 160
        yield f'<text class="note" x="{left}" y="{top + 26}">{BESIDE}</text>'
        for number, box in enumerate(one.beside):
            yield rect("side", left, top + TOP - 6 + number * 40, 160, box.removeprefix(f"{one.name}."))


def places(floors: Floors, top: int, wide: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each box's upper left corner; boxes alone on a floor are staggered, so that no arrow hides behind one."""
    for number, floor in enumerate(floors):
        aside = 140 * (number % 3 - 1) if len(floor) == 1 else 0
        for place, box in enumerate(floor):
            middle = 24 + aside + wide * (2 * place + 1) // (2 * len(floor))
            yield box, (middle - BOX[0] // 2, top + number * FLOOR)


def rect(kind: str, x: int, y: int, width: int, words: str) -> str:
    """A box with its name."""
    middle = f'x="{x + width // 2}" y="{y + HIGH // 2 + 5}" text-anchor="middle"'
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{HIGH}" rx="5"/>'
        f"<text {middle}>{escape(words)}</text>"
    )


def arrow(source: tuple[int, int], target: tuple[int, int]) -> str:
    """A curve from the foot of one box to the head of another, or between neighbours of a floor below them."""
    x1, x2 = source[0] + BOX[0] // 2, target[0] + BOX[0] // 2
    y1, y2 = source[1] + HIGH, target[1]
    if y2 < y1:
        y2 = y1
        bends = (y1 + 26, y1 + 26)
    else:
        bends = (y1 + (y2 - y1) // 2, y2 - (y2 - y1) // 2)
    curve = f"M {x1} {y1} C {x1} {bends[0]}, {x2} {bends[1]}, {x2} {y2}"
    return f'<path class="arrow" d="{curve}" marker-end="url(#head)"/>'


def mermaid(houses: list[House]) -> str:
    """The same as Mermaid."""
    lines = ["flowchart TD"]
    for one in houses:
        lines.append(f"  subgraph {one.name}")
        lines += [f"    {_id(box)}[{box}]" for floor in one.floors for box in floor]
        lines += [f"    {_id(box)}([{box}])" for box in one.beside]
        lines += [f"    {_id(a)} --> {_id(b)}" for a, b in one.arrows]
        lines.append("  end")
    lines += [f"  {above.name} --> {below.name}" for above, below in pairwise(houses)]
    return "\n".join([*lines, ""])


def _id(box: str) -> str:
    return box.replace(".", "_")


if __name__ == "__main__":
    main()
