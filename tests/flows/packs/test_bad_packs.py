"""Bad packs: whatever is wrong with one, it is refused with file, line and expectation, and what was loaded stays."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import yaml12
from flows.authoring.examples import minimal_workload
from flows.authoring.pages import page
from flows.errors import InputRefused
from flows.packs import schema
from flows.packs.loader import MOST_PROBLEMS, library_of, load_library, parse_pack
from flows.packs.schema import Pack
from flows.threats.generate import generate
from flows.yaml12 import load
from tests.flows.misfits import ABSENT, LONG, Spot, as_text, changed, records, spots, wrong_kinds

FILE = Path(__file__).parent.parent / "fixtures" / "every.field.yaml"
TEXT = FILE.read_text(encoding="utf-8")
DATA = load(TEXT, "gate.yaml").data
SPOTS = list(spots(DATA, Pack))
CLASSES = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, schema.BaseModel)]


def refusal(text: str | bytes) -> InputRefused:
    """What is said of the pack; whatever else is raised fails the test."""
    with pytest.raises(InputRefused) as refused:
        library_of([parse_pack(text, "gate.yaml")])
    assert refused.value.problems
    for place, sentence in refused.value.problems:
        assert place.file == "gate.yaml"
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


def test_the_pack_with_every_field_is_right_and_has_every_field() -> None:
    assert library_of([parse_pack(TEXT, "gate.yaml")]).rules
    missing = {
        (shape.__name__, field.alias or name)
        for shape in CLASSES
        for name, field in shape.model_fields.items()
        if not any(spot.field is field for spot in SPOTS)
    }
    assert missing == set()


@pytest.mark.parametrize("spot", [spot for spot in SPOTS if spot.field.is_required()], ids=str)
def test_each_field_that_is_needed_is_missed(spot: Spot) -> None:
    refused_at(changed(DATA, spot.path, ABSENT), spot.path)
    refused_at(changed(DATA, spot.path, None), spot.path)


@pytest.mark.parametrize("spot", SPOTS, ids=str)
def test_each_field_of_the_wrong_kind_is_refused(spot: Spot) -> None:
    for wrong in wrong_kinds(spot):
        refused_at(changed(DATA, spot.path, wrong), spot.path)


@pytest.mark.parametrize("path", list(records(DATA, Pack)), ids=lambda path: "/".join(map(str, path)) or "pack")
def test_each_unknown_field_is_refused(path: tuple[str | int, ...]) -> None:
    refused_at(changed(DATA, (*path, "zzz_field"), "x"), (*path, "zzz_field"))


@pytest.mark.parametrize(
    "path",
    [
        ("names", 0), ("facts", "watched", "choices", LONG), ("facts", LONG), ("mitigations", LONG), ("layers", LONG),
        ("threats", 0, "secured_by", 0, "all", 0), ("threats", 0, "helped_by", 0), ("threats", 0, "was", 0),
        ("threats", 0, "refs", "cwe", 0), ("threats", 1, "on", "carries", LONG), ("examples", 0, "given", LONG),
        ("threats", 0, "responsibility", "customer"), ("examples", 0, "expect", LONG), ("threats", 0, "linddun", 0),
    ],
    ids=lambda path: "/".join(str(step)[:20] for step in path),
)  # fmt: skip
def test_a_name_of_5000_characters_is_refused_wherever_it_stands(path: tuple[str | int, ...]) -> None:
    value = DATA["facts"]["watched"] if path == ("facts", LONG) else LONG
    refused = refusal(as_text(changed(DATA, path, value)))
    assert all(len(str(place)) < 11_000 for place, _ in refused.problems)


@pytest.mark.parametrize(
    "only_if",
    [
        {"watched": "recorded"},
        {"watched": "lookers", "lookers": "lookers"},
        {"recorded": "recorded"},
        {"lookers": "lookers"},
    ],
    ids=str,
)
def test_questions_that_wait_for_each_other_are_refused(only_if: dict[str, str]) -> None:
    data = DATA
    for fact, waits_for in only_if.items():
        data = changed(data, ("facts", fact, "only_if"), {"fact": waits_for, "answered": "yes"})
    circle = [place.path for place, text in refusal(as_text(data)).problems if "leads back" in text]
    assert circle
    assert all(path.endswith("/only_if") for path in circle)


def test_a_circle_of_many_facts_is_found_and_what_only_leads_into_it_is_not_blamed() -> None:
    """Linear: a circle of 3,000 took 40 seconds when each fact was followed by itself."""
    fact = DATA["facts"]["lookers"]
    waits = {f"f{n}": f"f{(n + 1) % 3_000}" for n in range(3_000)} | {"into": "f0", "alone": "alone", "f0x": "free"}
    facts = {key: {**fact, "only_if": {"fact": other, "answered": "yes"}} for key, other in waits.items()}
    facts["free"] = fact
    found = refusal(as_text({"pack": "app.ring", "version": "1.0.0", "title": "Ring", "facts": facts})).problems
    named = {place.path.split("/")[1] for place, _ in found}
    assert named == {"alone", *(f"f{n}" for n in range(3_000))}


@pytest.mark.parametrize("depth", [7, 30, 100, 10_000])
def test_a_condition_too_deep_is_refused_where_it_starts(depth: int) -> None:
    flow = '{"not": ' * depth + '{"fact": "watched", "is": "nobody"}' + "}" * depth
    text = as_text(changed(DATA, ("threats", 0, "applies"), "HERE")).replace('"HERE"', flow)
    ((place, sentence),) = refusal(text).problems
    assert "nested more than" in sentence
    assert place.path.startswith("threats/0")


def test_a_condition_with_too_many_parts_is_refused() -> None:
    many = {"any": [{"fact": "watched", "is": "nobody"}] * 5_000}
    refused_at(changed(DATA, ("threats", 0, "applies"), many), ("threats", 0, "applies"))


def test_100000_facts_do_not_fit() -> None:
    facts = "".join(f" f{n}: {{on: asset}}\n" for n in range(100_000))
    found = refusal(f"pack: a\nversion: 1.0.0\ntitle: A\nfacts:\n{facts}").problems
    assert len(found) <= 1_000
    full = json.dumps({f"f{n}": DATA["facts"]["lookers"] for n in range(100_000)})
    ((_, sentence),) = refusal(f"pack: a\nversion: 1.0.0\ntitle: A\nfacts: {full}").problems
    assert "larger than 2 MB" in sentence


BOMBS = {
    "alias": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1_000)),
    "merge": "<<: {pack: app.gate}\n",
    "depth": "pack: " + "[" * 100_000,
    "keys": "? " * 100_000,
    "tag": "pack: !!python/object:os.system x\n",
    "twice": TEXT + "title: Again\n",
    "two documents": TEXT + "---\n" + TEXT,
    "NUL": TEXT.replace("Gate", "Ga\0te"),
    "cut off": TEXT[: TEXT.index("not_this_when") + 20],
    "not UTF-8": TEXT.encode()[:40] + b"\xff\xfe" + TEXT.encode()[40:],
    "nothing": "",
    "a list": "- pack: app.gate\n",
    "too large": b"# " + b"x" * (yaml12.MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_damaged_or_hostile_file_is_refused_whole_and_the_old_library_stays(name: str, tmp_path: Path) -> None:
    """FAULTS 18 and 19; the bounds on work are counted in test_yaml12."""
    before = load_library()
    (tmp_path / "good.yaml").write_text(TEXT, encoding="utf-8")
    assert "app.gate" in load_library([tmp_path]).packs
    bomb = BOMBS[name]
    (tmp_path / "bad.yaml").write_bytes(bomb if isinstance(bomb, bytes) else bomb.encode())
    with pytest.raises(InputRefused) as refused:
        load_library([tmp_path])
    assert {Path(place.file).name for place, _ in refused.value.problems} == {"bad.yaml"}
    assert load_library() is before
    (tmp_path / "bad.yaml").unlink()
    assert "app.gate" in load_library([tmp_path]).packs


TEMPLATES = ("{{ 7*7 }}", "{% for x in y %}", "${jndi:ldap://x}", "<script>alert(1)</script>", "{% raw %}")


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_in_names_stay_literal(template: str) -> None:
    """FAULTS 24: in names they are text; in sentences, where placeholders are filled, a stray brace is refused."""
    data = changed(changed(DATA, ("title",), template), ("names", 0), f"gate {template}")
    library = library_of([parse_pack(as_text(data), "gate.yaml")])
    assert library.types["app.gate"] == template
    assert library.type_named(f"gate {template}") == "app.gate"
    assert "49" not in page(library.packs["app.gate"])
    assert "<script>" not in page(library.packs["app.gate"])
    if "{" in template:
        for path in (("threats", 0, "action"), ("facts", "watched", "ask"), ("facts", "watched", "why")):
            refused_at(changed(DATA, path, f"does {template}"), path)


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_in_the_names_of_a_model_stay_literal_in_its_threats(template: str) -> None:
    library = library_of([parse_pack(TEXT, "gate.yaml")])
    workload = minimal_workload(library.rules[0], {"watched": "nobody"}, library)
    named = workload.components[0].model_copy(update={"name": template})
    (threat,) = [
        each
        for each in generate(workload.model_copy(update={"components": (named,)}), library).threats
        if each.rule == "app.gate/climbed"
    ]
    assert template in threat.statement
    assert "49" not in threat.statement


def test_a_pack_that_is_wrong_throughout_is_still_answered() -> None:
    """Bounded work: of as many misfits as a file has room for, only the first look for the nearest word."""
    examples = [{"name": f"e{n}", "given": {f"wached{n}": "x"}, "expect": {f"climed{n}": "opn"}} for n in range(9_000)]
    found = refusal(as_text({**DATA, "examples": examples})).problems
    assert len(found) == MOST_PROBLEMS + 1
    assert found[0][1] == "more than 200 things are wrong in this pack; mend these first"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.sampled_from(SPOTS), junk)
def test_any_value_in_any_place_is_read_or_refused(spot: Spot, value: object) -> None:
    """Nothing but InputRefused ever comes of it."""
    text = as_text(changed(DATA, spot.path, value))
    with suppress(InputRefused):
        library_of([parse_pack(text, "gate.yaml")])
