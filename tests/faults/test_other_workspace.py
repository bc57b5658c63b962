"""Two workspaces in one database: whatever id a client sends, it never reaches the other one."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot import listeners
from bot.services import Services, drafts, intake
from bot.store import models, threats
from bot.store.tables import Action, Ask, Document, Model, Surface
from bot.store.unit_of_work import CrossesWorkspaces, UnitOfWork, table_of
from flows.workload.draft import ComponentRow, FlowRow, Form
from tests.faults.conftest import House, installed

NAME = "Payroll of the other workspace"
OTHER = "01OTHERWORKSPACE0000000000"
SAID = "not in this workspace"
ASKED = ("aws.s3/open_to", "wages")
"""A question about a part that the models of ours do not have."""
STATE = {
    "reason": "Because it is so.",
    "until": "2026-12-01",
    "due": "2026-12-01",
    "mitigations": ["any/mitigation"],
    "threats": ["any"],
    "code": "fact-wrong",
    "role": "security",
    "owner": "U0DEVELOPER",
    "note": "All of it.",
    "name": "Any",
    "part": "Any",
    "type": "other",
    "kind": "data",
    "from": "edge",
    "to": "wages",
}


@dataclass(frozen=True)
class Shape:
    """A button or a form: how it is registered, and the names that it carries."""

    how: str
    name: str
    carries: tuple[str, ...]


def shapes() -> Iterator[Shape]:
    """Every button and form that the listeners register, read from their source."""
    for path in sorted(Path(listeners.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("on_press", "on_open", "on_turn", "on_submit"):
                words = [one.value for one in ast.walk(node.args[2]) if isinstance(one, ast.Constant)]
                name = re.sub(r"\\d\+", "0", str(words[0])).strip("^$").replace("\\", "")
                carries = node.args[3]
                assert isinstance(carries, ast.Constant), f"{path.name}: {name} carries names that are not written out"
                yield Shape(node.func.id, name, tuple(str(carries.value).split()))


REACHING = [shape for shape in shapes() if "m" in shape.carries]


@dataclass(frozen=True)
class Foreign:
    """Ids of the other workspace, under the names by which clients send them."""

    ids: dict[str, str]

    def carried(self, shape: Shape, **instead: str) -> str:
        """What a tampered client carries back; a name that is new to this test has to be added to ``ids``."""
        return json.dumps({name: {**self.ids, **instead}[name] for name in shape.carries})


def populate(services: Services, workspace_id: str) -> dict[str, str]:
    """A workspace with a model, a question, threats, a document; nothing of it is ever sent to Slack."""
    store = services.store
    installed(services, workspace_id)
    parts = (ComponentRow("Edge", "aws.cloudfront", "internet"), ComponentRow("Wages", "aws.s3", "account"))
    form = Form(NAME, "Wages.", "U0BOSS", "production", ("personal",), "personal", (), parts)
    with store.write(workspace_id) as unit:
        model = drafts.draft(unit, services, form, "C0CHECKOUT", "U0BOSS")
        drafts.connect(
            unit, services, (model.id, model.revision), (FlowRow("edge", "wages", "data", ("personal",)),), "U0BOSS"
        )
        unit.session.flush()
        intake.end(unit, services, models.model(unit, model.id), "U0BOSS", "for a test")
        intake.ask_one(unit, services, model.id, ASKED)
        ask = models.asks(unit, model.id)[ASKED]
        threat = threats.rows(unit, model.id)[0]
        sent = update(table_of(Surface)).where(table_of(Surface).c.workspace_id == workspace_id)
        unit.connection().execute(sent.values(state="sent", ts="1.0"))
        values = {"version": 1, "format": "markdown", "name": "p.md", "body": b"wages", "at": unit.now}
        unit.insert(Document, model_id=model.id, **values)
        took = {"mitigation": "any/mitigation", "on": "wages", "kind": "roadmap", "title": "Any", "owner": "U0BOSS"}
        item = unit.insert(Action, model_id=model.id, **took, due=unit.now, state="open", by="U0BOSS", at=unit.now)
        said = next(iter(services.library.facts[ask.fact].choices))
        ids = {
            "m": model.id,
            "t": threat.id,
            "f": ask.fact,
            "o": ask.on,
            "v": said,
            "r": str(ask.revision),
            "item": str(item),
        }
    return ids | {"p": "0", "q": "0", "l": "f1", "rows": "1", "s": "wages|edge"}


@pytest.fixture(scope="module")
def foreign(house: House) -> Foreign:
    """The other workspace, in the bot's own database."""
    return Foreign(populate(house.services, OTHER))


