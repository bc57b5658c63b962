"""What is remembered of packs: the same library comes of it, errors keep their lines, and damage is passed over."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InputRefused
from flows.packs.cache import NOTHING, document, dumped, restored
from flows.packs.loader import library_of, load_library, remembering
from flows.threats.generate import generate
from flows.yaml12 import load
from tests.flows.models import FIXTURES, shipped_library, shop

DOOR = (FIXTURES / "app.door.yaml").read_text()


def test_the_same_library_comes_of_it() -> None:
    fresh = shipped_library()
    known = restored(remembering((), fresh))
    assert known.version == fresh.version
    again = load_library((), known)
    assert again is not fresh
    assert again.version == fresh.version
    assert dict(again.facts) == dict(fresh.facts)
    assert dict(again.mitigations) == dict(fresh.mitigations)
    assert [one.rule for one in again.rules] == [one.rule for one in fresh.rules]
    assert generate(shop(), again) == generate(shop(), fresh)


def test_a_file_that_changed_is_read_and_checked_anew(tmp_path: Path) -> None:
    (tmp_path / "door.yaml").write_text(DOOR)
    known = restored(remembering([tmp_path], load_library([tmp_path])))
    (tmp_path / "door.yaml").write_text(DOOR.replace("pack: app.door", "pack: app.gate"))
    assert "app.gate" in load_library([tmp_path], known).packs
    (tmp_path / "door.yaml").write_text(DOOR.replace("fact: locked", "fact: lokced", 1))
    with pytest.raises(InputRefused, match="lokced"):
        load_library([tmp_path], known)


def test_what_was_refused_is_never_taken_as_checked(tmp_path: Path) -> None:
    """The words are remembered, the version is another: the faulty pack is refused each time."""
    bad = DOOR.replace("fact: locked", "fact: lokced", 1)
    (tmp_path / "door.yaml").write_text(bad)
    name = str(tmp_path / "door.yaml")
    known = restored(dumped(shipped_library().version, [(name, bad)], [load(bad, name)]))
    for _ in range(2):
        with pytest.raises(InputRefused) as refused:
            load_library([tmp_path], known)
        assert refused.value.problems[0][0].line > 0


def test_lines_are_read_when_an_error_needs_them() -> None:
    known = restored(dumped("v", [("door.yaml", DOOR)], [load(DOOR, "door.yaml")]))
    again = document(("door.yaml", DOOR), known)
    fresh = load(DOOR, "door.yaml")
    assert (again.data, again.digest) == (fresh.data, fresh.digest)
    assert dict(again.lines) == dict(fresh.lines)
    assert again.place(("facts", "nothing", "ask")) == fresh.place(("facts", "nothing", "ask"))


def test_a_mark_of_the_byte_order_changes_nothing() -> None:
    marked = b"\xef\xbb\xbf" + DOOR.encode()
    known = restored(dumped("v", [("d", DOOR)], [load(DOOR, "d")]))
    assert document(("d", marked), known).digest == load(marked, "d").digest


@given(st.data())
def test_a_damaged_text_is_passed_over(data: st.DataObject) -> None:
    text = dumped("v", [("d", DOOR)], [load(DOOR, "d")])
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[at]))
    assert restored(text[:at] + other + text[at + 1 :]) is NOTHING
    assert restored(text[:at]) is NOTHING


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1, 2]\n{}", "null\nnull", json.dumps([99, "x"])])
def test_a_text_of_another_shape_is_passed_over(text: str) -> None:
    assert restored(text) is NOTHING


def test_a_version_that_was_checked_is_not_checked_again() -> None:
    packs = list(shipped_library().packs.values())
    assert library_of(packs, checked=shipped_library().version).version == shipped_library().version
