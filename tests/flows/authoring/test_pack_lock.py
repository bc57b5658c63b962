"""The lock of our packs: it is current, and a meaning that changes cannot keep its pack's version."""

from pathlib import Path

import pytest

from flows.authoring import lock
from flows.authoring.lock import LOCK, check, locked, read, write
from flows.errors import InputRefused
from flows.packs.loader import load_library, parse_pack
from flows.packs.schema import Pack
from tests.flows.models import FIXTURES

TEXT = (FIXTURES / "every.field.yaml").read_text(encoding="utf-8")
GATE = parse_pack(TEXT, "gate.yaml")
LOCKED = {"app.gate": locked(GATE)}


def changed(*pairs: tuple[str, str]) -> dict[str, Pack]:
    text = TEXT
    for old, new in pairs:
        assert old in text, "the fixture has changed"
        text = text.replace(old, new)
    return {"app.gate": parse_pack(text, "gate.yaml")}


def test_the_lock_of_our_packs_is_current() -> None:
    found = check(read(LOCK.read_text(encoding="utf-8")), load_library().packs)
    assert [one.sentence for one in found] == []


def test_the_file_is_what_would_be_written() -> None:
    assert LOCK.read_text(encoding="utf-8") == write(load_library().packs), f"run {lock.COMMAND}"


def test_what_is_written_reads_back_and_has_a_line_for_each_thing() -> None:
    text = write({"app.gate": GATE})
    assert read(text) == LOCKED
    things = len(GATE.threats) + len(GATE.facts) + len(GATE.mitigations)
    assert sum(line.startswith("      ") for line in text.splitlines()) == things
    assert 'watched": "' in text
    assert " guard|camera|nobody" in text


@pytest.mark.parametrize(
    ("old", "new", "what", "least"),
    [
        ("answered: yes}", "is: camera}", "the rule climbed means something else", "3.0.0"),
        ("loss of {assets}", "theft of {assets}", "the rule climbed means something else", "3.0.0"),
        ("is: guard}", "is: camera}", "the mitigation guard-it means something else", "3.0.0"),
        ("on: flow\n    ask", "on: target\n    ask", "the fact lit means something else", "3.0.0"),
        ('days: "Some days", ', 'weeks: "Some weeks", ', "the fact recorded has lost days", "3.0.0"),
        ('days: "Some days", ', 'days: "Some", weeks: "Some", ', "recorded has a new choice, weeks", "2.2.0"),
        ("  light-it:", "  lamp-it:", "the mitigation lamp-it is added", "3.0.0"),
        ("id: on-an-asset", "id: on-assets", "the rule on-an-asset is removed", "3.0.0"),
    ],
)  # fmt: skip
def test_a_meaning_that_changes_without_a_version_blocks_and_says_what_to_set(
    old: str, new: str, what: str, least: str
) -> None:
    pairs = [(old, new), *([("all: [light-it]", "all: [lamp-it]")] if "light-it" in old else [])]
    (found,) = check(LOCKED, changed(*pairs))
    assert found.blocks
    assert found.sentence.startswith("app.gate is still 2.1.0, since 2.1.0: ")
    assert what in found.sentence
    assert f"Set `version: {least}` or later, then run `{lock.COMMAND}`" in found.sentence
    (raised,) = check(LOCKED, changed(*pairs, ("version: 2.1.0", f"version: {least}")))
    assert not raised.blocks
    assert "the lock is older" in raised.sentence


def test_a_minor_version_is_not_enough_for_another_meaning() -> None:
    (found,) = check(LOCKED, changed(("answered: yes}", "is: camera}"), ("version: 2.1.0", "version: 2.2.0")))
    assert found.blocks
    assert found.sentence.startswith("app.gate is 2.2.0, since 2.1.0: the rule climbed means something else. Set")


def test_other_words_need_no_new_lock() -> None:
    assert (
        check(LOCKED, changed(("Stand before it for five minutes.", "Stand there."), ('"A guard"', '"Some guard"')))
        == []
    )


def test_a_version_that_falls_blocks() -> None:
    (found,) = check(LOCKED, changed(("version: 2.1.0", "version: 2.0.9")))
    assert found.blocks
    assert "which is less than 2.1.0" in found.sentence


def test_packs_that_come_and_go_ask_for_a_new_lock_only() -> None:
    come, gone = check({"app.fence": locked(GATE)}, {"app.gate": GATE})
    assert [one.blocks for one in (come, gone)] == [False, False]
    assert "not in the library" in come.sentence
    assert "not in the lock" in gone.sentence


@pytest.mark.parametrize(
    "text", ["", "[]", "{}}", '{"a": 1}', '{"a": {}}', '{"a": {"version": "1.0.0", "facts": [1]}}']
)
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="this is no lock of packs"):
        read(text)


@pytest.fixture
def own_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The command writes here instead of into the package."""
    monkeypatch.setattr(lock, "LOCK", tmp_path / "lock.json")
    return tmp_path / "lock.json"


def test_the_command_writes_a_lock_and_refuses_while_a_version_is_too_low(
    own_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lock.main() == 0
    text = own_lock.read_text(encoding="utf-8")
    assert text == write(load_library().packs)
    rule = load_library().packs["aws.s3"].threats[0].id
    planted = next(line for line in text.splitlines() if f'"{rule}"' in line)
    own_lock.write_text(text.replace(planted, f'      "{rule}": "000000000000",'), encoding="utf-8")
    assert lock.main() == 1
    assert f"the rule {rule} means something else" in capsys.readouterr().err
    assert "000000000000" in own_lock.read_text(encoding="utf-8")
    own_lock.unlink()
    assert lock.main() == 0
