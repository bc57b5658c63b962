"""Two versions of a pack: what changed, what that does to models that exist, and the version that it asks for.

Semantic versions: what is removed or means something else asks for a new first number, what is added for a new second
one, other words for a new third one. Reading the two is the caller's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flows.authoring.meaning import Kind, Said, rests_on, said_by
from flows.packs.schema import Pack

How = Literal["added", "removed", "renamed", "meaning", "wording"]
Bump = Literal["none", "patch", "minor", "major"]
BUMPS: Final[tuple[Bump, ...]] = ("none", "patch", "minor", "major")
"""From the least to the most."""
_BUMP_OF: Final[Mapping[How, Bump]] = {
    "added": "minor", "removed": "major", "renamed": "major", "meaning": "major", "wording": "patch",
}  # fmt: skip
_HEAD_FIELDS: Final = ("title", "names", "shapes", "iac", "layers", "examples", "quiet")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        kind: rule, fact, mitigation, or ``pack`` for its own fields.
        name: its short name now, or the last one where it is removed.
        how: added, removed, renamed, another meaning, or other words only.
        fields: which fields differ.
        was: the short name before, where it was renamed.
    """

    kind: Kind | Literal["pack"]
    name: str
    how: How
    fields: tuple[str, ...] = ()
    was: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """What the new version does to models that exist.

    Attributes:
        reopens: rules whose acceptances end, since what they rest on is another.
        may_reopen: rules whose risk is judged in another way; an acceptance ends where the level rises.
        ends: rules whose threats leave the list.
        answers_lost: facts whose answers are read no more: removed, or asked of another thing.
        choices_gone: (fact, choice) that an answer may have and that counts as unanswered now.
        to_mark_again: mitigations that are removed or in place under another condition.
    """

    reopens: tuple[str, ...]
    may_reopen: tuple[str, ...]
    ends: tuple[str, ...]
    answers_lost: tuple[str, ...]
    choices_gone: tuple[tuple[str, str], ...]
    to_mark_again: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether a model can notice at all."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class PackDiff:
    """One pack in two versions; ``old`` or ``new`` is None where the pack is on one side only."""

    pack: str
    old: str | None
    new: str | None
    changes: tuple[Change, ...]
    effects: Effects
    needs: Bump
    enough: bool

    @property
    def least(self) -> str:
        """The least version that the changes ask for; that of the new pack where it is enough."""
        return self.new or "" if self.enough or self.old is None else raised(self.old, self.needs)


def compare(old: Mapping[str, Pack], new: Mapping[str, Pack]) -> tuple[PackDiff, ...]:
    """All packs of both sides by name, those that are the same on both apart."""
    names = sorted({*old, *new})
    return tuple(diff(old.get(name), new.get(name)) for name in names if not _same(old.get(name), new.get(name)))


def diff(old: Pack | None, new: Pack | None) -> PackDiff:
    """One pack in two versions; None where there is none.

    Raises:
        ValueError: there is neither.
    """
    pack = new or old
    if pack is None:
        raise ValueError("there is no pack to compare")
    changes = tuple(_changes(old, new))
    needs: Bump = max((_BUMP_OF[each.how] for each in changes), key=BUMPS.index, default="none")
    versions = (old.version if old else None, new.version if new else None)
    enough = old is None or new is None or bumped_enough(old.version, new.version, needs)
    return PackDiff(pack.pack, *versions, changes, _effects(old, new, changes), needs, enough)


def bumped_enough(old: str, new: str, needs: Bump) -> bool:
    """Whether ``new`` is at least what changes of this weight ask for after ``old``; the same suffices for none."""
    return _numbers(new) >= _numbers(raised(old, needs))


def raised(version: str, by: Bump) -> str:
    """The next version after ``version``, such as 2.0.0 after 1.4.2 for major."""
    major, minor, patch = _numbers(version)
    if by == "major":
        return f"{major + 1}.0.0"
    if by == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if by == "patch" else version


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def _same(old: Pack | None, new: Pack | None) -> bool:
    return old is not None and new is not None and old.digest() == new.digest()


