"""The score on small made-up systems: what counts as covered, what the baselines are, what padding does."""

from dataclasses import replace

import pytest

from flows.authoring.links import Links, Ratings
from flows.authoring.score import Key, Lists, Score, score
from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.packs.schema import NotEvidence
from flows.workload.model import Component, Fact, Workload
from tests.flows.authoring.test_mutation import PACK

EVIDENCE = """    evidence:
      - {tool: scanner, check: [lock_set, lock_checked], kind: run-time, proves: "it is set", proves_not: "it holds"}
      - {tool: person, check: tried it, kind: attested, proves: "that day", proves_not: "other days"}
"""
LISTS = Lists({"burglaries": ("B1", "B2", "B3")}, {"scanner": frozenset({"lock_set", "lock_checked"})})
RULE = "door.lock/copied-card"


@pytest.fixture(scope="module")
def library() -> Library:
    text = PACK.replace(
        "    done_when: {fact: opens_by, is: phone}\n", f"    done_when: {{fact: opens_by, is: phone}}\n{EVIDENCE}"
    )
    return library_of([parse_pack(text, "door.lock.yaml"), load_library().packs["workload"]])


def house(name: str, **facts: str) -> Workload:
    door = Component(
        id="front",
        name="Front door",
        type="door.lock",
        facts={f"door.lock/{key}": Fact(value=value) for key, value in facts.items()},
    )
    return Workload(id=name, name=name, components=(door,))


OPEN = Key("open", house("open", opens_by="card", battery="us"), ("O1", "O2"))
SHUT = Key("shut", house("shut", opens_by="nothing"), ("S1",))
LINKS = Links.model_validate(
    {
        "oracles": {
            "burglaries": {
                "B1": {"rule": RULE, "example": "card", "because": "a card"},
                "B2": {"rule": RULE, "example": "phone", "because": "it does not fire there"},
            }
        },
        "keys": {
            "open": {
                "model": "open",
                "threats": {
                    "O1": {"rule": RULE, "because": "the same"},
                    "O2": {"rule": None, "because": "about the cellar"},
                },
            },
            "shut": {"model": "shut", "threats": {"S1": {"rule": RULE, "because": "the same"}}},
        },
    }
)


def scored(library: Library, links: Links = LINKS, ratings: Ratings = Ratings(), lists: Lists = LISTS) -> Score:  # noqa: B008
    return score(library, links, ratings, (OPEN, SHUT), lists)


def test_a_published_threat_is_covered_where_its_rule_stands_in_our_list(library: Library) -> None:
    mine, ruled_out = scored(library).keys
    assert (mine.name, mine.of, mine.covered_at_25, mine.covered) == ("open", 2, 1, 1)
    assert (ruled_out.of, ruled_out.covered_at_25, ruled_out.covered) == (1, 0, 0)
    assert scored(library).recall == round(1 / 3, 3)


def test_the_baselines_say_what_facts_are_worth(library: Library) -> None:
    mine, ruled_out = scored(library).keys
    assert (ruled_out.all_rules_baseline, ruled_out.other_facts_baseline) == (1, 1)
    assert (mine.all_rules_baseline, mine.other_facts_baseline) == (1, 0)


def test_an_item_counts_only_where_its_rule_fires(library: Library) -> None:
    (burglaries,) = scored(library).oracles
    assert (burglaries.name, burglaries.of, burglaries.covered) == ("burglaries", 3, 1)


def test_a_workload_written_for_the_item_does_as_well(library: Library) -> None:
    link = LINKS.oracles["burglaries"]["B2"].model_copy(
        update={"example": None, "workload": {"opens_by": "fob", "battery": "us"}}
    )
    links = LINKS.model_copy(update={"oracles": {"burglaries": {"B3": link}}})
    assert scored(library, links).oracles[0].covered == 1


def test_precision_is_the_share_of_our_first_threats_that_were_found_useful(library: Library) -> None:
    everything = scored(library).unrated
    assert ("open", RULE, "front") in everything
    found = scored(library, ratings=Ratings.model_validate(
        {"keys": {"open": [{"rule": RULE, "on": "front", "rated": "useful", "because": "true"}]}}
    ))  # fmt: skip
    assert found.rated == {"useful": 1}
    assert len(found.unrated) == len(everything) - 1
    assert found.precision == round(1 / len(everything), 3)


@pytest.mark.parametrize("mark", ["obvious", "wrong", "duplicate"])
def test_nothing_else_counts_as_useful(mark: str, library: Library) -> None:
    row = {"rule": RULE, "on": "front", "rated": mark, "because": "read"}
    found = scored(library, ratings=Ratings.model_validate({"keys": {"open": [row]}}))
    assert (found.precision, found.rated) == (0, {mark: 1})


def test_a_rating_of_what_is_not_shown_counts_nothing(library: Library) -> None:
    row = {"rule": RULE, "on": "front", "rated": "useful", "because": "read"}
    assert scored(library, ratings=Ratings.model_validate({"keys": {"shut": [row]}})).precision == 0


def test_evidence_is_right_where_the_scanner_has_the_check(library: Library) -> None:
    ours = [
        check
        for one in library.mitigations.values()
        for each in one.evidence
        if each.tool == "scanner"
        for check in each.check
    ]
    assert ours == ["lock_set", "lock_checked"]
    assert scored(library).evidence == 1
    half = replace(LISTS, checks={"scanner": frozenset({"lock_set"})})
    assert scored(library, lists=half).evidence == 0.5
    assert scored(library, lists=replace(LISTS, checks={})).evidence == 0


def test_a_check_that_its_own_mitigation_calls_no_evidence_is_wrong(library: Library) -> None:
    key = "door.lock/needs-a-hand"
    refused = NotEvidence(tool="scanner", check=("lock_set",), because="it says set, not shut")
    refuting = library.mitigations[key].model_copy(update={"not_evidence": (refused,)})
    changed = replace(library, mitigations={**library.mitigations, key: refuting})
    assert scored(changed).evidence == 0.5


def test_the_headline_is_the_least(library: Library) -> None:
    found = scored(library)
    assert found.headline == min(found.recall, found.precision, found.evidence) == 0


def test_without_keys_nothing_is_claimed(library: Library) -> None:
    found = score(library, Links(), Ratings(), (), LISTS)
    assert (found.recall, found.precision, found.keys) == (0, 0, ())
