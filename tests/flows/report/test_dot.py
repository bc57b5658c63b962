"""DOT: names that nothing reads as DOT, and PNG where the extra is installed."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.drawing.dot import ExtraMissing, dot, has_extra
from flows.report.escape import one_line
from flows.report.marks import Mark, Marks
from flows.report.pictures import as_png
from flows.workload.model import Component, Flow, Workload, Zone
from tests.flows.report.reports import whole

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def named(name: str) -> Workload:
    return Workload(
        id="m",
        name=name,
        zones=(Zone(id="z", name=name, kind="account"),),
        components=(
            Component(id="a", name=name, type="person", zone="z"),
            Component(id="b", name=name, type="aws.s3"),
        ),
        flows=(Flow(id="f", kind="deploy", from_="a", to="b", name=name),),
    )


def test_zones_shapes_and_kinds_of_flows() -> None:
    assert dot(named("Shop"), Marks({"b": Mark(("T-1",), 2, "high")})) == (
        "digraph threatmodel {\n"
        "  graph [rankdir=LR, labelloc=t, fontname=Helvetica, fontsize=12, nodesep=0.4, ranksep=0.9];\n"
        '  graph [label="Shop"];\n'
        "  node [shape=box, fontname=Helvetica, fontsize=11, margin=0.15];\n"
        "  edge [fontname=Helvetica, fontsize=9];\n"
        "  subgraph cluster_0 {\n"
        '    graph [label="Shop (account)", style=dashed];\n'
        '    c0 [label="Shop", shape=oval];\n'
        "  }\n"
        '  c1 [label="Shop\\nT-1 +2", shape=cylinder];\n'
        '  c0 -> c1 [label="Shop", style=bold];\n'
        "}\n"
    )


WILD = st.text(
    alphabet=st.one_of(st.sampled_from('"\\<>{}|&;/*#-n \n'), st.characters(codec="utf-8")), min_size=1, max_size=60
)


@given(WILD)
def test_no_name_gets_out_of_its_quotes(name: str) -> None:
    """With all quoted strings taken out, what is left is the same for every name; read back, each is the name."""
    text = dot(named(name), Marks())
    assert QUOTED.sub("", text) == QUOTED.sub("", dot(named("x"), Marks()))
    read = re.sub(r"\\(.)", r"\1", QUOTED.findall(text)[0]).replace("&amp;", "&")
    assert read == one_line(name).replace("&amp;", "&")


@pytest.mark.skipif(has_extra(), reason="the extra is installed")
def test_without_the_extra_png_says_how_to_get_it() -> None:
    with pytest.raises(ExtraMissing, match=r"pip install threatbot\[diagrams\]. SVG, DOT and Mermaid need nothing"):
        as_png(whole())


@pytest.mark.skipif(not has_extra(), reason="needs the extra diagrams")
@pytest.mark.parametrize("name", ["Shop", 'a "b" \\N <i>&amp;</i> ]]>', "עברית 😀"])
def test_with_the_extra_png_is_a_picture(name: str) -> None:
    picture = as_png(replace(whole(), workload=named(name)))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20]) > 400
