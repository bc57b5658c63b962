"""Whether everything in a pack is of use: facts, choices, mitigations; and whether examples show every state."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from flows.authoring.validators.base import Problem, Severity, Validator, named_by
from flows.conditions import All, Any, Condition, FactIs, Not, facts_of, walk
from flows.packs.index import Library, LoadedRule
from flows.packs.placeholders import THINGS, placeholders
from flows.packs.schema import Pack, Rule
from flows.words import shown

_TEXTS = ("vulnerability", "prerequisite", "action", "impact", "first_step", "red_team", "not_this_when", "title")


class FactsUsed(Validator):
    """A fact costs people a question, so some rule has to rest on it or say it."""

    check = "fact-unused"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Facts that no rule of any pack uses."""
        for key in pack.facts:
            if f"{pack.pack}/{key}" not in self._used:
                yield ("facts", key), f"no rule rests on the fact {shown(key)}: use it or take it out"

    @cached_property
    def _used(self) -> frozenset[str]:
        """Full ids of all facts that a rule rests on, is helped through, or says; and those behind them."""
        facts, mitigations = self.library.facts, self.library.mitigations
        used = {fact for loaded in self.library.rules for fact in loaded.facts}
        for loaded in self.library.rules:
            for key in loaded.rule.helped_by:
                used |= facts_of(mitigations[loaded.mitigation_id(key)].done_when)
            used |= {full for full, _ in said(loaded, self.library)}
        while behind := {one for fact in used if (c := facts[fact].only_if) for one in facts_of(c)} - used:
            used |= behind
        return frozenset(used)


class MitigationsUsed(Validator):
    """A mitigation that no rule names is never shown."""

    check = "mitigation-unused"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Mitigations that no rule of the pack names."""
        used = {key for rule in pack.threats for key in named_by(rule)}
        for key in pack.mitigations:
            if key not in used:
                sentence = (
                    f"no rule names the mitigation {shown(key)}: put it into a set or `helped_by`, or take it out"
                )
                yield ("mitigations", key), sentence


class ChoicesTold(Validator):
    """Of the choices of a fact at most one is named by no condition, floor or sentence: the one for all else."""

    check = "choice-idle"
    severity: ClassVar[Severity] = "warning"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Choices that nothing names, after the first."""
        for key, fact in pack.facts.items():
            named = self._named.get(f"{pack.pack}/{key}", set())
            first, *more = [choice for choice in fact.choices if choice not in named] or [""]
            for choice in more:
                sentence = f"no condition names {shown(choice)} or {shown(first)}, so that nothing tells them apart"
                yield ("facts", key, "choices", choice), sentence

    @cached_property
    def _named(self) -> Mapping[str, set[str]]:
        """Fact -> the choices that make a difference of their own."""
        named: dict[str, set[str]] = {}
        for fact, choices in (*self._by_conditions(), *self._by_rules()):
            named.setdefault(fact, set()).update(choices)
        return named

    def _by_conditions(self) -> Iterator[tuple[str, Iterable[str]]]:
        for condition in _conditions(self.library):
            for term in walk(condition):
                if isinstance(term, FactIs):
                    yield term.fact, term.values

    def _by_rules(self) -> Iterator[tuple[str, Iterable[str]]]:
        for loaded in self.library.rules:
            impact = loaded.rule.impact_of
            if impact.by and isinstance(impact.at_least, dict):
                yield impact.by, impact.at_least
            yield from ((fact, (choice,)) for fact, choice in loaded.rule.on.carries.items())
            yield from ((full, words or self.library.facts[full].choices) for full, words in said(loaded, self.library))


class Examples(Validator):
    """Every rule is shown open, mitigated, ruled out and to confirm, as far as it can be."""

    check = "examples"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """States that no example of a rule expects."""
        for number, rule in enumerate(pack.threats):
            shown_ = {one.expect.states[rule.id] for one in pack.examples if rule.id in one.expect.states}
            missing = [state for state in self._states(rule) if state not in shown_]
            if missing:
                yield ("threats", number), f"no example shows {rule.id} {', '.join(missing)}; add one, best as a twin"

    @staticmethod
    def _states(rule: Rule) -> Iterator[str]:
        yield "open"
        if any(one.status == "mitigated" for one in rule.secured_by):
            yield "mitigated"
        if _answer_makes(rule.applies, holds=False):
            yield "ruled out"
        yield "to confirm"


class Quiet(Validator):
    """A pack with threats has a hardened workload on which it is quiet."""

    check = "quiet"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """A pack without ``quiet``."""
        if pack.threats and pack.quiet is None:
            yield (), "the pack has no `quiet`: give a hardened workload and how many open threats it may show"


def _answer_makes(condition: Condition, *, holds: bool) -> bool:
    """Whether answers alone can make the condition hold, or fail; types and zones are as the example makes them."""
    if isinstance(condition, FactIs):
        return True
    if isinstance(condition, Not):
        return _answer_makes(condition.of, holds=not holds)
    if isinstance(condition, All | Any):
        each = [_answer_makes(one, holds=holds) for one in condition.of]
        return any(each) if isinstance(condition, All) is not holds else all(each)
    return False


def _conditions(library: Library) -> Iterator[Condition]:
    yield from (fact.only_if for fact in library.facts.values() if fact.only_if)
    yield from (mitigation.done_when for mitigation in library.mitigations.values())
    for loaded in library.rules:
        yield loaded.rule.applies
        yield from (move.when for move in loaded.rule.likelihood.moves)


def said(loaded: LoadedRule, library: Library) -> Iterator[tuple[str, dict[str, str]]]:
    """The facts that the rule's sentences name, with their words for each choice."""
    for field in _TEXTS:
        for each in placeholders(getattr(loaded.rule, field) or ""):
            if each.name not in THINGS:
                yield library.fact_id(each.name, loaded.pack), each.words
