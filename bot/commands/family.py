"""Model files on disk, each with the models that it extends."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from ulid import ULID

from flows import modelfile
from flows.errors import InputRefused, Place
from flows.packs.index import Library
from flows.workload.extends import MOST_GENERATIONS, extended, in_force
from flows.workload.model import Workload

MODEL_FILE: Final = ".threatmodel.yaml"


class Family:
    """Looks up what model files extend: a path beside the file, or the id of a model among the files given."""

    def __init__(self, library: Library, today: date, beside: Sequence[Path] = ()) -> None:
        """``beside`` are the other files given; they are read only where an id has to be found."""
        self._library, self._today, self._beside = library, today, beside

    def laid(self, path: Path, own: Workload) -> tuple[Workload, Workload | None, tuple[str, ...]]:
        """The workload with what it inherits; the system that a feature extends, for comparison; notes of its readers.

        Answers past their last day are left out.

        Raises:
            InputRefused: what it extends is not there, cannot be used, or leads back to it.
        """
        return self._laid(path, own, (path.resolve(),))

    def _laid(
        self, path: Path, own: Workload, line: tuple[Path, ...]
    ) -> tuple[Workload, Workload | None, tuple[str, ...]]:
        own = in_force(own, self._today)
        if own.extends is None:
            return own, None, ()
        at = Place(str(path), path="extends")
        found = self._path(path, own.extends, at)
        if found.resolve() in line:
            names = " -> ".join(one.name for one in (*line, found))
            raise InputRefused([(at, f"the models extend each other in a circle: {names}; break it")])
        if len(line) >= MOST_GENERATIONS:
            raise InputRefused([(at, f"more than {MOST_GENERATIONS} models stand above each other; merge some")])
        read, notes = read_model(found, self._library)
        base, _, more = self._laid(found, read, (*line, found.resolve()))
        _check_kinds(own, base, at)
        read_model(path, self._library, base)
        platform = {name for name, fact in self._library.facts.items() if fact.scope == "platform"}
        whole = extended(own, base, platform)
        return whole, None if base.kind == "platform" else base, (*notes, *more)

    def _path(self, path: Path, named: str, at: Place) -> Path:
        beside = path.parent / named
        if beside.is_file():
            return beside
        for other in self._beside:
            if other.resolve() != path.resolve() and read_model(other, self._library)[0].id == named:
                return other
        sentence = (
            f"there is no file {named} beside this one, and no file with that id among those given; give its path"
        )
        raise InputRefused([(at, sentence)])


def _check_kinds(own: Workload, base: Workload, at: Place) -> None:
    order = ("platform", "system", "feature")
    if order.index(own.kind) < order.index(base.kind):
        raise InputRefused(
            [(at, f"a {own.kind} model cannot extend a {base.kind} model; turn it round, or change `kind`")]
        )


def read_model(path: Path, library: Library, base: Workload | None = None) -> tuple[Workload, tuple[str, ...]]:
    """The workload in a model file, and notes; ``base`` is the model that it extends, where that is known.

    Raises:
        InputRefused: not there, no model file, or not one that can be used.
    """
    if path.is_dir() or (path.exists() and not path.name.endswith(MODEL_FILE)):
        if path.suffix.lower() in (".yaml", ".yml", ".json") and path.is_file():
            sentence = (
                f"a model file is called *{MODEL_FILE}; if this is one, rename it so; diagrams and templates are not "
                "yet read"
            )
            raise InputRefused([(Place(str(path)), sentence)])
        kind = "folders of templates" if path.is_dir() else "diagrams and templates"
        sentence = f"{kind} are not yet read, only model files (*{MODEL_FILE}); describe the workload in one"
        raise InputRefused([(Place(str(path)), sentence)])
    found = content(path)
    # from the content, so that the same file gives the same threat ids each time
    made = str(ULID.from_bytes(hashlib.sha256(found).digest()[:16]))
    return modelfile.read(found, str(path), library, lambda: made, base)


def content(path: Path) -> bytes:
    """The file's bytes, at most one more than a model file may have.

    Raises:
        InputRefused: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(modelfile.MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputRefused([(Place(str(path)), "there is no such file; check the path")]) from None
    except (IsADirectoryError, PermissionError) as error:
        raise InputRefused([(Place(str(path)), f"cannot be read: {error.strerror}; check path and rights")]) from error
