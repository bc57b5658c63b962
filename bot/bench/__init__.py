"""Benchmarks: each figure is a ratio to a peer or to a physical limit, measured in the same run."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One result; ``ratio`` is how many times better than what it is measured against."""

    name: str
    figure: float
    unit: str
    against: str
    ratio: float
    goal: float

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.ratio >= self.goal

    def as_json(self) -> dict[str, object]:
        """As ``threatbot bench --json`` prints it."""
        return {**asdict(self), "holds": self.holds}
