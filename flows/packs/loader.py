"""Packs from files, checked and joined into a ``Library``. All or nothing: one fault anywhere refuses the whole.

Its own packs are package resources; an organisation's folders come beside them, and a pack there with the name of
one of ours takes its place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path as Folder
from types import MappingProxyType

from flows.conditions import facts_of, with_facts
from flows.errors import InputRefused, Place
from flows.packs.checks import circles, problems
from flows.packs.index import Library, LoadedRule, Names, folded, is_type, ways_to_write
from flows.packs.schema import FactDef, Mitigation, Pack, Rule
from flows.validate import in_order, validated
from flows.words import shown
from flows.yaml12 import MAX_BYTES, load

__all__ = ["Library", "LoadedRule", "library_of", "load_library", "parse_pack"]

MOST_PROBLEMS = 200
"""No more of one pack is put into words: each may look for the nearest of thousands of names."""

Source = tuple[str, str | bytes]
"""A file's name for errors, and its content."""


def load_library(extra: Sequence[Folder] = ()) -> Library:
    """Our own packs and those in the ``extra`` folders (``**/*.yaml``); the same content gives the same object.

    Raises:
        InputRefused: every problem in every file, with its line.
    """
    for folder in extra:
        if not folder.is_dir():
            raise InputRefused([(Place(str(folder)), "there is no such folder of packs; check the path")])
    own = tuple(_below(files("flows.packs") / "library", ""))
    added = tuple(
        (str(path), path.read_bytes()[: MAX_BYTES + 1])
        for folder in extra
        for path in sorted(folder.rglob("*.yaml"))
        if path.is_file()
    )
    return _library(own, added)


@lru_cache(maxsize=1024)
def parse_pack(text: str | bytes, name: str) -> Pack:
    """One pack from the text of its file, checked for its shape; names of other packs are checked by ``library_of``.

    Raises:
        InputRefused: every problem, with its line.
    """
    document = load(text, name)
    return validated(document, Pack).read_from(document)


def library_of(packs: Iterable[Pack]) -> Library:
    """The packs together, in order of their names.

    Raises:
        InputRefused: every problem in every pack, with its line where the pack came from a file.
    """
    packs = sorted(packs, key=lambda pack: pack.pack)
    names = Names(packs)
    aliases, found = _aliases(packs)
    found += _unique(packs)
    by_name = {pack.pack: pack for pack in packs}
    for pack in packs:
        found.extend(_first_problems(pack, names))
    for full, sentence in circles(names.facts, names):
        owner, _, key = full.partition("/")
        found.append((by_name[owner].place(("facts", key, "only_if")), sentence))
    if found:
        raise InputRefused(in_order(found))
    return _joined(by_name, names, aliases)


def _below(folder: Traversable, prefix: str) -> Iterator[Source]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _below(entry, f"{name}/")
        elif name.endswith(".yaml"):
            yield name, entry.read_bytes()


@lru_cache(maxsize=4)
def _library(own: tuple[Source, ...], added: tuple[Source, ...]) -> Library:
    found: list[tuple[Place, str]] = []
    ours, theirs = _parsed(own, found), _parsed(added, found)
    if found:
        raise InputRefused(found)
    replaced = {pack.pack for pack in theirs}
    return library_of([*(pack for pack in ours if pack.pack not in replaced), *theirs])


def _parsed(sources: Iterable[Source], found: list[tuple[Place, str]]) -> list[Pack]:
    packs = []
    for name, text in sources:
        try:
            packs.append(parse_pack(text, name))
        except InputRefused as refused:
            found.extend(refused.problems)
    return packs


def _first_problems(pack: Pack, names: Names) -> Iterator[tuple[Place, str]]:
    some = list(islice(problems(pack, names), MOST_PROBLEMS + 1))
    yield from ((pack.place(path), sentence) for path, sentence in some[:MOST_PROBLEMS])
    if len(some) > MOST_PROBLEMS:
        yield pack.place(()), f"more than {MOST_PROBLEMS} things are wrong in this pack; mend these first"


