"""The condition language of rules: parsed, closed, three-valued. Where the values come from is left to a ``View``.

The grammar, as plain data (YAML): at most 6 levels deep, 64 nodes, no regular expressions, nothing evaluated as code.

    {all: [..]}  {any: [..]}  {not: ..}
    {fact: f, is: v}  {fact: f, in: [v, ..]}  {fact: f, answered: yes}
    {type: t}  {source_type: t}  {target_type: t}            a word or a list of words; the types of components
    {flow: {kind: .., from_zone: .., to_zone: .., crosses: yes}}    zones by their kind; a word or a list
    {exists: {type: t}}                                      in rules on the workload only

Verdicts are Kleene's: yes, no, unknown. Four decisions go beyond him:

- A fact that does not apply (its ``only_if`` is no) is settled: ``is``, ``in`` and ``answered`` are no for it, and
  so ``not`` of them is yes. "Which external id?" has no answer where no vendor signs in; "not issued" then holds.
- ``answered`` is unknown, not no, while the fact is unanswered: it says "any answer will do", never "nobody
  answered", so that giving an answer can turn unknown into yes or no, but never yes into no or back.
- A fact of which a word was refuted is that word in no case, and may be any other: ``is`` that word is no, all else
  is unknown.
- A fact seen on several things (the assets that a flow carries) holds where it holds on any of them. Seen on
  nothing at all it is no: there is nothing of which the question could be asked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal, Protocol, TypeAlias, cast, get_args

from flows.words import instead, shown
from flows.workload.model import FlowKind, ZoneKind

MAX_DEPTH = 6
MAX_NODES = 64

Verdict = Literal["yes", "no", "unknown"]
End = Literal["component", "source", "target"]


class NotApplicable(Enum):
    """The one value of a fact whose ``only_if`` is no."""

    NOT_APPLICABLE = "does not apply"


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Refuted:
    """The value of a fact of which somebody said ``word``, and something showed that it is not so."""

    word: str


Value: TypeAlias = str | NotApplicable | Refuted | None
"""What is known of a fact in one place: its word, a word that it is not, that it does not apply, or None: nothing."""


@dataclass(frozen=True, slots=True)
class FlowSeen:
    """What conditions may ask of a flow; a zone is None where its end has none, and ``crosses`` then unknown."""

    kind: FlowKind
    from_zone: ZoneKind | None
    to_zone: ZoneKind | None
    crosses: Verdict


class View(Protocol):
    """What a condition sees of the workload from the subject that a rule stands on."""

    def fact(self, name: str) -> tuple[Value, ...]:
        """The values of the fact, one for each thing on which it stands as seen from here; empty for none."""

    def type_of(self, end: End) -> str | None:
        """The type of the component, or of the flow's source or target; None where the subject has none."""

    def flow(self) -> FlowSeen | None:
        """The flow that the rule stands on; None where it stands on something else."""

    def exists(self, type_: str) -> bool:
        """Whether the workload has a component of this type."""


def value_under(only_if: Verdict, answer: Value) -> Value:
    """A fact's value in one place, given the verdict of its ``only_if`` there (yes where it has none).

    Where ``only_if`` is no, the fact does not apply, whatever was answered. Where it is unknown, an answer counts.
    """
    return NOT_APPLICABLE if only_if == "no" else answer


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's and: no if any is no, else unknown if any is unknown, else yes (also of none)."""
    seen: Verdict = "yes"
    for verdict in verdicts:
        if verdict == "no":
            return "no"
        if verdict == "unknown":
            seen = "unknown"
    return seen


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's or: yes if any is yes, else unknown if any is unknown, else no (also of none)."""
    seen: Verdict = "no"
    for verdict in verdicts:
        if verdict == "yes":
            return "yes"
        if verdict == "unknown":
            seen = "unknown"
    return seen


def negated(verdict: Verdict) -> Verdict:
    """Kleene's not: unknown stays unknown."""
    return "unknown" if verdict == "unknown" else "no" if verdict == "yes" else "yes"


def _one(value: Value, words: tuple[str, ...]) -> Verdict:
    if value is None:
        return "unknown"
    if isinstance(value, Refuted):
        return "no" if set(words) == {value.word} else "unknown"
    return "yes" if value in words else "no"


def _answered(value: Value) -> Verdict:
    if value is None or isinstance(value, Refuted):
        return "unknown"
    return "no" if value is NOT_APPLICABLE else "yes"


