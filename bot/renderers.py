"""What each kind of surface shows: reads the rows and hands them to the blocks. Called when the worker sends."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.blocks import (
    card,
    decided,
    help,  # noqa: A004  the blocks of help
    overdue_items,
    question,
    review,
    summary,
    welcome,
    worse,
)
from bot.blocks.text import plain
from bot.services import Services, checks, notices
from bot.services.dues import owed
from bot.services.intake import UNKNOWN, remaining, same_for
from bot.services.picture import name_below, overdue, picture, voices_of
from bot.services.reading import items_of, one, reading
from bot.services.reviews import MOST_SNOOZES, changed, put_off, unanswered
from bot.services.worse import approved_versions, last_approval
from bot.store import models, threats
from bot.store.tables import Answer, Approval, Document, Model, Review, Surface
from bot.store.unit_of_work import UnitOfWork
from bot.work.rendered import Ephemeral, File, Message, Rendered, Renderer
from flows.decisions import approvers
from flows.intake.questions import said
from flows.risk import is_severe, level_rank
from flows.words import day_in_words


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
        "set aside": render.set_aside,
        "taken back": render.taken_back,
        "worse": render.worse,
        "overdue": render.overdue,
        "put off": render.put_off,
        "welcome": lambda _unit, _surface: Message(welcome.TEXT, welcome.welcome()),
        "kept": render.kept,
        "alone": lambda _unit, _surface: Message(welcome.ALONE, welcome.alone()),
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
        approved, thread = approved_versions(unit, model.id).get(model.id), surface.payload.get("thread", "")
        shown = card.card(model, models.workload(model), name_below(unit, model), thread, approved)
        return Message(card.card_text(model), shown)

    def intake(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The head of the questions."""
        model = models.model(unit, surface.model_id)
        left = len(remaining(unit, self._services, model))
        done = sum(ask.state not in ("open", "contested") for ask in models.asks(unit, model.id).values())
        seen = picture(unit, self._services, model)
        taken_over = max(0, said(seen.workload) - said(seen.own))
        shown = card.intake(model, done, left, taken_over, seen.base)
        return Message(f"Questions: {card.card_text(model)}", shown)

    def question(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """One question, open or answered."""
        fact, _, on = surface.subject.partition("|")
        put = models.asks(unit, surface.model_id)[fact, on]
        given = [a for a in models.answers(unit, surface.model_id) if (a.fact, a.on) == (fact, on)]
        if put.surface_id != surface.id:
            return Message(plain(surface.payload["text"]), question.asked_again(surface.payload["text"]))
        model = models.model(unit, surface.model_id)
        choices = known.choices if (known := self._services.library.facts.get(fact)) else {}
        voices = voices_of(unit, self._services, model.id).get((fact, on), ())
        payload = dict(surface.payload)
        was_contested = payload.pop("contested", False)
        shown = question.Shown(
            model_id=model.id,
            fact=fact,
            on=on,
            revision=put.revision,
            open=put.state in ("open", "changing", "contested"),
            answer=given[-1].value if given else "",
            by=given[-1].by if given else "",
            choices=tuple(choices.items()),
            same_for=same_for(unit, self._services, model, (fact, on)) if put.state != "contested" else (),
            contested=[(voice.role, voice.by, choices.get(voice.value, voice.value)) for voice in voices],
            agreed=_agreed(given) if was_contested and not voices else (),
            overdue=(fact, on) in overdue(model),
            gone=put.state == "gone",
            changing=put.state == "changing",
            state=model.state if put.state == "open" else "",
            **payload,
        )
        return Message(plain(shown.text), question.question(shown))

    def summary(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """The list of threats."""
        read = reading(unit, surface.model_id)
        text = f"Threats to {plain(read.model.name)}: {plain(read.model.headline)}"
        base = picture(unit, self._services, read.model).context.base
        adds_to = base.name if base else ""
        approved = approved_versions(unit, read.model.id).get(read.model.id)
        shown = summary.summary(read.model, read.entries, read.to_confirm, read.notes, adds_to, approved)
        return Message(text, shown)

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
        kind, due, *again = surface.subject.split("|")
        ours = (col(Review.model_id) == model.id, col(Review.kind) == kind)
        wanted = select(Review).where(*ours, col(Review.due) == datetime.fromisoformat(due))
        found = unit.session.exec(wanted).one()
        text = f"Time to look at {plain(model.name)} again"
        return Message(text, review.nudge(model, found, self._found(unit, model), asked=int(again[0]) if again else 0))

    def _found(self, unit: UnitOfWork, model: Model) -> review.Found:
        items = items_of(unit, model.id)
        left = [row.level for row in threats.rows(unit, model.id) if row.state != "mitigated"]
        worst = max(left, key=level_rank, default=None)
        late = [f"{i.title} (due {day_in_words(i.due)})" for i, passed in items if passed and i.remind_at is not None]
        changes, times = changed(unit, self._services, model), put_off(unit, model.id)
        drawn = () if changes else checks.drawn(unit, self._services, model)
        return review.Found(
            changes=changes,
            severe=sum(map(is_severe, left)),
            overdue=late,
            unanswered=unanswered(model),
            checks=[*drawn, *checks.old(unit, self._services, model, but=drawn)],
            put_off=(times, times < MOST_SNOOZES),
            may=approvers(worst),
        )

    def reopened(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """A decision that ended, and what was decided since."""
        model = models.model(unit, surface.model_id)
        entry = one(unit, model.id, surface.subject)
        return Message(f"T-{entry.number} is open again", review.reopened(model, entry, surface.payload["why"]))

    def set_aside(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """Severe threats that somebody set aside, as they were then, and whether that stands."""
        model, told = models.model(unit, surface.model_id), surface.payload
        since = notices.since(unit, told.get("decisions", []))
        shown = decided.set_aside(model.name, told["by"], told["threats"], told["left"], told["reason"], since)
        return Message("A severe threat was set aside", shown)

    def taken_back(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """Somebody's decision that another took back."""
        model, told = models.model(unit, surface.model_id), surface.payload
        who = (told["by"], told["others"])
        shown = decided.taken_back(model.name, who, told["kind"], told["threats"], told["left"], told["reason"])
        return Message("A decision was taken back", shown)

    def kept(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """A draft that was put off, to whoever did; it may have begun since."""
        model = models.model(unit, surface.model_id)
        changed = bool(surface.payload.get("changed"))
        shown = help.kept(model, models.workload(model), surface.payload.get("left_out", {}), changed=changed)
        is_ = "is kept" if changed else "is kept as a draft" if model.state == "draft" else "has begun"
        return Ephemeral(surface.payload["user"], f"{plain(model.name)} {is_}", blocks=shown)

    def worse(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """What got worse of an approved list, as it was then."""
        model, told = models.model(unit, surface.model_id), surface.payload
        last = last_approval(unit, model.id)
        again = last if last is not None and last.version > told["approved"]["version"] else None
        return Message(f"{plain(model.name)} has got worse since it was approved", worse.worse(model, told, again))

    def overdue(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """What somebody took on and is past its day, as it stands."""
        model, told = models.model(unit, surface.model_id), surface.payload
        shown = overdue_items.overdue(model, told["owner"], owed(unit, model.id, told["asked"]), told.get("also"))
        return Message(f"Past its day in {plain(model.name)}", shown)

    def put_off(self, unit: UnitOfWork, surface: Surface) -> Rendered:
        """A mitigation that was given another day, as it was then."""
        model = models.model(unit, surface.model_id)
        return Message("A mitigation was put off", overdue_items.put_off(model, surface.payload))

    def ephemeral(self, unit: UnitOfWork, surface: Surface) -> Rendered:  # noqa: ARG002  a renderer's arguments
        """A word to one person."""
        return Ephemeral(surface.payload["user"], surface.payload["text"], surface.payload["thread_ts"])


def _agreed(given: Sequence[Answer]) -> list[str]:
    """Those whose last word is what stands; nobody where it is "don't know"."""
    last = {answer.by: answer.value for answer in given}
    stands = given[-1].value if given else UNKNOWN
    return [by for by, value in last.items() if value == stands] if stands != UNKNOWN else []
