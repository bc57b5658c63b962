"""Threat Composer's workspace: valid against its schema, linked, and honest about what it cannot hold."""

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows.exchange.threat_composer import cut, write
from flows.report.types import ActionItem, Decided, Report, undecided
from flows.threats.generate import generate
from flows.workload.model import Assumption, Component, Flow, Workload
from tests.flows.models import fixture_library, shop

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANSWERS = {"reach": "internet", "login": "password", "lockout": "nothing", "vendor": "shared", "power": "change"}
Json = dict[str, Any]


def report(workload: Workload | None = None) -> Report:
    workload = workload or shop(ANSWERS)
    return undecided(workload, generate(workload, fixture_library()), NOW)


def workspace(of: Report) -> Json:
    document: Json = json.loads(write(of))
    return document


def metadata(entry: Json) -> dict[str, Any]:
    return {each["key"]: each["value"] for each in entry["metadata"]}


@pytest.fixture(scope="module")
def validator(corpus: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((corpus / "schemas/threat-composer__threat-composer-v1.schema.json").read_text())
    return jsonschema.Draft202012Validator(schema)


def long_by_units(document: object, most: int) -> bool:
    """Whether any text is longer than ``most`` as JavaScript counts."""
    return any(len(text.encode("utf-16-le")) // 2 > most for text in texts(document))


def texts(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for value in values for text in texts(value)]


def test_an_empty_model_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    empty = report(Workload(id="m", name="Empty"))
    validator.validate(workspace(empty))


def test_a_whole_model_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(workspace(decided()))


WILD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)
LONG = st.one_of(WILD, st.sampled_from(["😀" * 120, "a" * 120, "\u202e`|", " could ", ", which leads to "]))


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(LONG, min_size=5, max_size=5), description=WILD)
def test_wild_names_stay_valid(validator: jsonschema.Draft202012Validator, names: list[str], description: str) -> None:
    workload = shop(ANSWERS, description=description, assumptions=(Assumption(id="a", text=names[0], owner=names[1]),))
    workload = workload.model_copy(
        update={
            "name": names[2],
            "components": tuple(one.model_copy(update={"name": names[3]}) for one in workload.components),
            "assets": tuple(one.model_copy(update={"name": names[4]}) for one in workload.assets),
        }
    )
    document = workspace(report(workload))
    validator.validate(document)
    for threat in document["threats"]:
        assert not long_by_units(threat["statement"], 1400)
        assert not long_by_units([threat.get("prerequisites", ""), threat["impactedAssets"]], 200)
        assert not long_by_units(threat["tags"], 30)


def test_a_model_of_the_largest_size_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    components = tuple(Component(id=f"c{n}", name="😀" * 60, type="x" * 60) for n in range(2000))
    flows = tuple(Flow(id=f"f{n}", from_="c0", to="c1", protocol="p" * 120) for n in range(5000))
    document = workspace(report(Workload(id="m", name="Large", components=components, flows=flows)))
    validator.validate(document)
    assert document["architecture"]["description"].endswith(" more.")


def decided() -> Report:
    """Accepted, set aside and taken on, one threat each."""
    plain = report(shop(ANSWERS, assumptions=(Assumption(id="a", text="Nobody shares it.", owner="U1"),)))
    by_rule = {threat.rule: threat for threat in plain.generation.threats}
    vendor, call = by_rule["web.app/vendor-power"], by_rule["web.app/anonymous-call"]
    number = plain.numbers[call.id]
    return Report(
        plain.workload,
        plain.generation,
        plain.numbers,
        NOW,
        decisions={vendor.id: Decided("accept", "U1", NOW, "We know them.", date(2026, 12, 31))},
        actions=[ActionItem("Guessing is slow", "rule-check", "U1", date(2026, 12, 1), "open", (number,))],
        people={"U1": "The architect"},
    )


def entry(document: Json, rule: str) -> Json:
    return next(each for each in document["threats"] if metadata(each)["custom:rule"] == f"web.app/{rule}")


