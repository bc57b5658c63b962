"""The HTML report: one well-formed page that fetches and runs nothing, says what Markdown says, and is open to all."""

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.report.cards import MOST_IN_FULL
from flows.report.escape import one_line
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.sections import HEADINGS
from flows.report.types import Report, undecided
from flows.threats.generate import generate
from flows.workload.model import Asset, Assumption, Component, Flow, Zone
from tests.flows.models import fixture_library, shop
from tests.flows.report.pages import page, words
from tests.flows.report.reports import NOW, OPEN, decided, empty, report, whole

ALLOWED = frozenset(
    words(
        "html head meta title style body a header h1 h2 h3 h4 p dl div dt dd nav ol ul li main section article figure "
        "table thead tbody tr th td span strong b del code details summary bdi svg rect path text g"
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        "lang charset http-equiv content name class href id aria-label aria-labelledby role tabindex scope rel dir "
        "open xmlns width height viewbox x y rx d",
    )
)


@pytest.fixture(scope="module", params=[whole, decided, empty], ids=["whole", "decided", "empty"])
def made(request: pytest.FixtureRequest) -> Report:
    found: Callable[[], Report] = request.param
    return found()


def test_it_is_well_formed_and_of_known_elements_alone(made: Report) -> None:
    root = page(html(made))
    assert {node.tag for node in root.all()} - {"#"} <= ALLOWED
    assert {name for node in root.all() for name in node.attributes} <= ATTRIBUTES


def test_nothing_runs_nothing_is_fetched_and_the_policy_says_so() -> None:
    text = html(whole())
    root = page(text)
    (policy,) = [one.attributes["content"] for one in root.all("meta") if "http-equiv" in one.attributes]
    rules = dict(one.split(" ", 1) for one in policy.split("; "))
    assert rules.keys() == {"default-src", "style-src", "base-uri", "form-action"}
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    (styles,) = root.all("style")
    digest = re.fullmatch(r"'sha256-(.+)'", rules["style-src"])
    assert digest
    assert b64decode(digest[1]) == hashlib.sha256(styles.text.encode()).digest()
    assert "url(" not in styles.text
    assert "@import" not in styles.text
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert not [one for one in root.all() if {"style", "src"} & one.attributes.keys()]


