"""The Markdown report: every section says what it should, whatever people have called things."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.report.cards import MOST_IN_FULL
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.sections import HEADINGS
from flows.report.types import Decided, Report, undecided
from flows.threats.generate import generate
from flows.workload.model import Component
from tests.flows.models import fixture_library, shop
from tests.flows.report.reports import NOW, called, decided, empty, found, report, whole

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def section(text: str, heading: str) -> str:
    """The text under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("made", [whole, empty])
def test_the_sections_come_in_order(made: Callable[[], Report]) -> None:
    headings = [line[3:] for line in markdown(made()).splitlines() if line.startswith("## ")]
    assert headings == [name for anchor, name in HEADINGS.items() if anchor != "notes" or made().generation.notes]


def test_an_empty_model_says_what_to_do() -> None:
    text = markdown(empty())
    assert "Name the parts and what passes between them" in section(text, "What it is")
    assert "Name what would be missed" in section(text, "Assets")
    assert "No rule found a threat." in section(text, "Threats by risk")
    assert "no mitigation is missing" in section(text, "After-action items")
    assert "No question is open" in section(text, "To confirm")
    assert "with somebody's name" in section(text, "Assumptions")
    assert "Lone deployer: Empty" in section(text, "Ruled out")
    assert "no part to answer for" in section(text, "Shared responsibility")
    assert "points to another list" in section(text, "Coverage by framework")
    assert "Nobody has approved" in section(text, "Approvals")
    assert "made without the bot" in section(text, "History")


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
    assert "Anybody on the internet (person U7, 20 November 2026)" in markdown(shown)


def test_the_overview_lists_each_threat_once_under_the_worst_level_first() -> None:
    text = section(markdown(report()), "Threats by risk")
    rows = [line for line in text.splitlines() if line.startswith("| T-")]
    assert len(rows) == sum(not threat.hygiene for threat in report().generation.threats)
    levels = [row.split(" | ")[2] for row in rows]
    assert levels == sorted(levels, key=["Critical", "High", "Medium", "Low"].index)


def test_hygiene_is_one_line() -> None:
    made = report()
    text = section(markdown(made), "Threats by risk").partition("### Hygiene")[2].strip()
    numbers = ", ".join(made.number(one) for one in made.generation.ranked if one.hygiene)
    assert text == (
        "2 points of hygiene (worst: Low). "
        f"**Old software on App; the same on Store** ({numbers}, Low, to confirm): Look at the version."
    )


def test_decisions_items_approvals_and_history_are_shown_with_names() -> None:
    mitigate = Decided("mitigate", "U1", NOW, items=("Callers are known by a signed token",))
    text = markdown(decided(anonymous_call=mitigate))
    number = called(decided())
    threat = text.partition(f"#### {number} ")[2].partition("####")[0]
    assert "**Decision.** Mitigate, by The developer on 24 November 2026. Taken on: Callers are known by" in threat
    item = "- Confirm a setting: **Callers are known by a signed token** (The developer, due 1 December 2026, open)"
    assert item in threat
    assert "Status: mitigating." in threat
    assert f"| Callers are known by a signed token | {number} | The developer | 1 December 2026 | open |" in text
    assert "- The architect (security) approved version 2 on 24 November 2026." in section(text, "Approvals")
    assert section(text, "History").strip() == "- Version 2 was approved."
    assert "version 3" in text


def test_what_was_taken_on_is_not_proposed_again() -> None:
    items = section(markdown(decided()), "After-action items")
    assert "| Callers are known by a signed token (App)" not in items
    assert f"| Guessing is slow (App) | {called(decided())} | – | – | proposed |" in items


def test_an_acceptance_shows_its_end_and_that_it_was_reopened() -> None:
    accept = Decided("accept", "U2", NOW, "It is *fine*.", date(2026, 12, 31), reopened="The level rose.")
    text = markdown(decided(anonymous_call=accept))
    assert "Accept, by The architect on 24 November 2026, until 31 December 2026. Reason: It is \\*fine\\*." in text
    assert "**Reopened.** The level rose." in text
    assert f"| {called(decided())} | Anonymous call: App | Low | open |" in text


def test_to_confirm_groups_by_fact() -> None:
    text = section(markdown(report({})), "To confirm")
    assert "- **Who can call App?** One look settles 1 threat, worst" in text
    assert "Who knows: developer, architect; about 2 minutes." in text


def test_what_takes_long_to_find_out_is_told_in_hours() -> None:
    made = report({})
    asked = tuple(replace(one, minutes=351) for one in made.generation.to_confirm)
    made = replace(made, generation=replace(made.generation, to_confirm=asked))
    assert "Who knows: developer, architect; about 6 hours." in markdown(made)
    assert "Who knows: developer, architect; about 6 hours." in html(made)


def test_what_nobody_in_a_role_that_knows_has_said_is_told_as_that() -> None:
    text = markdown(report())
    assert "Confidence: said, not in a role that knows." in text
    assert "said, not in a role that knows" in html(report())
    assert "said by another" not in text + html(report())


