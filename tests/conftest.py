"""What all tests share: databases, real corpus files, and a clock that stands still."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.sandbox.driver import Workspace
from bot.store import schema
from bot.store.engine import connect
from tests.support import certificates, postgres, warm

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
if "THREATBOT_CASES" in os.environ:
    settings.register_profile("many", settings(max_examples=int(os.environ["THREATBOT_CASES"])))
    settings.load_profile("many")
Workspace.launch = staticmethod(warm.start)
certificates.read_once()
_running = ExitStack()
TEMPLATE = "threatbot_template"
LONGEST = (
    "tests/faults/test_limits.py",
    "tests/sandbox/test_page.py",
    "tests/faults/test_other_workspace.py",
    "tests/sandbox/test_axe.py",
    "tests/sandbox/test_page",
    "tests/faults/test_kill.py",
    "tests/faults/test_sigterm.py",
    "tests/contract/test_kills.py",
    "tests/flows/authoring/test_pack_",
    "tests/journeys/test_page_",
    "tests/sandbox/test_tour.py",
    "tests/faults/",
    "tests/journeys/",
    "tests/contract/",
    "tests/apps/",
    "tests/sandbox/",
    "tests/bot/",
)
"""Files of the longest first, as measured; what is not named here takes seconds, and fills the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for all workers; they find it in the environment, as they do a cache of this run alone."""
    if "THREATBOT_CACHE" not in os.environ:
        os.environ["THREATBOT_CACHE"] = _running.enter_context(tempfile.TemporaryDirectory(prefix="threatbot-cache-"))
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        _start()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the files, the longest come first, so that none is left alone with one."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.nodeid.partition("::")[0]))


def rank(file: str) -> int:
    """A file's place among those that several processes share."""
    return next((number for number, start in enumerate(LONGEST) if file.startswith(start)), len(LONGEST))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    _running.close()


def _start() -> str:
    if "THREATBOT_TEST_POSTGRES_READY" not in os.environ:
        url = _running.enter_context(postgres.server())
        postgres.drop(url, TEMPLATE)
        engine = connect(postgres.create(url, TEMPLATE))
        schema.upgrade(engine)
        engine.dispose()
        os.environ["THREATBOT_TEST_POSTGRES_READY"] = url
    return os.environ["THREATBOT_TEST_POSTGRES_READY"]


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A database of this test alone, with the schema in it."""
    url, name = _start(), f"t{uuid.uuid4().hex}"
    yield postgres.create(url, name, TEMPLATE)
    postgres.drop(url, name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file of this test alone, with the schema in it."""
    return fresh_sqlite(tmp_path / "bot.db")


def fresh_sqlite(file: Path) -> str:
    """A new SQLite file with the schema in it; gives its address."""
    file.write_bytes(_migrated())
    return f"sqlite:///{file}"


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bot.db"
        engine = connect(f"sqlite:///{file}")
        schema.upgrade(engine)
        engine.dispose()
        return file.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; tests that need it skip where it is not there."""
    folder = os.environ.get("THREATBOT_CORPUS")
    if not folder:
        pytest.skip("THREATBOT_CORPUS is not set: this test reads real files that the project does not ship")
    return Path(folder)
