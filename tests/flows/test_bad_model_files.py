"""Bad model files: each field missing, of the wrong kind, unknown, dangling or huge is refused with its line."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import modelfile
from flows.errors import InputRefused
from flows.modelfile import read, write
from flows.workload.model import Asset, Assumption, Component, Fact, Flow, Workload, Zone
from flows.yaml12 import load
from tests.flows.misfits import ABSENT, LONG, Spot, as_text, changed, records, spots, wrong_kinds
from tests.flows.models import fixture_library
from tests.support.cases import cases

LIBRARY = fixture_library()
EVERYTHING = """
threatbot: 1
id: 01JDCK3V0Q8Z5R2M7W9X4T6Y1A
name: Shop
description: Sells things.
owner: the shop's team
kind: feature
extends: platform.threatmodel.yaml
environment: production
zones: [{id: home, name: Home, kind: network, facts: {lit: {value: yes}}}]
assets:
  - {id: orders, was: [sales], name: Orders, category: [personal, business], confidentiality: 4, integrity: 3,
     availability: 2, safety: 1, money: 3, privacy: 4, others: 2, facts: {kept: {value: yes}}}
components:
  - {id: app, was: [site], name: App, type: web.app, zone: home, holds: [orders], aliases: [The app],
     address: aws_lambda_function.app,
     facts: {odd: {value: yes, by: architect, role: architect, at: 2025-04-01, proof: plan, source: "main.tf:3",
                  until: 2026-04-01, refuted_by: a check}}}
  - {id: shop, name: Shop, type: saas}
flows:
  - {id: order, was: [sale], kind: data, from: shop, to: app, name: An order, protocol: https, carries: [orders],
     facts: {odd: {value: yes}}}
facts: {other: {value: yes}}
assumptions:
  - {id: router, text: The router is ours., owner: the shop's team, until: 2026-04-01, threats: [web.app/odd],
     broken: It was sold.}
