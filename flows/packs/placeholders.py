"""The ``{placeholders}`` in the sentences of packs: found and taken apart. Filling them is ``flows.threats.statement``.

``{target}`` names a thing, ``{edge_controls}`` a fact (its choice in words), and
``{role_power:settings=a map|data=disclosure of {assets}}`` gives the words for each choice of a fact, in which plain
placeholders may stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

THINGS = frozenset({"source", "target", "component", "asset", "assets", "flow", "reachable_assets", "workload"})
"""What a placeholder may name besides facts."""

PLACEHOLDER = re.compile(r"\{([a-z0-9][a-z0-9_./-]*)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
"""Group 1 is the name, group 2 the words for each choice, if any."""

UNSAID = "?"
"""In place of a choice: its words are told of an open threat where nobody answered the fact; they may be empty."""

_BRACE = re.compile(r"[{}]")
_NOT_INSIDE = re.compile(r"\|(?![^{]*\})")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: what it names, and the words for each choice (empty where it is plain)."""

    name: str
    words: dict[str, str]


def placeholder(found: re.Match[str]) -> Placeholder:
    """A match of ``PLACEHOLDER``, taken apart. A choice without ``=`` has empty words."""
    pairs = (each.partition("=") for each in _NOT_INSIDE.split(found[2])) if found[2] else ()
    return Placeholder(found[1], {choice.strip(): words for choice, _, words in pairs})


def placeholders(text: str) -> Iterator[Placeholder]:
    """All placeholders of the text in order, those inside the words of another after it."""
    for found in PLACEHOLDER.finditer(text):
        each = placeholder(found)
        yield each
        for words in each.words.values():
            yield from placeholders(words)


def stray_brace(text: str) -> bool:
    """Whether a brace is left that belongs to no placeholder."""
    return bool(_BRACE.search(PLACEHOLDER.sub("", text)))
