"""What the store keeps of a threat, what a decision rests on, and what a merge says."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.packs.schema import Accept, Level
from flows.threats.types import State, Threat

Decision = Literal["none", "mitigate", "accept", "not-applicable"]
Status = Literal["open", "to confirm", "mitigating", "mitigated", "accepted", "not applicable", "ruled out"]
Stood = tuple[str, str, str]
"""A fact's full id, what it stands on, and its value."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an acceptance rests on: the threat as it was then, and its last day.

    Attributes:
        grades: the classes of the assets that were at stake.
        parts: the components that it was about.
        pack: name and version of the rule's pack, for the record; its meaning is what ends an acceptance.
    """

    level: Level
    state: State
    facts: tuple[Stood, ...]
    meaning: str
    until: date
    grades: tuple[tuple[str, int], ...] = ()
    parts: tuple[str, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store keeps of a threat.

    Attributes:
        id: UUIDv5 of ``model/rule/on``; a rule that is renamed keeps the first.
        level: residual level now, or the worst of a threat to confirm.
        number: the 12 of ``T-12``, per model, never reused.
        facts: the answers that the state rested on.
        grades: how bad the worst loss of each asset at stake would be; ``parts`` the components that it is about.
        basis: of an acceptance; see ``basis_of``.
        reopened: why the decision no longer holds; None while it does. A new decision clears it.
        judged: the level at which it was set aside or taken on; None where that was not kept, or nothing of it stands.
        due: the last day of what was taken on; None where nothing was.
        accept: the rule's own limit to how long its risk may be borne.
        knowing: ids of assumptions that held no longer when it was decided, and so do not end the decision.
        present: whether the last generation had it at all; its row stays either way.
        was: names that its rule had before, as the last generation that had it said; ``on_was`` those of its thing.
    """

    id: str
    rule: str
    on: str
    state: State
    level: Level
    number: int
    decision: Decision = "none"
    facts: tuple[Stood, ...] = ()
    meaning: str = ""
    basis: Basis | None = None
    reopened: str | None = None
    present: bool = True
    grades: tuple[tuple[str, int], ...] = ()
    parts: tuple[str, ...] = ()
    pack: str = ""
    knowing: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    on_was: tuple[str, ...] = ()
    judged: Level | None = None
    due: date | None = None
    accept: Accept | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of a known threat (rule, state, level, facts, meaning, returned), and why, as a sentence."""

    id: str
    what: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A decision that no longer holds, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The difference, all ids those of the rows.

    Attributes:
        added: threats that were not known.
        unchanged: ids of the rows of which nothing changed.
        changed: what changed, ruled out included.
        gone: rows whose subject or rule is no longer there; kept with their decisions.
        reopened: decisions that ended by this merge.
        rows: every row to keep, in the order of their numbers.
        renamed: (id in the generation, id of its row) where a new name of the rule or of what it stands on makes
            them differ.
        carried: (id of a new row, id of the row whose decision it carries on): where one thing has become several, and
            where the model that this one extends has decided.
        absorbed: (id of a row, id of the row that stands for it now) where several things have become one; it is gone,
            and its decision stays on record with it.
    """

    added: tuple[Threat, ...]
    unchanged: tuple[str, ...]
    changed: tuple[Change, ...]
    gone: tuple[Known, ...]
    reopened: tuple[Reopened, ...]
    rows: tuple[Known, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    absorbed: tuple[tuple[str, str], ...] = ()


def status(state: State, decision: Decision, *, reopened: bool = False) -> Status:
    """The one word shown: the computed state and the human decision together."""
    if state == "ruled out":
        return "ruled out"
    if decision == "not-applicable" and not reopened:
        return "not applicable"
    if state == "mitigated":
        return "mitigated"
    if decision == "accept" and not reopened:
        return "accepted"
    return "mitigating" if decision == "mitigate" and not reopened else state


def basis_of(known: Known, until: date) -> Basis:
    """What an acceptance of the threat as it stands now rests on."""
    return Basis(known.level, known.state, known.facts, known.meaning, until, known.grades, known.parts, known.pack)
