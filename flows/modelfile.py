"""The model file (``*.threatmodel.yaml``): read with every fault and its line, written so that it reads back equal.

Its shape is ``flows.workload.model``. A reading also settles names: short facts become ``pack/fact``, other ways to
write a type become the type. What no pack knows is kept, and a note says so. Answers given beside the file are
``flows.factsfile``'s.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from flows.errors import InputRefused, Place
from flows.packs.index import Library
from flows.packs.schema import FactDef
from flows.validate import in_order, validated
from flows.words import instead, nearest, shown
from flows.workload.model import Asset, Component, Fact, Facts, Flow, Workload, Zone
from flows.workload.types import TYPES
from flows.yaml12 import FLOAT, INT, Document, Path, load

MAX_BYTES = 10_000_000
"""The largest model file, in bytes; the most components and flows with all their facts need about half."""
MOST = {"components": 2_000, "flows": 5_000}
"""The most entries of the two long lists."""
MOST_NOTES = 100
MOST_HINTS = 20
"""Looking for the nearest of 2,000 names takes milliseconds; a file that is wrong throughout gets no more."""
UNKNOWN = "unknown"
"""The word that is no answer; a file may say it, a workload never holds it."""

ON_COMPONENT = frozenset({"component", "source", "target"})
"""What a fact may be declared on to stand on a component."""


def read(
    text: str | bytes, name: str, library: Library, new_id: Callable[[], str], base: Workload | None = None
) -> tuple[Workload, tuple[str, ...]]:
    """The workload in a model file, and notes for people.

    Args:
        text: the file's content; bytes must be UTF-8.
        name: the file's name, for errors.
        library: the packs, for types and facts.
        new_id: makes the model's id where the file has none (a ULID).
        base: the model that the file extends, to whose things it may refer; where it is not given, what a file that
            says `extends` refers to is not checked.

    Returns:
        The workload, with full fact ids where a pack knows the fact; and what was made up, renamed or not known.

    Raises:
        InputRefused: every fault of the first of these steps that finds any: text, shape, names and references.
    """
    document = load(text, name, MAX_BYTES)
    _check_sizes(document)
    notes: list[str] = []
    if isinstance(document.data, dict) and "id" not in document.data:
        document = replace(document, data={"id": new_id(), **document.data})
        notes.append("The file has no id, so one was made; write it into the file to keep decisions together.")
    workload = validated(document, Workload)
    settling = Settling(library, document.place, notes)
    settled = settling.workload(workload)
    dangling = [] if workload.extends is not None and base is None else _dangling(workload, document, base)
    if found := [*_repeated(workload, document), *dangling, *settling.problems]:
        raise InputRefused(in_order(found))
    return settled, tuple(notes)


def write(workload: Workload) -> str:
    """The workload as a model file: the same workload gives the same text, and ``read`` gives the workload back."""
    return yaml.dump(_plain(workload), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of the model file's shape; names and references are ``read``'s to check."""
    schema = Workload.model_json_schema(by_alias=True, mode="validation")
    schema["required"] = [each for each in schema["required"] if each != "id"]
    head: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Threatbot model file",
        "description": "A file named *.threatmodel.yaml, as YAML 1.2 without anchors, aliases, merges and tags.",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


