"""What laws and standards ask of the technique: requirements by id, in our own words, and what would serve them.

From the categories of a model's assets follow the regimes, and within them the requirements. A requirement names
families of threats and what mitigations do there, and where a family holds more than it is about, words that the
mitigation itself must say; so packs need no field for it. Serving is not meeting: an auditor decides that.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from flows.frameworks.tables import document
from flows.validate import validated

Does = Literal["prevent", "contain", "detect", "recover"]
Word = Annotated[str, Field(min_length=1, max_length=120)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServedBy(_Closed):
    """What serves a requirement: mitigations that do this in rules of these families, and speak of this subject."""

    families: tuple[Word, ...] = Field(min_length=1)
    does: tuple[Does, ...] = Field(min_length=1)
    about: Word | None = None

    def holds(self, family: str, does: str, words: str) -> bool:
        """Whether a mitigation that ``does`` this in a rule of this family, and says these words, serves."""
        return family in self.families and does in self.does and (self.about is None or speaks_of(self.about, words))


class Requirement(_Closed):
    """One requirement; ``categories`` narrow those of its regime where they are given."""

    id: Word
    label: Word
    categories: tuple[Word, ...] = ()
    served_by: tuple[ServedBy, ...] = Field(min_length=1)

    def serves(self, family: str, does: str, words: str) -> bool:
        """Whether such a mitigation serves it in any way; ``words`` are its title and steps."""
        return any(one.holds(family, does, words) for one in self.served_by)


class Regime(_Closed):
    """A law or standard, the categories of assets that bring it in, and its requirements in order."""

    id: Word
    title: Word
    edition: Word
    categories: tuple[Word, ...] = Field(min_length=1)
    requirements: tuple[Requirement, ...] = Field(min_length=1)

    def applying(self, categories: Iterable[str]) -> tuple[Requirement, ...]:
        """The requirements that assets of these categories bring in; none where the regime does not apply."""
        held = set(categories)
        if held.isdisjoint(self.categories):
            return ()
        return tuple(one for one in self.requirements if not one.categories or not held.isdisjoint(one.categories))


class _File(_Closed):
    about: dict[Word, tuple[Word, ...]]
    regimes: tuple[Regime, ...]


@cache
def regimes() -> Mapping[str, Regime]:
    """All regimes, by id."""
    return MappingProxyType({one.id: one for one in _file().regimes})


def speaks_of(subject: str, words: str) -> bool:
    """Whether the words hold one that begins as the subject's do, in any case.

    Raises:
        KeyError: no subject is called so in the file.
    """
    return bool(_subjects()[subject].search(words))


@cache
def _subjects() -> Mapping[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{'|'.join(map(re.escape, begin))})", re.IGNORECASE)
        for name, begin in _file().about.items()
    }


@cache
def _file() -> _File:
    return validated(document("regimes"), _File)


def regimes_for(categories: Iterable[str]) -> tuple[Regime, ...]:
    """The regimes that assets of these categories bring in."""
    held = tuple(categories)
    return tuple(one for one in regimes().values() if one.applying(held))
