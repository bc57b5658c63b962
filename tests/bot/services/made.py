"""Models as people would make them, in a database of one test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.services import Services, answers, drafts, intake
from bot.store import models
from bot.store.tables import Model
from bot.store.unit_of_work import UnitOfWork
from flows.workload.draft import ComponentRow, FlowRow, Form
from tests.faults.conftest import installed, services_on

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
BUCKETS = tuple(ComponentRow(name, "aws.s3", "account") for name in ("Uploads", "Exports", "Logs"))
OPEN_TO, OUTSIDE = "aws.s3/open_to", "workload/outside_access"


@dataclass
class Place:
    """A workspace in a database, and the moment at which things happen."""

    services: Services
    home: str

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One transaction."""
        with self.services.store.write(self.home) as unit:
            yield unit

    def later(self, days: int) -> None:
        """Let days pass."""
        self.services.clock.move(self.services.clock.now() + timedelta(days=days))

    def model(
        self,
        name: str = "Stores",
        parts: Sequence[ComponentRow] = BUCKETS,
        flows: Sequence[FlowRow] = (),
        **more: object,
    ) -> str:
        """A model whose list is shown; gives its id."""
        fields = {"data": ("customer",), "most_sensitive": "customer", **more}
        form = Form(name, "", "U1", None, worth=(), components=tuple(parts), **fields)  # type: ignore[arg-type]
        with self.unit() as unit:
            made = drafts.draft(unit, self.services, form, "C1", "U1")
            drafts.connect(unit, self.services, (made.id, made.revision), tuple(flows), "U1")
            intake.end(unit, self.services, models.model(unit, made.id), "U1", "for a test")
            return made.id

    def says(self, model_id: str, ask: tuple[str, str], value: str, by: str, role: str = "") -> None:
        """Somebody answers in the window, whatever was said before."""
        with self.unit() as unit:
            asks = models.asks(unit, model_id)
            revision = asks[ask].revision if ask in asks else 0
            assert answers.answer_listed(unit, self.services, model_id, (*ask, revision), value, by, role) is None

    def stands(self, model_id: str) -> Model:
        """The model as it is."""
        with self.services.store.read(self.home) as unit:
            found = models.model(unit, model_id)
            unit.session.expunge(found)
            return found


def place_on(database_url: str) -> Place:
    """A workspace of its own on a database."""
    services = services_on(database_url, NOW)
    return Place(services, installed(services))
