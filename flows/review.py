"""When a model is due for review, what has changed since the last one, and what to ask again. Pure: time is given.

Reviews chase changes: "Nothing changed" is offered only where evidence, packs, answers and architecture are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from flows.packs.schema import Level
from flows.risk import level_rank
from flows.threats.types import Ask, Generation
from flows.workload.model import WORKLOAD, Fact, Facts, Proof, Workload

DUE_DAYS: Final = 180
DUE_DAYS_LOW: Final = 365
SPOT_CHECKS: Final = 3
FACT_DAYS: Final[Mapping[Proof, int]] = {"said": 365, "run-time": 30}
"""How long a fact holds; one from a plan, code or a test holds until the next."""
PAUSES: Final = (timedelta(days=7), timedelta(days=14), timedelta(days=30))
"""How long what was asked waits for an answer before it is asked again; the last pause comes again and again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a model rested on at one moment; the bot keeps that of the last review.

    Attributes:
        architecture: digest of everything but facts and assumptions' wording.
        packs: ``Generation.pack_digest``.
        answers: fact and place -> value of what is said or shown by plan and code.
        evidence: the same of what run time and tests show.
    """

    architecture: str
    packs: str
    answers: Mapping[Ask, str]
    evidence: Mapping[Ask, str]


@dataclass(frozen=True, slots=True)
class Nudge:
    """What a review says and asks.

    Attributes:
        changes: sentences on what changed since the last review; empty where nothing did.
        may_say_nothing_changed: whether "Nothing changed" may be offered.
        ask_again: facts that are too old.
        spot_check: facts to confirm at random before "Nothing changed" counts; every second time.
    """

    changes: tuple[str, ...]
    may_say_nothing_changed: bool
    ask_again: tuple[Ask, ...]
    spot_check: tuple[Ask, ...]


def next_due(today: date, worst: Level | None) -> date:
    """The day of the next review: 180 days on, 365 where no threat is above low (None: no threat at all)."""
    calm = worst is None or worst == "low"
    return today + timedelta(days=DUE_DAYS_LOW if calm else DUE_DAYS)


def pause(asked: int) -> timedelta:
    """How long to wait before what was asked ``asked`` times (from 1) in vain is asked again."""
    return PAUSES[min(asked, len(PAUSES)) - 1]


def worst_level(generation: Generation) -> Level | None:
    """The highest level now among threats that are not mitigated, of those to confirm if the answers are bad."""
    live = (threat for threat in generation.threats if threat.state != "mitigated")
    levels = [t.risk.worst.level if t.state == "to confirm" else t.risk.residual.level for t in live]
    return max(levels, key=level_rank, default=None)


def snapshot(workload: Workload, pack_digest: str) -> Snapshot:
    """What the model rests on now."""
    facts = dict(_facts(workload))
    shown = {ask: fact.value for ask, fact in facts.items() if fact.proof in {"run-time", "test"}}
    said = {ask: fact.value for ask, fact in facts.items() if ask not in shown}
    return Snapshot(_architecture(workload), pack_digest, said, shown)


def nudge(before: Snapshot, workload: Workload, pack_digest: str, now: datetime, reviews: int) -> Nudge:
    """What to say at a review.

    Args:
        before: of the last review or approval.
        workload: as it stands now, answers applied.
        pack_digest: of the library now.
        now: aware.
        reviews: how many reviews there were; every second one spot-checks three facts, others each time.
    """
    changes = tuple(_changes(before, snapshot(workload, pack_digest)))
    old = aged(workload, now)
    spot = spot_check(workload, reviews, frozenset(old)) if not changes and reviews % 2 else ()
    return Nudge(changes, not changes, old, spot)


def aged(workload: Workload, now: datetime) -> tuple[Ask, ...]:
    """The facts whose answer is too old to count on, the oldest first; one without a date is never too old."""
    dated = [(_moment(fact.at), ask) for ask, fact in _facts(workload) if fact.at is not None and _is_old(fact, now)]
    return tuple(ask for _, ask in sorted(dated))


def _is_old(fact: Fact, now: datetime) -> bool:
    days = FACT_DAYS.get(fact.proof)
    return days is not None and fact.at is not None and now - _moment(fact.at) > timedelta(days=days)


def _moment(at: datetime | date) -> datetime:
    if isinstance(at, datetime):
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return datetime.combine(at, time(), UTC)


def _facts(workload: Workload) -> Iterator[tuple[Ask, Fact]]:
    things: list[tuple[str, Facts]] = [(WORKLOAD, workload.facts)]
    for group in (workload.components, workload.flows, workload.assets, workload.zones):
        things += [(one.id, one.facts) for one in group]
    for on, facts in things:
        yield from (((name, on), fact) for name, fact in facts.items())


def _architecture(workload: Workload) -> str:
    bare = workload.model_dump_json(
        by_alias=True,
        include={"kind", "extends", "environment", "zones", "assets", "components", "flows", "assumptions"},
        exclude={name: {"__all__": {"facts"}} for name in ("zones", "assets", "components", "flows")},
    )
    return sha256(bare.encode()).hexdigest()


def _changes(before: Snapshot, now: Snapshot) -> Iterator[str]:
    if before.architecture != now.architecture:
        yield "The architecture is another than at the last review."
    if before.packs != now.packs:
        yield "The rule packs have changed."
    for old, new, what in ((before.answers, now.answers, "answer"), (before.evidence, now.evidence, "check")):
        count = sum(old.get(ask) != new.get(ask) for ask in old.keys() | new.keys())
        if count:
            yield f"{count} {what}{' has' if count == 1 else 's have'} changed."


def spot_check(workload: Workload, reviews: int, but: frozenset[Ask]) -> tuple[Ask, ...]:
    """Three facts to confirm, drawn by a digest over the model, the review and the fact.

    Others each time, and the same if asked again. Only what people said is among them, and nothing of ``but``.
    """

    def lot(ask: Ask) -> str:
        return sha256(f"{workload.id}/{reviews}/{ask[0]}/{ask[1]}".encode()).hexdigest()

    candidates = [ask for ask, fact in _facts(workload) if fact.proof == "said" and ask not in but]
    return tuple(sorted(candidates, key=lot)[:SPOT_CHECKS])