def test_a_threat_comes_apart_into_its_parts() -> None:
    threat = entry(workspace(report()), "vendor-power")
    assert threat["threatSource"] == "someone at a vendor"
    assert threat["prerequisites"] == "with an account of their own"
    assert threat["threatAction"] == "use Support role"
    assert threat["threatImpact"] == "loss of control over Personal details"
    assert threat["impactedGoal"] == ["authorization"]
    assert threat["statement"].startswith("Someone at a vendor with an account")
    assert threat["tags"] == ["excess-power", "T1199"]
    assert metadata(threat)["STRIDE"] == ["E"]
    assert metadata(threat)["Priority"] in {"High", "Medium"}


def test_the_assets_are_those_carried_held_or_meant() -> None:
    document = workspace(report(shop({**ANSWERS, "shared": "many", "lost_badly": "yes"})))
    assert entry(document, "wrong-customer")["impactedAssets"] == ["Personal details"]
    assert entry(document, "anonymous-call")["impactedAssets"] == ["Prices"]
    lost = [each for each in document["threats"] if metadata(each)["custom:rule"] == "web.app/lost-for-good"]
    assert ["Personal details"] in [each["impactedAssets"] for each in lost]


def test_ids_and_numbers_are_those_of_the_report() -> None:
    one = report()
    document = workspace(one)
    assert {each["id"]: each["numericId"] for each in document["threats"]} == dict(one.numbers)
    for kind in ("threats", "mitigations"):
        numbers = [each["numericId"] for each in document[kind]]
        assert len(set(numbers)) == len(numbers)


def test_links_lead_somewhere() -> None:
    document = workspace(report())
    ids = {kind: {each["id"] for each in document[kind]} for kind in ("threats", "mitigations")}
    links = document["mitigationLinks"]
    assert {link["linkedId"] for link in links} == {
        threat.id for threat in report().generation.threats if threat.mitigations
    }
    assert {link["mitigationId"] for link in links} == ids["mitigations"]
    assert {link["linkedId"] for link in links} <= ids["threats"]


def test_decisions_become_states_and_comments() -> None:
    threat = entry(workspace(decided()), "vendor-power")
    said = {key: value for key, value in metadata(threat).items() if key.startswith("custom:")}
    assert said["custom:decision"] == "accept"
    assert said["custom:decided-by"] == "The architect"
    assert said["custom:decided-at"] == "2026-11-24"
    assert said["custom:until"] == "2026-12-31"
    assert "custom:reopened" not in said
    assert threat["status"] == "threatResolved"
    assert metadata(threat)["custom:status"] == "accepted"
    assert "Decision: accept by The architect, until 31 December 2026. We know them." in metadata(threat)["Comments"]


def test_what_was_taken_on_is_in_progress_and_says_who_and_when() -> None:
    document = workspace(decided())
    (taken,) = [each for each in document["mitigations"] if each["status"] == "mitigationInProgress"]
    assert taken["content"].startswith("Guessing is slow (App)\n- Lock out")
    assert metadata(taken)["custom:owner"] == "The architect"
    assert metadata(taken)["custom:due"] == "2026-12-01"


def test_a_claim_is_resolved_but_told_as_a_claim() -> None:
    claimed = workspace(report(shop({"reach": "internet", "login": "token"})))
    states = {each["content"].partition(" (")[0]: each for each in claimed["mitigations"]}
    token = states["Callers are known by a signed token"]
    assert token["status"] == "mitigationResolved"
    assert metadata(token)["custom:state"] == "claimed"
    assert entry(claimed, "anonymous-call")["status"] == "threatResolved"


def test_the_same_report_gives_the_same_text() -> None:
    assert write(report()) == write(report())


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(min_value=1, max_value=40))
def test_cut_never_exceeds_its_limit_and_keeps_what_fits(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode("utf-16-le")) // 2 <= limit
    assert short == text or short.endswith("…")


