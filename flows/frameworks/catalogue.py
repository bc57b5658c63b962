"""All frameworks in one shape: a name, an edition, and items that apply to component types or categories of assets.

Coverage counts over this shape. Which ids a design can answer at all, and for which types, stands in ``scope.yaml``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from flows.errors import NotKnown
from flows.frameworks import attack, cis
from flows.frameworks.regimes import Regime, regimes
from flows.frameworks.tables import document
from flows.frameworks.well_architected import practices
from flows.frameworks.zero_trust import tenets
from flows.validate import validated
from flows.words import instead, shown

ANY: Final = ("*",)


@dataclass(frozen=True, slots=True)
class Item:
    """One id of a framework.

    Attributes:
        id: as packs write it.
        label: its name, or our own words.
        types: the component types for which it means something; one that ends in ``*`` is a beginning.
        categories: the categories of assets that bring it in; empty where it hangs on types alone.
        excluded: why no design can answer it; empty where one can.
    """

    id: str
    label: str
    types: tuple[str, ...] = ANY
    categories: tuple[str, ...] = ()
    excluded: str = ""

    def not_for(self, types: Collection[str], categories: Collection[str]) -> str:
        """Why it does not count for a design of these types and categories; empty where it does."""
        if self.excluded:
            return self.excluded
        if self.categories and set(self.categories).isdisjoint(categories):
            return f"no asset is {_either(self.categories)}"
        if not any(_fits(pattern, each) for pattern in self.types for each in types):
            return f"no component is {_either(self.types)}" if types else "there is no component"
        return ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: what the command line calls it, its title and edition, its items, and whom to name as its source."""

    name: str
    title: str
    edition: str
    items: tuple[Item, ...]
    attribution: str = ""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    ids: tuple[str, ...]
    types: tuple[str, ...] = ()
    because: str = ""


class _Scope(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    otherwise: dict[str, tuple[str, ...]]
    rows: tuple[_Row, ...]

    def row(self, id_: str) -> _Row | None:
        """The first row that names the id, or a beginning of it."""
        return next((row for row in self.rows if any(_named(word, id_) for word in row.ids)), None)


class _Scopes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    attack: _Scope
    cis: _Scope
    well_architected: Annotated[_Scope, Field(alias="well-architected")]
    zero_trust: Annotated[_Scope, Field(alias="zero-trust")]


def names() -> tuple[str, ...]:
    """What frameworks are called here."""
    return (*_MADE, *regimes())


def framework(name: str) -> Framework:
    """The framework of that name.

    Raises:
        NotKnown: no framework is called so; the message names the nearest.
    """
    if name not in names():
        raise NotKnown(f"no framework is called {shown(name)}{instead(name, names())}")
    return _framework(name)


@cache
def _framework(name: str) -> Framework:
    return _MADE[name]() if name in _MADE else _regime(regimes()[name])


@cache
def _scopes() -> _Scopes:
    return validated(document("scope"), _Scopes)


def _attack() -> Framework:
    scope = _scopes().attack
    items = tuple(_technique(one, scope) for one in attack.techniques().values())
    return Framework("attack", "MITRE ATT&CK, cloud platforms", f"v{attack.PINNED}", items, attack.ATTRIBUTION)


def _technique(one: attack.Technique, scope: _Scope) -> Item:
    item = partial(Item, one.id, one.name)
    row = scope.row(one.id)
    if row:
        return item(types=row.types, excluded=row.because)
    return item(types=tuple(dict.fromkeys(each for on in one.platforms for each in scope.otherwise[on])))


def _cis() -> Framework:
    scope = _scopes().cis
    items = tuple(_control(one, scope) for one in cis.controls())
    return Framework("cis", "CIS AWS Foundations Benchmark", cis.NEWEST, items)


def _control(one: cis.Control, scope: _Scope) -> Item:
    rows = [row for check in one.checks if (row := scope.row(check))]
    types = tuple(dict.fromkeys(each for row in rows for each in row.types))
    reasons = [row.because for row in rows if row.because]
    excluded = "" if types else reasons[0] if reasons else "no check of it is known, so nothing can be bound to it"
    return Item(one.ref, one.label or "(no label)", types=types, excluded=excluded)


def _well_architected() -> Framework:
    scope = _scopes().well_architected
    items = []
    for one in practices().values():
        row = scope.row(one.id)
        types, because = (row.types, row.because) if row else (scope.otherwise["any"], "")
        items.append(Item(one.slug, one.title, types=types, excluded=because))
    return Framework("well-architected", "AWS Well-Architected, security pillar", "current", tuple(items))


def _zero_trust() -> Framework:
    types = _scopes().zero_trust.otherwise["any"]
    items = tuple(Item(str(number), one.label, types=types) for number, one in tenets().items())
    return Framework("zero-trust", "NIST SP 800-207, Zero Trust", "2020", items)


def _regime(one: Regime) -> Framework:
    items = tuple(Item(each.id, each.label, categories=each.categories or one.categories) for each in one.requirements)
    return Framework(one.id, one.title, one.edition, items)


_MADE: Final[Mapping[str, Callable[[], Framework]]] = MappingProxyType(
    {"attack": _attack, "cis": _cis, "well-architected": _well_architected, "zero-trust": _zero_trust}
)


def _named(word: str, id_: str) -> bool:
    return id_.startswith(word) if word.endswith(("-", "_")) else id_ == word


def _fits(pattern: str, type_: str) -> bool:
    return type_.startswith(pattern[:-1]) if pattern.endswith("*") else type_ == pattern


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)