@dataclass(frozen=True, slots=True)
class FactIs:
    """The fact has one of these words (``is`` and ``in``)."""

    fact: str
    values: tuple[str, ...]

    def verdict(self, view: View) -> Verdict:
        """Yes where any value matches, unknown where none does and one is unanswered."""
        return any_of(_one(value, self.values) for value in view.fact(self.fact))


@dataclass(frozen=True, slots=True)
class Answered:
    """The fact has some answer, whichever."""

    fact: str

    def verdict(self, view: View) -> Verdict:
        """Yes where any value is a word, unknown where none is and one is unanswered."""
        return any_of(_answered(value) for value in view.fact(self.fact))


@dataclass(frozen=True, slots=True)
class TypeIs:
    """The component, or an end of the flow, is of one of these types."""

    types: tuple[str, ...]
    end: End = "component"

    def verdict(self, view: View) -> Verdict:
        """Yes or no; types are never unknown."""
        return "yes" if view.type_of(self.end) in self.types else "no"


@dataclass(frozen=True, slots=True)
class FlowIs:
    """The flow is of one of these kinds, from and to zones of these kinds; empty for any."""

    kinds: tuple[FlowKind, ...] = ()
    from_zones: tuple[ZoneKind, ...] = ()
    to_zones: tuple[ZoneKind, ...] = ()
    crosses: bool | None = None

    def verdict(self, view: View) -> Verdict:
        """All that is named must hold; a zone that is not known gives unknown. No where there is no flow."""
        flow = view.flow()
        if flow is None:
            return "no"
        return all_of(self._terms(flow))

    def _terms(self, flow: FlowSeen) -> Iterator[Verdict]:
        for wanted, seen in ((self.kinds, flow.kind), (self.from_zones, flow.from_zone), (self.to_zones, flow.to_zone)):
            if wanted:
                yield _one(seen, wanted)
        if self.crosses is not None:
            yield flow.crosses if self.crosses else negated(flow.crosses)


@dataclass(frozen=True, slots=True)
class Exists:
    """The workload has a component of one of these types."""

    types: tuple[str, ...]

    def verdict(self, view: View) -> Verdict:
        """Yes or no."""
        return "yes" if any(view.exists(each) for each in self.types) else "no"


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    of: tuple["Condition", ...]

    def verdict(self, view: View) -> Verdict:
        """Kleene's and."""
        return all_of(each.verdict(view) for each in self.of)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of them."""

    of: tuple["Condition", ...]

    def verdict(self, view: View) -> Verdict:
        """Kleene's or."""
        return any_of(each.verdict(view) for each in self.of)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    of: "Condition"

    def verdict(self, view: View) -> Verdict:
        """Kleene's not."""
        return negated(self.of.verdict(view))


Condition: TypeAlias = FactIs | Answered | TypeIs | FlowIs | Exists | All | Any | Not
_CONDITION = (FactIs, Answered, TypeIs, FlowIs, Exists, All, Any, Not)


def evaluate(condition: Condition, view: View) -> Verdict:
    """What the condition comes to, as seen from ``view``; never raises for a value that nobody declared."""
    return condition.verdict(view)


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and all inside it, outer ones first."""
    yield condition
    if isinstance(condition, All | Any):
        for each in condition.of:
            yield from walk(each)
    elif isinstance(condition, Not):
        yield from walk(condition.of)


def facts_of(condition: Condition) -> frozenset[str]:
    """The names of all facts that the condition rests on, as they are written in it."""
    return frozenset(each.fact for each in walk(condition) if isinstance(each, FactIs | Answered))


def with_facts(condition: Condition, name: Callable[[str], str]) -> Condition:
    """The same condition with each fact called ``name(fact)``; how a pack's short names become full ones."""
    if isinstance(condition, FactIs | Answered):
        return replace(condition, fact=name(condition.fact))
    if isinstance(condition, All | Any):
        return replace(condition, of=tuple(with_facts(each, name) for each in condition.of))
    if isinstance(condition, Not):
        return Not(with_facts(condition.of, name))
    return condition


def parse(tree: object) -> Condition:
    """A condition from plain data; one that is parsed already is passed through.

    Raises:
        ValueError: with a sentence that says what is wrong and what to write.
    """
    if isinstance(tree, _CONDITION):
        return tree
    condition = _parsed(tree, 1)
    if (nodes := sum(1 for _ in walk(condition))) > MAX_NODES:
        raise ValueError(f"the condition has {nodes} parts; at most {MAX_NODES} are read: split the rule")
    return condition