def everything_there(house: House) -> list[object]:
    """All that the other workspace has."""
    tables = ("model", "answer", "ask", "threat", "decision", "action", "approval", "review", "surface", "work")
    return [
        tuple(row)
        for table in (*tables, "document", "audit", "role", "request")
        for row in house.rows(f"SELECT * FROM {table} WHERE workspace_id = :id ORDER BY 1, 2, 3", id=OTHER)
    ]


def refusals(house: House) -> int:
    """How often the audit log of the bot's own workspace says that somebody asked for what is not there."""
    asked = "SELECT count(*) FROM audit WHERE what = 'refused: not found here' AND workspace_id = :id"
    return house.number(asked, id=house.workspace_id)


def told(house: House, shape: Shape, response_text: str) -> str:
    """What the person was told, in the answer or in a message that only they see."""
    if shape.how == "on_submit":
        return response_text
    ephemerals = house.workspace.person("product").state()["ephemerals"]
    return str(ephemerals[-1]["plain"]) if ephemerals else ""


@pytest.mark.parametrize("shape", REACHING, ids=lambda shape: f"{shape.how}-{shape.name}")
def test_no_button_and_no_form_reaches_another_workspace(house: House, foreign: Foreign, shape: Shape) -> None:
    before, audited = everything_there(house), refusals(house)
    if shape.how == "on_submit":
        response = house.sender.submit(shape.name, foreign.carried(shape), STATE, "U0PRODUCT")
    else:
        response = house.sender.click(shape.name, foreign.carried(shape), "U0PRODUCT")
    assert response.status_code == 200
    assert SAID in told(house, shape, response.text)
    assert NAME not in house.workspace.person("product").screen() + response.text
    assert everything_there(house) == before
    assert refusals(house) == audited + 1


def test_every_way_in_is_among_those_tried() -> None:
    assert {shape.how for shape in REACHING} == {"on_press", "on_open", "on_turn", "on_submit"}
    assert len(REACHING) > 15


AT_A_REVIEW = ("review.still.0", "review.change.0")
"""Refused before anything is looked for, because no review of ours is open."""
WITHIN = [shape for shape in REACHING if {"t", "f"} & set(shape.carries) and shape.name not in AT_A_REVIEW]


@pytest.mark.parametrize("shape", WITHIN, ids=lambda shape: f"{shape.how}-{shape.name}")
def test_a_threat_or_question_of_theirs_is_not_found_in_a_model_of_ours(
    house: House, foreign: Foreign, ours: str, shape: Shape
) -> None:
    before, audited = everything_there(house), refusals(house)
    carried = foreign.carried(shape, m=ours)
    if shape.how == "on_submit":
        response = house.sender.submit(shape.name, carried, STATE, "U0PRODUCT")
    else:
        response = house.sender.click(shape.name, carried, "U0PRODUCT")
    assert "not" in told(house, shape, response.text)
    assert everything_there(house) == before
    assert refusals(house) == audited + 1


FORMS = [shape for shape in REACHING if shape.how == "on_submit" and shape.name.startswith("decide.")]


@pytest.mark.parametrize("shape", FORMS, ids=lambda shape: shape.name)
@pytest.mark.parametrize("alone", [True, False])
def test_a_decision_on_ours_does_not_hold_for_one_of_theirs(
    house: House, foreign: Foreign, shape: Shape, alone: bool
) -> None:
    model, threat = drawn(house)
    before, decided = everything_there(house), house.number("SELECT count(*) FROM decision")
    chosen = [foreign.ids["t"]] if alone else [threat, foreign.ids["t"]]
    carried = foreign.carried(shape, m=model, t=threat)
    response = house.sender.submit(shape.name, carried, {**STATE, "threats": chosen}, "U0PRODUCT")
    assert SAID in response.text
    assert everything_there(house) == before
    assert house.number("SELECT count(*) FROM decision") == decided


def drawn(house: House) -> tuple[str, str]:
    """A model of the bot's own workspace with a list, and a threat of it."""
    services = house.services
    form = Form(
        f"Ours {services.new_id()}", "", "U0DEVELOPER", None, (), None, (), (ComponentRow("Store", "aws.s3", None),)
    )
    with services.store.write(house.workspace_id) as unit:
        model = drafts.draft(unit, services, form, "C0CHECKOUT", "U0DEVELOPER")
        drafts.connect(unit, services, (model.id, model.revision), (), "U0DEVELOPER")
        intake.end(unit, services, models.model(unit, model.id), "U0DEVELOPER", "for a test")
        return model.id, threats.rows(unit, model.id)[0].id


