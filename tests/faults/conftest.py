"""The house of the fault tests: bot and local workspace as processes on one database, and a hand on that database.

One house a database and a test process; whoever needs processes of their own to kill or pause makes them.
"""

import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, text
from ulid import ULID

from bot.clock import Clock
from bot.sandbox.driver import Message, Person, Workspace
from bot.services import Services
from bot.store import schema
from bot.store.engine import IMMEDIATE, connect
from bot.store.tables import Workspace as WorkspaceRow
from bot.store.unit_of_work import Store, table_of
from flows.packs.loader import load_library
from tests import conftest as shared
from tests.support import postgres
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.signed import Sender
from tests.support.stories import begins

CONTROL = re.compile(r"<(!channel|!here|!everyone|!subteam|@U0SECURITY|@U0EVIL|http|#C0GENERAL)")
"""What must never stand in mrkdwn because somebody wrote it."""
EAGER = {"THREATBOT_POLL_SECONDS": "0.1"}
"""For bots that are to see what others write into their database: nothing wakes them for it."""
SECRETS = (Workspace.bot_token, Workspace.app_token, Workspace.signing_secret, Workspace.token)


@dataclass
class House:
    """A bot in a workspace, and its database."""

    bot: Bot
    workspace: Workspace
    database_url: str

    @cached_property
    def services(self) -> Services:
        """Services of this process on the bot's own database."""
        return services_on(self.database_url, datetime.fromisoformat(self.workspace.clock.now))

    @cached_property
    def sender(self) -> Sender:
        """Whoever forges requests."""
        return Sender(self.workspace)

    def rows(self, statement: str, **values: object) -> Sequence[Row[Any]]:
        """What stands in the database."""
        with self.services.store.engine.connect() as connection:
            return connection.execute(text(statement), values).all()

    def number(self, statement: str, **values: object) -> int:
        """A count of what stands in the database."""
        return int(self.rows(statement, **values)[0][0])

    @property
    def workspace_id(self) -> str:
        """The bot's own key of the workspace in which it is installed."""
        return str(self.rows("SELECT id FROM workspace WHERE team_id = :team", team="T0LOCAL")[0][0])

    def model(self, name: str) -> str:
        """The id of the model of a name."""
        return str(self.rows("SELECT id FROM model WHERE name = :name", name=name)[0][0])

    def close(self) -> None:
        """Leave the database."""
        self.services.store.engine.dispose()


def services_on(database_url: str, now: datetime | None = None) -> Services:
    """Services of this process on a database, which is made ready; the clock stands still at ``now``."""
    engine = connect(database_url)
    schema.ready(engine)
    clock = Clock(frozen_at=now)
    return Services(Store(engine, clock), load_library(), clock, lambda: str(ULID()))


def installed(services: Services, workspace_id: str = "01WORKSPACE000000000000000") -> str:
    """Make a workspace; gives its id."""
    row = {"id": workspace_id, "enterprise_id": "", "team_id": f"T{workspace_id}", "name": "W", "bot_user_id": "U0BOT"}
    with services.store.engine.execution_options(**IMMEDIATE).begin() as connection:
        connection.execute(table_of(WorkspaceRow).insert(), row | {"created_at": services.clock.now()})
    return workspace_id


def question(person: Person) -> Message:
    """The newest open question."""
    return person.message_with("[Don't know]")


def answers(person: Person, number: int = 0, message: Message | None = None) -> None:
    """Press one of the answers to the newest open question, or of the message."""
    target = (message or question(person)).target
    person.does("click", target=target, action_id=f"intake.answer.{number}")


def clicks_first(person: Person, text: str, action_id: str) -> None:
    """Press the first button of an action in the newest message that shows a text."""
    message = person.message_with(text)
    blocks = [
        block["block_id"]
        for block in message.shown["blocks"]
        if any(element.get("action_id") == action_id for element in block.get("elements", []))
    ]
    assert blocks, f"nothing in it does {action_id}\n{message.plain}"
    person.does("click", target=message.target, action_id=action_id, block_id=blocks[0])


def sets_aside(person: Person, name: str, reason: str) -> None:
    """Decide that the first threat to a model that is not decided does not apply."""
    clicks_first(person, f"Threats to {name}", "decide.not_applicable")
    person.fills({"Why does it not apply?": "fact-wrong", "In one sentence": reason})
    person.submits()


def begins_triage(person: Person, name: str) -> None:
    """A new model whose list of threats is shown at once."""
    begins(person, name)
    clicks_first(person, f"A few questions about {name}", "intake.show")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A database for longer than one test."""
    if kind == "sqlite":
        yield shared.fresh_sqlite(folder / "bot.db")
        return
    server, name = shared._start(), f"t{uuid.uuid4().hex}"
    try:
        yield postgres.create(server, name, shared.TEMPLATE)
    finally:
        postgres.drop(server, name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> House:
    """A house on each database in turn, one of each for all files of this folder."""
    made: House = request.getfixturevalue(f"{request.param}_house")
    return made


@pytest.fixture(scope="package")
def sqlite_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house on SQLite."""
    with _house("sqlite", tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="package")
def postgresql_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house on PostgreSQL."""
    with _house("postgresql", tmp_path_factory.mktemp("house")) as made:
        yield made


@contextmanager
def _house(kind: str, folder: Path) -> Iterator[House]:
    """Bot and workspace on one database; in the end, nothing secret stands in its log."""
    with database(kind, folder) as url:
        bot = Bot(url, folder)
        with Workspace(bot.url, folder / "workspace.db", THREATBOT) as workspace, bot:
            bot.start(workspace, **EAGER, THREATBOT_LEASE_SECONDS="1", THREATBOT_LOG_LEVEL="DEBUG")
            made = House(bot, workspace, url)
            workspace.person("developer").types("/threatmodel help")
            yield made
            made.close()
            log = bot.logged()
            assert not [secret for secret in SECRETS if secret in log], log
