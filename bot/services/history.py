"""A model's history as its report tells it, from the audit log: one line an event, the oldest first.

What one person decided alike within a minute is one line, as are lists made anew for one reason on one day. Whoever
shows the lines escapes them; what people wrote stands in quotes. An answer is no event of its own: what it made of the
list is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlmodel import col, or_, select

from bot.store import threats
from bot.store.tables import Audit, Decision, Model
from bot.store.tables import Threat as Row
from bot.store.unit_of_work import UnitOfWork
from flows.decisions import NOT_APPLICABLE
from flows.report.dates import day
from flows.report.lists import counted, joined, numbered
from flows.workload.draft import LOSSES, ZONES
from flows.workload.types import type_title

Detail = Mapping[str, Any]
"""What the audit log keeps of an event beside who, what and when."""
GENERATED: Final = "generated"
DECIDED: Final = "decided "
PUT_OFF: Final = "mitigation put off"
TOGETHER: Final = timedelta(minutes=1)
_AS_IT_STANDS: Final = ("nothing changed", "put off to")
"""How a review ended is told as the log has it."""


@dataclass(frozen=True)
class Event:
    """Something that happened: what the log calls it, and it in words; of a decision also the threat."""

    at: datetime
    by: str
    what: str
    words: str
    detail: Detail
    number: int = 0


def history(unit: UnitOfWork, model: Model, names: Mapping[str, str], types: Mapping[str, str]) -> tuple[str, ...]:
    """What became of a model, a sentence a line.

    Args:
        unit: where its log is read.
        model: whose.
        names: a member's id -> how they are called.
        types: a component's type -> its title.
    """
    return tuple(
        f"On {day(group[0].at)}: {_told(group)}, by {names.get(group[0].by, group[0].by)}."
        for group in _groups(_events(unit, model, types))
    )


def _events(unit: UnitOfWork, model: Model, types: Mapping[str, str]) -> Iterator[Event]:
    rows = {row.id: row for row in threats.rows(unit, model.id, everything=True)}
    decisions = _Decisions(unit, model.id)
    ours = select(Row.id).where(col(Row.model_id) == model.id)
    wanted = select(Audit).where(
        or_(col(Audit.subject) == model.id, col(Audit.subject).in_(ours)), col(Audit.what) != "answered"
    )
    packs = ""
    for entry in unit.session.exec(wanted.order_by(col(Audit.id))):
        detail, row = entry.detail, rows.get(entry.subject)
        if entry.what == GENERATED:
            other = "the rule packs had changed" if packs not in ("", detail.get("packs")) else ""
            detail = {**detail, "why": detail.get("why") or other}
            packs = str(detail.get("packs", ""))
            yield Event(entry.at, entry.by, entry.what, "", detail)
        elif row is not None:
            if words := _of_threat(entry, row, decisions):
                yield Event(entry.at, entry.by, words.common, words.alone, detail, row.number)
        elif words_ := _of_model(entry, types):
            yield Event(entry.at, entry.by, entry.what, words_, detail)


class _Decisions:
    """What people decided on each threat, in their order, beside the log that says when they did."""

    def __init__(self, unit: UnitOfWork, model_id: str) -> None:
        made = select(Decision).where(col(Decision.model_id) == model_id).order_by(col(Decision.id))
        logged = select(Audit.subject).where(col(Audit.what).startswith(DECIDED))
        self._rows: defaultdict[str, list[Decision]] = defaultdict(list)
        for row in unit.session.exec(made):
            self._rows[row.threat_id].append(row)
        counts: defaultdict[str, int] = defaultdict(int)
        for subject in unit.session.exec(logged.where(col(Audit.subject).in_(list(self._rows)))):
            counts[subject] += 1
        self._next = {id_: len(listed) - counts[id_] for id_, listed in self._rows.items()}  # carried over ones first

    def next(self, threat_id: str) -> tuple[Decision | None, Decision | None]:
        """The next decision on a threat that the log has, and the one before it."""
        rows, at = self._rows.get(threat_id, []), self._next.get(threat_id, -1)
        self._next[threat_id] = at + 1
        if not 0 <= at < len(rows):
            return None, None
        return rows[at], rows[at - 1] if at else None


@dataclass(frozen=True)
class _Words:
    """What happened to a threat: in words that hold for several alike, and in those for it alone."""

    common: str
    alone: str


def _of_threat(entry: Audit, row: Row, decisions: _Decisions) -> _Words | None:
    called = f"T-{row.number} “{row.body.get('title', row.rule)}”"
    why = str(entry.detail.get("why", "")).rstrip(".")
    if entry.what.startswith(DECIDED):
        made, before = decisions.next(row.id)
        common = _decided(made, before) if made is not None else f"decided as {entry.what.removeprefix(DECIDED)}"
        return _Words(common, f"{called} {common}")
    told = {
        "decision carried over": f"what was decided before on what {called} came from holds for it too",
        "acceptance reopened": f"the acceptance of {called} ended: {why}",
        "decision reopened": f"what was decided on {called} holds no longer: {why}",
        "half acceptance void": f"the half acceptance of {called} ended: {why}",
    }
    return _Words(f"{entry.what} {row.id}", told[entry.what]) if entry.what in told else None


def _decided(made: Decision, before: Decision | None) -> str:
    until = f" until {day(made.until)}" if made.until else ""
    match made.kind:
        case "mitigate":
            return "taken on"
        case "accept":
            return f"accepted{until}"
        case "not-applicable":
            coded = NOT_APPLICABLE.get(made.code, "")  # type: ignore[call-overload]  # one of its keys, or empty
            return f"set aside as not applicable{f' ({coded[:1].lower()}{coded[1:]})' if coded else ''}"
    if "half" in made.rests_on:
        return f"half accepted{until}"
    return f"undecided again, no longer {_decided(before, None)}" if before else "undecided again"


def _of_model(entry: Audit, types: Mapping[str, str]) -> str:
    if entry.what.startswith(_AS_IT_STANDS):
        return entry.what
    tell = _TOLD.get(entry.what)
    return tell(entry.detail, types) if tell else ""


def _changed(detail: Detail, _: Mapping[str, str]) -> str:
    note, parts = str(detail.get("note", "")).strip(), [f"“{name}”" for name in detail.get("parts", ())]
    added = f"; {'part' if len(parts) == 1 else 'parts'} added: {joined(parts)}" if parts else ""
    return f"something changed{f': “{note}”' if note else ''}{added}"


def _edited(detail: Detail, types: Mapping[str, str]) -> str:
    before, name, type_ = (str(detail.get(field, "")) for field in ("before", "name", "type"))
    zone = detail.get("zone", "")
    told = [f"renamed “{name}”"] if before != name else []
    if detail.get("type_before", type_) != type_:
        told.append(f"said to be of type “{type_title(type_, types)}”")
    if detail.get("zone_before", zone) != zone:
        told.append(f"put to “{ZONES.get(zone, 'nobody said where')}”")
    return f"the part “{before}” was {joined(told)}" if told else f"the part “{before}” was edited"


def _rerouted(detail: Detail, _: Mapping[str, str]) -> str:
    before, name = str(detail.get("before", "")), str(detail.get("name", ""))
    return f"the line “{before}” was edited" if before == name else f"the line “{before}” is “{name}” now"


def _removed(detail: Detail, _: Mapping[str, str]) -> str:
    lines = f", with {counted(detail['flows'], 'line')}" if detail.get("flows") else ""
    return f"the part “{detail.get('name', '')}” was removed{lines}"


def _graded(detail: Detail, _: Mapping[str, str]) -> str:
    grades = [f"{loss} {detail[loss]}" for loss in LOSSES if loss in detail]
    return f"“{detail.get('name', detail.get('asset', ''))}” was graded: {', '.join(grades) or 'no grade of its own'}"


def _put_off(detail: Detail, _: Mapping[str, str]) -> str:
    before, due = (day(datetime.fromisoformat(str(detail[name]))) for name in ("before", "due"))
    agreed = f", beyond what {detail['beyond']} allows" if detail.get("beyond") else ""
    why = f": “{detail['reason']}”" if detail.get("reason") else ""
    return f"“{detail.get('title', '')}” was put off from {before} to {due}{agreed}{why}"


_TOLD: Final[Mapping[str, Callable[[Detail, Mapping[str, str]], str]]] = {
    "model drafted": lambda *_: "drafted",
    "flows added": lambda detail, _: f"{counted(detail['flows'], 'line')} drawn" if detail.get("flows") else "",
    "something changed": _changed,
    "part edited": _edited,
    "part removed": _removed,
    "line edited": _rerouted,
    "line removed": lambda detail, _: f"the line “{detail.get('name', '')}” was taken out",
    "asset graded": _graded,
    "review opened by a change": lambda *_: "a review was opened by a change",
    "review due": lambda *_: "a review fell due",
    "review asked about again": lambda *_: "a review that nobody had answered was asked about again",
    "told that it got worse": lambda *_: "those who answer for the list were told that it got worse",
    "told what is overdue": lambda *_: "the owner of what was past its day was told",
    PUT_OFF: _put_off,
    "mitigation done": lambda detail, _: f"“{detail.get('title', '')}” was done",
    "approved": lambda detail, _: f"approved version {detail['version']}",
}
"""What the log has of a model, in words; of what is not here the report says nothing."""


def _groups(events: Iterable[Event]) -> list[list[Event]]:
    """Events that are told in one line."""
    groups: list[list[Event]] = []
    for event in events:
        if groups and _belongs(groups[-1], event):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _belongs(group: Sequence[Event], event: Event) -> bool:
    first = group[0]
    if (first.what, first.by) != (event.what, event.by):
        return False
    if event.what == GENERATED:
        return first.detail["why"] == event.detail["why"] and day(first.at) == day(event.at)
    alike = event.number > 0 or (event.what == PUT_OFF and event.words == first.words)
    return alike and event.at - first.at < TOGETHER


def _told(group: Sequence[Event]) -> str:
    first, *more = group
    if first.what == GENERATED:
        return _generated([int(one.detail.get("version", 0)) for one in group], str(first.detail["why"]))
    if first.what == PUT_OFF:
        waiting = {number for one in group for number in one.detail.get("threats", ())}
        return first.words + (f" ({', '.join(numbered(waiting))})" if waiting else "")
    if not more:
        return first.words
    return f"{len(group)} threats {first.what}: {', '.join(numbered(one.number for one in group))}"


def _generated(versions: Sequence[int], why: str) -> str:
    run = len(versions) > 1 and all(after == before + 1 for before, after in pairwise(versions))
    which = f"versions {versions[0]} to {versions[-1]}" if run else f"version {joined(map(str, versions))}"
    return f"list made{'' if versions[0] == 1 else ' anew'}, {which}{f': {why}' if why else ''}"