def test_links_lead_to_what_is_there_or_to_a_list_outside(made: Report) -> None:
    root = page(html(made))
    ids = [one.attributes["id"] for one in root.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    for link in root.all("a"):
        target = link.attributes["href"]
        assert target[1:] in ids if target.startswith("#") else target.startswith("https://")
    labelled = [one.attributes["aria-labelledby"] for one in root.all() if "aria-labelledby" in one.attributes]
    assert set(labelled) <= set(ids)


def test_headings_go_down_one_by_one_and_the_landmarks_are_there(made: Report) -> None:
    root = page(html(made))
    levels = [int(one.tag[1]) for one in root.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main"):
        assert len(root.all(landmark)) == 1
    (first, *_) = root.all("body")[0].all("a")
    assert first.attributes["href"] == "#content"
    assert root.all("html")[0].attributes["lang"] == "en"


def test_tables_have_heads_and_what_scrolls_can_be_reached_by_key(made: Report) -> None:
    root = page(html(made))
    for table in root.all("table"):
        columns = table.all("thead")[0].all("th")
        assert all(one.attributes["scope"] == "col" and one.text for one in columns)
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("th", "td")) == len(columns)
            assert [one.attributes["scope"] for one in row.all("th")] == ["row"]
    for region in (one for one in root.all() if one.attributes.get("role") == "region"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-label"]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(scheme: int) -> None:
    styles = page(html(empty())).all("style")[0].text
    found = re.findall(r"\{([^{}]*--critical:[^{}]*)\}", styles)
    blocks = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in found]
    colours, drawing = blocks[scheme], blocks[2 + scheme]
    for word in ("text", "quiet", "link"):
        assert contrast(colours[word], colours["page"]) >= 4.5
        assert contrast(colours[word], colours["soft"]) >= 4.5
    for level in ("critical", "high", "medium", "low"):
        assert contrast(colours[level], colours[f"{level}-tint"]) >= 4.5
        assert contrast(drawing[level], drawing["box"]) >= 4.5
        assert contrast(drawing[level], drawing["paper"]) >= 4.5
    assert contrast(drawing["ink"], drawing["box"]) >= 7
    assert contrast(drawing["soft"], drawing["zone"]) >= 4.5
    assert contrast(drawing["line"], drawing["zone"]) >= 3


def contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_it_says_what_markdown_says(made: Report) -> None:
    """Section by section, the same headings, and every word of Markdown's cells, items and paragraphs."""
    twin = page(html(made)).all("main")[0]
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    source = re.sub(r"```mermaid\n.*?\n```", "", markdown(made), flags=re.DOTALL)
    plain = page(reader.render(source.partition("\n## ")[1] + source.partition("\n## ")[2]))
    tags = ("h2", "h3", "h4")
    assert [words(one.text) for one in plain.all(*tags)] == [words(one.text) for one in twin.all(*tags)]
    everything = " ".join(words(twin.text))
    for block in plain.all("p", "td", "th"):
        assert " ".join(words(block.text)) in everything


def test_the_head_says_what_markdown_says() -> None:
    found = page(html(whole())).all("header")[0].text
    head = markdown(whole()).partition("\n## ")[0]
    for cell in re.findall(r"^\| (.+?) \| (.+?) \|$", head, re.MULTILINE):
        assert all(part in found for part in cell)
    assert whole().headline in found


def test_the_contents_list_every_section_in_order(made: Report) -> None:
    root = page(html(made))
    listed = [(one.attributes["href"][1:], one.text) for one in root.all("nav")[0].all("a")]
    assert listed == [(one.attributes["id"], one.all("h2")[0].text) for one in root.all("section")]
    assert listed == [item for item in HEADINGS.items() if item[0] != "notes" or made.generation.notes]


def test_each_threat_is_found_by_its_number_status_and_kind() -> None:
    root = page(html(whole()))
    numbers = {whole().number(one) for one in whole().generation.threats if not one.hygiene}
    cases = {one.attributes["id"]: one for one in root.all("div") if one.attributes.get("class") == "case"}
    assert cases.keys() == numbers
    for index in root.all("details"):
        assert {link.text for link in index.all("a")} == numbers
    drawn = {one.text for one in root.all("svg")[0].all("a")}
    assert drawn
    assert drawn <= numbers
    assert "Decision. Accept, by The architect on 24 November 2026, until 31 December 2026." in cases["T-1"].text


def test_a_refuted_claim_is_struck_out() -> None:
    made = report({"reach": "internet", "login": "token"})
    (threat, *others) = made.generation.threats
    view = replace(threat.mitigations[0], state="refuted")  # type: ignore[arg-type]
    changed = replace(threat, mitigations=(view, *threat.mitigations[1:]))
    root = page(html(replace(made, generation=replace(made.generation, threats=(changed, *others)))))
    (struck,) = root.all("del")
    assert struck.text == view.title


def test_the_same_report_gives_the_same_bytes() -> None:
    assert html(whole()) == html(whole())
    assert "\r" not in html(whole())


HOSTILE = [
    "<script>alert(1)</script>", "{{7*7}}", "{% for x in y %}", "|", "]]>", "-->", "</title></style></svg>",
    "&lt;b&gt;", "\u202eevil\u2066", "עברית", "😀" * 20, "javascript:alert(1)", "' onload='x", '" onload="x',
    "a\x00b\x1b[31m", "x" * 120,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_everywhere(name: str) -> None:
    """A page full of the name has the same elements as one full of harmless names, and shows the name."""
    assert shape(html(named(name))) == shape(html(named("harmless")))
    assert page(html(named(name))).all("h1")[0].text == f"Threat model: {one_line(name)}"


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(st.text(min_size=1, max_size=120), st.text(max_size=300))
def test_no_text_changes_the_page(name: str, description: str) -> None:
    described = named(name if name.strip() else "x", description)
    plain = named("harmless", "x" if description.strip() else "")
    about = lambda found: [one for one in shape(html(found)) if one != "p.about"]  # noqa: E731
    assert about(described) == about(plain)


def named(name: str, description: str | None = None) -> Report:
    workload = shop(
        OPEN,
        name=name,
        owner=name,
        extends=name,
        description=name if description is None else description,
        zones=(Zone(id="net", name=name, kind="internet"), Zone(id="acct", name=name, kind="account")),
        assets=(Asset(id="details", name=name, category=("personal",)), Asset(id="prices", name=name)),
        assumptions=(Assumption(id="a", text=name, owner=name),),
        threats=({"title": name, "statement": name},),
    )
    components = tuple(one.model_copy(update={"name": name}) for one in workload.components)
    flows = tuple(one.model_copy(update={"name": name, "protocol": name}) for one in workload.flows)
    workload = workload.model_copy(update={"components": components, "flows": flows})
    return replace(undecided(workload, generate(workload, fixture_library()), NOW), history=[name])


def shape(text: str) -> list[str]:
    """All elements in order, lines of words in the drawing apart, whose number follows from their length."""
    found = [node for node in page(text).all() if node.tag not in {"text", "#"}]
    return [f"{node.tag}.{node.attributes.get('class', '')}" for node in found]


def test_five_thousand_characters_and_more_are_no_harm() -> None:
    long = replace(whole(), workload=whole().workload.model_copy(update={"description": "a <b> " * 900}))
    root = page(html(long))
    assert "a <b> a <b>" in root.text
    assert not [one for one in root.all("b") if one.text.startswith(" a")]


def test_a_large_model_says_what_is_left_out() -> None:
    components = tuple(Component(id=f"c{n}", name=f"Part {n}", type="web.app") for n in range(2000))
    flows = tuple(Flow(id=f"f{n}", from_=f"c{n}", to=f"c{n + 1}") for n in range(1999))
    text = html(report({}, components=components, flows=flows, assets=()))
    assert "The model is too large for a drawing that could be read: 2,000 components, 1,999 flows." in text
    assert text.count('<div class="case"') == MOST_IN_FULL
    assert "are not told in full below" in text
    assert "1,000 more components are counted here and not listed." in text
    assert "999 more flows are counted here and not listed." in text
    assert "<svg" not in text
    assert len(text) < 5_000_000
