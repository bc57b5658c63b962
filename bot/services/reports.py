"""The report: wanted by a click, rendered by the worker, kept as it was handed out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from bot.services import Services, works
from bot.services.dues import put_off
from bot.services.generation import is_current, renew
from bot.services.history import history
from bot.services.people import touched
from bot.services.picture import Picture, picture
from bot.services.reading import decided, half, items_of
from bot.store import threats
from bot.store.tables import Approval, Document, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from flows.coverage import coverages
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.responsibility import layers_of
from flows.report.types import ActionItem, Approved, Report
from flows.threats.types import Generation
from flows.workload.draft import slug


@dataclass(frozen=True)
class Format:
    """A format in which the report is handed out."""

    name: str
    ending: str
    write: Callable[[Report], str]


FORMATS: Final = (Format("markdown", ".md", markdown), Format("html", ".html", html))


def want_report(unit: UnitOfWork, model: Model, by: str) -> None:
    """Have the report rendered and put in the thread."""
    works.want(unit, "report", model, by)


@dataclass(frozen=True)
class Rendered:
    """A report in one format, not yet kept."""

    format: Format
    body: bytes


def rendered(found: Report) -> tuple[Rendered, ...]:
    """The report in each format, Markdown first. It needs no transaction, and may take seconds."""
    return tuple(Rendered(one, one.write(found).encode()) for one in FORMATS)


def keep(unit: UnitOfWork, model: Model, found: Report, made: Iterable[Rendered]) -> list[int]:
    """Keep what was rendered, as documents of the version that it tells of; gives their ids."""
    return [
        unit.insert(
            Document,
            model_id=model.id,
            version=found.version,
            format=one.format.name,
            name=f"{_stem(model, found)}{one.format.ending}",
            body=one.body,
            at=unit.now,
        )
        for one in made
    ]


def _stem(model: Model, found: Report) -> str:
    """The file's name; of a version that nobody has approved it says so, since decisions on it still change."""
    approved = any(one.version == found.version for one in found.approvals)
    return f"{slug(model.name, ())}-v{found.version}{'' if approved else '-draft'}"


def report(unit: UnitOfWork, services: Services, model: Model, names: Mapping[str, str]) -> Report | None:
    """Everything that a report says of the model, members by their names; it outlives the transaction.

    None where the kept list is not what would be found now: then ``regenerated`` comes first.
    """
    seen = picture(unit, services, model)
    generation = seen.generation(services.library)
    if not is_current(unit, model, generation, seen):
        return None
    return _report(unit, services, model, seen, generation, names)


def regenerated(unit: UnitOfWork, services: Services, model: Model, names: Mapping[str, str]) -> Report:
    """The report after the list was worked out anew, unless somebody else was first."""
    renew(unit, services, model, "threatbot")
    seen = picture(unit, services, model)
    return _report(unit, services, model, seen, seen.generation(services.library), names)


def _report(
    unit: UnitOfWork,
    services: Services,
    model: Model,
    seen: Picture,
    generation: Generation,
    names: Mapping[str, str],
) -> Report:
    workload, rows = seen.workload, _rows(unit, model)
    standing = threats.standing(unit, model.id)
    items = items_of(unit, model.id)
    numbers: dict[str, int] = {}
    decisions, halves = {}, {}
    for threat in generation.ranked:
        row = rows[threat.rule, threat.on]
        numbers[threat.id] = row.number
        if (found := decided(row, standing.get(row.id, threats.NOTHING), items)) is not None:
            decisions[threat.id] = found
        if (waiting := standing.get(row.id, threats.NOTHING).waiting) and row.reopened is None:
            halves[threat.id] = [half(one) for one in waiting]
    return Report(
        workload=workload,
        generation=generation,
        numbers=numbers,
        generated_at=model.generated_at or unit.now,
        version=model.version,
        decisions=decisions,
        actions=[
            ActionItem(
                title=item.title,
                kind=item.kind,
                owner=item.owner,
                due=item.due.date(),
                state="overdue" if passed and item.remind_at is not None else item.state,
                put_off=put_off(item),
                settles=tuple(
                    numbers[t.id]
                    for t in generation.ranked
                    if t.on == item.on and any(id_ == item.mitigation for id_, _, _ in t.measures)
                ),
            )
            for item, passed in items
        ],
        approvals=_approvals(unit, model),
        history=history(unit, model, names, services.library.types),
        people=names,
        next_review=model.review_due.date() if model.review_due else None,
        touched_by=sorted({role for roles in touched(unit, model.id).values() for role in roles}),
        layers=layers_of(services.library),
        halves=halves,
        coverage=coverages(workload, generation, services.library),
        extends=seen.base,
        adds=seen.context.base is not None,
    )


def _rows(unit: UnitOfWork, model: Model) -> dict[tuple[str, str], Row]:
    return {(row.rule, row.on): row for row in threats.rows(unit, model.id, everything=True)}


def _approvals(unit: UnitOfWork, model: Model) -> list[Approved]:
    wanted = select(Approval).where(col(Approval.model_id) == model.id).order_by(col(Approval.id))
    return [
        Approved(by=one.by, at=one.at, version=one.version, roles=tuple(one.roles)) for one in unit.session.exec(wanted)
    ]
