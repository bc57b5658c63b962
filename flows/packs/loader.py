"""Packs from files, checked and joined into a ``Library``. All or nothing: one fault anywhere refuses the whole.

Its own packs are package resources; an organisation's folders come beside them. A pack there with the name of one of
ours takes its place; a file that says ``organisation`` disables and changes rules by id (``flows.packs.organisation``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path as Folder
from types import MappingProxyType

from flows.conditions import facts_of, with_facts
from flows.errors import InputRefused, Place
from flows.packs.cache import NOTHING, Remembered, Source, document, dumped
from flows.packs.checks import circles, problems
from flows.packs.index import Library, LoadedRule, Names, folded, is_type, ways_to_write
from flows.packs.organisation import Applied, Changes, applied, changes, is_organisation
from flows.packs.schema import FactDef, Mitigation, Pack, Rule
from flows.validate import in_order, validated
from flows.words import shown
from flows.yaml12 import MAX_BYTES, load

__all__ = ["Library", "LoadedRule", "forget", "library_of", "load_library", "parse_pack", "remembering"]

MOST_PROBLEMS = 200
"""No more of one pack is put into words: each may look for the nearest of thousands of names."""


def load_library(extra: Sequence[Folder] = (), known: Remembered = NOTHING) -> Library:
    """Our own packs and those in the ``extra`` folders (``**/*.yaml``); the same content gives the same object.

    Args:
        extra: an organisation's folders.
        known: what ``flows.packs.cache`` remembers of an earlier reading.

    Raises:
        InputRefused: every problem in every file, with its line.
    """
    return _library(_own(), _added(extra), known)


def remembering(extra: Sequence[Folder], library: Library) -> str:
    """What is worth remembering of the files that made the library: a text for ``flows.packs.cache.restored``.

    Raises:
        InputRefused: a file has changed meanwhile and cannot be read.
    """
    sources = (*_own(), *_added(extra))
    return dumped(library.version, sources, [document(source, NOTHING) for source in sources])


def forget() -> None:
    """Forget what this process has read, so that reading can be measured."""
    for read in (_library, _read, parse_pack):
        read.cache_clear()


def _own() -> tuple[Source, ...]:
    return tuple(_below(files("flows.packs") / "library", ""))


def _added(extra: Sequence[Folder]) -> tuple[Source, ...]:
    for folder in extra:
        if not folder.is_dir():
            raise InputRefused([(Place(str(folder)), "there is no such folder of packs; check the path")])
    return tuple(
        (str(path), path.read_bytes()[: MAX_BYTES + 1])
        for folder in extra
        for path in sorted(folder.rglob("*.yaml"))
        if path.is_file()
    )


@lru_cache(maxsize=1024)
def parse_pack(text: str | bytes, name: str) -> Pack:
    """One pack from the text of its file, checked for its shape; names of other packs are checked by ``library_of``.

    Raises:
        InputRefused: every problem, with its line.
    """
    document = load(text, name)
    return validated(document, Pack).read_from(document)


def library_of(packs: Iterable[Pack], given: Sequence[Changes] = (), checked: str = "") -> Library:
    """The packs together, in order of their names, as an organisation's changes make them.

    Args:
        packs: each once.
        given: an organisation's changes.
        checked: the version of a library that was checked before; the same one is not checked again.

    Raises:
        InputRefused: every problem in every pack and change, with its line where it came from a file.
    """
    packs = sorted(packs, key=lambda pack: pack.pack)
    if found := _unique(packs):
        raise InputRefused(found)
    made = applied(packs, given)
    names = Names(made.packs)
    aliases, found = _aliases(made.packs)
    by_name = {pack.pack: pack for pack in made.packs}
    version = _version(made)
    if version != checked:
        found += _problems(by_name, names)
    if found:
        raise InputRefused(in_order(found))
    joined = _joined(by_name, names, aliases, version)
    return replace(joined, disabled=made.disabled, unmatched=made.unmatched, risk_rows=made.risk_rows)


def _problems(packs: Mapping[str, Pack], names: Names) -> Iterator[tuple[Place, str]]:
    for pack in packs.values():
        yield from _first_problems(pack, names)
    for full, sentence in circles(names.facts, names):
        owner, _, key = full.partition("/")
        yield packs[owner].place(("facts", key, "only_if")), sentence


def _below(folder: Traversable, prefix: str) -> Iterator[Source]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _below(entry, f"{name}/")
        elif name.endswith(".yaml"):
            yield name, entry.read_bytes()


@lru_cache(maxsize=4)
def _library(own: tuple[Source, ...], added: tuple[Source, ...], known: Remembered) -> Library:
    found: list[tuple[Place, str]] = []
    ours, theirs = _parsed(own, found, known), _parsed(added, found, known)
    given = [one for one in theirs if isinstance(one, Changes)]
    packs = {pack.pack: pack for pack in ours if isinstance(pack, Pack)}
    replacing = [pack for pack in theirs if isinstance(pack, Pack)]
    if found:
        raise InputRefused(found)
    replaced = {pack.pack for pack in replacing}
    every = [*(pack for name, pack in packs.items() if name not in replaced), *replacing]
    return library_of(every, given, known.version)


def _parsed(sources: Iterable[Source], found: list[tuple[Place, str]], known: Remembered) -> list[Pack | Changes]:
    packs: list[Pack | Changes] = []
    for source in sources:
        try:
            packs.append(_read(source, known))
        except InputRefused as refused:
            found.extend(refused.problems)
    return packs


@lru_cache(maxsize=1024)
def _read(source: Source, known: Remembered) -> Pack | Changes:
    one = document(source, known)
    return changes(one) if is_organisation(one) else validated(one, Pack).read_from(one)


def _first_problems(pack: Pack, names: Names) -> Iterator[tuple[Place, str]]:
    some = list(islice(problems(pack, names), MOST_PROBLEMS + 1))
    yield from ((pack.place(path), sentence) for path, sentence in some[:MOST_PROBLEMS])
    if len(some) > MOST_PROBLEMS:
        yield pack.place(()), f"more than {MOST_PROBLEMS} things are wrong in this pack; mend these first"


def _unique(packs: Sequence[Pack]) -> list[tuple[Place, str]]:
    first: dict[str, Pack] = {}
    found = []
    for pack in packs:
        other = first.setdefault(pack.pack, pack)
        if other is not pack:
            at = other.place(("pack",))
            found.append((pack.place(("pack",)), f"there is another pack {shown(pack.pack)} in {at}; rename one"))
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


def _joined(packs: Mapping[str, Pack], names: Names, aliases: dict[str, str], version: str) -> Library:
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
        version=version,
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


def _version(made: Applied) -> str:
    lines = (f"{pack.pack}@{pack.version} {pack.digest()}\n" for pack in made.packs)
    return sha256("".join((*lines, repr(made.risk_rows or ""))).encode()).hexdigest()
