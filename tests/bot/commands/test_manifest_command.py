"""``threatbot manifest``: prints what Slack's page takes, as it lies in ``deploy/slack``."""

import json
from pathlib import Path

import yaml

from bot.manifest import manifest
from tests.bot.commands.command_line import CommandLine

FILE = Path(__file__).parents[3] / "deploy/slack/manifest.yaml"
SOCKET = manifest(socket_mode=True)


def test_the_file_for_slack_is_what_the_command_prints(threatbot: CommandLine) -> None:
    printed = threatbot("manifest").out
    assert FILE.read_text() == printed
    assert yaml.safe_load(printed) == SOCKET


def test_json_is_one_document_that_slack_takes_as_well(threatbot: CommandLine) -> None:
    ran = threatbot("manifest", "--http", "https://t.example.com", "--json")
    url = "https://t.example.com/slack/events"
    assert json.loads(ran.out) == manifest(socket_mode=False, request_url=url)
    assert (ran.code, ran.err) == (0, "")


def test_wrong_use_of_the_command_ends_with_two(threatbot: CommandLine) -> None:
    ran = threatbot("manifest", "--http", "http://t.example.com")
    assert (ran.code, ran.out) == (2, "")
    assert "try https://threatbot.example.com" in ran.err
