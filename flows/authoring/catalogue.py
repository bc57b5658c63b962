"""What packs hold, for those who look something up: counts, and one pack, rule, fact or mitigation by its name.

Everything is plain data, as JSON has it. Putting it on a terminal is the command line's; whole pages are
``flows.authoring.pages``'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from flows.authoring import readable
from flows.authoring.meaning import Kind
from flows.authoring.template_words import templates_in_words
from flows.conditions import facts_of
from flows.errors import NotKnown
from flows.packs.index import Library, folded
from flows.packs.schema import FactDef, Mitigation, Pack, Rule
from flows.threats.statement import sentence
from flows.words import instead, shown

Data = dict[str, object]
SENTENCES: Final = ("vulnerability", "first_step", "red_team", "not_this_when")
"""The sentences of a rule in which names are filled in, the statement apart."""
_HIDDEN: Final = frozenset(
    {"id", "applies", "secured_by", "helped_by", "done_when", "evidence", "only_if", "choices", "from_"}
)
"""What a thing's description says in a form of its own."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One pack in a list: how much of everything it has. ``checks`` are the evidence checks bound, each once."""

    pack: str
    version: str
    title: str
    facts: int
    threats: int
    mitigations: int
    checks: int


def counts(pack: Pack) -> Counts:
    """The pack's line in a list."""
    evidence = [one for each in pack.mitigations.values() for one in each.evidence]
    checks = {(one.tool, check) for one in evidence for check in one.check}
    sizes = (len(pack.facts), len(pack.threats), len(pack.mitigations), len(checks))
    return Counts(pack.pack, pack.version, pack.title, *sizes)


def find(name: str, library: Library) -> tuple[Data, ...]:
    """What is called so: a pack (or a way to write its type), or a rule, fact or mitigation, short or in full.

    Returns:
        The descriptions, one for each kind of thing with this full name.

    Raises:
        NotKnown: nothing is called so (with the nearest names), or things of several packs are (with their full names).
    """
    if pack := library.packs.get(name) or library.packs.get(library.type_named(name) or ""):
        return (describe_pack(pack),)
    things = _things(library)
    full = {each for each in things if name in (each, each.partition("/")[2])}
    if len(full) == 1:
        (one,) = full
        return tuple(_described(kind, one, library) for kind in things[one])
    if full:
        raise NotKnown(f"several packs have something called {shown(name)}; write one of {', '.join(sorted(full))}")
    raise NotKnown(f"no pack, rule, fact or mitigation is called {shown(name)}{_near(name, library, things)}")


def describe_pack(pack: Pack) -> Data:
    """The pack: its counts, how its type is written, and the names of what it holds with a word about each."""
    return {
        "kind": "pack",
        **{field: getattr(counts(pack), field) for field in Counts.__slots__},
        "names": list(pack.names),
        "layers": dict(pack.layers),
        "holds": {
            "threats": {rule.id: readable.title_in_words(rule) for rule in pack.threats},
            "facts": {key: readable.sentence_in_words(fact.ask, pack) for key, fact in pack.facts.items()},
            "mitigations": {key: each.title for key, each in pack.mitigations.items()},
        },
    }


def describe_rule(name: str, rule: Rule, pack: Pack, library: Library) -> Data:
    """The rule: its statement in words, when it applies, its sets and what they leave, evidence, examples."""
    sets = [
        {"all": list(one.all), "leaves": readable.leaves_in_words(one.leaves), "status": one.status}
        for one in rule.secured_by
    ]
    keys = dict.fromkeys((*(key for one in rule.secured_by for key in one.all), *rule.helped_by))
    mitigations = {key: pack.mitigations[key] for key in keys if key in pack.mitigations}
    asked = [
        each for one in (rule.applies, *(m.done_when for m in mitigations.values())) for each in sorted(facts_of(one))
    ]
    return {
        "kind": "rule",
        "id": name,
        "title": readable.title_in_words(rule),
        "statement": readable.rule_in_words(rule),
        "stands_on": readable.on_in_words(rule),
        "applies_when": readable.in_words(rule.applies, pack.pack),
        "applies": readable.as_data(rule.applies),
        "secured_by": sets,
        "helped_by": list(rule.helped_by),
        "mitigations": {key: _mitigation(each, pack) for key, each in mitigations.items()},
        "said": {field: _said(rule, field) for field in SENTENCES},
        "moves": [
            {"when": readable.in_words(move.when, pack.pack), "by": move.by, "because": move.because}
            for move in rule.likelihood.moves
        ],
        "impact_in_words": readable.impact_in_words(rule.impact_of),
        "asks": {each: _question(each, pack, library) for each in asked},
        "examples": _examples(rule.id, pack),
        "fields": _rest(rule),
    }


