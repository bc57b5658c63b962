"""The reviewed file that says which rule covers which item of other people's lists, and the ratings of our own list.

Both are data that people write by hand. An item that nothing covers has ``rule: null`` and the reason. Counting is
``flows.authoring.score``'s.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.conditions import FactIs
from flows.errors import InputRefused, NotKnown, Place
from flows.packs.index import Library
from flows.validate import in_order, validated
from flows.words import instead, shown
from flows.yaml12 import Document, Path

Rate = Literal["useful", "obvious", "wrong", "duplicate"]
Because = Annotated[str, Field(min_length=1, max_length=300)]


class Record(BaseModel):
    """Immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _one_as_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class ItemLink(Record):
    """An item of a list and the rule that covers it, on a workload written for that item.

    Attributes:
        rule: full id; None where no rule covers it.
        because: why it does, or why nothing does.
        example: an example of the rule's pack that matches the item.
        workload: facts for the least workload of the rule, where no example matches.
    """

    rule: str | None
    because: Because
    example: str | None = None
    workload: dict[str, str] | None = None


class ThreatLink(Record):
    """A published threat and the rules any of which covers it; its workload is the key's model."""

    rule: Annotated[tuple[str, ...], BeforeValidator(_one_as_many)] | None
    because: Because


class KeyLinks(Record):
    """An answer key: its system's model file (relative to the links' file) and a link for each published threat."""

    model: str
    threats: dict[str, ThreatLink]


class Links(Record):
    """All links: by list and item, and by key and published threat."""

    oracles: dict[str, dict[str, ItemLink]] = {}
    keys: dict[str, KeyLinks] = {}


class Rating(Record):
    """One of our first threats for a key, as read by a person: what it is worth in this design, and why."""

    rule: str
    on: str
    rated: Rate
    because: Because


class Ratings(Record):
    """The ratings by key."""

    keys: dict[str, tuple[Rating, ...]] = {}


def read_links(document: Document, library: Library) -> Links:
    """The links of a file.

    Raises:
        InputRefused: every misfit, and every rule, example and fact that does not exist, with its line.
    """
    links = validated(document, Links)
    _refuse(document, _problems(links, library))
    return links


def read_ratings(document: Document, library: Library) -> Ratings:
    """The ratings of a file.

    Raises:
        InputRefused: every misfit, rule that does not exist and threat that is rated twice, with its line.
    """
    ratings = validated(document, Ratings)
    _refuse(document, _rating_problems(ratings, library))
    return ratings


Items = Mapping[str, Collection[str]]
"""The ids in each list, by the list's name."""


def check_items(document: Document, links: Links, oracles: Items, keys: Items) -> None:
    """Refuse links to lists, keys and items that are not there.

    Raises:
        InputRefused: every such link, with its line.
    """
    of_keys = {name: key.threats for name, key in links.keys.items()}
    problems = chain(
        _strangers(("oracles",), links.oracles, oracles, ()), _strangers(("keys",), of_keys, keys, ("threats",))
    )
    _refuse(document, problems)


def _strangers(part: Path, named: Items, known: Items, inner: Path) -> Iterator[tuple[Path, str]]:
    for name, items in named.items():
        if name not in known:
            yield (*part, name), f"there is no list {shown(name)}{instead(name, known)}"
            continue
        for item in items:
            if item not in known[name]:
                yield (*part, name, *inner, item), f"{name} has no item {shown(item)}{instead(item, known[name])}"


def _refuse(document: Document, found: Iterator[tuple[Path, str]]) -> None:
    problems: list[tuple[Place, str]] = [(document.place(path), sentence) for path, sentence in found]
    if problems:
        raise InputRefused(in_order(problems))


def _problems(links: Links, library: Library) -> Iterator[tuple[Path, str]]:
    rules = {loaded.id for loaded in library.rules}
    for name, items in links.oracles.items():
        for item, link in items.items():
            path = ("oracles", name, item)
            if link.rule is None or link.rule in rules:
                yield from ((path, sentence) for sentence in _workload(link, library))
            else:
                yield from _no_rule((*path, "rule"), link.rule, rules)
    for name, key in links.keys.items():
        for item, threat in key.threats.items():
            for rule in threat.rule or ():
                yield from _no_rule(("keys", name, "threats", item, "rule"), rule, rules)


def _no_rule(path: Path, rule: str, rules: set[str]) -> Iterator[tuple[Path, str]]:
    if rule not in rules:
        yield path, f"no pack has a rule {shown(rule)}{instead(rule, rules)}"


def _workload(link: ItemLink, library: Library) -> Iterator[str]:
    """What is wrong with the workload that the link was written for."""
    given = sum(one is not None for one in (link.example, link.workload))
    if link.rule is None or given != 1:
        if given != (link.rule is not None):
            yield "a link to a rule names either an `example` of its pack or a `workload`; one to none names neither"
        return
    pack, _, rule = link.rule.partition("/")
    if link.example is not None:
        about = [one.name for one in library.packs[pack].examples if rule in one.expect.states]
        if link.example not in about:
            yield f"{pack} has no example {shown(link.example)} about {rule}{instead(link.example, about)}"
    for name, value in (link.workload or {}).items():
        yield from _fact(FactIs(name, (value,)), pack, library)


def _fact(term: FactIs, pack: str, library: Library) -> Iterator[str]:
    try:
        choices = library.facts[library.fact_id(term.fact, pack)].choices
    except NotKnown as error:
        yield str(error)
        return
    for value in term.values:
        if value not in choices:
            yield f"{shown(value)} is no choice of {term.fact}{instead(value, choices, few=9)}"


def _rating_problems(ratings: Ratings, library: Library) -> Iterator[tuple[Path, str]]:
    rules = {loaded.id for loaded in library.rules}
    for name, rated in ratings.keys.items():
        seen: set[tuple[str, str]] = set()
        for number, one in enumerate(rated):
            path = ("keys", name, number)
            yield from _no_rule((*path, "rule"), one.rule, rules)
            if (one.rule, one.on) in seen:
                yield path, f"{one.rule} on {one.on} is rated twice; keep one"
            seen.add((one.rule, one.on))
