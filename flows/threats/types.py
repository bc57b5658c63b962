"""What a generation says, as plain immutable data. It is made by ``flows.threats.generate`` and by nothing else.

``on`` names what a threat or a fact stands on: the id of a component, flow or asset, or ``workload``; the rule or
fact beside it fixes which kind is meant. All text is plain: whoever shows it escapes it for where it goes.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, Protocol, get_args

from flows.lazy import Each
from flows.packs.schema import Accept, Actor, Family, Level, Refs, Role, Stride
from flows.risk import LEVELS, Outcome, Rating, Risk, level_rank
from flows.workload.model import Workload

State = Literal["open", "to confirm", "mitigated", "ruled out"]
Confidence = Literal[
    "run time", "code or plan", "said by the role that knows", "said by another", "presumed", "unknown"
]  # fmt: skip
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
"""Surest first."""
MitigationState = Literal["in place", "claimed", "refuted", "missing", "unknown"]
Ask = tuple[str, str]
"""A fact's full id and what it stands on."""
Cause = tuple[Hashable, ...]
Order = tuple[int, int, int, str]
"""By level, the heaviest first; by state; by confidence, the surest first; by rule."""
Grounds = tuple[tuple[str, str], ...]
"""Facts' full ids, each with its answer; empty where nothing is answered."""
Measures = tuple[tuple[str, MitigationState, bool], ...]
"""Mitigations' full ids, each with its state and whether it belongs to a set that would mitigate the threat."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a threat rests on.

    Attributes:
        fact: full id ``pack/fact``; empty where the architecture itself is the reason.
        words: the answer in words for people, or the sentence about the architecture.
        value: the choice, or None where nothing is answered.
        by: who or which file line said so.
        at: when it was said.
        on: id of what the fact stands on.
        question: what was asked, placeholders filled; empty for the architecture.
    """

    fact: str
    words: str
    value: str | None
    by: str | None
    at: datetime | date | None
    on: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class MitigationView:
    """A mitigation as it stands for one threat.

    Attributes:
        id: full id ``pack/mitigation``.
        title: what is done.
        how: steps.
        effort: low, medium or high.
        does: prevent, contain, detect or recover.
        state: in place (proved), claimed (only said), refuted (said, and shown to be wrong), missing or unknown.
        action: confirm-setting, rule-check or roadmap.
        in_set: True where it belongs to a set that would mitigate the threat; False where it only helps.
    """

    id: str
    title: str
    how: tuple[str, ...]
    effort: Literal["low", "medium", "high"]
    does: Literal["prevent", "contain", "detect", "recover"]
    state: MitigationState
    action: Literal["confirm-setting", "rule-check", "roadmap"]
    in_set: bool


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat that is open, to confirm or mitigated.

    Attributes:
        id: UUIDv5 of ``model/rule/on``.
        rule: full id ``pack/rule``.
        on: id of what it stands on; ``on_name`` is its name for people.
        components: ids of the components involved, the one to mend first (a flow's target) first.
        because: what the state rests on.
        vulnerability: what is weak, or, of a mitigated one, how it stands.
        asks: what is unanswered and bears on the state or the risk.
        boundary: the zones between which the most sensitive asset crosses here; empty where it does not.
        was: full ids that the rule had before; ``meaning`` a digest of what it says and when.
        on_was: ids that what it stands on had before.
        grades: (asset's id, how bad its worst loss here would be) of the assets at stake.
        parts: ids of the components that it is about; of an asset's those that hold it.
        outcomes: what each of its sets would leave; see ``flows.threats.outcomes``.
        settled_by: those of ``asks`` that a threat to confirm waits for.
        decisive: these, and those that could change the level.
        refs: ids in other people's lists (ATT&CK, CWE …).
        responsibility: (side, what it answers for), sides as in the pack.
        accept: the rule's own limit on acceptance.
        pack_version: ``name@version`` of the rule's pack.
    """

    id: str
    rule: str
    on: str
    on_name: str
    title: str
    statement: str
    state: Literal["open", "to confirm", "mitigated"]
    because: tuple[Reason, ...]
    stride: tuple[Stride, ...]
    refs: Refs
    family: Family
    actor: Actor
    vulnerability: str
    first_step: str
    red_team: str
    confidence: Confidence
    responsibility: tuple[tuple[str, str], ...]
    risk: Risk
    mitigations: tuple[MitigationView, ...]
    asks: tuple[Ask, ...]
    accept: Accept | None
    not_this_when: str
    scanners_blind_because: str | None
    hygiene: bool
    pack_version: str
    components: tuple[str, ...] = ()
    settled_by: tuple[Ask, ...] = ()
    decisive: tuple[Ask, ...] = ()
    boundary: str = ""
    was: tuple[str, ...] = ()
    meaning: str = ""
    on_was: tuple[str, ...] = ()
    grades: tuple[tuple[str, int], ...] = ()
    parts: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def stands_at(self) -> Rating:
        """The rating by which it is ordered and counted: residual now, or the worst where it is to confirm."""
        return self.risk.worst if self.state == "to confirm" else self.risk.residual

    @property
    def standing(self) -> Level:
        """The level of that rating."""
        return self.stands_at.level

    @property
    def near(self) -> str:
        """The id of the thing to mend first."""
        return self.components[0] if self.components else self.on

    @property
    def order(self) -> Order:
        """What it is put in order by, weights apart."""
        return order_of(self.standing, self.state, self.confidence, self.rule)

    @property
    def cause(self) -> Cause:
        """What two threats share that stand on one card: see ``flows.threats.cards``."""
        lacking = tuple(sorted(m.id for m in self.mitigations if m.in_set and m.state in ("missing", "refuted")))
        weak = frozenset((one.fact, one.value or "") for one in self.because if one.fact)
        return cause_of(self, weak, lacking, self.settled_by)

    @property
    def grounds(self) -> Grounds:
        """The answers on which its state rests, in their order."""
        return tuple((one.fact, one.value or "") for one in self.because if one.fact)

    @property
    def measures(self) -> Measures:
        """Its mitigations and how they stand here."""
        return tuple((one.id, one.state, one.in_set) for one in self.mitigations)


_PLACES: Final[dict[State, int]] = {state: place for place, state in enumerate(get_args(State))}
_HEAVIEST: Final[dict[Level, int]] = {level: -level_rank(level) for level in LEVELS}
_SUREST: Final[dict[Confidence, int]] = {word: place for place, word in enumerate(CONFIDENCES)}


def order_of(standing: Level, state: State, confidence: Confidence, rule: str) -> Order:
    """What threats are put in order by, weights and what they stand on apart."""
    return (_HEAVIEST[standing], _PLACES[state], _SUREST[confidence], rule)


def cause_of(
    threat: "Ranked", weak: frozenset[tuple[str, str]], lacking: tuple[str, ...], waits_for: tuple[Ask, ...]
) -> Cause:
    """Open: the same weak answers and the same fix. To confirm: the same rule and the same questions. Else it is alone.

    Args:
        threat: what it is about.
        weak: the facts that its state rests on, with their values.
        lacking: the mitigations of its sets that are not in place.
        waits_for: the questions that it waits for.
    """
    if threat.state == "open" and weak and lacking and not threat.hygiene:
        return (threat.state, weak, lacking)
    if threat.state == "to confirm" and waits_for and not threat.hygiene:
        return (threat.state, threat.rule, frozenset(waits_for))
    return (threat.state, threat.rule, threat.on)


class Ranked(Protocol):
    """What is known of a threat before it is put into words, by which threats are ordered, grouped and counted."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def on(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102
    @property
    def standing(self) -> Level: ...  # noqa: D102
    @property
    def confidence(self) -> Confidence: ...  # noqa: D102
    @property
    def family(self) -> str: ...  # noqa: D102
    @property
    def actor(self) -> str: ...  # noqa: D102
    @property
    def hygiene(self) -> bool: ...  # noqa: D102
    @property
    def near(self) -> str: ...  # noqa: D102
    @property
    def cause(self) -> Cause: ...  # noqa: D102
    @property
    def order(self) -> Order: ...  # noqa: D102
    @property
    def boundary(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def on_name(self) -> str: ...  # noqa: D102
    @property
    def components(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def risk(self) -> Risk: ...  # noqa: D102
    @property
    def refs(self) -> Refs: ...  # noqa: D102
    @property
    def grounds(self) -> Grounds: ...  # noqa: D102
    @property
    def measures(self) -> Measures: ...  # noqa: D102


class Asking(Protocol):
    """What is known of a fact to confirm before its question is put into words; see ``ToConfirm``."""

    @property
    def fact(self) -> str: ...  # noqa: D102
    @property
    def on(self) -> str: ...  # noqa: D102
    @property
    def settles(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def worst(self) -> Level: ...  # noqa: D102
    @property
    def minutes(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it reads in its place: the text, and the name of what the fact stands on."""

    question: str
    on_name: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody who knows says of a contested fact."""

    role: Role
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a generation has to know beside the workload.

    Attributes:
        today: the day for which it is made, for what was tried or said too long ago; None takes all as fresh.
        contested: facts of which people who know differ, with what each says.
        overdue: facts that nobody could answer at two reviews running.
        base: the system that this model extends, as it stands by itself: only what the extension adds or makes
            worse is listed.
    """

    today: date | None = None
    contested: Mapping[Ask, tuple[Voice, ...]] = field(default_factory=dict)
    overdue: frozenset[Ask] = frozenset()
    base: Workload | None = None


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A rule that does not apply to what it could stand on, on record with its reason.

    Attributes:
        because: one sentence, without who said what it rests on.
        by: who said that; None where nobody is named.
    """

    rule: str
    on: str
    title: str
    because: str
    was: tuple[str, ...] = ()
    on_was: tuple[str, ...] = ()
    by: str | None = None

    def told(self, person: Callable[[str], str] = str) -> str:
        """The sentence, with who says so; ``person`` gives how their id reads."""
        return f"{self.because.rstrip('.')}, says {person(self.by)}." if self.by else self.because


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One unanswered fact and the threats that hang under it: the after-action item.

    Attributes:
        fact: full id; ``on`` is the id of what it stands on.
        question: placeholders filled.
        who: the roles that know.
        choices: (value, words) in the pack's order.
        settles: ids of the threats that are to confirm because of it, in priority order.
        worst: the highest level that these reach if the answer is bad.
        minutes: the effort of finding out.
        contested: where people who know differ, what each of them says.
        overdue: nobody could answer it at two reviews running.
    """

    fact: str
    on: str
    question: str
    why: str
    who: tuple[Role, ...]
    choices: tuple[tuple[str, str], ...]
    settles: tuple[str, ...]
    worst: Level
    unknown_leads_to: str | None
    minutes: int
    on_name: str = ""
    contested: tuple[Voice, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Generation:
    """All that the rules say about one workload.

    Attributes:
        workload: the workload's id.
        threats: in order of priority.
        ruled_out: by rule and subject.
        to_confirm: the facts to look at, most useful first.
        notes: sentences for people about what could not be judged.
        pack_digest: the version of the library that was used.
    """

    workload: str
    threats: Sequence[Threat]
    ruled_out: Sequence[RuledOut]
    to_confirm: Sequence[ToConfirm]
    notes: tuple[str, ...]
    pack_digest: str

    @property
    def ranked(self) -> Sequence[Ranked]:
        """The threats by what orders them, without their words."""
        return self.threats.of if isinstance(self.threats, Each) else self.threats

    @property
    def asking(self) -> Sequence[Asking]:
        """The facts to confirm without their words."""
        return self.to_confirm.of if isinstance(self.to_confirm, Each) else self.to_confirm
