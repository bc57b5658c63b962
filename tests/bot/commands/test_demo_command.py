"""``threatbot demo``: the story holds together, whatever the packs say."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import demo
from bot.demo.story import Story, play
from flows import modelfile
from flows.intake.answers import unplaced
from flows.intake.questions import length
from flows.packs.loader import library_of as library
from flows.packs.loader import load_library, parse_pack
from flows.risk import level_rank
from tests.bot.commands.command_line import CommandLine
from tests.flows.models import fixture_library

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def story() -> Story:
    return play(load_library(), NOW)


def test_every_answer_of_the_script_is_one_that_the_packs_offer() -> None:
    facts = load_library().facts
    for key, value in {**demo.ANSWERS, **demo.KNOWN}.items():
        fact = key.partition("@")[0]
        assert fact in facts, key
        assert value in facts[fact].choices, key


def test_the_reports_tell_which_laws_the_assets_bring_in(story: Story) -> None:
    for report in (story.answered, story.decided, story.fixed):
        assert {"gdpr", "pci-dss"} <= {one.framework.name for one in report.coverage}


def test_what_is_known_already_has_its_place_in_the_model() -> None:
    packs = load_library()
    drawn, _ = modelfile.read(demo.model_file(), demo.MODEL, packs, str)
    answers = list(demo.known(packs, NOW))
    assert len(answers) == len(demo.KNOWN)
    assert unplaced(drawn, answers, packs) == {}


def test_the_questions_fit_an_intake_and_most_are_answered(story: Story) -> None:
    assert 0 < len(story.asked) <= length(story.before.workload)
    answered = [one for one in story.asked if one.value is not None]
    assert len(answered) * 2 > len(story.asked)


def test_answers_turn_what_was_to_confirm_into_open_and_mitigated(story: Story) -> None:
    before, after = (
        Counter(threat.state for threat in one.generation.threats) for one in (story.before, story.answered)
    )
    assert after["to confirm"] < before["to confirm"]
    assert after["open"] > before["open"]
    assert after["mitigated"] > before["mitigated"]


def test_decisions_stand_on_threats_of_the_list(story: Story) -> None:
    ids = {threat.id for threat in story.decided.generation.threats}
    kinds = {decided.kind for decided in story.decided.decisions.values()}
    assert story.decided.decisions.keys() <= ids
    assert kinds == {"mitigate", "accept"}
    (accepted,) = [key for key, decided in story.decided.decisions.items() if decided.kind == "accept"]
    (threat,) = [one for one in story.decided.generation.threats if one.id == accepted]
    assert threat.rule == "external/vendor-silent", "the reason that the demo gives speaks of a silent shop"
    assert all(item.settles for item in story.decided.actions)


def test_the_first_fix_mitigates_what_it_settles(story: Story) -> None:
    (done,) = [item for item in story.fixed.actions if item.state == "done"]
    after = {story.fixed.numbers[threat.id]: threat for threat in story.fixed.generation.threats}
    before = {story.decided.numbers[threat.id]: threat for threat in story.decided.generation.threats}
    for number in done.settles:
        assert after[number].state == "mitigated"
        levels = [level_rank(one[number].risk.residual.level) for one in (after, before)]
        assert levels[0] <= levels[1]


def test_the_story_is_the_same_for_the_same_packs_and_time(story: Story) -> None:
    assert play(load_library(), NOW) == story


@pytest.mark.parametrize("packs", ["none", "others"])
def test_the_story_ends_whatever_the_packs_say(packs: str) -> None:
    known = fixture_library() if packs == "others" else library([])
    ended = play(known, NOW)
    assert len(ended.asked) <= length(ended.before.workload)


def test_the_story_goes_on_where_a_pack_no_longer_offers_an_answer() -> None:
    path = Path(__file__).parents[2] / "flows" / "fixtures" / "web.app.yaml"
    text = path.read_text().replace("pack: web.app", "pack: iot.device").replace("web.app", "iot.device")
    ended = play(library([parse_pack(text, "other.yaml")]), NOW)
    assert all(one.value is None for one in ended.asked)


def test_it_is_told_from_the_first_question_to_the_report(threatbot: CommandLine) -> None:
    ran = threatbot("demo")
    assert ran.code == 0
    parts = [
        "Before anybody is asked:",
        "\n1. ",
        "(x) ",
        "What people decide",
        "Mitigate, says developer:",
        "The report",
    ]
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    assert "threatbot demo --output fridge.md" in ran.err


def test_the_report_is_written_where_asked(threatbot: CommandLine, tmp_path: Path) -> None:
    ran = threatbot("demo", "--output", "fridge.md", "--json")
    told = json.loads(ran.out)
    assert (tmp_path / "fridge.md").read_text().startswith("# Threat model: Smart fridge\n")
    assert list(told["headlines"]) == ["before", "answered", "decided", "fixed"]
    assert told["headlines"]["before"] != told["headlines"]["fixed"]
    assert {threat["status"] for threat in told["result"]["threats"]} >= {"accepted", "mitigated"}


def test_the_fridge_is_asked_what_its_story_turns_on(story: Story) -> None:
    asked = {one.question.fact.removeprefix("iot.device/") for one in story.asked}
    assert asked >= {"device_login", "physical_effect", "firmware_updates", "network_place", "wifi"}


def test_the_weaknesses_and_the_five_threats_of_the_fridge_are_open(story: Story) -> None:
    open_ = [threat for threat in story.answered.generation.threats if threat.state == "open"]
    weak = " ".join(threat.vulnerability for threat in open_)
    for words in ("outdated firmware", "weak password", "open to the internet", "unencrypted Wi-Fi"):
        assert words in weak
    assert {threat.rule for threat in open_} >= {
        "iot.device/setting-tampered",
        "iot.device/drafted-into-botnet",
        "iot.device/locked-out",
        "iot.device/account-or-payment-theft",
        "iot.device/unwanted-orders",
    }


def test_what_a_dangerous_setting_costs_is_told_of_people(story: Story) -> None:
    (found,) = (one for one in story.answered.generation.threats if one.rule == "iot.device/setting-tampered")
    assert "impact 4 (danger to people through Fridge" in found.risk.line


def test_the_decisions_take_on_what_the_fridge_lacks(story: Story) -> None:
    titles = {load_library().mitigations[id_].title for id_ in demo.TAKEN_ON}
    assert {item.title for item in story.decided.actions} == titles


def test_the_router_is_an_assumption_and_no_vendor(story: Story) -> None:
    report = story.answered
    assert any("router" in one.text for one in report.workload.assumptions)
    assert not [one.title for one in report.generation.threats if "router" in one.statement.lower()]