@pytest.fixture(scope="module")
def ours(house: House) -> str:
    """A model of the bot's own workspace, without any question or threat."""
    services = house.services
    form = Form("Ours", "", "U0DEVELOPER", None, (), None, (), (ComponentRow("Thing", "other", None),))
    with services.store.write(house.workspace_id) as unit:
        return drafts.draft(unit, services, form, "C0CHECKOUT", "U0DEVELOPER").id


def test_a_model_of_theirs_cannot_be_extended(house: House, foreign: Foreign) -> None:
    before, audited = everything_there(house), refusals(house)
    entries = {"name": "Any", "owner": "U0PRODUCT", "part1": "Thing", "kind": "feature", "extends": foreign.ids["m"]}
    metadata = json.dumps({"channel": "C0CHECKOUT", "rows": 1})
    response = house.sender.submit("new.parts", metadata, {**entries, "type1": "other"}, "U0PRODUCT")
    assert SAID in response.text
    assert NAME not in response.text
    assert everything_there(house) == before
    assert refusals(house) == audited + 1


def test_no_model_of_theirs_is_offered_to_be_extended(house: House, foreign: Foreign) -> None:
    with house.services.store.read(house.workspace_id) as unit:
        assert NAME not in [one.name for one in models.extendable(unit, "", 101)]
        assert models.extendable(unit, NAME[:7], 101) == []


@pytest.mark.parametrize("asked", [NAME, NAME[:7], "{m}", "{t}"])
def test_a_model_of_theirs_is_shown_by_no_name(house: House, foreign: Foreign, asked: str) -> None:
    before, audited = everything_there(house), refusals(house)
    name = asked.format(**foreign.ids)
    response = house.sender.command(f"show {name}", "U0PRODUCT")
    assert response.json()["text"].startswith(f"No threat model is called “{name}”.")
    assert everything_there(house) == before
    assert refusals(house) == audited + 1


def test_the_list_holds_none_of_theirs(house: House, foreign: Foreign) -> None:
    listed = house.sender.command("list", "U0PRODUCT").text
    assert NAME not in listed
    assert foreign.ids["m"] not in listed


@pytest.fixture
def unit(house: House, foreign: Foreign) -> Iterator[UnitOfWork]:
    """A unit of work of ours, while theirs is in the database; rolled back."""
    with house.services.store.read(house.workspace_id) as made:
        yield made


def test_a_cold_get_finds_nothing(unit: UnitOfWork, foreign: Foreign) -> None:
    assert unit.session.get(Model, (OTHER, foreign.ids["m"])) is None


def test_a_select_and_a_join_find_nothing(unit: UnitOfWork, foreign: Foreign) -> None:
    alone = select(Model).where(col(Model.id) == foreign.ids["m"])
    assert unit.session.exec(alone).all() == []
    joined = select(Model.name, Ask.fact).join(Ask, col(Ask.model_id) == col(Model.id))
    assert NAME not in [name for name, _ in unit.session.exec(joined)]
    other = aliased(Ask)
    aside = select(Model.id, other.fact).join(other, other.model_id == foreign.ids["m"], isouter=True)
    assert {fact for _, fact in unit.session.exec(aside)} <= {None}


def test_a_bulk_update_and_a_bulk_delete_change_nothing(unit: UnitOfWork, foreign: Foreign) -> None:
    renamed = unit.session.execute(update(Model).where(col(Model.id) == foreign.ids["m"]).values(name="Ours now"))
    assert renamed.rowcount == 0  # type: ignore[attr-defined]
    gone = unit.session.execute(delete(Ask).where(col(Ask.model_id) == foreign.ids["m"]))
    assert gone.rowcount == 0  # type: ignore[attr-defined]


def test_a_row_of_theirs_cannot_be_refreshed_merged_or_written(
    house: House, unit: UnitOfWork, foreign: Foreign
) -> None:
    with house.services.store.read(OTHER) as theirs:
        row = models.model(theirs, foreign.ids["m"])
        theirs.session.expunge(row)
    with pytest.raises(CrossesWorkspaces):
        unit.session.add(row)
    with pytest.raises(InvalidRequestError):
        unit.session.refresh(row)
    row.name = "Ours now"
    with pytest.raises(CrossesWorkspaces):
        unit.session.merge(row)


def test_a_row_of_ours_cannot_be_moved_to_them(unit: UnitOfWork, ours: str) -> None:
    row = models.model(unit, ours)
    row.workspace_id = OTHER
    with pytest.raises(CrossesWorkspaces):
        unit.session.flush()


def test_no_row_of_ours_can_hang_on_a_model_of_theirs(house: House, foreign: Foreign) -> None:
    store = house.services.store
    with pytest.raises(IntegrityError), store.write(house.workspace_id) as ours:
        ours.insert(Document, model_id=foreign.ids["m"], version=1, format="x", name="x", body=b"", at=ours.now)
