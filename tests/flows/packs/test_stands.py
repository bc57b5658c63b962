"""How a threat stands is told by what was answered: every rule of every pack, each answer to each fact that decides."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from operator import attrgetter
from typing import NamedTuple

import pytest

from flows.authoring.alone import found, is_threat
from flows.authoring.examples import minimal_workload
from flows.conditions import evaluate, facts_of
from flows.packs.index import LoadedRule
from flows.packs.loader import load_library
from flows.packs.placeholders import UNSAID
from flows.threats.template import Parts, Slot, parse

LIBRARY = load_library()
MOVES_ONLY = "workload/attractive_target"
GOLD = {"aws.cloudfront/origin-bypass", "aws.iam-role/vendor-confused-deputy", "cross.tenancy/tenant-crossing"}
"""Their sentences are not ours to word: docs/decisions/0015. They name no fact, and hold while the threat is open."""

every_rule = pytest.mark.parametrize("loaded", LIBRARY.rules, ids=attrgetter("id"))


class Told(NamedTuple):
    """What is told of a rule's threat with these answers; None for what nobody answered."""

    answers: Mapping[str, str | None]
    state: str
    sentence: str
    weak: frozenset[str]
    """The facts by which a mitigation of a sufficient set is not in place."""


@cache
def told(loaded: LoadedRule) -> tuple[Told, ...]:
    """With each answer to each fact, and with none."""
    return tuple(_told(loaded))


def _told(loaded: LoadedRule) -> Iterator[Told]:
    facts = sorted(loaded.facts - {MOVES_ONLY})
    for answers in product(*((None, *LIBRARY.facts[fact].choices) for fact in facts)):
        given = dict(zip(facts, answers, strict=True))
        known = {fact: answer for fact, answer in given.items() if answer is not None}
        one = found(loaded, minimal_workload(loaded, known, LIBRARY), LIBRARY)
        if is_threat(one):
            enough = {key for each in loaded.rule.secured_by if each.status != "open" for key in each.all}
            conditions = [LIBRARY.mitigations[loaded.mitigation_id(key)].done_when for key in enough]
            weak = {fact for each in conditions if evaluate(each, one.view) != "yes" for fact in facts_of(each)}
            yield Told(given, one.state, one.threat().vulnerability, frozenset(weak))


def named(loaded: LoadedRule) -> frozenset[str]:
    """The facts that the vulnerability has words for."""
    return frozenset(LIBRARY.fact_id(name, loaded.pack) for name in _slots(parse(loaded.rule.vulnerability)))


def _slots(parts: Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Slot) and part.cases:
            yield part.name
            yield from (name for _, words in part.cases for name in _slots(words))


@every_rule
def test_what_is_told_of_an_open_threat_is_never_told_of_a_mitigated_one(loaded: LoadedRule) -> None:
    by_state: defaultdict[str, set[str]] = defaultdict(set)
    for one in told(loaded):
        by_state[one.state].add(one.sentence)
    assert by_state["mitigated"]
    assert not by_state["mitigated"] & by_state["open"]


@every_rule
def test_what_is_told_of_an_open_threat_names_an_answer_that_leaves_it_open(loaded: LoadedRule) -> None:
    """Good answers alone are no weakness; where the sentence names none at all, it is true of every open one."""
    of_sets = frozenset[str]().union(*(one.weak for one in told(loaded)))
    if names := named(loaded) & of_sets:
        silent = [one.answers for one in told(loaded) if one.state == "open" and not names & one.weak]
        assert not silent


@every_rule
def test_what_nobody_answered_is_not_told_as_known(loaded: LoadedRule) -> None:
    """A sentence that would be another one with another answer, in the same state, lists what may be so."""
    known = {tuple(one.answers.values()): one for one in told(loaded)}
    for one in told(loaded):
        if one.state == "to confirm" or one.sentence.startswith("Secured by "):
            continue
        for fact in [fact for fact, answer in one.answers.items() if answer is None]:
            completed = [{**one.answers, fact: choice} for choice in LIBRARY.facts[fact].choices]
            same = [known[tuple(each.values())] for each in completed if tuple(each.values()) in known]
            sentences = {each.sentence for each in same if each.state == one.state}
            assert one.sentence not in sentences or sentences == {one.sentence}, (one.answers, fact)


@every_rule
def test_an_open_threat_tells_no_choice_of_what_nobody_answered(loaded: LoadedRule) -> None:
    """Not even a list of all that may be so: it reads as if each were."""
    words = list(_words(parse(loaded.rule.vulnerability), loaded.pack))
    for one in told(loaded):
        unanswered = {fact for fact, answer in one.answers.items() if answer is None}
        stated = [said for fact, said in words if fact in unanswered and all(part in one.sentence for part in said)]
        assert one.state != "open" or not stated, one.sentence


