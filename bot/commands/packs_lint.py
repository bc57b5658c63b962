"""``threatbot packs lint``: what is to be mended in rule packs, by file and line. Warnings do not fail."""

import json
import sys
from collections.abc import Sequence

import typer

from bot.commands.exits import CHECK_FAILED, say
from bot.commands.packs_chosen import chosen
from flows.authoring.lint import Finding, lint
from flows.report.lists import counted


def lint_packs(words: Sequence[str], *, as_json: bool) -> None:
    """Lint the named packs, or all.

    Raises:
        NotKnown: a name that is neither a pack nor a path.
        InputRefused: packs that do not load.
        typer.Exit: with 1 where an error is found.
    """
    asked = chosen(words)
    findings = lint(asked.library, asked.packs)
    if as_json:
        document = {"findings": [_as_json(one) for one in findings]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{_line(one)}\n" for one in findings))
    errors = sum(one.severity == "error" for one in findings)
    count = len(asked.library.packs if asked.packs is None else asked.packs)
    say(f"{counted(count, 'pack')}: {counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}.")
    if errors:
        raise typer.Exit(CHECK_FAILED)


def _line(one: Finding) -> str:
    spot = f"{one.place.file}:{one.place.line}" if one.place.line else one.place.file
    return f"{spot}: [{one.check}] {'warning: ' if one.severity == 'warning' else ''}{one.sentence}"


def _as_json(one: Finding) -> dict[str, object]:
    place = one.place
    return {
        "file": place.file,
        "line": place.line,
        "path": place.path,
        "check": one.check,
        "severity": one.severity,
        "sentence": one.sentence,
    }
