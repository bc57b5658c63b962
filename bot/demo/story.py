"""The demonstration as data: what is asked and answered, what follows, what is decided, and the first fix.

Telling it is ``bot.commands.demo``'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import demo
from flows import modelfile
from flows.conditions import All, Any, Condition, FactIs
from flows.coverage import coverages
from flows.decisions import acceptance, longest_acceptance
from flows.intake.answers import Answer, apply
from flows.intake.questions import Question, length, next_questions
from flows.packs.index import Library
from flows.packs.schema import Role
from flows.report.responsibility import layers_of
from flows.report.types import ActionItem, Decided, Report, undecided
from flows.risk import level_rank
from flows.threats.generate import generate
from flows.threats.types import Ask, MitigationView, Threat
from flows.workload.model import Workload

DUE_DAYS = 14


@dataclass(frozen=True)
class Asked:
    """A question as it was put, who answered it, and what; None for "don't know"."""

    question: Question
    role: Role
    value: str | None


@dataclass(frozen=True)
class Story:
    """The model at four moments: nobody was asked, all was answered, people decided, the first fix is done."""

    before: Report
    asked: tuple[Asked, ...]
    answered: Report
    decided: Report
    fixed: Report


def play(library: Library, now: datetime) -> Story:
    """The whole story; the same packs and time give the same one."""
    drawn, _ = modelfile.read(demo.model_file(), demo.MODEL, library, str)
    workload = apply(drawn, list(demo.known(library, now)), library)
    before = undecided(workload, generate(workload, library), now, layers_of(library))
    asked = tuple(_interview(workload, library, now))
    answers = [answer for one in asked if (answer := _answer(one, now))]
    answered = _at(workload, answers, library, now)
    decided = _decide(answered, library, now)
    return Story(before, asked, answered, decided, _first_fix(decided, answers, library, now))


def _interview(workload: Workload, library: Library, now: datetime) -> Iterator[Asked]:
    """Question after question, as the bot would put them, up to the length of an intake."""
    answers: list[Answer] = []
    aside: set[Ask] = set()
    for _ in range(length(workload)):
        left = next_questions(apply(workload, answers, library), library, frozenset(aside))
        if not left:
            return
        asked = Asked(left[0], demo.role_of(left[0]), demo.answer(left[0]))
        if answer := _answer(asked, now):
            answers.append(answer)
        else:
            aside.add((left[0].fact, left[0].on))
        yield asked


def _answer(asked: Asked, now: datetime) -> Answer | None:
    if asked.value is None:
        return None
    return Answer(asked.question.fact, asked.question.on, asked.value, asked.role, now)


def _at(workload: Workload, answers: list[Answer], library: Library, now: datetime) -> Report:
    known = apply(workload, answers, library)
    found = generate(known, library)
    return undecided(known, found, now, layers_of(library), coverages(known, found, library))


def _decide(report: Report, library: Library, now: datetime) -> Report:
    """The developer takes on the threats that can be ended; the least of the others is accepted."""
    open_ = [threat for threat in report.generation.threats if threat.state == "open" and not threat.hygiene]
    due = (now + timedelta(days=DUE_DAYS)).date()
    decisions: dict[str, Decided] = {}
    settles: dict[MitigationView, list[int]] = {}
    for threat in open_:
        if fixes := _fixes(threat, report, library, now):
            decisions[threat.id] = Decided("mitigate", "developer", now, items=tuple(fix.title for fix in fixes))
        for fix in fixes:
            settles.setdefault(fix, []).append(report.numbers[threat.id])
    rest = [threat for threat in open_ if threat.id not in decisions]
    if rest:
        decisions |= _accepted(min(rest, key=lambda threat: level_rank(threat.risk.residual.level)), now)
    items = [ActionItem(fix.title, fix.action, "developer", due, "open", tuple(n)) for fix, n in settles.items()]
    return replace(report, decisions=decisions, actions=items)


def _accepted(threat: Threat, now: datetime) -> dict[str, Decided]:
    """The acceptance by the risk owner, who is from outside the team; none where the rules refuse it."""
    level = threat.risk.residual.level
    until = longest_acceptance(level, now.date(), threat.accept)
    roles: tuple[Role, ...] = ("security",)
    if acceptance(level, until, now.date(), roles, is_owner=False, accept=threat.accept):
        return {}
    reason = (
        "Bearable until then: an order that waits a day harms nobody, and its household can shop without the fridge."
    )
    return {threat.id: Decided("accept", "security", now, reason, until)}


def _fixes(threat: Threat, report: Report, library: Library, now: datetime) -> list[MitigationView]:
    """Of what is taken on, the mitigations that end the threat together; none where they do not."""
    wanted = [one for one in threat.mitigations if one.id in demo.TAKEN_ON and one.in_set and one.state == "missing"]
    answers = [answer for one in wanted for answer in _done(one, threat, library, now)]
    return wanted if answers and _ended({threat.id}, apply(report.workload, answers, library), library) else []


def _ended(ids: set[str], workload: Workload, library: Library) -> bool:
    """Whether all these threats are mitigated in the workload."""
    return ids <= {one.id for one in generate(workload, library).threats if one.state == "mitigated"}


def _done(fix: MitigationView, threat: Threat, library: Library, now: datetime) -> list[Answer]:
    """The answers that say that the mitigation is in place: marking an item done is answering its facts."""
    wanted = _wanted(library.mitigations[fix.id].done_when)
    places = {reason.fact: reason.on for reason in threat.because}
    if threat.on in threat.components:
        places = dict.fromkeys(wanted, threat.on) | places
    if not wanted or not wanted.keys() <= places.keys():
        return []
    return [Answer(fact, places[fact], value, "developer", now) for fact, value in wanted.items()]


def _wanted(condition: Condition) -> dict[str, str]:
    """Fact -> a value with which the condition holds; empty where it asks for more than values."""
    match condition:
        case FactIs():
            return {condition.fact: condition.values[0]}
        case All():
            parts = [_wanted(part) for part in condition.of]
            return {fact: value for part in parts for fact, value in part.items()} if all(parts) else {}
        case Any():
            return _wanted(condition.of[0])
        case _:
            return {}


def _first_fix(decided: Report, answers: list[Answer], library: Library, now: datetime) -> Report:
    """The model once the first item is done that ends by itself all that it settles; new threats get new numbers."""
    for item in decided.actions:
        threats = [one for one in decided.generation.threats if decided.numbers[one.id] in item.settles]
        fix = next(one for one in threats[0].mitigations if one.title == item.title)
        workload = apply(decided.workload, [*answers, *_done(fix, threats[0], library, now)], library)
        if _ended({one.id for one in threats}, workload, library):
            actions = [replace(one, state="done") if one == item else one for one in decided.actions]
            return _renumbered(replace(decided, actions=actions), workload, library)
    return decided


def _renumbered(report: Report, workload: Workload, library: Library) -> Report:
    """The report of the changed workload; new threats get the next numbers."""
    after = generate(workload, library)
    new = [one.id for one in after.threats if one.id not in report.numbers]
    numbers = {**report.numbers, **{id_: number for number, id_ in enumerate(new, len(report.numbers) + 1)}}
    return replace(report, workload=workload, generation=after, numbers=numbers)
