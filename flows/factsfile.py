"""Answers in a file of their own, laid over a workload (``generate --facts FILE``).

    encrypted: "yes"                    # wherever a rule asks for it in this workload; else on the workload
    order: {encrypted: "no"}            # on the component, flow, asset or zone with this id
    workload: {attractive_target: money}

An answer here replaces the one in the model file; ``unknown`` takes it back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from flows.errors import InputRefused
from flows.modelfile import ON_COMPONENT, UNKNOWN, Settling
from flows.packs.index import Library, LoadedRule
from flows.validate import in_order, validated
from flows.words import shown
from flows.workload.model import WORKLOAD, Facts, Record, Workload
from flows.yaml12 import Document, Path

Kind = Literal["components", "flows", "assets", "zones", "workload"]
Spot = tuple[Kind, str]
"""A thing that facts stand on: its kind and its id."""

_WHOLE: Spot = ("workload", WORKLOAD)

_ONS: Mapping[Kind, frozenset[str]] = {
    "components": ON_COMPONENT,
    "flows": frozenset({"flow"}),
    "assets": frozenset({"asset"}),
    "zones": frozenset(),
    "workload": frozenset({"workload"}),
}


class _Answers(Record):
    """The file in two halves: facts for wherever they stand, and facts by the id of what they stand on."""

    facts: Facts
    on: dict[str, Facts]


def apply_facts(workload: Workload, document: Document, library: Library) -> tuple[Workload, tuple[str, ...]]:
    """The workload with the answers of a facts file, and notes for people.

    Args:
        workload: as ``flows.modelfile.read`` gives it, with full fact ids.
        document: the facts file, as ``flows.yaml12.load`` gives it.
        library: the packs.

    Raises:
        InputRefused: every answer that is no choice, every name that is ambiguous, with its line.
    """
    answers = _answers(document, workload)
    notes: list[str] = []
    settling = Settling(library, lambda path: document.place(path[1:]), notes)
    given: dict[Spot, Facts] = {}
    for spot, facts in (*_everywhere(answers.facts, workload, settling), *_by_id(answers.on, workload, settling)):
        given[spot] = given.get(spot, {}) | facts
    if settling.problems:
        raise InputRefused(in_order(settling.problems))
    return _laid_over(workload, given), tuple(dict.fromkeys(notes))


def _answers(document: Document, workload: Workload) -> _Answers:
    """The file's two halves; a mapping under a known id is of that thing, all else is a fact."""
    data = document.data if isinstance(document.data, dict) else {}
    if data is not document.data and document.data is not None:
        raise InputRefused([(document.place(()), "expected a mapping such as `encrypted: yes`")])
    ids = {spot[1] for spot in _spots(workload)}
    halves: dict[str, dict[str, object]] = {"facts": {}, "on": {}}
    lines: dict[Path, int] = {}
    for key, value in data.items():
        half = "on" if key in ids and isinstance(value, dict) else "facts"
        halves[half][key] = value
        lines |= {(half, *path): line for path, line in document.lines.items() if path[:1] == (key,)}
    return validated(replace(document, data=halves, lines=lines), _Answers)


def _spots(workload: Workload) -> Iterator[Spot]:
    yield from (("components", each.id) for each in workload.components)
    yield from (("flows", each.id) for each in workload.flows)
    yield from (("assets", each.id) for each in workload.assets)
    yield from (("zones", each.id) for each in workload.zones)
    yield _WHOLE


def _everywhere(facts: Facts, workload: Workload, settling: Settling) -> Iterator[tuple[Spot, Facts]]:
    types = [each.type for each in workload.components]
    every = frozenset[str]().union(*_ONS.values())
    full = {name: settling.fact_id(name, ("facts", name), every, types) for name in facts}
    known = {each for each in full.values() if each in settling.library.facts}
    stands = _standing(workload, known, settling.library)
    for name, fact in facts.items():
        settling.check_value(fact, full[name], ("facts", name))
        if full[name] in known and full[name] not in stands:
            settling.notes.append(f"nothing in this model has the fact {shown(name)}; the answer is not used")
        spots: set[Spot] = stands.get(full[name], set()) if full[name] in known else {_WHOLE}
        yield from ((spot, {full[name]: fact}) for spot in sorted(spots))


