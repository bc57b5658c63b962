"""Both ends of a threat's risk in words, the same wherever they are shown: where it stands and what would move it.

Of a threat to confirm nothing stands yet: its level is the level if the answers are bad.
"""

from collections.abc import Iterator
from typing import Final

from flows.packs.schema import Level
from flows.risk import IF_BAD, SO_FAR
from flows.threats.types import Threat

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def ends(threat: Threat) -> tuple[tuple[Level, str], ...]:
    """Each level with what it is: ``high, now``, ``medium, if the two claims hold, once checks prove them``."""
    return tuple(_unknown(threat) if threat.state == "to confirm" else _known(threat))


def both_ends(threat: Threat) -> str:
    """The same as a sentence, with the level before any mitigation: ``High now; Critical before any mitigation``."""
    told = list(ends(threat))
    if threat.risk.inherent.level != threat.risk.residual.level:
        told.insert(1, (threat.risk.inherent.level, "before any mitigation"))
    return "; ".join(f"{level.capitalize()} {words}" for level, words in told) + "."


def _unknown(threat: Threat) -> Iterator[tuple[Level, str]]:
    now, worst = threat.risk.residual.level, threat.risk.worst.level
    yield worst, IF_BAD
    if worst != now:
        yield now, SO_FAR
    yield from _proved(threat)


def _known(threat: Threat) -> Iterator[tuple[Level, str]]:
    now, worst = threat.risk.residual.level, threat.risk.worst.level
    yield now, "now"
    yield from _proved(threat)
    if worst != now:
        yield worst, IF_BAD


def _proved(threat: Threat) -> Iterator[tuple[Level, str]]:
    hold = threat.risk.if_claims_hold.level
    if hold != threat.risk.residual.level:
        yield hold, _if_claims_hold(threat)


def _if_claims_hold(threat: Threat) -> str:
    claims = sum(one.in_set and one.state == "claimed" for one in threat.mitigations)
    if claims == 0:
        return "once a test proves what is in place"
    if claims == 1:
        return "if the claim holds, once a check proves it"
    number = _NUMBERS[claims] if claims < len(_NUMBERS) else str(claims)
    return f"if the {number} claims hold, once checks prove them"
