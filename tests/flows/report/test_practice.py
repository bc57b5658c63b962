"""The model as evidence for threat modelling."""

from dataclasses import replace

from flows.report.practice import ADDRESS, INTRODUCTION, SLUG, practice
from flows.report.types import Report
from tests.flows.report.reports import decided, empty, whole


def lines(made: Report) -> dict[str, str]:
    return {one.asked: one.found for one in practice(made)}


def test_it_says_what_by_whom_when_and_what_stays_open() -> None:
    made = whole()
    found = lines(made)
    assert found["What was modelled"] == "5 components, 3 flows, 2 zones, 2 assets, 1 assumption"
    assert found["How threats were found"].startswith(
        f"by rule packs with the fingerprint {made.generation.pack_digest[:12]}: "
    )
    assert found["How threats were found"].endswith("; 1 written by people")
    assert found["Roles that took part"] == "developer, security"
    live = len([one for one in made.generation.threats if one.state != "mitigated"])
    assert found["Mitigations in order"] == (
        f"1 of {live} threats that are not mitigated have a decision; "
        "1 after-action item taken on, 1 with an owner and a day"
    )
    assert found["Approved"] == "version 2 by The architect (security) on 24 November 2026; this is version 3"
    assert found["Next review"] == "on 1 May 2027"
    assert "1 threat mitigating" in found["What stays open"]
    assert found["What stays open"].endswith("1 after-action item not done")


def test_what_is_not_known_is_not_claimed() -> None:
    found = lines(empty())
    assert found["Roles that took part"] == "not recorded: nobody answered through the bot"
    assert found["Approved"] == "not yet"
    assert found["Next review"] == "not dated; an approval dates it"
    assert found["What stays open"] == "nothing"


def test_an_approval_of_this_version_needs_no_more_words() -> None:
    assert (
        lines(replace(decided(), version=2))["Approved"] == "version 2 by The architect (security) on 24 November 2026"
    )


def test_the_practice_is_named_by_slug_and_by_its_present_number() -> None:
    assert f"https://docs.aws.amazon.com/wellarchitected/latest/framework/{SLUG}.html" == ADDRESS
    assert SLUG == "sec_securely_operate_threat_model"
    assert "SEC01-BP07" in INTRODUCTION
