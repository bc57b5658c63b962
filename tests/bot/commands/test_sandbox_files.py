"""What ``threatbot sandbox`` keeps beside its databases: the key of the page, and the mark of a start afresh."""

from pathlib import Path

from bot.commands.sandbox import _forget, _kept_token


def test_a_key_is_made_once_and_anew_where_others_could_read_it(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "key"
    made = _kept_token(file)
    assert len(made) >= 16
    assert file.stat().st_mode & 0o777 == 0o600
    assert _kept_token(file) == made
    file.chmod(0o644)
    anew = _kept_token(file)
    assert anew != made
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("")
    assert _kept_token(file) not in ("", anew)


def test_all_that_was_known_is_forgotten_and_the_mark_goes_last(tmp_path: Path) -> None:
    names = ["bot.db", "bot.db-wal", "bot.db.workspace", "bot.db.workspace-shm", "bot.db.workspace-next"]
    for name in [*names, "bot.db.workspace-forgetting", "bot.db.workspace-token"]:
        (tmp_path / name).touch()
    _forget(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "bot.db.workspace")
    assert [path.name for path in tmp_path.iterdir()] == ["bot.db.workspace-token"]


def test_a_database_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.workspace").touch()
    _forget("postgresql://somewhere/db", tmp_path / "x.workspace")
    assert list(tmp_path.iterdir()) == []
