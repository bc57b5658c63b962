"""The report as Markdown for a Git forge and for print. The template holds the layout; what is said is ``sections``.

Every expression of a template is escaped unless it is already ``Safe``: a forgotten filter cannot let a name through.
"""

from functools import lru_cache

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.report.dates import day
from flows.report.escape import Safe, code, paragraphs
from flows.report.escape import markdown as escaped
from flows.report.practice import ADDRESS, INTRODUCTION, SLUG
from flows.report.references import Reference
from flows.report.sections import EMPTY, HEADINGS, sections
from flows.report.served import CONTROLS, REGIMES, STANDINGS, STATES
from flows.report.types import Report
from flows.words import effort


def markdown(report: Report) -> str:
    """The whole report; the same report gives the same text.

    It is CommonMark with tables and a fenced Mermaid drawing; its lines end in a line feed. All text of people and
    packs is shown as it was written and has no effect as Markdown or HTML.
    """
    found = sections(report)
    drawing = Safe(found.mermaid) if found.mermaid else None
    text: str = _environment().get_template("report.md.j2").render(of=found, report=report, drawing=drawing)
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
    environment.filters |= {"code": code, "paragraphs": paragraphs, "day": day, "effort": effort, "link": _link}
    environment.globals |= {
        "headings": HEADINGS,
        "empty": EMPTY,
        "practice_page": Safe(f"[{SLUG}]({ADDRESS})"),
        "practice_introduction": INTRODUCTION,
        "states": STATES,
        "standings": STANDINGS,
        "regimes_introduction": REGIMES,
        "controls_introduction": CONTROLS,
    }
    return environment


def _finalize(value: object) -> str:
    return value if isinstance(value, Safe) else escaped(str(value))


def _link(reference: Reference) -> Safe:
    """The id, as a link where its list has an address for each id."""
    return Safe(f"[{reference.id}]({reference.address})") if reference.address else code(reference.id)
