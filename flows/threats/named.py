"""Sentences of packs that name other rules by id: people read the rule's title, in quotes, in its place.

A short id is a rule of the sentence's own pack, else of the only pack that has one of this name; ``pack/rule`` is
always that one. Titles read with neutral names, as another rule stands on something else. What names no rule stays.
"""

import re
from collections.abc import Mapping
from typing import Final

from flows.packs.index import Library
from flows.threats.statement import title_alone

_KEPT: Final = "titles of rules, by their ids"
_NAME: Final = re.compile(
    r"(?<![\w/.{:|-])(?:[a-z0-9][a-z0-9.-]*/[a-z0-9]+(?:-[a-z0-9]+)*|[a-z0-9]+(?:-[a-z0-9]+)+)(?![\w/=-])"
)
"""A word that may be a rule's id; a placeholder's name and its choices are none."""


def with_titles(template: str, pack: str, library: Library) -> str:
    """The template with the titles of other rules for their ids; its placeholders are still to be filled.

    Args:
        template: a sentence of a pack.
        pack: whose.
        library: all packs, those rules included that an organisation has disabled.
    """
    titles = _titles(library)

    def title(found: re.Match[str]) -> str:
        named = titles.get(f"{pack}/{found[0]}") or titles.get(found[0])
        return f"“{named}”" if named else found[0]

    return _NAME.sub(title, template)


def _titles(library: Library) -> Mapping[str, str]:
    """By full id, and by the short one where only one pack has it."""
    found = library.kept.get(_KEPT)
    if not isinstance(found, dict):
        full = {f"{pack.pack}/{rule.id}": title_alone(rule) for pack in library.packs.values() for rule in pack.threats}
        short = [id_.partition("/")[2] for id_ in full]
        found = full | {id_: title for id_, title in zip(short, full.values(), strict=True) if short.count(id_) == 1}
        library.kept[_KEPT] = found
    return found
