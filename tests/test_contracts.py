"""What may import what: the contract of the local workspace names all that it must not know, also what is new."""

import re
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import grimp
import httpx
import pytest

from tests.support.manifests import small_file

ROOT = Path(__file__).parents[1]
WORKSPACE, CHECKER = "bot.sandbox", "bot.blocks.limits"
NEEDS = ("starlette", "uvicorn", "wsproto", "httpx", "jinja2", "pyyaml", "python-multipart")
"""What the workspace is built on."""
COLOURS = ("rich", "click", "pygments", "markdown-it-py", "mdurl")
"""httpx imports its own command line, and so these, where they happen to be installed."""


def project() -> dict[str, object]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract() -> list[str]:
    """The modules that the workspace must not import."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    return next(item for item in contracts if item["name"] == "the local workspace stands alone")["forbidden_modules"]


def holds(package: str, module: str) -> bool:
    """Whether a module is a package, or in it."""
    return module == package or module.startswith(f"{package}.")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """All modules of the project, and what each imports."""
    return grimp.build_graph("bot", "flows", cache_dir=None)


@pytest.fixture(scope="module")
def allowed(graph: grimp.ImportGraph) -> set[str]:
    """The workspace, the checker with what it imports, and the packages above these."""
    checker = {CHECKER, *graph.find_upstream_modules(CHECKER)}
    above = {".".join(name.split(".")[:depth]) for name in checker for depth in range(1, name.count(".") + 1)}
    return checker | above | {name for name in graph.modules if holds(WORKSPACE, name)}


def test_each_module_that_the_workspace_must_not_know_is_forbidden(graph: grimp.ImportGraph, allowed: set[str]) -> None:
    forbidden = contract()
    missing = [name for name in graph.modules - allowed if not any(holds(item, name) for item in forbidden)]
    assert not missing, f'add to "the local workspace stands alone" in pyproject.toml: {sorted(missing)}'


def test_nothing_that_it_needs_or_that_is_gone_is_forbidden(graph: grimp.ImportGraph, allowed: set[str]) -> None:
    for item in contract():
        assert not [name for name in allowed if holds(item, name)], item
        if holds("bot", item) or holds("flows", item):
            assert item in graph.modules, item


def test_the_checker_of_limits_imports_nothing_else(graph: grimp.ImportGraph) -> None:
    found = {CHECKER, *graph.find_upstream_modules(CHECKER)} - {"bot", "bot.blocks"}
    assert all(name.startswith("bot.blocks.") for name in found), found


def closure(names: tuple[str, ...]) -> set[str]:
    """Distributions and what they need, by normalised name."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found.add(name)
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        waiting += [re.match(r"[\w.-]+", item)[0] for item in needed if "extra ==" not in item]
    return found


REPORTS = """
import atexit, runpy, sys
before = set(sys.modules)
atexit.register(lambda: sys.stderr.write("\\n".join(sorted(set(sys.modules) - before))))
runpy.run_module("bot.sandbox", run_name="__main__", alter_sys=True)
"""


def imported(folder: Path) -> set[str]:
    """What a process of the workspace has imported when it ends, after it has served."""
    arguments = ["--db", str(folder / "workspace.db"), "--manifest", str(small_file(folder))]
    secrets = ["--token", "t", "--bot-token", "xoxb-t", "--app-token", "xapp-t", "--signing-secret", "s"]
    command = [sys.executable, "-c", REPORTS, *arguments, *secrets, "--bot-url", "http://127.0.0.1:1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        bearer = {"authorization": "Bearer t"}
        act = {"as": "developer", "do": {"message": {"channel": "#general", "text": "hello"}}}
        with httpx.Client(base_url=address, headers=bearer, trust_env=False, timeout=30) as workspace:
            assert workspace.post("/_workspace/act", json=act).json()["ok"]
            assert workspace.get("/", params={"token": "t"}, follow_redirects=True).status_code == 200
        process.send_signal(signal.SIGINT)
        return set(process.communicate(timeout=60)[1].splitlines())


def test_it_starts_with_its_own_dependencies_alone(tmp_path: Path) -> None:
    modules = imported(tmp_path)
    assert "bot.sandbox.server" in modules
    ours = {name for name in modules if holds("bot", name) or holds("flows", name)}
    assert not [name for name in ours if any(holds(item, name) for item in contract())]
    owners = packages_distributions()
    others = {owner for name in modules - ours for owner in owners.get(name.partition(".")[0], [])}
    allowed = closure(NEEDS) | closure(COLOURS)
    assert {re.sub(r"[-_.]+", "-", owner).lower() for owner in others} <= allowed
    tops = {name.partition(".")[0] for name in modules}
    assert not tops & {"slack_bolt", "slack_sdk", "sqlmodel", "sqlalchemy", "pydantic", "typer"}
    assert {"starlette", "uvicorn", "wsproto", "httpx", "jinja2", "yaml"} <= tops
