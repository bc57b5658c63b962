"""The ids of other people's lists that the threats point to, by list: which are found here, and by which threats."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flows.report.actions import numbered
from flows.report.types import Report
from flows.threats.types import Threat

NAMES: Final[Mapping[str, str]] = {
    "attack": "MITRE ATT&CK",
    "cwe": "CWE",
    "well_architected": "AWS Well-Architected",
    "owasp_api": "OWASP API Security",
    "owasp_iot": "OWASP IoT",
    "cis": "CIS AWS Foundations",
}
"""Fields of a threat's references, as headings."""
ATTRIBUTION: Final = (
    "© 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of "
    "The MITRE Corporation."
)
"""What MITRE asks for wherever ATT&CK's ids are printed."""
PRACTICES: Final = "https://docs.aws.amazon.com/wellarchitected/latest/framework/{0}.html"
_ADDRESSES: Final = {
    r"(T\d{4})": "https://attack.mitre.org/techniques/{0}/",
    r"(T\d{4})\.(\d{3})": "https://attack.mitre.org/techniques/{0}/{1}/",
    r"CWE-(\d{1,5})": "https://cwe.mitre.org/data/definitions/{0}.html",
    r"(sec_[a-z0-9_]{1,100})": PRACTICES,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """An id in somebody else's list, its page there (empty where it has none), and the threats that point to it."""

    id: str
    address: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ids of one list; ``counted`` says how many, of how many where that is known."""

    name: str
    counted: str
    references: tuple[Reference, ...]


def address(id_: str) -> str:
    """The page of an id in its list; empty where there is none for each id."""
    for pattern, page in _ADDRESSES.items():
        if found := re.fullmatch(pattern, id_):
            return page.format(*found.groups())
    return ""


def references_of(threat: Threat) -> tuple[Reference, ...]:
    """The ids that one threat points to, list by list; which threats else do is not said."""
    return tuple(Reference(id_, address(id_), ()) for field in NAMES for id_ in getattr(threat.refs, field))


def coverage(report: Report) -> list[Coverage]:
    """All lists to which a threat points, their ids in order."""
    found: dict[str, defaultdict[str, list[int]]] = {field: defaultdict(list) for field in NAMES}
    for threat in report.generation.threats:
        for field, ids in found.items():
            for id_ in dict.fromkeys(getattr(threat.refs, field)):
                ids[id_].append(report.numbers[threat.id])
    return [
        Coverage(
            NAMES[field],
            _counted(len(ids), report.applicable.get(field)),
            tuple(Reference(id_, address(id_), numbered(numbers)) for id_, numbers in sorted(ids.items())),
        )
        for field, ids in found.items()
        if ids
    ]


def _counted(count: int, of: int | None) -> str:
    if of is not None:
        return f"{count} of {of} that could apply"
    return f"{count} id{'' if count == 1 else 's'} found here"
