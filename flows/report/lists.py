"""Long lists in short: how much of one is shown, and what is said of the rest. Nothing is left out unsaid."""

from collections.abc import Iterable, Sequence
from typing import Final

MOST_NUMBERS: Final = 100
"""How many numbers of threats, or of mitigations, stand in one place."""
MOST_NAMES: Final = 20


def counted(count: int, one: str, many: str = "") -> str:
    """``1 threat``, ``2 threats``, ``1,200 threats``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def numbered(numbers: Iterable[int]) -> tuple[str, ...]:
    """``T-3``, ``T-12``: in the order of the numbers; of very many the first, and how many more."""
    return capped([f"T-{number}" for number in sorted(numbers)])


def capped(words: Sequence[str], most: int = MOST_NUMBERS) -> tuple[str, ...]:
    """The words; of more than ``most`` the first, and as the last how many more."""
    return tuple(words) if len(words) <= most else (*words[:most], f"{len(words) - most:,} more")


def joined(names: Iterable[str]) -> str:
    """All names with commas; of very many the first, and how many more."""
    return ", ".join(capped(list(dict.fromkeys(names)), MOST_NAMES))


def left_out(count: int, one: str, many: str = "") -> str:
    """What is said of those that a list is too long for; empty where all stand there."""
    if count <= 0:
        return ""
    more = counted(count, f"more {one} is", f"more {many or one + 's'} are")
    return f"{more} counted here and not listed."
