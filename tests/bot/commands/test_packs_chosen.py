"""The packs that a command names: by name, by file, by folder, and together."""

from pathlib import Path

import pytest

from bot.commands.packs_chosen import chosen
from flows.errors import InputRefused
from flows.packs.loader import load_library

GATE = (Path(__file__).parents[2] / "flows" / "fixtures" / "app.gate.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("THREATBOT_PACKS", raising=False)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "gate.yaml").write_text(GATE, encoding="utf-8")


def test_nothing_named_is_all_packs() -> None:
    assert chosen(()).packs is None
    assert chosen(()).library.version == load_library().version


def test_names_are_kept_in_order_and_once() -> None:
    asked = chosen(("aws.s3", "aws.cloudfront", "aws.s3"))
    assert asked.packs == ("aws.s3", "aws.cloudfront")
    assert asked.library.version == load_library().version


@pytest.mark.parametrize("word", ["deep/er/gate.yaml", "deep/er", "deep", "."])
def test_files_and_folders_come_beside_ours(word: str) -> None:
    asked = chosen((word,))
    assert asked.packs == ("app.gate",)
    assert set(asked.library.packs) == {*load_library().packs, "app.gate"}


def test_a_file_that_is_named_twice_is_read_once() -> None:
    assert chosen(("deep", "deep/er/gate.yaml", "aws.s3")).packs == ("aws.s3", "app.gate")


def test_a_file_may_be_named_as_a_pack_is(tmp_path: Path) -> None:
    (tmp_path / "aws.s3").write_text(GATE, encoding="utf-8")
    assert chosen(("aws.s3",)).packs == ("app.gate",)


def test_two_files_with_one_pack_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(GATE, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"there is another pack `app\.gate` in"):
        chosen((".",))


def test_all_faults_of_all_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "deep" / "bad.yaml").write_text("pack: [", encoding="utf-8")
    (tmp_path / "deep" / "worse.yaml").write_text(GATE.replace("title: Gate", "titel: Gate"), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        chosen(("deep",))
    assert [Path(place.file).name for place, _ in refused.value.problems] == ["bad.yaml", "worse.yaml", "worse.yaml"]


def test_a_pack_that_names_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "alone.yaml").write_text(GATE.replace("is: anyone", "is: everyone"), encoding="utf-8")
    with pytest.raises(InputRefused, match="`everyone` is no choice here"):
        chosen(("alone.yaml",))