def test_ruled_out_says_why() -> None:
    text = section(markdown(report({"reach": "staff"})), "Ruled out")
    assert "- **Anonymous call: App** “Who can call App?” — Our own people only." in text


def test_technique_ids_bring_their_attribution() -> None:
    text = section(markdown(whole()), "Coverage by framework")
    assert "| [T1190](https://attack.mitre.org/techniques/T1190/) Exploit Public-Facing Application | T-" in text
    assert "© 2025 The MITRE Corporation." in text


def test_without_technique_ids_there_is_no_attribution() -> None:
    text = markdown(empty())
    assert "MITRE" not in text
    assert "No rule found a threat." in text
    assert "```mermaid" not in text


def test_the_drawing_has_zones_components_and_flows() -> None:
    text = markdown(report())
    drawing = text.partition("```mermaid\n")[2].partition("\n```")[0]
    assert drawing.startswith("flowchart LR\n")
    assert 'c0(["Buyer"])' in drawing
    assert 'subgraph z1["Account #40;account#41;"]' in drawing
    assert 'c0 -->|"Personal details<br/>T-1"| c1' in drawing
    assert 'c3["Support role"]' in drawing
    assert 'c1["App<br/>T-' in drawing


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
    ("given", "state", "label", "says"),
    [
        ({"reach": "internet", "login": "none"}, "open", "Vulnerability", "App does not know who calls."),
        ({"reach": "internet"}, "to confirm", "If the answers are bad", "App does not know who calls."),
        (
            {"reach": "internet", "login": "token"},
            "mitigated",
            "How it stands",
            "Secured by what is claimed: “Callers are known by a signed token” and “Guessing is slow”.",
        ),
    ],
)
def test_the_weakness_is_named_for_what_it_is(given: dict[str, str], state: str, label: str, says: str) -> None:
    made = report(given)
    (entry,) = [part for part in markdown(made).split("\n#### ") if part.startswith(f"{called(made)} ")]
    assert found(made).state == state
    assert f"**{label}.** {says}" in entry
    assert ("High now" in entry or "Medium now" in entry or "Low now" in entry) == (state != "to confirm")
    depends = "**Depends on:** How does App know who calls?\n\n**If the answers are bad.**"
    assert (depends in entry) == (state == "to confirm")


def test_the_rest_of_the_model_is_told() -> None:
    text = markdown(whole())
    assert "| Generated | on 24 November 2026, 02:13 UTC, version 3; all days are in UTC |" in text
    earlier = "(security) on 24 November 2026, 02:13 UTC, at version 2; this one is not yet |"
    assert re.search(rf"\| Approved \| by [^|]+ {re.escape(earlier)}", text)
    assert "| Next review | on 1 May 2027 |" in text
    assert "- The laptop is ours. (The developer) On it rests T-2." in section(text, "Assumptions")
    assert "- On 20 November 2026: drafted, by The developer." in section(text, "History")
    assert "3 of the 91 ids that parts like these can answer; 41 left out." in section(text, "Coverage by framework")
    assert "**Who answers.** We: " in text
    assert "**How somebody would try it.** " in text
    assert "### Inherited from AWS" in section(text, "Shared responsibility")
    assert "[sec_securely_operate_threat_model](https://docs.aws.amazon.com/" in section(
        text, "Evidence for threat modelling"
    )


def test_who_approved_it_stands_at_its_head() -> None:
    made = replace(whole(), version=2)
    head, _, _ = markdown(made).partition("\n## ")
    assert re.search(r"\| Approved \| by [^|]+ \(security\) on 24 November 2026, 02:13 UTC \|", head)
    head, _, _ = markdown(replace(made, approvals=())).partition("\n## ")
    assert "| Approved |" not in head


def test_a_claim_that_is_refuted_is_struck_out_and_any_state_is_shown_as_it_is() -> None:
    made = report({"reach": "internet", "login": "token"})
    threat = found(made)
    states = iter(["refuted", "in doubt"])
    views = [replace(one, state=next(states, "missing")) for one in threat.mitigations]  # type: ignore[arg-type]
    changed = replace(threat, mitigations=tuple(views))
    threats = tuple(changed if one.id == threat.id else one for one in made.generation.threats)
    text = markdown(replace(made, generation=replace(made.generation, threats=threats)))
    assert "- ~~Callers are known by a signed token~~ (refuted; medium effort; prevent)" in text
    assert "** (in doubt; " in text


def test_beyond_some_hundreds_threats_stand_in_the_table_alone() -> None:
    apps = tuple(Component(id=f"a{n}", name=f"App {n}", type="web.app") for n in range(600))
    made = report({}, components=apps, flows=(), assets=())
    text = markdown(made)
    listed = [one for one in made.generation.threats if not one.hygiene]
    assert len(listed) > MOST_IN_FULL
    assert text.count("\n#### T-") == MOST_IN_FULL
    assert text.count("| T-") >= len(listed)
    assert f"{len(listed) - MOST_IN_FULL} threats are not told in full below; threatbot generate" in text
