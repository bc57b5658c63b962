"""A fact's ``from`` in words: which choice a resource of a template shows. Reading one is ``flows.packs.imports``'."""

from collections.abc import Iterator
from typing import Final

from flows.authoring.readable import joined
from flows.packs.imports import KINDS
from flows.packs.paths import width
from flows.packs.schema import FactDef, FromTemplate

_TITLES: Final = {"terraform": "Terraform", "cloudformation": "CloudFormation"}
_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def templates_in_words(fact: FactDef) -> list[dict[str, str]]:
    """For each kind of template that may answer: its name, the type of resource, where it looks, and what follows.

    ``answers`` reads such as ``nobody where all four are true; else not known``.
    """
    sources = [(_TITLES[kind], getattr(fact.from_, kind)) for kind in KINDS if getattr(fact.from_, kind, None)]
    return [
        {"template": title, "resource": joined(one.resource, "or"), "path": one.path, "answers": answers_in_words(one)}
        for title, one in sources
    ]


def answers_in_words(source: FromTemplate) -> str:
    """Which choice follows from what, such as ``internet where it is true; else not known``."""
    return "; ".join((*_sides(source), "else not known"))


def _sides(source: FromTemplate) -> Iterator[str]:
    count = width(source.path)
    all_are, none_is = _counted(count)
    if source.all_true:
        yield f"{source.all_true} where {all_are} true"
    if source.present:
        yield f"{source.present} where {all_are} set"
    if source.absent:
        yield f"{source.absent} where {none_is} set"
    for choice in dict.fromkeys(source.equals.values()):
        words = joined((word for word, leads_to in source.equals.items() if leads_to == choice), "or")
        yield f"{choice} where {all_are} {words}"
    yield from _of_policies(source)


def _counted(count: int) -> tuple[str, str]:
    if count < 2:
        return "it is", "it is not"
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return ("both are", "neither is") if count == 2 else (f"all {number} are", f"none of the {number} is")


def _of_policies(source: FromTemplate) -> Iterator[str]:
    whom = source.principal or "anybody"
    for key, choice in source.condition_key_present.items():
        yield f"{choice} where nothing lets {whom} in without {key}"
    for key, choice in source.condition_key_absent.items():
        yield f"{choice} where what lets {whom} in never asks for {key}"
    if source.principal_in_platform_accounts:
        yield f"{source.principal_in_platform_accounts} where it lets in accounts of the organisation alone"
