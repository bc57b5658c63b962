"""The report as Markdown for a Git forge and for print. The templates hold the layout; what is listed is ``sections``.

Every expression of a template is escaped unless it is already ``Safe``: a forgotten filter cannot let a name through.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.packs.schema import Stride
from flows.report import sections
from flows.report.diagram import diagram
from flows.report.escape import Safe, code, paragraphs
from flows.report.escape import markdown as escaped
from flows.report.types import Report
from flows.words import ordinal

DECISIONS: Final = {
    "mitigate": "Mitigate", "accept": "Accept", "not-applicable": "Not applicable", "none": "Taken back",
}  # fmt: skip
_ADDRESSES: Final = {
    r"(T\d{4})": "https://attack.mitre.org/techniques/{0}/",
    r"(T\d{4})\.(\d{3})": "https://attack.mitre.org/techniques/{0}/{1}/",
    r"CWE-(\d{1,5})": "https://cwe.mitre.org/data/definitions/{0}.html",
}
_STRIDE: Final[dict[Stride, str]] = {
    "spoofing": "spoofing",
    "tampering": "tampering",
    "repudiation": "repudiation",
    "information-disclosure": "information disclosure",
    "denial-of-service": "denial of service",
    "elevation-of-privilege": "elevation of privilege",
}


def markdown(report: Report) -> str:
    """The whole report; the same report gives the same text.

    It is CommonMark with tables and a fenced Mermaid drawing; its lines end in a line feed. All text of people and
    packs is shown as it was written and has no effect as Markdown or HTML.
    """
    workload, drawing = report.workload, diagram(report.workload)
    seen = {
        "report": report,
        "workload": workload,
        "generation": report.generation,
        "diagram": Safe(drawing) if drawing else None,
        "zones": {zone.id: f"{zone.name} ({zone.kind})" for zone in workload.zones},
        "assets": {asset.id: asset.name for asset in workload.assets},
        "components": {component.id: component.name for component in workload.components},
        "levels": sections.by_level(report),
        "hygiene": [threat for threat in report.generation.threats if threat.hygiene],
        "items": sections.items(report),
        "references": sections.references(report),
        "depends_on": sections.depends_on(report.generation),
        "numbers": {threat.id: report.number(threat) for threat in report.generation.threats},
        "written": [sections.written(each) for each in workload.threats],
    }
    text: str = _environment().get_template("report.md.j2").render(seen)
    return text


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("flows.report"),
        undefined=StrictUndefined,
        autoescape=False,  # the output is Markdown: ``finalize`` escapes it
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
    environment.filters |= {
        "code": code,
        "paragraphs": paragraphs,
        "day": day,
        "moment": moment,
        "grades": sections.grades,
        "label": sections.label,
        "both_ends": sections.both_ends,
        "actions_of": lambda threat, report: sections.actions_of(report, threat),
        "link": _link,
        "ordinal": ordinal,
        "named": _named,
    }
    environment.globals |= {
        "kinds": sections.KINDS,
        "decisions": DECISIONS,
        "strides": _STRIDE,
        "attribution": sections.ATTRIBUTION,
    }
    return environment


def _finalize(value: object) -> str:
    return value if isinstance(value, Safe) else escaped(str(value))


def _named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in ids)


def _link(reference: sections.Reference) -> Safe:
    """The id, as a link where its list has an address for each id."""
    for pattern, address in _ADDRESSES.items():
        if found := re.fullmatch(pattern, reference.id):
            return Safe(f"[{reference.id}]({address.format(*(each for each in found.groups() if each))})")
    return code(reference.id)


def day(at: date) -> Safe:
    """A day as 2026-04-30; a moment as its day in UTC."""
    return Safe((at.astimezone(UTC) if isinstance(at, datetime) else at).isoformat()[:10])


def moment(at: datetime) -> Safe:
    """A moment as 2026-04-30 13:05 UTC."""
    return Safe(f"{at.astimezone(UTC).isoformat(' ')[:16]} UTC")
