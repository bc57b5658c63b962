"""An organisation's folder: its own packs, rules disabled and changed by id, its risk table, what matches nothing."""

from pathlib import Path

import pytest

from flows.authoring.examples import run_examples
from flows.authoring.lint import lint
from flows.errors import InputRefused
from flows.packs.loader import load_library
from flows.risk import table_of
from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.flows.models import FIXTURES, shipped_library
from tests.support.documents import fenced
from tests.support.documents import text as page

RULE = "aws.s3/public-by-accident"


def folder(tmp_path: Path, **files: str) -> list[Path]:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(f"organisation: Lamp works\n{text}")
    return [tmp_path]


def refused(tmp_path: Path, **files: str) -> list[str]:
    with pytest.raises(InputRefused) as found:
        load_library(folder(tmp_path, **files))
    return [f"{Path(place.file).name}:{place.line} {sentence}" for place, sentence in found.value.problems]


def bucket(paths: list[Path]) -> dict[str, Threat]:
    asset = Asset(id="a", name="Pictures", category=("personal",))
    part = Component(
        id="b", name="B", type="aws.s3", holds=("a",), facts={"aws.s3/open_to": Fact(value="some", by="developer")}
    )
    found = generate(Workload(id="m", name="M", assets=(asset,), components=(part,)), load_library(paths))
    return {one.rule: one for one in found.threats}


def test_a_disabled_rule_is_gone_with_its_reason_on_record_and_its_examples(tmp_path: Path) -> None:
    paths = folder(tmp_path, ours=f"disable: {{{RULE}: The platform blocks it for all accounts.}}")
    library = load_library(paths)
    assert RULE not in bucket(paths)
    assert library.disabled == {RULE: "The platform blocks it for all accounts."}
    assert [one for one in run_examples(library.packs["aws.s3"], library) if not one.ok] == []
    assert library.version != shipped_library().version


def test_a_changed_rule_keeps_its_other_fields_and_says_that_it_is_changed(tmp_path: Path) -> None:
    before = bucket([])[RULE]
    after = bucket(
        folder(tmp_path, ours=f"rules: {{{RULE}: {{likelihood: {{base: 1, because: we are very small}}}}}}")
    )[RULE]
    assert after.risk.inherent.likelihood < before.risk.inherent.likelihood
    assert "we are very small" in after.risk.line
    assert (after.statement, after.id) == (before.statement, before.id)
    assert (before.pack_version.endswith("+changed"), after.pack_version.endswith("+changed")) == (False, True)


def test_facts_and_mitigations_are_changed_by_id_too(tmp_path: Path) -> None:
    key = next(iter(shipped_library().packs["aws.s3"].mitigations))
    text = (
        f"facts: {{aws.s3/open_to: {{who: operations, minutes: 1}}}}\nmitigations: {{aws.s3/{key}: {{effort: high}}}}"
    )
    library = load_library(folder(tmp_path, ours=text))
    assert library.facts["aws.s3/open_to"].who == ("operations",)
    assert library.facts["aws.s3/open_to"].ask == shipped_library().facts["aws.s3/open_to"].ask
    assert library.mitigations[f"aws.s3/{key}"].effort == "high"


def test_packs_of_its_own_stand_beside_and_in_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "door.yaml").write_text((FIXTURES / "app.door.yaml").read_text())
    library = load_library(folder(tmp_path, ours=f"disable: {{{RULE}: x}}"))
    assert "app.door" in library.packs
    assert "aws.s3" in library.packs


def test_what_matches_nothing_stops_nothing_and_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = (
        "disable: {aws.s3/public-by-acident: gone}",
        "rules: {aws.s4/x: {}}",
        "facts: {aws.s3/opened: {minutes: 2}}",
    )
    library = load_library(folder(tmp_path, ours="\n".join(text)))
    told = [f"{place.line} {sentence}" for place, sentence in library.unmatched]
    assert told == [
        "3 `aws.s4/x` matches nothing",
        "4 `aws.s3/opened` matches nothing; did you mean `aws.s3/open_to`?",
        "2 `aws.s3/public-by-acident` matches nothing; did you mean `aws.s3/public-by-accident`?",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"rules: {{{RULE}: {{likelihood: {{base: 9, because: x}}}}}}", "ours.yaml:2 `9` is too large; the most is 5"),
        (
            f"rules:\n  {RULE}:\n    familly: secrets",
            "ours.yaml:4 `familly` is not a field here; did you mean `family`?",
        ),
        ("disable: [aws.s3/x]", "ours.yaml:2 expected a mapping of fields, found a list"),
        ("override: {}", "ours.yaml:2 `override` is not a field here"),
        ("risk_table: [LLLLM, LLLMH]", "ours.yaml:2 a risk table has five rows of five letters L, M, H or C"),
        (
            "risk_table: [HLLLM, LLLMH, LLMHH, LMMHC, LMHCC]",
            "ours.yaml:2 in a risk table no level may fall as likelihood or impact rises",
        ),
    ],
)
def test_what_does_not_fit_is_refused_where_the_organisation_wrote_it(tmp_path: Path, text: str, told: str) -> None:
    (found,) = refused(tmp_path, ours=text)
    assert found.startswith(told)


def test_a_change_that_breaks_the_rule_is_refused_too(tmp_path: Path) -> None:
    found = refused(tmp_path, ours=f"rules: {{{RULE}: {{applies: {{fact: open_too, is: some}}}}}}")
    assert any("no pack has a fact `open_too`; did you mean `open_to`?" in sentence for sentence in found)


def test_two_files_do_not_change_the_same_thing(tmp_path: Path) -> None:
    change = f"disable: {{{RULE}: x}}\nrisk_table: [LLLLM, LLLMH, LLMHH, LMMHC, LMHCC]"
    found = refused(tmp_path, a=change, b=change)
    assert len(found) == 2
    assert all(sentence.startswith("b.yaml:") and "keep it in one file" in sentence for sentence in found)


def test_its_risk_table_rates_every_threat(tmp_path: Path) -> None:
    strict = ("CCCCC",) * 5
    paths = folder(tmp_path, ours=f"risk_table: [{', '.join(strict)}]")
    assert table_of(load_library(paths)).rows == strict
    assert {one.risk.inherent.level for one in bucket(paths).values()} == {"critical"}
    assert {one.risk.inherent.level for one in bucket([]).values()} != {"critical"}


def test_the_page_of_the_documents_does_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(fenced(page("docs/organisation.md"), "organisation"))
    library = load_library([tmp_path])
    assert library.unmatched == ()
    assert list(library.disabled) == ["aws.s3/bulk-copy-out"]


def test_lint_makes_an_error_of_what_matches_nothing(tmp_path: Path) -> None:
    library = load_library(folder(tmp_path, ours="disable: {aws.s3/nothing-like-it: x}"))
    (found,) = (one for one in lint(library) if one.check == "unmatched")
    assert (found.severity, found.place.line) == ("error", 2)
