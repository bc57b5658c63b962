"""A fact's ``from`` in words: every word has its own, and the numbers fit what is looked at."""

import pytest

from flows.authoring.template_words import answers_in_words, templates_in_words
from flows.packs.imports import KINDS
from flows.packs.loader import load_library
from flows.packs.schema import TEMPLATE_WORDS, FromTemplate

LIBRARY = load_library()


@pytest.mark.parametrize(
    ("path", "said", "wanted"),
    [
        ("p", {"all_true": "a"}, "a where it is true"),
        ("[p, q]", {"all_true": "a"}, "a where both are true"),
        ("[p, q, r, s]", {"all_true": "a"}, "a where all four are true"),
        ("p", {"present": "a", "absent": "b"}, "a where it is set; b where it is not set"),
        ("[p, q]", {"absent": "b"}, "b where neither is set"),
        ("[p, q, r]", {"absent": "b"}, "b where none of the three is set"),
        ("p", {"equals": {"x": "a", "y": "a", "z": "b"}}, "a where it is x or y; b where it is z"),
        ("p", {"condition_key_present": {"sts:K": "a"}}, "a where nothing lets anybody in without sts:K"),
        ("p", {"condition_key_absent": {"sts:K": "a"}, "principal": "x.example"},
         "a where what lets x.example in never asks for sts:K"),
        ("p", {"principal_in_platform_accounts": "a"}, "a where it lets in accounts of the organisation alone"),
    ],
)  # fmt: skip
def test_what_a_source_answers(path: str, said: dict[str, object], wanted: str) -> None:
    source = FromTemplate.model_validate({"resource": "some_thing", "path": path, **said})
    assert answers_in_words(source) == f"{wanted}; else not known"


def test_a_list_too_long_for_a_word_has_a_number() -> None:
    source = FromTemplate(resource="r", path=f"[{', '.join('abcdefghijkl')}]", all_true="a")
    assert answers_in_words(source) == "a where all 12 are true; else not known"


def test_each_kind_of_template_is_told() -> None:
    terraform, cloudformation = templates_in_words(LIBRARY.facts["aws.s3/open_to"])
    assert (terraform["template"], terraform["resource"]) == ("Terraform", "aws_s3_bucket_public_access_block")
    assert (cloudformation["template"], cloudformation["resource"]) == ("CloudFormation", "AWS::S3::Bucket")
    assert terraform["answers"] == cloudformation["answers"] == "nobody where all four are true; else not known"
    assert templates_in_words(LIBRARY.facts["aws.iam-role/role_power"]) == []


@pytest.mark.parametrize("name", [name for name, fact in LIBRARY.facts.items() if fact.from_])
def test_every_choice_of_ours_is_in_the_words(name: str) -> None:
    fact = LIBRARY.facts[name]
    sources = [source for kind in KINDS if (source := getattr(fact.from_, kind))]
    assert len(templates_in_words(fact)) == len(sources) > 0
    for source in sources:
        assert all(f"{choice} where" in answers_in_words(source) for _, choice in source.choices())


def test_no_word_is_without_words() -> None:
    for word in TEMPLATE_WORDS:
        value = {"x": "a"} if word in ("equals", "condition_key_present", "condition_key_absent") else "a"
        source = FromTemplate.model_validate({"resource": "some_thing", "path": "p", word: value})
        assert answers_in_words(source).startswith("a where ")
