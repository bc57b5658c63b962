"""How a mitigated threat stands: its rule's sentence where that follows from the answers, else what secures it."""

import pytest

from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.flows.models import shipped_library


def told(rule: str, type_: str, **given: Fact | str) -> Threat:
    """The threat to one component of this type, with these answers on it."""
    pack = rule.partition("/")[0]
    facts = {f"{pack}/{name}": one if isinstance(one, Fact) else Fact(value=one) for name, one in given.items()}
    asset = Asset(id="a", name="Orders", category=("personal",))
    part = Component(id="c", name="Till", type=type_, holds=("a",), facts=facts)
    found = generate(Workload(id="m", name="M", assets=(asset,), components=(part,)), shipped_library())
    return next(one for one in found.threats if one.rule == rule)


def test_a_sentence_that_follows_from_the_answer_is_told_in_its_words() -> None:
    one = told("web.app/joined-query", "web.app", queries="bound")
    assert (one.state, one.vulnerability) == ("mitigated", "Till builds queries or commands with bound parameters.")


def test_a_sentence_that_reads_alike_while_the_threat_is_open_gives_way_to_what_secures_it() -> None:
    free = told("aws.s3/upload-attacks-reader", "aws.s3", upload_use="parsed", upload_reader="free")
    boxed = told("aws.s3/upload-attacks-reader", "aws.s3", upload_use="parsed", upload_reader="boxed")
    assert (free.state, free.vulnerability) == ("open", "A program of ours opens files that strangers put into Till.")
    assert (boxed.state, boxed.vulnerability) == (
        "mitigated",
        "Secured by what is claimed: “The program that opens the files is alone in a box”.",
    )


def test_what_was_shown_is_in_place_and_what_was_only_said_is_claimed() -> None:
    shown = Fact(value="code", proof="test")
    one = told("aws.s3/signed-link-overreach", "aws.s3", signed_links=shown, link_lasts="minutes")
    assert one.vulnerability == (
        "Secured by what is in place: “Our code picks the file and checks the caller before it signs”; and by what is "
        "claimed: “A signed link ends within 15 minutes, and the bucket refuses older signatures”."
    )
    both = told(
        "aws.s3/signed-link-overreach", "aws.s3", signed_links=shown, link_lasts=Fact(value="minutes", proof="test")
    )
    assert "claimed" not in both.vulnerability


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("home", "Till has a password of its own, installs signed updates and shares a network with all around it."),
        (None, "Secured by what is claimed: “A strong password or key that only this unit has” and “Signed updates "),
    ],
)
def test_what_nobody_answered_is_left_out_once_it_no_longer_matters(place: str | None, says: str) -> None:
    answers = {"device_login": "unique", "firmware_updates": "automatic"} | ({"network_place": place} if place else {})
    one = told("iot.device/drafted-into-botnet", "iot.device", **answers)
    assert one.state == "mitigated"
    assert one.vulnerability.startswith(says)


@pytest.mark.parametrize(
    ("readers", "says"),
    [
        ("anyone", "Files answers requests that "),
        ("nobody", "Secured by what is claimed: “The bucket answers nobody but "),
    ],
)
def test_a_sentence_of_gold_is_told_while_the_threat_is_open(readers: str, says: str) -> None:
    """It names no answer: docs/decisions/0015 keeps it as it is."""
    edge = Component(id="edge", name="Edge", type="aws.cloudfront")
    files = Component(id="f", name="Files", type="aws.s3", facts={"aws.cloudfront/direct_read": Fact(value=readers)})
    answers = {"edge_controls": "login", "policy_names_distribution": "yes"}
    facts = {f"aws.cloudfront/{name}": Fact(value=value) for name, value in answers.items()}
    flow = Flow(id="flow", from_="edge", to="f", facts=facts)
    found = generate(Workload(id="m", name="M", components=(edge, files), flows=(flow,)), shipped_library())
    one = next(each for each in found.threats if each.rule == "aws.cloudfront/origin-bypass")
    assert one.vulnerability.startswith(says)


def test_if_the_answers_are_bad_lists_the_bad_ones_alone() -> None:
    """What is good is no weakness; of a threat that is open already, what nobody answered is told as that."""
    nothing = told("iot.device/drafted-into-botnet", "iot.device")
    assert nothing.state == "to confirm"
    assert nothing.vulnerability == (
        "Till accepts a weak or shared password or asks for no password, waits for somebody to update it, takes any "
        "firmware or gets no updates and is open to the internet or shares a network with all around it."
    )
    weak = told("iot.device/drafted-into-botnet", "iot.device", device_login="none", network_place="segment")
    assert weak.state == "open"
    assert weak.vulnerability == (
        "Till asks for no password, gets updates nobody described and has a network of its own."
    )