threats: [{title: Somebody takes the till}]
"""
DATA = load(EVERYTHING, "m").data
BASE = Workload(id="platform", name="Platform", kind="platform")
"""What the file extends: with it, what a file refers to has to be there."""
SPOTS = list(spots(DATA, Workload))
NEEDED = [spot for spot in SPOTS if spot.field.is_required() and spot.path != ("id",)]
"""An id of the whole is made where it is missing."""


def refusal(text: str | bytes) -> InputRefused:
    """What is said of the file; whatever else is raised fails the test."""
    with pytest.raises(InputRefused) as refused:
        read(text, "m.threatmodel.yaml", LIBRARY, lambda: "01JMADEBYUS", BASE)
    for place, sentence in refused.value.problems:
        assert place.file == "m.threatmodel.yaml"
        assert sentence
        assert "does not fit" not in sentence, "a sentence of pydantic's, not of ours"
        assert len(sentence) < 2_000
    return refused.value


def refused_at(data: object, path: tuple[str | int, ...]) -> None:
    """Refused, with a line, and at the path or inside it."""
    wanted = "/".join(map(str, path))
    found = refusal(as_text(data)).problems
    assert all(place.line > 0 for place, _ in found)
    assert any(place.path == wanted or place.path.startswith(f"{wanted}/") for place, _ in found), found


def test_the_file_with_every_field_is_right_and_has_every_field() -> None:
    read(EVERYTHING, "m", LIBRARY, str)
    shapes = (Workload, Zone, Asset, Component, Flow, Fact, Assumption)
    fields = {(shape.__name__, name): field for shape in shapes for name, field in shape.model_fields.items()}
    assert {name for name, field in fields.items() if not any(spot.field is field for spot in SPOTS)} == set()


@pytest.mark.parametrize("spot", NEEDED, ids=str)
def test_each_field_that_is_needed_is_missed(spot: Spot) -> None:
    refused_at(changed(DATA, spot.path, ABSENT), spot.path)
    refused_at(changed(DATA, spot.path, None), spot.path)


@pytest.mark.parametrize("spot", SPOTS, ids=str)
def test_each_field_of_the_wrong_kind_is_refused(spot: Spot) -> None:
    for wrong in wrong_kinds(spot):
        refused_at(changed(DATA, spot.path, wrong), spot.path)


@pytest.mark.parametrize("path", list(records(DATA, Workload)), ids=lambda path: "/".join(map(str, path)) or "model")
def test_each_unknown_field_is_refused(path: tuple[str | int, ...]) -> None:
    refused_at(changed(DATA, (*path, "zzz_field"), "x"), (*path, "zzz_field"))


@pytest.mark.parametrize(
    "path",
    [("components", 0, "zone"), ("components", 0, "holds", 0), ("flows", 0, "from"), ("flows", 0, "to"),
     ("flows", 0, "carries", 0)],
    ids=lambda path: "/".join(map(str, path)),
)  # fmt: skip
@pytest.mark.parametrize("target", ["nowhere", "App", "orders.", "order"])
def test_what_names_nothing_is_refused_where_it_stands(path: tuple[str | int, ...], target: str) -> None:
    refused_at(changed(DATA, path, target), path)


@pytest.mark.parametrize("kind", ["zones", "assets", "components", "flows", "assumptions"])
def test_an_id_that_is_taken_is_refused(kind: str) -> None:
    refused_at(changed(DATA, (kind,), [DATA[kind][0], DATA[kind][0]]), (kind, 1, "id"))


NAMES = {
    "Latin": "Ä" * 5_000,
    "Arabic": "خ" * 5_000,
    "Hebrew with marks": "\u202eא" * 2_500,
    "Chinese": "門" * 5_000,
    "emoji": "👩‍🔧" * 1_250,
    "combining": "e\u0301" * 2_500,
}


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize(
    "path", [("name",), ("zones", 0, "name"), ("assets", 0, "name"), ("components", 0, "type"), ("flows", 0, "name")]
)
def test_a_name_of_5000_characters_in_any_script_is_refused(script: str, path: tuple[str | int, ...]) -> None:
    """FAULTS 34; the same in a length that fits is kept as it is."""
    refused_at(changed(DATA, path, NAMES[script]), path)
    short = NAMES[script][:100]
    workload, _ = read(as_text(changed(DATA, ("name",), short)), "m", LIBRARY, str)
    assert workload.name == short
    assert read(write(workload), "m", LIBRARY, str)[0] == workload


@pytest.mark.parametrize("path", [("name",), ("description",), ("components", 0, "id"), ("facts", "other", "value")])
@pytest.mark.parametrize("control", ["\0", "\x1b[2J", "\ud800", "\x7f"], ids=ascii)
def test_what_is_no_text_is_refused(path: tuple[str | int, ...], control: str) -> None:
    text = json.dumps(changed(DATA, path, f"a{control}b"))
    assert any("which is no text" in said or "not YAML" in said for _, said in refusal(text).problems)


@pytest.mark.parametrize("path", [("id",), ("components", 0, "id"), ("flows", 0, "from")])
@pytest.mark.parametrize("wrong", ["", " ", "-a", "a b", "a/b", "ä", LONG, "a\nb"], ids=lambda one: ascii(one)[:12])
def test_an_id_that_is_none_is_refused(path: tuple[str | int, ...], wrong: str) -> None:
    refused_at(changed(DATA, path, wrong), path)


def many(kind: str, count: int) -> dict[str, object]:
    first = DATA[kind][0]
    return {**DATA, "flows": [], kind: [{**first, "id": f"c{n}", "from": "app"} if kind == "flows" else
                                        {**first, "id": f"c{n}"} for n in range(count)]}  # fmt: skip


def test_the_largest_that_fits_is_read() -> None:
    """FAULTS 34: 2,000 components."""
    components = [*DATA["components"], *({"id": f"c{n}", "name": "C", "type": "web.app"} for n in range(1_998))]
    workload, _ = read(as_text({**DATA, "components": components}), "m", LIBRARY, str)
    assert len(workload.components) == 2_000
    assert "2,001 components; at most 2,000 fit" in str(refusal(as_text(many("components", 2_001))))


def test_100000_answers_are_read_or_refused_with_their_number() -> None:
    """FAULTS 34: as many as fit in the bytes are read; none is lost without a word."""
    facts = {f"f{n}": "yes" for n in range(100_000)}
    workload, notes = read(json.dumps({**DATA, "facts": facts}), "m", LIBRARY, str)
    assert len(workload.facts) == 100_000
    assert len(notes) <= modelfile.MOST_NOTES + 1
    too_many = {f"f{n}": {"value": "yes", "by": "architect", "source": "x" * 100} for n in range(100_000)}
    assert "larger than 10 MB" in str(refusal(json.dumps({**DATA, "facts": too_many})))


BOMBS = {
    "alias": ("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1_000)), "anchors and aliases"),
    "merge": ("<<: {name: A}\n", "merges"),
    "depth": ("name: " + "[" * 100_000, "nested more than"),
    "tag": ("name: !!python/object:os.system x\n", "tags such as"),
    "twice": (EVERYTHING + "name: Again\n", "stands here twice"),
    "two documents": (EVERYTHING + "---\n" + EVERYTHING, "a second document"),
    "cut off": (EVERYTHING[: EVERYTHING.index("order,")], "cut off"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_or_damaged_file_is_refused(name: str) -> None:
    text, said = BOMBS[name]
    ((place, sentence),) = refusal(text).problems
    assert said in sentence
    assert place.line > 0


def test_what_people_wrote_about_threats_is_kept_and_never_read_as_more() -> None:
    wrote = [{"title": "{{ 7*7 }}", "risk": {"level": 3, "deep": [[[["x"]]]]}}, {}]
    workload, _ = read(as_text({**DATA, "threats": wrote}), "m", LIBRARY, str)
    assert list(workload.threats) == wrote
    refused_at({**DATA, "threats": ["a word"]}, ("threats", 0))


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=cases(150))
@given(st.sampled_from(SPOTS), junk)
def test_any_value_in_any_place_is_read_or_refused(spot: Spot, value: object) -> None:
    """Nothing but InputRefused ever comes of it."""
    text = as_text(changed(DATA, spot.path, value))
    with suppress(InputRefused):
        read(text, "m", LIBRARY, str)
