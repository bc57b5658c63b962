"""*Nothing changed*: the obvious button where all is well, and one among others where something is left."""

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


@pytest.mark.parametrize("found", [Found(severe=1), Found(overdue=["A key of its own"])])
def test_where_something_is_left_it_is_not(found: Found) -> None:
    assert "style" not in button(found)


def test_where_something_has_changed_it_is_said_why_and_approved_as_it_is_now() -> None:
    sent = [block.to_dict() for block in nudge(MODEL, REVIEW, Found(["1 answer has changed."], may="any full member"))]
    buttons = [one["action_id"] for block in sent for one in block.get("elements", ()) if "action_id" in one]
    assert buttons == ["approve.open", "review.changed", "review.snooze"]
    told = "1 answer has changed. So look at the list, and *Approve* it as it is now."
    assert told in sent[0]["text"]["text"]
    assert sent[-1]["elements"][0]["text"].endswith("*Approve* is for any full member.")
