"""Statements and titles: one good English sentence, whatever the names are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.threats.statement import ACTORS, TITLE_LIMIT, statement, title
from flows.threats.template import Wording, fill, listed
from tests.flows.models import fixture_library, generated, shop, threat

RULE = fixture_library().rules[0].rule
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120).filter(str.strip)


def wording(choices: dict[str, tuple[str, ...]] | None = None, **names: str) -> Wording:
    return Wording(
        {"target": "Receipts", "source": "Edge", "assets": "Orders", **names}, lambda name: (choices or {})[name]
    )


def stated(action: str, prerequisite: str = "who tries", impact: str = "loss of {assets}") -> str:
    rule = RULE.model_copy(update={"action": action, "prerequisite": prerequisite, "impact": impact})
    return statement(rule, wording({"control": ()}))


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("reads files of {target}", "could read files of Receipts,"),
        ("has {source} sign in with {target} and use it", "could have Edge sign in with Receipts and use it,"),
        ("silently copies logs and files", "could silently copy logs and files,"),
        ("guesses a name and then reads the files", "could guess a name and then read the files,"),
        ("pushes code and carries {assets} away", "could push code and carry Orders away,"),
        ("reads {target}, copies it and sells the files", "could read Receipts, copy it and sell the files,"),
        ("sends a link that opens {target} and reads the token", "could send a link that opens Receipts and reads the"),
        ("reads settings and names of {target}", "could read settings and names of Receipts,"),
        ("access {target}", "could access Receipts,"),
        ("can call {target}.", "could call Receipts,"),
        ("passes the {control} check", "could pass the check,"),
    ],
)
def test_what_somebody_does_becomes_what_they_could_do(action: str, said: str) -> None:
    assert said in stated(action)


@pytest.mark.parametrize(
    ("prerequisite", "said"),
    [
        ("who knows the address", "internet who knows the address could"),
        ("knows the address", "internet who knows the address could"),
        ("who knows the address, or guesses it", "internet who knows the address, or guesses it could"),
        ("who knows the name, the key and the place", "who knows the name, the key and the place could"),
        ("who is near (a guest, say, who stays)", "internet who is near (a guest, say, who stays) could"),
        ("who calls {target}, which answers", "internet who calls Receipts, which answers, could"),
        ("who calls {target}, which answers, at night", "who calls Receipts, which answers, at night could"),
        (", who is in the office", "internet, who is in the office, could"),
        ("an account of their own", "internet with an account of their own could"),
        ("with an account", "internet with an account could"),
    ],
)
def test_the_prerequisite_hangs_on_the_actor(prerequisite: str, said: str) -> None:
    assert said in stated("reads it", prerequisite)


def test_the_whole_sentence() -> None:
    found = threat(generated({"reach": "internet", "login": "none"}), "anonymous-call")
    assert found.statement == (
        "An anonymous person on the internet who finds the address of App could call App and read Prices, "
        "which leads to disclosure of Prices."
    )


def test_every_actor_begins_with_its_article() -> None:
    assert all(words.split()[0] in {"a", "an", "another", "someone"} for words in ACTORS.values())


@pytest.mark.parametrize(
    ("template", "choices", "text"),
    [
        ("the {control} checks of {source}", ("login",), "the login checks of Edge"),
        ("the {control} checks of {source}", (), "the checks of Edge"),
        ("a {control} check", ("open",), "an open check"),
        ("an {control} check", ("closed",), "a closed check"),
        ("{control:a=a map|b=loss of {assets}}", ("b",), "loss of Orders"),
        ("{control:a=a map|b=loss of {assets}}", (), "a map or loss of Orders"),
        ("{control:a=a map|b}.", ("b",), "."),
        ("{control:a=x|b=y|c=z}", ("a", "c"), "x or z"),
        ("all {control}, of it", (), "all, of it"),
        ("{control} checks", (), "checks"),
    ],
)
def test_facts_in_words_and_neutral_words_where_unknown(template: str, choices: tuple[str, ...], text: str) -> None:
    assert fill(template, wording({"control": choices})) == text


@pytest.mark.parametrize("template", ["{", "{}", "a } b", "{a:b=c", "{target"])
def test_braces_that_do_not_match_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"brace|placeholder"):
        fill(template, wording())


def test_lists_of_names() -> None:
    assert [listed("ABCDE"[:n]) for n in (0, 1, 2, 3, 5)] == [
        "data",
        "A",
        "A and B",
        "A, B and C",
        "A, B, C and 2 more",
    ]


@given(NAMES)
def test_any_name_stands_in_the_statement_as_it_is(name: str) -> None:
    app = shop().components[1].model_copy(update={"name": name})
    components = (shop().components[0], app, *shop().components[2:])
    found = threat(generated({"reach": "internet"}, components=components), "anonymous-call")
    shown = " ".join(name.split())
    assert shown in found.statement
    assert "  " not in found.statement
    assert found.statement.endswith(".")
    assert len(found.title) <= TITLE_LIMIT


def test_a_name_that_looks_like_a_placeholder_is_not_filled() -> None:
    assert fill("reads {target}", wording(target="{source} {{x}}")) == "reads {source} {{x}}"


def test_titles_come_from_the_rule_or_its_id_with_the_name() -> None:
    assert title(RULE, wording(component="App"), "App") == "Anonymous call: App"
    own = RULE.model_copy(update={"title": "Old {target}"})
    assert title(own, wording(), "App") == "Old Receipts"
    plain = RULE.model_copy(update={"title": "Old software"})
    assert title(plain, wording(), "App") == "Old software: App"
    way = RULE.model_copy(update={"title": "From {source} to {target}, and back"})
    assert title(way, wording(source="s" * 99), "App") == f"From {'s' * 59}… to Receipts, and back"
    assert title(plain, wording(), "x" * 120) == f"Old software: {'x' * 105}…"


@pytest.mark.parametrize(
    ("is_open", "answered", "said"),
    [
        (True, (), "It opens by something nobody described."),
        (True, ("card",), "It opens by a card."),
        (False, (), "It opens by a phone or a card."),
    ],
)
def test_no_answer_has_words_of_its_own_while_the_threat_is_open(
    is_open: bool, answered: tuple[str, ...], said: str
) -> None:
    text = "It opens by {opens_by:phone=a phone|card=a card|?=something nobody described}."
    assert fill(text, Wording({}, lambda _: answered, is_open=is_open)) == said
