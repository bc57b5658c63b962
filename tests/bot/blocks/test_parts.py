"""What *Edit parts* says of an asset's grades: what the report says, and what threats are judged by."""

import pytest

from bot.blocks import parts
from bot.blocks.new_form import Kinds
from bot.store.tables import Model
from flows.report.tables import categories, grades
from flows.risk import impact_of
from flows.workload.draft import GRADES, LOSSES
from flows.workload.model import Asset, Workload
from tests.bot.services.desk import NOW

MODEL = Model(workspace_id="W", id="M", name="Shop", owner="U1", channel="C1", structure={}, created_by="U1",
              created_at=NOW)  # fmt: skip


def said(asset: Asset) -> str:
    drawn = Workload(id="M", name="Shop", assets=(asset,))
    view = parts.window(MODEL, drawn, Kinds([("aws.s3", "A bucket")]), 0).to_dict()
    (text,) = [one["text"]["text"] for one in view["blocks"] if "*Orders*" in str(one)]
    return str(text)


def test_what_the_category_says_is_told_as_in_the_report() -> None:
    asset = Asset(id="o", name="Orders", category=("customer",))
    assert "(4)" in grades(asset)
    assert f"Not graded by itself; by its category ({categories(asset.category)}): " in said(asset)
    assert f"{LOSSES['confidentiality']} *{GRADES[4]}*" in said(asset)
    assert "presumed" not in said(asset)
    assert impact_of([asset], ["confidentiality"], 1, None).value == 4


def test_its_own_grade_comes_first_and_overrules_the_category() -> None:
    asset = Asset(id="o", name="Orders", category=("customer",), confidentiality=2)
    told = said(asset)
    assert told.startswith(f"*Orders*\n{LOSSES['confidentiality']} *{GRADES[2]}*; by its category")
    assert told.count(LOSSES["confidentiality"]) == 1


@pytest.mark.parametrize(("own", "words"), [({}, "Not graded by itself; a loss"), ({"money": 5}, "; the rest")])
def test_only_what_neither_says_is_presumed(own: dict[str, int], words: str) -> None:
    asset = Asset(id="o", name="Orders", **own)  # type: ignore[arg-type]
    assert f"{words} is presumed to be 3 of 5 where a rule asks" in said(asset)
    assert impact_of([asset], ["integrity"], 1, None).value == 3


def test_the_form_says_what_an_empty_field_means() -> None:
    shown = str(parts.grade_form(MODEL, Asset(id="o", name="Orders"), 0).to_dict())
    assert "What you leave empty follows from its category; where that says nothing" in shown
