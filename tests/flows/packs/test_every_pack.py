"""What holds for the examples of every pack that the product ships."""

from operator import attrgetter

import pytest

from flows.authoring.examples import run_examples
from flows.packs.loader import load_library
from flows.packs.schema import Pack

LIBRARY = load_library()
every_pack = pytest.mark.parametrize("pack", LIBRARY.packs.values(), ids=attrgetter("pack"))


@every_pack
def test_the_examples_hold(pack: Pack) -> None:
    assert [one for one in run_examples(pack, LIBRARY) if not one.ok] == []


@pytest.mark.parametrize(
    ("pack", "state"),
    [
        pytest.param(pack, state, id=f"{pack.pack}-{state}")
        for pack in LIBRARY.packs.values()
        for state in ("open", "mitigated", "ruled out", "to confirm")
        if (pack.pack, state) != ("iot.device", "ruled out")
    ],
)
def test_every_rule_has_an_example_in_each_state(pack: Pack, state: str) -> None:
    """Some rules stand on every device and are never ruled out: test_iot_device.py says which."""
    shown = {rule for one in pack.examples for rule, said in one.expect.states.items() if said == state}
    assert shown == {rule.id for rule in pack.threats}


@every_pack
def test_every_choice_is_tried_in_an_example(pack: Pack) -> None:
    tried = {(name, value) for one in pack.examples for name, value in one.given.items()}
    choices = {(name, choice) for name, fact in pack.facts.items() for choice in fact.choices}
    assert not choices - tried
