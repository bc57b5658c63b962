"""The sum of a risk on a card: where it is too long its reasons are cut, never its numbers and its result."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import threat
from bot.blocks.judged import how_much
from flows.packs.schema import Leaves, Likelihood, Move
from flows.risk import HeldSet, Impact, assess
from flows.threats.types import Threat
from tests.bot.blocks.test_cards import buckets, entries, ransom, text

MOST = 300
REASON = re.compile(r" \((?!likelihood)[^()]*\)")
FOUND = ransom(buckets(1))[0].threat
PLAIN = st.text(st.characters(categories=["L", "N"], include_characters=" ,;"), min_size=1, max_size=300)
WILD = st.text(st.sampled_from("ab ()->,"), min_size=1, max_size=400)


def summed(base: str, moves: Sequence[str], impact: str) -> Threat:
    """A threat whose sum has these reasons, each move a step up, half of them down."""
    steps = [Move.model_construct(when=None, by=1 - n % 2 * 2, because=because) for n, because in enumerate(moves)]
    held = [HeldSet(Leaves(likelihood=1), "said")]
    start = Likelihood.model_construct(base=4, because=base)
    return replace(FOUND, risk=assess(start, steps, [], Impact(5, impact, ("integrity",)), held))


def test_a_short_sum_stands_as_it_is() -> None:
    whole = summed("it is easy", ["nobody looks"], "loss of Files")
    assert how_much(whole, MOST) == how_much(whole)
    assert "Likelihood 4 (it is easy) +1 (nobody looks) = 5, impact 5 (loss of Files)" in how_much(whole)


def test_the_card_ends_with_the_result_and_the_page_has_every_word() -> None:
    long = summed("links are passed on, and search engines find them " * 4, ["x" * 200], "loss of Files")
    shown = text(threat.in_full(tuple(entries([long]))))
    assert f"+1 ({'x' * 40}" in shown.replace("…", "x")
    assert re.search(r"= 5, impact 5 \(loss of Files\), together Critical; with what holds now ", shown), shown
    assert "links are passed on, and search" in shown
    assert "links are passed on, and search engines find them " * 4 in how_much(long)


@given(PLAIN, st.lists(PLAIN, max_size=6), PLAIN)
def test_the_reasons_alone_become_shorter(base: str, moves: list[str], impact: str) -> None:
    found = summed(base, moves, impact)
    shorter = how_much(found, MOST)
    assert len(shorter) <= MOST
    assert REASON.sub("", shorter) == REASON.sub("", how_much(found))


@given(WILD, st.lists(WILD, max_size=6), WILD)
def test_whatever_a_reason_has_in_it_the_result_stands(base: str, moves: list[str], impact: str) -> None:
    found = summed(base, moves, impact)
    assert len(how_much(found, MOST)) <= MOST
    assert how_much(found, MOST).endswith(how_much(found).rpartition(", together ")[2])


@pytest.mark.parametrize("name", ["Files (EU)", "Files (EU (north))"])
def test_brackets_in_a_name_are_no_end(name: str) -> None:
    shown = how_much(summed("a" * 300, [], f"loss of {name}"), MOST)
    assert f"impact 5 (loss of {name}), together " in shown
