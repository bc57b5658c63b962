"""``threatbot packs show NAME``: a pack, a rule, a fact or a mitigation, as somebody reads it who did not write it."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from bot.commands.packs_sources import library, origin, print_json
from flows.authoring.catalogue import SENTENCES, Data, find
from flows.packs.index import Library
from flows.report.escape import one_line
from flows.report.lists import counted

Line = tuple[int, str]
"""How far in, and the text; a line at 0 is a heading."""
_COUNTED: Final = ("fact", "threat", "mitigation", "check")
_SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "rule": frozenset({"title", "on", "prerequisite", "action", "impact", "likelihood", *SENTENCES}),
    "fact": frozenset({"ask"}),
    "mitigation": frozenset(),
}
"""The fields that the words above them say already."""


def show(name: str, *, as_json: bool, console: Console | None = None) -> None:
    """Print what is called so.

    Raises:
        NotKnown: nothing is, or things of several packs are; says which names are near.
    """
    packs = library()
    found = find(name, packs)
    if as_json:
        print_json({"found": list(found)})
        return
    lines = [line for one in found for line in text(one, packs)]
    if console or sys.stdout.isatty():
        out = console or Console()
        for depth, words in lines:
            out.print(Text("  " * depth + words, style="" if depth else "bold"), soft_wrap=True)
    else:
        sys.stdout.writelines("  " * depth + words + "\n" for depth, words in lines)


def text(found: Data, packs: Library) -> Iterator[Line]:
    """The description as lines."""
    written = {"pack": _pack, "rule": _rule, "fact": _fact, "mitigation": _mitigation}[str(found["kind"])]
    for depth, words in written(found, packs):
        yield depth, one_line(words)


def _pack(found: Mapping[str, Any], packs: Library) -> Iterator[Line]:
    yield 0, f"{found['pack']} {found['version']}: {found['title']}"
    yield 1, ", ".join(counted(found[f"{each}s"], each) for each in _COUNTED)
    yield 1, f"From: {origin(packs.packs[found['pack']])}"
    if found["names"]:
        yield 1, f"Also written: {', '.join(found['names'])}"
    for heading, held in found["holds"].items():
        yield 0, heading.capitalize()
        yield from ((1, f"{name}: {words}") for name, words in held.items())


def _rule(found: Mapping[str, Any], _: Library) -> Iterator[Line]:
    yield 0, f"{found['id']}: {found['title']}"
    yield 1, found["statement"]
    yield 1, f"On {found['stands_on']}."
    yield 1, f"Applies when {found['applies_when']}."
    yield from ((1, f"{field.replace('_', ' ').capitalize()}: {words}") for field, words in found["said"].items())
    likelihood = found["fields"]["likelihood"]
    yield 1, f"Likelihood {likelihood['base']}: {likelihood['because']}"
    yield from ((2, f"{one['by']:+d} when {one['when']}: {one['because']}") for one in found["moves"])
    yield 1, f"Impact: {found['impact_in_words']}."
    yield from _asked(found["asks"])
    yield 0, "Secured by any one of"
    for one in found["secured_by"]:
        enough = " (better, not enough)" if one["status"] == "open" else ""
        yield 1, f"{' and '.join(one['all'])}: leaves {one['leaves']}{enough}"
    if found["helped_by"]:
        yield 1, f"Helped by {', '.join(found['helped_by'])}"
    for key, each in found["mitigations"].items():
        yield from _of_mitigation(key, each)
    yield 0, "Examples"
    for one in found["examples"]:
        given = ", ".join(f"{fact} is {value}" for fact, value in one["given"].items()) or "nothing is known"
        yield 1, f"{one['name']}: {one['state']} when {given}"
    yield from _fields(found)


def _asked(asks: Mapping[str, Any]) -> Iterator[Line]:
    yield 0, "Rests on"
    for fact, one in asks.items():
        yield 1, f"{fact}: {one['question']}"
        yield from ((2, f"{choice}: {words}") for choice, words in one["choices"].items())


def _fact(found: Mapping[str, Any], _: Library) -> Iterator[Line]:
    yield 0, f"{found['id']}: {found['question']}"
    yield from ((1, f"{choice}: {words}") for choice, words in found["choices"].items())
    yield 1, "Asked always." if found["asked_when"] == "always" else f"Asked only if {found['asked_when']}."
    for one in found["templates"]:
        yield 1, f"{one['template']} {one['resource']}: {one['answers']}"
        yield 2, f"looks at {one['path']}"
    yield 1, f"Read by {', '.join(found['read_by']) or 'no rule'}."
    yield from _fields(found)


def _mitigation(found: Mapping[str, Any], _: Library) -> Iterator[Line]:
    yield from _of_mitigation(found["id"], found)
    for word in ("secures", "helps"):
        if found[word]:
            yield 1, f"{word.capitalize()} {', '.join(found[word])}."
    yield from _fields(found)


def _of_mitigation(name: str, found: Mapping[str, Any]) -> Iterator[Line]:
    yield 0, f"{name}: {found['title']}"
    yield 1, f"In place when {found['in_place_when']}."
    yield from ((1, f"- {step}") for step in found["how"])
    for one in found["evidence"]:
        sure = " (can only refute)" if one["verifies"] == "no" else ""
        yield 1, f"Evidence: {one['tool']} {', '.join(one['check'])}, {one['kind']}{sure}"
        yield 2, f"proves {one['proves']}"
        yield 2, f"does not prove {one['proves_not']}"
    for one in found["not_evidence"]:
        yield 1, f"No evidence: {one['tool']} {', '.join(one['check'])}: {one['because']}"


def _fields(found: Mapping[str, Any]) -> Iterator[Line]:
    rest = {name: value for name, value in found["fields"].items() if name not in _SHOWN[found["kind"]]}
    if rest:
        yield 0, "And"
        yield from ((1, f"{name}: {_plain(value)}") for name, value in rest.items())


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_plain(inner)}" for key, inner in value.items() if inner not in (None, [], {}))
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)
