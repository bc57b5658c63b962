"""The lock of our packs: each one's version, and a digest of what each rule, fact and mitigation means.

With it a changed rule cannot keep its pack's version. ``python -m flows.authoring.lock`` writes the file anew, and
refuses while a version is not raised; without a file (after a merge of two that differ) it makes one from nothing.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.authoring.diff import BUMPS, Bump, bumped_enough, raised
from flows.authoring.meaning import KINDS, Kind, said_by
from flows.errors import InputRefused, Place
from flows.packs.loader import load_library
from flows.packs.schema import Pack

LOCK: Final = Path(__file__).parents[1] / "packs" / "library.lock.json"
COMMAND: Final = "python -m flows.authoring.lock"


@dataclass(frozen=True, slots=True)
class Locked:
    """One pack in the lock: its version, and by kind and name the digest of a meaning (and the choices of a fact)."""

    version: str
    things: Mapping[tuple[Kind, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unbumped:
    """A pack whose version does not tell what changed: its name, a sentence for people, and whether it blocks."""

    pack: str
    sentence: str
    blocks: bool


def locked(pack: Pack) -> Locked:
    """What the lock has to say of the pack."""
    return Locked(pack.version, {key: (said.digest, *said.choices) for key, said in said_by(pack).items()})


def write(packs: Mapping[str, Pack]) -> str:
    """The lock of these packs: JSON with one line for each thing, in order of names, so that differences read well."""
    lines = [f"  {json.dumps(name)}: {_written(locked(packs[name]))}" for name in sorted(packs)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(text: str) -> dict[str, Locked]:
    """The packs of a lock.

    Raises:
        InputRefused: it is no lock.
    """
    try:
        found = json.loads(text)
        return {name: Locked(each["version"], dict(_things(each))) for name, each in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sentence = f"this is no lock of packs ({error}); delete it, and run `{COMMAND}`"
        raise InputRefused([(Place(LOCK.name), sentence)]) from error


def check(lock: Mapping[str, Locked], packs: Mapping[str, Pack]) -> list[Unbumped]:
    """What keeps the lock from being true, in order of the packs' names; empty where it is.

    What blocks needs a new version of a pack; the rest is mended by writing the lock anew.
    """
    found: list[Unbumped] = []
    for name in sorted({*lock, *packs}):
        if name not in packs:
            found.append(Unbumped(name, f"{name} is in the lock and not in the library; run `{COMMAND}`", blocks=False))
        elif name not in lock:
            found.append(Unbumped(name, f"{name} is not in the lock; run `{COMMAND}`", blocks=False))
        elif lock[name] != (now := locked(packs[name])):
            found.append(_differs(name, lock[name], now))
    return found


def _differs(name: str, before: Locked, now: Locked) -> Unbumped:
    changes = list(_changes(before, now))
    needs: Bump = max((bump for bump, _ in changes), key=BUMPS.index, default="none")
    what = "; ".join(words for _, words in changes[:6]) + (f"; and {len(changes) - 6} more" if len(changes) > 6 else "")
    if bumped_enough(before.version, now.version, needs):
        return Unbumped(name, f"{name} is {now.version} now: the lock is older; run `{COMMAND}`", blocks=False)
    least = raised(before.version, needs)
    said = f"{name} is still {now.version}" if now.version == before.version else f"{name} is {now.version}"
    why = f"since {before.version}: {what}" if what else f"which is less than {before.version}"
    return Unbumped(name, f"{said}, {why}. Set `version: {least}` or later, then run `{COMMAND}`", blocks=True)


def _changes(before: Locked, now: Locked) -> Iterator[tuple[Bump, str]]:
    for kind, name in {**before.things, **now.things}:
        old, new = before.things.get((kind, name)), now.things.get((kind, name))
        if old == new:
            continue
        what = f"the {kind} {name}"
        if new is None:
            yield "major", f"{what} is removed"
        elif old is None:
            yield "minor", f"{what} is added"
        elif old[0] != new[0]:
            yield "major", f"{what} means something else"
        elif gone := [choice for choice in old[1:] if choice not in new[1:]]:
            yield "major", f"{what} has lost {', '.join(gone)}"
        elif joins := [choice for choice in new[1:] if choice not in old[1:]]:
            yield "minor", f"{what} has a new choice, {', '.join(joins)}"


def _written(one: Locked) -> str:
    parts = [f'    "version": {json.dumps(one.version)}']
    for kind in KINDS:
        things = [
            f"      {json.dumps(name)}: {json.dumps(_line(said))}"
            for (of, name), said in sorted(one.things.items())
            if of == kind
        ]
        parts += [f'    "{kind}s": {{\n' + ",\n".join(things) + "\n    }"] if things else []
    return "{\n" + ",\n".join(parts) + "\n  }"


def _line(said: tuple[str, ...]) -> str:
    digest, *choices = said
    return f"{digest} {'|'.join(choices)}" if choices else digest


def _things(pack: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[tuple[Kind, str], tuple[str, ...]]]:
    for kind in KINDS:
        for name, said in pack.get(f"{kind}s", {}).items():
            digest, _, choices = said.partition(" ")
            yield (kind, name), (digest, *(choices.split("|") if choices else ()))


def main() -> int:
    """Write the lock of our own packs anew; 1 and the reason where a version has to be raised first."""
    packs = load_library().packs
    found = check(read(LOCK.read_text(encoding="utf-8")), packs) if LOCK.is_file() else []
    if blocking := [one.sentence for one in found if one.blocks]:
        sys.stderr.write("".join(f"{sentence}\n" for sentence in blocking))
        return 1
    LOCK.write_text(write(packs), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{LOCK}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
