"""What answers make of a workload. Answers are only ever added; the workload's facts follow from all of them.

A later answer supersedes an earlier one, unless two roles that the fact names hold different views: then it is
contested and counts as unknown until one of them changes. Storing answers is the bot's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeVar

from flows.packs.index import Library
from flows.packs.schema import Role
from flows.threats.types import Ask
from flows.workload.model import WORKLOAD, Asset, Component, Fact, Facts, Flow, Proof, Workload

UNKNOWN: Final = "unknown"
_KEPT: Final = ("value", "by", "role", "at", "proof")
"""What a fact has of the answer that it comes from."""
Kind = Literal["workload", "component", "flow", "asset"]
Thing = TypeVar("Thing", Component, Flow, Asset)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        fact: full id.
        on: id of what the fact stands on; its kind is the fact's.
        value: a choice of the fact, or ``unknown`` to take an earlier answer back.
        by: who or which file line said so.
        at: when, aware.
        proof: how firm it is.
        role: the role in which somebody said it.
    """

    fact: str
    on: str
    value: str
    by: str
    at: datetime
    proof: Proof = "said"
    role: Role | None = None


def apply(workload: Workload, answers: Sequence[Answer], library: Library) -> Workload:
    """The workload with the answers in it; of two for one fact the later counts, of equally late ones the last given.

    Contested facts become unknown. What cannot stand anywhere is left out: see ``unplaced``.
    """
    apart = contested(answers, library)
    out = set(unplaced(workload, answers, library))
    changes: defaultdict[Kind, defaultdict[str, dict[str, Fact | None]]] = defaultdict(lambda: defaultdict(dict))
    for ask, answer in _latest(one for one in answers if one not in out).items():
        nothing = answer.value == UNKNOWN or ask in apart
        fact = None if nothing else Fact(**{name: getattr(answer, name) for name in _KEPT})
        changes[_kind(answer.fact, library)][answer.on][answer.fact] = fact
    return workload.model_copy(
        update={
            "facts": _changed(workload.facts, changes["workload"].get(WORKLOAD, {})),
            "components": _each(workload.components, changes["component"]),
            "flows": _each(workload.flows, changes["flow"]),
            "assets": _each(workload.assets, changes["asset"]),
        }
    )


def contested(answers: Iterable[Answer], library: Library) -> dict[Ask, tuple[Answer, ...]]:
    """The facts of which roles that know differ, with the latest answer of each such role; to be put to them by name.

    Only what is said can be contested: a later answer with proof settles it.
    """
    by_ask: defaultdict[Ask, list[Answer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda one: one.at):
        by_ask[answer.fact, answer.on].append(answer)
    views = {ask: _views(given, library) for ask, given in by_ask.items() if given[-1].proof == "said"}
    return {ask: tuple(each.values()) for ask, each in views.items() if len({one.value for one in each.values()}) > 1}


def unplaced(workload: Workload, answers: Iterable[Answer], library: Library) -> dict[Answer, str]:
    """The answers that count no more, each with the reason as a sentence for people."""
    things: dict[Kind, frozenset[str]] = {
        "workload": frozenset({WORKLOAD}),
        "component": frozenset(one.id for one in workload.components),
        "flow": frozenset(one.id for one in workload.flows),
        "asset": frozenset(one.id for one in workload.assets),
    }
    found: dict[Answer, str] = {}
    for answer in answers:
        fact = library.facts.get(answer.fact)
        if fact is None:
            found[answer] = f"No pack has the fact {answer.fact} any more."
        elif answer.on not in things[_kind(answer.fact, library)]:
            found[answer] = f"There is no {_kind(answer.fact, library)} {answer.on} any more."
        elif answer.value not in fact.choices and answer.value != UNKNOWN:
            found[answer] = f"“{answer.value}” is no choice of {answer.fact} any more; please answer it again."
    return found


def _views(given: Sequence[Answer], library: Library) -> dict[Role, Answer]:
    """The latest word of each role that knows, since the fact was last proved or taken back; one for each person."""
    fact = library.facts.get(given[0].fact)
    views: dict[Role, Answer] = {}
    for answer in given:
        if answer.proof != "said" or answer.value == UNKNOWN:
            views.clear()
        elif fact is not None and answer.role is not None and answer.role in fact.who:
            views = {role: one for role, one in views.items() if one.by != answer.by} | {answer.role: answer}
    return views


def _latest(answers: Iterable[Answer]) -> dict[Ask, Answer]:
    latest: dict[Ask, Answer] = {}
    for answer in answers:
        ask = (answer.fact, answer.on)
        if ask not in latest or answer.at.astimezone(UTC) >= latest[ask].at.astimezone(UTC):
            latest[ask] = answer
    return latest


def _kind(fact: str, library: Library) -> Kind:
    match library.facts[fact].on:
        case "component" | "source" | "target":
            return "component"
        case other:
            return other


def _each(things: Sequence[Thing], changes: Mapping[str, Mapping[str, Fact | None]]) -> tuple[Thing, ...]:
    return tuple(
        one.model_copy(update={"facts": _changed(one.facts, changes[one.id])}) if one.id in changes else one
        for one in things
    )


def _changed(facts: Facts, changes: Mapping[str, Fact | None]) -> Facts:
    kept = {name: fact for name, fact in facts.items() if name not in changes}
    return kept | {name: fact for name, fact in changes.items() if fact is not None}
