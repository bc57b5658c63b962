"""What a rule, a fact or a mitigation means, apart from its words: what no new version of a pack may change quietly.

An acceptance rests on a rule's condition, its sets and its statement, so the statement counts as meaning; an answer
rests on its fact's choices. How a template answers a fact changes no answer that was given, so it counts as words.
``flows.authoring.diff`` compares two packs, ``flows.authoring.lock`` keeps digests.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from flows.authoring.readable import as_data, plain
from flows.conditions import with_facts
from flows.packs.schema import FactDef, Mitigation, Pack, Rule

Kind = Literal["rule", "fact", "mitigation"]
KINDS: Final[tuple[Kind, ...]] = ("rule", "fact", "mitigation")
Thing = Rule | FactDef | Mitigation
Data = dict[str, object]

MEANING: Final[Mapping[Kind, tuple[str, ...]]] = {
    "rule": (
        "family", "on", "applies", "secured_by", "actor", "vulnerability", "prerequisite", "action", "impact",
        "likelihood", "impact_of", "accept", "hygiene",
    ),
    "fact": ("on", "choices", "only_if", "presumed", "scope", "who"),
    "mitigation": ("done_when", "does", "evidence"),
}  # fmt: skip
"""The fields that carry meaning; all others are words for people, or ids in other people's lists."""

_WORDS_INSIDE: Final = frozenset({"because", "source", "since", "for", "proves", "proves_not"})
_NEW: Final = frozenset({"about"})
"""Fields younger than the lock: empty they say nothing, so that no pack means something else for not having them."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing of a pack as plain data: what it means, and its words, field by field."""

    kind: Kind
    name: str
    meaning: Data
    words: Data
    choices: tuple[str, ...] = ()
    was: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits of the meaning, the choices of a fact apart: the lock lists those by name."""
        text = json.dumps(self.meaning, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:12]


def said_by(pack: Pack) -> dict[tuple[Kind, str], Said]:
    """Everything that the pack says, by kind and short name, in the order of the file."""
    rules = {("rule", each.id): _said("rule", each.id, each, pack) for each in pack.threats}
    facts = {("fact", key): _said("fact", key, each, pack) for key, each in pack.facts.items()}
    mitigations = {("mitigation", key): _said("mitigation", key, each, pack) for key, each in pack.mitigations.items()}
    found: dict[tuple[Kind, str], Said] = {}
    for part in (rules, facts, mitigations):
        found |= {(each.kind, each.name): each for each in part.values()}
    return found


def rests_on(rule: Rule, pack: Pack) -> Data:
    """What an acceptance of the rule's threat rests on: the same that ``flows.threats.judge`` makes a digest of."""
    sets = [
        [
            _plain(one, pack),
            [_plain(pack.mitigations[key].done_when, pack) for key in one.all if key in pack.mitigations],
        ]
        for one in rule.secured_by
    ]
    statement = (rule.vulnerability, rule.actor, rule.prerequisite, rule.action, rule.impact)
    carries = {_full(fact, pack): value for fact, value in rule.on.carries.items()}
    return {"carries": carries, "applies": _plain(rule.applies, pack), "sets": sets, "statement": list(statement)}


def _said(kind: Kind, name: str, thing: Thing, pack: Pack) -> Said:
    fields = {field.alias or key: getattr(thing, key) for key, field in type(thing).model_fields.items()}
    meaning = {key: _without_words(_plain(fields[key], pack)) for key in MEANING[kind]}
    words = {key: _plain(value, pack) for key, value in fields.items() if key not in (*meaning, "id", "was")}
    choices: tuple[str, ...] = ()
    if isinstance(thing, FactDef):
        choices = tuple(thing.choices)
        del meaning["choices"]
        words |= {"choices": dict(thing.choices)}
    for key in meaning:  # the reasons inside a field that has meaning are words
        words.setdefault(f"{key}, its reasons", _plain(fields[key], pack))
    return Said(kind, name, meaning, words, choices, thing.was if isinstance(thing, Rule) else ())


def _plain(value: object, pack: Pack) -> object:
    """As JSON has it, with the pack's own facts by full id in conditions."""
    return plain(value, lambda condition: as_data(with_facts(condition, lambda fact: _full(fact, pack))))


def _full(fact: str, pack: Pack) -> str:
    return f"{pack.pack}/{fact}" if fact in pack.facts else fact


def _without_words(value: object) -> object:
    if isinstance(value, dict):
        said = ((key, inner) for key, inner in value.items() if key not in _WORDS_INSIDE and (inner or key not in _NEW))
        return {key: _without_words(inner) for key, inner in said}
    if isinstance(value, list):
        return [_without_words(inner) for inner in value]
    return value
