"""How a threat stands, as a sentence: what is weak, or, once it is mitigated, what secures it.

A rule's vulnerability says what is weak, with words for each answer. Of a mitigated threat it is told only where all of
these are given and the words follow from those that secure it. Where another answer to one of them would leave the
sentence as it is, the mitigations that hold are told instead.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from flows.conditions import All, evaluate, facts_of
from flows.packs.index import Library
from flows.packs.schema import SecuredBy
from flows.threats.judge import Prepared, proof_of
from flows.threats.statement import sentence
from flows.threats.subjects import SubjectView
from flows.threats.template import Wording, listed
from flows.threats.types import State

_PROVED: Final = ("what is claimed", "what is in place")


def stands(rule: Prepared, state: State, view: SubjectView, wording: Wording, library: Library) -> str:
    """The sentence that says how the threat stands.

    Args:
        rule: the rule, prepared.
        state: what it came to here.
        view: the subject.
        wording: its names and answers.
        library: to tell which fact a placeholder names.
    """
    silent: list[str] = []
    told = sentence(rule.loaded.rule.vulnerability, _noting(silent, wording))
    if state != "mitigated":
        return told
    holding = [each for each in rule.sets if each[0].status != "open" and evaluate(each[1], view) == "yes"]
    if not silent and any(told not in _otherwise(rule, held, view, wording, library) for _, held in holding):
        return told
    return _secured(rule, [one for one, _ in holding], view)


def _noting(silent: list[str], wording: Wording) -> Wording:
    """The wording, which notes the facts that have no answer here."""

    def choices(name: str) -> tuple[str, ...]:
        found = wording.choices(name)
        silent.extend(() if found else (name,))
        return found

    return replace(wording, choices=choices)


def _otherwise(rule: Prepared, held: All, view: SubjectView, wording: Wording, library: Library) -> Iterator[str]:
    """The vulnerability with each other answer to a fact of the set by which the set falls and the threat stays."""
    for fact in sorted(facts_of(held)):
        for choice in library.facts[fact].choices:
            there = view.were(fact, choice)
            if evaluate(held, there) != "yes" and evaluate(rule.applies, there) != "no":
                yield sentence(rule.loaded.rule.vulnerability, _answering(fact, choice, rule, wording, library))


def _answering(fact: str, choice: str, rule: Prepared, wording: Wording, library: Library) -> Wording:
    def choices(name: str) -> tuple[str, ...]:
        return (choice,) if library.fact_id(name, rule.loaded.pack) == fact else wording.choices(name)

    return replace(wording, choices=choices)


def _secured(rule: Prepared, holding: list[SecuredBy], view: SubjectView) -> str:
    """What secures it, as far as each is proved: what is in place, then what is only claimed."""
    by_proof: dict[bool, list[str]] = {True: [], False: []}
    for key in dict.fromkeys(key for one in holding for key in one.all):
        mitigation = rule.mitigations[key]
        by_proof[proof_of(mitigation, view) != "said"].append(f"“{mitigation.title}”")
    told = [f"{_PROVED[proved]}: {listed(titles)}" for proved, titles in by_proof.items() if titles]
    return f"Secured by {'; and by '.join(told)}."
