"""A finding, what every validator is, and the walks over a pack that several of them share."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from flows.errors import Place
from flows.packs.index import Library
from flows.packs.placeholders import PLACEHOLDER
from flows.packs.schema import Evidence, NotEvidence, Pack, Rule
from flows.yaml12 import Path

Severity = Literal["error", "warning"]
Problem = tuple[Path, str]
"""Where in the pack, and a sentence: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the lint found.

    Attributes:
        place: file, line and path in the file.
        check: the validator's short name.
        severity: an error fails the lint, a warning does not.
        sentence: what is wrong and what to do.
    """

    place: Place
    check: str
    severity: Severity
    sentence: str


@dataclass(frozen=True)
class Validator(ABC):
    """One check of packs, made for a library; its docstring says what it asks for and why."""

    library: Library
    check: ClassVar[str]
    severity: ClassVar[Severity] = "error"

    @abstractmethod
    def problems(self, pack: Pack) -> Iterator[Problem]:
        """What is wrong with one of the library's packs."""


@dataclass(frozen=True)
class LibraryValidator(ABC):
    """One check of all packs together."""

    library: Library
    check: ClassVar[str]
    severity: ClassVar[Severity] = "error"

    @abstractmethod
    def sentences(self) -> Iterator[str]:
        """What is wrong with the whole."""


def in_set(rule: Rule) -> dict[str, None]:
    """The keys of the mitigations in the rule's sets, each once, in order."""
    return dict.fromkeys(key for one in rule.secured_by for key in one.all)


def named_by(rule: Rule) -> dict[str, None]:
    """The keys of all mitigations that the rule names, those that only help last."""
    return in_set(rule) | dict.fromkeys(rule.helped_by)


def evidence(pack: Pack) -> Iterator[tuple[Path, str, Evidence]]:
    """Each evidence with its path and the key of its mitigation."""
    for key, mitigation in pack.mitigations.items():
        for number, one in enumerate(mitigation.evidence):
            yield ("mitigations", key, "evidence", number), key, one


def not_evidence(pack: Pack) -> Iterator[tuple[Path, str, NotEvidence]]:
    """Each check that is said to prove nothing, with its path and the key of its mitigation."""
    for key, mitigation in pack.mitigations.items():
        for number, one in enumerate(mitigation.not_evidence):
            yield ("mitigations", key, "not_evidence", number), key, one


def references(pack: Pack, field: str) -> Iterator[tuple[Path, str]]:
    """The ids that rules have in one list of their ``refs``, with their paths."""
    for number, rule in enumerate(pack.threats):
        for place, id_ in enumerate(getattr(rule.refs, field)):
            yield ("threats", number, "refs", field, place), id_


def texts(pack: Pack) -> Iterator[tuple[Path, str]]:
    """All words for people, with their paths."""
    yield ("title",), pack.title
    for name, path, part, fields in _parts(pack):
        for field in fields:
            if words := getattr(part, field):
                yield (name, *path, field), words
    for key, fact in pack.facts.items():
        yield from ((("facts", key, "choices", choice), words) for choice, words in fact.choices.items())
    for key, mitigation in pack.mitigations.items():
        yield from ((("mitigations", key, "how", number), step) for number, step in enumerate(mitigation.how))
    for number, rule in enumerate(pack.threats):
        yield ("threats", number, "likelihood", "because"), rule.likelihood.because
        yield from ((("threats", number, "responsibility", side), words) for side, words in rule.responsibility.items())
        for place, move in enumerate(rule.likelihood.moves):
            yield ("threats", number, "likelihood", "moves", place, "because"), move.because


_FACT = ("ask", "why", "unknown_leads_to")
_MITIGATION = ("title", "proves_not")
STATEMENT = ("prerequisite", "action", "impact")
"""The parts of a rule that are joined into its sentence."""
_RULE = ("title", "vulnerability", *STATEMENT, "first_step", "red_team", "not_this_when", "scanners_blind_because")


def _parts(pack: Pack) -> Iterator[tuple[str, Path, object, tuple[str, ...]]]:
    yield from (("facts", (key,), fact, _FACT) for key, fact in pack.facts.items())
    yield from (("mitigations", (key,), one, _MITIGATION) for key, one in pack.mitigations.items())
    yield from (("threats", (number,), rule, _RULE) for number, rule in enumerate(pack.threats))
    for path, _, one in evidence(pack):
        yield "mitigations", path[1:], one, ("proves", "proves_not")
    for path, _, other in not_evidence(pack):
        yield "mitigations", path[1:], other, ("because",)


def without_placeholders(text: str, instead: str = "…") -> str:
    """The text with each placeholder replaced, those inside another with it."""
    return PLACEHOLDER.sub(instead, text)


def same_words(text: str) -> str:
    """A text as it sounds: without case, marks, spacing and the names that are filled in."""
    return " ".join(re.findall(r"\w+|…", without_placeholders(text).casefold()))