def _by_id(on: Mapping[str, Facts], workload: Workload, settling: Settling) -> Iterator[tuple[Spot, Facts]]:
    types: dict[str, tuple[str, ...]] = {each.id: (each.type,) for each in workload.components}
    types |= {each.id: types.get(each.from_, ()) + types.get(each.to, ()) for each in workload.flows}
    for id_, facts in on.items():
        kinds = [kind for kind, each in _spots(workload) if each == id_]
        for name, fact in facts.items():
            ons = frozenset[str]().union(*(_ONS[kind] for kind in kinds))
            full = settling.fact_id(name, ("on", id_, name), ons, types.get(id_, ()))
            settling.check_value(fact, full, ("on", id_, name))
            definition = settling.library.facts.get(full)
            fit = [kind for kind in kinds if definition and definition.on in _ONS[kind]] or kinds
            yield (fit[0], id_), {full: fact}


def _standing(workload: Workload, facts: set[str], library: Library) -> dict[str, set[Spot]]:
    """For each fact, the things of this workload on which some rule looks for it."""
    stands: dict[str, set[Spot]] = {}
    for rules, spots in _asked(workload, library):
        for full in facts.intersection(frozenset[str]().union(*(rule.facts for rule in rules))):
            stands.setdefault(full, set()).update(spots.get(library.facts[full].on, ()))
    return {full: spots for full, spots in stands.items() if spots}


def _asked(
    workload: Workload, library: Library
) -> Iterator[tuple[tuple[LoadedRule, ...], Mapping[str, Iterable[Spot]]]]:
    """The rules on each subject, with the things that a fact of theirs stands on, by what it is declared on.

    Like the engine, a flow of which nothing is said to be carried carries what its ends hold.
    """
    whole = [_WHOLE]
    types = {each.id: each.type for each in workload.components}
    held = {each.id: _assets(each.holds) for each in workload.components}
    for flow in workload.flows:
        rules = library.rules_for("flow", flow.kind, types.get(flow.from_, ""), types.get(flow.to, ""))
        carried = _assets(flow.carries) or held.get(flow.from_, []) + held.get(flow.to, [])
        ends = {"source": _components(flow.from_), "target": _components(flow.to)}
        yield rules, {"flow": [("flows", flow.id)], **ends, "asset": carried, WORKLOAD: whole}
    for component in workload.components:
        here = dict.fromkeys(ON_COMPONENT, _components(component.id))
        rules = library.rules_for("component", component.type)
        yield rules, {**here, "asset": held[component.id], WORKLOAD: whole}
    for asset in workload.assets:
        yield library.rules_for("asset", *asset.category), {"asset": _assets((asset.id,)), WORKLOAD: whole}
    yield library.rules_for("workload"), {WORKLOAD: whole}


def _components(id_: str) -> list[Spot]:
    return [("components", id_)]


def _assets(ids: Iterable[str]) -> list[Spot]:
    return [("assets", id_) for id_ in ids]


def _laid_over(workload: Workload, given: Mapping[Spot, Facts]) -> Workload:
    update: dict[str, object] = {}
    for kind in ("components", "flows", "assets", "zones"):
        things = getattr(workload, kind)
        update[kind] = tuple(
            each.model_copy(update={"facts": _merged(each.facts, given[kind, each.id])})
            if (kind, each.id) in given
            else each
            for each in things
        )
    update["facts"] = _merged(workload.facts, given.get(_WHOLE, {}))
    return workload.model_copy(update=update)


def _merged(before: Facts, given: Facts) -> Facts:
    return {name: fact for name, fact in (before | given).items() if fact.value != UNKNOWN}
