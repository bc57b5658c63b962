"""What each kind of surface shows: reads the rows and hands them to the blocks. Called when the worker sends."""

from collections.abc import Mapping

from bot.blocks import card, question
from bot.services import Services
from bot.store import models
from bot.store.tables import Surface
from bot.store.unit_of_work import UnitOfWork
from bot.work.rendered import Ephemeral, Message, Rendered, Renderer
from flows.intake.questions import next_questions, progress


def renderers(services: Services) -> Mapping[str, Renderer]:
    """A renderer for each kind of surface."""
    render = Renderers(services)
    return {
        "card": render.card,
        "intake": render.intake,
        "question": render.question,
        "ephemeral": render.ephemeral,
    }


class Renderers:
    """Reads with one unit of work, renders with the library at hand."""

    def __init__(self, services: Services) -> None:
        """Keep the services."""
        self._library = services.library

    def card(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The model's card."""
        model = models.model(unit, surface.model_id)
        return Message(card.card_text(model), card.card(model, models.workload(model)))

    def intake(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The head of the questions."""
        model = models.model(unit, surface.model_id)
        put = models.asks(unit, model.id)
        aside = frozenset(key for key, ask in put.items() if ask.state == "deferred")
        workload = models.answered(model, models.answers(unit, model.id), self._library)
        left = progress(workload, next_questions(workload, self._library, aside)).remaining
        done = sum(ask.state != "open" for ask in put.values())
        return Message(f"Questions: {card.card_text(model)}", card.intake(model, done, left))

    def question(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """One question, open or answered."""
        fact, _, on = surface.subject.partition("|")
        put = models.asks(unit, surface.model_id)[fact, on]
        said = [a for a in models.answers(unit, surface.model_id) if (a.fact, a.on) == (fact, on)]
        shown = question.Shown(
            model_id=surface.model_id,
            fact=fact,
            on=on,
            revision=put.revision,
            open=put.state == "open",
            answer=said[-1].value if said else "",
            by=said[-1].by if said else "",
            choices=tuple(self._library.facts[fact].choices.items()),
            **surface.payload,
        )
        return Message(shown.text, question.question(shown))

    def ephemeral(self, unit: UnitOfWork, surface: Surface) -> Rendered:  # noqa: ARG002  a renderer's arguments
        """A word to one person."""
        return Ephemeral(surface.payload["user"], surface.payload["text"])
