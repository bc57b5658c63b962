"""The line over a list: right plurals, every status by its own word, each threat counted once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from flows.headline import STATUSES, headline, points_of_hygiene
from flows.threats.types import Threat
from tests.flows.threats.test_threat_order import made

CRITICAL, HIGH, MEDIUM = (made(number, level) for number, level in enumerate(("critical", "high", "medium")))
HYGIENE = made(9, hygiene=True)


def test_it_counts_with_right_plurals() -> None:
    assert headline([]) == "open 0"
    listed = [("open", CRITICAL), ("open", HIGH), ("open", HIGH), ("to confirm", MEDIUM)]
    assert headline(listed) == "open 3 (1 critical, 2 high), unconfirmed 1 (worst: Medium)"
    assert headline([("open", HYGIENE), ("mitigated", HIGH)]) == "open 0, mitigated 1, 1 point of hygiene (worst: Low)"
    assert headline([("open", HYGIENE), ("to confirm", HYGIENE)]).endswith("2 points of hygiene (worst: Low)")
    assert points_of_hygiene([("mitigated", HYGIENE)]) == ""


def test_of_hygiene_the_worst_that_is_left_to_do_is_told() -> None:
    critical, high = made(10, "critical", hygiene=True), made(11, "high", hygiene=True)
    listed = [("open", HYGIENE), ("to confirm", high), ("mitigated", critical)]
    assert points_of_hygiene(listed) == "2 points of hygiene (worst: High)"
    assert points_of_hygiene([*listed, ("mitigating", critical)]) == "3 points of hygiene (worst: Critical)"


def test_what_was_decided_is_counted_by_its_own_word_and_not_as_open() -> None:
    assert headline([("mitigating", CRITICAL), ("accepted", HIGH), ("not applicable", MEDIUM)]) == (
        "open 0, mitigating 1, accepted 1, not applicable 1"
    )


@given(st.lists(st.tuples(st.sampled_from(STATUSES), st.sampled_from([CRITICAL, HIGH, MEDIUM, HYGIENE]))))
def test_each_threat_is_counted_once(listed: list[tuple[str, Threat]]) -> None:
    without_levels = re.sub(r"\([^)]*\)", "", headline(listed))  # type: ignore[arg-type]
    counted = sum(map(int, re.findall(r"\d+", without_levels)))
    live = sum(threat is HYGIENE and status in STATUSES[:3] for status, threat in listed)
    assert counted == sum(threat is not HYGIENE for _, threat in listed) + live
