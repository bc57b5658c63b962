"""``threatbot packs diff OLD NEW``: what changed, what that does to models, and the version that it asks for."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from bot.commands.packs_sources import named, print_json
from flows.authoring.diff import Change, Effects, How, PackDiff, compare
from flows.report.escape import one_line

_HOW: Final[dict[How, str]] = {
    "added": "added",
    "removed": "removed",
    "renamed": "renamed",
    "meaning": "means something else",
    "wording": "other words only",
}


def show(old: str, new: str, *, as_json: bool) -> None:
    """Compare files, folders or packs of the library by name, and print what differs.

    Raises:
        NotKnown: one of them is neither a path nor a pack.
        InputRefused: a file is no pack.
    """
    found = compare(named(old), named(new))
    if as_json:
        print_json({"packs": [_data(one) for one in found]})
        return
    sys.stdout.writelines(f"{one_line(line) if line.strip() else ''}\n" for one in found for line in text(one))
    if not found:
        sys.stdout.write("Nothing differs.\n")


def text(one: PackDiff) -> Iterator[str]:
    """One pack's differences as lines."""
    yield f"{one.pack}: {one.old or 'not there'} -> {one.new or 'not there'}"
    yield from (f"- {_change(change)}" for change in one.changes)
    if not one.changes:
        yield "- nothing but comments or layout"
    yield from (f"In models: {line}." for line in _effects(one.effects))
    yield _version(one)
    yield ""


def _change(change: Change) -> str:
    name = f"{change.kind} {change.name}" if change.kind != "pack" else "the pack's own fields"
    was = f" (was {change.was})" if change.was else ""
    fields = f": {', '.join(change.fields)}" if change.fields else ""
    return f"{name}{was} {_HOW[change.how]}{fields}"


def _effects(effects: Effects) -> Iterator[str]:
    if effects.reopens:
        yield f"acceptances reopen of {', '.join(effects.reopens)}"
    if effects.may_reopen:
        yield f"acceptances reopen where the level rises of {', '.join(effects.may_reopen)}"
    if effects.ends:
        yield f"threats leave the list of {', '.join(effects.ends)}"
    if effects.answers_lost:
        yield f"answers are lost to {', '.join(effects.answers_lost)}"
    for fact, choice in effects.choices_gone:
        yield f"{fact} answered {choice} counts as unanswered"
    if effects.to_mark_again:
        yield f"in place under other conditions, or no more: {', '.join(effects.to_mark_again)}"


def _version(one: PackDiff) -> str:
    if one.old is None or one.new is None:
        return f"The pack is {'new' if one.old is None else 'gone'}: no version to compare."
    if one.enough:
        return f"The version is enough: this asks for {_asked(one)}."
    return f"The version is not enough: this asks for {_asked(one)}, so {one.least} or later."


def _asked(one: PackDiff) -> str:
    return "no new version" if one.needs == "none" else f"a new {one.needs} version"


def _data(one: PackDiff) -> dict[str, object]:
    effects = asdict(one.effects)
    choices = [{"fact": fact, "choice": choice} for fact, choice in one.effects.choices_gone]
    return {
        "pack": one.pack,
        "old": one.old,
        "new": one.new,
        "changes": [asdict(change) for change in one.changes],
        "effects": {**effects, "choices_gone": choices},
        "needs": one.needs,
        "enough": one.enough,
        "least": one.least,
    }
