"""``threatbot generate``: the threats of a model file, without Slack. Nobody has decided anything here."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

import typer

from bot.clock import Clock
from bot.commands import terminal
from bot.commands.exits import CHECK_FAILED, say
from bot.commands.family import Family, content, read_model
from bot.commands.files import write
from bot.packs import of_environment
from flows import yaml12
from flows.coverage import coverages
from flows.exchange import threat_composer
from flows.factsfile import apply_facts
from flows.packs.index import Library
from flows.packs.schema import Level
from flows.report import pictures
from flows.report.drawing import dot
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.responsibility import layers_of
from flows.report.text import text
from flows.report.types import Report, undecided
from flows.risk import LEVELS
from flows.threats.as_json import as_json
from flows.threats.generate import generate
from flows.threats.types import Context
from flows.words import nearest, shown
from flows.workload.model import Workload


@dataclass(frozen=True)
class Format:
    """A format: the ending of its files, whether one document holds one model only, and how it is written.

    A picture is bytes, everything else text.
    """

    ending: str
    one_model: bool
    write: Callable[[Report, int | None], str | bytes]


def json_document(report: Report, top: int | None) -> str:
    """The contract's JSON; with ``top`` its first threats, and a note that says how many are left out."""
    threats = report.generation.threats
    shown = replace(report.generation, threats=threats[:top])
    if left := len(threats) - len(shown.threats):
        shown = replace(
            shown, notes=(*shown.notes, f"{left} more threat{' is' if left == 1 else 's are'} left out (--top {top}).")
        )
    return json.dumps(as_json(report.workload, shown), ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, Format]] = {
    "text": Format(".txt", one_model=False, write=text),
    "markdown": Format(".md", one_model=False, write=lambda report, _: markdown(report)),
    "html": Format(".html", one_model=True, write=lambda report, _: html(report)),
    "json": Format(".json", one_model=True, write=json_document),
    "threat-composer": Format(".tc.json", one_model=True, write=lambda report, _: threat_composer.write(report)),
    "mermaid": Format(".mmd", one_model=True, write=lambda report, _: pictures.as_mermaid(report)),
    "dot": Format(".dot", one_model=True, write=lambda report, _: pictures.as_dot(report)),
    "svg": Format(".svg", one_model=True, write=lambda report, _: pictures.as_svg(report)),
    "png": Format(".png", one_model=True, write=lambda report, _: pictures.as_png(report)),
}
PICTURES: Final = frozenset({"png"})
"""Formats that are no text."""


@dataclass(frozen=True)
class Generate:
    """What was asked for."""

    paths: Sequence[Path]
    facts: Path | None
    formats: Sequence[str]
    output: Path | None
    top: int | None
    fail_on: str | None
    json: bool

    def run(self) -> None:
        """Read, generate, write, and check.

        Raises:
            InputRefused: a file that cannot be used.
            typer.BadParameter: options that do not go together.
            typer.Exit: with 1 where ``fail_on`` finds a threat.
        """
        self._check()
        level = None if self.fail_on is None else _level(self.fail_on)
        library, now = of_environment(), Clock().now()
        reports = [report_of(*found, library, now) for found in self._workloads(library, now.date())]
        if self.output is not None:
            self._write(self.output, reports)
        if self.json:
            sys.stdout.write(json_document(reports[0], self.top))
        elif self.output is None:
            self._print(reports)
        if level is not None and failing(reports, level):
            raise typer.Exit(CHECK_FAILED)

    def _check(self) -> None:
        unknown = [name for name in self.formats if name not in FORMATS]
        if unknown:
            raise typer.BadParameter(f"{', '.join(unknown)} is no format; formats are {', '.join(FORMATS)}.")
        if self.output is None and len(self.formats) > 1:
            raise typer.BadParameter("Several formats need --output FILE; each gets its own ending.")
        if "png" in self.formats and not dot.has_extra():
            raise typer.BadParameter(dot.MISSING)
        if self.json and self.output is None and any(name != "json" for name in self.formats):
            raise typer.BadParameter("--json prints JSON; give --output FILE for the other format.")
        single = [name for name in (*self.formats, *(["json"] if self.json else [])) if FORMATS[name].one_model]
        if single and len(self.paths) > 1:
            raise typer.BadParameter(f"One {single[0]} document holds one model; give one path.")

    def _workloads(self, library: Library, today: date) -> list[tuple[Workload, Workload | None, tuple[str, ...]]]:
        found, family = [], Family(library, today, self.paths)
        for path in self.paths:
            workload, notes = read_model(path, library)
            if self.facts is not None:
                answers = yaml12.load(content(self.facts), str(self.facts))
                workload, more = apply_facts(workload, answers, library)
                notes = (*notes, *more)
            whole, base, more = family.laid(path, workload)
            found.append((whole, base, (*notes, *more)))
        return found

    def _write(self, output: Path, reports: Sequence[Report]) -> None:
        formats = self.formats or ("text",)
        files = {output: formats[0]} if len(formats) == 1 else {_ending(output, name): name for name in formats}
        made = {file: self._document(name, reports) for file, name in files.items()}
        for file, document in made.items():
            write(file, document)
            say(f"Wrote {file}.")

    def _print(self, reports: Sequence[Report]) -> None:
        name = self.formats[0] if self.formats else "text"
        if name == "text" and sys.stdout.isatty():
            for report in reports:
                terminal.show(report, self.top)
        elif name in PICTURES:
            sys.stdout.buffer.write(self._document(name, reports))
        else:
            sys.stdout.write(self._document(name, reports).decode())

    def _document(self, name: str, reports: Sequence[Report]) -> bytes:
        written = [FORMATS[name].write(report, self.top) for report in reports]
        return b"\n".join(one if isinstance(one, bytes) else one.encode() for one in written)


def report_of(
    workload: Workload, base: Workload | None, notes: Sequence[str], library: Library, now: datetime
) -> Report:
    """The report of the workload as it stands, what the file's reader noted first among the notes.

    Args:
        workload: with what it extends laid under it, and without answers past their last day.
        base: the system that it extends, where it is a feature.
        notes: what the files' readers noted.
        library: the packs.
        now: the moment of the report.
    """
    context = Context(today=now.date(), base=base)
    generation = generate(workload, library, context=context)
    noted = replace(generation, notes=tuple(dict.fromkeys((*notes, *generation.notes))))
    found = undecided(workload, noted, now, layers_of(library), coverages(workload, noted, library))
    return found if base is None else replace(found, extends=base.name, adds=True)


def failing(reports: Sequence[Report], level: Level) -> bool:
    """Whether a threat is at the level or above; says which."""
    found = [(report, threat) for report in reports for threat in report.at_or_above(level)]
    if found:
        named = ", ".join(f"{report.number(threat)} ({threat.risk.residual.level})" for report, threat in found)
        say(f"At {level} or above: {named}.")
    return bool(found)


def _level(word: str) -> Level:
    for level in LEVELS:
        if level == word:
            return level
    near = nearest(word, LEVELS)
    meant = f" Did you mean {near}?" if near else ""
    raise typer.BadParameter(
        f"{shown(word)} is no level; levels are {', '.join(LEVELS)}.{meant}", param_hint="--fail-on"
    )


def _ending(output: Path, name: str) -> Path:
    """The output's path with the format's ending in place of any format's ending that it has."""
    base = output.name
    for each in sorted((one.ending for one in FORMATS.values()), key=len, reverse=True):
        if base.endswith(each) and base != each:
            base = base.removesuffix(each)
            break
    return output.with_name(base + FORMATS[name].ending)
