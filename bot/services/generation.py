"""Generating the list anew and merging it with what is kept: numbers and human decisions stay."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.services import Services, surfaces
from bot.services.picture import Picture, picture
from bot.services.reading import entries
from bot.services.standing import recheck
from bot.store import models, threats
from bot.store.engine import PATIENT_SECONDS
from bot.store.tables import Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork, table_of
from bot.triage import headline
from flows.merge import Known, Reopened, merge, names_of
from flows.threats.types import Generation, Threat

SHOWN = ("summary", "card", "intake")


def regenerate(unit: UnitOfWork, services: Services, model: Model, by: str) -> None:
    """Work the list out from what is known now, keep it, and show it; say in the channel which acceptances ended."""
    seen = picture(unit, services, model)
    generation = seen.generation(services.library)
    reopened, renamed = _keep(unit, model, generation, seen)
    model.version += 1
    model.generated_at = unit.now
    model.pack_digest = generation.pack_digest
    model.headline = headline(entries(unit, model))
    model.acceptance_ends = acceptance_ends(unit, model.id)
    model.notes = {
        "notes": list(generation.notes),
        "to_confirm": threats.dumped_confirm(
            [replace(one, settles=tuple(renamed.get(id_, id_) for id_ in one.settles)) for one in generation.to_confirm]
        ),
    }
    if model.state in ("intake", "paused"):
        model.state = "triage"
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "generated", model.id, {"version": model.version, "packs": model.pack_digest})
    if surfaces.first(unit, model.id, "summary") is None:
        parent = surfaces.first(unit, model.id, "card")
        surfaces.show(unit, "summary", model.channel, model_id=model.id, parent_id=parent)
    surfaces.refresh(unit, model.id, *SHOWN)
    for one in reopened:
        surfaces.show(unit, "reopened", model.channel, model_id=model.id, subject=one.id, payload={"why": one.why})
    recheck(unit, model, by)
    for above in models.extending(unit, model.id):
        if above.state not in ("draft", "intake", "paused"):
            regenerate(unit, services, above, by)


def refresh_lists(services: Services) -> int:
    """Make every list anew that other packs have made; says how many."""
    table = table_of(Model)
    others = select(table.c.workspace_id, table.c.id).where(
        table.c.pack_digest != "", table.c.pack_digest != services.library.version
    )
    with services.store.engine.connect() as connection:
        found = [(str(workspace), str(id_)) for workspace, id_ in connection.execute(others)]
    for workspace, id_ in found:
        with services.store.write(workspace, wait=PATIENT_SECONDS) as unit:
            regenerate(unit, services, models.model(unit, id_, for_update=True), "threatbot")
    return len(found)


def acceptance_ends(unit: UnitOfWork, model_id: str) -> datetime | None:
    """The first moment at which a standing acceptance holds no longer."""
    live = {row.id for row in threats.rows(unit, model_id) if row.reopened is None}  # one ruled out ends nothing
    standing = threats.decisions(unit, model_id).items()
    days = [found.until for threat, found in standing if found.until is not None and threat in live]
    return min(days) + timedelta(seconds=1) if days else None


def _keep(
    unit: UnitOfWork, model: Model, generation: Generation, seen: Picture
) -> tuple[tuple[Reopened, ...], dict[str, str]]:
    """Lay the generation over the kept rows; what was reopened, and threat id -> row id where these differ."""
    before = {row.id: row for row in threats.rows(unit, model.id, everything=True)}
    below = threats.everything_known(unit, model.extends) if seen.context.base is not None and model.extends else []
    known = threats.everything_known(unit, model.id)
    merged = merge(known, generation, unit.now.date(), names_of(seen.workload), below)
    renamed = dict(merged.renamed)
    places = {(threat.rule, threat.on): (place, threat) for place, threat in enumerate(generation.threats)}
    for row in merged.rows:
        place, threat = places.get((row.rule, row.on), (len(places), None))
        found = None if threat is None else replace(threat, id=row.id)
        unit.session.add(_row(unit, model, before.get(row.id), row, place, found))
    unit.session.flush()
    for new, origin in merged.carried:
        threats.carry(unit, model.id, new, origin)
        unit.record("threatbot", "decision carried over", new, {"from": origin})
    for gone, into in merged.absorbed:
        unit.record("threatbot", "merged into another", gone, {"into": into})
    for reopened in merged.reopened:
        unit.record("threatbot", "acceptance reopened", reopened.id, {"why": reopened.why})
    return merged.reopened, renamed


def _row(unit: UnitOfWork, model: Model, row: Row | None, known: Known, place: int, threat: Threat | None) -> Row:
    if row is None:
        row = Row(
            workspace_id=unit.workspace_id,
            model_id=model.id,
            id=known.id,
            number=known.number,
            rule=known.rule,
            on=known.on,
            state=known.state,
            level=known.level,
            body={},
            version=model.version + 1,
        )
    row.rule, row.on, row.state, row.level = known.rule, known.on, known.state, known.level
    row.place, row.present, row.meaning, row.reopened = place, known.present, known.meaning, known.reopened
    row.facts = [list(fact) for fact in known.facts]
    row.version = model.version + 1
    if threat is not None:
        row.body = threats.dumped(threat)
    return row