def describe_fact(name: str, fact: FactDef, pack: Pack, library: Library) -> Data:
    """The fact: its question in words, its choices, when it is asked, what templates answer, the rules on it."""
    return {
        "kind": "fact",
        "id": name,
        "question": readable.sentence_in_words(fact.ask, pack),
        "choices": dict(fact.choices),
        "asked_when": readable.in_words(fact.only_if, pack.pack) if fact.only_if else "always",
        "templates": templates_in_words(fact),
        "read_by": [loaded.id for loaded in library.rules if name in loaded.facts],
        "fields": _rest(fact),
    }


def describe_mitigation(name: str, mitigation: Mitigation, pack: Pack) -> Data:
    """The mitigation: when it is in place, what each check proves and does not, and the rules whose sets need it."""
    key = name.partition("/")[2]
    secures = [rule.id for rule in pack.threats if any(key in one.all for one in rule.secured_by)]
    helps = [rule.id for rule in pack.threats if key in rule.helped_by]
    said = {"kind": "mitigation", "id": name, **_mitigation(mitigation, pack), "secures": secures, "helps": helps}
    return {**said, "fields": {field: value for field, value in _rest(mitigation).items() if field not in said}}


def _said(rule: Rule, field: str) -> str:
    text: str = getattr(rule, field)
    if field == "red_team":  # may begin with a command, which a capital would change
        return readable.sentence_in_words(text)
    return sentence(text, readable.general())


def _things(library: Library) -> dict[str, list[Kind]]:
    """Full name -> the kinds of thing that are called so."""
    names: dict[Kind, list[str]] = {
        "rule": [loaded.id for loaded in library.rules],
        "fact": list(library.facts),
        "mitigation": list(library.mitigations),
    }
    found: dict[str, list[Kind]] = {}
    for kind, called in names.items():
        for name in called:
            found.setdefault(name, []).append(kind)
    return found


def _described(kind: Kind, name: str, library: Library) -> Data:
    pack = library.packs[name.partition("/")[0]]
    key = name.partition("/")[2]
    if kind == "fact":
        return describe_fact(name, pack.facts[key], pack, library)
    if kind == "mitigation":
        return describe_mitigation(name, pack.mitigations[key], pack)
    rule = next(each for each in pack.threats if each.id == key)
    return describe_rule(name, rule, pack, library)


def _near(name: str, library: Library, things: Mapping[str, list[Kind]]) -> str:
    known = {*library.packs, *things} if "/" in name else {*library.packs, *(each.partition("/")[2] for each in things)}
    return instead(folded(name).replace(" ", "-") if " " in name else name, known, few=0)


def _question(fact: str, pack: Pack, library: Library) -> Data:
    full = library.fact_id(fact, pack.pack)
    owner, found = library.packs[full.partition("/")[0]], library.facts[full]
    return {"question": readable.sentence_in_words(found.ask, owner), "choices": dict(found.choices)}


def _mitigation(mitigation: Mitigation, pack: Pack) -> Data:
    return {
        "title": mitigation.title,
        "in_place_when": readable.in_words(mitigation.done_when, pack.pack),
        "how": list(mitigation.how),
        "evidence": readable.plain(mitigation.evidence),
        "not_evidence": readable.plain(mitigation.not_evidence),
    }


def _examples(rule: str, pack: Pack) -> list[Data]:
    return [
        {"name": each.name, "given": dict(each.given), "state": each.expect.states[rule], "twin_of": each.twin_of}
        for each in pack.examples
        if rule in each.expect.states
    ]


def _rest(thing: BaseModel) -> Data:
    """The fields that are said nowhere else, as the pack has them and without those that are left out there."""
    fields = {field.alias or key: key for key, field in type(thing).model_fields.items()}
    said = {name: key for name, key in fields.items() if key in thing.model_fields_set and key not in _HIDDEN}
    return {name: readable.plain(getattr(thing, key)) for name, key in said.items()}
