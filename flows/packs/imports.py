"""What one resource of a template answers: a fact's ``from`` read on it. Pure, and one-sided.

A template shows that a setting is there, never who stands behind it; so a resource gives a choice, or nothing. What is
computed when the template is applied, a reference and an intrinsic function give nothing, whichever word would match.
Reading files, and finding the component that a resource belongs to, is left to whoever imports templates.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, Literal

from flows.packs.index import Library
from flows.packs.paths import UNKNOWN, NotShown, search
from flows.packs.policies import key_asked, trusted_accounts
from flows.packs.schema import FactDef, FromTemplate

Kind = Literal["terraform", "cloudformation"]
KINDS: Final[tuple[Kind, ...]] = ("terraform", "cloudformation")

MAX_DEPTH: Final = 40
"""What lies deeper in a resource is taken for unknown."""
MAX_VALUES: Final = 10_000
"""A resource with more values shows nothing; the largest in templates of AWS's own have some hundreds."""

_REFERENCE: Final = re.compile(r"(?<!\$)\$\{(?![\w.-]+:)")
"""Terraform's ``${…}`` where a file is read without a plan; ``${aws:username}`` is a variable of IAM's own."""


def answer(fact: FactDef, kind: Kind, resource: Mapping[str, object], accounts: Collection[str] = ()) -> str | None:
    """The choice that the resource shows, or None where it shows nothing.

    Args:
        fact: of a checked pack.
        kind: of the template.
        resource: terraform: an entry of ``resource_changes`` of a plan's JSON (``type``, ``change`` with ``after`` and
            ``after_unknown``). cloudformation: an entry of ``Resources`` (``Type``, ``Properties``), with intrinsics
            in their long form. A resource of another type, or of another shape, shows nothing.
        accounts: the ids of the organisation's accounts, twelve digits each, without that of the template itself.
    """
    source = getattr(fact.from_, kind) if fact.from_ else None
    if source is None:
        return None
    try:
        found = search(source.path, _READ[kind](resource, source.resource))
        shown = {*_by_value(source, found), *_by_policy(source, found, accounts)}
    except NotShown:
        return None
    return shown.pop() if len(shown) == 1 else None


def importable(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Type of resource -> the full ids of the facts that it may answer, in order; for both kinds of template."""
    found: dict[str, list[str]] = {}
    for fact, definition in sorted(library.facts.items()):
        for kind in KINDS if definition.from_ else ():
            if source := getattr(definition.from_, kind):
                for resource in source.resource:
                    found.setdefault(resource, []).append(fact)
    return MappingProxyType({resource: tuple(facts) for resource, facts in sorted(found.items())})


def _terraform(resource: Mapping[str, object], types: Collection[str]) -> object:
    change = resource.get("change")
    managed = resource.get("mode", "managed") == "managed"
    if resource.get("type") not in types or not managed or not isinstance(change, Mapping):
        raise NotShown("this is no such resource of a plan")
    after = change.get("after")
    if not isinstance(after, Mapping):
        raise NotShown("the resource is deleted")
    _bounded(after, change.get("after_unknown"))
    return _known(after, change.get("after_unknown"), _is_reference)


def _cloudformation(resource: Mapping[str, object], types: Collection[str]) -> object:
    properties = resource.get("Properties", {})
    if resource.get("Type") not in types or not isinstance(properties, Mapping):
        raise NotShown("this is no such resource of a template")
    _bounded(properties)
    return _known(properties, None, _is_intrinsic)


_READ: Final[Mapping[Kind, Callable[[Mapping[str, object], Collection[str]], object]]] = {
    "terraform": _terraform,
    "cloudformation": _cloudformation,
}


def _bounded(*waiting: object) -> None:
    """Refuses a resource so large that reading it would take long; without recursion, however deep it is."""
    left, seen = [*waiting], 0
    while left:
        each = left.pop()
        seen += 1
        if seen > MAX_VALUES:
            raise NotShown("the resource is too large")
        if isinstance(each, Mapping | list):
            left.extend(each.values() if isinstance(each, Mapping) else each)


def _known(value: object, unknown: object, unresolved: Callable[[object], bool], depth: int = 0) -> object:
    """The value with ``UNKNOWN`` for all that the plan computes later, and for all that is unresolved."""
    if unknown is True or depth > MAX_DEPTH or unresolved(value):
        return UNKNOWN
    if isinstance(value, Mapping) and (isinstance(unknown, Mapping) or not unknown):
        later = unknown if isinstance(unknown, Mapping) else {}
        keys = dict.fromkeys((*value, *later))
        return {key: _known(value.get(key), later.get(key), unresolved, depth + 1) for key in keys}
    if isinstance(value, list) and (isinstance(unknown, list) or not unknown):
        pairs = zip_longest(value, unknown if isinstance(unknown, list) else [])
        return [_known(each, later, unresolved, depth + 1) for each, later in pairs]
    return UNKNOWN if unknown else value


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and _REFERENCE.search(value) is not None


def _is_intrinsic(value: object) -> bool:
    if isinstance(value, Mapping):
        return value.keys() == {"Ref"} or any(str(key).startswith("Fn::") for key in value)
    return isinstance(value, str) and "{{resolve:" in value


def _by_value(source: FromTemplate, found: object) -> Iterator[str]:
    """The words about the found value, or about each where there are several."""
    if not (source.all_true or source.present or source.absent or source.equals):
        return
    entries = [*_entries(found)]
    if source.absent and all(map(_is_absent, entries)):
        yield source.absent
    if source.present and not any(_is_absent(each) or _has_unknown(each) for each in entries):
        yield source.present
    words = [_word(each) for each in entries]
    if source.all_true and all(word.lower() == "true" for word in words):
        yield source.all_true
    choices = {source.equals.get(word) for word in words}
    if len(choices) == 1 and (choice := choices.pop()):
        yield choice


def _by_policy(source: FromTemplate, found: object, accounts: Collection[str]) -> Iterator[str]:
    """The words about a policy document."""
    asked = (("always", source.condition_key_present), ("never", source.condition_key_absent))
    for wanted, keys in asked:
        for key, choice in keys.items():
            if key_asked(found, key, source.principal) == wanted:
                yield choice
    if source.principal_in_platform_accounts:
        trusted = trusted_accounts(found)
        if trusted and trusted <= set(accounts):
            yield source.principal_in_platform_accounts


def _entries(found: object) -> Iterator[object]:
    """The values one by one, lists inside lists opened; an empty list is one that is absent."""
    if isinstance(found, list) and found:
        for each in found:
            yield from _entries(each)
    else:
        yield found


def _is_absent(value: object) -> bool:
    """Terraform writes null, an empty text or an empty list for what nobody set, CloudFormation leaves it out."""
    return value is None or value in ("", [], {})


def _has_unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values()))
    return any(map(_has_unknown, value)) if isinstance(value, list) else value is UNKNOWN


def _word(value: object) -> str:
    """The value as a pack writes it: true and false in small letters, numbers as they are; else nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""
