"""No row of the contract is without a test: kinds and fields of the table beside those that the tests exercise."""

from tests.contract.rows import aimed_at, exercised, promised, targets

KINDS = {
    *("command", "message", "edit", "delete", "click", "set", "suggest", "submit", "close", "shortcut"),
    *("home", "react", "join", "leave", "deactivate", "clock"),
}


def test_the_table_has_the_kinds_that_scripts_build_on() -> None:
    assert set(promised()) == KINDS


def test_the_table_is_read_as_it_is_meant() -> None:
    assert promised()["message"] == {"channel", "thread_ts", "text", "files"}
    assert promised()["click"] == {"target", "action_id", "label", "value", "confirm", "block_id"}
    assert promised()["clock"] == {"advance", "to", "until"}
    assert promised()["home"] == set()


def test_every_kind_and_every_field_is_exercised() -> None:
    done = exercised()
    missing = {kind: fields - done.get(kind, set()) for kind, fields in promised().items()}
    assert {kind: fields for kind, fields in missing.items() if fields or kind not in done} == {}


def test_every_kind_of_target_is_aimed_at() -> None:
    assert targets() == {"channel", "view_id", "home", "ephemeral"}
    assert targets() <= aimed_at()