@dataclass
class Settling:
    """Names of a file against the library: collects problems and notes while it returns what was meant.

    Attributes:
        library: the packs.
        place: where a path stands in the file.
        notes: what people should know.
        problems: what is wrong, with its place.
    """

    library: Library
    place: Callable[[Path], Place]
    notes: list[str]
    problems: list[tuple[Place, str]] = field(default_factory=list)
    _unknown: set[tuple[str, str | int]] = field(default_factory=set)

    def workload(self, workload: Workload) -> Workload:
        """The same workload with types and facts as the library names them, and without ``unknown`` facts."""
        components = tuple(self._component(each, number) for number, each in enumerate(workload.components))
        types = {each.id: each.type for each in components}
        update: dict[str, object] = {
            "components": components,
            "flows": tuple(self._flow(each, number, types) for number, each in enumerate(workload.flows)),
            "assets": tuple(self._asset(each, number) for number, each in enumerate(workload.assets)),
            "zones": tuple(self._zone(each, number) for number, each in enumerate(workload.zones)),
            "facts": self.facts(workload.facts, ("facts",), {"workload"}, ()),
        }
        return workload.model_copy(update=update)

    def facts(self, facts: Facts, path: Path, ons: Iterable[str], types: Sequence[str]) -> Facts:
        """The facts that stand at ``path``, by full id.

        Args:
            facts: as the file names them.
            path: where they stand in the file.
            ons: what a fact must be declared on to stand here.
            types: the component types around; their packs' facts come first where a short name has several.
        """
        settled: Facts = {}
        for name, fact in facts.items():
            full = self.fact_id(name, (*path, name), ons, types)
            if full in settled:
                self._refuse((*path, name), f"{shown(name)} is given here twice, short and in full; keep one")
            elif fact.value != UNKNOWN:
                self.check_value(fact, full, (*path, name))
                settled[full] = fact
        return settled

    def fact_id(self, name: str, path: Path, ons: Iterable[str], types: Sequence[str]) -> str:
        """The full id of the fact that may stand here under this name; the name itself where no pack knows it."""
        known = self.library.facts
        called = self.library.names.called(name)
        fit = [full for full in called if known[full].on in ons]
        near = [full for full in fit if full.partition("/")[0] in types] or fit
        if len(near) == 1:
            return near[0]
        if near:
            self._refuse(path, f"several packs have a fact {shown(name)}; write one of {', '.join(sorted(near))}")
        elif name in known:
            self._refuse(path, f"{name} is a fact on the {known[name].on}; it cannot stand here")
        else:
            self._note_unknown(name, path, called, ons)
        return name

    def _note_unknown(self, name: str, path: Path, called: Sequence[str], ons: Iterable[str]) -> None:
        """Once for a name on a kind of thing, however often it stands there."""
        if (name, path[0]) in self._unknown or len(self.notes) > MOST_NOTES:
            return
        self._unknown.add((name, path[0]))
        known = self.library.facts
        short = {full.partition("/")[2] for full, fact in known.items() if fact.on in ons}
        hint = f"; {called[0]} stands on the {known[called[0]].on}" if called else ""
        if not called and (near := nearest(name.rpartition("/")[2], short)):
            hint = f"; did you mean {near}?"
        where = "/".join(map(str, path[:-1]))
        sentence = f"No pack knows the fact {shown(name)} (first in {where}): it is kept, no rule reads it{hint}"
        self._note(sentence if sentence.endswith("?") else f"{sentence}.")

    def check_value(self, fact: Fact, full: str, path: Path) -> None:
        """Collect a problem where the value is none of the fact's choices; ``unknown`` always may be said."""
        definition: FactDef | None = self.library.facts.get(full)
        if definition and fact.value not in (*definition.choices, UNKNOWN):
            choices = ", ".join((*definition.choices, UNKNOWN))
            near = instead(fact.value, definition.choices, few=0)
            self._refuse(path, f"{shown(fact.value)} is no answer to {full}; answers are {choices}{near}")

    def _note(self, sentence: str) -> None:
        if len(self.notes) < MOST_NOTES and sentence not in self.notes:
            self.notes.append(sentence)
        elif len(self.notes) == MOST_NOTES and sentence not in self.notes:
            self.notes.append("More names are not known; the first are listed.")

    def _refuse(self, path: Path, sentence: str) -> None:
        self.problems.append((self.place(path), sentence))

    def _component(self, component: Component, number: int) -> Component:
        type_ = self._type(component.type)
        facts = self.facts(component.facts, ("components", number, "facts"), ON_COMPONENT, (type_,))
        return component.model_copy(update={"type": type_, "facts": facts})

    def _type(self, word: str) -> str:
        if word in self.library.types:
            return word
        if meant := self.library.type_named(word):
            self._note(f"The type {shown(word)} is read as {meant}.")
            return meant
        if word not in TYPES and len(self.notes) <= MOST_NOTES and (near := self.library.nearest_type(word)):
            self._note(f"{shown(word)}: did you mean the type {near}?")
        return word

    def _flow(self, flow: Flow, number: int, types: Mapping[str, str]) -> Flow:
        ends = [types[end] for end in (flow.from_, flow.to) if end in types]
        return flow.model_copy(update={"facts": self.facts(flow.facts, ("flows", number, "facts"), {"flow"}, ends)})

    def _asset(self, asset: Asset, number: int) -> Asset:
        return asset.model_copy(update={"facts": self.facts(asset.facts, ("assets", number, "facts"), {"asset"}, ())})

    def _zone(self, zone: Zone, number: int) -> Zone:
        return zone.model_copy(update={"facts": self.facts(zone.facts, ("zones", number, "facts"), (), ())})


