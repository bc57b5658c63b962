"""CIS AWS Foundations Benchmark: which check stands under which id in which version, with a label of our own.

Ids do not survive versions (5.0 and 7.0 share none), so an id is always written with its version, ``7.0/3.1.4``. The
benchmark's own text is not free and not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from flows.frameworks.tables import many, rows

NEWEST: Final = "7.0"
"""The version whose coverage is counted."""


@dataclass(frozen=True, slots=True)
class Control:
    """One recommendation of one version.

    Attributes:
        level: 1 or 2.
        label: our own words, from the first of the checks; empty where no check is known.
        checks: names of Prowler's checks.
    """

    version: str
    id: str
    level: int
    label: str
    checks: tuple[str, ...]

    @property
    def ref(self) -> str:
        """``version/id``, as packs write it."""
        return f"{self.version}/{self.id}"


@cache
def every() -> Mapping[str, Control]:
    """All controls of all versions, by ``version/id``."""
    found = (
        Control(row["version"], row["id"], int(row["level"]), row["label"], many(row["checks"])) for row in rows("cis")
    )
    return MappingProxyType({one.ref: one for one in found})


def controls(version: str = NEWEST) -> tuple[Control, ...]:
    """The controls of one version in its order; none for a version that is not known."""
    return tuple(one for one in every().values() if one.version == version)


def versions() -> tuple[str, ...]:
    """The versions that are known, oldest first."""
    return tuple(dict.fromkeys(one.version for one in every().values()))


def ids_of(check: str) -> Mapping[str, tuple[str, ...]]:
    """Under which ids a check stands, by version."""
    return _by_check().get(check, {})


def named(id_: str) -> tuple[Control, ...]:
    """What a bare id means in each version that has it."""
    return tuple(one for one in every().values() if one.id == id_)


@cache
def _by_check() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in every().values():
        for check in one.checks:
            ids = found.setdefault(check, {})
            ids[one.version] = (*ids.get(one.version, ()), one.id)
    return found
