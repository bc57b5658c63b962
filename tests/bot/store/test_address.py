"""A database's address that will not do: told is what was given, and never a password."""

import pytest

from bot.errors import NotConfigured
from bot.store.engine import connect


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("WRONG", "`WRONG` is no database address"),
        ("mysql://x/y", "`mysql://x/y` will not do"),
        ("mysql://anne:secret@host/y", "`mysql://…@host/y` will not do"),
        ("postgres//anne:se/cret@host", "`postgres//…@host` is no database address"),
    ],
)
def test_what_was_given_is_named(given: str, told: str) -> None:
    with pytest.raises(NotConfigured) as refused:
        connect(given)
    assert told in str(refused.value)
    assert "--db" in str(refused.value)
    assert "secret" not in str(refused.value)