def test_a_comment_says_on_what_a_threat_to_confirm_depends() -> None:
    made = report(shop({"reach": "internet", "vendor": "own"}))
    by_rule = {metadata(one)["custom:rule"]: metadata(one)["Comments"] for one in workspace(made)["threats"]}
    questions = "Depends on: How does App know who calls?\n\nIf the answers are bad: App does not know who calls"
    assert questions in by_rule["web.app/anonymous-call"]
    secured = report(shop({"reach": "internet", "login": "token"}))
    by_rule = {metadata(one)["custom:rule"]: metadata(one)["Comments"] for one in workspace(secured)["threats"]}
    assert "How it stands: Secured by what is claimed: “" in by_rule["web.app/anonymous-call"]
    assert "Depends on" not in by_rule["web.app/anonymous-call"]


def test_an_assumption_is_linked_to_the_threats_that_rest_on_it(validator: jsonschema.Draft202012Validator) -> None:
    made = decided()
    threat = made.generation.threats[0]
    resting = made.workload.assumptions[0].model_copy(update={"threats": (f"{threat.rule}@{threat.on}", "gone/rule")})
    workload = made.workload.model_copy(update={"assumptions": (resting,)})
    document = workspace(replace(made, workload=workload))
    validator.validate(document)
    (assumption,) = document["assumptions"]
    assert document["assumptionLinks"] == [
        {"type": "Threat", "assumptionId": assumption["id"], "linkedId": threat.id},
    ]


def test_the_drawing_is_the_data_flows_image(validator: jsonschema.Draft202012Validator) -> None:
    document = workspace(decided())
    validator.validate(document)
    kind, _, content = document["dataflow"]["image"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(content).startswith(b"<svg ")
    assert "image" not in workspace(report(Workload(id="m", name="Empty")))["dataflow"]


def test_threats_written_by_people_are_kept_after_all_others(validator: jsonschema.Draft202012Validator) -> None:
    written = ({"title": "Theft", "statement": "A thief could."}, {"title": "Fire"}, {"title": 3})
    made = report(shop(ANSWERS, threats=written))
    document = workspace(made)
    validator.validate(document)
    *_, theft, fire, untitled = document["threats"]
    assert [one["statement"] for one in (theft, fire, untitled)] == ["A thief could.", "Fire", "Untitled"]
    assert metadata(theft) == {"custom:title": "Theft", "custom:written-by": "people"}
    numbers = [one["numericId"] for one in document["threats"]]
    assert len(set(numbers)) == len(numbers)
    assert workspace(made)["threats"][-3]["id"] == theft["id"]


def test_ids_of_other_lists_are_kept_beside_the_tags() -> None:
    made = report()
    (threat, *others) = made.generation.threats
    refs = threat.refs.model_copy(update={"cis": ("3.1",), "attack": ("T1190",)})
    changed = replace(threat, refs=refs)
    document = workspace(replace(made, generation=replace(made.generation, threats=(changed, *others))))
    exported = next(one for one in document["threats"] if one["id"] == threat.id)
    assert "3.1" in metadata(exported)["custom:references"]
    assert "T1190" in exported["tags"]
    assert not set(metadata(exported)["custom:references"]) & set(exported["tags"])


def test_a_refuted_claim_and_a_state_of_tomorrow_are_the_weakest(validator: jsonschema.Draft202012Validator) -> None:
    made = report(shop({"reach": "internet", "login": "token"}))
    for state in ("refuted", "of tomorrow"):
        threats = tuple(
            replace(one, mitigations=tuple(replace(view, state=state) for view in one.mitigations))  # type: ignore[arg-type]
            for one in made.generation.threats
        )
        document = workspace(replace(made, generation=replace(made.generation, threats=threats)))
        validator.validate(document)
        assert {metadata(one)["custom:state"] for one in document["mitigations"]} == {state}
        assert {one["status"] for one in document["mitigations"]} == {"mitigationIdentified"}
