"""Files and folders that a command was asked to make: where one cannot be, what is in the way and what to do."""

import os
from pathlib import Path

from bot.errors import NotWritten


def write(file: Path, content: bytes) -> None:
    """Write the whole file, in place of one that is there.

    Raises:
        NotWritten: it cannot be; says what is in the way and what to do.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"{file} cannot be written: {_in_the_way(file, error)}") from error


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it, unless it is there.

    Raises:
        NotWritten: it cannot be; says what is in the way and what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"The folder {folder} cannot be made: {_in_the_way(folder, error)}") from error


def _in_the_way(path: Path, error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "it is a folder. Give the path of a file in it."
    if isinstance(error, FileExistsError | NotADirectoryError):
        there = (each for each in (path, *path.parents) if os.path.lexists(each) and not each.is_dir())
        return f"{next(there, path)} is in the way and is no folder. Give another path."
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return f"there is no folder {path.parent}. Make it (mkdir -p {path.parent}), or give another path."
    return f"{error.strerror}. Check its name and your rights."
