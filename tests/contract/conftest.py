"""One `threatbot sandbox` a module, as a script would start it."""

from collections.abc import Iterator

import pytest

from tests.contract.client import Local
from tests.contract.processes import Sandbox, sandbox


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Workspace and bot."""
    with sandbox(tmp_path_factory.mktemp("contract")) as made:
        yield made


@pytest.fixture
def local(running: Sandbox) -> Local:
    """The workspace by HTTP."""
    return running.local
