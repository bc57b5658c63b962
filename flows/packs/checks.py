"""What must hold in a pack beyond its shape: names that exist, placeholders that can be filled, rules that can ask.

Each check yields (path in the pack's file, sentence). Style and coverage are the lint's, in ``flows.authoring``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import get_args

from flows.conditions import (
    All,
    Answered,
    Any,
    Condition,
    Exists,
    FactIs,
    FlowIs,
    Not,
    TypeIs,
    Verdict,
    all_of,
    any_of,
    facts_of,
    negated,
    walk,
)
from flows.errors import NotKnown
from flows.packs.index import ANY, Kind, Names, kind_of
from flows.packs.placeholders import THINGS, UNSAID, Placeholder, placeholders, stray_brace
from flows.packs.schema import FactDef, FromTemplate, On, Pack, Rule
from flows.words import instead, shown
from flows.workload.model import AssetCategory
from flows.yaml12 import Path

Problem = tuple[Path, str]

STATES = ("open", "to confirm", "mitigated", "ruled out")
"""The computed states of a threat, as examples write them."""

_COMPONENT = frozenset({"component", "source", "target", "asset", "workload"})
SEEN_FROM: Mapping[str, frozenset[str]] = {
    "flow": frozenset({"flow", "source", "target", "asset", "workload"}),
    "component": _COMPONENT,
    "source": _COMPONENT,
    "target": _COMPONENT,
    "asset": frozenset({"asset", "workload"}),
    "workload": frozenset({"asset", "workload"}),
}
"""From where a rule (or a fact with ``only_if``) stands: the facts it can see, by what they are declared on."""

_RESOURCES = {
    "terraform": (re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+\Z"), "aws_s3_bucket"),
    "cloudformation": (re.compile(r"[A-Za-z0-9]+(::[A-Za-z0-9@_-]+)+\Z"), "AWS::S3::Bucket"),
}
"""How templates of each kind write the type of a resource."""

_TEXTS = ("vulnerability", "prerequisite", "action", "impact", "first_step", "red_team", "not_this_when", "title")
"""The fields of a rule in which placeholders are filled; in all other words for people a brace is refused."""


def problems(pack: Pack, names: Names) -> Iterator[Problem]:
    """All that is wrong with the pack, given the facts of all packs."""
    for key, fact in pack.facts.items():
        yield from _under(("facts", key), _fact(fact, pack, names))
    for key, mitigation in pack.mitigations.items():
        path = ("mitigations", key, "done_when")
        yield from _under(path, _condition(mitigation.done_when, pack, names))
        steps = ((("mitigations", key, "how", number), step) for number, step in enumerate(mitigation.how))
        yield from _plain([(("mitigations", key, "title"), mitigation.title), *steps])
    for number, rule in enumerate(pack.threats):
        yield from _under(("threats", number), _rule(rule, pack, names))
    yield from _repeated("threats", [rule.id for rule in pack.threats])
    yield from _repeated("examples", [example.name for example in pack.examples])
    yield from _examples(pack, names)


def circles(facts: Mapping[str, FactDef], names: Names) -> Iterator[tuple[str, str]]:
    """Facts whose ``only_if`` leads back to themselves, as (full id, sentence)."""
    waits_for = {fact: _only_if(fact, facts, names) for fact in facts}
    waited_for: dict[str, set[str]] = {fact: set() for fact in facts}
    for fact, others in waits_for.items():
        for other in others:
            waited_for[other].add(fact)
    parted: set[str] = set()
    for fact in reversed(list(_reached(facts, waits_for, set()))):  # Kosaraju: linear, however long the circle
        together = set(_reached([fact], waited_for, parted))
        if len(together) > 1 or fact in waits_for[fact]:
            for each in together:
                yield each, "its `only_if` leads back to the fact itself; break the circle"


def _reached(starts: Iterable[str], edges: Mapping[str, set[str]], seen: set[str]) -> Iterator[str]:
    """What is reached from the starts and not yet in ``seen``, each fact after all that is reached from it."""
    for start in starts:
        ways = [(start, iter(sorted(edges[start])))] if start not in seen else []
        seen.add(start)
        while ways:
            fact, further = ways[-1]
            after = next((each for each in further if each not in seen), None)
            if after is None:
                ways.pop()
                yield fact
            else:
                seen.add(after)
                ways.append((after, iter(sorted(edges[after]))))


def could_open_unasked(rule: Rule, pack: Pack) -> bool:
    """Whether the rule could be open while no fact is answered (METHOD: such a rule may ask, never be open)."""
    sets = [one for one in rule.secured_by if one.status == "mitigated"]
    whole = [all_of_sets(pack, one.all) for one in sets]
    return "yes" in _possible(rule.applies) and all("no" in possible for possible in whole)


def all_of_sets(pack: Pack, keys: Iterable[str]) -> frozenset[Verdict]:
    """The verdicts that a set of mitigations may have while no fact is answered."""
    conditions = tuple(pack.mitigations[key].done_when for key in keys if key in pack.mitigations)
    return _possible(All(conditions))


def _possible(condition: Condition) -> frozenset[Verdict]:
    """The verdicts over all architectures while no fact is answered; terms are taken as independent."""
    if isinstance(condition, FactIs | Answered):
        return frozenset({"unknown"})
    if isinstance(condition, Not):
        return frozenset(negated(each) for each in _possible(condition.of))
    if isinstance(condition, All | Any):
        join = all_of if isinstance(condition, All) else any_of
        found = frozenset[Verdict]({"yes" if isinstance(condition, All) else "no"})
        for each in condition.of:
            found = frozenset(join(pair) for pair in product(found, _possible(each)))
        return found
    return frozenset({"yes", "no"})


def _under(path: Path, found: Iterable[Problem]) -> Iterator[Problem]:
    for inner, sentence in found:
        yield (*path, *inner), sentence


def _only_if(fact: str, facts: Mapping[str, FactDef], names: Names) -> set[str]:
    condition = facts[fact].only_if
    found = set()
    for name in facts_of(condition) if condition else ():
        try:
            found.add(names.full(name, fact.partition("/")[0]))
        except NotKnown:  # said already where the condition stands
            continue
    return found


def _fact(fact: FactDef, pack: Pack, names: Names) -> Iterator[Problem]:
    if "unknown" in fact.choices:
        yield ("choices", "unknown"), "`unknown` is no choice: everybody may always answer it; take it out"
    if fact.presumed and fact.presumed.is_ not in fact.choices:
        yield ("presumed", "is"), _no_choice(fact.presumed.is_, fact)
    if fact.only_if:
        yield from _under(("only_if",), _condition(fact.only_if, pack, names, fact.on))
    for kind, (form, written) in _RESOURCES.items():
        yield from _under(("from", kind), _from(getattr(fact.from_, kind, None), fact, form, written))
    yield from _under(("ask",), _text(fact.ask, pack, names))
    choices = ((("choices", choice), words) for choice, words in fact.choices.items())
    yield from _plain([(("why",), fact.why), (("unknown_leads_to",), fact.unknown_leads_to), *choices])


def _from(source: FromTemplate | None, fact: FactDef, form: re.Pattern[str], written: str) -> Iterator[Problem]:
    if source is None:
        return
    for resource in source.resource:
        if not form.match(resource):
            yield ("resource",), f"{shown(resource)} is not written as its templates write types, such as {written}"
    for path, choice in source.choices():
        if choice not in fact.choices:
            yield path, _no_choice(choice, fact)


def _rule(rule: Rule, pack: Pack, names: Names) -> Iterator[Problem]:
    yield from _under(("on",), _on(rule.on, pack, names))
    if _subjects(rule.on) != 1:
        return
    subject = kind_of(rule)
    yield from _under(("applies",), _condition(rule.applies, pack, names, subject))
    for number, move in enumerate(rule.likelihood.moves):
        path = ("likelihood", "moves", number, "when")
        yield from _under(path, _condition(move.when, pack, names, subject))
    yield from _sets(rule, subject, pack, names)
    yield from _under(("impact_of",), _impact(rule, subject, pack, names))
    for field in _TEXTS:
        yield from _under((field,), _text(getattr(rule, field) or "", pack, names))
    yield from _plain(_unfilled(rule))
    if could_open_unasked(rule, pack):
        yield (
            ("applies",),
            (
                "the rule could be open with no fact answered; let `applies` rest on a fact, or give it a set of "
                "mitigations whose `done_when` does"
            ),
        )


def _unfilled(rule: Rule) -> Iterator[tuple[Path, str | None]]:
    for number, move in enumerate(rule.likelihood.moves):
        yield ("likelihood", "moves", number, "because"), move.because
    for side, words in rule.responsibility.items():
        yield ("responsibility", side), words
    yield ("likelihood", "because"), rule.likelihood.because
    yield ("impact_of", "because"), rule.impact_of.because
    yield ("scanners_blind_because",), rule.scanners_blind_because


def _plain(texts: Iterable[tuple[Path, str | None]]) -> Iterator[Problem]:
    """A brace in words that are shown as they are would reach people raw."""
    for path, words in texts:
        if words and not {"{", "}"}.isdisjoint(words):
            yield path, "placeholders are not filled here, so a brace would be shown as it is; say it in words"


def _subjects(on: On) -> int:
    return sum(map(bool, (on.component, on.flow, on.asset, on.workload)))


def _on(on: On, pack: Pack, names: Names) -> Iterator[Problem]:
    if (count := _subjects(on)) != 1:
        yield (), f"a rule stands on exactly one of component, flow, asset and workload, not on {count}"
    if not on.flow and (on.source or on.target or on.crosses or on.carries):
        yield (), "source, target, crosses and carries belong to a flow; say `flow: data` (trust, grant, deploy)"
    categories = (*get_args(AssetCategory), ANY)
    for word in on.asset:
        if word not in categories:
            yield ("asset",), f"{shown(word)} is no category of assets{instead(word, categories)}"
    for name, value in on.carries.items():
        yield from _under(("carries", name), _condition(FactIs(name, (value,)), pack, names, "asset"))


def _sets(rule: Rule, subject: Kind, pack: Pack, names: Names) -> Iterator[Problem]:
    named = [(("secured_by", number, "all"), key) for number, one in enumerate(rule.secured_by) for key in one.all]
    for path, key in (*named, *((("helped_by",), key) for key in rule.helped_by)):
        if key in pack.mitigations:
            yield from _under(path, _fits(pack.mitigations[key].done_when, pack, names, subject))
        else:
            yield path, f"the pack has no mitigation {shown(key)}{instead(key, pack.mitigations)}"


def _impact(rule: Rule, subject: Kind, pack: Pack, names: Names) -> Iterator[Problem]:
    floor, by = rule.impact_of.at_least, rule.impact_of.by
    if isinstance(floor, int):
        if by is not None:
            yield ("by",), "`by` names the fact that chooses among floors; `at_least` has one floor only"
        return
    if by is None:
        yield ("at_least",), "`at_least` has a floor for each choice; say in `by` which fact chooses"
        return
    yield from _under(("by",), _condition(FactIs(by, tuple(floor)), pack, names, subject))
    fact = _known(by, pack, names)
    if fact and (missing := [choice for choice in fact.choices if choice not in floor]):
        yield ("at_least",), f"has no floor for {', '.join(missing)}"


def _text(text: str, pack: Pack, names: Names) -> Iterator[Problem]:
    if stray_brace(text):
        yield (), "has a brace that belongs to no placeholder; write {target}, {a_fact} or {a_fact:choice=words|…}"
    for each in placeholders(text):
        if each.name not in THINGS:
            yield from _placeholder(each, pack, names)
        elif each.words:
            yield (), f"{{{each.name}}} names a thing and has no choices; write it plain"


def _placeholder(each: Placeholder, pack: Pack, names: Names) -> Iterator[Problem]:
    try:
        fact = names.facts[names.full(each.name, pack.pack)]
    except NotKnown as error:
        things = ", ".join(sorted(THINGS))
        near = instead(each.name, THINGS, few=0)
        yield (), f"{{{each.name}}} names neither a thing ({things}) nor a fact: {error}{near}"
        return
    for choice in each.words:
        if choice not in (*fact.choices, UNSAID):
            yield (), f"in {{{each.name}:…}}: {_no_choice(choice, fact)}"
    if each.words and (missing := [choice for choice in fact.choices if not each.words.get(choice)]):
        yield (), f"{{{each.name}:…}} has no words for {', '.join(missing)}"


def _condition(condition: Condition, pack: Pack, names: Names, subject: str | None = None) -> Iterator[Problem]:
    """Facts exist and have these choices; with a subject, all of it can be seen from there."""
    for each in walk(condition):
        if isinstance(each, FactIs | Answered):
            yield from (((), sentence) for sentence in _fact_term(each, pack, names))
    if subject:
        yield from _fits(condition, pack, names, subject)


def _fact_term(term: FactIs | Answered, pack: Pack, names: Names) -> Iterator[str]:
    try:
        fact = names.facts[names.full(term.fact, pack.pack)]
    except NotKnown as error:
        yield str(error)
        return
    if isinstance(term, FactIs):
        yield from (f"{term.fact}: {_no_choice(v, fact)}" for v in term.values if v not in fact.choices)


def _fits(condition: Condition, pack: Pack, names: Names, subject: str) -> Iterator[Problem]:
    for each in walk(condition):
        if isinstance(each, FactIs | Answered):
            fact = _known(each.fact, pack, names)
            if fact and fact.on not in SEEN_FROM[subject]:
                seen = ", ".join(sorted(SEEN_FROM[subject]))
                yield (
                    (),
                    f"{shown(each.fact)} is a fact on the {fact.on}; from {_a(subject)} only facts on {seen} are seen",
                )
        elif sentence := _structure(each, subject):
            yield (), sentence


def _a(subject: str) -> str:
    return f"an {subject}" if subject == "asset" else f"a {subject}"


def _structure(term: Condition, subject: str) -> str | None:
    ends = ("source", "target") if subject == "flow" else ("component",) if subject in _COMPONENT - {"asset"} else ()
    if isinstance(term, TypeIs) and (term.end not in ends or subject == "workload"):
        word = "type" if term.end == "component" else f"{term.end}_type"
        return f"`{word}` has no meaning in a rule or fact on the {subject}"
    if isinstance(term, FlowIs) and subject != "flow":
        return f"`flow` has no meaning in a rule or fact on the {subject}"
    if isinstance(term, Exists) and subject != "workload":
        return "`exists` is for rules on the workload only"
    return None


def _known(name: str, pack: Pack, names: Names) -> FactDef | None:
    try:
        return names.facts[names.full(name, pack.pack)]
    except NotKnown:  # said already by _fact_term
        return None


def _no_choice(value: str, fact: FactDef) -> str:
    near = instead(value, fact.choices, few=0)
    return f"{shown(value)} is no choice here; the choices are {', '.join(fact.choices)}{near}"


def _repeated(field: str, ids: list[str]) -> Iterator[Problem]:
    for number, each in enumerate(ids):
        if each in ids[:number]:
            yield (field, number), f"{shown(each)} stands here twice; ids are unique"


def _examples(pack: Pack, names: Names) -> Iterator[Problem]:
    given = {example.name: example.given for example in pack.examples}
    for number, example in enumerate(pack.examples):
        path = ("examples", number)
        yield from _under((*path, "given"), _given(example.given, pack, names))
        yield from _under((*path, "expect"), _expected(example.expect.states, example.expect.asks, pack, names))
        if example.twin_of is not None:
            yield from _under((*path, "twin_of"), _twin(example.twin_of, example.given, given))
    if pack.quiet:
        yield from _under(("quiet", "given"), _given(pack.quiet.given, pack, names))


def _given(given: Mapping[str, str], pack: Pack, names: Names) -> Iterator[Problem]:
    for name, value in given.items():
        yield from (((name,), sentence) for sentence in _fact_term(FactIs(name, (value,)), pack, names))


def _expected(states: Mapping[str, str], asks: str | None, pack: Pack, names: Names) -> Iterator[Problem]:
    rules = [rule.id for rule in pack.threats]
    for rule, state in states.items():
        if rule not in rules:
            yield (rule,), f"the pack has no rule {shown(rule)}{instead(rule, rules)}"
        if state not in STATES:
            yield (rule,), f"{shown(state)} is no state; states are {', '.join(STATES)}"
    if asks is not None:
        yield from ((("asks",), sentence) for sentence in _fact_term(Answered(asks), pack, names))


def _twin(twin: str, given: Mapping[str, str], others: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    if twin not in others:
        yield (), f"there is no example {shown(twin)}{instead(twin, others)}"
        return
    differ = [fact for fact in {**given, **others[twin]} if given.get(fact) != others[twin].get(fact)]
    if len(differ) != 1:
        yield (), f"a twin differs in one fact; this one in {len(differ)}: {', '.join(differ) or 'none'}"
