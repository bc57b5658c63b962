"""Each rule has an example on which it fires, a hardened twin and an answer that moves it, or says what is missing."""

import pytest

from flows.authoring.mutation import Proofs
from flows.authoring.twins import RuleProof, rule_proofs
from flows.packs.loader import library_of, load_library, parse_pack
from tests.flows.authoring.test_mutation import PACK, without


def proof(text: str) -> RuleProof:
    library = library_of([parse_pack(text, "door.lock.yaml")])
    (only,) = rule_proofs(library.packs["door.lock"], Proofs(library))
    return only


def test_a_rule_with_all_that_it_needs() -> None:
    found = proof(PACK)
    assert (found.fires, found.twin, found.missing, found.ok) == ("card", "phone (twin of card)", (), True)
    assert 0 < found.moved < found.flips


def test_flips_are_every_other_choice_of_what_firing_examples_give() -> None:
    assert proof(without("fob", "their-battery")).flips == 3 + 1  # opens_by has four choices, battery two
    assert proof(without("fob", "their-battery")).moved == 3


def test_a_rule_that_never_fires() -> None:
    found = proof(without("card", "fob", "their-battery").replace(", twin_of: card", "").replace("twin_of: phone", ""))
    assert found.fires is None
    assert found.missing == ("no example expects it open and gets it; write one",)


def test_a_rule_without_a_twin() -> None:
    untwinned = PACK.replace(", twin_of: card", "").replace(", twin_of: phone", "")
    found = proof(untwinned)
    assert (found.twin, found.ok) == (None, False)
    assert found.missing == ("no hardened twin: write an example that differs in one fact and ends it",)


def test_not_knowing_hardens_nothing() -> None:
    found = proof(without("phone", "fob", "their-battery", "stays-shut"))
    assert found.twin is None


def test_a_twin_on_which_it_is_only_lower_counts_after_one_that_ends_it() -> None:
    assert proof(without("phone", "their-battery", "stays-shut")).twin == "fob (twin of card)"
    assert proof(without("phone", "their-battery")).twin == "stays-shut (twin of card)"


def test_that_nobody_cares_to_attack_is_no_hardening() -> None:
    text = without("phone", "fob", "their-battery", "stays-shut").replace(
        "moves: [", "moves: [{when: {fact: workload/attractive_target, is: nobody}, by: -1, because: dull}, "
    )
    dull = "given: {opens_by: card, battery: us, workload/attractive_target: nobody}, expect: {copied-card: open}"
    text = text.replace("quiet:", f"  - {{name: dull, {dull}, twin_of: card}}\nquiet:")
    library = library_of([parse_pack(text, "door.lock.yaml"), load_library().packs["workload"]])
    (found,) = rule_proofs(library.packs["door.lock"], Proofs(library))
    assert found.twin is None


def test_a_rule_that_nothing_moves() -> None:
    text = PACK.replace("in: [phone, card, fob]}\n    secured", "in: [phone, card, fob, nothing]}\n    secured")
    text = text.replace("all: [needs-a-hand, own-battery]", "all: [own-battery]").replace(
        "is: card}, by: 1", "is: nothing}, by: 0"
    )
    text = (
        text[: text.index("examples:")]
        + "examples:\n  - {name: card, given: {opens_by: card}, expect: {copied-card: to confirm}}\n"
    )
    text = text.replace("done_when: {fact: battery, is: us}", "done_when: {fact: watched, is: yes}")
    text += "  - {name: unwatched, given: {opens_by: card, watched: no}, expect: {copied-card: open}}\n"
    assert proof(text).moved == 1  # a camera moves it
    never = text.replace(
        "done_when: {fact: watched, is: yes}", "done_when: {all: [{fact: watched, is: yes}, {fact: watched, is: no}]}"
    )
    assert (
        "no other answer or zone changes it: let its condition rest on what its examples give" in proof(never).missing
    )


@pytest.mark.parametrize("pack", sorted(load_library().packs))
def test_each_of_our_rules_is_proved(pack: str, proofs: Proofs) -> None:
    missing = {one.rule: one.missing for one in rule_proofs(proofs.library.packs[pack], proofs) if not one.ok}
    assert missing == {}
