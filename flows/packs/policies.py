"""What an IAM policy document shows: whom it lets in, and whether it asks for a condition key.

One-sided on purpose. "Always" means that no statement lets anybody in without the key, "never" that none so much as
names it; all between (a wildcard, an operator that passes where the key is missing, a statement that nobody knows
yet) shows nothing. How operators treat a missing key is AWS's, IAM user guide, condition operators.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flows.packs.paths import UNKNOWN, NotShown

MAX_TEXT: Final = 100_000
"""A longer text is no policy: AWS's own limits lie below, in characters."""

Asked = Literal["yes", "no", "perhaps"]

_LIKE: Final = frozenset({"stringlike", "arnlike", "arnequals"})
"""Operators in whose values * and ? stand for anything."""
_EXACT: Final = frozenset(
    {"stringequals", "stringequalsignorecase", "binaryequals", "ipaddress"}
    | {f"{of}{how}" for of in ("numeric", "date") for how in ("equals", "lessthan", "lessthanequals")}
    | {f"{of}{how}" for of in ("numeric", "date") for how in ("greaterthan", "greaterthanequals")}
)
_NOT_LIKE: Final = frozenset({"stringnotlike", "arnnotlike", "arnnotequals"})
_NOT_EXACT: Final = frozenset({"stringnotequals", "stringnotequalsignorecase", "notipaddress"})
_OF_THE_CALLER: Final = frozenset({"aws", "sts"})
"""Prefixes of keys that a request may lack; a service's own keys it fills in itself."""
_ACCOUNT: Final = re.compile(r"(?:arn:aws[a-z-]*:(?:iam|sts)::)?([0-9]{12})(?::.+)?\Z")


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of one operator. ``key`` is None where it is unknown, ``values`` is empty where they are."""

    operator: str
    key: str | None
    values: tuple[str, ...]

    @property
    def base(self) -> str:
        """The operator in small letters, without a set operator before it and ``IfExists`` behind it."""
        return self.operator.rpartition(":")[2].removesuffix("ifexists")

    @property
    def starred(self) -> bool:
        """Whether a value has a wildcard."""
        return any("*" in value or "?" in value for value in self.values)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, read only as far as somebody asks: each part raises ``NotShown`` where it is unknown."""

    raw: Mapping[str, object]

    @property
    def allows(self) -> bool:
        """True for Allow, False for Deny."""
        effect = self.raw.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise NotShown("the effect is neither Allow nor Deny")
        return effect == "Allow"

    @property
    def principals(self) -> frozenset[tuple[str, str]]:
        """(kind, name), such as ("Service", "lambda.amazonaws.com"); ("*", "*") for everybody; empty where none."""
        named = self.raw.get("Principal", {})
        if "NotPrincipal" in self.raw or named == "*":
            return frozenset({("*", "*")})
        if not isinstance(named, Mapping):
            raise NotShown("the principal is unknown, or not written as one")
        return frozenset(
            ("*", "*") if name == "*" else (kind, name) for kind, names in named.items() for name in _words(names)
        )

    @property
    def actions(self) -> frozenset[str]:
        """In small letters; ``*`` stands for what a list of exceptions leaves."""
        if "NotAction" in self.raw:
            return frozenset({"*"})
        return frozenset(word.lower() for word in _words(self.raw.get("Action")))

    @property
    def resources(self) -> frozenset[str]:
        """As written; empty where a policy names none, as a trust policy."""
        if "NotResource" in self.raw:
            return frozenset({"*"})
        return frozenset(_words(self.raw["Resource"])) if "Resource" in self.raw else frozenset()

    def conditions(self) -> Iterator[Condition]:
        """Every key of every operator."""
        block = self.raw.get("Condition") or {}
        if not isinstance(block, Mapping):
            yield Condition("", None, ())
            return
        for operator, keys in block.items():
            if isinstance(keys, Mapping):
                for key, values in keys.items():
                    yield Condition(operator.lower(), str(key).lower(), _known_words(values))
            else:
                yield Condition(operator.lower(), None, ())


def statements(found: object) -> tuple[Statement, ...]:
    """The statements of a policy, or of a list of them: each an object, or a text that holds one as JSON.

    Raises:
        NotShown: one is no policy, or a part of it is unknown.
    """
    policies = found if isinstance(found, list) else [found]
    return tuple(Statement(one) for policy in policies for one in _listed(_policy(policy)))


def key_asked(found: object, key: str, principal: str | None = None) -> Literal["always", "never"] | None:
    """Whether a condition key is asked for by what lets somebody in.

    Args:
        found: as in ``statements``.
        key: such as ``sts:ExternalId``, whatever its case. A service's key is looked for in statements about actions
            of that service, any other key in all.
        principal: only statements that let this principal in, be it among everybody.

    Returns:
        Always, never, or None where the policy lets nobody in, or shows neither.

    Raises:
        NotShown: as ``statements``.
    """
    about = [one for one in statements(found) if _about(one, key.lower())]
    lets_in = [one for one in about if one.allows and _names(one, principal)]
    refuses = [one for one in about if not one.allows]
    if not lets_in:
        return None
    if all(_bound(one, key.lower(), refuses) for one in lets_in):
        return "always"
    never = all(_asks(one, key.lower()) == "no" for one in (*lets_in, *refuses))
    return "never" if never else None


