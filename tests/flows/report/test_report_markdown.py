"""The Markdown report: every section says what it should, whatever people have called things."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.report.markdown import markdown
from flows.report.types import ActionItem, Approved, Decided, Report, undecided
from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Assumption, Component, Workload
from tests.flows.models import fixture_library, shop

NOW = datetime(2026, 11, 24, 2, 13, tzinfo=UTC)
TAKEN = "Callers are known by a signed token"
OPEN = {"reach": "internet", "login": "password", "lockout": "nothing", "attractive_target": "money"}
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def report(given: dict[str, str] | None = None, **changes: object) -> Report:
    workload = shop(OPEN if given is None else given, **changes)
    return undecided(workload, generate(workload, fixture_library()), NOW)


def decided(**decisions: Decided) -> Report:
    """A report with decisions by rule name, and an item for the first threat."""
    plain = report()
    number = plain.numbers[found(plain).id] + 11
    ids = {threat.rule.partition("/")[2]: threat.id for threat in plain.generation.threats}
    return Report(
        workload=plain.workload,
        generation=plain.generation,
        numbers={id_: number + 11 for id_, number in plain.numbers.items()},
        generated_at=NOW,
        version=3,
        decisions={ids[rule.replace("_", "-")]: one for rule, one in decisions.items()},
        actions=[
            ActionItem(
                "Callers are known by a signed token", "confirm-setting", "U1", date(2026, 12, 1), "open", (number,)
            )
        ],
        approvals=[Approved("U2", NOW, 2, ("security",))],
        history=["Version 2 was approved."],
        people={"U1": "The developer", "U2": "The architect"},
    )


def found(report: Report, rule: str = "anonymous-call") -> Threat:
    return next(threat for threat in report.generation.threats if threat.rule == f"web.app/{rule}")


def called(report: Report) -> str:
    return report.number(found(report))


def section(text: str, heading: str) -> str:
    """The text under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_sections_come_in_order() -> None:
    text = markdown(report(OPEN | {"vendor": "own"}, assumptions=(Assumption(id="a", text="The laptop is ours."),)))
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "What it is", "Assets", "Threats by risk", "After-action items", "To confirm", "Assumptions", "Ruled out",
        "Notes", "References", "Approvals",
    ]  # fmt: skip


def test_a_threat_says_why_it_is_there_and_what_to_do() -> None:
    text = section(markdown(report()), "Threats by risk")
    assert f"#### {called(report())} Anonymous call: App" in text
    assert "could call App and read Prices" in text
    assert "**Vulnerability.** App does not know who calls." in text
    assert "- Who can call App? – Anybody on the internet" in text
    assert "likelihood 4 (anybody can try) +1 (thieves try harder) = 5" in text
    assert "- **Callers are known by a signed token** (missing; medium effort; prevent)" in text
    assert "  - Check signature, issuer and audience" in text
    assert "**First step.** Call App without a token." in text


def test_who_said_it_stands_with_the_answer() -> None:
    from flows.workload.model import Fact  # noqa: PLC0415

    said = Fact(value="internet", by="U7", at=date(2026, 11, 20))
    plain = report({"reach": said, "login": "none"})  # type: ignore[dict-item]
    shown = Report(plain.workload, plain.generation, plain.numbers, NOW, people=lambda id_: f"person {id_}")
    assert "Anybody on the internet (person U7, 2026-11-20)" in markdown(shown)


def test_the_overview_lists_each_threat_once_under_the_worst_level_first() -> None:
    text = section(markdown(report()), "Threats by risk")
    rows = [line for line in text.splitlines() if line.startswith("| T-")]
    assert len(rows) == sum(not threat.hygiene for threat in report().generation.threats)
    levels = [row.split(" | ")[2] for row in rows]
    assert levels == sorted(levels, key=["Critical", "High", "Medium", "Low"].index)


def test_hygiene_is_a_line() -> None:
    text = section(markdown(report()), "Threats by risk").partition("### Hygiene")[2]
    assert "**Old software on App** (to confirm): Look at the version." in text


def test_decisions_items_approvals_and_history_are_shown_with_names() -> None:
    mitigate = Decided("mitigate", "U1", NOW, items=("Callers are known by a signed token",))
    text = markdown(decided(anonymous_call=mitigate))
    number = called(decided())
    threat = text.partition(f"#### {number} ")[2].partition("####")[0]
    assert "**Decision.** Mitigate, by The developer on 2026-11-24. Taken on: Callers are known by" in threat
    assert (
        "- Confirm a setting: **Callers are known by a signed token** (The developer, due 2026-12-01, open)" in threat
    )
    assert "Status: mitigating." in threat
    assert f"| Callers are known by a signed token | {number} | The developer | 2026-12-01 | open |" in text
    assert "- The architect (security) approved version 2 on 2026-11-24." in section(text, "Approvals")
    assert section(text, "History").strip() == "- Version 2 was approved."
    assert "version 3" in text


def test_what_was_taken_on_is_not_proposed_again() -> None:
    items = section(markdown(decided()), "After-action items")
    assert "| Callers are known by a signed token (App)" not in items
    assert f"| Guessing is slow (App) | {called(decided())} | – | – | proposed |" in items


