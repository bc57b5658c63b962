"""Reads the documents as tests do: their files, links, fenced blocks, and the commands that they show."""

import importlib.util
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import cast

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli import app

Command = TyperCommand | TyperGroup

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SHOWN = re.compile(r"^(?:\.venv/bin/)?threatbot\s+([a-z][^`]*)$")


def text(name: str) -> str:
    """A document by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def everything() -> str:
    """All documents, one after the other."""
    return "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)


def fenced(document: str, after: str) -> str:
    """The fenced block that follows a comment."""
    found = re.search(rf"<!-- {re.escape(after)} -->\n```\w*\n(.*?)```", document, re.DOTALL)
    assert found, f"no fenced block follows <!-- {after} -->"
    return found[1]


def broken_links(document: Path) -> list[str]:
    """Links to files or headings that are not there."""
    return [link for link in _LINK.findall(_prose(document)) if ":" not in link and not _is_there(document, link)]


def _is_there(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(document: Path) -> set[str]:
    headings = _HEADING.findall(_prose(document))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _prose(document: Path) -> str:
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def commands_shown(document: str) -> Iterator[str]:
    """What follows ``threatbot`` wherever a command is shown: in spans, in blocks, after ``&&``."""
    lines = [*_SPAN.findall(document), *(line.strip() for line in document.splitlines())]
    for line in lines:
        for part in re.split(r"\s+(?:&&|#)\s+", line):
            if found := _SHOWN.match(part):
                yield found[1]


def wrong_use(words: str) -> str:
    """Why a shown command is none of ours; empty where it is."""
    command = _root()
    for word in shlex.split(words):
        if isinstance(command, TyperGroup) and not word.startswith("-"):
            if word not in command.commands:
                return f"there is no command {word}"
            command = _inner(command)[word]
        elif word.startswith("--") and word.partition("=")[0] not in options_of(command):
            return f"{command.name} has no option {word}"
    return ""


def options_of(command: Command) -> set[str]:
    """A command's options."""
    ways = (way for parameter in command.params for way in (*parameter.opts, *parameter.secondary_opts))
    return {way for way in ways if way.startswith("--")} | {"--help"}


def all_commands() -> dict[str, Command]:
    """Every command that does something, by its words; the whole under no word."""
    return {"": _root(), **dict(_below(_root(), ""))}


def _below(command: Command, words: str) -> Iterator[tuple[str, Command]]:
    if not isinstance(command, TyperGroup):
        yield words, command
        return
    for name, inner in _inner(command).items():
        yield from _below(inner, f"{words} {name}".strip())


def _root() -> Command:
    return cast("Command", typer.main.get_command(app))


def _inner(group: TyperGroup) -> dict[str, Command]:
    return cast("dict[str, Command]", group.commands)


def script(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module
