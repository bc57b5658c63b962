"""The security pillar of the AWS Well-Architected Framework: its best practices by slug.

Numbers move between editions, and slugs do too; a slug has an address of its own, so packs write slugs. ``called``
knows the number of this edition and, where a practice has kept its slug, that of the edition before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from flows.frameworks.tables import rows

ADDRESS: Final = "https://docs.aws.amazon.com/wellarchitected/latest/framework/{slug}.html"


@dataclass(frozen=True, slots=True)
class Practice:
    """One best practice: its number in this edition, and in the one before where it is known."""

    id: str
    slug: str
    title: str
    area: str
    old_id: str

    @property
    def address(self) -> str:
        """AWS's page about it."""
        return ADDRESS.format(slug=self.slug)


@cache
def practices() -> Mapping[str, Practice]:
    """All best practices of the security pillar in their order, by slug."""
    found = (
        Practice(row["id"], row["slug"], row["title"], row["area"], row["old_id"]) for row in rows("well_architected")
    )
    return MappingProxyType({one.slug: one for one in found})


def called(id_: str) -> tuple[Practice, ...]:
    """The practices that have this number, in this edition first, then in the one before."""
    every = practices().values()
    return tuple(dict.fromkeys([one for one in every if one.id == id_] + [one for one in every if one.old_id == id_]))