def test_an_acceptance_shows_its_end_and_that_it_was_reopened() -> None:
    accept = Decided("accept", "U2", NOW, "It is *fine*.", date(2026, 12, 31), reopened="The level rose.")
    text = markdown(decided(anonymous_call=accept))
    assert "Accept, by The architect on 2026-11-24, until 2026-12-31. Reason: It is \\*fine\\*." in text
    assert "**Reopened.** The level rose." in text
    assert f"| {called(decided())} | Anonymous call: App | Low | open |" in text


def test_to_confirm_groups_by_fact() -> None:
    text = section(markdown(report({})), "To confirm")
    assert "- **Who can call App?** One look settles 1 threat, worst" in text
    assert "Who knows: developer, architect; about 2 minutes." in text


def test_ruled_out_says_why() -> None:
    text = section(markdown(report({"reach": "staff"})), "Ruled out")
    assert "- **Anonymous call: App** “Who can call App?” — Our own people only." in text


def test_technique_ids_bring_their_attribution() -> None:
    text = section(markdown(report()), "References")
    assert "| [T1190](https://attack.mitre.org/techniques/T1190/) | T-" in text
    assert "© 2025 The MITRE Corporation." in text


def test_without_technique_ids_there_is_no_attribution() -> None:
    empty = Workload(id="m", name="Empty")
    text = markdown(undecided(empty, generate(empty, fixture_library()), NOW))
    assert "MITRE" not in text
    assert "No rule found a threat." in text
    assert "```mermaid" not in text


def test_the_drawing_has_zones_components_and_flows() -> None:
    text = markdown(report())
    drawing = text.partition("```mermaid\n")[2].partition("\n```")[0]
    assert drawing.startswith("flowchart LR\n")
    assert 'c0(["Buyer"])' in drawing
    assert 'subgraph z1["Account #40;account#41;"]' in drawing
    assert 'c0 -->|"Personal details"| c1' in drawing


def test_a_workload_beyond_reading_has_no_drawing() -> None:
    many = tuple(Component(id=f"c{n}", name=f"C {n}", type="x") for n in range(81))
    text = markdown(report({}, components=many, flows=()))
    assert "too large for a drawing" in text


def test_threats_written_by_people_are_there() -> None:
    text = markdown(report({}, threats=({"title": "Theft", "statement": "A thief could."}, {"title": 3})))
    assert "### Written by people\n\n- **Theft** A thief could.\n- **Untitled**" in text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert markdown(report()) == markdown(report())


def test_threats_need_numbers_of_their_own() -> None:
    plain = report()
    with pytest.raises(ValueError, match="number of its own"):
        Report(plain.workload, plain.generation, dict.fromkeys(plain.numbers, 1), NOW)
    with pytest.raises(ValueError, match="number of its own"):
        Report(plain.workload, plain.generation, {}, NOW)


NAMES = st.text(alphabet=st.sampled_from("\\`*_[]()<>|~$#&!-+=.:/@1 \n\"'{}%ab"), min_size=1, max_size=30)


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(NAMES, NAMES, NAMES, st.text(alphabet="#`|<-=\n ab", max_size=60))
def test_wild_names_change_no_structure(component: str, asset: str, person: str, description: str) -> None:
    plain = structure(markdown(report({"reach": "internet"}, description="x")))
    workload = shop({"reach": "internet"}, description=description if description.strip() else "x")
    renamed = workload.model_copy(
        update={
            "components": tuple(
                one.model_copy(update={"name": component}) if one.id == "app" else one for one in workload.components
            ),
            "assets": tuple(one.model_copy(update={"name": asset}) for one in workload.assets),
            "owner": person,
        }
    )
    wild = undecided(renamed, generate(renamed, fixture_library()), NOW)
    assert [each for each in structure(markdown(wild)) if each != "paragraph_open p"] == [
        each for each in plain if each != "paragraph_open p"
    ]


def structure(text: str) -> list[str]:
    """The kinds of all blocks and inline marks, in order; links and HTML would show here."""
    tokens = [inner for token in READER.parse(text) for inner in (token, *(token.children or []))]
    return [
        f"{token.type} {token.tag}"
        for token in tokens
        if token.nesting == 1 or token.type in {"html_block", "html_inline", "fence", "image", "code_block", "hr"}
    ]


@pytest.mark.parametrize(
    ("given", "state", "label"),
    [
        ({"reach": "internet", "login": "none"}, "open", "Vulnerability"),
        ({"reach": "internet"}, "to confirm", "If the answers are bad"),
        ({"reach": "internet", "login": "token"}, "mitigated", "How it stands"),
    ],
)
def test_the_weakness_is_named_for_what_it_is(given: dict[str, str], state: str, label: str) -> None:
    made = report(given)
    (entry,) = [part for part in markdown(made).split("\n#### ") if part.startswith(f"{called(made)} ")]
    assert found(made).state == state
    assert f"**{label}.** App does not know who calls." in entry
    depends = "**Depends on:** How does App know who calls?\n\n**If the answers are bad.**"
    assert (depends in entry) == (state == "to confirm")