def _changes(old: Pack | None, new: Pack | None) -> Iterator[Change]:
    before, now = said_by(old) if old else {}, said_by(new) if new else {}
    renamed = _renamed(before, now)
    for (kind, name), said in now.items():
        if (kind, name) in before:
            yield from _changed(before[kind, name], said)
        elif (earlier := renamed.get(name)) and kind == "rule":
            yield Change(kind, name, "renamed", _differing(before["rule", earlier], said), earlier)
        else:
            yield Change(kind, name, "added")
    for kind, name in before:
        if (kind, name) not in now and not (kind == "rule" and name in renamed.values()):
            yield Change(kind, name, "removed")
    if old and new and (fields := tuple(each for each in _HEAD_FIELDS if getattr(old, each) != getattr(new, each))):
        yield Change("pack", new.pack, "wording", fields)


def _renamed(before: Mapping[tuple[Kind, str], Said], now: Mapping[tuple[Kind, str], Said]) -> dict[str, str]:
    """New name -> old name of the rules that say ``was`` about one that is gone."""
    gone = {name for kind, name in before if kind == "rule" and ("rule", name) not in now}
    found: dict[str, str] = {}
    for (kind, name), said in now.items():
        earlier = next((each for each in said.was if each.rpartition("/")[2] in gone), None)
        if kind == "rule" and earlier and (kind, name) not in before:
            found[name] = earlier.rpartition("/")[2]
            gone.discard(found[name])
    return found


def _changed(before: Said, now: Said) -> Iterator[Change]:
    fields = _differing(before, now)
    if fields:
        yield Change(now.kind, now.name, _how(before, now), fields)


def _how(before: Said, now: Said) -> How:
    """A choice that joins is an addition: what was answered stays answered."""
    if before.meaning != now.meaning or set(before.choices) - set(now.choices):
        return "meaning"
    return "added" if set(now.choices) - set(before.choices) else "wording"


def _differing(before: Said, now: Said) -> tuple[str, ...]:
    meaning = [field for field in now.meaning if before.meaning.get(field) != now.meaning[field]]
    gone = [f"choices (without {each})" for each in before.choices if each not in now.choices]
    joined = [f"choices (with {each})" for each in now.choices if each not in before.choices]
    words = [field for field in now.words if before.words.get(field) != now.words[field]]
    inner = [each for each in words if each.partition(",")[0] not in meaning and each != "choices"]
    same_choices = not (gone or joined) and "choices" in words
    return (*meaning, *gone, *joined, *inner, *(["choices, their words"] if same_choices else []))


def _effects(old: Pack | None, new: Pack | None, changes: tuple[Change, ...]) -> Effects:
    before, now = said_by(old) if old else {}, said_by(new) if new else {}
    gone = [each for each in changes if each.how == "removed"]
    lost = [each.name for each in gone if each.kind == "fact"]
    lost += [each.name for each in changes if each.kind == "fact" and "on" in each.fields]
    choices = [
        (name, choice)
        for (kind, name), said in before.items()
        if kind == "fact" and name not in lost
        for choice in said.choices
        if choice not in now["fact", name].choices
    ]
    reopens = tuple(_reopens(old, new, changes))
    risk = [each.name for each in changes if each.kind == "rule" and {"likelihood", "impact_of"} & set(each.fields)]
    marks = [each for each in changes if each.kind == "mitigation"]
    return Effects(
        reopens=reopens,
        may_reopen=tuple(name for name in risk if name not in reopens),
        ends=tuple(each.name for each in gone if each.kind == "rule"),
        answers_lost=tuple(lost),
        choices_gone=tuple(choices),
        to_mark_again=tuple(each.name for each in marks if each.how == "removed" or "done_when" in each.fields),
    )


def _reopens(old: Pack | None, new: Pack | None, changes: tuple[Change, ...]) -> Iterator[str]:
    if not old or not new:
        return
    names = {each.name: each.was for each in changes if each.how == "renamed"}
    earlier = {rule.id: rule for rule in old.threats}
    for rule in new.threats:
        before = earlier.get(names.get(rule.id, rule.id))
        if before and rests_on(before, old) != rests_on(rule, new):
            yield rule.id
