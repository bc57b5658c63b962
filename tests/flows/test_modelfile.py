"""The model file: read with all its faults and lines, settled against the packs, written so that it reads back."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import InputRefused
from flows.modelfile import json_schema, read, write
from flows.packs.loader import Library, library_of, parse_pack
from flows.workload.model import Workload
from flows.yaml12 import load
from tests.support.cases import cases

FIXTURES = Path(__file__).parent / "fixtures"
DOCS = Path(__file__).parents[2] / "docs"

FRIDGE = """\
threatbot: 1
id: 01JDCK3V0Q8Z5R2M7W9X4T6Y1A
name: Smart fridge
description: Orders food by itself.
owner: kitchen team
kind: system
zones:      [{id: home, name: Home network, kind: network}, {id: internet, kind: internet}]
assets:     [{id: details, name: Personal details, category: [personal], confidentiality: 4, facts: {treasure: yes}}]
components:
  - {id: fridge, name: Fridge, type: app.door, zone: home, holds: [details], facts: {locked: no, key_holder: unknown}}
  - {id: shop, name: Shop, type: saas, zone: internet, aliases: [The shop], address: aws_lambda_function.shop}
flows:
  - {id: order, kind: data, from: shop, to: fridge, protocol: https, carries: [details],
     facts: {knocks: {value: yes, by: architect, at: 2025-04-01T10:00:00+02:00, proof: plan, source: "main.tf:3"}}}
  - {id: reply, from: fridge, to: shop}
