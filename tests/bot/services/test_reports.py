"""What a report is made of: members by their names wherever it speaks of them, in each format."""

import json
import re
from typing import Any

import pytest

from bot.services import decisions, people, reports
from bot.services.generation import regenerate
from bot.store import models
from bot.store.tables import Answer
from flows.exchange.threat_composer import write
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.types import Report
from tests.bot.services.desk import OWNER, SOON, Desk, bucket, shop

ID = re.compile(r"\b[UW]\d[A-Z]{2,}\b")
BASE = "01BASE00000000000000000000"
PEOPLE = {
    OWNER: "The owner",
    "U2DEVELOPER": "The developer",
    "U3SECURITY": "Security",
    "U4BELOW": "Somebody below",
    "U5ASSUMER": "Who assumed it",
    "U6FILE": "Who wrote the file",
}


@pytest.fixture
def desk(database_url: str) -> Desk:
    """A feature in which everybody has said, decided or taken something for granted, of a model with its own people."""
    said = {"value": "writers", "by": "U6FILE", "at": "2026-05-01"}
    desk = Desk.on(database_url, bucket("archive", **{"aws.s3/final_delete": said}), shop())
    desk.draw(bucket("vault"), model=BASE)
    with desk.writes() as unit:
        model = models.model(unit, desk.model)
        model.kind, model.extends = "feature", BASE
        taken = {"id": "a", "text": "Nobody looks.", "owner": "U5ASSUMER", "threats": ["aws.s3/ransom-wipe"]}
        model.structure = {**model.structure, "kind": "feature", "assumptions": [taken], "owner": OWNER}
        unit.session.add(model)
        for fact, on, value, by, role in (
            ("aws.s3/open_to", "archive", "edge", "U2DEVELOPER", None),
            ("aws.s3/open_to", "vault", "edge", "U4BELOW", None),
            ("aws.s3/bulk_reader", "archive", "no-one", "U2DEVELOPER", "developer"),
        ):
            where = BASE if on == "vault" else model.id
            unit.insert(Answer, model_id=where, fact=fact, on=on, value=value, by=by, at=unit.now, role=role)
    desk.holds("U3SECURITY", "security")
    with desk.writes() as unit:
        regenerate(unit, desk.services, desk.stored(unit), OWNER)
    return desk


def told(desk: Desk) -> Report:
    """The report, with the names for which it asks; any other member keeps the id."""
    with desk.read() as unit:
        asked = people.named_in(unit, desk.model)
        names = {member: PEOPLE[member] for member in asked}
        found = reports.report(unit, desk.services, desk.stored(unit), names)
    assert found is not None
    return found


def written(found: Report) -> dict[str, str]:
    return {"markdown": markdown(found), "html": html(found), "threat composer": write(found)}


def test_no_report_has_a_members_id(desk: Desk) -> None:
    wipe = desk.entry("aws.s3/ransom-wipe")
    with desk.writes() as unit:
        some = [one.id for one in wipe.threat.mitigations[:1]]
        decisions.mitigate(unit, desk.model, [wipe.threat.id], some, "U3SECURITY", SOON, "U3SECURITY")
    found = told(desk)
    for name, text in written(found).items():
        assert ID.findall(text) == [], name


def test_what_is_ruled_out_says_by_name_who_says_so(desk: Desk) -> None:
    found = told(desk)
    ruled = [one for one in found.generation.ruled_out if one.by == "U2DEVELOPER"]
    assert ruled
    assert ", says The developer." in written(found)["markdown"]
    assert ", says The developer." in written(found)["html"]


def test_the_names_of_those_who_answered_below_and_who_stand_in_the_file_are_asked_for(desk: Desk) -> None:
    with desk.read() as unit:
        assert people.named_in(unit, desk.model) >= {"U4BELOW", "U5ASSUMER", "U6FILE", OWNER}


def test_threat_composer_names_who_answers_for_an_assumption(desk: Desk) -> None:
    assumptions: list[dict[str, Any]] = json.loads(written(told(desk))["threat composer"])["assumptions"]
    assert [one["metadata"] for one in assumptions] == [[{"key": "custom:owner", "value": "Who assumed it"}]]
