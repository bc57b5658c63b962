"""The library of rule packs on this machine: read through a cache on disk, and read anew where a file has changed."""

import gc
import logging
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.settings import Settings
from flows.errors import InputRefused
from flows.packs.cache import NOTHING, Remembered, restored
from flows.packs.index import Library
from flows.packs.loader import load_library, remembering

log = logging.getLogger(__name__)

OWN: Final = Path(str(files("flows.packs") / "library"))
Stamp = tuple[tuple[str, int, int], ...]


def library(extra: Sequence[Path], cache: Path | None) -> Library:
    """The packs, from what the folder ``cache`` remembers where that is theirs; else read, and remembered there.

    Raises:
        InputRefused: packs that cannot be used, each problem with its line.
    """
    known = _remembered(cache)
    found = load_library(extra, known)
    if cache is not None and known.version != found.version:
        _remember(cache, remembering(extra, found))
    return found


def of_environment() -> Library:
    """The packs that a command uses: ours and those in ``THREATBOT_PACKS``.

    Raises:
        InputRefused: packs that cannot be used, each problem with its line.
    """
    settings = Settings.from_environment()
    return library(settings.packs, settings.cache)


def settled(found: Library) -> Library:
    """The library, put aside from the collector of garbage: it lives as long as the process."""
    gc.collect()
    gc.freeze()
    return found


class Watched:
    """The packs of a process, read anew when a file changes; while they cannot be used the old ones stay."""

    def __init__(self, extra: Sequence[Path]) -> None:
        """Note how the files are now."""
        self._folders = (OWN, *extra)
        self._extra = extra
        self._seen = self._stamp()

    def changed(self) -> Library | None:
        """The new library where a file has changed since the last look and all can be used; None otherwise."""
        now = self._stamp()
        if now == self._seen:
            return None
        self._seen = now
        try:
            return load_library(self._extra)
        except InputRefused as refused:
            log.warning("The changed rule packs cannot be used; the old ones stay.\n%s", refused)
            return None

    def _stamp(self) -> Stamp:
        found = []
        for file in sorted(file for folder in self._folders for file in folder.rglob("*.yaml")):
            with suppress(FileNotFoundError):  # taken away between the two looks: it is not there
                said = file.stat()
                found.append((str(file), said.st_mtime_ns, said.st_size))
        return tuple(found)


def _remembered(cache: Path | None) -> Remembered:
    if cache is None:
        return NOTHING
    try:
        return restored((cache / "packs.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return NOTHING


def _remember(cache: Path, text: str) -> None:
    """Whole or not at all: other processes may read it meanwhile."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=cache, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, cache / "packs.json")  # noqa: PTH105  one step, on every system
    except OSError as error:
        log.info("The packs' cache cannot be written to %s (%s): each start reads them.", cache, error.strerror)
