"""What holds for the examples of every pack that the product ships."""

import re
from operator import attrgetter

import pytest

from flows.authoring.examples import run_examples
from flows.packs.loader import load_library
from flows.packs.schema import Pack

LIBRARY = load_library()
LOOKED = "(looked|checked|tried|tested|asked)"
DOUBT = re.compile(
    r"\b(nobody has|nobody knows|nobody is sure|no one has|no one knows|that we know of|as far as we know"
    r"|not known|unknown|unsure|not sure|unclear|don't know|perhaps something|probably|maybe"
    rf"|(has|have) (not|never) (been )?{LOOKED}|(nobody|never) {LOOKED})\b",
    re.IGNORECASE,
)
"""How a choice says that whoever answers does not know; for that there is a button."""
ABOUT_TRYING = {
    "aws.cognito/accounts_gone": "a restore counts while it was tried in the last 180 days",
    "aws.dynamodb/final_delete": "a restore counts while it was tried in the last 180 days",
    "cross.tenancy/customer_back": "a restore counts while it was tried in the last 180 days",
    "external/when_down": "another way counts while it was tried in the last 180 days",
    "external/kept_there": "whether somebody has had the deletion confirmed",
    "workload/build_inputs": "whether a change of a stranger's was read before the build runs it",
}
"""Facts that are themselves whether somebody has looked."""
every_pack = pytest.mark.parametrize("pack", LIBRARY.packs.values(), ids=attrgetter("pack"))


@every_pack
def test_the_examples_hold(pack: Pack) -> None:
    assert [one for one in run_examples(pack, LIBRARY) if not one.ok] == []


@pytest.mark.parametrize(
    ("pack", "state"),
    [
        pytest.param(pack, state, id=f"{pack.pack}-{state}")
        for pack in LIBRARY.packs.values()
        for state in ("open", "mitigated", "ruled out", "to confirm")
        if (pack.pack, state) != ("iot.device", "ruled out")
    ],
)
def test_every_rule_has_an_example_in_each_state(pack: Pack, state: str) -> None:
    """Some rules stand on every device and are never ruled out: test_iot_device.py says which."""
    shown = {rule for one in pack.examples for rule, said in one.expect.states.items() if said == state}
    assert shown == {rule.id for rule in pack.threats}


@every_pack
def test_every_choice_is_tried_in_an_example(pack: Pack) -> None:
    tried = {(name, value) for one in pack.examples for name, value in one.given.items()}
    choices = {(name, choice) for name, fact in pack.facts.items() for choice in fact.choices}
    assert not choices - tried


def _doubting() -> dict[str, str]:
    """By fact, a choice that says that nobody knows."""
    return {
        f"{pack.pack}/{name}": words
        for pack in LIBRARY.packs.values()
        for name, fact in pack.facts.items()
        for words in fact.choices.values()
        if DOUBT.search(words)
    }


def test_no_choice_turns_a_dont_know_into_an_answer() -> None:
    found = _doubting()
    assert {name: words for name, words in found.items() if name not in ABOUT_TRYING} == {}
    assert ABOUT_TRYING.keys() <= found.keys(), "an exception that no choice needs any more"


@pytest.mark.parametrize(
    "words",
    [
        "In the address itself, or nobody has looked",
        "Some that nobody knows",
        "Nothing that we know of",
        "A firewall that has not been tried",
        "We are not sure",
    ],
)
def test_the_words_of_doubt_are_found(words: str) -> None:
    assert DOUBT.search(words)