def _unique(packs: Sequence[Pack]) -> list[tuple[Place, str]]:
    places: dict[str, Place] = {}
    found = []
    for pack in packs:
        place = pack.place(("pack",))
        if pack.pack in places:
            found.append((place, f"there is another pack {shown(pack.pack)} in {places[pack.pack]}; rename one"))
        places.setdefault(pack.pack, place)
    return found


def _aliases(packs: Sequence[Pack]) -> tuple[dict[str, str], list[tuple[Place, str]]]:
    aliases: dict[str, str] = {}
    found = []
    for pack in filter(is_type, packs):
        for words in ways_to_write(pack):
            owner = aliases.setdefault(folded(words), pack.pack)
            if owner != pack.pack:
                found.append((pack.place(("names",)), f"{shown(words)} is taken by the pack {owner}; keep it in one"))
    return aliases, found


def _joined(packs: Mapping[str, Pack], names: Names, aliases: dict[str, str]) -> Library:
    facts: dict[str, FactDef] = {}
    mitigations: dict[str, Mitigation] = {}
    for pack in packs.values():
        full = _resolver(pack, names)
        facts |= {f"{pack.pack}/{key}": _fact(fact, full) for key, fact in pack.facts.items()}
        mitigations |= {f"{pack.pack}/{key}": _mitigation(each, full) for key, each in pack.mitigations.items()}
    rules = tuple(
        _loaded(pack, rule, _resolver(pack, names), facts, mitigations)
        for pack in packs.values()
        for rule in pack.threats
    )
    return Library(
        packs=MappingProxyType(dict(packs)),
        facts=MappingProxyType(facts),
        mitigations=MappingProxyType(mitigations),
        rules=rules,
        types=MappingProxyType({pack.pack: pack.title for pack in packs.values() if is_type(pack)}),
        aliases=MappingProxyType(aliases),
        version=_version(packs.values()),
        names=names,
    )


def _resolver(pack: Pack, names: Names) -> Callable[[str], str]:
    return lambda name: names.full(name, pack.pack)


def _fact(fact: FactDef, full: Callable[[str], str]) -> FactDef:
    return fact.model_copy(update={"only_if": with_facts(fact.only_if, full)}) if fact.only_if else fact


def _mitigation(mitigation: Mitigation, full: Callable[[str], str]) -> Mitigation:
    return mitigation.model_copy(update={"done_when": with_facts(mitigation.done_when, full)})


def _loaded(
    pack: Pack,
    rule: Rule,
    full: Callable[[str], str],
    facts: Mapping[str, FactDef],
    mitigations: Mapping[str, Mitigation],
) -> LoadedRule:
    on = rule.on.model_copy(update={"carries": {full(name): value for name, value in rule.on.carries.items()}})
    by = rule.impact_of.by
    impact = rule.impact_of.model_copy(update={"by": full(by)}) if by else rule.impact_of
    moves = tuple(m.model_copy(update={"when": with_facts(m.when, full)}) for m in rule.likelihood.moves)
    likelihood = rule.likelihood.model_copy(update={"moves": moves})
    applies = with_facts(rule.applies, full)
    update = {"on": on, "applies": applies, "likelihood": likelihood, "impact_of": impact}
    sets = (mitigations[f"{pack.pack}/{key}"].done_when for one in rule.secured_by for key in one.all)
    used = frozenset[str]().union(*map(facts_of, (applies, *sets, *(move.when for move in moves))))
    used |= {*on.carries, *([impact.by] if impact.by else [])}
    helped = (mitigations[f"{pack.pack}/{key}"].done_when for key in rule.helped_by)
    reads = tuple(sorted(_with_only_if(used.union(*map(facts_of, helped)), facts)))
    return LoadedRule(
        f"{pack.pack}/{rule.id}", pack.pack, rule.model_copy(update=update), _with_only_if(used, facts), reads
    )


def _with_only_if(used: frozenset[str], facts: Mapping[str, FactDef]) -> frozenset[str]:
    behind = frozenset[str]().union(*(facts_of(c) for each in used if (c := facts[each].only_if)))
    return used if behind <= used else _with_only_if(used | behind, facts)


def _version(packs: Iterable[Pack]) -> str:
    lines = (f"{pack.pack}@{pack.version} {pack.digest()}\n" for pack in packs)
    return sha256("".join(lines).encode()).hexdigest()
