"""What each kind of surface shows: reads the rows and hands them to the blocks. Called when the worker sends."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, select

from bot.blocks import card, question, review, summary, welcome
from bot.blocks.text import plain
from bot.services import Services
from bot.services.intake import remaining
from bot.services.reading import one, reading
from bot.services.reviews import changed
from bot.store import models, threats
from bot.store.tables import Approval, Document, Review, Surface
from bot.store.unit_of_work import UnitOfWork
from bot.work.rendered import Ephemeral, File, Message, Rendered, Renderer


def renderers(services: Services) -> Mapping[str, Renderer]:
    """A renderer for each kind of surface."""
    render = Renderers(services)
    return {
        "card": render.card,
        "intake": render.intake,
        "question": render.question,
        "summary": render.summary,
        "report": render.report,
        "approved": render.approved,
        "nudge": render.nudge,
        "reopened": render.reopened,
        "welcome": lambda _unit, _surface: Message(welcome.TEXT, welcome.welcome()),
        "ephemeral": render.ephemeral,
    }


class Renderers:
    """Reads with one unit of work, renders with the library at hand."""

    def __init__(self, services: Services) -> None:
        """Keep the services."""
        self._services = services

    def card(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The model's card."""
        model = models.model(unit, surface.model_id)
        return Message(card.card_text(model), card.card(model, models.workload(model)))

    def intake(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The head of the questions."""
        model = models.model(unit, surface.model_id)
        left = len(remaining(unit, self._services, model))
        done = sum(ask.state != "open" for ask in models.asks(unit, model.id).values())
        return Message(f"Questions: {card.card_text(model)}", card.intake(model, done, left))

    def question(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """One question, open or answered."""
        fact, _, on = surface.subject.partition("|")
        put = models.asks(unit, surface.model_id)[fact, on]
        said = [a for a in models.answers(unit, surface.model_id) if (a.fact, a.on) == (fact, on)]
        if put.surface_id != surface.id:
            return Message(plain(surface.payload["text"]), question.asked_again(surface.payload["text"]))
        known = self._services.library.facts.get(fact)
        shown = question.Shown(
            model_id=surface.model_id,
            fact=fact,
            on=on,
            revision=put.revision,
            open=put.state in ("open", "changing"),
            answer=said[-1].value if said else "",
            by=said[-1].by if said else "",
            choices=tuple(known.choices.items()) if known else (),
            **surface.payload,
        )
        return Message(plain(shown.text), question.question(shown))

    def summary(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The list of threats."""
        read = reading(unit, surface.model_id)
        text = f"Threats to {plain(read.model.name)}: {plain(read.model.headline)}"
        return Message(text, summary.summary(read.model, read.entries, read.to_confirm, read.notes))

    def report(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """A rendered document."""
        document = unit.session.exec(select(Document).where(col(Document.id) == surface.payload["document"])).one()
        model = models.model(unit, surface.model_id)
        title = f"{model.name}: threat model, version {document.version}"
        told = f"The report of *{plain(model.name)}*, version {document.version}"
        use = ", as a page for a browser" if document.format == "html" else ", as Markdown for a repository"
        return File(document.name, title, document.body, f"{told}{use}.")

    def approved(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """Who approved."""
        model = models.model(unit, surface.model_id)
        wanted = select(Approval).where(col(Approval.model_id) == model.id, col(Approval.id) == int(surface.subject))
        return Message(f"{plain(model.name)} is approved", review.approved(model, unit.session.exec(wanted).one()))

    def nudge(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """A review that is due, or what became of it."""
        model = models.model(unit, surface.model_id)
        kind, _, due = surface.subject.partition("|")
        ours = (col(Review.model_id) == model.id, col(Review.kind) == kind)
        wanted = select(Review).where(*ours, col(Review.due) == datetime.fromisoformat(due))
        found = unit.session.exec(wanted).one()
        severe = sum(
            row.level in ("high", "critical") and row.state != "mitigated" for row in threats.rows(unit, model.id)
        )
        changes = changed(unit, self._services, model)
        items = threats.actions(unit, model.id)
        overdue = [f"{i.title} (due {i.due:%d %B %Y})" for i in items if i.state == "open" and i.due < unit.now]
        return Message(
            f"Time to look at {plain(model.name)} again", review.nudge(model, found, changes, severe, overdue)
        )

    def reopened(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """An acceptance that ended."""
        model = models.model(unit, surface.model_id)
        entry = one(unit, model.id, surface.subject)
        return Message(f"T-{entry.number} is open again", review.reopened(model, entry, surface.payload["why"]))

    def ephemeral(self, unit: UnitOfWork, surface: Surface) -> Rendered:  # noqa: ARG002  a renderer's arguments
        """A word to one person."""
        return Ephemeral(surface.payload["user"], surface.payload["text"], surface.payload["thread_ts"])