def _check_sizes(document: Document) -> None:
    if isinstance(document.data, dict):
        for key, most in MOST.items():
            entries = document.data.get(key)
            if isinstance(entries, list) and len(entries) > most:
                sentence = f"{len(entries):,} {key}; at most {most:,} fit in one model: split it, and say `extends`"
                raise InputRefused([(document.place((key,)), sentence)])


def _repeated(workload: Workload, document: Document) -> Iterator[tuple[Place, str]]:
    for kind in ("zones", "assets", "components", "flows", "assumptions"):
        first: dict[str, int] = {}
        for number, each in enumerate(getattr(workload, kind)):
            if each.id in first:
                line = document.place((kind, first[each.id])).line
                yield document.place((kind, number, "id")), f"{shown(each.id)} is taken (line {line}); ids are unique"
            first.setdefault(each.id, number)


def _dangling(workload: Workload, document: Document, base: Workload | None) -> Iterator[tuple[Place, str]]:
    below = [base] if base is not None else []
    known = {
        kind: {each.id for model in (workload, *below) for each in getattr(model, kind)}
        for kind in ("zones", "assets", "components")
    }
    dangling = ((path, kind, target) for path, kind, target in _references(workload) if target not in known[kind])
    for number, (path, kind, target) in enumerate(dangling):
        near = instead(target, known[kind]) if number < MOST_HINTS else ""
        yield document.place(path), f"there is no {kind[:-1]} {shown(target)}{near}"


def _references(workload: Workload) -> Iterator[tuple[Path, str, str]]:
    for number, component in enumerate(workload.components):
        if component.zone is not None:
            yield ("components", number, "zone"), "zones", component.zone
        for place, asset in enumerate(component.holds):
            yield ("components", number, "holds", place), "assets", asset
    for number, flow in enumerate(workload.flows):
        yield ("flows", number, "from"), "components", flow.from_
        yield ("flows", number, "to"), "components", flow.to
        for place, asset in enumerate(flow.carries):
            yield ("flows", number, "carries", place), "assets", asset


def _plain(workload: Workload) -> dict[str, Any]:
    """The least that reads back equal, with the kinds said even where they are the default."""
    data: dict[str, Any] = workload.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for flow, entry in zip(workload.flows, data.get("flows", ()), strict=True):
        entry["kind"] = flow.kind
    for entry in (data, *(each for kind in _WITH_FACTS for each in data.get(kind, ()))):
        _shorten(entry)
    return {"threatbot": 1, "id": workload.id, "name": workload.name, "kind": workload.kind} | data


_WITH_FACTS = ("zones", "assets", "components", "flows")


def _shorten(entry: dict[str, object]) -> None:
    """A fact that is only a word is written as the word."""
    facts = entry.get("facts")
    if isinstance(facts, dict):
        entry["facts"] = {name: fact["value"] if set(fact) == {"value"} else fact for name, fact in facts.items()}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Quotes what YAML 1.1 or 1.2 would read as anything but text, so that other people's readers agree."""

    def ignore_aliases(self, _data: object) -> bool:
        """Never an anchor: the reader refuses them."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", INT, list("-+0123456789"))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789"))
