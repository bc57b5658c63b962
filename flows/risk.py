"""Risk as a sum that a developer can follow by eye: likelihood, impact, a table, and what a mitigation leaves.

Which moves and sets hold, and which assets are at stake, is judged by ``flows.threats``; this is the arithmetic.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flows.conditions import FactIs, facts_of
from flows.packs.index import Library
from flows.packs.organisation import LETTERS, risk_rows
from flows.packs.schema import Leaves, Level, Likelihood, Loss, Move
from flows.workload.model import Asset, Proof

LEVELS: Final[tuple[Level, ...]] = ("low", "medium", "high", "critical")
PROOFS: Final[tuple[Proof, ...]] = ("said", "plan", "code", "test", "run-time")
"""Weakest first."""

DEFAULT_ROWS: Final = ("LLLLM", "LLLMH", "LLMHH", "LMMHC", "LMHCC")
PRESUMED_GRADE: Final = 3
"""The grade of a loss of which neither the asset nor its category says anything."""

CATEGORY_GRADES: Final[dict[str, dict[Loss, int]]] = {
    "personal": {"confidentiality": 4, "integrity": 3, "availability": 2, "privacy": 4},
    "health": {"confidentiality": 5, "integrity": 5, "availability": 4, "privacy": 5, "safety": 4},
    "cardholder": {"confidentiality": 5, "integrity": 4, "availability": 3, "money": 4},
    "credentials": {"confidentiality": 5, "integrity": 5, "availability": 3},
    "secrets": {"confidentiality": 5, "integrity": 5, "availability": 3},
    "customer": {"confidentiality": 4, "integrity": 4, "availability": 3},
    "business": {"confidentiality": 3, "integrity": 3, "availability": 3, "money": 3},
    "public": {"confidentiality": 1, "integrity": 3, "availability": 2},
}
"""What an asset is graded where it says nothing itself; the highest of its categories counts."""

IF_BAD: Final = "if the answers are bad"
SO_FAR: Final = "by what is known so far"
"""What is said of a level that a threat to confirm would have; it has none yet."""

_LOSS_WORDS: Final[dict[Loss, str]] = {
    "confidentiality": "disclosure of",
    "integrity": "tampering with",
    "availability": "unavailability of",
    "safety": "danger to people through",
    "money": "financial loss through",
    "privacy": "loss of privacy through",
    "others": "harm to others through",
}
_ALWAYS_GRADED: Final = frozenset({"confidentiality", "integrity", "availability"})


@dataclass(frozen=True, slots=True)
class Table:
    """Levels by likelihood (rows 1 to 5) and impact (columns 1 to 5); an organisation may replace it.

    Raises:
        ValueError: not five rows of five letters L, M, H, C, or a level that falls as a number rises.
    """

    rows: tuple[str, ...] = DEFAULT_ROWS

    def __post_init__(self) -> None:
        """Refuse a table that is not 5 x 5 or that falls."""
        risk_rows(self.rows)

    def rate(self, likelihood: int, impact: int) -> "Rating":
        """The rating of a likelihood and an impact, each 1 to 5."""
        letter = self.rows[likelihood - 1][impact - 1]
        return Rating(likelihood, impact, LEVELS[LETTERS.index(letter)])


@dataclass(frozen=True, slots=True)
class Rating:
    """Likelihood and impact, 1 to 5, and the level that the table gives for them."""

    likelihood: int
    impact: int
    level: Level


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one set of mitigations leaves once all of it is in place and proved.

    Attributes:
        all: their full ids.
        leaves: the rating then, by what is known; of a threat to confirm if the answers are bad.
        enough: whether the threat is mitigated by it; else it is only better.
    """

    all: tuple[str, ...]
    leaves: Rating
    enough: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """Both ends of a risk.

    Attributes:
        inherent: before any set of mitigations counts.
        residual: now, with what holds as far as its proof goes.
        if_claims_hold: the same if all that is only claimed were proved.
        line: the sum in one line.
        worst: the residual rating if every unanswered fact turns out badly.
    """

    inherent: Rating
    residual: Rating
    if_claims_hold: Rating
    line: str
    worst: Rating


