"""What was decided on a threat, in words: by whom, until when, how often, and who has still to agree."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from bot.blocks.text import count, cut, day, mrkdwn, person, plain
from bot.store.tables import Decision
from bot.triage import Entry, Taken
from flows.packs.schema import Level, Role
from flows.report.types import Decided, Half
from flows.threats.priority import standing
from flows.words import day_in_words, how_often, ordinal

Named = Sequence[tuple[int, Level, str]]
"""Threats by number, level and title."""

WORDS = {"accept": "accepted", "mitigate": "mitigating", "not-applicable": "not applicable", "none": "half accepted"}
"""What stood by a decision row; one of no kind was half an acceptance."""
NAMED = 10
SHOWN = 3
"""How many of those who accepted their parts, or of the mitigations taken on, are named."""


def decision_line(entry: Entry) -> str:
    """What was decided, by whom, until when; or why it is open again."""
    if entry.reopened:
        again = "Half an acceptance is void" if entry.halves else "Open again"
        return f":rotating_light: {again}: {plain(entry.reopened)}"
    decided = entry.decided
    if decided is None:
        return _half_accepted(entry) if entry.halves else ""
    by = f"{person(decided.by)}, {day(decided.at)}"
    match decided.kind:
        case "accept":
            return f":memo: {_accepted(decided)} by {by}: {plain(cut(decided.reason, 300))}"
        case "not-applicable":
            return f":memo: Not applicable, by {by}: {plain(cut(decided.reason, 300))}"
        case _:
            return f":hammer_and_wrench: Mitigating: {_who_does_what(entry)} (decided by {by})"


def _accepted(decided: Decided) -> str:
    times = f" the {ordinal(decided.times)} time" if decided.times > 1 else ""
    until = f" until {day_in_words(decided.until)}" if decided.until else ""
    shared = f" together with {_agreed(decided.halves)}," if decided.halves else ""
    return f"Accepted{times}{until}{shared}"


def _who_does_what(entry: Entry) -> str:
    return _some([_who(one) + (" :alarm_clock: *overdue*" if one.overdue else "") for one in entry.taken])


def _who(one: Taken) -> str:
    again = f", {plain(one.put_off)}" if one.put_off else ""
    return f"{plain(cut(one.title, 150))}, {person(one.owner)} by {day_in_words(one.due)}{again}"


def _some(told: Sequence[str]) -> str:
    return "; ".join([*told[:SHOWN], *([f"{len(told) - SHOWN} more"] if told[SHOWN:] else [])])


def _half_accepted(entry: Entry) -> str:
    until = min(half.until for half in entry.halves)
    left = f"{roles(entry.still)} still to agree" if entry.still else "nobody else is needed: accept it once more"
    reason = plain(cut(entry.halves[-1].reason, 300))
    return f":memo: Half accepted until {day_in_words(until)}: {_agreed(entry.halves)} agreed, {left}: “{reason}”"


def _agreed(halves: Sequence[Half]) -> str:
    named = [f"{roles(half.roles)} ({person(half.by)}, {day(half.at)})" for half in halves[:SHOWN]]
    return " and ".join([*named, *([count(len(halves) - SHOWN, "other")] if halves[SHOWN:] else [])])


def roles(held: Sequence[Role]) -> str:
    """``security and product``."""
    return " and ".join(held)


def before(entry: Entry) -> str:
    """How often the risk has been accepted before, for whoever is about to accept it; empty where never."""
    if not entry.accepted:
        return ""
    times = how_often(entry.accepted)
    return f"T-{entry.number} has been accepted {times} before; this would be the {ordinal(entry.accepted + 1)} time."


def set_aside_by(entry: Entry) -> str:
    """Who set a threat aside, and why, for whoever is about to approve."""
    decided = entry.decided
    by, reason = (person(decided.by), plain(cut(decided.reason, 200))) if decided else ("nobody", "")
    return f"{_named(entry.number, standing(entry.threat), entry.threat.title)}\n{by}: {reason}"


def taken_late(entry: Entry) -> str:
    """What was taken on against a threat and is past its day, for whoever is about to approve."""
    late = _some([_who(one) for one in entry.taken if one.overdue])
    return f"{_named(entry.number, standing(entry.threat), entry.threat.title)}\n{late}"


def taken_on(entry: Entry) -> str:
    """What was taken on against a threat, and what it leaves, for whoever is about to approve."""
    leaves = f"leaves {entry.leaves.capitalize()}: " if entry.leaves else ""
    return f"{_named(entry.number, standing(entry.threat), entry.threat.title)}\n{leaves}{_who_does_what(entry)}"


def set_aside(
    model: str,
    by: str,
    threats: Named,
    left: int,
    reason: str,
    since: Sequence[tuple[Decision, Sequence[int]]] = (),
) -> list[Block]:
    """Tells the thread of severe threats that somebody set aside; ``since`` is what was decided in its place."""
    whole = sum(len(numbers) for _, numbers in since) == len(threats) + left
    told = f":label: {person(by)} {'said' if whole else 'says'} that this does not apply to *{plain(model)}*:"
    lines = [_since(row, "That" if whole and not since[1:] else _numbers(numbers)) for row, numbers in since[:SHOWN]]
    return [SectionBlock(text=mrkdwn("\n".join([told, _list(threats, left), plain(cut(reason, 1100)), *lines])))]


def _since(row: Decision, what: str) -> str:
    done = "taken back" if row.kind == "none" else f"decided otherwise ({WORDS[row.kind]})"
    return f":leftwards_arrow_with_hook: {what} was {done} on {day(row.at)} by {person(row.by)}."


def _numbers(numbers: Sequence[int]) -> str:
    left = f" and {len(numbers) - NAMED} more" if numbers[NAMED:] else ""
    return ", ".join(f"T-{number}" for number in sorted(numbers)[:NAMED]) + left


def taken_back(
    model: str, who: tuple[str, Sequence[str]], kind: str, threats: Named, left: int, reason: str
) -> list[Block]:
    """Tells the thread that somebody took back what others decided; ``who`` is both, ``reason`` what those gave."""
    whose = " and ".join(person(one) for one in who[1])
    told = f":leftwards_arrow_with_hook: {person(who[0])} took back what {whose} decided in *{plain(model)}*"
    why = f"\nThe reason had been: {plain(cut(reason, 1100))}" if reason else ""
    return [SectionBlock(text=mrkdwn(f"{told} ({WORDS[kind]}):\n{_list(threats, left)}{why}"))]


def _list(threats: Named, left: int) -> str:
    lines = [f"• {_named(number, level, title)}" for number, level, title in threats]
    return "\n".join([*lines, *([f"and {left} more"] if left else [])])


def _named(number: int, level: Level, title: str) -> str:
    return f"*T-{number}* · {level.capitalize()} · {plain(cut(title, 150))}"
