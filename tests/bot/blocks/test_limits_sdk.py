"""What the checker takes, slack_sdk's models take too; what they take wrongly, it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks.limits import check_message, check_view
from tests.bot.blocks import test_limits, test_limits_fields, test_limits_places, test_limits_rules
from tests.support.block_kit import Payload, button, input_block, message, modal, mrkdwn, table
from tests.support.limit_table import Case, unshared

CASES = [
    *test_limits.CASES,
    *test_limits_rules.CASES,
    *test_limits_places.CASES,
    *test_limits_fields.words(),
    *test_limits_fields.CASES,
]


def refusals(case: Case) -> Iterator[str]:
    """What slack_sdk's models say against a payload; what they cannot read counts for nothing."""
    payload = unshared(case.payload)
    try:
        if case.kind == "view":
            View(**payload).to_dict()  # type: ignore[arg-type]
        for block in payload.get("blocks") or []:  # type: ignore[attr-defined]
            if (parsed := Block.parse(block)) is not None:
                parsed.to_dict()
    except SlackObjectFormationError as refusal:
        yield str(refusal)


def test_what_they_refuse_the_checker_refuses() -> None:
    taken = [case for case in CASES if case.pointer is None]
    refused = {case.name: said for case in taken for said in refusals(case)}
    assert set(refused.values()) <= {"views must contain between 1 and 100 blocks"}, refused
    assert len(refused) <= 4


@pytest.mark.parametrize(
    "payload",
    [
        message({"type": "actions", "elements": [button(action_id="a")] * 2}),
        message({"type": "section", "fields": [mrkdwn(2_001)]}),
        message(table(101)),
        modal(input_block(), submit=None),
    ],
)
def test_what_they_take_wrongly_it_refuses(payload: Payload) -> None:
    kind = "view" if "type" in payload else "message"
    assert not [*refusals(Case("", kind, payload, None))]
    assert (check_view if kind == "view" else check_message)(payload)
