"""What a report is made from: the workload, its generation, and what people decided, as plain immutable data.

The bot fills all of it; the command line, where nobody has decided anything, uses ``undecided``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from flows.coverage import Coverage
from flows.headline import headline
from flows.merge import Decision, Status, status
from flows.packs.schema import Level, Role
from flows.risk import level_rank
from flows.threats.types import Generation, Ranked
from flows.workload.assumptions import bears
from flows.workload.model import Workload, day_of
from flows.workload.types import type_title

ActionKind = Literal["confirm-setting", "rule-check", "roadmap"]
Side = Literal["customer", "aws", "third_party", "shared"]
"""Who answers for a layer of a component; the third party of an external system is its vendor."""
People = Callable[[str], str] | Mapping[str, str]
"""A person's id -> the name to show; an id that a mapping does not hold is shown as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a pack says of its component type: its title, and who answers for its layers, as far as it says."""

    title: str
    layers: Mapping[str, Side] = field(default_factory=dict)


Layers = Mapping[str, Kind]
"""Component type -> what its pack says of it."""


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody accepts a risk as far as these roles go; others have still to agree.

    Attributes:
        until: the last day that they agreed to.
    """

    by: str
    at: datetime
    roles: tuple[Role, ...]
    until: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that stands.

    Attributes:
        kind: mitigate, accept or not-applicable.
        by: the person's id.
        at: when, aware.
        reason: as the person wrote it, with the coded reason in words where there is one.
        until: the last day of an acceptance.
        items: titles of the mitigations that were taken on.
        reopened: why an acceptance no longer holds; empty while it does.
        times: how often the risk has been accepted by now, this time included.
        halves: those who accepted their parts before, where it took several roles.
        leaves: the level that what was taken on leaves once it is done; None where nobody knows.
    """

    kind: Decision
    by: str
    at: datetime
    reason: str = ""
    until: date | None = None
    items: tuple[str, ...] = ()
    reopened: str = ""
    times: int = 1
    halves: tuple[Half, ...] = ()
    leaves: Level | None = None


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An after-action item that somebody took on.

    Attributes:
        title: what is to be done; that of its mitigation where it belongs to one.
        kind: confirm-setting, rule-check or roadmap.
        owner: the person's id.
        due: the day it is due.
        state: one word such as open or done.
        settles: the numbers of the threats that it closes or lowers.
        put_off: how often it was put off and for when it was first promised, in words; empty where never.
    """

    title: str
    kind: ActionKind
    owner: str
    due: date | None
    state: str
    settles: tuple[int, ...]
    put_off: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """Somebody stands by one version of the model, in these roles."""

    by: str
    at: datetime
    version: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that a report says.

    Attributes:
        workload: as it was generated from, answers applied.
        generation: its threats, in order of priority.
        numbers: threat id -> the 12 of ``T-12``.
        generated_at: when the generation was made, aware.
        version: the model's version; 0 where nobody counts versions.
        decisions: threat id -> the decision that stands.
        halves: threat id -> those who accepted their parts of its risk, while others have still to.
        actions: the after-action items taken on.
        approvals: oldest first.
        history: sentences, oldest first.
        people: how a person's id reads.
        next_review: the day of the next review; None where none is dated.
        touched_by: the roles of all who answered or decided anything.
        layers: component types with their titles and who answers for what; None where no pack was asked.
        coverage: other people's lists, laws and standards that concern it; empty where no pack was asked.
        extends: what the model that it extends is called, where that is known.
        adds: whether only what it adds to the model that it extends is listed.

    Raises:
        ValueError: a threat has no number, or shares one.
    """

    workload: Workload
    generation: Generation
    numbers: Mapping[str, int]
    generated_at: datetime
    version: int = 0
    decisions: Mapping[str, Decided] = field(default_factory=dict)
    actions: Sequence[ActionItem] = ()
    approvals: Sequence[Approved] = ()
    history: Sequence[str] = ()
    people: People = field(default_factory=dict)
    next_review: date | None = None
    touched_by: Sequence[Role] = ()
    layers: Layers | None = None
    halves: Mapping[str, Sequence[Half]] = field(default_factory=dict)
    coverage: Sequence[Coverage] = ()
    extends: str = ""
    adds: bool = False

    def __post_init__(self) -> None:
        """Refuse threats that could not be told apart."""
        found = [self.numbers.get(threat.id) for threat in self.generation.ranked]
        if None in found or len(set(found)) < len(found):
            raise ValueError("every threat of a report needs a number of its own")

    @property
    def headline(self) -> str:
        """The counts in one line, what was decided by its own word."""
        return headline((self.status(threat), threat) for threat in self.generation.ranked)

    def number(self, threat: Ranked) -> str:
        """``T-12``."""
        return f"T-{self.numbers[threat.id]}"

    def status(self, threat: Ranked) -> Status:
        """The one word shown: the computed state and the decision together."""
        decided = self.decisions.get(threat.id)
        return status(threat.state, decided.kind, reopened=bool(decided.reopened)) if decided else threat.state

    def type_called(self, type_: str) -> str:
        """What people read for the component type."""
        return type_title(type_, {name: kind.title for name, kind in (self.layers or {}).items()})

    def person(self, id_: str) -> str:
        """How the person's id reads."""
        return self.people(id_) if callable(self.people) else self.people.get(id_, id_)

    @property
    def base(self) -> str:
        """What the model that it extends is called; empty where it extends none."""
        return self.extends or self.workload.extends or ""

    @property
    def additions(self) -> str:
        """What is to be said of a model of which only the additions are listed; empty for any other."""
        return f"Only what it adds to {self.base} is listed, and what it makes worse there." if self.adds else ""

    @cached_property
    def rests_on(self) -> Mapping[str, Sequence[str]]:
        """Id of an assumption -> ids of the threats that rest on it."""
        named = [one for one in self.workload.assumptions if one.threats]
        return {
            one.id: tuple(threat.id for threat in self.generation.ranked if bears(one, threat.rule, threat.on))
            for one in named
        }

    @property
    def today(self) -> date:
        """The day, in UTC, as of which it speaks."""
        return day_of(self.generated_at)

    def at_or_above(self, level: Level) -> tuple[Ranked, ...]:
        """The threats that are open, being mitigated or to confirm with a residual level now of ``level`` or more."""
        return tuple(
            threat
            for threat in self.generation.ranked
            if self.status(threat) in {"open", "to confirm", "mitigating"}
            and level_rank(threat.risk.residual.level) >= level_rank(level)
        )


def undecided(
    workload: Workload,
    generation: Generation,
    generated_at: datetime,
    layers: Layers | None = None,
    coverage: Sequence[Coverage] = (),
) -> Report:
    """The report of a generation on which nobody has decided yet; its threats are numbered in order of priority."""
    numbers = {threat.id: number for number, threat in enumerate(generation.ranked, 1)}
    return Report(workload, generation, numbers, generated_at, layers=layers, coverage=coverage)
