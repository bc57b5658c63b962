"""Sentences that name other rules by id: people read titles, nothing else of the sentence is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.lint import lint
from flows.packs.loader import load_library
from flows.threats.named import with_titles
from flows.threats.statement import title_alone
from flows.threats.template import parse
from tests.flows.authoring.gate import GATE, gates

LIBRARY = load_library()
IDS = {rule.id: pack.pack for pack in LIBRARY.packs.values() for rule in pack.threats}
CODE = "The source talks to the target past our code"


def told(text: str, pack: str = "cross.tenancy") -> str:
    return with_titles(text, pack, LIBRARY)


def titled(rule: str) -> str:
    return next(title_alone(one.rule) for one in LIBRARY.rules if one.id.endswith(f"/{rule}"))


def test_a_rule_is_told_by_its_title_wherever_in_the_sentence_its_id_stands() -> None:
    text = "customers who reach admin functions: see admin-for-everyone; people of a vendor: see outsider-way-left-open"
    assert told(text) == (
        f"customers who reach admin functions: see “{titled('admin-for-everyone')}”; "
        f"people of a vendor: see “{titled('outsider-way-left-open')}”"
    )


def test_a_full_id_is_that_rule() -> None:
    assert told("see aws.s3/ransom-wipe.") == f"see “{titled('ransom-wipe')}”."


def test_a_title_with_names_reads_with_neutral_ones() -> None:
    assert told("see past-our-code") == f"see “{CODE}”"


def test_a_rule_without_a_title_reads_as_its_id_does_in_words() -> None:
    plain = next(one for one in LIBRARY.rules if one.rule.title is None and "-" in one.rule.id)
    assert told(plain.rule.id) == f"“{plain.rule.id.replace('-', ' ').capitalize()}”"


@pytest.mark.parametrize(
    "text",
    [
        "a well-known, one-off case-by-case matter",
        "{admin-for-everyone:no-way-back=one|million-calls=two}",
        "see not-admin-for-everyone and admin-for-everyone-else",
        "see other.pack/admin-for-everyone",
        "runaway",
    ],
)
def test_what_names_no_rule_stays(text: str) -> None:
    assert told(text) == text


def test_of_two_rules_of_one_name_the_packs_own_is_meant_and_a_third_packs_word_stays() -> None:
    first = GATE.replace("A stranger walks in", "Walks in here")
    second = re.sub(r"(?<![a-z])gate", "door", first).replace("Gate", "Door").replace("Walks in here", "Walks in there")
    library = gates(first, second)
    assert with_titles("see walks-in", "app.gate", library) == "see “Walks in here”"
    assert with_titles("see walks-in", "app.door", library) == "see “Walks in there”"
    assert with_titles("see walks-in", "app.wall", library) == "see walks-in"
    assert with_titles("see app.door/walks-in", "app.gate", library) == "see “Walks in there”"


def test_no_sentence_of_our_packs_shows_an_id_or_sends_people_nowhere() -> None:
    for pack in LIBRARY.packs.values():
        for rule in pack.threats:
            words = with_titles(rule.not_this_when, pack.pack, LIBRARY).replace(",", " ").replace(";", " ").split()
            assert set(words).isdisjoint(each for each in IDS if "-" in each), rule.id
    assert [one for one in lint(LIBRARY) if one.check == "rule-named"] == []


@given(st.lists(st.sampled_from([*sorted(IDS)[:40], "see", "a-b", "{source}", "(", ")", "“", "; ", " "])).map("".join))
def test_what_comes_out_can_be_filled_and_is_the_same_again(text: str) -> None:
    once = told(text)
    assert told(text) == once
    parse(once)