@dataclass(frozen=True, slots=True)
class Impact:
    """How bad the loss would be, 1 to 5; why, in words; which losses count; assets whose grade is presumed."""

    value: int
    because: str
    lost: tuple[Loss, ...] = ()
    presumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldSet:
    """A set of mitigations that holds: what it leaves, its weakest proof, and what its mitigations do.

    ``recovers`` where a recovery was tried lately; ``in_time`` where the loss takes longer than the response to an
    alarm.
    """

    leaves: Leaves
    proof: Proof
    contains: bool = False
    recovers: bool = False
    in_time: bool = False


DEFAULT_TABLE: Final = Table()


def table_of(library: Library) -> Table:
    """The organisation's risk table, where it has one."""
    return DEFAULT_TABLE if library.risk_rows is None else Table(library.risk_rows)


def level_rank(level: Level) -> int:
    """0 for low to 3 for critical."""
    return LEVELS.index(level)


def is_severe(level: Level) -> bool:
    """Whether it is high or critical: then security accepts and approves, and whatever else is decided is told."""
    return level_rank(level) >= level_rank("high")


def weakest(proofs: Iterable[Proof]) -> Proof:
    """The weakest of the proofs; ``said`` where there is none."""
    return min(proofs, key=PROOFS.index, default="said")


def grade(asset: Asset, loss: Loss) -> int | None:
    """How bad the loss is for the asset: its own word, else its categories'; None where neither says."""
    own: int | None = getattr(asset, loss)
    if own is not None:
        return own
    known = [CATEGORY_GRADES[name][loss] for name in asset.category if loss in CATEGORY_GRADES[name]]
    return max(known, default=None)


def impact_of(assets: Sequence[Asset], lost: Sequence[Loss], floor: int, because: str | None) -> Impact:
    """The highest value among what is lost, never under the floor.

    Safety, money, privacy and harm to others count only where an asset or its category says so. Where nothing says
    anything and the rule sets no floor, ``PRESUMED_GRADE`` counts, and the assets are named in ``presumed``.

    The reason is of what set the value. Where several did, the rule's own reason for its floor comes first, since it is
    about this threat alone; then the loss that the rule names first.
    """
    graded = [(grade(asset, loss), loss, asset) for loss in lost for asset in assets]
    counts = [each for each in graded if each[0] is not None or each[1] in _ALWAYS_GRADED]
    silent = {asset.id for value, _, asset in counts if value is None}
    presumed = tuple(dict.fromkeys(asset.name for asset in assets if asset.id in silent))
    if not counts and floor == 1:
        return Impact(PRESUMED_GRADE, "presumed: nothing says what would be lost", tuple(lost), presumed)
    worst = max(counts, key=lambda item: _or_presumed(item[0]), default=None)
    if worst is None or _or_presumed(worst[0]) < floor or (because and _or_presumed(worst[0]) == floor > 1):
        return Impact(floor, because or "the least that this threat costs", tuple(lost), presumed)
    value, loss, asset = worst
    words = f"{_LOSS_WORDS[loss]} {asset.name}{', presumed' if value is None else ''}"
    return Impact(_or_presumed(value), words, tuple(lost), presumed)


def _or_presumed(value: int | None) -> int:
    return PRESUMED_GRADE if value is None else value


def likelihood_of(base: int, moves: Iterable[int]) -> int:
    """The base and its moves, these summing to -2 to +2; 1 to 5."""
    return max(1, min(5, base + max(-2, min(2, sum(moves)))))


def extremes(doubtful: Iterable[Move]) -> tuple[int, int]:
    """The least and the most that moves in doubt may come to.

    One answer is given to a fact, so of the moves that rest on one fact only those of a single choice count; what the
    facts come to is summed.
    """
    by_facts: defaultdict[frozenset[str], list[Move]] = defaultdict(list)
    for move in doubtful:
        by_facts[facts_of(move.when)].append(move)
    steps = [tuple(_steps(moves)) for moves in by_facts.values()]
    return sum(min(0, *each) for each in steps), sum(max(0, *each) for each in steps)


def _steps(moves: Sequence[Move]) -> Iterator[int]:
    """What moves on the same facts come to: choice by choice where each asks for a choice, else one by one."""
    by_choice: defaultdict[str, int] = defaultdict(int)
    for move in moves:
        if isinstance(move.when, FactIs):
            for choice in move.when.values:
                by_choice[choice] += move.by
        else:
            yield move.by
    yield from by_choice.values()


