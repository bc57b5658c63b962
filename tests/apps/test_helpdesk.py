"""A help desk over Socket Mode, with either of slack_sdk's clients."""

from collections.abc import Iterator

import pytest

from bot.sandbox.driver import Refused, Workspace
from tests.apps.conftest import Starts

HERE = "#checkout-design"


@pytest.fixture(params=["builtin", "websocket_client"])
def workspace(request: pytest.FixtureRequest, starts: Starts) -> Iterator[Workspace]:
    """The app is connected."""
    with starts("helpdesk", request.param, socket_mode=True, expected="ConnectionError: the tracker's") as (
        workspace,
        _,
    ):
        yield workspace


def test_tickets_are_opened_taken_and_closed(workspace: Workspace) -> None:
    developer, operations = workspace.person("developer"), workspace.person("operations")
    asked = developer.says("@helpdesk The printer burns", HERE)
    developer.sees("    helpdesk: HELP-1: The printer burns")
    developer.says("@helpdesk", HERE)
    developer.sees("What is it about?")

    developer.uses_shortcut("new_ticket")
    with pytest.raises(Refused, match="There is no “Eastern”"):
        developer.chooses("Customer", "Eastern")
    developer.fills({"Customer": "Northern Lights", "Where": HERE, "Subject": "The printer burns"})
    with pytest.raises(Refused, match="There is a ticket of this name"):
        developer.submits()
    developer.fills({"Subject": "Too dark"})
    developer.submits()
    operations.sees("HELP-2 for Northern Lights: Too dark")
    operations.clicks("I take it", confirm=False)
    operations.does_not_see("Taken by")
    operations.clicks("I take it")
    developer.sees("Taken by @operations")

    ticket = operations.message_with("HELP-2")
    workspace.faults.duplicates(name="app_mention")
    operations.says("@helpdesk It is still dark", HERE, asked)
    operations.sees("HELP-3: It is still dark")
    operations.does_not_see("HELP-4")
    came = [item["request"]["event_id"] for item in workspace.log("event", "app_mention") if item["status"] == 200]
    assert (len(came), len(set(came))) == (4, 3)
    operations.does("react", channel=ticket.channel, ts=ticket.ts, name="white_check_mark")
    developer.sees("@operations closed HELP-2.")


def test_an_event_that_failed_comes_again(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.says("@helpdesk The door is stuck", HERE)
    ticket = developer.message_with("HELP-1")
    developer.does("react", channel=ticket.channel, ts=ticket.ts, name="white_check_mark")
    developer.sees("@developer closed HELP-1.")
    first, second = workspace.log("event", "reaction_added")
    assert first["request"]["event_id"] == second["request"]["event_id"]
    assert (first["status"], first["error"], first["retry"]) == (None, "http_timeout", 0)
    assert (second["status"], second["reason"], second["retry"]) == (200, "http_timeout", 1)


def test_work_goes_on_over_new_connections(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.says("@helpdesk Before", HERE)
    workspace.faults.refreshes_sockets(0)
    developer.says("@helpdesk After", HERE)
    developer.sees("HELP-2: After")
    developer.uses_shortcut("new_ticket")
    developer.sees("== modal: New ticket")
