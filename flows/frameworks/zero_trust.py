"""The seven tenets of NIST SP 800-207, each with the test that a mitigation must pass to claim it.

Mitigations claim tenets, threats do not. The test is words, so that what can be looked at is whether a claim speaks of
what the tenet is about: for each tenet, groups of stems of which the claim needs one each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from flows.frameworks.tables import rows

_SPEAKS_OF: Final[Mapping[int, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        1: (("owner", "polic", "inventor", "class", "list", "known", "explicit"),),
        2: (
            ("encrypt", "tls", "https", "cipher", "certificate", "privatelink"),
            ("authenticat", "verif", "peer", "mutual", "certificate", "both ends", "identity", "signature", "who it"),
        ),
        3: (("session", "expire", "temporary", "short", "minute", "hour", "lifetime", "once", "ends"),),
        4: (
            ("attribute", "tag", "tenant", "device", "network", "organi", "context", "risk", "region", "condition",
             "source", "account", "encryption context"),
        ),
        5: (
            ("patch", "integrity", "signature", "signed", "scan", "posture", "measured", "firmware", "version"),
        ),
        6: (
            ("each", "every", "per ", "before", "always", "default", "anew", "again"),
            ("request", "call", "access", "message", "decid", "den", "refus", "check", "verif", "authori"),
        ),
        7: (
            ("log", "event", "record", "telemetry", "finding", "metric", "trail"),
            ("alarm", "alert", "watch", "look", "answer", "policy", "kept", "retention", "read", "feed", "tune", "act"),
        ),
    }
)  # fmt: skip
_MEASURES: Final = frozenset({5, 7})
"""Tenets about looking: only these may be claimed by what merely detects."""


@dataclass(frozen=True, slots=True)
class Tenet:
    """One tenet: our short words for it, CISA's pillar, and the test in our words."""

    number: int
    label: str
    pillar: str
    test: str

    def earned_by(self, claim: str, does: str) -> bool:
        """Whether a claim speaks of what the tenet's test is about, and comes from what can pass it.

        What merely detects can pass the tests about looking only (5 and 7), what recovers none.

        Args:
            claim: the author's words for the test that the mitigation passes.
            does: what the mitigation does: prevent, contain, detect or recover.
        """
        words = claim.casefold()
        spoken = all(any(stem in words for stem in group) for group in _SPEAKS_OF[self.number])
        return spoken and (does != "detect" or self.number in _MEASURES) and does != "recover"


@cache
def tenets() -> Mapping[int, Tenet]:
    """All seven, by number."""
    found = (Tenet(int(row["tenet"]), row["label"], row["pillar"], row["test"]) for row in rows("zero_trust"))
    return MappingProxyType({one.number: one for one in found})
