"""Generating the list anew and merging it with what is kept: numbers and human decisions stay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain

from sqlalchemy import select

from bot.services import Services, dues, surfaces, works, worse
from bot.services.picture import Picture, picture
from bot.services.reading import entries_of
from bot.services.standing import recheck
from bot.store import models, threats
from bot.store.away import alone
from bot.store.engine import PATIENT_SECONDS
from bot.store.tables import Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork, table_of
from bot.triage import headline
from flows.merge import Known, Merge, Names, Reopened, merge, names_of, void
from flows.threats.types import Generation, Threat

SHOWN = ("summary", "card", "intake")


def regenerate(unit: UnitOfWork, services: Services, model: Model, by: str, why: str = "") -> None:
    """Work the list out from what is known now, keep it, and show it; say in the channel which decisions ended.

    ``why`` goes on record. Whoever is being asked goes on being asked: ``intake.end`` ends that. Lists of models that
    extend this one are made anew later, by the worker: there may be many.
    """
    seen = picture(unit, services, model)
    _lay(unit, model, seen.generation(services.library), seen, by, why)


def _lay(unit: UnitOfWork, model: Model, generation: Generation, seen: Picture, by: str, why: str) -> None:
    """Keep a generation as the model's list, and let everything that shows or rests on it follow."""
    reopened, renamed = _keep(unit, model, generation, seen)
    model.version += 1
    model.generated_at = unit.now
    model.pack_digest = generation.pack_digest
    sum_up(unit, model)
    model.notes = {
        "notes": list(generation.notes),
        "to_confirm": threats.dumped_confirm(
            [replace(one, settles=tuple(renamed.get(id_, id_) for id_ in one.settles)) for one in generation.to_confirm]
        ),
    }
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    unit.record(by, "generated", model.id, {"version": model.version, "packs": model.pack_digest, "why": why})
    if surfaces.first(unit, model.id, "summary") is None:
        parent = surfaces.first(unit, model.id, "card")
        surfaces.show(unit, "summary", model.channel, model_id=model.id, parent_id=parent)
    surfaces.refresh(unit, model.id, *SHOWN)
    for one in reopened:
        surfaces.show(unit, "reopened", model.channel, model_id=model.id, subject=one.id, payload={"why": one.why})
    recheck(unit, model, by)
    dues.follow(unit, model, by)
    worse.note(unit, model)
    for above in models.extending(unit, model.id):
        works.want(unit, "list", above, by)


def renew(unit: UnitOfWork, services: Services, model: Model, by: str) -> bool:
    """Make the list anew where it is not what would be found now; says whether it was."""
    seen = picture(unit, services, model)
    generation = seen.generation(services.library)
    if is_current(unit, model, generation, seen):
        return False
    what = "what it rests on" if model.pack_digest == generation.pack_digest else "the rule packs"
    _lay(unit, model, generation, seen, by, f"{what} had changed")
    return True


def refresh_open(unit: UnitOfWork, model_id: str) -> None:
    """Want the open questions shown anew: what else can be done there follows from the model's state."""
    for (fact, on), ask in models.asks(unit, model_id).items():
        if ask.state == "open":
            surfaces.refresh(unit, model_id, "question", subject=surfaces.subject_of(fact, on))


def refresh_lists(services: Services) -> int:
    """Make every list anew that other packs have made; says how many."""
    table = table_of(Model)
    others = select(table.c.workspace_id, table.c.id).where(
        table.c.pack_digest != "", table.c.pack_digest != services.library.version
    )
    with services.store.engine.connect() as connection:
        found = [(str(workspace), str(id_)) for workspace, id_ in connection.execute(others)]
    return sum(
        alone(partial(_refreshed, services, workspace, id_), f"the list of model {id_}") for workspace, id_ in found
    )


def _refreshed(services: Services, workspace: str, model_id: str) -> bool:
    """Whether the list was made anew by us: another process may have been first."""
    with services.store.write(workspace, wait=PATIENT_SECONDS) as unit:
        model = models.model(unit, model_id, for_update=True)
        if model.pack_digest == services.library.version:
            return False
        regenerate(unit, services, model, "threatbot", "the rule packs had changed")
        return True


def is_current(unit: UnitOfWork, model: Model, generation: Generation, seen: Picture) -> bool:
    """Whether the kept list is what this generation would make of it."""
    if model.pack_digest != generation.pack_digest:
        return False
    kept, held = threats.rows(unit, model.id, everything=True), threats.standing(unit, model.id)
    merged = _merged(unit, model, threats.known_of(unit, model.id, kept, held), generation, seen)
    present = {row.id for row in kept if row.present}
    news = (merged.added, merged.changed, merged.reopened, merged.absorbed)
    ended = _void_halves(held, merged.rows, names_of(seen.workload), unit.now.date())
    return not any(news) and not ended and present == {row.id for row in merged.rows if row.present}


