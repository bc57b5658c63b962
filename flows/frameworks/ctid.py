"""How strongly AWS's own controls act on a technique, as the Center for Threat-Informed Defense scored it.

A soft check: a score is about a service's native controls, a pack's mitigation may be more than these.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, get_args

from flows.frameworks.tables import rows

Category = Literal["protect", "detect", "respond"]
Strength = Literal["minimal", "partial", "significant"]
STRENGTHS: Final[tuple[Strength, ...]] = get_args(Strength)
"""Weakest first."""
CAPABILITIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aws.cognito": ("amazon_cognito",),
        "aws.cloudwatch": ("aws_cloudwatch",),
        "aws.iam-role": ("aws_identity_and_access_management", "aws_organizations", "aws_single_sign-on"),
        "aws.kms": ("aws_key_management_service", "aws_cloudhsm"),
        "aws.rds": ("aws_rds",),
        "aws.s3": ("aws_s3",),
        "aws.secretsmanager": ("aws_secrets_manager",),
        "aws.vpc": ("amazon_virtual_private_cloud", "aws_network_firewall"),
        "aws.waf": ("aws_web_application_firewall", "aws_shield"),
        "iot.device": ("aws_iot_device_defender",),
    }
)
"""Component type -> the names of its controls there."""


def strongest(type_: str, technique: str, category: Category = "protect") -> Strength | None:
    """The best score of the type's own controls against the technique; None where none was given."""
    scores = [_scores().get((one, technique, category)) for one in CAPABILITIES.get(type_, ())]
    return max((one for one in scores if one), key=STRENGTHS.index, default=None)


@cache
def _scores() -> Mapping[tuple[str, str, str], Strength]:
    found: dict[tuple[str, str, str], Strength] = {}
    for row in rows("ctid"):
        key, score = (row["capability"], row["technique"], row["category"]), row["score"]
        best = max(score, found.get(key, score), key=lambda one: STRENGTHS.index(_strength(one)))
        found[key] = _strength(best)
    return found


def _strength(word: str) -> Strength:
    return next(one for one in STRENGTHS if one == word)
