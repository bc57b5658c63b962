"""The first pack of an author loads, holds its examples, fits the schema, and is right whatever it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.examples import run_examples
from flows.authoring.lint import lint
from flows.authoring.starter import NAME, starter
from flows.packs.loader import library_of, load_library, parse_pack

LIBRARY = load_library()


@pytest.mark.parametrize(
    "name", ["acme.queue", "x", "1.2", "yes", "null", "acme-2.my-thing", "cross.messages", "a" * 60]
)
def test_it_loads_beside_ours_and_its_examples_hold(name: str) -> None:
    pack = parse_pack(starter(name), f"{name}.yaml")
    library = library_of([*LIBRARY.packs.values(), pack])
    results = run_examples(library.packs[name], library)
    assert [one.example for one in results] == ["open-to-all", "logged-in", "no-messages", "not-known", "quiet"]
    assert [one for one in results if not one.ok] == []
    assert lint(library, [name]) == ()


def test_it_shows_each_state_and_each_twin_and_says_what_to_change() -> None:
    text = starter("acme.queue")
    pack = parse_pack(text, "acme.queue.yaml")
    assert (len(pack.facts), len(pack.mitigations), len(pack.threats)) == (1, 1, 1)
    states = {state for each in pack.examples for state in each.expect.states.values()}
    assert states == {"open", "to confirm", "mitigated", "ruled out"}
    assert all(each.twin_of for each in pack.examples[1:])
    assert text.count("#") > 20
    assert "NAME" not in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize(
    "name", ["", "Acme", "a b", "a/b", "../x", ".x", "x.", "-x", "a" * 61, "é", "a\n", "x'y", "{{x}}"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name for a pack; a pack's name has 60 characters at most"):
        starter(name)


@given(st.from_regex(NAME, fullmatch=True))
def test_any_name_makes_a_pack_that_is_called_so(name: str) -> None:
    pack = parse_pack(starter(name), "new.yaml")
    assert pack.pack == name
    assert pack.threats[0].on.component in {(name,), ("any",)}
