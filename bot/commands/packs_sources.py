"""Where the commands about packs find them: our own, an organisation's folders, and files that were named."""

import json
import sys
from pathlib import Path
from typing import Final

from bot.commands.packs_chosen import is_path, unknown
from bot.packs import of_environment
from flows.errors import InputRefused, Place
from flows.packs.loader import Library, load_library, parse_pack
from flows.packs.schema import Pack
from flows.words import shown
from flows.yaml12 import MAX_BYTES

OURS: Final = "ours"


def library() -> Library:
    """All packs that a generation uses: our own and those in ``THREATBOT_PACKS``.

    Raises:
        InputRefused: a pack is not right.
    """
    return of_environment()


def origin(pack: Pack) -> str:
    """``ours``, or the file in an organisation's folder."""
    file = pack.place(()).file
    own = load_library().packs.get(pack.pack)
    return OURS if own is not None and (own.place(()).file, own.digest()) == (file, pack.digest()) else file


def named(words: str) -> dict[str, Pack]:
    """The packs in a file or a folder, by name; or the one pack that is called so.

    Raises:
        NotKnown: there is neither a path nor a pack of this name.
        InputRefused: a file is no pack.
    """
    path = Path(words)
    if is_path(words):
        return _read(sorted(path.rglob("*.yaml")) if path.is_dir() else [path], path)
    known = library()
    if words in known.packs:
        return {words: known.packs[words]}
    raise unknown(words, known)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _read(files: list[Path], path: Path) -> dict[str, Pack]:
    found: dict[str, Pack] = {}
    problems: list[tuple[Place, str]] = []
    for file in files:
        try:
            with file.open("rb") as content:
                pack = parse_pack(content.read(MAX_BYTES + 1), str(file))
        except InputRefused as refused:
            problems.extend(refused.problems)
            continue
        if pack.pack in found:
            problems.append((pack.place(("pack",)), f"there is another pack {shown(pack.pack)} here; rename one"))
        found[pack.pack] = pack
    if not files:
        problems.append((Place(str(path)), "there are no packs (*.yaml) in this folder"))
    if problems:
        raise InputRefused(problems)
    return found
