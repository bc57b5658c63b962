"""Generates the threats of a workload: each rule on each subject that it may stand on, judged and put in order.

Pure and deterministic: the same workload, library and context give the same generation. Linear in the size of the
workload: rules are looked up by the types of a component and of a flow's ends, and judged once for subjects that are
alike (``flows.threats.alike``). Words are made when they are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flows.lazy import Each
from flows.packs.index import Library
from flows.risk import Table, level_rank, table_of
from flows.threats.alike import Kindred, Likeness, memo_of
from flows.threats.confirm import to_confirm
from flows.threats.found import Found, Scene, threat_id
from flows.threats.judge import Ruling
from flows.threats.landscape import Landscape, Subject
from flows.threats.platform import of_platform
from flows.threats.priority import in_order
from flows.threats.template import listed
from flows.threats.types import Context, Generation
from flows.words import shown
from flows.workload.model import Fact, Workload
from flows.workload.types import OTHER, TYPES

__all__ = ["Survey", "generate", "judged", "survey", "threat_id"]

NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found, before it is put into words: the threats as ``flows.threats.found`` has them, and the rest."""

    threats: Sequence[Found]
    ruled_out: Sequence[Found]
    landscape: Landscape


def generate(
    workload: Workload, library: Library, table: Table | None = None, context: Context = NO_CONTEXT
) -> Generation:
    """All threats of the workload that the library's rules know.

    Facts of the workload are by full id, as ``flows.modelfile`` leaves them. A word that is no choice of its fact is
    no answer, and a note says so. A reference to what is not there is passed over.

    Args:
        workload: with what it extends laid under it (``flows.workload.extends``) where it extends a model.
        library: the packs.
        table: levels by likelihood and impact; the library's own where none is given.
        context: the day, and what is contested, overdue or inherited.
    """
    found = survey(workload, library, table, context)
    ordered = in_order(found.threats)
    return Generation(
        workload=workload.id,
        threats=Each(ordered, Found.threat),
        ruled_out=Each(sorted(found.ruled_out, key=lambda one: (one.rule, one.on)), Found.ruled_out),
        to_confirm=to_confirm(ordered, library, context),
        notes=(*_notes(found.landscape, library), *_presumptions(found.threats)),
        pack_digest=library.version,
    )


def survey(workload: Workload, library: Library, table: Table | None = None, context: Context = NO_CONTEXT) -> Survey:
    """Every rule judged on every subject; nothing is ordered or put into words yet."""
    landscape = Landscape(workload)
    scene = Scene(landscape, library, context)
    threats: list[Found] = []
    ruled_out: list[Found] = []
    for subject, kindred in judged(landscape, library, table, context):
        for ruling in kindred.rulings:
            (ruled_out if ruling.standing is None else threats).append(Found(ruling, subject, scene))
    return Survey(threats, ruled_out, landscape)


def judged(
    landscape: Landscape, library: Library, table: Table | None = None, context: Context = NO_CONTEXT
) -> Iterator[tuple[Subject, Kindred]]:
    """Each subject with what the rules come to there; of a model that extends a system only what it adds or worsens."""
    memo = memo_of(library, table or table_of(library))
    likeness = Likeness(landscape, memo, context.today)
    every = ((subject, memo.kindred(subject, likeness)) for subject in _subjects(landscape))
    if landscape.workload.kind == "platform":
        every = ((subject, of_platform(kindred, library)) for subject, kindred in every)
    if context.base is None:
        yield from every
        return
    below = judged(Landscape(context.base), library, table, replace(context, base=None))
    before = {(subject.kind, subject.on): kindred for subject, kindred in below}
    for subject, kindred in every:
        old = before.get((subject.kind, subject.on))
        yield subject, kindred if old is None else _added(kindred, old)


def _added(kindred: Kindred, before: Kindred) -> Kindred:
    """The rulings that are new, of another state, or at a higher level than in the model that is extended."""
    known = {one.rule.loaded.id: one for one in before.rulings}
    return Kindred(
        tuple(
            one
            for one in kindred.rulings
            if (old := known.get(one.rule.loaded.id)) is None or (one is not old and _is_worse(one, old))
        )
    )


def _is_worse(one: Ruling, old: Ruling) -> bool:
    if one.judgement.state != old.judgement.state:
        return True
    return one.standing is not None and old.standing is not None and level_rank(one.standing) > level_rank(old.standing)


def _subjects(landscape: Landscape) -> Iterator[Subject]:
    yield from landscape.component_subjects()
    yield from landscape.flow_subjects()
    yield from landscape.asset_subjects()
    yield landscape.workload_subject()


def _notes(landscape: Landscape, library: Library) -> Iterator[str]:
    for type_ in sorted(landscape.types - library.types.keys()):
        named = listed(one.name for one in landscape.workload.components if one.type == type_)
        title = "a kind that is not listed" if type_ == OTHER else TYPES.get(type_, f"the kind {shown(type_)}")
        yield f"{named}: no rules yet for {title}; only the general rules were applied."
    stray = sorted({name for name, fact in _facts(landscape.workload) if not _counts(name, fact, library)})
    for name in stray:
        yield f"An answer to {name} is none of its choices; it counts as unanswered."
    nowhere = [one.name for one in landscape.workload.components if landscape.zone_kind(one) is None]
    if nowhere and any(loaded.rule.on.crosses for loaded in library.rules):
        yield f"{listed(nowhere)}: no zone is named, so rules about trust boundaries could not be judged there."


def _facts(workload: Workload) -> Iterator[tuple[str, Fact]]:
    yield from workload.facts.items()
    for group in (workload.components, workload.flows, workload.assets):
        for one in group:
            yield from one.facts.items()


def _counts(name: str, fact: Fact, library: Library) -> bool:
    return name not in library.facts or fact.value == "unknown" or fact.value in library.facts[name].choices


def _presumptions(threats: Sequence[Found]) -> Iterator[str]:
    rulings = {id(one.ruling): one.ruling for one in threats}.values()
    assets = dict.fromkeys(name for one in rulings if one.judgement.impact for name in one.judgement.impact.presumed)
    if assets:
        yield f"{listed(assets)}: not graded, so a loss counts as 3 of 5 until somebody grades it."
