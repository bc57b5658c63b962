"""An organisation's own word on packs that are not its own: rules disabled or changed by id, and its risk table.

    organisation: Lamp works
    disable: {aws.s3/bulk-copy-out: "our gateway watches every read: see the platform model"}
    rules: {aws.iam-role/vendor-confused-deputy: {likelihood: {base: 2, because: "two vendors, both known"}}}
    facts: {aws.s3/open_to: {who: operations}}
    mitigations: {aws.s3/public-access-off: {how: ["Ask the platform team"]}}
    risk_table: [LLLLM, LLLMH, LLMHH, LMMHC, LMHCC]

A field that is given takes the place of the pack's whole field. Files and folders are ``flows.packs.loader``'s; what
matches nothing is no error, so that a new version of a pack never stops a bot: it is told, and lint makes it an error.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from pydantic import Field, field_validator

from flows.errors import InputRefused, Place
from flows.packs.schema import FactDef, Line, Mitigation, Pack, Part, Rule
from flows.validate import in_order, validated
from flows.words import instead, shown
from flows.yaml12 import Document

LETTERS: Final = "LMHC"
Full = str
"""``pack/key``."""
Problem = tuple[Place, str]
Section = Literal["rules", "facts", "mitigations"]


class Organisation(Part):
    """The file's shape."""

    organisation: Line
    disable: dict[str, Line] = Field(default={})
    rules: dict[str, dict[str, object]] = Field(default={})
    facts: dict[str, dict[str, object]] = Field(default={})
    mitigations: dict[str, dict[str, object]] = Field(default={})
    risk_table: tuple[str, ...] | None = Field(default=None)

    @field_validator("risk_table")
    @classmethod
    def _is_a_table(cls, rows: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if rows is None else risk_rows(rows)


@dataclass(frozen=True)
class Changes:
    """An organisation's file, read.

    Attributes:
        said: what it says.
        document: where it says it.
    """

    said: Organisation
    document: Document

    def place(self, *path: str) -> Place:
        """Where the file says it."""
        return self.document.place(path)


@dataclass(frozen=True)
class Applied:
    """What became of the packs.

    Attributes:
        packs: all of them, changed.
        disabled: the full id of a rule -> why it is disabled.
        unmatched: what names nothing (any more), with its place.
        risk_rows: the organisation's risk table; None where it has none.
    """

    packs: tuple[Pack, ...]
    disabled: Mapping[Full, str]
    unmatched: tuple[tuple[Place, str], ...]
    risk_rows: tuple[str, ...] | None


def risk_rows(rows: Sequence[str]) -> tuple[str, ...]:
    """Five rows (likelihood 1 to 5) of five letters (impact 1 to 5), L, M, H or C.

    Raises:
        ValueError: another shape, or a level that falls as a number rises.
    """
    if len(rows) != 5 or any(len(row) != 5 or set(row) - set(LETTERS) for row in rows):
        raise ValueError("a risk table has five rows of five letters L, M, H or C")
    ranks = [[LETTERS.index(letter) for letter in row] for row in rows]
    lines = [*ranks, *(list(column) for column in zip(*ranks, strict=True))]
    if any(line != sorted(line) for line in lines):
        raise ValueError("in a risk table no level may fall as likelihood or impact rises")
    return tuple(rows)


def is_organisation(document: Document) -> bool:
    """Whether the file is an organisation's word on packs, and no pack."""
    return isinstance(document.data, dict) and "organisation" in document.data


def changes(document: Document) -> Changes:
    """The file, checked for its shape; the fields that it gives are checked where they are applied.

    Raises:
        InputRefused: every misfit, with its line.
    """
    return Changes(validated(document, Organisation), document)


def applied(packs: Sequence[Pack], given: Sequence[Changes]) -> Applied:
    """The packs as the organisation wants them.

    Raises:
        InputRefused: fields that do not fit, two files that change one thing, or two risk tables; each with its line.
    """
    found = [*_twice(given)]
    by_name = {pack.pack: _Pack(pack) for pack in packs}
    unmatched: list[tuple[Place, str]] = []
    disabled: dict[Full, str] = {}
    for one in given:
        _change(by_name, one, found, unmatched)
    for one in given:
        disabled |= _disable(by_name, one, unmatched)
    if found:
        raise InputRefused(in_order(found))
    rows = next((one.said.risk_table for one in given if one.said.risk_table), None)
    return Applied(tuple(one.done() for one in by_name.values()), disabled, tuple(unmatched), rows)


def _change(packs: "Mapping[str, _Pack]", by: Changes, found: list[Problem], unmatched: list[Problem]) -> None:
    """Lay the given fields over the packs' own; misfits go to ``found``, what is not there to ``unmatched``."""
    for section, change in _CHANGES.items():
        for full, fields in getattr(by.said, section).items():
            try:
                matched = change(packs, full, fields, by)
            except InputRefused as refused:
                found += refused.problems
                continue
            if not matched:
                unmatched.append((by.place(section, full), _nothing(full, _known(packs, section))))


def _disable(packs: "Mapping[str, _Pack]", by: Changes, unmatched: list[Problem]) -> dict[Full, str]:
    disabled: dict[Full, str] = {}
    for full, why in by.said.disable.items():
        if (loaded := _disabled(packs, full)) is None:
            unmatched.append((by.place("disable", full), _nothing(full, _known(packs, "rules"))))
        else:
            disabled[loaded] = why
    return disabled


class _Pack:
    """A pack while it is changed."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.rules = list(pack.threats)
        self.facts = dict(pack.facts)
        self.mitigations = dict(pack.mitigations)
        self.by: dict[str, Document] = {}
        self.gone: set[str] = set()

    def done(self) -> Pack:
        if not self.by and not self.gone:
            return self.pack
        examples = tuple(
            one
            for one in self.pack.examples
            if not self.gone & set(one.expect.states) and one.twin_of not in self._without()
        )
        update: dict[str, object] = {
            "threats": tuple(rule for rule in self.rules if rule.id not in self.gone),
            "facts": self.facts,
            "mitigations": self.mitigations,
            "examples": examples,
        }
        return self.pack.model_copy(update=update).changed_by(tuple(self.by.values()), self.gone)

    def _without(self) -> set[str]:
        """The examples that go with a disabled rule, and so take their twins along."""
        lost = {one.name for one in self.pack.examples if self.gone & set(one.expect.states)}
        while more := {one.name for one in self.pack.examples if one.twin_of in lost} - lost:
            lost |= more
        return lost


Shape = TypeVar("Shape", Rule, FactDef, Mitigation)


def _rule(packs: Mapping[str, _Pack], full: Full, fields: Mapping[str, object], by: Changes) -> bool:
    pack, _, key = full.partition("/")
    if pack not in packs:
        return False
    for number, rule in enumerate(packs[pack].rules):
        if key == rule.id or key in rule.was:
            packs[pack].rules[number] = _laid(rule, {"id": rule.id}, fields, by, ("rules", full))
            packs[pack].by[by.document.name] = by.document
            return True
    return False


def _fact(packs: Mapping[str, _Pack], full: Full, fields: Mapping[str, object], by: Changes) -> bool:
    return _keyed(packs, full, fields, by, "facts", lambda pack: pack.facts)


def _mitigation(packs: Mapping[str, _Pack], full: Full, fields: Mapping[str, object], by: Changes) -> bool:
    return _keyed(packs, full, fields, by, "mitigations", lambda pack: pack.mitigations)


def _keyed(
    packs: Mapping[str, _Pack],
    full: Full,
    fields: Mapping[str, object],
    by: Changes,
    section: Section,
    of: Callable[[_Pack], dict[str, Shape]],
) -> bool:
    pack, _, key = full.partition("/")
    if pack not in packs or key not in of(packs[pack]):
        return False
    of(packs[pack])[key] = _laid(of(packs[pack])[key], {}, fields, by, (section, full))
    packs[pack].by[by.document.name] = by.document
    return True


def _laid(
    base: Shape, fixed: Mapping[str, object], fields: Mapping[str, object], by: Changes, under: tuple[str, ...]
) -> Shape:
    """The pack's own with the given fields in their place; a misfit stands where the organisation's file has it."""
    own = {type(base).model_fields[name].alias or name: getattr(base, name) for name in base.model_fields_set}
    data = {**own, **fields, **fixed}
    lines = {path[len(under) :]: line for path, line in by.document.lines.items() if path[: len(under)] == under}
    return validated(replace(by.document, data=data, lines=lines), type(base))


def _disabled(packs: Mapping[str, _Pack], full: Full) -> Full | None:
    pack, _, key = full.partition("/")
    for rule in packs[pack].rules if pack in packs else ():
        if key == rule.id or key in rule.was:
            packs[pack].gone.add(rule.id)
            return f"{pack}/{rule.id}"
    return None


_CHANGES: Final[Mapping[Section, Callable[[Mapping[str, _Pack], Full, Mapping[str, object], Changes], bool]]] = {
    "rules": _rule,
    "facts": _fact,
    "mitigations": _mitigation,
}


def _known(packs: Mapping[str, _Pack], section: Section) -> Iterator[str]:
    for name, pack in packs.items():
        keys = [rule.id for rule in pack.rules] if section == "rules" else getattr(pack, section)
        yield from (f"{name}/{key}" for key in keys)


def _nothing(full: Full, known: Iterator[str]) -> str:
    return f"{shown(full)} matches nothing{instead(full, known, few=0)}"


def _twice(given: Sequence[Changes]) -> Iterator[tuple[Place, str]]:
    seen: dict[tuple[str, str], Place] = {}
    for one in given:
        tables = [("risk_table", "")] if one.said.risk_table else []
        named = [(section, full) for section in _SECTIONS for full in getattr(one.said, section)]
        for key in (*named, *tables):
            place = one.place(*(part for part in key if part))
            if key in seen:
                what = shown(key[1]) if key[1] else "the risk table"
                yield place, f"{what} is changed in {seen[key]} too; keep it in one file"
            seen.setdefault(key, place)


_SECTIONS: Final = ("disable", "rules", "facts", "mitigations")
