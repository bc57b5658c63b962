"""The bot killed by ``kill -9`` at each failpoint while one click crosses it, on SQLite and on PostgreSQL.

A click on an answer crosses listener, service, unit of work, surface row, worker and workspace. Whenever it dies,
in the end the answer stands once, its message shows it, and nothing was posted twice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.driver import Person, Refused, Workspace, messages
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.stories import begins


@pytest.fixture
def bot(database_url: str, tmp_path: Path) -> Iterator[Bot]:
    """The bot, not yet started."""
    with Bot(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def workspace(bot: Bot, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace in which a first question stands."""
    with Workspace(bot.url, tmp_path / "workspace.db", THREATBOT) as made:
        bot.start(made)
        begins(made.person("developer"))
        yield made


def choice(person: Person) -> str:
    """The button of the first answer to the open question: its words, or its letter."""
    blocks = person.message_with("[Don't know]").shown["blocks"]
    buttons = [element for block in blocks for element in block.get("elements", [])]
    return str(next(b["text"]["text"] for b in buttons if b.get("action_id") == "intake.answer.0"))


def answered(person: Person) -> int:
    """How many questions show that they were answered."""
    return sum("white_check_mark" in one.plain and "[Change]" in one.plain for one in messages(person.state()))


def questions(person: Person) -> list[str]:
    """Every question in the channel, for seeing that none was posted twice."""
    return [
        m.plain.splitlines()[0] for m in messages(person.state()) if "[Don't know]" in m.plain or "[Change]" in m.plain
    ]


def settle(workspace: Workspace) -> None:
    """Wait until the bot has carried out what it had committed."""
    workspace.clock.advance("PT0S")


def test_killed_before_the_commit_leaves_nothing_and_the_next_click_works(bot: Bot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    words = choice(developer)
    bot.restart(THREATBOT_FAILPOINT="before-commit")
    with pytest.raises(Refused):
        developer.clicks(words)
    assert bot.died()
    bot.restart()
    settle(workspace)
    assert answered(developer) == 0
    developer.clicks(words)
    assert answered(developer) == 1
    assert len(questions(developer)) == len(set(questions(developer)))


def test_killed_after_the_commit_finds_it_done_and_tells_the_second_click_so(bot: Bot, workspace: Workspace) -> None:
    developer = workspace.person("developer")
    words, question = choice(developer), developer.message_with("[Don't know]")
    bot.restart(THREATBOT_FAILPOINT="after-commit")
    with pytest.raises(Refused):
        developer.clicks(words, question)
    assert bot.died()
    bot.restart()
    settle(workspace)
    assert answered(developer) == 1
    with pytest.raises(Refused) as second:
        developer.clicks(words, question)
    assert "no" in second.value.message
    assert answered(developer) == 1


@pytest.mark.parametrize("failpoint", ["after-claim", "after-post"])
def test_killed_while_sending_sends_once(bot: Bot, workspace: Workspace, failpoint: str) -> None:
    developer = workspace.person("developer")
    words, before = choice(developer), len(list(messages(developer.state())))
    bot.restart(THREATBOT_FAILPOINT=failpoint)
    developer.act("click", target=developer.message_with("[Don't know]").target, label=words)
    assert bot.died()
    bot.restart()
    settle(workspace)
    assert answered(developer) == 1
    shown = questions(developer)
    assert len(shown) == len(set(shown)), shown
    assert len(list(messages(developer.state()))) == before + 1, "one question followed, once"


@pytest.mark.parametrize("failpoint", ["after-claim", "after-post"])
def test_killed_while_posting_a_first_message_posts_it_once(bot: Bot, workspace: Workspace, failpoint: str) -> None:
    developer = workspace.person("developer")
    bot.restart(THREATBOT_FAILPOINT=failpoint)
    developer.types("/threatmodel new")
    developer.fills(
        {
            "What is the feature or system called?": "Second",
            "What does it do?": "Stores things.",
            "Part 1: name": "Store",
            "Part 1: what is it?": "aws.s3",
            "Part 1: where is it?": "account",
        }
    )
    developer.submits()
    developer.act("submit", view_id=developer.view().id)
    assert bot.died()
    bot.restart()
    settle(workspace)
    cards = [m for m in messages(developer.state()) if m.plain.startswith("*Threat model: Second*")]
    assert len(cards) == 1, developer.screen()
