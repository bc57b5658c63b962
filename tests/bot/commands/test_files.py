"""Files and folders that cannot be made: what is in the way, and no error number of the system."""

from pathlib import Path

import pytest

from bot.commands.exits import exit_codes
from tests.bot.commands.command_line import CommandLine


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demo", "--output", "gone/fridge.md"], "gone/fridge.md cannot be written: there is no folder gone."),
        (["packs", "docs", "--output", "file"], "The folder file cannot be made: file is in the way and is no"),
        (
            ["packs", "docs", "--output", "file/in"],
            "The folder file/in cannot be made: file is in the way and is no",
        ),
        (
            ["packs", "docs", "--output", "/dev/null/in"],
            "The folder /dev/null/in cannot be made: /dev/null is in the",
        ),
        (
            ["packs", "docs", "--output", "dangling"],
            "The folder dangling cannot be made: dangling is in the way",
        ),
        (
            ["demo", "--output", "dangling/fridge.md"],
            "dangling/fridge.md cannot be written: there is no folder",
        ),
        (["demo", "--output", "loop"], "loop cannot be written: Too many levels of symbolic links. Check its name"),
        (["demo", "--output", "."], ". cannot be written: it is a folder. Give the path of a file in it."),
        (["packs", "new", "acme.queue", "--output", "file"], "The folder file cannot be made: file is in the way and"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_in_the_way_is_said(threatbot: CommandLine, tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "dangling").symlink_to("nowhere/at/all")
    (tmp_path / "loop").symlink_to("loop")
    ran = threatbot(*words)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(told)
    assert (tmp_path / "file").read_text() == "kept"


def test_folders_are_made_where_pages_go(threatbot: CommandLine, tmp_path: Path) -> None:
    ran = threatbot("packs", "new", "acme.queue", "--output", "our/packs")
    assert ran.code == 0
    assert (tmp_path / "our" / "packs" / "acme.queue.yaml").is_file()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(2, "No such file or directory", "list.md"), "list.md: No such file or directory\n"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused\n"),
        (OSError("the disk is full"), "the disk is full\n"),
    ],
)
def test_what_the_system_says_comes_without_its_number(
    error: OSError, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THREATBOT_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended, exit_codes():
        raise error
    assert (ended.value.code, capsys.readouterr().err) == (4, told)