facts:      {known_address: unknown}
assumptions: [{id: router, text: The home router is not compromised., owner: kitchen team}]
threats:    [{title: Somebody eats the cheese}]
"""


def library_from(*names: str) -> Library:
    return library_of(parse_pack((FIXTURES / name).read_text(encoding="utf-8"), name) for name in names)


LIBRARY = library_from("app.door.yaml")


def reading(text: str | bytes, library: Library = LIBRARY) -> tuple[Workload, tuple[str, ...]]:
    return read(text, "m.threatmodel.yaml", library, lambda: "01JMADEBYUS")


def refused(text: str | bytes, library: Library = LIBRARY) -> list[str]:
    with pytest.raises(InputRefused) as refusal:
        reading(text, library)
    return [f"{place}: {sentence}".removeprefix("m.threatmodel.yaml:") for place, sentence in refusal.value.problems]


def test_the_example_of_the_contract() -> None:
    workload, notes = reading(FRIDGE)
    fridge, shop = workload.components
    assert workload.id == "01JDCK3V0Q8Z5R2M7W9X4T6Y1A"
    assert [zone.name for zone in workload.zones] == ["Home network", "internet"]
    assert {name: fact.value for name, fact in fridge.facts.items()} == {"app.door/locked": "no"}
    assert workload.flows[0].facts["app.door/knocks"].at == datetime(2025, 4, 1, 8, tzinfo=UTC)
    assert workload.flows[0].facts["app.door/knocks"].proof == "plan"
    assert workload.flows[1].kind == "data"
    assert workload.assets[0].facts["app.door/treasure"].value == "yes"
    assert workload.facts == {}
    assert shop.type == "saas"
    assert notes == ()


def test_an_id_is_made_where_there_is_none() -> None:
    workload, notes = reading("name: A")
    assert workload.id == "01JMADEBYUS"
    assert "no id" in notes[0]
    assert reading(write(workload)) == (workload, ())


def test_what_no_pack_knows_is_kept_and_noted() -> None:
    workload, notes = reading(
        "{id: a, name: A, components: [{id: c, name: C, type: app.dor, facts: {lockd: no, zzz: q, knocks: no}}],"
        " zones: [{id: z, kind: account, facts: {locked: no}}]}"
    )
    unknown = "No pack knows the fact `{}` (first in components/0/facts): it is kept, no rule reads it"
    assert set(workload.components[0].facts) == {"lockd", "zzz", "knocks"}
    assert notes[-2].endswith("it is kept, no rule reads it; app.door/knocks stands on the flow.")
    assert notes[-1].startswith("No pack knows the fact `locked` (first in zones/0/facts): it is kept")
    assert notes[:-2] == (
        "`app.dor`: did you mean the type app.door?",
        f"{unknown.format('lockd')}; did you mean locked?",
        f"{unknown.format('zzz')}.",
    )


def test_a_type_may_be_written_as_people_do() -> None:
    workload, notes = reading(
        "{id: a, name: A, components: [{id: c, name: C, type: FRONT-DOOR, facts: {locked: yes}}]}"
    )
    assert workload.components[0].type == "app.door"
    assert notes == ("The type `FRONT-DOOR` is read as app.door.",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: Smart fridge", "nam: Smart fridge", "3 (nam): `nam` is not a field here; did you mean `name`?"),
        ("threatbot: 1", "threatbot: 2", "1 (threatbot): expected one of 1; found `2`"),
        (
            "id: 01JDCK3V0Q8Z5R2M7W9X4T6Y1A",
            "id: a b",
            "2 (id): `a b` is not written as it must be here: letters, digits",
        ),
        (
            "kind: system",
            "kind: sistem",
            "6 (kind): `sistem` is not one of platform, system, feature; did you mean `system`?",
        ),
        ("zone: home,", "zone: hom,", "10 (components/0/zone): there is no zone `hom`; did you mean `home`?"),
        (
            "holds: [details]",
            "holds: [details, detials]",
            "(components/0/holds/1): there is no asset `detials`; did you mean `details`?",
        ),
        ("carries: [details]", "carries: [x]", "13 (flows/0/carries/0): there is no asset `x`; known: details"),
        ("to: shop", "to: shpo", "15 (flows/1/to): there is no component `shpo`; did you mean `shop`?"),
        ("from: fridge", "from: home", "15 (flows/1/from): there is no component `home`"),
        ("{id: shop,", "{id: fridge,", "11 (components/1/id): `fridge` is taken (line 10); ids are unique"),
        ("{id: internet,", "{id: home,", "7 (zones/1/id): `home` is taken"),
        ("{id: reply", "{id: order", "15 (flows/1/id): `order` is taken (line 13)"),
        (
            "locked: no",
            "locked: ajar",
            "10 (components/0/facts/locked): `ajar` is no answer to app.door/locked; answers are yes, no, unknown",
        ),
        (
            "locked: no",
            "locked: No",
            "`No` is no answer to app.door/locked; answers are yes, no, unknown; did you mean `no`?",
        ),
        ("locked: no", "locked: no, app.door/locked: yes", "`app.door/locked` is given here twice, short and in full"),
        ("locked: no", "app.door/knocks: no", "app.door/knocks is a fact on the flow; it cannot stand here"),
        ("locked: no", "locked: true", "a fact is a word"),
        ("locked: no", "locked: 3", "a fact is a word (quote a number)"),
        ("confidentiality: 4", "confidentiality: 6", "8 (assets/0/confidentiality): `6` is too large; the most is 5"),
        ("[personal]", "[persnal]", "did you mean `personal`?"),
        (
            "2025-04-01T10:00:00+02:00",
            "2025-04-01T10:00:00",
            "(flows/0/facts/knocks/at): the time `2025-04-01T10:00:00` names no zone",
        ),
        ("2025-04-01T10:00:00+02:00", "2025-13-01", "(flows/0/facts/knocks/at): month must be in 1..12"),
        ("proof: plan", "proof: proven", "`proven` is not one of said, plan, code, test, run-time"),
        ("name: Fridge", "name: " + "é" * 5_000, "(components/0/name): has 5,000 characters; at most 120 fit here"),
        ("name: Fridge", 'name: "a\\0b"', "holds the character U+0000"),
    ],
)
def test_faults_are_said_with_their_line(old: str, new: str, said: str) -> None:
    assert FRIDGE.count(old) == 1
    found = refused(FRIDGE.replace(old, new))
    assert any(said in each for each in found), found


def test_all_references_are_checked_at_once_in_order() -> None:
    text = FRIDGE.replace("zone: home,", "zone: x,").replace("to: shop}", "to: y}").replace("locked: no", "locked: z")
    assert [each.split(" ")[0] for each in refused(text)] == ["10", "10", "15"]


def test_a_short_fact_follows_the_type_it_stands_on() -> None:
    door = (FIXTURES / "app.door.yaml").read_text(encoding="utf-8")
    hall = door.replace("pack: app.door", "pack: app.hall").replace("[Front door, the door]", "[]")
    hall = hall.replace("title: Door service", "title: Hall").replace("door-shape", "h").replace("app_door", "h")
    library = library_of([parse_pack(door, "door"), parse_pack(hall, "hall")])
    text = "{id: a, name: A, components: [{id: c, name: C, type: TYPE, facts: {locked: no}}]}"
    for type_ in ("app.door", "app.hall"):
        assert set(reading(text.replace("TYPE", type_), library)[0].components[0].facts) == {f"{type_}/locked"}
    assert (
        "several packs have a fact `locked`; write one of app.door/locked, app.hall/locked" in refused(text, library)[0]
    )
    flow = (
        "{id: a, name: A, components: [{id: d, name: D, type: app.door}, {id: h, name: H, type: X}],"
        " flows: [{id: f, from: d, to: h, facts: {knocks: no}}]}"
    )
    assert set(reading(flow, library)[0].flows[0].facts) == {"app.door/knocks"}
    assert "several packs" in refused(flow.replace("X", "app.hall"), library)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FRIDGE[: len(FRIDGE) // 2], "the file is cut off"),
        (FRIDGE.encode()[:40] + b"\xff\xfe\x00" + FRIDGE.encode()[40:], "not text in UTF-8"),
        (bytes(range(256)) * 100, "not text in UTF-8"),
        (b"\x00" * 1_000, "U+0000"),
        (b"x" * 30_000_000, "larger than 10 MB"),
        ("", "expected a mapping of fields, found nothing"),
        ("just words", "expected a mapping of fields, found `just words`"),
        ("[]", "expected a mapping of fields, found a list"),
        ("{id: 1, name: A}", "write it in quotes"),
        ("components: &x [*x]", "anchors and aliases"),
    ],
)
def test_damaged_files(text: str | bytes, said: str) -> None:
    found = refused(text)
    assert any(said in each for each in found), found


def test_sizes() -> None:
    components = ", ".join(f"{{id: c{n}, name: C, type: t}}" for n in range(2_001))
    assert "2,001 components; at most 2,000 fit" in refused(f"{{id: a, name: A, components: [{components}]}}")[0]
    flows = ", ".join(f"{{id: f{n}, from: c, to: c}}" for n in range(5_001))
    assert "5,001 flows; at most 5,000 fit" in refused(f"{{id: a, name: A, flows: [{flows}]}}")[0]


def test_a_file_that_is_wrong_throughout_is_still_answered() -> None:
    """Bounded work and bounded notes: near words are looked for a few times only."""
    things = ", ".join(f"{{id: c{n}, name: C, type: t{n}, facts: {{f{n}: q, same: q}}}}" for n in range(500))
    _, notes = reading(f"{{id: a, name: A, components: [{things}]}}")
    assert len(notes) == 101
    assert notes[-1] == "More names are not known; the first are listed."
    assert sum("`same`" in note for note in notes) == 1
    flows = ", ".join(f"{{id: f{n}, from: d{n}, to: c{n}}}" for n in range(500))
    found = refused(f"{{id: a, name: A, components: [{things}], flows: [{flows}]}}")
    assert len(found) == 500
    assert 0 < sum("did you mean" in each for each in found) <= 20
    assert len(refused("{id: a, name: A, flows: [" + "{}, " * 5_000 + "]}")) == 1_000


def test_what_is_written_is_short_quoted_and_stable() -> None:
    text = write(reading(FRIDGE)[0])
    assert "app.door/locked: 'no'" in text
    assert "  kind: data\n" in text
    assert "null" not in text
    assert write(reading(text)[0]) == text
    assert yaml.safe_load(text)["components"][0]["facts"] == {"app.door/locked": "no"}


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
) | st.sampled_from(
    [
        "yes",
        "No",
        "1",
        "0o7",
        "1e3",
        "2025-04-01",
        "~",
        "null",
        "<<",
        "- a",
        "a: b",
        "#",
        " x ",
        "a\nb",
        "\n",
        "a\n ",
        "'",
        '"',
        "🧊",
        "=",
        "|",
    ]
)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,8}", fullmatch=True)
moments = st.dates(date(1900, 1, 1)) | st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
grades = st.none() | st.integers(1, 5)


def facts_among(choices: dict[str, list[str]]) -> st.SearchStrategy[dict[str, object]]:
    def fact(values: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
        proofs = st.sampled_from(["said", "plan", "code", "test", "run-time"])
        optional = {"by": names, "at": moments, "proof": proofs, "source": names}
        return st.fixed_dictionaries({"value": values}, optional=optional)

    known = {name: fact(st.sampled_from(values)) for name, values in choices.items()}
    unknown = st.dictionaries(
        names.map(lambda name: f"?{name}"), fact(names.filter(lambda v: v != "unknown")), max_size=2
    )
    return st.tuples(st.fixed_dictionaries({}, optional=known), unknown).map(lambda both: both[0] | both[1])


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    def unique(most: int) -> list[str]:
        return draw(st.lists(ids, unique=True, max_size=most))

    zones, assets, components, flows = unique(2), unique(3), unique(3), unique(3)
    some_assets = st.lists(st.sampled_from(assets), max_size=3) if assets else st.just([])
    data = {
        "id": draw(ids),
        "name": draw(names),
        "description": draw(names),
        "kind": draw(st.sampled_from(["platform", "system", "feature"])),
        "owner": draw(st.none() | names),
        "facts": draw(facts_among({"app.door/known_address": ["yes", "no"]})),
        "zones": [
            {"id": each, "kind": "vendor", "name": draw(names), "facts": draw(facts_among({}))} for each in zones
        ],
        "assets": [
            {
                "id": each,
                "name": draw(names),
                "category": draw(st.lists(st.sampled_from(["personal", "secrets"]), max_size=2)),
                "money": draw(grades),
                "facts": draw(facts_among({"app.door/treasure": ["yes", "no"]})),
            }
            for each in assets
        ],
        "components": [
            {
                "id": each,
                "name": draw(names),
                "type": draw(st.sampled_from(["app.door", "aws.other", "?"])),
                "zone": draw(st.sampled_from([None, *zones])),
                "holds": draw(some_assets),
                "aliases": draw(st.lists(names, max_size=2)),
                "address": draw(st.none() | names),
                "facts": draw(facts_among({"app.door/locked": ["yes", "no"], "app.door/key_holder": ["us", "vendor"]})),
            }
            for each in components
        ],
        "flows": [
            {
                "id": each,
                "kind": draw(st.sampled_from(["data", "trust", "grant", "deploy"])),
                "from": draw(st.sampled_from(components)),
                "to": draw(st.sampled_from(components)),
                "protocol": draw(st.none() | names),
                "carries": draw(some_assets),
                "facts": draw(facts_among({"app.door/knocks": ["yes", "no"]})),
            }
            for each in (flows if components else [])
        ],
        "assumptions": [{"id": each, "text": draw(names)} for each in unique(1)],
        "threats": [{"title": draw(names), "stride": ["spoofing"], "risk": {"level": 3, "sure": True}}],
    }
    return Workload.model_validate(data)


@settings(max_examples=cases(60))
@given(workloads())
def test_any_workload_reads_back_equal(workload: Workload) -> None:
    text = write(workload)
    assert reading(text)[0] == workload
    assert write(reading(text)[0]) == text


@settings(max_examples=cases(25))
@given(workloads())
def test_the_schema_allows_whatever_is_written(workload: Workload) -> None:
    jsonschema.validate(load(write(workload), "m").data, json_schema())


def test_the_schema_in_the_documents_is_this_one() -> None:
    """To renew it: json.dumps(json_schema(), indent=2, ensure_ascii=False) and a line feed."""
    text = (DOCS / "model-file.schema.json").read_text(encoding="utf-8")
    assert text == json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_schema_takes_the_example_and_refuses_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(load(FRIDGE, "m").data)
    for old, new in (("kind: system", "kind: sistem"), ("locked: no", "locked: true"), ("owner:", "ower:")):
        assert not validator.is_valid(load(FRIDGE.replace(old, new, 1), "m").data)
