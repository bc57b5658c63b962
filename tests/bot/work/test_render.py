"""Rendering a report: no transaction is held meanwhile, a lost lease keeps nothing, an old list is worked out anew."""

import pytest
from sqlalchemy import text

from bot.services import reports
from bot.services.reports import Format
from bot.store import models
from bot.store.tables import Approval
from flows.report.types import Report
from tests.bot.work.conftest import STRUCTURE, House

WIPE = "SELECT state FROM threat WHERE model_id = 'shop' AND rule = 'aws.s3/ransom-wipe'"


def test_both_formats_are_kept_and_shown(house: House) -> None:
    house.want()
    assert house.jobs().run_once() == 1
    assert house.rows("SELECT name, version FROM document ORDER BY id") == [
        ("shop-v1-draft.md", 1),
        ("shop-v1-draft.html", 1),
    ]
    assert house.rows("SELECT count(*) FROM surface WHERE kind = 'report'") == [(2,)]
    text_ = house.document(".md")
    assert "**This holds no longer: somebody did.**" in text_
    assert "### MITRE ATT&amp;CK, cloud platforms, v18.1" in text_
    assert "| Kind of model | system |" in text_


def test_a_version_that_was_approved_is_no_draft(house: House) -> None:
    with house.services.store.write(house.home) as unit:
        unit.insert(Approval, model_id="shop", version=1, by="U1", at=unit.now, roles=[])
    house.want()
    house.jobs().run_once()
    assert house.rows("SELECT name FROM document ORDER BY id") == [("shop-v1.md",), ("shop-v1.html",)]


def test_a_feature_names_what_it_extends_and_lists_what_it_adds(house: House) -> None:
    house.want("chat")
    house.jobs().run_once()
    text_ = house.document(".md")
    assert "| Kind of model | feature, extends Shop |" in text_
    assert "Only what it adds to Shop is listed, and what it makes worse there." in text_


def test_somebody_else_can_write_while_a_report_is_rendered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that writes to the database by itself: within a transaction of the worker it would wait, and fail."""

    def writes(found: Report) -> str:
        with house.services.store.write(house.home, wait=0.0) as unit:
            models.model(unit, "shop", for_update=True).revision += 1
        return found.workload.name

    monkeypatch.setattr(reports, "FORMATS", (Format("writes", ".md", writes),))
    house.want()
    house.jobs().run_once()
    assert house.document(".md") == "Shop"


def test_what_was_rendered_under_a_lost_lease_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: Report) -> str:
        with house.services.store.queue() as connection:
            connection.execute(text("UPDATE work SET fence = fence + 1"))
        return "late"

    monkeypatch.setattr(reports, "FORMATS", (Format("slow", ".md", slow),))
    house.want()
    house.jobs().run_once()
    assert house.rows("SELECT count(*) FROM document") == [(0,)]
    assert house.rows("SELECT count(*) FROM surface WHERE kind = 'report'") == [(0,)]


@pytest.mark.parametrize("change", ["pack_digest = 'older'", "structure"])
def test_a_list_that_is_out_of_date_is_worked_out_first(house: House, change: str) -> None:
    with house.services.store.write(house.home) as unit:
        model = models.model(unit, "shop", for_update=True)
        if change == "structure":
            extra = {"id": "more", "name": "More files", "type": "aws.s3"}
            model.structure = {**model.structure, "components": [*model.structure["components"], extra]}
        else:
            model.pack_digest = "older"
    house.want()
    house.jobs().run_once()
    assert house.rows("SELECT version FROM model WHERE id = 'shop'") == [(2,)]
    assert house.rows("SELECT DISTINCT version FROM document") == [(2,)]
    assert ("More files" in house.document(".md")) == (change == "structure")


def test_threats_that_are_judged_otherwise_by_now_are_told_of_with_a_list_made_anew(house: House) -> None:
    """The same threats in another state: the rows that were decided on are not those that the report would show."""
    house.want()
    with house.services.store.write(house.home) as unit:
        models.model(unit, "shop", for_update=True).structure = {
            **STRUCTURE,
            "components": [{**STRUCTURE["components"][0], "facts": {"aws.s3/final_delete": {"value": "writers"}}}],
        }
    (before,) = house.rows(WIPE)
    house.jobs().run_once()
    (after,) = house.rows(WIPE)
    assert (before, after) == (("to confirm",), ("open",))
    assert house.rows("SELECT version FROM model WHERE id = 'shop'") == [(2,)]
    assert house.rows("SELECT DISTINCT version FROM document") == [(2,)]


def test_a_list_that_stands_as_it_was_is_not_made_anew(house: House) -> None:
    for _ in range(2):
        house.want()
        house.jobs().run_once()
    assert house.rows("SELECT version FROM model WHERE id = 'shop'") == [(1,)]
