"""Packs: what is refused and where, how names are resolved, and what a library answers."""

from pathlib import Path

import pytest

from flows.conditions import FactIs, TypeIs, facts_of
from flows.errors import InputRefused, NotKnown
from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.packs.schema import Pack
from flows.threats.generate import generate
from tests.flows.models import shop

DOOR = (Path(__file__).parent.parent / "fixtures" / "app.door.yaml").read_text(encoding="utf-8")
SHOP = Path(__file__).parent.parent / "fixtures" / "web.app.yaml"
HALL = """
pack: app.hall
version: 1.0.0
title: Hall
facts:
  locked:
    on: component
    ask: "Is {component} locked?"
    choices: {yes: "Locked", no: "Unlocked"}
    why: "As it is."
    who: developer
  wide:
    on: flow
    ask: "Is {flow} wide?"
    choices: {yes: "Wide", no: "Narrow"}
    why: "As it is."
    who: developer
    only_if: {fact: knocks, is: yes}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of([parse_pack(HALL, "hall.yaml"), parse_pack(DOOR, "door.yaml")])


def refused(old: str, new: str, text: str = DOOR) -> list[str]:
    """What is said of the pack with one piece exchanged."""
    assert text.count(old) >= 1, "the fixture has changed"
    with pytest.raises(InputRefused) as refusal:
        library_of([parse_pack(text.replace(old, new, 1), "door.yaml")])
    return [f"{place}: {sentence}" for place, sentence in refusal.value.problems]


def test_the_packs_of_the_package_load_and_are_kept() -> None:
    library = load_library()
    assert "aws.cloudfront" in library.types
    assert load_library() is library
    assert all(rule.facts <= set(library.facts) for rule in library.rules)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "title: Lock the door",
            "titel: Lock the door",
            "door.yaml:43 (mitigations/lock-it/titel): `titel` is not a field",
        ),
        (
            "{all: [lock-it]",
            "{all: [lock-itt]",
            "door.yaml:62 (threats/0/secured_by/0/all): the pack has no mitigation `lock-itt`; did you mean `lock-it`?",
        ),
        (
            "[{fact: known_address, is: yes}",
            "[{fact: known_adress, is: yes}",
            "door.yaml:60 (threats/0/applies): no pack has a fact `known_adress`; did you mean `known_address`?",
        ),
        (
            "[{fact: known_address, is: yes}",
            "[{fact: known_address, is: yess}",
            "`yess` is no choice here; the choices are yes, no; did you mean `yes`?",
        ),
        (
            "done_when: {fact: locked, is: yes}",
            "done_when: {fact: locked, in: [yes, ajar]}",
            "(mitigations/lock-it/done_when): locked: `ajar` is no choice here",
        ),
        (
            "{when: {fact: key_holder",
            "{when: {fact: key_older",
            "(threats/0/likelihood/moves/0/when): no pack has a fact `key_older`",
        ),
        (
            "who finds {component}",
            "who finds {componet}",
            "door.yaml:65 (threats/0/prerequisite): {componet} names neither a thing",
        ),
        ("walks into {component}", "walks into {component", "has a brace that belongs to no placeholder"),
        ("loss of {assets}", "loss of {assets:a=b}", "names a thing and has no choices"),
        ("{locked:yes=locked|no=open to {assets}}", "{locked:yes=locked}", "{locked:…} has no words for no"),
        (
            "{locked:yes=locked|no=open to {assets}}",
            "{locked:yes=locked|no=open|ajar=open}",
            "in {locked:…}: `ajar` is no choice",
        ),
        (
            "{locked:yes=locked|no=open to {assets}}",
            "{locked:yes=locked|no=open to {asets}}",
            "{asets} names neither a thing",
        ),
        ("Is {component} locked?", "Is {door} locked?", "(facts/locked/ask): {door} names neither a thing"),
        (
            "at_least: {us: 2, vendor: 3}",
            "at_least: {us: 2}",
            "(threats/0/impact_of/at_least): has no floor for vendor",
        ),
        (
            "at_least: {us: 2, vendor: 3}",
            "at_least: {us: 2, vendors: 3}",
            "(threats/0/impact_of/by): key_holder: `vendors` is no choice",
        ),
        ("at_least: {us: 2, vendor: 3}", "at_least: 2", "`at_least` has one floor only"),
        (", by: key_holder}", "}", "say in `by` which fact chooses"),
        (", by: key_holder}", ", by: key_older}", "(threats/0/impact_of/by): no pack has a fact `key_older`"),
        ("presumed: {is: yes", "presumed: {is: maybe", "(facts/locked/presumed/is): `maybe` is no choice"),
        (
            '{yes: "Locked", no: "Unlocked"}',
            '{yes: "Locked", no: "Unlocked", unknown: "?"}',
            "`unknown` is no choice: everybody may",
        ),
        (
            "on: {component: app.door}",
            "on: {component: app.door, workload: any}",
            "exactly one of component, flow, asset and workload, not on 2",
        ),
        ("on: {component: app.door}", "on: {}", "not on 0"),
        ("on: {component: app.door}", "on: {component: app.door, target: app.door}", "belong to a flow"),
        (
            "on: {component: app.door}",
            "on: {asset: persnal}",
            "`persnal` is no category of assets; did you mean `personal`?",
        ),
        (
            "carries: {treasure: yes}",
            "carries: {treasure: gold}",
            "(threats/1/on/carries/treasure): treasure: `gold` is no choice",
        ),
        ("carries: {treasure: yes}", "carries: {knocks: yes}", "`knocks` is a fact on the flow; from an asset"),
        (
            "applies: {fact: treasure, is: yes}",
            "applies: {fact: locked, is: yes}",
            "(threats/1/applies): `locked` is a fact on the component",
        ),
        ("{all: [knock-first]", "{all: [lock-it]", "(threats/1/secured_by/0/all): `locked` is a fact on the component"),
        (
            "only_if: {fact: locked, is: yes}",
            "only_if: {fact: knocks, is: yes}",
            "(facts/key_holder/only_if): `knocks` is a fact on the flow",
        ),
        ("only_if: {fact: locked, is: yes}", "only_if: {fact: key_holder, is: us}", "leads back to the fact itself"),
        (
            "{type: app.door}",
            "{target_type: app.door}",
            "`target_type` has no meaning in a rule or fact on the component",
        ),
        ("{type: app.door}", "{flow: {crosses: yes}}", "`flow` has no meaning"),
        ("{type: app.door}", "{exists: {type: app.door}}", "`exists` is for rules on the workload only"),
        ("- id: barge-in", "- id: walk-in", "(threats/1): `walk-in` stands here twice"),
        ("{name: who-knows", "{name: open-door", "(examples/2): `open-door` stands here twice"),
        (
            "given: {known_address: yes}",
            "given: {known_address: maybe}",
            "(examples/2/given/known_address): known_address: `maybe` is no choice",
        ),
        (
            "given: {known_address: no, locked: yes}",
            "given: {known_adress: no}",
            "(quiet/given/known_adress): no pack has a fact",
        ),
        ("expect: {walk-in: open", "expect: {walkin: open", "`walkin`; did you mean `walk-in`?"),
        ("expect: {walk-in: open", "expect: {walk-in: opened", "`opened` is no state"),
        ("asks: locked", "asks: lokked", "(examples/2/expect/asks): no pack has a fact `lokked`"),
        (
            "locked: yes}, expect: {walk-in: mitigated",
            "locked: yes, treasure: no}, expect: {walk-in: mitigated",
            "a twin differs in one fact; this one in 2",
        ),
        ("twin_of: open-door}", "twin_of: open}", "there is no example `open`"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    found = refused(old, new)
    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    ("applies", "sets"),
    [
        ("{type: app.door}", "[]"),
        ("{type: app.door}", "[{all: [lock-it], leaves: {likelihood: 2}, status: open}]"),
        ("{any: [{type: app.door}, {fact: locked, is: no}]}", "[]"),
        ("{not: {type: app.hall}}", "[]"),
    ],
)
def test_a_rule_that_presence_alone_could_open_is_refused(applies: str, sets: str) -> None:
    start = DOOR.index("    applies: {all")
    end = DOOR.index("    vulnerability:")
    text = f"{DOOR[:start]}    applies: {applies}\n    secured_by: {sets}\n{DOOR[end:]}"
    with pytest.raises(InputRefused, match="could be open with no fact answered"):
        library_of([parse_pack(text, "door.yaml")])


@pytest.mark.parametrize(
    "applies",
    ["{type: app.door}", "{all: [{type: app.door}, {fact: known_address, is: yes}]}", "{fact: locked, is: no}"],
)
def test_a_rule_that_has_to_ask_first_is_fine(applies: str) -> None:
    text = DOOR.replace("{all: [{fact: known_address, is: yes}, {type: app.door}]}", applies)
    assert library_of([parse_pack(text, "door.yaml")]).rules


def test_all_problems_are_said_at_once_in_the_order_of_the_file() -> None:
    text = DOOR.replace("{all: [lock-it]", "{all: [a]").replace("loss of {assets}", "loss of {b}")
    with pytest.raises(InputRefused) as refusal:
        library_of([parse_pack(text, "door.yaml"), parse_pack(HALL.replace("fact: knocks", "fact: c"), "hall.yaml")])
    assert [place.file for place, _ in refusal.value.problems] == ["door.yaml", "door.yaml", "hall.yaml"]
    lines = [place.line for place, _ in refusal.value.problems[:2]]
    assert lines == sorted(lines)


def test_names_become_full_ids(library: Library) -> None:
    walk_in = next(loaded for loaded in library.rules if loaded.id == "app.door/walk-in")
    assert (walk_in.pack, walk_in.kind) == ("app.door", "component")
    assert facts_of(walk_in.rule.applies) == {"app.door/known_address"}
    assert walk_in.rule.likelihood.moves[0].when == FactIs("app.door/key_holder", ("vendor",))
    assert walk_in.rule.impact_of.by == "app.door/key_holder"
    assert walk_in.mitigation_id("lock-it") in library.mitigations
    assert library.mitigations["app.door/lock-it"].done_when == FactIs("app.door/locked", ("yes",))
    assert library.facts["app.hall/wide"].only_if == FactIs("app.door/knocks", ("yes",))
    assert library.packs["app.door"].threats[0].applies != walk_in.rule.applies


def test_a_rule_knows_all_facts_that_it_rests_on(library: Library) -> None:
    by_id = {loaded.id: loaded.facts for loaded in library.rules}
    assert by_id["app.door/walk-in"] == {"app.door/known_address", "app.door/locked", "app.door/key_holder"}
    assert by_id["app.door/barge-in"] == {"app.door/treasure", "app.door/knocks"}


def test_short_names(library: Library) -> None:
    assert library.fact_id("knocks") == "app.door/knocks"
    assert library.fact_id("app.hall/locked") == "app.hall/locked"
    assert library.fact_id("locked", "app.hall") == "app.hall/locked"
    assert library.fact_id("locked", "aws.none", "app.door") == "app.door/locked"
    with pytest.raises(NotKnown, match=r"several packs .* app\.door/locked, app\.hall/locked"):
        library.fact_id("locked")
    with pytest.raises(NotKnown, match=r"did you mean `knocks`"):
        library.fact_id("knoks")
    with pytest.raises(NotKnown, match=r"did you mean `app\.door/knocks`"):
        library.fact_id("app.door/knoks")


def test_rules_by_what_they_stand_on(library: Library) -> None:
    def ids(*about: str) -> list[str]:
        return [loaded.id for loaded in library.rules_for(*about)]  # type: ignore[arg-type]

    assert ids("component", "app.door") == ["app.door/walk-in"]
    assert ids("component", "app.hall") == []
    assert ids("flow", "data", "anything", "app.door") == ["app.door/barge-in"]
    assert ids("flow", "trust", "anything", "app.door") == []
    assert ids("flow", "data", "app.door", "anything") == []
    assert ids("asset", "personal", "health") == []
    assert ids("workload") == []


def test_rules_for_any_type_and_for_categories() -> None:
    text = DOOR.replace("on: {component: app.door}", "on: {component: any}").replace("{type: app.door}", "{type: t}")
    other = text.replace("pack: app.door", "pack: cross.door").replace(
        "on: {component: any}", "on: {asset: [personal, any]}"
    )
    other = other.replace("names: [Front door, the door]", "names: []").replace(
        "applies: {all: [{fact: known_address, is: yes}, {type: t}]}", "applies: {fact: treasure, is: yes}"
    )
    start, end = other.index("    secured_by:"), other.index("    vulnerability:")
    other = other[:start] + other[end:]
    other = other.replace(', moves: [{when: {fact: key_holder, is: vendor}, by: 1, because: "one more key"}]', "")
    other = other.replace(", at_least: {us: 2, vendor: 3}, by: key_holder", "")
    library = library_of([parse_pack(text, "a"), parse_pack(other, "b")])
    assert [loaded.id for loaded in library.rules_for("component", "whatever")] == ["app.door/walk-in"]
    assert [loaded.id for loaded in library.rules_for("asset", "personal")] == ["cross.door/walk-in"]
    assert [loaded.id for loaded in library.rules_for("asset")] == ["cross.door/walk-in"]
    assert "cross.door" in library.packs
    assert "cross.door" not in library.types


def test_how_people_write_a_type(library: Library) -> None:
    for words in ("app.door", "Door service", "FRONT DOOR", "front-door", " the  door ", "door_shape", "app_door"):
        assert library.type_named(words) == "app.door", words
    assert library.type_named("window") is None
    assert library.nearest_type("app.dor") == "app.door"
    assert library.nearest_type("qqqq") is None
    assert library.types == {"app.door": "Door service", "app.hall": "Hall"}


def test_two_packs_cannot_claim_the_same_words_or_name() -> None:
    hall = parse_pack(HALL.replace("title: Hall", "title: Front Door"), "hall.yaml")
    with pytest.raises(InputRefused, match=r"`Front Door` is taken by the pack app\.door"):
        library_of([parse_pack(DOOR, "door.yaml"), hall])
    with pytest.raises(InputRefused, match=r"there is another pack `app\.door` in one\.yaml"):
        library_of([parse_pack(DOOR, "one.yaml"), parse_pack(DOOR, "two.yaml")])


def test_the_version_follows_the_content_and_not_the_order() -> None:
    door, hall = parse_pack(DOOR, "door.yaml"), parse_pack(HALL, "hall.yaml")
    version = library_of([door, hall]).version
    assert library_of([hall, door]).version == version
    assert library_of([parse_pack(DOOR, "moved.yaml"), hall]).version == version
    assert library_of([parse_pack(DOOR + "# a word\n", "door.yaml"), hall]).version != version
    assert library_of([door]).version != version


def test_a_pack_made_in_code_is_checked_too() -> None:
    read = parse_pack(DOOR, "door.yaml")
    pack = Pack(**{name: getattr(read, name) for name in Pack.model_fields})
    assert library_of([pack]).version == library_of([Pack(**dict(pack))]).version != library_of([read]).version
    bad = pack.model_copy(update={"mitigations": {}})
    with pytest.raises(InputRefused, match=r"app\.door \(threats/0/secured_by/0/all\)"):
        library_of([bad])


def test_folders_of_ones_own_add_and_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "door.yaml").write_text(DOOR, encoding="utf-8")
    library = load_library([tmp_path])
    assert {"app.door", "aws.cloudfront"} <= set(library.types)
    ours = DOOR.replace("pack: app.door", "pack: aws.cloudfront").replace("title: Door service", "title: Our own")
    (tmp_path / "deep" / "door.yaml").write_text(ours, encoding="utf-8")
    assert load_library([tmp_path]).types["aws.cloudfront"] == "Our own"


def test_a_broken_file_refuses_the_whole_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(DOOR, encoding="utf-8")
    (tmp_path / "cut.yaml").write_text(DOOR[: len(DOOR) // 2], encoding="utf-8")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "huge.yaml").write_bytes(b"# " + b"x" * 3_000_000)
    with pytest.raises(InputRefused) as refusal:
        load_library([tmp_path])
    named = {Path(place.file).name for place, _ in refusal.value.problems}
    assert named == {"cut.yaml", "binary.yaml", "huge.yaml"}


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no such folder"):
        load_library([tmp_path / "nowhere"])


def test_the_gold_packs_load_together(corpus: Path) -> None:
    gold = corpus.parent / "gold"
    packs = [parse_pack(path.read_bytes(), path.name) for path in sorted(gold.glob("*.yaml"))]
    library = library_of(packs)
    assert len(library.rules) == 3
    assert set(library.types) == {"aws.cloudfront", "aws.iam-role"}


def test_types_in_conditions_may_be_of_no_pack(library: Library) -> None:
    text = DOOR.replace("{type: app.door}", "{type: aws.unheard-of}")
    rule = library_of([parse_pack(text, "door.yaml")]).rules[0].rule
    assert TypeIs(("aws.unheard-of",)) in rule.applies.of  # type: ignore[union-attr, operator]


def test_placeholders_are_refused_where_nobody_fills_them_and_checked_in_red_team() -> None:
    text = SHOP.read_text(encoding="utf-8")
    raw = (
        ('why: "It decides who can try."', "why: 'It decides who can call {component}.'", "facts/reach/why"),
        ("Anybody on the internet", "Anybody near {component}", "facts/reach/choices/internet"),
        ("Take the rights away", "Take the rights from {target}", "mitigations/little-power/how/0"),
        ("thieves try harder", "thieves like {assets}", "threats/0/likelihood/moves/0/because"),
        ('third_party: "the keys"', "third_party: 'the keys of {source}'", "threats/2/responsibility/third_party"),
    )
    for old, new, place in raw:
        with pytest.raises(InputRefused, match="placeholders are not filled here") as told:
            library_of([parse_pack(text.replace(old, new), "web.app.yaml")])
        assert [found.path for found, _ in told.value.problems] == [place]
    with pytest.raises(InputRefused, match="names neither a thing"):
        library_of([parse_pack(text.replace("push to main", "push to {branch}"), "web.app.yaml")])


def test_how_somebody_would_try_it_names_the_thing() -> None:
    text = SHOP.read_text(encoding="utf-8").replace("scan it", "scan {component}")
    made = generate(shop(), library_of([parse_pack(text, "web.app.yaml")]))
    assert "scan App" in {one.red_team for one in made.threats}
