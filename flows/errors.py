"""The errors of the domain; each one's message is for people.

FlowsError
├── InputRefused        a file or value that cannot be used: where, what was expected, what to do
└── NotKnown            a name that nothing answers to, or more than one thing
"""

from dataclasses import dataclass


class FlowsError(Exception):
    """Something in the domain cannot be done; the message says what and what to do next."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input: a file, a line (1-based, 0 where unknown) and a path such as ``components/2/type``."""

    file: str
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        """``file:line (path)`` with the parts that are known."""
        spot = f"{self.file}:{self.line}" if self.line else self.file
        return f"{spot} ({self.path})" if self.path else spot


class InputRefused(FlowsError):
    """Input that cannot be used.

    Attributes:
        problems: every problem found, in the order of the file, as (place, sentence).
    """

    def __init__(self, problems: list[tuple[Place, str]]) -> None:
        """Keep all problems; the message lists the first ten."""
        self.problems = problems
        lines = [f"{place}: {text}" for place, text in problems[:10]]
        if len(problems) > 10:
            lines.append(f"… and {len(problems) - 10} more")
        super().__init__("\n".join(lines))


class NotKnown(FlowsError):
    """A name that nothing answers to, or more than one thing; the message names the nearest ones."""
