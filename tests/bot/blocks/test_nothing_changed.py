"""*Nothing changed*: the obvious button where all is well, and one that asks first where something is left."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.blocks.review import Found, nudge
from bot.store.tables import Model, Review

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
OF = {"owner": "U0OWNER", "channel": "C0", "structure": {}, "created_by": "U1", "created_at": NOW}
MODEL = Model(workspace_id="W", id="M" * 26, name="Till", **OF)
REVIEW = Review(workspace_id="W", model_id="M" * 26, due=NOW, kind="periodic", fired_at=NOW, outcome="", by="")


def button(found: Found) -> Mapping[str, Any]:
    """The button as it is sent."""
    sent = [block.to_dict() for block in nudge(MODEL, REVIEW, found)]
    buttons = [one for block in sent for one in block.get("elements", ()) if one.get("action_id") == "review.nothing"]
    (one,) = buttons
    return dict(one)


def test_where_nothing_is_left_it_is_the_obvious_one() -> None:
    assert button(Found())["style"] == "primary"
    assert "confirm" not in button(Found())


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Found(severe=1), "1 at high or critical is not mitigated."),
        (Found(severe=2), "2 at high or critical are not mitigated."),
        (Found(overdue=["A key of its own"]), "1 thing taken on is past the day."),
        (
            Found(severe=2, overdue=["A key", "A lock"]),
            "2 at high or critical are not mitigated. 2 things taken on ",
        ),
    ],
)
def test_where_something_is_left_it_says_what_and_asks(found: Found, words: str) -> None:
    shown = button(found)
    assert "style" not in shown
    assert shown["confirm"]["text"]["text"].startswith(words)
