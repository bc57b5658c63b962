"""Pages from packs: all of a pack is on its page, the same each time, and nothing in it has any power there."""

import re

import pytest

from flows.authoring.pages import INDEX, index, page, pages
from flows.packs.loader import load_library, parse_pack
from flows.report.escape import code, markdown
from tests.flows.models import FIXTURES

LIBRARY = load_library()
TEXT = (FIXTURES / "every.field.yaml").read_text(encoding="utf-8")
GATE = parse_pack(TEXT, "gate.yaml")
HOSTILE = "x <script>alert(1)</script> | ![i](https://evil.example) **b** `c` [l](javascript:x) # h"


def test_each_pack_has_a_page_and_the_index_leads_there() -> None:
    made = pages(LIBRARY.packs)
    assert list(made) == [INDEX, *(f"{name}.md" for name in sorted(LIBRARY.packs))]
    links = re.findall(r"\]\(([^)]+)\)", made[INDEX])
    assert links == list(made)[1:]
    assert pages(dict(reversed(LIBRARY.packs.items()))) == made


@pytest.mark.parametrize("name", sorted(LIBRARY.packs))
def test_all_of_a_pack_is_on_its_page(name: str) -> None:
    pack, made = LIBRARY.packs[name], page(LIBRARY.packs[name])
    for fact, definition in pack.facts.items():
        assert code(fact) in made
        assert markdown(definition.why) in made
        assert all(markdown(words) in made for words in definition.choices.values())
    for rule in pack.threats:
        assert code(rule.id) in made
        assert markdown(rule.likelihood.because) in made
        assert all(each in made for each in (*rule.refs.attack, *rule.refs.cwe))
    for mitigation in pack.mitigations.values():
        assert all(markdown(step) in made for step in mitigation.how)
        assert all(markdown(one.proves_not) in made for one in mitigation.evidence)
        assert all(code(check) in made for one in mitigation.evidence for check in one.check)
    assert all(f"| {markdown(each.name)} |" in made for each in pack.examples)
    assert "{" not in made.replace("\\{", "")


def test_a_page_word_for_word() -> None:
    made = page(GATE)
    rest = "nobody where it is not set; guard where it is man; else not known"
    proves = "that somebody is named | that they are awake"
    for line in (
        "# Gate",
        "`app.gate`, version 2.1.0.",
        "Also written: garden gate, front gate.",
        "### Who watches the Gate?",
        "`watched`, asked of the component. Operations or developer knows.",
        "- `guard`: A guard",
        "Until it is answered `nobody` is presumed (since 2020-01, for gates made since then): the maker's manual.",
        f"Terraform, `app_gate`: guard where it is true; camera where it is set; {rest}.",
        "*Don't know* leads to: an action item: look.",
        "Answered once for all teams.",
        "Asked only if watched is camera.",
        "`climbed`, on a component of type app.gate. Family: exposure.",
        "- Vulnerability: The component is watched by a guard, a camera or nobody.",
        "- First step: Stand before it for five minutes.",
        "- Why scanners do not see it: they look at settings.",
        "- Likelihood 2: it is high.",
        "- Likelihood +1 when watched is nobody: nobody sees it.",
        "- Our side answers for: the guard.",
        "- A third party answers for: the gate.",
        "- Acceptance: not by the team that owns the model; only with security; for 30 days at most.",
        "- *A guard stands there*; leaves likelihood 1 and impact 2.",
        "Helped by *A guard stands there*.",
        "Nothing mitigates it but a change of what it rests on.",
        "`guard-it`: prevent, high effort, confirm setting. In place when watched is guard.",
        "1. Name the guard",
        f"| `person` | `rota`, `contract` | attested, can only refute | {proves} | 30 days |",
        "No evidence is `camera` `picture`: a picture stops nobody.",
        "What it does not give: anything at the back door.",
        "| unwatched | watched is nobody | climbed: open; likelihood 3 |  |",
        "| not-known | nothing is known | climbed: to confirm; asks watched | unwatched |",
        "| quiet | watched is guard | at most 0 open |  |",
    ):  # fmt: skip
        assert f"\n{line}\n" in f"\n{made}", line


def test_no_word_of_a_pack_has_any_power_on_its_page() -> None:
    texts = ("A guard stands there", "Name the guard", "It decides who notices.", "they look at settings",
             "that they are awake", "a picture stops nobody", "loss of {assets}", "A camera")  # fmt: skip
    hostile = TEXT
    for text in texts:
        assert text in hostile
        hostile = hostile.replace(text, HOSTILE)
    hostile = hostile.replace("title: " + HOSTILE, f"title: '{HOSTILE}'").replace("title: Gate", f"title: '{HOSTILE}'")
    made = page(parse_pack(hostile, "gate.yaml"))
    assert made.count("script") >= len(texts)
    assert "<script" not in made
    assert not re.search(r"(?<!\\)\]\(", made)
    assert "**b**" not in made
    assert {line.count("|") - line.count("\\|") for line in made.splitlines() if line.startswith("| `person`")} == {7}


def test_a_pack_with_nothing_in_it_is_a_page_too() -> None:
    bare = parse_pack("pack: a\nversion: 1.0.0\ntitle: A\n", "a.yaml")
    assert page(bare) == "# A\n\n`a`, version 1.0.0.\n"
    assert "| [`a`](a.md) | A | `1.0.0` | 0 | 0 | 0 | 0 |" in index([bare])