def sum_up(unit: UnitOfWork, model: Model) -> None:
    """Bring up to date what a model says of its list: the headline, and when the first acceptance ends."""
    found, held = threats.rows(unit, model.id), threats.standing(unit, model.id)  # one ruled out ends nothing
    model.headline = headline(entries_of(unit, model, found, held))
    model.acceptance_ends = _acceptance_ends([held[row.id] for row in found if row.id in held and not row.reopened])


def _acceptance_ends(held: Sequence[threats.Standing]) -> datetime | None:
    """The first moment at which a standing acceptance, or the half of one, holds no longer."""
    rows = chain.from_iterable((one.decision, *one.waiting) for one in held)
    days = [row.until for row in rows if row is not None and row.until is not None]
    return min(days) + timedelta(seconds=1) if days else None


def _keep(
    unit: UnitOfWork, model: Model, generation: Generation, seen: Picture
) -> tuple[tuple[Reopened, ...], dict[str, str]]:
    """Lay the generation over the kept rows; what was reopened, and threat id -> row id where these differ."""
    kept, held = threats.rows(unit, model.id, everything=True), threats.standing(unit, model.id)
    before = {row.id: row for row in kept}
    merged = _merged(unit, model, threats.known_of(unit, model.id, kept, held), generation, seen)
    void = _void_halves(held, merged.rows, names_of(seen.workload), unit.now.date())
    renamed = dict(merged.renamed)
    was, now = {row.id: row.on for row in kept}, {row.id: row.on for row in merged.rows}
    places = {(threat.rule, threat.on): (place, threat) for place, threat in enumerate(generation.threats)}
    for row in (replace(one, reopened=void.get(one.id, one.reopened)) for one in merged.rows):
        place, threat = places.get((row.rule, row.on), (len(places), None))
        found = None if threat is None else replace(threat, id=row.id)
        unit.session.add(_row(unit, model, before.get(row.id), row, place, found))
    unit.session.flush()
    became = [(was[id_], on) for id_, on in now.items() if id_ in was] + [(was[a], now[b]) for a, b in merged.absorbed]
    shared = [(was[origin], now[new]) for new, origin in merged.carried if origin in was]
    dues.share(unit, model.id, _others(shared))
    dues.move_on(unit, model.id, _others(became))
    for new, origin in merged.carried:
        threats.carry(unit, model.id, new, origin)
        unit.record("threatbot", "decision carried over", new, {"from": origin})
    for gone, into in merged.absorbed:
        unit.record("threatbot", "merged into another", gone, {"into": into})
    accepted = {row.id for row in merged.rows if row.decision == "accept"}
    for reopened in merged.reopened:
        what = "acceptance" if reopened.id in accepted else "decision"
        unit.record("threatbot", f"{what} reopened", reopened.id, {"why": reopened.why})
    for id_, why in void.items():
        unit.record("threatbot", "half acceptance void", id_, {"why": why})
    return merged.reopened, renamed


def _others(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each pair once whose halves differ; what goes where another leaves comes after that one."""
    found = [(old, new) for old, new in dict.fromkeys(pairs) if old != new]
    left = {old for old, _ in found}
    return sorted(found, key=lambda pair: pair[1] in left)


def _merged(unit: UnitOfWork, model: Model, known: list[Known], generation: Generation, seen: Picture) -> Merge:
    below = threats.everything_known(unit, model.extends) if seen.context.base is not None and model.extends else []
    return merge(known, generation, unit.now.date(), names_of(seen.workload), below)


def _void_halves(
    held: Mapping[str, threats.Standing], rows: Sequence[Known], names: Names, today: date
) -> dict[str, str]:
    """Threat -> why the half acceptances that wait on it hold no longer; any of them takes the others with it."""
    ended = {}
    for row in rows:
        waiting = held.get(row.id, threats.NOTHING).waiting if row.reopened is None else ()
        for half in waiting[-1:]:  # it was agreed to when the earlier ones held, and to no later day
            known = replace(row, knowing=tuple(half.rests_on["knowing"]))
            if why := void(threats.loaded_basis(half.rests_on["half"]), known, today, names):
                ended[row.id] = why
    return ended


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
        )
    row.rule, row.on, row.state, row.level = known.rule, known.on, known.state, known.level
    row.place, row.present, row.meaning, row.reopened = place, known.present, known.meaning, known.reopened
    row.facts = [list(fact) for fact in known.facts]
    row.body = (
        row.body | {"was": list(known.was), "on_was": list(known.on_was)} if threat is None else threats.dumped(threat)
    )
    return row
