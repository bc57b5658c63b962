"""``threatbot frameworks``: how much of a framework the rule packs cover, and what is left out of the count."""

import json
import sys

from bot.packs import of_environment
from flows.coverage import Coverage, Line, coverage_of_library
from flows.frameworks.catalogue import names
from flows.report.lists import counted

MARKS = {"covered": "+", "missing": "-", "excluded": " "}


def show(name: str, *, as_json: bool) -> None:
    """Print the coverage of one framework.

    Raises:
        NotKnown: no framework is called so.
    """
    coverage = coverage_of_library(name, of_environment())
    sys.stdout.write(json.dumps(document(coverage), ensure_ascii=False, indent=2) + "\n" if as_json else text(coverage))


def list_all(*, as_json: bool) -> None:
    """Print a line for each framework."""
    library = of_environment()
    found = [coverage_of_library(name, library) for name in names()]
    if as_json:
        listed = [_summary(one) for one in found]
        sys.stdout.write(json.dumps({"frameworks": listed}, ensure_ascii=False, indent=2) + "\n")
        return
    widest = max(len(one.framework.name) for one in found)
    for one in found:
        framework = one.framework
        title = f"{framework.title} {framework.edition}"
        entries = counted(len(framework.items), "entry", "entries")
        sys.stdout.write(f"{framework.name:<{widest}}  {title}: {entries}, {one.covered} of {one.of} covered\n")


def _summary(one: Coverage) -> dict[str, object]:
    framework = one.framework
    return {
        "name": framework.name,
        "title": framework.title,
        "edition": framework.edition,
        "entries": len(framework.items),
        "covered": one.covered,
        "of": one.of,
    }


def document(coverage: Coverage) -> dict[str, object]:
    """The coverage as plain data."""
    one = coverage.framework
    return {
        "framework": one.name,
        "title": one.title,
        "edition": one.edition,
        "covered": coverage.covered,
        "of": coverage.of,
        "ids": [_id(line) for line in coverage.lines],
        "attribution": one.attribution,
    }


def text(coverage: Coverage) -> str:
    """The coverage for people: the figure, what is covered and what is missing, then what does not count and why."""
    one = coverage.framework
    left_out = len(coverage.lines) - coverage.of
    lines = [f"{one.title} {one.edition}: {coverage.covered} of {coverage.of} ids covered, {left_out} left out"]
    lines += [_told(line) for line in coverage.lines if line.state != "excluded"]
    if left_out:
        lines += ["", "Left out of the count:"]
        lines += [f"  {line.item.id}  {line.item.label}: {line.excluded}" for line in coverage.lines if line.excluded]
    return "\n".join([*lines, *(["", one.attribution] if one.attribution else [])]) + "\n"


def _told(line: Line) -> str:
    by = f"  <- {', '.join(line.by)}" if line.by else ""
    return f"{MARKS[line.state]} {line.item.id}  {line.item.label}{by}"


def _id(line: Line) -> dict[str, object]:
    return {
        "id": line.item.id,
        "label": line.item.label,
        "state": line.state,
        "rules": list(line.by),
        "mitigations": [one.mitigation for one in line.mitigations],
        "because": line.excluded,
    }
