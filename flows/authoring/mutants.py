"""Mutants of a pack: libraries that differ from it by one removal. Whether an example notices is ``mutation``'s.

Removed is each term of each condition (``applies`` and ``on``, ``only_if``, ``done_when``, a move's ``when``), each
choice of an ``in``, each mitigation of each set, each set and each move. A mitigation that stands in no set lowers
nothing (METHOD), so that what it says can change no outcome: its condition is left alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from flows.conditions import All, Answered, Any, Condition, Exists, FactIs, FlowIs, Not, TypeIs, walk
from flows.packs.index import Library
from flows.packs.schema import FactDef, Mitigation, On, Pack, Rule
from flows.yaml12 import Path

ALWAYS = All(())
"""A condition of which nothing is left."""
Shorter = tuple[str, Condition, bool]
"""What was removed, in words; the condition without it; whether it asked about types or zones, not about facts."""


@dataclass(frozen=True, eq=False, slots=True)
class Mutant:
    """A library with one thing less.

    Attributes:
        path: where in the pack's file the thing stood.
        removed: the thing, in words.
        rules: full ids of the rules that may come out otherwise.
        library: all packs without the thing.
        architecture: whether it asked about types or zones, which no example can give otherwise.
    """

    path: Path
    removed: str
    rules: frozenset[str]
    library: Library
    architecture: bool = False


def mutants(pack: Pack, library: Library) -> Iterator[Mutant]:
    """All mutants of the pack, in the order of its file: facts, mitigations, threats.

    Args:
        pack: one of the library's packs, as ``library.packs`` has it.
        library: holds the pack, and whatever packs it names facts of.
    """
    for key in pack.facts:
        yield from _of_fact(f"{pack.pack}/{key}", library)
    for key in pack.mitigations:
        yield from _of_mitigation(f"{pack.pack}/{key}", library)
    for number, rule in enumerate(pack.threats):
        loaded = next(one for one in library.rules if one.id == f"{pack.pack}/{rule.id}")
        for path, removed, smaller, architecture in _smaller(loaded.rule):
            mutant = replace(loaded, rule=smaller)
            rules = tuple(mutant if one is loaded else one for one in library.rules)
            where = ("threats", number, *path)
            yield Mutant(where, removed, frozenset({loaded.id}), replace(library, rules=rules), architecture)


def shorter(condition: Condition) -> Iterator[Shorter]:
    """The condition without each of its terms in turn, itself first; nothing left is always yes."""
    yield words(condition), ALWAYS, asks_architecture(condition)
    yield from _inside(condition)


def asks_architecture(condition: Condition) -> bool:
    """Whether a type, a zone or what is there bears on it."""
    return any(isinstance(one, TypeIs | Exists | FlowIs) for one in walk(condition))


def words(condition: Condition) -> str:
    """A condition as an author would say it, on one line."""
    match condition:
        case All(of) | Any(of):
            said = f"({(' and ' if isinstance(condition, All) else ' or ').join(map(words, of))})"
        case Not(of):
            said = f"not ({words(of)})"
        case FactIs(fact, values):
            said = f"{fact} is {' or '.join(values)}"
        case Answered(fact):
            said = f"{fact} is answered"
        case _:
            said = _architecture(condition)
    return said


def _architecture(condition: TypeIs | Exists | FlowIs) -> str:
    if isinstance(condition, FlowIs):
        return f"the flow's {', '.join(_asked(condition))}"
    types = " or ".join(condition.types)
    return f"{condition.end} is of type {types}" if isinstance(condition, TypeIs) else f"there is {types}"


def _inside(condition: Condition) -> Iterator[Shorter]:
    match condition:
        case All(of) | Any(of):
            yield from _parts(condition, of)
        case Not(of):
            yield from ((what, Not(less), structure) for what, less, structure in _inside(of))
        case FactIs(fact, values) if len(values) > 1:
            yield from ((f"{fact} is {one}", FactIs(fact, _but(values, one)), False) for one in values)
        case TypeIs(types, end) if len(types) > 1:
            yield from ((f"{end} is of type {one}", TypeIs(_but(types, one), end), True) for one in types)
        case Exists(types) if len(types) > 1:
            yield from ((f"there is {one}", Exists(_but(types, one)), True) for one in types)
        case FlowIs() if len(_asked(condition)) > 1:
            empty = FlowIs()
            for name in _asked(condition):
                yield f"the flow's {name}", replace(condition, **{name: getattr(empty, name)}), True


def _parts(whole: All | Any, of: tuple[Condition, ...]) -> Iterator[Shorter]:
    for number, one in enumerate(of):
        before, after = of[:number], of[number + 1 :]
        if before or after:
            yield words(one), replace(whole, of=(*before, *after)), asks_architecture(one)
        for what, less, inner in _inside(one):
            yield what, replace(whole, of=(*before, less, *after)), inner


def _asked(flow: FlowIs) -> list[str]:
    return [each.name for each in fields(flow) if getattr(flow, each.name) not in ((), None)]


def _but(values: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != one)


def _of_fact(full: str, library: Library) -> Iterator[Mutant]:
    fact = library.facts[full]
    if fact.only_if is None:
        return
    rules = frozenset(one.id for one in library.rules if full in one.facts)
    for removed, less, structure in shorter(fact.only_if):
        mutant: FactDef = fact.model_copy(update={"only_if": None if less is ALWAYS else less})
        path = ("facts", full.partition("/")[2], "only_if")
        yield Mutant(path, removed, rules, replace(library, facts={**library.facts, full: mutant}), structure)


def _of_mitigation(full: str, library: Library) -> Iterator[Mutant]:
    pack, _, key = full.partition("/")
    mitigation = library.mitigations[full]
    own = [one for one in library.rules if one.pack == pack]
    if not any(key in _in_sets(one.rule) for one in own):
        return
    rules = frozenset(one.id for one in own if key in _in_sets(one.rule) or key in one.rule.helped_by)
    for removed, less, structure in shorter(mitigation.done_when):
        mutant: Mitigation = mitigation.model_copy(update={"done_when": less})
        changed = {**library.mitigations, full: mutant}
        yield Mutant(
            ("mitigations", key, "done_when"), removed, rules, replace(library, mitigations=changed), structure
        )


def _in_sets(rule: Rule) -> set[str]:
    return {key for one in rule.secured_by for key in one.all}


def _smaller(rule: Rule) -> Iterator[tuple[Path, str, Rule, bool]]:
    """The rule without one thing: where that stood in the rule, what it was, the rule, whether it is architecture."""
    for path, what, on, structure in _on(rule):
        yield ("on", *path), what, rule.model_copy(update={"on": on}), structure
    once = rule.model_copy(update={"on": rule.on.model_copy(update={"carries": _not_said_again(rule)})})
    for what, less, structure in shorter(rule.applies):
        if less is not ALWAYS or not _says_always(rule):
            yield ("applies",), what, once.model_copy(update={"applies": less}), structure
    yield from ((path, what, less, False) for path, what, less in _sets(rule))
    yield from _moves(rule)


def _says_always(rule: Rule) -> bool:
    """Whether ``applies``, which may not be empty, only repeats the types that the rule stands on."""
    return isinstance(rule.applies, TypeIs) and set(rule.on.component) <= set(rule.applies.types)


def _not_said_again(rule: Rule) -> dict[str, str]:
    """What ``on`` says of carried assets and ``applies`` does not: a fact that both name is one term."""
    terms = list(walk(rule.applies))
    return {name: value for name, value in rule.on.carries.items() if FactIs(name, (value,)) not in terms}


def _on(rule: Rule) -> Iterator[tuple[Path, str, On, bool]]:
    on = rule.on
    if on.crosses:
        yield ("crosses",), f"crosses {' or '.join(on.crosses)}", on.model_copy(update={"crosses": ()}), True
    if on.about:
        yield ("about",), f"about {' or '.join(on.about)}", on.model_copy(update={"about": ()}), True
    for name, value in _not_said_again(rule).items():
        rest = {other: word for other, word in on.carries.items() if other != name}
        yield ("carries",), f"{name} is {value}", on.model_copy(update={"carries": rest}), False


def _sets(rule: Rule) -> Iterator[tuple[Path, str, Rule]]:
    for number, one in enumerate(rule.secured_by):
        before, after = rule.secured_by[:number], rule.secured_by[number + 1 :]
        path, named = ("secured_by", number), f"the set {' + '.join(one.all)}"
        yield path, named, rule.model_copy(update={"secured_by": (*before, *after)})
        for key in one.all if len(one.all) > 1 else ():
            less = one.model_copy(update={"all": _but(one.all, key)})
            yield (*path, "all"), f"{key} in {named}", rule.model_copy(update={"secured_by": (*before, less, *after)})


def _moves(rule: Rule) -> Iterator[tuple[Path, str, Rule, bool]]:
    moves = rule.likelihood.moves

    def having(kept: Iterable[object]) -> Rule:
        return rule.model_copy(update={"likelihood": rule.likelihood.model_copy(update={"moves": tuple(kept)})})

    for number, move in enumerate(moves):
        if move.by == 0:  # it says why something does not count
            continue
        path, before, after = ("likelihood", "moves", number), moves[:number], moves[number + 1 :]
        yield path, f"the move by {move.by:+d} when {words(move.when)}", having((*before, *after)), False
        for what, less, structure in shorter(move.when):
            shortened = having((*before, move.model_copy(update={"when": less}), *after))
            yield (*path, "when"), what, shortened, structure
