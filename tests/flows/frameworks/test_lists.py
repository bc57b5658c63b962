"""The lists themselves: look-ups give what the frameworks say, in the versions that they say it."""

from pathlib import Path

import pytest

from flows.frameworks import attack, checks, cis, ctid, well_architected, zero_trust
from flows.frameworks.tables import many, rows

ROOT = Path(__file__).resolve().parents[3]


def test_techniques_have_their_tactics_by_version() -> None:
    one = attack.techniques()["T1078.004"]
    assert (one.name, one.parent) == ("Cloud Accounts", "T1078")
    assert one.tactics["18.1"] == ("defense-evasion", "persistence", "privilege-escalation", "initial-access")
    assert "stealth" in one.tactics["19.1"]
    assert len([one for one in attack.techniques().values() if "IaaS" in one.platforms]) == 104
    assert attack.every()["T1078"].parent == ""


@pytest.mark.parametrize(
    ("id_", "version", "names"),
    [
        ("T1562.008", "18.1", ("T1562.008",)),
        ("T1562.008", "19.1", ("T1685.002",)),
        ("T1685.002", "18.1", ("T1562.008",)),
        ("T1562.007", "19.1", ("T1686.001",)),
        ("T1685", "18.1", ("T1562.001", "T1562")),
        ("T1656", "19.1", ("T1684.001",)),
        ("T1530", "19.1", ("T1530",)),
        ("T1687", "18.1", ()),
        ("T9999", "18.1", ()),
    ],
)
def test_what_a_technique_is_called_in_a_version(id_: str, version: attack.Version, names: tuple[str, ...]) -> None:
    assert attack.called(id_, version) == names


def test_every_alias_leads_from_a_version_to_the_next() -> None:
    renamed = [one for one in attack.every().values() if one.became]
    assert len(renamed) == 5
    for one in renamed:
        assert "19.1" not in one.tactics
        assert "19.1" in attack.every()[one.became].tactics
        assert attack.called(one.id, "19.1") == (one.became,)


def test_mitigations_counter_what_attack_says() -> None:
    assert attack.mitigations()["M1022"] == "Restrict File and Directory Permissions"
    assert attack.counters("M1022", "T1530")
    assert not attack.counters("M1027", "T1530")
    assert not attack.counters("M9999", "T1530")
    assert attack.mitigated_by("T1562.008") == ("M1018",)
    unmitigated = [one.id for one in attack.techniques().values() if not attack.mitigated_by(one.id)]
    assert len([one for one in unmitigated if "IaaS" in attack.every()[one].platforms]) == 16
    assert {one for id_ in attack.techniques() for one in attack.mitigated_by(id_)} == set(attack.mitigations())


def test_cis_ids_are_of_a_version() -> None:
    one = cis.every()["7.0/3.1.4"]
    assert (one.level, one.label) == (1, "s3 bucket level public access block")
    assert cis.ids_of("s3_bucket_secure_transport_policy") == {
        **dict.fromkeys(("1.4", "1.5"), ("2.1.2",)),
        **dict.fromkeys(("2.0", "3.0", "4.0", "5.0"), ("2.1.1",)),
        **dict.fromkeys(("6.0", "7.0"), ("3.1.1",)),
    }
    assert cis.ids_of("ec2_securitygroup_allow_ingress_from_internet_to_all_ports")["7.0"] == ("6.3", "6.4")
    assert cis.ids_of("no_such_check") == {}
    assert cis.versions() == ("1.4", "1.5", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0")
    assert [one.id for one in cis.controls()][:3] == ["2.1.1", "2.1.2", "2.1.3"]
    assert cis.controls("0.9") == ()


def test_the_same_id_means_different_things() -> None:
    assert len({one.label for one in cis.named("2.1.4")}) > 1
    both = [ids for one in cis.controls("5.0") for check in one.checks if "7.0" in (ids := cis.ids_of(check))]
    assert both
    assert [ids for ids in both if set(ids["5.0"]) & set(ids["7.0"])] == []


def test_practices_are_found_by_slug_and_by_number() -> None:
    one = well_architected.practices()["sec_identities_unique"]
    assert (one.id, one.title) == ("SEC02-BP02", "Use temporary credentials")
    assert one.address == "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_unique.html"
    assert len(well_architected.practices()) == 63
    assert well_architected.called("SEC02-BP02") == (one,)
    assert well_architected.called("SEC99-BP01") == ()


def test_a_number_that_moved_leads_to_both_practices() -> None:
    moved = [one for one in well_architected.practices().values() if one.old_id not in ("", one.id)]
    assert moved
    for one in moved:
        assert one in well_architected.called(one.old_id)


@pytest.mark.parametrize(
    ("tenet", "does", "claim", "earned"),
    [
        (1, "prevent", "the device is listed, has an owner, and no trust comes from the network", True),
        (1, "prevent", "it is good", False),
        (2, "prevent", "the flow is encrypted and the peer authenticated", True),
        (2, "prevent", "the flow is encrypted", False),
        (2, "prevent", "the peer is authenticated on each message", False),
        (3, "prevent", "access is for one session and expires", True),
        (3, "prevent", "the password is long", False),
        (4, "prevent", "the decision uses the caller's organisation", True),
        (5, "detect", "patch state is scanned", True),
        (6, "prevent", "access is decided for each request", True),
        (6, "detect", "access is decided for each request", False),
        (7, "detect", "events are kept and an alarm is answered", True),
        (7, "detect", "events are", False),
        (7, "recover", "events are kept and an alarm is answered", False),
    ],
)
def test_a_tenet_is_earned_by_its_own_kind_of_test(tenet: int, does: str, claim: str, earned: bool) -> None:
    assert zero_trust.tenets()[tenet].earned_by(claim, does) is earned


def test_each_tenets_own_test_earns_it() -> None:
    assert list(zero_trust.tenets()) == [1, 2, 3, 4, 5, 6, 7]
    for one in zero_trust.tenets().values():
        assert one.earned_by(one.test, "prevent"), one.number


def test_scores_are_the_strongest_of_a_types_own_controls() -> None:
    assert ctid.strongest("aws.rds", "T1530") == "significant"
    assert ctid.strongest("aws.cognito", "T1078") == "minimal"
    assert ctid.strongest("aws.rds", "T1490") is None
    assert ctid.strongest("aws.rds", "T1490", "respond") == "significant"
    assert ctid.strongest("web.app", "T1530") is None
    known = {row["capability"] for row in rows("ctid")}
    assert {one for names in ctid.CAPABILITIES.values() for one in names} <= known


def test_checks_are_known_by_name_or_form() -> None:
    assert "s3_bucket_object_versioning" in checks.prowler()
    assert all(form.match(example) for form, example in checks.FORMS.values())
    assert {check for one in cis.every().values() for check in one.checks} <= checks.prowler()


def test_the_lists_have_no_sentences_of_others_and_no_path() -> None:
    folder = ROOT / "flows" / "frameworks" / "data"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "\r" not in text
        assert "/home" not in text
        assert "://" not in text, file.name
    assert not [row for row in rows("cis") if len(row["label"]) > 100]
    assert many("a|b") == ("a", "b")
    assert many("") == ()


def test_each_control_is_found_under_each_of_its_checks() -> None:
    for one in cis.every().values():
        for check in one.checks:
            assert one.id in cis.ids_of(check)[one.version]
