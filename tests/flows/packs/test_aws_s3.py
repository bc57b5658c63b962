"""The pack on S3: one bucket with bad answers, with good ones, with none, and what each rule makes of them."""

import pytest

from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Workload
from tests.support.packs import reads_well, rules_of

LIBRARY = load_library()
PACK = LIBRARY.packs["aws.s3"]
RULES = {rule.id for rule in PACK.threats}
GOOD = PACK.quiet.given if PACK.quiet else {}
BAD = {
    "open_to": "some",
    "signed_links": "caller",
    "link_lasts": "longer",
    "upload_use": "both",
    "served_from": "same",
    "upload_reader": "free",
    "without_tls": "answered",
    "swapped_file": "people",
    "writers": "others",
    "final_delete": "writers",
    "bulk_reader": "program",
    "way_out": "anywhere",
    "other_accounts": "loose",
    "name_outlives": "others",
}
ASKED_FIRST = {
    "open_to",
    "signed_links",
    "upload_use",
    "swapped_file",
    "without_tls",
    "final_delete",
    "bulk_reader",
    "other_accounts",
    "name_outlives",
}
"""What is asked of a bucket of which nothing is known, and of its workload; the rest where an answer calls for it."""


def bucket(given: dict[str, str], target: str | None = None, **photo: object) -> Generation:
    photos = Asset.model_validate({"id": "photos", "name": "Customer photos", **photo})
    facts = {f"aws.s3/{name}": Fact(value=value) for name, value in given.items()}
    uploads = Component(id="uploads", name="Uploads", type="aws.s3", holds=("photos",), facts=facts)
    around = {"workload/attractive_target": Fact(value=target)} if target else {}
    return generate(Workload(id="shop", name="Shop", assets=(photos,), components=(uploads,), facts=around), LIBRARY)


def by_rule(found: Generation) -> dict[str, Threat]:
    return rules_of("aws.s3", found.threats)


def test_presence_alone_asks_and_is_never_open() -> None:
    threats = by_rule(bucket({}))
    assert set(threats) == RULES
    assert {one.state for one in threats.values()} == {"to confirm"}
    assert {fact.partition("/")[2] for one in threats.values() for fact, _ in one.settled_by} == ASKED_FIRST


@pytest.mark.parametrize(("given", "state"), [(BAD, "open"), (GOOD, "mitigated")])
def test_all_rules_follow_the_answers(given: dict[str, str], state: str) -> None:
    assert {rule: one.state for rule, one in by_rule(bucket(given)).items()} == dict.fromkeys(RULES, state)


def test_a_bucket_of_what_is_meant_for_the_world_is_not_asked_who_reads_it() -> None:
    """What is left: who may change the files, who has the name, what comes in the clear, what deletes them."""
    found = bucket({}, category=("public",))
    stands = {
        one.rule.partition("/")[2] for one in (*found.threats, *found.ruled_out) if one.rule.startswith("aws.s3/")
    }
    assert stands == {"poisoned-file", "name-taken-over", "asked-in-clear", "ransom-wipe"}


def test_clear_text_is_asked_about_where_programs_of_ours_call() -> None:
    assert by_rule(bucket({"open_to": "nobody", "without_tls": "answered"}))["asked-in-clear"].state == "open"
    for given in ({"without_tls": "services"}, {"open_to": "edge"}):
        assert "aws.s3/asked-in-clear" in {one.rule for one in bucket(given).ruled_out}


def test_the_name_of_a_bucket_behind_the_edge_is_that_packs_to_ask() -> None:
    found = bucket({"open_to": "edge", "name_outlives": "others"})
    assert "aws.s3/name-taken-over" in {one.rule for one in found.ruled_out}
    assert "aws.cloudfront/origin-taken-over" in {one.id for one in LIBRARY.rules}


def test_a_bucket_behind_cloudfront_leaves_its_reading_to_that_pack() -> None:
    found = bucket({"open_to": "edge"})
    assert "public-by-accident" not in by_rule(found)
    assert "aws.s3/public-by-accident" in {one.rule for one in found.ruled_out}


def test_block_public_access_is_presumed_and_still_asked() -> None:
    threat = by_rule(bucket({}))["public-by-accident"]
    assert threat.state == "to confirm"
    assert threat.confidence == "presumed"


def test_a_scan_before_the_parser_is_better_and_not_enough() -> None:
    given = {"upload_use": "parsed", "upload_reader": "free"}
    free = by_rule(bucket(given))["upload-attacks-reader"]
    scanned = by_rule(bucket({**given, "upload_reader": "scanned"}))["upload-attacks-reader"]
    assert (free.state, scanned.state) == ("open", "open")
    assert scanned.risk.inherent.likelihood < free.risk.inherent.likelihood


def test_a_swapped_file_harms_its_readers_however_public_it_is() -> None:
    """What a team has graded above the floor counts as graded; a public file is never a nuisance."""
    for integrity, impact in ((1, 3), (3, 3), (4, 4), (5, 5)):
        found = bucket(
            {"swapped_file": "people", "writers": "several"}, confidentiality=1, integrity=integrity, availability=1
        )
        assert by_rule(found)["poisoned-file"].risk.inherent.impact == impact


@pytest.mark.parametrize(("target", "likelihood"), [("nobody", 2), (None, 3), ("many", 4), ("named", 4)])
def test_who_would_attack_moves_the_likelihood(target: str | None, likelihood: int) -> None:
    threat = by_rule(bucket({"bulk_reader": "program", "way_out": "anywhere"}, target))["bulk-copy-out"]
    assert threat.risk.inherent.likelihood == likelihood


@pytest.mark.parametrize("words", ["S3", "Amazon S3 bucket", "aws_s3_bucket", "AWS::S3::Bucket", "mxgraph.aws4.bucket"])
def test_how_people_drawings_and_templates_write_it(words: str) -> None:
    assert LIBRARY.type_named(words) == "aws.s3"


@pytest.mark.parametrize("given", [{}, BAD, GOOD], ids=["asked", "bad", "good"])
def test_the_sentences_read_well(given: dict[str, str]) -> None:
    for one in by_rule(bucket(given)).values():
        reads_well(one)


def test_two_statements_word_for_word() -> None:
    threats = by_rule(bucket(BAD))
    assert threats["ransom-wipe"].statement == (
        "An anonymous person on the internet who steals a key that may write to Uploads could encrypt its files with a "
        "key of their own, delete them, or let a lifecycle rule delete them, which leads to loss of Customer photos "
        "for good, or a ransom."
    )
    assert threats["signed-link-overreach"].statement == (
        "A customer who asks for a link to another file or gets hold of somebody else's link could read files in "
        "Uploads that are not theirs, which leads to disclosure of Customer photos, one file at a time or all of them "
        "with a loop."
    )
