"""What the lint must not find: near misses of its checks, and every id that is on the lists."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.lint import lint
from flows.frameworks import attack, checks, cis, well_architected
from flows.frameworks.zero_trust import tenets
from tests.flows.authoring.gate import GATE, found, gates

RIGHT = [
    ("no technique, with the reason", "attack: [T1530]", 'attack: [], attack_reason: "nobody breaks in"'),
    ("a narrow weakness that looks like a broad one", "CWE-552", "CWE-2845"),
    ("the last of OWASP's ten", "API1:2023", "API10:2023"),
    ("the same control in an older version", "7.0/3.1.4", "5.0/2.1.4"),
    ("a test in other words", "each request is decided before the gate opens", "refuses by default, each call anew"),
    ("a check of Checkov's second kind", "CKV_AWS_20", "CKV2_AWS_46"),
    ("a check of another language of Checkov's", "CKV_AWS_20", "CKV_DOCKER_3"),
    ("a control of a service with capitals inside", "S3.8", "APIGateway.1"),
    ("what code shows does not grow old", "kind: code, proves", "kind: test, proves"),
    ("a limit that is the one above", 'proves_not: "other gates"', 'proves_not: "as above"'),
    ("a limit that begins with a hollow word", 'proves_not: "other gates"', 'proves_not: "nothing about other gates"'),
    ("another tool's check of the same name", "prowler, check: s3_bucket_object_versioning", "kics, check: CKV_AWS_20"),
    ("a question in quotes with its mark", "without a key?", "without a key, and why?"),
    ("a question of the greatest length", "Who can open", f"{'Who can ' * 24}open"),
    ("a word twice that is right twice", "people pass by", "people say that that gate is open"),
    ("a thing named twice", "{component} opens for", "{component} {component} opens for"),
    ("a word that only begins like the next", "people pass by", "people pass passers by"),
    ("a full stop where a sentence ends", "Turn the key", "Turn the key."),
    ("to do as two words", "Turn the key", "What there is to do: turn the key"),
    ("three roles", "who: [developer, operations]", "who: [developer, operations, security]"),
    ("the red team beside one that knows", "who: [developer, operations]", "who: [redteam, operations]"),
    ("a question that differs in a word", "Where is the key of", "Who can open the key of"),
    ("a name that holds another type's", "garden gate", "gate of a datastore"),
    ("a former name of its own", "was: [strolls-in]", "was: [strolls-in, saunters-in]"),
    ("no layers at all", "layers: {network: customer, data: shared}\n", ""),
    ("a likelihood that a set does not touch", "leaves: {likelihood: 3}, status", "leaves: {impact: 3}, status"),
]


@pytest.mark.parametrize(("what", "old", "new"), RIGHT, ids=[what for what, *_ in RIGHT])
def test_a_near_miss_is_no_finding(what: str, old: str, new: str) -> None:
    assert found(old, new) == [], what


def checks_of(old: str, new: str) -> set[str]:
    return {one.check for one in found(old, new)}


def one_of(known: Collection[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(known))


@given(one_of(attack.techniques()))
def test_every_technique_of_the_pinned_version_is_known(id_: str) -> None:
    assert "attack-technique" not in checks_of("attack: [T1530]", f"attack: [{id_}]")


@given(one_of(attack.every()), one_of(attack.mitigations()))
def test_a_pair_is_found_exactly_where_attack_does_not_have_it(technique: str, mitigation: str) -> None:
    pack = GATE.replace("attack: [T1530]", f"attack: [{technique}]").replace("M1022", mitigation)
    known = attack.called(technique)
    has = not known or any(attack.counters(mitigation, one) for one in known)
    assert ("attack-pair" in {one.check for one in lint(gates(pack))}) is not has


@given(one_of(checks.prowler()))
def test_every_check_on_the_list_may_be_bound(check: str) -> None:
    assert "evidence-check" not in checks_of("check: s3_bucket_public_access,", f"check: {check},")


@given(one_of(cis.every()))
def test_every_control_of_every_version_may_be_named(ref: str) -> None:
    assert checks_of('"7.0/3.1.4"', f'"{ref}"') == set()


@given(one_of(well_architected.practices()))
def test_every_practice_may_be_named(slug: str) -> None:
    assert checks_of("sec_permissions_analyze_cross_account", slug) == set()


@given(st.sampled_from(sorted(tenets())))
def test_every_tenet_may_be_claimed_with_its_own_test(number: int) -> None:
    claim = tenets()[number].test.replace('"', "")
    old = '{tenet: 6, test: "each request is decided before the gate opens"}'
    assert checks_of(old, f'{{tenet: {number}, test: "{claim}"}}') == set()


@given(st.sampled_from(("open", "mitigated", "to confirm")), st.sampled_from(("walks-in", "fake-key")))
def test_a_state_is_missed_exactly_where_no_example_shows_it(state: str, rule: str) -> None:
    without = GATE.replace(f"{rule}: {state}", f"{rule}: ruled out")
    (finding,) = lint(gates(without), ["app.gate"])
    assert finding.sentence.startswith(f"no example shows {rule} {state};")
