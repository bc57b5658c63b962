"""Policy documents of IAM: when a condition key is asked for always, never, or neither can be said."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.packs.paths import UNKNOWN, NotShown
from flows.packs.policies import key_asked, trusted_accounts

KEY = "sts:ExternalId"
Tree = dict[str, Any]


def allow(condition: object = None, **more: object) -> Tree:
    vendor = {"AWS": "arn:aws:iam::999999999999:root"}
    made = {"Effect": "Allow", "Principal": vendor, "Action": "sts:AssumeRole", **more}
    return made if condition is None else {**made, "Condition": condition}


def deny(condition: object, **more: object) -> Tree:
    return {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition, **more}


def policy(*statements: object) -> Tree:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def asked(*statements: object, key: str = KEY, principal: str | None = None) -> str | None:
    return key_asked(policy(*statements), key, principal)


@pytest.mark.parametrize(
    ("operator", "values", "wanted"),
    [
        ("StringEquals", "k4", "always"),
        ("StringEquals", ["k4", "k5"], "always"),
        ("stringequals", "k4", "always"),
        ("StringEqualsIgnoreCase", "k4", "always"),
        ("StringLike", "k4", "always"),
        ("ForAnyValue:StringEquals", "k4", "always"),
        ("StringLike", "*", "never"),
        ("StringLike", ["k4", "*"], "never"),
        ("ForAllValues:StringLike", "*", "never"),
        ("StringLike", "k*", None),
        ("StringLike", "k?", None),
        ("StringEqualsIfExists", "k4", None),
        ("ForAllValues:StringEquals", "k4", None),
        ("StringNotEquals", "k4", None),
        ("Null", "false", None),
        ("Null", "true", None),
        ("Bool", "false", None),
        ("StringResembles", "k4", None),
        ("StringEquals", [], None),
        ("StringEquals", UNKNOWN, None),
        ("StringEquals", ["k4", UNKNOWN], None),
        ("StringEquals", {"odd": 1}, None),
    ],
)  # fmt: skip
def test_what_an_operator_of_an_allow_asks(operator: str, values: object, wanted: str | None) -> None:
    assert asked(allow({operator: {KEY: values}})) == wanted
    beside = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}, operator.replace("String", "string", 1): {KEY: values}}
    assert asked(allow(beside)) == wanted


@pytest.mark.parametrize("block", [UNKNOWN, [1], {"StringEquals": UNKNOWN}, {"StringEquals": "odd"}], ids=str)
def test_a_condition_that_nobody_knows_shows_nothing(block: object) -> None:
    assert asked(allow(block)) is None


def test_a_key_is_looked_for_whatever_its_case_and_an_empty_condition_is_none() -> None:
    assert asked(allow({"StringEquals": {"STS:externalid": "k4"}})) == "always"
    assert asked(allow({})) == asked(allow(None)) == asked(allow(None, Condition=None)) == "never"


def test_every_way_in_counts_and_one_without_the_key_is_enough_to_doubt() -> None:
    with_key, without = allow({"StringEquals": {KEY: "k4"}}), allow()
    assert asked(with_key, with_key) == "always"
    assert asked(without, without) == "never"
    assert asked(with_key, without) is None
    assert asked() is None
    assert asked(deny({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})) is None


def test_statements_about_other_services_do_not_count_for_a_services_key() -> None:
    items = allow({"StringEquals": {"dynamodb:LeadingKeys": "a"}}, Action=["dynamodb:GetItem"])
    log = allow(None, Action="logs:PutLogEvents")
    assert asked(items, log, key="dynamodb:LeadingKeys") == "always"
    assert asked(log, key="dynamodb:LeadingKeys") is None
    for more in (allow(None, Action="*"), allow(None, Action="dynamodb:*"), {**log, "NotAction": "s3:*"}):
        assert asked(items, more, key="dynamodb:LeadingKeys") is None
    assert asked(log, key="aws:SourceArn") == "never"
    assert asked(log, key="token.actions.githubusercontent.com:sub") == "never"


@pytest.mark.parametrize(
    ("actions", "condition", "wanted"),
    [
        (["dynamodb:GetItem", "dynamodb:Query"], {}, "always"),
        (["dynamodb:*"], {}, None),
        (["dynamodb:Get*"], {}, None),
        (["dynamodb:*"], {"Null": {"dynamodb:LeadingKeys": "false"}}, "always"),
        (["dynamodb:*"], {"Null": {"dynamodb:LeadingKeys": False}}, "always"),
        (["dynamodb:*"], {"Null": {"dynamodb:LeadingKeys": "true"}}, None),
    ],
)
def test_for_all_values_passes_where_the_key_is_missing(
    actions: list[str], condition: Tree, wanted: str | None
) -> None:
    """A service fills its own keys in, for some of its actions: they are named one by one, or Null asks for the key."""
    asks = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/customer}"]}}
    assert asked(allow({**asks, **condition}, Action=actions), key="dynamodb:LeadingKeys") == wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"StringNotEquals": {KEY: "k4"}}, "always"),
        ({"StringNotEqualsIfExists": {KEY: ["k4"]}}, "always"),
        ({"StringNotLike": {KEY: "k4"}}, "always"),
        ({"StringNotLike": {KEY: "k*"}}, None),
        ({"StringNotLike": {KEY: "*"}}, None),
        ({"ForAnyValue:StringNotEquals": {KEY: "k4"}}, None),
        ({"Null": {KEY: "true"}}, None),
        ({"StringEquals": {KEY: "k4"}}, None),
        ({"StringNotEquals": {KEY: "k4", "aws:PrincipalOrgID": "o-1"}}, None),
        ({"StringNotEquals": {KEY: UNKNOWN}}, None),
        (UNKNOWN, None),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, "never"),
    ],
    ids=str,
)
def test_a_deny_asks_by_refusing_what_has_not_the_key(condition: object, wanted: str | None) -> None:
    assert asked(allow(), deny(condition)) == wanted


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "always"),
        ({"Action": "*"}, "always"),
        ({"Action": "sts:*"}, "always"),
        ({"Principal": {"AWS": ["arn:aws:iam::999999999999:root", "222222222222"]}}, "always"),
        ({"Action": "sts:TagSession"}, None),
        ({"Principal": {"AWS": "222222222222"}}, None),
        ({"NotPrincipal": {"AWS": "222222222222"}}, None),
        ({"NotAction": "sts:TagSession"}, None),
    ],
    ids=str,
)
def test_a_deny_must_reach_all_that_is_allowed(more: Tree, wanted: str | None) -> None:
    assert asked(allow(), deny({"StringNotEquals": {KEY: "k4"}}, **more)) == wanted


@pytest.mark.parametrize(("resource", "wanted"), [("*", "always"), ("arn:a", "always"), ("arn:b", None)])
def test_a_deny_must_reach_the_same_things(resource: str, wanted: str | None) -> None:
    refuses = deny({"Bool": {"aws:SecureTransport": "false"}}, Action="s3:*", Resource=resource)
    reads = allow(None, Action="s3:GetObject", Resource=["arn:a"])
    assert asked(reads, refuses, key="aws:SecureTransport") == wanted
    required = allow({"Bool": {"aws:SecureTransport": "true"}}, Action="s3:GetObject", Resource=["arn:a"])
    assert asked(required, key="aws:SecureTransport") == "always"


def test_only_what_lets_a_principal_in_counts_where_one_is_named() -> None:
    edge = allow({"StringEquals": {"AWS:SourceArn": "arn:d"}}, Principal={"Service": ["a.example", "edge.example"]})
    ours = allow(None)
    assert asked(edge, ours, key="AWS:SourceArn", principal="edge.example") == "always"
    assert asked(edge, ours, key="AWS:SourceArn") is None
    assert asked(ours, key="AWS:SourceArn", principal="edge.example") is None
    for everybody in ("*", {"AWS": "*"}):
        found = asked(edge, allow(None, Principal=everybody), key="AWS:SourceArn", principal="edge.example")
        assert found is None
    assert asked(allow(None, NotPrincipal={"AWS": "1"}), key="AWS:SourceArn", principal="edge.example") == "never"


def test_a_policy_is_an_object_or_a_text_with_one_statement_or_a_list_and_there_may_be_several() -> None:
    one = allow({"StringEquals": {KEY: "k4"}})
    for written in (policy(one), {"Statement": one}, json.dumps(policy(one)), [json.dumps(policy(one)), policy(one)]):
        assert key_asked(written, KEY) == "always"
    assert key_asked([policy(one), policy(allow())], KEY) is None


@pytest.mark.parametrize(
    "found",
    [
        None, 3, "", "no JSON", "[1", "3", '"text"', {}, {"Statement": UNKNOWN}, {"Statement": [UNKNOWN]}, UNKNOWN,
        [UNKNOWN], policy("text"), policy({**allow(), "Effect": "Maybe"}), policy({**allow(), "Effect": UNKNOWN}),
        policy({**allow(), "Action": UNKNOWN}), policy({**allow(), "Action": None}), policy({"Effect": "Allow"}),
        "[" * 100_000, "{" * 90_000, '{"Statement": ' * 20_000,
    ],
    ids=lambda found: str(found)[:40],
)  # fmt: skip
def test_what_is_no_policy_or_is_not_known_shows_nothing(found: object) -> None:
    with pytest.raises(NotShown):
        key_asked(found, KEY)


@pytest.mark.parametrize(
    ("principal", "wanted"),
    [
        ({"AWS": "222222222222"}, {"222222222222"}),
        ({"AWS": ["arn:aws:iam::222222222222:root", "arn:aws-cn:iam::333333333333:role/a/b"]},
         {"222222222222", "333333333333"}),
        ({"AWS": "arn:aws:sts::222222222222:assumed-role/r/s"}, {"222222222222"}),
    ],
)  # fmt: skip
def test_the_accounts_that_a_policy_trusts(principal: object, wanted: set[str]) -> None:
    assert trusted_accounts(policy(allow(None, Principal=principal), deny({}, Principal="*"))) == wanted
    assert trusted_accounts(policy(deny({}, Principal="*"))) == frozenset()


@pytest.mark.parametrize(
    "principal",
    [
        "*", {"AWS": "*"}, {"Service": "ec2.amazonaws.com"}, {"Federated": "cognito-identity.amazonaws.com"},
        {"CanonicalUser": "79a59d"}, {"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, {"AWS": ["222222222222", "*"]}, UNKNOWN, None,
        {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}, {"AWS": UNKNOWN},
        {"AWS": ["222222222222", UNKNOWN]}, {"AWS": "222222222222", "Service": "ec2.amazonaws.com"}, "222222222222",
        {"AWS": 22222222222}, {"AWS": "2222222222223"}, {"AWS": "arn:aws:s3:::222222222222:a"},
    ],
    ids=str,
)  # fmt: skip
def test_whoever_is_no_account_is_not_taken_for_one(principal: object) -> None:
    with pytest.raises(NotShown):
        trusted_accounts(policy(allow(None, Principal=principal)))
    with pytest.raises(NotShown):
        trusted_accounts(policy({**allow(), "NotPrincipal": {"AWS": "222222222222"}}))


texts = st.sampled_from(["Allow", "Deny", "*", "sts:AssumeRole", "s3:*", KEY, "AWS", "222222222222", "false", "k*"])
parts = st.recursive(
    texts | st.none() | st.booleans() | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
operators = st.sampled_from(["StringEquals", "StringLike", "ForAllValues:StringLike", "Null", "StringNotEquals"])
blocks = st.dictionaries(operators, st.dictionaries(texts, parts, max_size=2), max_size=2)
statement = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": texts | st.just("sts:AssumeRole")},
    optional={"Principal": parts, "NotAction": parts, "Resource": parts, "Condition": blocks | parts},
)


@given(st.lists(statement, max_size=4))
def test_whatever_a_policy_holds_it_shows_something_or_nothing(found: list[Tree]) -> None:
    for ask in (lambda one: key_asked(one, KEY), lambda one: key_asked(one, KEY, "AWS"), trusted_accounts):
        try:
            ask(policy(*found))
        except NotShown:
            continue


@given(st.lists(statement, max_size=3))
def test_a_door_without_a_condition_is_never_taken_for_one_that_always_asks(found: list[Tree]) -> None:
    """Whatever else the policy says, a Deny apart."""
    others = [one for one in found if one["Effect"] == "Allow"]
    try:
        assert asked(allow(), *others) != "always"
    except NotShown:
        return
