"""Ids of other people's lists with their pages, and lists that are counted by nobody."""

import pytest

from flows.report.practice import ADDRESS, SLUG
from flows.report.references import address, references_of
from tests.flows.report.reports import found, report


@pytest.mark.parametrize(
    ("id_", "page"),
    [
        ("T1190", "https://attack.mitre.org/techniques/T1190/"),
        ("T1078.004", "https://attack.mitre.org/techniques/T1078/004/"),
        ("CWE-79", "https://cwe.mitre.org/data/definitions/79.html"),
        (SLUG, ADDRESS),
        ("API1:2023", ""),
        ("T1190/../../evil", ""),
        ("sec_<script>", ""),
    ],
)
def test_an_id_has_a_page_only_where_its_list_has_one_for_each(id_: str, page: str) -> None:
    assert address(id_) == page


def test_a_threat_has_its_references_list_by_list() -> None:
    threat = found(report())
    ids = [one.id for one in references_of(threat)]
    assert ids[: len(threat.refs.attack)] == list(threat.refs.attack)
    assert set(ids) >= {*threat.refs.attack, *threat.refs.cwe}
    assert all(one.threats == () for one in references_of(threat))
