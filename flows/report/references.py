"""The ids of other people's lists that a threat points to, each with its page there where its list has one for each."""

import re
from dataclasses import dataclass
from typing import Final

from flows.frameworks import well_architected
from flows.threats.types import Threat

LISTS: Final = ("attack", "cwe", "well_architected", "owasp_api", "owasp_iot", "cis")
"""Fields of a threat's references, in the order in which they are shown."""
_ADDRESSES: Final = {
    r"(T\d{4})": "https://attack.mitre.org/techniques/{0}/",
    r"(T\d{4})\.(\d{3})": "https://attack.mitre.org/techniques/{0}/{1}/",
    r"CWE-(\d{1,5})": "https://cwe.mitre.org/data/definitions/{0}.html",
    r"(sec_[a-z0-9_]{1,100})": well_architected.ADDRESS.format(slug="{0}"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """An id in somebody else's list, its page there (empty where it has none), and the threats that point to it."""

    id: str
    address: str
    threats: tuple[str, ...]


def address(id_: str) -> str:
    """The page of an id in its list; empty where there is none for each id."""
    for pattern, page in _ADDRESSES.items():
        if found := re.fullmatch(pattern, id_):
            return page.format(*found.groups())
    return ""


def references_of(threat: Threat) -> tuple[Reference, ...]:
    """The ids that one threat points to, list by list; which threats else do is not said."""
    return tuple(Reference(id_, address(id_), ()) for field in LISTS for id_ in getattr(threat.refs, field))
