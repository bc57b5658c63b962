"""Mentions, channel-wide calls and masked links in whatever people write are shown as the text that they are."""

import json
import re
from collections.abc import Iterator

import pytest

from bot.sandbox.driver import Json, Message, Person, messages
from bot.store import models
from tests.faults.conftest import CONTROL, House, answers, clicks_first, sets_aside

EVIL = "<!channel> <@U0SECURITY> <http://evil.example|log in> <#C0GENERAL> &lt; <!subteam^S1> *b*"
NAME = f"Evil {EVIL}"


def mrkdwn(value: object) -> Iterator[str]:
    """Every text in a call's arguments that Slack would read as mrkdwn."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for key, inner in value.items():
            if isinstance(inner, str) and key in ("text", "initial_comment") and "type" not in value:
                yield inner
            elif not (key == "text" and value.get("type") in ("plain_text", "mrkdwn")):
                yield from mrkdwn(inner)
    elif isinstance(value, list):
        for each in value:
            yield from mrkdwn(each)


def test_the_test_reads_mrkdwn_alone() -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "a"}},
        {"text": {"type": "plain_text", "text": "b"}},
    ]
    assert list(mrkdwn({"text": "c", "blocks": blocks})) == ["c", "a"]


def spoken(house: House, after: int) -> list[str]:
    """All the mrkdwn that the bot has said since an entry of the log, in calls and in answers."""
    entries = [entry for entry in house.workspace.log() if entry["number"] > after]
    calls = [text for entry in entries if entry["kind"] == "call" for text in mrkdwn(_unpacked(entry["request"]))]
    answers = [
        text for e in entries if e["kind"] in ("command", "interaction") for text in mrkdwn(_read(e["response"]))
    ]
    return [*calls, *answers]


def _unpacked(request: Json) -> Json:
    return {key: _read(value) if key in ("blocks", "view") else value for key, value in request.items()}


def _read(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return {"text": value} if isinstance(value, str) else value


@pytest.fixture(scope="module")
def played(house: House) -> tuple[list[str], list[Message]]:
    """A model full of hostile text, from its form to its nudge; all that was said, and what the developer sees."""
    developer, security = house.workspace.person("developer"), house.workspace.person("security")
    begun = max(entry["number"] for entry in house.workspace.log())
    draw(developer)
    answers(developer)
    clicks_first(developer, "A few questions about Evil", "intake.show")
    sets_aside(security, "Evil", EVIL)
    clicks_first(security, "Threats to Evil", "threat.page")
    security.closes()
    for command in (f"show {NAME[:100]}", f"show {EVIL}", f"role {EVIL}", EVIL, "list"):
        developer.types(f"/threatmodel {command}", "#general")
    clicks_first(developer, "Threats to Evil", "report.post")
    clicks_first(developer, "Threats to Evil", "threats.all")
    developer.closes()
    with house.services.store.write(house.workspace_id) as unit:
        model = models.model(unit, house.model(NAME[:120]))
        model.state, model.review_due = "approved", unit.now
        unit.session.add(model)
    house.workspace.clock.advance("PT1S")
    return spoken(house, begun), list(messages(developer.state()))


def draw(developer: Person) -> None:
    """The two forms."""
    developer.types("/threatmodel new")
    developer.fills(
        {
            "What is the feature or system called?": NAME,
            "What does it do?": EVIL,
            "What else is worth protecting?": EVIL,
            "Part 1: name": f"A {EVIL}",
            "Part 1: what is it?": "aws.cloudfront",
            "Part 1: where is it?": "internet",
            "Part 2: name": f"B {EVIL}",
            "Part 2: what is it?": "aws.s3",
            "Part 2: where is it?": "account",
        }
    )
    developer.submits()
    ends = [
        option["value"]
        for block in developer.view().shown["blocks"]
        if block.get("block_id") == "from1"
        for option in block["element"]["options"]
    ]
    developer.fills({"Line 1: from": ends[0], "Line 1: to": ends[1]})
    developer.submits()


OURS = re.compile(
    r"<@U0SECURITY>(?=,)|(?<=\()<@U0SECURITY>|(?<=^:label: )<@U0SECURITY>"
    r"|<http://127\.0\.0\.1:\d+/archives/C\w+/p\d+\|Go to its thread>"
    r"|(?<= · owner )<@U0\w+> · <#C0\w+>$"
)
"""Where we name whoever decided, the way to a model's thread, and a model of other tests in the list."""


def test_no_mrkdwn_of_ours_calls_or_leads_anybody(played: tuple[list[str], list[Message]]) -> None:
    said, _ = played
    assert len([text for text in said if "&lt;!channel&gt;" in text]) > 8
    assert [text for text in said if CONTROL.search(OURS.sub("", text))] == []


@pytest.mark.parametrize(
    "where", ["Threat model: Evil", "Threats to Evil", "Time to look at", "The report of", "Not applicable"]
)
def test_people_read_what_was_written(played: tuple[list[str], list[Message]], where: str) -> None:
    _, seen = played
    shown = [message.plain for message in seen if where in message.plain]
    assert shown
    assert all("<!channel> <@U0SECURITY> <http://evil.example|log in>" in plain for plain in shown)


def test_the_report_holds_them_as_text(house: House, played: tuple[list[str], list[Message]]) -> None:
    (body,) = house.rows("SELECT body FROM document WHERE model_id = :m", m=house.model(NAME[:120]))[0]
    report = bytes(body).decode()
    assert "evil.example" in report
    assert not re.search(r"(?<!\\)<(!channel|http|@)", report)
    assert not re.search(r"(?<!\\)\[log in\]\(", report)