def assess(
    likelihood: Likelihood,
    moved: Sequence[Move],
    doubtful: Sequence[Move],
    impact: Impact,
    held: Sequence[HeldSet],
    table: Table = DEFAULT_TABLE,
) -> Risk:
    """The risk of one threat.

    Args:
        likelihood: the rule's base and reason.
        moved: the moves whose condition holds.
        doubtful: the moves of which it is unknown; the most that they may come to counts in ``worst`` alone.
        impact: what would be lost.
        held: the sets that hold; the best decides, and nothing is multiplied.
        table: levels by likelihood and impact.
    """
    steps = [move.by for move in moved]
    inherent = table.rate(likelihood_of(likelihood.base, steps), impact.value)
    feared = table.rate(likelihood_of(likelihood.base, [*steps, extremes(doubtful)[1]]), impact.value)
    worst = best([_left_now(feared, one, impact.lost, table) for one in held], feared)
    residual = best([_left_now(inherent, one, impact.lost, table) for one in held], inherent)
    proved = best([left_if_proved(inherent, one, impact.lost, table) for one in held], inherent)
    line = _sum(likelihood, moved, inherent, impact) + _then(inherent, residual, proved)
    return Risk(inherent, residual, proved, line, worst)


def unconfirmed(risk: Risk) -> str:
    """The sum of a threat to confirm, which says of its level that it is none yet."""
    if risk.worst.level == risk.residual.level:
        return f"{risk.line} {IF_BAD}"
    return f"{risk.line} {SO_FAR}, {risk.worst.level.capitalize()} {IF_BAD}"


def best(left: Sequence[Rating], inherent: Rating) -> Rating:
    """The lowest of the ratings that are left, at most the inherent one."""
    return min([*left, inherent], key=lambda r: (level_rank(r.level), r.likelihood * r.impact, r.likelihood))


def left_if_proved(inherent: Rating, held: HeldSet, lost: Sequence[Loss], table: Table = DEFAULT_TABLE) -> Rating:
    """What the set leaves of the inherent risk if it is wholly proved."""
    likelihood = min(inherent.likelihood, held.leaves.likelihood or inherent.likelihood)
    impact = min(inherent.impact, held.leaves.impact or inherent.impact)
    return table.rate(likelihood, max(impact, inherent.impact - _most_impact_drop(held, lost)))


def _most_impact_drop(held: HeldSet, lost: Sequence[Loss]) -> int:
    """Impact falls by containing, 2 at most; by restoring data, or an alarm in time, 1 at most."""
    if held.contains:
        return 2
    restores = held.recovers and set(lost) <= {"integrity", "availability"}
    return 1 if restores or held.in_time else 0


def _left_now(inherent: Rating, held: HeldSet, lost: Sequence[Loss], table: Table) -> Rating:
    """What the set leaves as far as its proof goes."""
    proved = left_if_proved(inherent, held, lost, table)
    rating = table.rate(
        _as_far_as(held.proof, inherent.likelihood, proved.likelihood),
        _as_far_as(held.proof, inherent.impact, proved.impact),
    )
    if held.proof == "said" and inherent.level == "critical" and rating.level == "low":
        return Rating(rating.likelihood, rating.impact, "medium")
    return rating


def _as_far_as(proof: Proof, before: int, after: int) -> int:
    """Said: half of the drop, rounded down; plan or code: all of it, not below 2; test or run time: all."""
    if proof == "said":
        return before - (before - after) // 2
    return after if proof in {"test", "run-time"} else max(after, min(before, 2))


def _sum(likelihood: Likelihood, moved: Sequence[Move], inherent: Rating, impact: Impact) -> str:
    moves = "".join(f" {move.by:+d} ({move.because})" for move in moved if move.by)
    total = f" = {inherent.likelihood}" if moves else ""
    return (
        f"likelihood {likelihood.base} ({likelihood.because}){moves}{total}, "
        f"impact {impact.value} ({impact.because}), together {inherent.level.capitalize()}"
    )


def _then(inherent: Rating, residual: Rating, proved: Rating) -> str:
    if proved == inherent:
        return ""
    if residual == inherent:
        return f"; what is claimed counts only with proof: then {_short(proved)}"
    now = f"; with what holds now {_short(residual)}"
    return now if proved == residual else f"{now}, {_short(proved)} if the claims hold"


def _short(rating: Rating) -> str:
    return f"{rating.level.capitalize()} (likelihood {rating.likelihood}, impact {rating.impact})"
