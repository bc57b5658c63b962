"""Deciding on threats: mitigate, accept, not applicable, and taking a decision back. Rows are append-only.

One decision may hold for several threats of one root cause: then each gets a row of its own, in one transaction, that
rests on what it alone rests on. The rows of one go share the model's revision in ``rests_on``.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from bot.errors import Refused, refuse_all
from bot.services import Services, dues, halves, notices, postponing, surfaces
from bot.services.dues import end_of
from bot.services.generation import SHOWN, sum_up
from bot.services.picture import picture
from bot.services.precision import flagged
from bot.services.reading import act, coded
from bot.services.standing import recheck
from bot.store import models, threats
from bot.store.tables import Action, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.threats import NOTHING, Standing
from bot.store.unit_of_work import UnitOfWork
from flows import decisions as rules
from flows.merge import names_of
from flows.packs.schema import Role
from flows.threats.outcomes import Left, left_by
from flows.threats.types import MitigationView, Threat

log = logging.getLogger(__name__)
LEAST_WORDS, LEAST_CHARACTERS = 3, 10
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
"""A word; where sentences are written without spaces, each character counts as one."""
Values = dict[str, Any]
"""Columns of a decision row."""


@dataclass(frozen=True)
class Chosen:
    """The model and those of its threats that are about to be decided, with what was decided on them before."""

    model: Model
    rows: Sequence[Row]
    standing: Mapping[str, Standing]

    def before(self, row: Row) -> Standing:
        """What was decided on one of them before."""
        return self.standing.get(row.id, NOTHING)

    def refuse(self, row: Row, why: str, *fields: str) -> Refused:
        """A refusal that is about these fields; of several threats it says which one is meant."""
        return Refused(f"T-{row.number}: {why}" if len(self.rows) > 1 else why, *fields)


@dataclass(frozen=True)
class Waits:
    """A threat whose risk is half accepted, and the roles that have still to agree."""

    number: int
    still: tuple[Role, ...]


def accept(
    unit: UnitOfWork, services: Services, model_id: str, chosen: Sequence[str], until: date, reason: str, by: str
) -> tuple[Waits, ...]:
    """Accept the risk of threats until a date, each as far as this person's roles go; gives what waits for others.

    Raises:
        Refused: not by this person, not so long, or without a sentence that says why.
    """
    what = _undecided(unit, model_id, chosen)
    wrong = [no_sentence(reason, "Write why the risk is acceptable")]
    known = _known_broken(unit, services, what)
    waits: list[Waits] = []
    values: dict[str, Values] = {}
    for row in what.rows:
        part = halves.part_of(unit, what.model, row, what.before(row), until, by)
        wrong += [what.refuse(row, why, *about) for why, about in part.refusals]
        if part.still:
            waits.append(Waits(row.number, part.still))
        rests_on = {**part.rests_on, "knowing": known[row.id]}
        kind = "none" if part.still else "accept"
        values[row.id] = {"kind": kind, "reason": reason, "until": end_of(until), "rests_on": rests_on}
    refuse_all(wrong)
    _decide(unit, what, by, "accept", values)
    return tuple(waits)


def barred(unit: UnitOfWork, model_id: str, chosen: Sequence[str], by: str) -> dict[str, str]:
    """Those of these threats whose risk a person can take no part in accepting, whatever they enter; and why."""
    model = models.model(unit, model_id)
    before = threats.standing(unit, model.id)
    rows = [threats.row(unit, model.id, threat_id) for threat_id in chosen]
    told = {row.id: halves.barred(unit, model, row, before.get(row.id, NOTHING), by) for row in rows}
    return {id_: why for id_, why in told.items() if why}


def no_sentence(reason: str, wanted: str) -> Refused | None:
    """A refusal of what is no sentence, for the field ``reason``; None where it is one."""
    if len(WORD.findall(reason)) >= LEAST_WORDS and len(reason.strip()) >= LEAST_CHARACTERS:
        return None
    return Refused(f"{wanted} in a whole sentence, of three words at least; an auditor will read it.", "reason")


def mitigate(  # noqa: PLR0913  what the form asks
    unit: UnitOfWork,
    model_id: str,
    chosen: Sequence[str],
    mitigations: Sequence[str],
    owner: str,
    due: date,
    by: str,
    *,
    zone: str = "UTC",
    guest: bool = False,
) -> None:
    """Take mitigations on, with an owner and a date; each becomes one after-action item, shared by all its threats.

    The day ends in ``zone``, the owner's. What was promised before counts from then: taking it on anew puts it off.

    Raises:
        Refused: none was chosen, or none for one of the threats, or the date has passed or is too late.
    """
    what = _undecided(unit, model_id, chosen)
    chose = {row.id: [one for one in threats.loaded(row).mitigations if one.id in mitigations] for row in what.rows}
    left = {row.id: left_by(threats.loaded(row), [one.id for one in chose[row.id]]) for row in what.rows}
    none = [refused for row in what.rows if (refused := _no_help(what, row, chose[row.id], left[row.id])) is not None]
    refuse_all([*none, _wrong_day(unit, what, chose, due, (owner, postponing.Asker(by, guest)))])
    values: dict[str, Values] = {}
    put_off: dict[int, list[Values]] = {row.number: [] for row in what.rows}
    taken, awaited = {"owner": owner, "due": end_of(due), "zone": zone, "by": by}, dues.awaited(unit, what.model.id)
    for row in what.rows:
        for mitigation in chose[row.id]:
            put_off[row.number] += _item(unit, what, row, mitigation, taken, awaited)
        detail = {"mitigations": [found.id for found in chose[row.id]], "owner": owner, "due": due.isoformat()}
        leaves = {"leaves": known.level} if (known := left[row.id]) is not None else {}
        values[row.id] = {"kind": "mitigate", "rests_on": detail | leaves}
    _decide(unit, what, by, "mitigate", values)
    told = [one for each in put_off.values() for one in each]
    postponing.tell(unit, what.model, told, [number for number, each in put_off.items() if each])


def not_applicable(
    unit: UnitOfWork, services: Services, model_id: str, chosen: Sequence[str], code: str, reason: str, by: str
) -> None:
    """Set threats aside with a coded reason.

    Raises:
        Refused: the code is none of ours, or no sentence goes with it.
    """
    what = _undecided(unit, model_id, chosen)
    refusal = rules.not_applicable(code)
    no_code = Refused(refusal, "code") if refusal else None
    refuse_all([no_code, no_sentence(reason, "Write why it does not apply")])
    known = _known_broken(unit, services, what)
    common = {"kind": "not-applicable", "code": code, "reason": reason}
    values = {row.id: {**common, "rests_on": {"knowing": known[row.id]}} for row in what.rows}
    _decide(unit, what, by, "not-applicable", values)
    notices.set_aside(unit, what.model, what.rows, by, coded(code, reason))
    if code == "rule-wrong-here":
        for rule in flagged(unit, {row.rule for row in what.rows}):
            log.warning("flagged: people say that the rule %s does not fit here", rule)


def undo(unit: UnitOfWork, model_id: str, threat_id: str, by: str, *, whole: bool = False) -> tuple[int, ...]:
    """Take the decision back, be it half of one; what was decided stays on record.

    ``whole`` takes it back on all threats on which it was taken in the same go and still stands. Gives the numbers of
    the threats that are open to decide again.

    Raises:
        Refused: nothing is decided that could be taken back.
    """
    model = models.model(unit, model_id, for_update=True)
    row = threats.row(unit, model.id, threat_id)
    standing = threats.standing(unit, model.id)
    before = _last(standing.get(row.id, NOTHING))
    if before is None:
        raise Refused(f"T-{row.number} has no decision that could be taken back.")
    rows = [row]
    if whole:
        same = [id_ for id_, one in standing.items() if (last := _last(one)) is not None and act(last) == act(before)]
        found = [threats.row(unit, model.id, id_) for id_ in same]
        rows = [one for one in found if one.reopened is None or one is row]
    values = {one.id: {"kind": "none"} for one in rows}
    _decide(unit, Chosen(model, rows, standing), by, "none", values)
    notices.taken_back(unit, model, rows, by, [standing[one.id] for one in rows])
    return tuple(sorted(one.number for one in rows))


def _last(standing: Standing) -> Decision | None:
    """The last row that something rests on."""
    return standing.decision or next(iter(standing.waiting[-1:]), None)


def _undecided(unit: UnitOfWork, model_id: str, chosen: Sequence[str]) -> Chosen:
    """The chosen threats, none of them decided yet, and all of one root cause.

    Raises:
        NotFound: one of them is not here.
        Refused: none was chosen, one is decided by now, or they are of different causes by now.
    """
    model = models.model(unit, model_id, for_update=True)
    rows = [threats.row(unit, model.id, threat_id) for threat_id in dict.fromkeys(chosen)]
    if not rows:
        raise Refused("Choose at least one threat for which it holds.", "threats")
    what = Chosen(model, rows, threats.standing(unit, model.id))
    for row in rows:
        if what.before(row).decision is not None and row.reopened is None:
            told = f"T-{row.number} was decided meanwhile; the list says by whom."
            raise Refused(f"{told} {'Leave it out.' if rows[1:] else 'Take that back to decide anew.'}", "threats")
    if len({threats.loaded(row).cause for row in rows}) > 1:
        told = "These threats have no common cause any more. Close this window and look at the list again."
        raise Refused(told, "threats")
    return what


def _known_broken(unit: UnitOfWork, services: Services, what: Chosen) -> dict[str, list[str]]:
    """Threat -> ids of the assumptions under it that hold no longer, as everybody knows who decides on it now."""
    names, today = names_of(picture(unit, services, what.model).workload), unit.now.date()
    return {row.id: [id_ for id_, _ in names.broken(row.rule, row.on, today)] for row in what.rows}


def broken(unit: UnitOfWork, services: Services, model_id: str, about: Sequence[Threat]) -> tuple[str, ...]:
    """Sentences on the assumptions under threats that hold no longer, for whoever is about to decide on them."""
    model, today = models.model(unit, model_id), unit.now.date()
    names = names_of(picture(unit, services, model).workload)
    return tuple(dict.fromkeys(why for one in about for _, why in names.broken(one.rule, one.on, today)))


def _decide(unit: UnitOfWork, what: Chosen, by: str, told: str, values: Mapping[str, Values]) -> None:
    """Append a decision row for each threat, and bring up to date what follows from it."""
    model, at = what.model, unit.now
    for row in what.rows:
        last = what.before(row).last
        filled: Values = {"code": "", "reason": "", "until": None, "rests_on": {}, **values[row.id]}
        judged = {"level": row.level} if filled["kind"] in threats.JUDGED else {}
        filled["rests_on"] = {**judged, **filled["rests_on"], "revision": model.revision}
        unit.insert(Decision, model_id=model.id, threat_id=row.id, by=by, at=at, supersedes=last, **filled)
        row.reopened = None
        unit.session.add(row)
        half = {"half": True} if "half" in filled["rests_on"] else {}
        unit.record(by, f"decided {told}", row.id, {"model": model.id, "number": row.number, **half})
    unit.session.flush()
    sum_up(unit, model)
    model.revision += 1
    unit.session.add(model)
    unit.session.flush()
    surfaces.refresh(unit, model.id, *SHOWN)
    if any((one := what.before(row).decision) is not None and one.kind == "not-applicable" for row in what.rows):
        surfaces.refresh(unit, model.id, "set aside")
    for row in what.rows:
        surfaces.refresh(unit, model.id, "reopened", subject=row.id)
    recheck(unit, model, by)
    dues.follow(unit, model, by)


def _no_help(what: Chosen, row: Row, chose: Sequence[MitigationView], left: Left | None) -> Refused | None:
    """A refusal of what would change nothing; what is known not to be enough is no reason to refuse it."""
    if not chose:
        return what.refuse(row, "Choose at least one mitigation.", "mitigations")
    if left is not None and left.in_vain:
        told = "This alone neither lowers the risk nor settles the threat. The form says what each of them leaves."
        return what.refuse(row, told, "mitigations")
    return None


def _wrong_day(
    unit: UnitOfWork,
    what: Chosen,
    chose: Mapping[str, Sequence[MitigationView]],
    due: date,
    who: tuple[str, postponing.Asker],
) -> Refused | None:
    """Whether a day has passed, or is too late for the strictest of the threats; ``who`` does it, and who says so."""
    today, wrong = unit.now.date(), []
    for row in what.rows:
        accept = threats.loaded(row).accept
        promised = postponing.first_promise(unit, row, [one.id for one in chose[row.id]])
        since = postponing.since(unit, promised, row)
        if promised is None or since == today:
            refusal = rules.mitigation(row.level, due, today, accept)
        else:
            doers = {who[0], promised.owner}
            promise = postponing.Promise(since, promised.due.date())
            refusal = postponing.refusal(unit, what.model, doers, row, due, promise, who[1])
        if refusal:
            wrong.append((rules.longest_acceptance(row.level, since, accept), row.number, row, refusal))
    if not wrong:
        return None
    *_, row, refusal = min(wrong)
    return what.refuse(row, refusal, "due")


def _same(unit: UnitOfWork, what: Chosen, on: str, mitigation: str) -> Action | None:
    """The item of a mitigation on a thing, where it was taken on before."""
    same = (col(Action.model_id) == what.model.id, col(Action.mitigation) == mitigation, col(Action.on) == on)
    return unit.session.exec(select(Action).where(*same)).one_or_none()


def _item(
    unit: UnitOfWork,
    what: Chosen,
    row: Row,
    mitigation: MitigationView,
    taken: Values,
    awaited: Mapping[int, Sequence[Row]],
) -> Sequence[Values]:
    """Take one on; gives what there is to tell where it is put off by that.

    What other threats wait for too, as ``awaited`` says by item, becomes due no later than it was.
    """
    model, found = what.model, _same(unit, what, row.on, mitigation.id)
    if found is not None:
        day, put_off = taken["due"], []
        others = [one for one in awaited.get(found.id or 0, ()) if one.id != row.id]
        if others:
            day = min(found.due, day)
        if found.state == "done":
            dues.take_up(unit, found)
        elif day > found.due:
            put_off.append(postponing.keep(unit, found, [row], day.date(), "", taken["by"]))
        if postponing.has_risen(row) and not others:
            found.at = unit.now
        found.due, found.owner, found.zone, found.state = day, taken["owner"], taken["zone"], "open"
        found.remind_at, found.reminded = None, 0  # dated anew by ``dues.follow``
        unit.session.add(found)
        return put_off
    earlier = postponing.first_promise(unit, row, ())
    unit.insert(
        Action,
        model_id=model.id,
        mitigation=mitigation.id,
        on=row.on,
        kind=mitigation.action,
        title=mitigation.title,
        state="open",
        at=unit.now if earlier is None or postponing.has_risen(row) else earlier.at,
        remind_at=None,
        reminded=0,
        moved=[],
        **taken,
    )
    return ()
