"""The packs that a command names: by name, or files and folders beside ours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.packs import of_environment
from flows.errors import InputRefused, NotKnown, Place
from flows.packs.index import Library
from flows.packs.loader import library_of, parse_pack
from flows.packs.schema import Pack
from flows.validate import in_order
from flows.words import instead, shown
from flows.yaml12 import MAX_BYTES


@dataclass(frozen=True)
class Chosen:
    """All packs together, and the names of those that were asked for; None for all of them."""

    library: Library
    packs: tuple[str, ...] | None


def chosen(words: Sequence[str]) -> Chosen:
    """What ``words`` name: packs that are known, files, and folders (``**/*.yaml``).

    A pack in a file takes the place of the known pack of that name, as an organisation's own do.

    Raises:
        NotKnown: neither a pack nor a file nor a folder is called so.
        InputRefused: a folder without packs, or packs that do not load.
    """
    library = of_environment()
    if not words:
        return Chosen(library, None)
    files = [file for word in words if is_path(word) for file in _files(Path(word))]
    packs = _parsed(dict.fromkeys(files))
    given = {pack.pack for pack in packs}
    names = [word for word in words if not is_path(word)]
    for name in names:
        if name not in library.packs:
            raise unknown(name, library)
    if packs:
        library = library_of([*(one for name, one in library.packs.items() if name not in given), *packs])
    return Chosen(library, tuple(dict.fromkeys((*names, *(pack.pack for pack in packs)))))


def unknown(name: str, library: Library) -> NotKnown:
    """What is said wherever a command is given a name that is neither a pack's nor a path."""
    return NotKnown(f"no pack, file or folder is called {shown(name)}{instead(name, library.packs, few=0)}")


def is_path(word: str) -> bool:
    """Whether a file or a folder is called so."""
    try:
        return Path(word).exists()
    except OSError:  # longer than a file's name can be, so no file's
        return False


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    found = [file for file in sorted(path.rglob("*.yaml")) if file.is_file()]
    if not found:
        raise InputRefused([(Place(str(path)), "holds no rule pack (*.yaml); check the path")])
    yield from found


def _parsed(files: Sequence[Path] | dict[Path, None]) -> list[Pack]:
    packs: list[Pack] = []
    problems: list[tuple[Place, str]] = []
    for file in files:
        try:
            with file.open("rb") as opened:
                packs.append(parse_pack(opened.read(MAX_BYTES + 1), str(file)))
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(in_order(problems))
    return packs
