"""Regimes: which follow from what assets are, and what serves a requirement."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.frameworks.regimes import Requirement, ServedBy, regimes, regimes_for, speaks_of
from flows.frameworks.tables import document
from flows.packs.schema import Family, Mitigation
from flows.workload.model import AssetCategory

CATEGORIES = get_args(AssetCategory)


@pytest.mark.parametrize(
    ("categories", "ids"),
    [
        (["personal"], ["gdpr", "soc2", "iso27001"]),
        (["health"], ["gdpr", "hipaa", "soc2", "iso27001"]),
        (["cardholder"], ["pci-dss", "soc2", "iso27001"]),
        (["secrets"], ["iso27001"]),
        (["credentials"], ["iso27001"]),
        (["customer"], ["soc2", "iso27001"]),
        (["public"], []),
        ([], []),
    ],
)
def test_regimes_follow_from_the_categories_of_assets(categories: list[str], ids: list[str]) -> None:
    assert [one.id for one in regimes_for(categories)] == ids


@given(st.sets(st.sampled_from(CATEGORIES)), st.sets(st.sampled_from(CATEGORIES)))
def test_more_assets_never_bring_in_less(few: set[str], more: set[str]) -> None:
    for one in regimes().values():
        assert set(one.applying(few)) <= set(one.applying(few | more))


def test_a_requirement_may_be_about_some_of_its_regimes_assets() -> None:
    soc2, pci = regimes()["soc2"], regimes()["pci-dss"]
    assert "P4.2" not in {one.id for one in soc2.applying(["customer"])}
    assert "P4.2" in {one.id for one in soc2.applying(["personal"])}
    assert "A1.1.2" not in {one.id for one in pci.applying(["cardholder"])}
    assert "A1.1.2" in {one.id for one in pci.applying(["cardholder", "customer"])}
    assert pci.applying(["customer"]) == ()


def test_the_words_are_those_of_packs_and_models() -> None:
    does = get_args(Mitigation.model_fields["does"].annotation)
    for regime in regimes().values():
        assert set(regime.categories) <= set(CATEGORIES)
        ids = [one.id for one in regime.requirements]
        assert len(ids) == len(set(ids))
        for one in regime.requirements:
            assert set(one.categories) <= set(CATEGORIES), one.id
            for way in one.served_by:
                assert set(way.families) <= set(get_args(Family)), one.id
                assert set(way.does) <= set(does), one.id
                assert way.about is None or not speaks_of(way.about, ""), one.id


def test_every_family_serves_something_in_every_broad_regime() -> None:
    for name in ("soc2", "iso27001"):
        served = {family for one in regimes()[name].requirements for way in one.served_by for family in way.families}
        assert served == set(get_args(Family)), name


def test_a_mitigation_serves_by_family_by_what_it_does_and_by_what_it_says() -> None:
    encrypts = ServedBy(families=("exposure",), does=("prevent",), about="encryption-on-the-way")
    watches = ServedBy(families=("insider",), does=("detect",))
    one = Requirement(id="X.1", label="Data is guarded", served_by=(encrypts, watches))
    assert one.serves("exposure", "prevent", "TLS 1.2 on each listener")
    assert not one.serves("exposure", "prevent", "The bucket is closed")
    assert not one.serves("exposure", "detect", "TLS 1.2 on each listener")
    assert not one.serves("secrets", "prevent", "TLS 1.2 on each listener")
    assert one.serves("insider", "detect", "")


@pytest.mark.parametrize(
    ("subject", "words", "speaks"),
    [
        ("encryption", "Encrypt with a KMS key", True),
        ("encryption", "unencryptable", False),
        ("second-factor", "Require MFA for people", True),
        ("second-factor", "A password of twenty signs", False),
        ("deletion", "Objects EXPIRE after 30 days", True),
        ("patching", "dispatch quickly", False),
        ("network", "Block public access", True),
    ],
)
def test_a_subject_is_spoken_of_where_a_word_begins_so(subject: str, words: str, speaks: bool) -> None:
    assert speaks_of(subject, words) is speaks


def test_every_subject_is_used() -> None:
    file = document("regimes").data
    assert isinstance(file, dict)
    used = {way.about for one in regimes().values() for each in one.requirements for way in each.served_by}
    assert used - {None} == set(file["about"])


def test_a_longer_password_encrypts_nothing() -> None:
    encrypting = {"gdpr": "Art. 32(1)(a)", "pci-dss": "4.2.1", "hipaa": "164.312(e)(1)"}
    for regime, id_ in encrypting.items():
        (one,) = (one for one in regimes()[regime].requirements if one.id == id_)
        assert one.serves("exposure", "prevent", "HTTPS only")
        assert not one.serves("exposure", "detect", "HTTPS only")
        assert not one.serves("exposure", "prevent", "A password of its own")
