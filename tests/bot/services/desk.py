"""A model on a desk: its drawing and what is known of it are put there as data, people decide by the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.services import Services, decisions, people, reading
from bot.services.generation import regenerate
from bot.store import models
from bot.store.tables import Decision, Model
from bot.store.unit_of_work import UnitOfWork
from bot.triage import Entry
from tests.faults.conftest import installed, services_on

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OWNER = "U1OWNER"
SOON = NOW.date() + timedelta(days=20)
Part = dict[str, Any]


def bucket(id_: str, **facts: object) -> Part:
    """A bucket whose writers can delete for good, which is an open threat with one cause wherever it is so."""
    return {"id": id_, "name": id_.title(), "type": "aws.s3", "facts": {"aws.s3/final_delete": "writers", **facts}}


def shop(id_: str = "shop", **facts: object) -> Part:
    """A web app that gives anybody's record away: its risk is security's and product's to bear."""
    return {"id": id_, "name": id_.title(), "type": "web.app", "facts": {"web.app/record_check": "signed-in", **facts}}


@dataclass
class Desk:
    """One model of one workspace, in a database."""

    services: Services
    home: str
    model: str = "01MODEL0000000000000000000"

    @classmethod
    def on(cls, database_url: str, *parts: Part, **more: object) -> "Desk":
        """A desk with a model of these parts on it, whose list is there."""
        desk = cls(services_on(database_url, NOW), "")
        desk.home = installed(desk.services)
        desk.draw(*parts, **more)
        return desk

    def draw(self, *parts: Part, model: str = "", **more: object) -> None:
        """Put these parts in the place of the model's, and make the list anew."""
        id_ = model or self.model
        for part in parts:
            part.setdefault("holds", ["files"])
        assets = [{"id": "files", "name": "Files", "category": ["health"]}]
        facts = {"workload/attractive_target": "many"}
        structure = {"id": id_, "name": "Archive", "assets": assets, "components": list(parts), "facts": facts, **more}
        with self.services.store.write(self.home) as unit:
            found = unit.session.get(Model, (self.home, id_))
            if found is None:
                common = {"name": id_, "owner": OWNER, "channel": "C1", "state": "triage", "created_by": OWNER}
                found = Model(id=id_, workspace_id=self.home, structure={}, created_at=NOW, **common)
            found.structure = structure
            unit.session.add(found)
            unit.session.flush()
            regenerate(unit, self.services, found, OWNER)

    def holds(self, person: str, *roles: str) -> str:
        """Somebody with these roles."""
        with self.services.store.write(self.home) as unit:
            for role in roles:
                people.declare(unit, person, role)
        return person

    def entries(self, rule: str = "", model: str = "") -> list[Entry]:
        """The list as it is shown, or what one rule found, in the order of numbers."""
        with self.services.store.read(self.home) as unit:
            found = reading.entries(unit, models.model(unit, model or self.model))
        return sorted((e for e in found if not rule or e.threat.rule == rule), key=lambda entry: entry.number)

    def entry(self, rule: str) -> Entry:
        """The one threat that a rule found."""
        (found,) = self.entries(rule)
        return found

    def rows(self) -> list[Decision]:
        """Every decision row, the oldest first."""
        with self.services.store.read(self.home) as unit:
            return list(unit.session.exec(select(Decision).order_by(col(Decision.id))))

    def writes(self) -> Any:  # noqa: ANN401  a context manager of the store's
        """A unit of work that commits."""
        return self.services.store.write(self.home)

    def accept(self, by: str, *chosen: Entry, until: date = SOON, reason: str = "It is fine.") -> Any:  # noqa: ANN401
        """Somebody accepts the risk of some threats; gives what waits for others."""
        ids = [entry.threat.id for entry in chosen]
        with self.writes() as unit:
            return decisions.accept(unit, self.services, self.model, ids, until, reason, by)

    def set_aside(self, by: str, *chosen: Entry, code: str = "fact-wrong", model: str = "") -> None:
        """Somebody says that some threats do not apply."""
        ids = [entry.threat.id for entry in chosen]
        with self.writes() as unit:
            decisions.not_applicable(unit, self.services, model or self.model, ids, code, "Because it is so.", by)

    def undo(self, by: str, entry: Entry, *, whole: bool = False) -> tuple[int, ...]:
        """Somebody takes a decision back."""
        with self.writes() as unit:
            return decisions.undo(unit, self.model, entry.threat.id, by, whole=whole)

    def read(self) -> Any:  # noqa: ANN401  a context manager of the store's
        """A unit of work that reads."""
        return self.services.store.read(self.home)

    def stored(self, unit: UnitOfWork) -> Model:
        """The model's row."""
        return models.model(unit, self.model)
