"""The report as one HTML file: nothing to fetch, nothing that runs. What is said is ``sections``, as in Markdown.

Names are escaped by the template's own means, after control characters and marks that reorder text are taken out. The
page's policy forbids everything but its one block of styles, which it names by digest: what slipped in would not run,
load or even look different.
"""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from flows.report.dates import day
from flows.report.drawing.svg import styles as drawing_styles
from flows.report.drawing.svg import svg
from flows.report.escape import one_line, parts
from flows.report.practice import ADDRESS, INTRODUCTION, SLUG
from flows.report.sections import EMPTY, HEADINGS, sections
from flows.report.served import CONTROLS, REGIMES, STANDINGS, STATES
from flows.report.types import Report
from flows.words import effort


def html(report: Report) -> str:
    """The whole report as one HTML document; the same report gives the same text. Lines end in a line feed."""
    found = sections(report)
    text: str = (
        _environment()
        .get_template("report.html.j2")
        .render(
            of=found,
            report=report,
            anchors=found.anchors | {one.number for one in found.services.controls},
            drawing=svg(report.workload, found.marks, inline=True),
            css=Markup(_styles()),  # noqa: S704  our own files
            policy=_policy(),
        )
    )
    return text


@lru_cache(maxsize=1)
def _styles() -> str:
    page = files("flows.report").joinpath("templates", "report.css").read_text(encoding="utf-8").strip()
    return f"\n{page}\n{drawing_styles()}\n"


@lru_cache(maxsize=1)
def _policy() -> str:
    digest = b64encode(sha256(_styles().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("flows.report"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
    environment.filters |= {"parts": parts, "day": day, "effort": effort}
    environment.globals |= {
        "headings": HEADINGS,
        "empty": EMPTY,
        "practice_introduction": INTRODUCTION,
        "practice_page": ADDRESS,
        "practice_slug": SLUG,
        "states": STATES,
        "standings": STANDINGS,
        "regimes_introduction": REGIMES,
        "controls_introduction": CONTROLS,
    }
    return environment


def _finalize(value: object) -> object:
    return value if isinstance(value, Markup) else one_line(str(value))