def _words(parts: Parts, pack: str) -> Iterator[tuple[str, list[str]]]:
    """Each fact with the words of each of its choices, names left out."""
    for slot in [part for part in parts if isinstance(part, Slot)]:
        for choice, words in slot.cases:
            said = [part for part in words if isinstance(part, str)]
            if choice != UNSAID and said:
                yield LIBRARY.fact_id(slot.name, pack), said
            yield from _words(words, pack)


@pytest.mark.parametrize(
    ("rule", "answers", "says"),
    [
        (
            "iot.device/locked-out",
            {"device_login": "none"},
            "Component is updated in a way nobody described, and asks for no password.",
        ),
        (
            "aws.iam-role/person-session-stolen",
            {"trusted_party": "people", "person_proof": "password"},
            "Target opens to whoever shows a password or an access key of one of our people.",
        ),
        (
            "workload/million-calls",
            {"million_calls": "paid"},
            "A flood of calls to Example is served and paid for, and nobody has said who hears of it.",
        ),
    ],
)
def test_an_open_threat_says_that_nobody_answered(rule: str, answers: Mapping[str, str], says: str) -> None:
    (loaded,) = [each for each in LIBRARY.rules if each.id == rule]
    given = {LIBRARY.fact_id(name, loaded.pack): answer for name, answer in answers.items()}
    assert says in {one.sentence for one in told(loaded) if _given(one) == given}


def _given(one: Told) -> dict[str, str]:
    return {fact: answer for fact, answer in one.answers.items() if answer is not None}


@pytest.mark.parametrize("rule", sorted(GOLD))
def test_a_sentence_that_is_not_ours_is_told_while_the_threat_is_open_and_what_secures_it_after(rule: str) -> None:
    (loaded,) = [each for each in LIBRARY.rules if each.id == rule]
    assert not named(loaded)
    for one in told(loaded):
        assert one.sentence.startswith("Secured by what is claimed: “") == (one.state == "mitigated")


@pytest.mark.parametrize(
    ("rule", "answer", "says"),
    [
        ("aws.cloudfront/cache-flooded-past", "idle", "and its firewall blocks no sender that asks for too much else."),
        ("aws.cognito/uninvited-account", "unrefused", "and Cognito makes an account for anyone who asks."),
        ("aws.cognito/uninvited-account", "refused", "and Cognito refuses whoever asks for an account."),
        (
            "aws.cognito/rights-written-by-hand",
            "email",
            "from the e-mail address, phone number or name in the token.",
        ),
        ("aws.cognito/rights-written-by-hand", "writable", "from attributes that people can write themselves."),
        ("aws.cognito/token-for-another-door", "pool", "and APIs take any valid token of whichever kind and app."),
        ("aws.cognito/token-for-another-door", "unsigned", "and APIs take tokens without a look at the signature."),
        ("aws.apigateway/bodies-in-the-log", "everything", "keeps bodies, whole headers or tokens in addresses."),
        ("aws.dynamodb/spent-twice", "per-region", "one is refused within a Region but none between Regions."),
        ("aws.dynamodb/spent-twice", "read-first", "at the same moment, neither is refused."),
        ("aws.dynamodb/dead-item-lives", "ttl", "are taken for the days until TTL deletes them."),
        ("aws.dynamodb/dead-item-lives", "stays", "are taken for ever."),
        (
            "aws.lambda/called-past-the-front",
            "inside",
            "by other people or programs of our accounts, who write the whole event.",
        ),
        (
            "aws.lambda/called-past-the-front",
            "service",
            "for a stranger's account, who chooses the file, message or API that the event tells of.",
        ),
        (
            "aws.lambda/called-past-the-front",
            "anyone",
            "who writes path, headers and body, or all of the event where the right is to invoke.",
        ),
        ("web.app/account-taken-over", "password", "lets people in on the right password alone."),
        (
            "external/our-key-leaked",
            "config",
            "lies in a file, a variable, the code, a chat or settings, or is never changed.",
        ),
        ("datastore/wiped-for-ransom", "none", "What would bring Component back is not there."),
        ("aws.s3/public-by-accident", "unblocked", "hangs on nobody making a policy or a file public."),
        ("aws.s3/public-by-accident", "some", "hangs on how that one file is set beside others that anyone can open."),
    ],
)
def test_a_sentence_says_no_more_than_the_answer(rule: str, answer: str, says: str) -> None:
    """Of rules that stand open with several answers, or whose one sentence told what nobody had answered."""
    (loaded,) = [each for each in LIBRARY.rules if each.id == rule]
    sentences = {one.sentence for one in told(loaded) if answer in one.answers.values()}
    assert [one for one in sentences if one.endswith(says)] == list(sentences)
