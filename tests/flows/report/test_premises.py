"""Assumptions in reports: which threats rest on them, and that a broken or ended one is said."""

import json
from datetime import date

import pytest

from flows.exchange import threat_composer
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.premises import premises, premises_of
from flows.report.types import Report
from flows.workload.assumptions import bears, why_ended
from flows.workload.model import Assumption
from tests.flows.report.pages import page
from tests.flows.report.reports import called, found, report

CALL = "web.app/anonymous-call"


def assuming(**given: object) -> Report:
    return report(assumptions=(Assumption(id="a", text="Nobody calls.", **given),))


@pytest.mark.parametrize(
    ("threats", "rests"),
    [((CALL,), True), ((f"{CALL}@app",), True), ((f"{CALL}@store",), False), (("web.app/other",), False), ((), False)],
)
def test_a_threat_rests_on_what_names_its_rule_here_or_everywhere(threats: tuple[str, ...], rests: bool) -> None:
    made = assuming(threats=threats)
    one = made.workload.assumptions[0]
    assert bears(one, CALL, "app") == rests
    assert made.rests_on.get("a", ()) == ((found(made).id,) if rests else ())
    assert premises(made)[0].threats == ((called(made),) if rests else ())
    links = json.loads(threat_composer.write(made))["assumptionLinks"]
    assert [link["linkedId"] for link in links] == ([found(made).id] if rests else [])


@pytest.mark.parametrize(
    ("given", "ended", "shown"),
    [
        ({}, "", "- Nobody calls. On it rests "),
        ({"until": date(2026, 11, 24)}, "", "- Nobody calls. (until 24 November 2026) On it rests "),
        ({"until": date(2026, 11, 24), "owner": "U1"}, "", "- Nobody calls. (U1, until 24 November 2026) On it rests "),
        (
            {"until": date(2026, 11, 23)},
            "was assumed until 23 November 2026",
            "- Nobody calls. **This was assumed until 23 November 2026.** On it rests ",
        ),
        (
            {"broken": "somebody did.", "until": date(2027, 1, 1)},
            "holds no longer: somebody did",
            "- Nobody calls. **This holds no longer: somebody did.** On it rests ",
        ),
    ],
)
def test_what_holds_no_longer_is_said_in_the_list_and_at_the_threat(
    given: dict[str, object], ended: str, shown: str
) -> None:
    made = assuming(threats=(CALL,), **given)
    text, twin = markdown(made), page(html(made)).text
    assert why_ended(made.workload.assumptions[0], made.today) == ended
    assert f"{shown}{called(made)}." in text
    assert shown.replace("**", "").removeprefix("- ") in twin
    at_threat = f"“Nobody calls.”, which {ended}." if ended else "“Nobody calls.” is assumed."
    assert f"**Assumption.** {at_threat}" in text
    assert f"Assumption. {at_threat}" in twin
    assert list(premises_of(made, found(made))) == [at_threat]


def test_without_a_day_nothing_has_ended_and_broken_is_broken() -> None:
    assert why_ended(Assumption(id="a", text="x", until=date(2000, 1, 1)), None) == ""
    assert why_ended(Assumption(id="a", text="x", broken="y"), None) == "holds no longer: y"