def trusted_accounts(found: object) -> frozenset[str]:
    """The account ids of all principals that a policy lets in, twelve digits each; empty where it lets in nobody.

    Raises:
        NotShown: as ``statements``; or one of them is no account: everybody, a service, an identity provider.
    """
    principals = [each for one in statements(found) if one.allows for each in one.principals]
    matches = [_ACCOUNT.match(name) if kind == "AWS" else None for kind, name in principals]
    ids = frozenset(match[1] for match in matches if match)
    if None in matches:
        raise NotShown("somebody is let in who is no account")
    return ids


def _policy(found: object) -> Mapping[str, object]:
    if isinstance(found, str) and len(found) <= MAX_TEXT:
        try:
            found = json.loads(found)
        except (ValueError, RecursionError) as error:
            raise NotShown("the text is no JSON") from error
    if not isinstance(found, Mapping):
        raise NotShown("this is no policy")
    return found


def _listed(policy: Mapping[str, object]) -> list[Mapping[str, object]]:
    given = policy.get("Statement")
    listed = given if isinstance(given, list) else [given]
    if not all(isinstance(one, Mapping) for one in listed):
        raise NotShown("a statement is unknown, or there is none")
    return [one for one in listed if isinstance(one, Mapping)]


def _words(given: object) -> tuple[str, ...]:
    """One word or a list of them; numbers and truth values as words."""
    listed = given if isinstance(given, list) else [given]
    if given is None or not all(isinstance(each, str | int) for each in listed):
        raise NotShown("a part of the policy is unknown, or not written as it must be")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in listed)


def _known_words(given: object) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given]
    return () if any(each is UNKNOWN or not isinstance(each, str | int) for each in listed) else _words(given)


def _about(statement: Statement, key: str) -> bool:
    service = key.partition(":")[0]
    everywhere = service == "aws" or "." in service
    return everywhere or any(action.partition(":")[0] in ("*", service) for action in statement.actions)


def _names(statement: Statement, principal: str | None) -> bool:
    return principal is None or any(name in ("*", principal) for _, name in statement.principals)


def _bound(statement: Statement, key: str, refuses: list[Statement]) -> bool:
    if _asks(statement, key) == "yes":
        return True
    return any(_asks(one, key) == "yes" and _covers(one, statement) for one in refuses)


def _covers(deny: Statement, allow: Statement) -> bool:
    """Whether the Deny reaches everything that the Allow allows; what a list of exceptions covers is not worked out."""
    if {"NotAction", "NotPrincipal", "NotResource"} & deny.raw.keys():
        return False
    acts, everybody = deny.actions, ("*", "*") in deny.principals
    return (
        ("*" in acts or all(each in acts or f"{each.partition(':')[0]}:*" in acts for each in allow.actions))
        and (everybody or allow.principals <= deny.principals)
        and ("*" in deny.resources or allow.resources <= deny.resources)
    )


def _asks(statement: Statement, key: str) -> Asked:
    conditions = list(statement.conditions())
    ours = [one for one in conditions if one.key in (key, None)]
    if not statement.allows:
        alone = len(conditions) == 1 and ours and _refuses_others(ours[0])
        return "yes" if alone else "perhaps" if ours else "no"
    found = {_demands(one, statement, conditions) for one in ours}
    return "yes" if "yes" in found else "perhaps" if "perhaps" in found else "no"


def _demands(one: Condition, statement: Statement, conditions: list[Condition]) -> Asked:
    if one.base in _LIKE and any(value.strip("*") == "" for value in one.values):
        return "no"
    if not one.values or one.operator.endswith("ifexists") or (one.base in _LIKE and one.starred):
        return "perhaps"
    if one.operator.startswith("forallvalues:") and not _always_sent(one, statement, conditions):
        return "perhaps"
    sure = one.base in _LIKE | _EXACT or (one.base == "bool" and one.values == ("true",))
    return "yes" if sure else "perhaps"


def _always_sent(one: Condition, statement: Statement, conditions: list[Condition]) -> bool:
    """ForAllValues passes where the key is missing: so its key must be asked for, or be one that a service fills in.

    A service does not fill it in for all of its actions; they have to be named one by one.
    """
    if any(each.base == "null" and each.key == one.key and each.values == ("false",) for each in conditions):
        return True
    service = (one.key or "").partition(":")[0]
    named = not any("*" in action for action in statement.actions)
    return named and service not in _OF_THE_CALLER and "." not in service


def _refuses_others(one: Condition) -> bool:
    """Whether a Deny with this condition alone refuses whoever does not bring the key with a value of its list."""
    if not one.values or one.key is None or one.operator.startswith("foranyvalue:"):
        return False
    exact = one.base in _NOT_EXACT or (one.base in _NOT_LIKE and not one.starred)
    return exact or (one.base == "bool" and one.values == ("false",))
