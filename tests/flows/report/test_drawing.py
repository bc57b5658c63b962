"""Our own drawing: columns by distance, nothing over anything, every flow drawn, and text that is only text."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import InputRefused
from flows.report.diagram import MOST_COMPONENTS, diagram
from flows.report.drawing.layout import layout
from flows.report.drawing.ranks import ranks
from flows.report.drawing.routes import CLEAR
from flows.report.drawing.svg import svg
from flows.report.drawing.wording import width, wrapped
from flows.report.escape import one_line
from flows.report.marks import Mark, Marks, marks
from flows.report.pictures import as_dot, as_mermaid, as_svg
from flows.workload.model import Component, Flow, Workload, Zone
from tests.flows.report.reports import empty, report, whole

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {f"{SVG}{tag}" for tag in ("svg", "title", "style", "rect", "path", "text", "g")}


def drawn(edges: str, zones: dict[str, str] | None = None, kinds: dict[str, str] | None = None) -> Workload:
    """A workload of components a, b, c … with flows such as ``ab bc``; ``zones`` is component -> zone."""
    places = zones or {}
    names = sorted({each for edge in edges.split() for each in edge} | places.keys())
    known = dict.fromkeys(places.values())
    return Workload(
        id="m",
        name="Drawn",
        zones=tuple(Zone(id=one, name=one, kind=(kinds or {}).get(one, "account")) for one in known),  # type: ignore[arg-type]
        components=tuple(Component(id=one, name=f"Part {one}", type="web.app", zone=places.get(one)) for one in names),
        flows=tuple(Flow(id=f"f{at}", from_=edge[0], to=edge[1]) for at, edge in enumerate(edges.split())),
    )


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (drawn("ab bc ac"), {"a": 0, "b": 1, "c": 1}),
        (drawn("ab ba"), {"a": 0, "b": 1}),
        (drawn("aa"), {"a": 0}),
        (drawn("cb ba", {"c": "net", "b": "x", "a": "x"}, {"net": "internet"}), {"c": 0, "b": 1, "a": 2}),
        (drawn("ab xy yb", {"a": "net"}, {"net": "internet"}), {"a": 0, "b": 1, "y": 0, "x": -1}),
        (drawn("ab", {"a": "in", "b": "z", "c": "z"}, {"in": "internet"}), {"a": 0, "b": 1, "c": 1}),
        (drawn("ab cd dc", {"a": "net"}, {"net": "internet"}), {"a": 0, "b": 1, "c": 0, "d": 1}),
    ],
)
def test_columns_are_distances_from_where_calls_come_in(workload: Workload, expected: dict[str, int]) -> None:
    assert ranks(workload) == expected


def test_people_come_first_where_no_zone_is_the_internet() -> None:
    workload = drawn("ba bc")
    people = tuple(one.model_copy(update={"type": "person"}) if one.id == "c" else one for one in workload.components)
    assert ranks(workload.model_copy(update={"components": people})) == {"c": 0, "b": -1, "a": 0}


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    count = draw(st.integers(1, 14))
    names = st.sampled_from(["API", "A long name of several words", "x" * 70, "日本語の名前", "<b>&"])
    zones = tuple(
        Zone(id=f"z{at}", name=f"Zone {at}", kind=draw(st.sampled_from(["internet", "account", "vendor"])))
        for at in range(draw(st.integers(0, 4)))
    )
    where = st.sampled_from([None, *(one.id for one in zones)])
    types = st.sampled_from(["web.app", "person", "aws.s3", "external", "made.up"])
    components = tuple(
        Component(id=f"c{at}", name=draw(names), type=draw(types), zone=draw(where)) for at in range(count)
    )
    ends = st.integers(0, count - 1).map(lambda at: f"c{at}")
    kinds = st.sampled_from(["data", "trust", "grant", "deploy"])
    flows = tuple(
        Flow(id=f"f{at}", kind=draw(kinds), from_=draw(ends), to=draw(ends), name=draw(st.none() | names))
        for at in range(draw(st.integers(0, 20)))
    )
    return Workload(id="m", name="Any", zones=zones, components=components, flows=flows)


@settings(max_examples=60)
@given(workloads())
def test_nothing_stands_over_anything_and_every_flow_is_drawn(workload: Workload) -> None:
    found = layout(workload, Marks({"c0": Mark(("T-1", "T-2"), 4, "high")}))
    boxes = {node.id: node.box for node in found.nodes}
    assert boxes.keys() == {one.id for one in workload.components}
    assert len(found.arrows) == len(workload.flows)
    everything = [*boxes.values(), *(frame.box for frame in found.frames)]
    assert all(box.x >= 0 and box.y >= 0 for box in everything)
    assert all(box.right <= found.width and box.bottom <= found.height for box in everything)
    for kind in (list(boxes.values()), [frame.box for frame in found.frames]):
        assert all(one.overlap(other) == 0 for at, one in enumerate(kind) for other in kind[:at])
    for flow, arrow in zip(workload.flows, found.arrows, strict=True):
        for (x, y), box in ((arrow.points[0], boxes[flow.from_]), (arrow.points[-1], boxes[flow.to])):
            assert x in (box.x, box.right)
            assert box.y < y < box.bottom
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in arrow.points)


@settings(max_examples=60)
@given(workloads())
def test_components_stand_in_their_zones_and_in_no_other(workload: Workload) -> None:
    found = layout(workload, Marks())
    lived = [zone for zone in workload.zones if any(one.zone == zone.id for one in workload.components)]
    assert len(found.frames) == len(lived)
    for node, component in zip(found.nodes, workload.components, strict=True):
        around = [frame.words for frame in found.frames if frame.box.overlap(node.box) > 0]
        mine = [zone for zone in lived if zone.id == component.zone]
        assert [words.split(" (")[0] for words in around if mine] == [zone.name for zone in mine]


@settings(max_examples=60)
@given(workloads())
def test_the_drawing_is_well_formed_and_the_same_each_time(workload: Workload) -> None:
    text = svg(workload, Marks())
    assert text is not None
    assert text == svg(workload, Marks())
    root = ET.fromstring(text)
    assert {one.tag for one in root.iter()} <= TAGS


def test_a_flow_goes_round_what_stands_between() -> None:
    found = layout(drawn("ab bc cd ad"), Marks())
    boxes = {node.id: node.box for node in found.nodes}
    long = found.arrows[3]
    for box in (boxes["b"], boxes["c"]):
        beside = [y for x, y in long.points if box.x - CLEAR <= x <= box.right + CLEAR]
        assert not beside or all(not box.y < y < box.bottom for y in beside)


def test_words_of_two_flows_do_not_stand_over_each_other() -> None:
    workload = drawn("ab ab ab ac ac")
    named = tuple(one.model_copy(update={"name": f"Orders {one.id}"}) for one in workload.flows)
    found = layout(workload.model_copy(update={"flows": named}), Marks())
    labels = [arrow.label for arrow in found.arrows]
    assert all(one.overlap(other) == 0 for at, one in enumerate(labels) for other in labels[:at])


def test_threats_stand_where_they_are_a_few_and_how_many_more() -> None:
    found = marks(report({"reach": "internet", "login": "none", "vendor": "shared", "power": "change"}))
    assert found.flows["sign-in"].words.startswith("T-")
    assert set(found.components) == {"app"}
    many = Mark(("T-1", "T-2", "T-3"), 4, "high")
    assert many.words == "T-1 T-2 T-3 +4"
    text = svg(whole().workload, Marks({"app": many}), inline=True)
    assert text is not None
    assert '<text class="mark high"' in text
    assert '<a href="#T-1">T-1</a> <a href="#T-2">T-2</a> <a href="#T-3">T-3</a> +4</text>' in text


def test_what_is_decided_or_mitigated_leaves_the_drawing() -> None:
    made = report({"reach": "internet", "login": "token"})
    assert {made.status(one) for one in made.generation.threats if one.on == "app" and not one.hygiene} == {"mitigated"}
    assert "app" not in marks(made).components


def test_a_file_has_its_own_styles_and_no_links() -> None:
    text = as_svg(whole())
    assert "<style>" in text
    assert "<a " not in text
    assert "prefers-color-scheme: dark" in text
    assert ET.fromstring(text).find(f"{SVG}title") is not None


def test_what_cannot_be_drawn_is_refused_with_what_to_do() -> None:
    many = tuple(Component(id=f"c{at}", name="C", type="x") for at in range(MOST_COMPONENTS + 1))
    large = report({}, components=many, flows=())
    for write in (as_svg, as_mermaid):
        with pytest.raises(
            InputRefused, match=r"81 components, 0 flows; at most 80 components and 160 flows can\. --format dot"
        ):
            write(large)
    assert as_dot(large).count('label="C"') == 81
    for write in (as_svg, as_mermaid, as_dot):
        with pytest.raises(InputRefused, match="there is nothing to draw; give the model its components"):
            write(empty())


def test_mermaid_has_the_marks_too() -> None:
    assert diagram(whole().workload, Marks({"app": Mark(("T-4",), 0, "low")})) is not None
    assert "<br/>T-4" in str(diagram(whole().workload, Marks({"app": Mark(("T-4",), 0, "low")})))
    assert as_mermaid(whole()).startswith("flowchart LR\n")


@given(st.text(max_size=200), st.integers(1, 3))
def test_lines_are_as_few_and_as_narrow_as_asked_for(text: str, most: int) -> None:
    lines = wrapped(text, 104, 11, most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 11) <= 104 for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join(lines).replace(" ", "") == one_line(text).replace(" ", "")
