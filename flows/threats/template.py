"""Fills the placeholders of a pack's sentences: ``{target}``, ``{fact}``, ``{fact:choice=words|choice=words|?=words}``.

Filled text is never read again, so a name that holds braces stays as it is. Nothing here knows rules or grammar
beyond a/an and the space around an empty word; sentences are made by ``flows.threats.statement``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flows.packs.placeholders import UNSAID

ALL_NAMED: Final = 3
"""How many names a list shows before it says how many more there are."""

_ARTICLE: Final = re.compile(r"(?:^|(?<=[\s(]))([Aa])n? $")


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder: its name and, in the long form, the words for each choice."""

    name: str
    cases: tuple[tuple[str, "Parts"], ...] = ()


Parts = tuple[str | Slot, ...]
_NOTHING: Final[Parts] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What placeholders stand for.

    Attributes:
        names: placeholder -> text, for source, target, component, asset, assets, flow, workload, reachable_assets.
        choices: fact name as the pack writes it -> the answered choices, none where it is unknown.
        possible: the choices to list for a fact that is unknown, none where all of them are.
        is_open: whether the threat stands whatever is unknown, so that ``?`` is told in place of a list.
    """

    names: Mapping[str, str]
    choices: Callable[[str], tuple[str, ...]]
    possible: Callable[[str], tuple[str, ...]] = lambda _: ()
    is_open: bool = False


@lru_cache(maxsize=20_000)
def parse(template: str) -> Parts:
    """The template's text and placeholders.

    Raises:
        ValueError: braces that do not match.
    """
    parts, end = _parts(template, 0, "")
    if end != len(template):
        raise ValueError(f"a closing brace without an opening one at character {end + 1} of: {template}")
    return parts


def fill(template: str, wording: Wording) -> str:
    """The template's text for people, on one line; unknown facts become neutral words."""
    return " ".join(_filled(parse(template), wording).split())


def listed(names: Iterable[str], otherwise: str = "data") -> str:
    """``A``, ``A and B``, ``A, B and C``, ``A, B, C and 2 more``; ``otherwise`` where there is none."""
    known = [" ".join(name.split()) for name in dict.fromkeys(names)]
    if not known:
        return otherwise
    if len(known) > ALL_NAMED:
        return f"{', '.join(known[:ALL_NAMED])} and {len(known) - ALL_NAMED} more"
    return _joined(known, "and")


def _joined(words: list[str], conjunction: str) -> str:
    head = ", ".join(words[:-1])
    return f"{head} {conjunction} {words[-1]}" if head else words[-1]


def _parts(template: str, at: int, stops: str) -> tuple[Parts, int]:
    parts: list[str | Slot] = []
    text = at
    while at < len(template) and template[at] not in stops and template[at] != "}":
        if template[at] != "{":
            at += 1
            continue
        slot, after = _slot(template, at + 1)
        parts += [template[text:at], slot]
        at = text = after
    parts.append(template[text:at])
    return tuple(part for part in parts if part != ""), at


def _slot(template: str, at: int) -> tuple[Slot, int]:
    end = at
    while end < len(template) and template[end] not in "{}:":
        end += 1
    name = template[at:end].strip()
    cases: list[tuple[str, Parts]] = []
    while end < len(template) and template[end] in ":|":
        start = end + 1
        end = start
        while end < len(template) and template[end] not in "=|{}":
            end += 1
        choice, words = template[start:end].strip(), _NOTHING
        if template[end : end + 1] == "=":
            words, end = _parts(template, end + 1, "|")
        cases.append((choice, words))
    if end >= len(template) or template[end] != "}" or not name:
        raise ValueError(f"a placeholder that is empty or not closed in: {template}")
    return Slot(name, tuple(cases)), end + 1


def _filled(parts: Parts, wording: Wording) -> str:
    done = ""
    for part in parts:
        if isinstance(part, str):
            done = done.removesuffix(" ") + part if _doubles(done, part) else done + part
        else:
            done = _append(done, _words(part, wording))
    return done


def _doubles(done: str, literal: str) -> bool:
    """Whether an empty word has left a space before a space or a comma."""
    return done.endswith(" ") and literal[0] in " ,;.:"


def _append(done: str, words: str) -> str:
    article = _ARTICLE.search(done)
    if article and words:
        right = article.group(1) + ("n " if words[0].lower() in "aeiou" else " ")
        done = done[: article.start()] + right
    return done + words


def _words(slot: Slot, wording: Wording) -> str:
    if slot.name in wording.names:
        return wording.names[slot.name]
    choices = wording.choices(slot.name)
    if not slot.cases:
        return _joined([choice.replace("-", " ") for choice in choices], "and") if choices else ""
    told = dict(slot.cases)
    unsaid = told.pop(UNSAID, None)
    if unsaid is not None and not choices and wording.is_open:
        return _filled(unsaid, wording)
    choices = choices or wording.possible(slot.name)
    cases = [_filled(words, wording) for choice, words in told.items() if not choices or choice in choices]
    return _joined(list(dict.fromkeys(cases)), "or") if cases else ""
