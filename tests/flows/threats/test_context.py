"""What a generation knows beside the workload: refuted claims, contested and overdue facts, trials that are too old."""

from datetime import date

import pytest

from flows.conditions import Refuted
from flows.packs.loader import library_of, parse_pack
from flows.threats.generate import generate
from flows.threats.types import Context, Generation, Threat, Voice
from flows.workload.model import Component, Fact, Workload
from tests.flows.models import fixture_library, generated, shop, threat
from tests.flows.test_conditions import verdict

SAYS = "Prowler's login check, 2 March 2026"


def refuted(value: str) -> Fact:
    return Fact(value=value, by="developer", refuted_by=SAYS)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"fact": "f", "is": "yes"}, "no"),
        ({"fact": "f", "is": "no"}, "unknown"),
        ({"fact": "f", "in": ["yes", "no"]}, "unknown"),
        ({"not": {"fact": "f", "is": "yes"}}, "yes"),
        ({"fact": "f", "answered": "yes"}, "unknown"),
    ],
)
def test_a_refuted_word_is_not_the_word_and_may_be_any_other(tree: object, expected: str) -> None:
    assert verdict(tree, f=Refuted("yes")) == expected


def test_a_refuted_claim_mitigates_nothing_and_is_shown_as_refuted() -> None:
    claimed = threat(generated({"reach": "internet", "login": "token"}), "anonymous-call")
    found = threat(generated({"reach": "internet", "login": refuted("token")}), "anonymous-call")
    assert (claimed.state, found.state) == ("mitigated", "to confirm")
    assert {one.id: one.state for one in found.mitigations}["web.app/signed-token"] == "refuted"
    assert found.risk.residual == found.risk.inherent
    assert ("web.app/login", "app") in found.settled_by


def test_what_refutes_it_stands_in_the_reason() -> None:
    found = threat(generated({"reach": refuted("staff"), "login": "none"}), "anonymous-call")
    assert found.state == "to confirm"
    gone = threat(generated({"patched": refuted("yes")}), "stale-software", "app")
    (reason,) = (one for one in gone.because if one.fact == "web.app/patched")
    assert reason.words.startswith("Not so: “")
    assert reason.words.endswith(f"was said, and {SAYS} shows otherwise.")


OVERDUE = frozenset({("web.app/shared", "details")})
VOICES = (Voice("product", "U1", "many"), Voice("architect", "U2", "one"))


def known(context: Context) -> Generation:
    return generate(shop(), fixture_library(), context=context)


def test_what_nobody_could_answer_at_two_reviews_is_open_at_its_worst() -> None:
    before = threat(known(Context()), "wrong-customer")
    after = threat(known(Context(overdue=OVERDUE)), "wrong-customer")
    assert (before.state, after.state) == ("to confirm", "open")
    assert after.standing == before.risk.worst.level
    assert after.risk.residual == before.risk.worst
    assert "nobody could answer at two reviews running" in after.risk.line
    assert any(one.words == "Nobody has answered this yet." for one in after.because)
    assert [one.overdue for one in known(Context(overdue=OVERDUE)).to_confirm if one.fact == "web.app/shared"] == [True]


def test_a_light_one_never_opens_for_want_of_an_answer() -> None:
    overdue = frozenset({("web.app/patched", "app"), ("web.app/patched", "buyer")})
    assert threat(known(Context(overdue=overdue)), "stale-software", "app").state == "to confirm"


def test_who_says_what_of_a_contested_fact_stands_at_the_question() -> None:
    ask = ("web.app/shared", "details")
    (found,) = (one for one in known(Context(contested={ask: VOICES})).to_confirm if (one.fact, one.on) == ask)
    assert found.contested == VOICES


PACK = """
pack: vault
version: 1.0.0
title: Vault
facts:
  restores:
    on: component
    ask: "When was {component} last restored as a trial?"
    choices: {half-year: "Within the last 180 days", never: "Never"}
    why: "A copy that nobody has restored is a hope."
    who: operations
  watched:
    on: component
    ask: "Does somebody get an alarm when {component} is read in bulk?"
    choices: {yes: "Yes", no: "No"}
    why: "It tells before a customer does."
    who: operations
mitigations:
  tried:
    title: Restored as a trial
    how: [Restore]
    effort: low
    does: recover
    done_when: {fact: restores, is: half-year}
    action: rule-check
  alarm:
    title: An alarm with an answer
    how: [Alarm]
    effort: low
    does: detect
    done_when: {fact: watched, is: yes}
    action: roadmap
threats:
  - &RULE
"""
RULE = """  - id: {id}
    family: recovery
    on: {{component: vault}}
    applies: {{fact: {fact}, answered: yes}}
    secured_by: [{{all: [{key}], leaves: {{impact: 2}}{more}}}]
    vulnerability: "x"
    actor: bot
    prerequisite: "who x"
    action: "does x"
    impact: "x"
    first_step: "x"
    red_team: "x"
    stride: [tampering]
    refs: {{attack_reason: x}}
    responsibility: {{customer: x}}
    likelihood: {{base: 3, because: x}}
    impact_of: {{assets: held-by-component, lost: [{lost}], at_least: 4, because: x}}
    not_this_when: "x"
"""


def vault(*rules: str, today: date | None = None, **facts: Fact) -> dict[str, Threat]:
    text = PACK.replace("  - &RULE\n", "") + "".join(rules)
    library = library_of([parse_pack(text, "vault.yaml")])
    part = Component(id="v", name="V", type="vault", facts={f"vault/{name}": fact for name, fact in facts.items()})
    found = generate(Workload(id="m", name="M", components=(part,)), library, context=Context(today=today))
    return {one.rule.partition("/")[2]: one for one in found.threats}


LOST = RULE.format(id="lost", fact="restores", key="tried", lost="availability", more="")
READ = RULE.format(id="read", fact="watched", key="alarm", lost="confidentiality", more="")
SLOW = RULE.format(
    id="slow", fact="watched", key="alarm", lost="confidentiality", more=", slower_than_response: copying takes days"
)


@pytest.mark.parametrize(
    ("at", "today", "impact"),
    [
        (None, None, 3),
        (date(2026, 1, 1), date(2026, 6, 30), 3),
        (date(2026, 1, 1), date(2026, 7, 1), 4),
        (date(2026, 1, 1), None, 3),
    ],
)
def test_a_recovery_counts_by_one_and_only_if_it_was_tried_within_180_days(
    at: date | None, today: date | None, impact: int
) -> None:
    found = vault(LOST, today=today, restores=Fact(value="half-year", proof="test", at=at))["lost"]
    assert (found.state, found.risk.residual.impact) == ("mitigated", impact)


def test_an_alarm_lowers_nothing_unless_the_loss_takes_longer_than_the_response() -> None:
    found = vault(READ, SLOW, watched=Fact(value="yes", proof="run-time"))
    assert (found["read"].risk.residual.impact, found["slow"].risk.residual.impact) == (4, 3)
