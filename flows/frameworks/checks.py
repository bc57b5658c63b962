"""Names of scanners' checks: Prowler's by list, other tools' by their form.

That a check exists says nothing of what it proves; that stands in the packs, check by check.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from flows.frameworks.tables import rows

FORMS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = MappingProxyType(
    {
        "checkov": (re.compile(r"CKV2?_[A-Z0-9]+_\d+\Z"), "CKV_AWS_20"),
        "config": (re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\Z"), "S3_BUCKET_VERSIONING_ENABLED"),
        "security-hub": (re.compile(r"[A-Z][A-Za-z0-9]*\.\d+\Z"), "S3.8"),
    }
)
"""Tool -> how its checks are written, and one that is."""


@cache
def prowler() -> frozenset[str]:
    """The names of Prowler's checks for AWS: those of 5.46.0, and older ones to which a framework refers."""
    return frozenset(row["check"] for row in rows("prowler_checks"))
