"""The packs of a machine: the cache on disk, and files that change while a process runs."""

import os
from pathlib import Path

import pytest

from bot.packs import Watched, library
from flows.packs.cache import NOTHING, restored
from flows.packs.loader import load_library
from tests.flows.models import FIXTURES

DOOR = (FIXTURES / "app.door.yaml").read_text()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "door.yaml").write_text(DOOR)
    return folder


def cached(cache: Path) -> str:
    return (cache / "packs.json").read_text()


def test_a_first_start_remembers_and_the_next_uses_it(tmp_path: Path, ours: Path) -> None:
    cache = tmp_path / "deep" / "cache"
    first = library([ours], cache)
    assert restored(cached(cache)).version == first.version
    stamp = (cache / "packs.json").stat().st_mtime_ns
    assert library([ours], cache).version == first.version
    assert (cache / "packs.json").stat().st_mtime_ns == stamp, "what is remembered is right, so nothing is written"


def test_other_packs_are_remembered_in_their_place(tmp_path: Path, ours: Path) -> None:
    library([ours], tmp_path)
    alone = library([], tmp_path)
    assert restored(cached(tmp_path)).version == alone.version
    assert "app.door" not in alone.packs


@pytest.mark.parametrize("damage", ["", "{}", "not json", "[1, 2]\n{}"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, ours: Path, damage: str) -> None:
    (tmp_path / "packs.json").write_text(damage)
    found = library([ours], tmp_path)
    assert "app.door" in found.packs
    assert restored(cached(tmp_path)) is not NOTHING


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, ours: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert "app.door" in library([ours], tmp_path / "file").packs


def test_a_change_is_seen_once(ours: Path) -> None:
    watched = Watched([ours])
    assert watched.changed() is None
    (ours / "door.yaml").write_text(DOOR.replace("title: ", "title: The ", 1))
    changed = watched.changed()
    assert changed is not None
    assert changed.version != load_library().version
    assert watched.changed() is None


def test_what_cannot_be_used_changes_nothing_until_it_is_mended(ours: Path, caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched([ours])
    (ours / "door.yaml").write_text(f"{DOOR}\nnot a field: 1\n")
    assert watched.changed() is None
    assert "door.yaml" in caplog.text
    assert "the old ones stay" in caplog.text
    (ours / "door.yaml").write_text(DOOR)
    os.utime(ours / "door.yaml", ns=(1, 1))
    assert watched.changed() is not None
