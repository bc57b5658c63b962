"""What templates answer: each fact of ours with ``from`` has resources that show its sides, and one that shows nothing.

They are written by hand in the shapes that Terraform's plan JSON and CloudFormation document.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.packs.imports import KINDS, Kind, answer, importable
from flows.packs.loader import load_library
from flows.packs.schema import FactDef, From, FromTemplate
from tests.flows.packs.template_files import Resource, cloudformation_resources, plan, stack, terraform_resources

LIBRARY = load_library()
OURS = ("222222222222", "333333333333")


def trust(*principals: object, **statement: object) -> str:
    """The trust policy of a role, as a plan has it: JSON in a text."""
    made = [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **statement} for principal in principals
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": made})


def table_policy(operator: str, value: str) -> str:
    keys = {operator: {"dynamodb:LeadingKeys": [value]}}
    items = {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": "*", "Condition": keys}
    log = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [items, log]})


def bucket_policy(condition: object, *more: Resource) -> Resource:
    edge = {
        "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "${Files.Arn}/*"}, "Condition": condition,
    }  # fmt: skip
    return stack("AWS::S3::BucketPolicy", Bucket={"Ref": "Files"}, PolicyDocument={"Statement": [edge, *more]})


BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
BLOCK_WORDS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
ALL_ON = dict.fromkeys(BLOCKS, True)
DISTRIBUTION = "arn:aws:cloudfront::111111111111:distribution/E1"
VENDOR = {"AWS": "arn:aws:iam::999999999999:root"}
PERMISSION = {"action": "lambda:InvokeFunction", "source_arn": None, "source_account": None}
GROUP = {"auth_token": None, "user_group_ids": []}

LEADING = "ForAllValues:StringEquals"
OWN_TAG = "${aws:PrincipalTag/customer}"
FROM_S3 = PERMISSION | {"principal": "s3.amazonaws.com"}


def role(policy: str) -> Resource:
    return plan("aws_iam_role", name="r", assume_role_policy=policy)


def asks(operator: str, value: str) -> Resource:
    return role(trust(VENDOR, Condition={operator: {"sts:ExternalId": value}}))


ROWS: Mapping[tuple[str, Kind], list[tuple[Resource, str | None]]] = {
    ("aws.apigateway/api_kind", "terraform"): [
        (plan("aws_apigatewayv2_api", name="shop", protocol_type="HTTP"), "http"),
        (plan("aws_apigatewayv2_api", name="shop", protocol_type="WEBSOCKET"), "websocket"),
        (plan("aws_api_gateway_rest_api", endpoint_configuration=[{"types": ["REGIONAL"]}]), "rest-public"),
        (plan("aws_api_gateway_rest_api", endpoint_configuration=[{"types": ["EDGE"]}]), "rest-public"),
        (plan("aws_api_gateway_rest_api", endpoint_configuration=[{"types": ["PRIVATE"]}]), "rest-private"),
        (plan("aws_api_gateway_rest_api", {"endpoint_configuration": True}), None),
        (plan("aws_api_gateway_rest_api", endpoint_configuration=[]), None),
    ],
    ("aws.apigateway/api_kind", "cloudformation"): [
        (stack("AWS::ApiGatewayV2::Api", Name="shop", ProtocolType="HTTP"), "http"),
        (stack("AWS::ApiGatewayV2::Api", Name="shop", ProtocolType="WEBSOCKET"), "websocket"),
        (stack("AWS::ApiGatewayV2::Api", ProtocolType={"Ref": "Protocol"}), None),
        (stack("AWS::ApiGateway::RestApi", EndpointConfiguration={"Types": ["REGIONAL"]}), "rest-public"),
        (stack("AWS::ApiGateway::RestApi", EndpointConfiguration={"Types": ["EDGE"]}), "rest-public"),
        (stack("AWS::Serverless::Api", EndpointConfiguration={"Type": "PRIVATE"}), "rest-private"),
        (stack("AWS::ApiGateway::RestApi", Name="shop"), None),
    ],
    ("aws.apigateway/authorizer_cache", "terraform"): [
        (plan("aws_apigatewayv2_authorizer", authorizer_type="REQUEST", authorizer_result_ttl_in_seconds=0), "keyed"),
        (plan("aws_apigatewayv2_authorizer", authorizer_type="JWT", authorizer_result_ttl_in_seconds=None), None),
        (plan("aws_api_gateway_authorizer", type="TOKEN", authorizer_result_ttl_in_seconds=0), "keyed"),
        (plan("aws_api_gateway_authorizer", type="REQUEST", authorizer_result_ttl_in_seconds=300), None),
        (plan("aws_api_gateway_authorizer", type="COGNITO_USER_POOLS", authorizer_result_ttl_in_seconds=0), None),
    ],
    ("aws.apigateway/own_addresses", "terraform"): [
        (plan("aws_api_gateway_rest_api", name="shop", disable_execute_api_endpoint=None), "default"),
        (plan("aws_api_gateway_rest_api", name="shop", disable_execute_api_endpoint=False), "default"),
        (plan("aws_api_gateway_rest_api", name="shop", disable_execute_api_endpoint=True), None),
        (plan("aws_api_gateway_rest_api", {"disable_execute_api_endpoint": True}, name="shop"), None),
        (plan("aws_apigatewayv2_api", name="shop", disable_execute_api_endpoint=False), "default"),
    ],
    ("aws.apigateway/gateway_log", "terraform"): [
        (plan("aws_api_gateway_method_settings", settings=[{"data_trace_enabled": True}]), "everything"),
        (plan("aws_api_gateway_method_settings", settings=[{"data_trace_enabled": False}]), None),
        (plan("aws_apigatewayv2_stage", default_route_settings=[{"data_trace_enabled": True}]), "everything"),
    ],
    ("aws.cloudfront/direct_read", "terraform"): [
        (plan("aws_s3_bucket_public_access_block", **ALL_ON), "nobody"),
        (plan("aws_s3_bucket_public_access_block", **ALL_ON | {"restrict_public_buckets": False}), None),
    ],
    ("aws.cloudfront/policy_names_distribution", "cloudformation"): [
        (bucket_policy({"StringEquals": {"AWS:SourceArn": DISTRIBUTION}}), "yes"),
        (bucket_policy({"ArnLike": {"aws:sourcearn": [DISTRIBUTION]}}), "yes"),
        (bucket_policy({}), "no"),
        (bucket_policy({"StringEquals": {"AWS:SourceAccount": "111111111111"}}), "no"),
        (bucket_policy({"StringEquals": {"AWS:SourceArn": {"Fn::Sub": "arn:${Edge}"}}}), None),
        (bucket_policy({"ArnLike": {"AWS:SourceArn": "arn:aws:cloudfront::*:distribution/*"}}), None),
        (bucket_policy({"StringEquals": {"AWS:SourceArn": DISTRIBUTION}},
                       {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}), None),
        (stack("AWS::S3::BucketPolicy", PolicyDocument={"Statement": {
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}}}), None),
    ],
    ("aws.cloudfront/viewer_way", "terraform"): [
        (plan("aws_cloudfront_distribution", default_cache_behavior=[{"viewer_protocol_policy": "allow-all"}]), "old"),
        (plan("aws_cloudfront_distribution", default_cache_behavior=[{"viewer_protocol_policy": "https-only"}]), None),
    ],
    ("aws.cognito/sign_up", "terraform"): [
        (plan("aws_cognito_user_pool", admin_create_user_config=[{"allow_admin_create_user_only": True}]), "refused"),
        (plan("aws_cognito_user_pool", admin_create_user_config=[{"allow_admin_create_user_only": False}]), None),
        (plan("aws_cognito_user_pool", {"admin_create_user_config": True}), None),
    ],
    ("aws.cognito/trigger_trust", "cloudformation"): [
        (stack("AWS::Cognito::UserPool", UserPoolName="people"), "none"),
        ({"Type": "AWS::Cognito::UserPool"}, "none"),
        (stack("AWS::Cognito::UserPool", LambdaConfig={"PreSignUp": {"Fn::GetAtt": ["Check", "Arn"]}}), None),
        (stack("AWS::Cognito::UserPool", LambdaConfig={"Fn::If": ["Live", {}, {"Ref": "AWS::NoValue"}]}), None),
    ],
    ("aws.cognito/text_messages", "cloudformation"): [
        (stack("AWS::Cognito::UserPool", LambdaConfig={"PreSignUp": "arn:aws:lambda:eu-west-1:1:function:f"}), "none"),
        (stack("AWS::Cognito::UserPool", SmsConfiguration={"SnsCallerArn": {"Fn::GetAtt": "Role.Arn"}}), None),
        (stack("AWS::Cognito::UserPool", LambdaConfig={"Fn::If": ["Live", {"PreSignUp": "a"}, {}]}), None),
    ],
    ("aws.dynamodb/change_effect", "cloudformation"): [
        (stack("AWS::DynamoDB::Table", BillingMode="PAY_PER_REQUEST"), "none"),
        (stack("AWS::DynamoDB::Table", StreamSpecification={"StreamViewType": "NEW_IMAGE"}), None),
        (stack("AWS::DynamoDB::Table", KinesisStreamSpecification={"StreamArn": {"Ref": "Stream"}}), None),
    ],
    ("aws.iam-role/trusted_party", "terraform"): [
        (role(trust({"AWS": "arn:aws:iam::222222222222:root"})), "own-organisation"),
        (role(trust({"AWS": ["222222222222", "arn:aws:iam::333333333333:role/r"]})),
         "own-organisation"),
        (role(trust({"AWS": "222222222222"}, VENDOR)), None),
        (role(trust({"Service": "lambda.amazonaws.com"})), None),
        (role(trust({"Federated": "accounts.google.com"})), None),
        (role(trust("*")), None),
        (plan("aws_iam_role", {"assume_role_policy": True}), None),
    ],
    ("aws.iam-role/external_id", "terraform"): [
        (role(trust(VENDOR)), "none"),
        (asks("StringLike", "*"), "none"),
        (asks("StringEquals", "k4"), None),
        (plan("aws_iam_role", {"assume_role_policy": True}), None),
    ],
    ("aws.lambda/function_power", "terraform"): [
        (plan("aws_iam_role_policy_attachment", policy_arn="arn:aws:iam::aws:policy/AdministratorAccess"), "rights"),
        (plan("aws_iam_role_policy_attachment", policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess"), None),
        (plan("aws_iam_role_policy_attachment", {"policy_arn": True}, role="r"), None),
    ],
    ("aws.lambda/direct_callers", "terraform"): [
        (plan("aws_lambda_permission", **FROM_S3), "service"),
        (plan("aws_lambda_permission", **FROM_S3 | {"source_arn": "arn:aws:s3:::in"}), None),
        (plan("aws_lambda_permission", **FROM_S3 | {"source_account": "222222222222"}), None),
        (plan("aws_lambda_permission", {"source_arn": True}, principal="s3.amazonaws.com", source_account=None), None),
        (plan("aws_lambda_permission", **PERMISSION, principal="222222222222"), None),
        (plan("aws_lambda_permission", **PERMISSION, principal=None), None),
    ],
    ("aws.lambda/kept_warm", "terraform"): [
        (plan("aws_lambda_function", tenancy_config=[{"tenant_isolation_mode": "PER_TENANT"}]), "apart"),
        (plan("aws_lambda_function", tenancy_config=[]), None),
    ],
    ("aws.lambda/runaway_stop", "terraform"): [
        (plan("aws_lambda_function_recursion_config", function_name="f", recursive_loop="Allow"), "unguarded"),
        (plan("aws_lambda_function_recursion_config", function_name="f", recursive_loop="Terminate"), None),
    ],
    ("aws.s3/open_to", "terraform"): [
        (plan("aws_s3_bucket_public_access_block", **ALL_ON), "nobody"),
        (plan("aws_s3_bucket_public_access_block", **ALL_ON | {"ignore_public_acls": None}), None),
        (plan("aws_s3_bucket_public_access_block", {"ignore_public_acls": True}, **ALL_ON), None),
    ],
    ("aws.s3/open_to", "cloudformation"): [
        (stack("AWS::S3::Bucket", PublicAccessBlockConfiguration=dict.fromkeys(BLOCK_WORDS, True)), "nobody"),
        (stack("AWS::S3::Bucket", PublicAccessBlockConfiguration=dict.fromkeys(BLOCK_WORDS, "true")), "nobody"),
        (stack("AWS::S3::Bucket", PublicAccessBlockConfiguration=dict.fromkeys(BLOCK_WORDS[:3], True)), None),
        (stack("AWS::S3::Bucket", PublicAccessBlockConfiguration={key: {"Ref": "Shut"} for key in BLOCK_WORDS}), None),
        (stack("AWS::S3::Bucket", BucketName="files"), None),
    ],
    ("cross.tenancy/tenant_enforced", "terraform"): [
        (plan("aws_iam_policy", policy=table_policy(LEADING, OWN_TAG)), "data-layer"),
        (plan("aws_iam_policy", policy=table_policy("ForAllValues:StringLike", "*")), None),
        (plan("aws_iam_policy", policy=table_policy("StringEqualsIfExists", OWN_TAG)), None),
        (plan("aws_iam_policy", {"policy": True}, name="p"), None),
    ],
    ("datastore/asks_login", "terraform"): [
        (plan("aws_elasticache_replication_group", **GROUP), "open"),
        (plan("aws_elasticache_replication_group", **GROUP | {"auth_token": "x" * 16}), None),
        (plan("aws_elasticache_replication_group", **GROUP | {"user_group_ids": ["g"]}), None),
        (plan("aws_elasticache_replication_group", {"auth_token": True}, user_group_ids=None), None),
    ],
    ("aws.cognito/way_back_to_app", "terraform"): [
        (plan("aws_cognito_user_pool_client", allowed_oauth_flows=["code", "implicit"]), "implicit"),
        (plan("aws_cognito_user_pool_client", allowed_oauth_flows=["code"]), None),
        (plan("aws_cognito_user_pool_client", {"allowed_oauth_flows": True}), None),
    ],
    ("datastore/raw_files", "terraform"): [
        (plan("aws_docdb_cluster", storage_encrypted=None), "plain"),
        (plan("aws_docdb_cluster", storage_encrypted=False), "plain"),
        (plan("aws_docdb_cluster", storage_encrypted=True), None),
    ],
}  # fmt: skip


def sources(fact: FactDef) -> Iterator[tuple[Kind, FromTemplate]]:
    for kind in KINDS:
        if source := getattr(fact.from_, kind, None):
            yield kind, source


FROM = {(name, kind): source for name, fact in LIBRARY.facts.items() for kind, source in sources(fact)}


def shown(name: str, kind: Kind, resource: Resource) -> str | None:
    return answer(LIBRARY.facts[name], kind, resource, OURS)


def test_every_fact_that_templates_answer_has_its_rows() -> None:
    assert sorted(ROWS) == sorted(FROM)


@pytest.mark.parametrize(("name", "kind"), ROWS, ids=str)
def test_a_resource_shows_a_side_or_nothing(name: str, kind: Kind) -> None:
    found = [shown(name, kind, resource) for resource, _ in ROWS[name, kind]]
    assert found == [choice for _, choice in ROWS[name, kind]]
    assert {choice for _, choice in FROM[name, kind].choices()} | {None} == set(found)


@pytest.mark.parametrize(
    ("name", "kind", "word", "value"),
    [(*key, path[0], path[-1]) for key, source in FROM.items() for path, _ in source.choices()],
)
def test_no_word_could_be_left_out_without_a_row_that_notices(name: str, kind: Kind, word: str, value: str) -> None:
    source = FROM[name, kind]
    kept = getattr(source, word)
    less = {key: choice for key, choice in kept.items() if key != value} if isinstance(kept, dict) else None
    without = source.model_copy(update={word: less})
    fact = LIBRARY.facts[name].model_copy(update={"from_": From.model_construct(**{kind: without})})
    assert any(answer(fact, kind, resource, OURS) != choice for resource, choice in ROWS[name, kind])


def test_which_types_of_resource_answer_which_facts() -> None:
    found = importable(LIBRARY)
    assert found["aws_s3_bucket_public_access_block"] == ("aws.cloudfront/direct_read", "aws.s3/open_to")
    assert found["AWS::S3::BucketPolicy"] == ("aws.cloudfront/policy_names_distribution",)
    assert sum(map(len, found.values())) == sum(len(source.resource) for source in FROM.values())
    assert list(found) == sorted(found)


def test_a_resource_of_another_type_mode_or_end_shows_nothing() -> None:
    row = plan("aws_docdb_cluster", storage_encrypted=False)
    assert shown("datastore/raw_files", "terraform", row) == "plain"
    assert shown("datastore/raw_files", "terraform", {**row, "type": "aws_db_instance"}) is None
    assert shown("datastore/raw_files", "terraform", {**row, "mode": "data"}) is None
    assert shown("datastore/raw_files", "terraform", {**row, "change": {"after": None}}) is None
    assert shown("datastore/raw_files", "cloudformation", row) is None
    assert shown("datastore/people_in", "terraform", row) is None


def test_accounts_are_the_callers_and_without_them_nobody_is_ours() -> None:
    row = plan("aws_iam_role", assume_role_policy=trust({"AWS": "222222222222"}))
    fact = LIBRARY.facts["aws.iam-role/trusted_party"]
    assert answer(fact, "terraform", row, ["222222222222"]) == "own-organisation"
    assert answer(fact, "terraform", row) is None


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
words = st.sampled_from([
    "Statement", "Effect", "Allow", "Deny", "Principal", "AWS", "*", "Action", "sts:AssumeRole", "Condition", "Ref",
    "StringEquals", "ForAllValues:StringLike", "sts:ExternalId", "Fn::If", "policy", "type", "${a.b}", "true", "Null",
])  # fmt: skip
values = st.recursive(
    scalars | words | st.lists(words | scalars, max_size=3).map(json.dumps),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_no_json_is_too_odd_and_unknown_never_comes_out(data: st.DataObject) -> None:
    """Whatever lies where a path looks, and whatever stands for the resource itself."""
    name, kind = data.draw(st.sampled_from(sorted(FROM)))
    source = FROM[name, kind]
    fields = dict.fromkeys(re.findall(r"\w+", source.path), values)
    inner = st.fixed_dictionaries({}, optional=fields) | values
    unknown = st.none() | st.dictionaries(st.sampled_from(sorted(fields)), st.booleans() | values, max_size=3)
    change = st.fixed_dictionaries({"after": inner}, optional={"after_unknown": unknown, "actions": values})
    types = st.sampled_from(source.resource)
    shapes = {"type": types, "Type": types, "change": change, "Properties": inner}
    resource = data.draw(st.fixed_dictionaries(shapes) | st.dictionaries(st.sampled_from(sorted(shapes)), values))
    fact = LIBRARY.facts[name]
    found = answer(fact, kind, resource, data.draw(st.lists(st.sampled_from(OURS))))
    assert found is None or (found in fact.choices and found != "unknown")
    assert found in (None, *(choice for _, choice in source.choices()))


def test_every_resource_of_real_templates_is_read(corpus: Path) -> None:
    by_type, seen = importable(LIBRARY), {"terraform": 0, "cloudformation": 0}
    found: set[tuple[str, str]] = set()
    for kind, type_, resource in (*terraform_resources(corpus), *cloudformation_resources(corpus)):
        for name in by_type.get(type_, ()):
            seen[kind] += 1
            if choice := shown(name, kind, resource):
                assert choice in LIBRARY.facts[name].choices
                found.add((name, choice))
    assert min(seen.values()) > 0
    assert {("aws.iam-role/external_id", "none"), ("aws.s3/open_to", "nobody")} <= found