def _parsed(tree: object, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        raise ValueError(f"the condition is nested more than {MAX_DEPTH} levels deep; make it flatter")
    if not isinstance(tree, dict):
        raise ValueError(f"a condition is a mapping such as {{fact: f, is: yes}}, not {shown(tree)}")  # noqa: TRY004
    if "fact" in tree:
        return _fact(tree)
    if len(tree) != 1:
        raise ValueError(
            f"a condition says one thing; {shown(', '.join(map(str, tree)))} are {len(tree)}: use all or any"
        )
    word, inner = next(iter(tree.items()))
    if word in ("all", "any"):
        of = tuple(_parsed(each, depth + 1) for each in _list(word, inner))
        return All(of) if word == "all" else Any(of)
    if word == "not":
        return Not(_parsed(inner, depth + 1))
    return _leaf(str(word), inner)


def _leaf(word: str, inner: object) -> Condition:
    match word:
        case "type":
            return TypeIs(_words(word, inner))
        case "source_type":
            return TypeIs(_words(word, inner), "source")
        case "target_type":
            return TypeIs(_words(word, inner), "target")
        case "flow":
            return _flow(inner)
        case "exists":
            return Exists(_words("type", _fields(word, inner, ("type",)).get("type")))
    known = ("all", "any", "not", "fact", "type", "source_type", "target_type", "flow", "exists")
    raise ValueError(f"{shown(word)} is no condition{instead(word, known)}")


def _fact(tree: dict[object, object]) -> Condition:
    fields = _fields("fact", tree, ("fact", "is", "in", "answered"))
    (name,) = _words("fact", fields.pop("fact"), most=1)
    if len(fields) != 1:
        raise ValueError(f"the condition on {shown(name)} needs exactly one of is, in and answered")
    how, value = next(iter(fields.items()))
    if how == "is":
        return FactIs(name, _words(how, value, most=1))
    if how == "in":
        return FactIs(name, _words(how, _list(how, value)))
    if value != "yes":
        raise ValueError(f"`answered` takes yes only, not {shown(value)}: no rule may rest on a missing answer")
    return Answered(name)


def _flow(inner: object) -> FlowIs:
    fields = _fields("flow", inner, ("kind", "from_zone", "to_zone", "crosses"))
    if not fields:
        raise ValueError("`flow` needs at least one of kind, from_zone, to_zone and crosses")
    crosses = fields.get("crosses")
    if crosses not in (None, "yes", "no"):
        raise ValueError(f"`crosses` is yes or no, not {shown(crosses)}")
    return FlowIs(
        cast(tuple[FlowKind, ...], _known("kind", fields, get_args(FlowKind))),
        cast(tuple[ZoneKind, ...], _known("from_zone", fields, get_args(ZoneKind))),
        cast(tuple[ZoneKind, ...], _known("to_zone", fields, get_args(ZoneKind))),
        None if crosses is None else crosses == "yes",
    )


def _known(field: str, fields: dict[str, object], known: tuple[str, ...]) -> tuple[str, ...]:
    words = _words(field, fields[field]) if field in fields else ()
    for word in words:
        if word not in known:
            raise ValueError(f"{shown(word)} is no {field}{instead(word, known)}")
    return words


def _fields(word: str, inner: object, known: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(inner, dict):
        raise ValueError(f"`{word}` takes a mapping of {', '.join(known)}, not {shown(inner)}")  # noqa: TRY004
    for field in inner:
        if field not in known:
            raise ValueError(f"{shown(field)} is no part of `{word}`{instead(str(field), known)}")
    return {str(field): value for field, value in inner.items()}


def _list(word: str, inner: object) -> list[object]:
    if not isinstance(inner, list | tuple) or not inner:
        raise ValueError(f"`{word}` takes a list with at least one entry, not {shown(inner)}")
    return list(inner)


def _words(field: str, inner: object, most: int = MAX_NODES) -> tuple[str, ...]:
    given = list(inner) if isinstance(inner, list | tuple) else [inner]
    words = tuple(each for each in given if isinstance(each, str) and each)
    if not words or len(words) != len(given) or len(words) > most:
        raise ValueError(f"`{field}` takes a word{'' if most == 1 else ' or words'}, not {shown(inner)}; quote numbers")
    return words
