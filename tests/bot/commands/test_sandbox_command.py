"""``threatbot sandbox`` where it cannot start: one sentence, and no data left behind."""

import socket
from pathlib import Path

from tests.bot.commands.command_line import CommandLine


def test_a_port_that_is_taken_is_said_and_no_data_is_made(threatbot: CommandLine) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = threatbot("sandbox", "--no-open", "--port", str(port))
    assert ran.code == 4
    told = f"Port {port} cannot be had (Address already in use): is another local workspace running?"
    assert ran.err.splitlines() == [f"{told} --port 0 takes a free one."]
    left = [path.name for path in Path().rglob("*") if path.is_file()]
    assert all("-lock" in name for name in left), left


def test_what_is_no_port_is_a_wrong_use(threatbot: CommandLine) -> None:
    ran = threatbot("sandbox", "--port", "99999")
    assert ran.code == 2
    assert "--port" in ran.err
    assert "Traceback" not in ran.err
