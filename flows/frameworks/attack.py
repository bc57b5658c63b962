"""MITRE ATT&CK for cloud platforms: techniques, mitigations, and which mitigation counters which technique.

Two versions are known and one is pinned, because an id means something in a version only: v19 split Defense Evasion and
moved what stood under T1562. ``called`` says what a technique of one version is called in the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, get_args

from flows.frameworks.tables import many, rows

Version = Literal["18.1", "19.1"]
VERSIONS: Final[tuple[Version, ...]] = get_args(Version)
PINNED: Final[Version] = "18.1"
"""The version in which packs write their ids."""
ATTRIBUTION: Final = (
    "© 2025 The MITRE Corporation. "
    "This work is reproduced and distributed with the permission of The MITRE Corporation."
)
"""Must stand in everything that shows names of techniques."""


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique or sub-technique.

    Attributes:
        platforms: of IaaS, Identity Provider, SaaS and Containers those that it is seen on.
        tactics: by version; a version that does not have the technique is missing.
        became: the id that took its place in the newest version; empty where none did.
    """

    id: str
    name: str
    platforms: tuple[str, ...]
    tactics: Mapping[Version, tuple[str, ...]]
    became: str

    @property
    def parent(self) -> str:
        """The technique that a sub-technique belongs to; empty for a technique."""
        above, dot, _ = self.id.partition(".")
        return above if dot else ""


@cache
def every() -> Mapping[str, Technique]:
    """All techniques of all versions, by id."""
    found = (
        Technique(row["id"], row["name"], many(row["platforms"]), _tactics(row), row["became"])
        for row in rows("attack_techniques")
    )
    return MappingProxyType({one.id: one for one in found})


def techniques(version: Version = PINNED) -> Mapping[str, Technique]:
    """The techniques of one version, by id."""
    return {id_: one for id_, one in every().items() if version in one.tactics}


def called(id_: str, version: Version = PINNED) -> tuple[str, ...]:
    """The ids of this technique in ``version``: itself, or what it became, or what became it; often one."""
    one = every().get(id_)
    if one is None:
        return ()
    same = (id_, one.became, *(other.id for other in every().values() if other.became == id_))
    found = [other for other in same if other in every() and version in every()[other].tactics]
    return (id_,) if id_ in found else tuple(sorted(found, key=lambda other: (every()[other].name != one.name, other)))


@cache
def mitigations() -> Mapping[str, str]:
    """Names of the mitigations that counter at least one of the techniques, by id."""
    return MappingProxyType({row["id"]: row["name"] for row in rows("attack_mitigations")})


def counters(mitigation: str, technique: str) -> bool:
    """Whether ATT&CK names the mitigation for the technique (in the pinned version)."""
    return technique in _pairs().get(mitigation, frozenset())


def mitigated_by(technique: str) -> tuple[str, ...]:
    """The mitigations that ATT&CK names for the technique, in order of their ids; 16 techniques have none."""
    return tuple(one for one, against in _pairs().items() if technique in against)


@cache
def _pairs() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({row["mitigation"]: frozenset(many(row["techniques"])) for row in rows("attack_pairs")})


def _tactics(row: Mapping[str, str]) -> Mapping[Version, tuple[str, ...]]:
    told = {version: many(row[f"tactics_v{version.replace('.', '_')}"]) for version in VERSIONS}
    return MappingProxyType({version: tactics for version, tactics in told.items() if tactics})
