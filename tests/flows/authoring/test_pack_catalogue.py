"""Looking packs up: counts, and one thing by its short or full name, with what is near where there is none."""

import json

import pytest

from flows.authoring.catalogue import counts, find
from flows.errors import NotKnown
from flows.packs.loader import Library, library_of, load_library, parse_pack
from tests.flows.models import FIXTURES

LIBRARY = load_library()
GATE_TEXT = (FIXTURES / "every.field.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gates() -> Library:
    gate = parse_pack(GATE_TEXT, "gate.yaml")
    other = GATE_TEXT.replace("app.gate", "app.fence").replace("[garden gate, front gate]", "[]")
    other = other.replace("title: Gate", "title: Fence").replace("gate-shape", "f").replace("app_gate", "app_fence")
    return library_of([gate, parse_pack(other, "fence.yaml")])


def test_counts() -> None:
    gate = counts(parse_pack(GATE_TEXT, "gate.yaml"))
    assert (gate.pack, gate.version, gate.title) == ("app.gate", "2.1.0", "Gate")
    assert (gate.facts, gate.threats, gate.mitigations, gate.checks) == (5, 4, 3, 2)


def test_a_check_that_two_mitigations_bind_counts_once() -> None:
    line = next(each for each in GATE_TEXT.splitlines() if "tool: person" in each)
    twice = GATE_TEXT.replace("    action: roadmap\nthreats:", f"    action: roadmap\n    evidence:\n{line}\nthreats:")
    assert twice != GATE_TEXT
    assert counts(parse_pack(twice, "gate.yaml")).checks == 2


def test_a_pack_by_its_name_or_as_people_write_it() -> None:
    (found,) = find("aws.s3", LIBRARY)
    assert (found["kind"], found["pack"]) == ("pack", "aws.s3")
    assert set(found["holds"]["threats"]) == {rule.id for rule in LIBRARY.packs["aws.s3"].threats}
    assert find("S3 bucket", LIBRARY) == (found,)


def test_a_rule_in_full(gates: Library) -> None:
    (found,) = find("app.gate/climbed", gates)
    assert (found["kind"], found["id"], found["title"]) == ("rule", "app.gate/climbed", "Somebody climbs over")
    assert found["applies_when"] == (
        "watched has an answer, whichever or (the component is of type app.gate and watched is nobody)"
    )
    assert found["secured_by"] == [{"all": ["guard-it"], "leaves": "likelihood 1 and impact 2", "status": "mitigated"}]
    assert found["moves"] == [{"when": "watched is nobody", "by": 1, "because": "nobody sees it"}]
    assert found["asks"]["watched"]["question"] == "Who watches the Gate?"
    assert [(each["name"], each["state"]) for each in found["examples"]] == [
        ("unwatched", "open"), ("watched", "mitigated"), ("not-known", "to confirm"),
    ]  # fmt: skip
    assert found["fields"]["accept"] == {"not_by": "owner-team", "needs": ["security"], "at_most_days": 30}
    (guard,) = found["mitigations"].values()
    assert guard["in_place_when"] == "watched is guard"
    assert guard["evidence"][0]["proves_not"] == "that they are awake"


def test_a_fact_and_the_rules_that_read_it(gates: Library) -> None:
    (found,) = find("app.gate/recorded", gates)
    assert found["asked_when"] == "watched is camera"
    assert found["read_by"] == []
    (watched,) = find("app.gate/watched", gates)
    assert watched["asked_when"] == "always"
    assert watched["read_by"] == ["app.gate/climbed"]
    assert watched["fields"]["presumed"]["is"] == "nobody"


def test_a_mitigation_and_the_rules_that_it_secures(gates: Library) -> None:
    (found,) = find("app.gate/guard-it", gates)
    assert (found["secures"], found["helps"]) == (["climbed"], ["climbed"])
    assert found["not_evidence"][0]["because"] == "a picture stops nobody"


def test_a_name_for_several_kinds_of_thing_shows_them_all() -> None:
    text = GATE_TEXT.replace("guard-it", "watched")
    found = find("watched", library_of([parse_pack(text, "gate.yaml")]))
    assert [each["kind"] for each in found] == ["fact", "mitigation"]


def test_a_name_in_several_packs_is_asked_back(gates: Library) -> None:
    with pytest.raises(NotKnown, match=r"write one of app\.fence/climbed, app\.gate/climbed"):
        find("climbed", gates)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("origin-bypas", "origin-bypass"), ("aws.s33", "aws.s3"), ("aws.s3/open_too", "aws.s3/open_to"),
        ("Origin Bypass", "origin-bypass"),
    ],
)  # fmt: skip
def test_an_unknown_name_gets_the_nearest(name: str, near: str) -> None:
    with pytest.raises(NotKnown, match=f"did you mean `{near}`"):
        find(name, LIBRARY)


def test_everything_that_a_library_holds_can_be_shown_as_json() -> None:
    names = [*LIBRARY.packs, *LIBRARY.facts, *LIBRARY.mitigations, *(rule.id for rule in LIBRARY.rules)]
    for name in names:
        assert json.loads(json.dumps(find(name, LIBRARY)))
