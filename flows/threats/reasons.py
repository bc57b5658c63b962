"""Why a condition comes out as it does, and what to ask where it is unknown.

A verdict rests on some leaves of the condition only: a false ``all`` on its first false part, a true ``any`` on its
first true one. What these say becomes reasons; what they lack becomes asks.
"""

from collections.abc import Iterable, Iterator

from flows.conditions import (
    NOT_APPLICABLE,
    All,
    Answered,
    Any,
    Condition,
    Exists,
    FactIs,
    FlowIs,
    Not,
    TypeIs,
    evaluate,
)
from flows.threats.subjects import Held, SubjectView, is_open
from flows.threats.template import Wording, fill, listed
from flows.threats.types import Confidence, Reason
from flows.workload.model import Fact

Leaf = FactIs | Answered | TypeIs | FlowIs | Exists


def deciding(condition: Condition, view: SubjectView) -> Iterator[Leaf]:
    """The leaves on which the condition's verdict rests; for unknown, those that are unknown."""
    if isinstance(condition, Not):
        yield from deciding(condition.of, view)
    elif isinstance(condition, All | Any):
        verdict = evaluate(condition, view)
        parts = [part for part in condition.of if evaluate(part, view) == verdict]
        alone = verdict == ("no" if isinstance(condition, All) else "yes")
        for part in parts[:1] if alone else parts:
            yield from deciding(part, view)
    else:
        yield condition


def unanswered(condition: Condition, view: SubjectView) -> Iterator[Held]:
    """Where an answer is missing that an unknown condition waits for.

    A fact whose ``only_if`` is itself unknown is not asked yet: what its ``only_if`` waits for comes first.
    """
    if evaluate(condition, view) != "unknown":
        return
    for leaf in deciding(condition, view):
        if isinstance(leaf, FactIs | Answered):
            yield from pending(leaf.fact, view)


def pending(fact: str, view: SubjectView) -> Iterator[Held]:
    """The places in which the fact is unanswered and may be asked, or what its ``only_if`` waits for."""
    for held, value in zip(view.places(fact), view.fact(fact), strict=True):
        if not is_open(value):
            continue
        condition = view.facts[fact].only_if
        if condition is not None and view.only_if(held) == "unknown":
            yield from unanswered(condition, view.at(held))
        else:
            yield held


def answered(found: Iterable[Leaf], view: SubjectView) -> Iterator[Held]:
    """The answers that these leaves rest on; where a fact does not apply, the answers that say so."""
    for leaf in found:
        if not isinstance(leaf, FactIs | Answered):
            continue
        for held, value in zip(view.places(leaf.fact), view.fact(leaf.fact), strict=True):
            condition = view.facts[leaf.fact].only_if
            if value is NOT_APPLICABLE and condition is not None:
                there = view.at(held)
                yield from answered(deciding(condition, there), there)
            elif held.answer is not None:
                yield held


def question(held: Held, view: SubjectView, wording: Wording) -> str:
    """The fact's question with the names of this place filled in; facts in it are those of its own pack first."""
    names, pack = dict(wording.names), held.fact.partition("/")[0]

    def choices(name: str) -> tuple[str, ...]:
        own = f"{pack}/{name}"
        return wording.choices(own if own in view.facts else name)

    if view.facts[held.fact].on == "asset":
        names["asset"] = held.name
    return fill(view.facts[held.fact].ask, Wording(names, choices))


def reason(held: Held, view: SubjectView, wording: Wording) -> Reason:
    """An answer as a reason for people."""
    asked, answer = question(held, view, wording), held.answer
    if answer is None:
        return Reason(held.fact, "Nobody has answered this yet.", None, None, None, held.on, asked)
    words = view.facts[held.fact].choices.get(answer.value, answer.value)
    if answer.refuted_by is not None:
        words = f"Not so: “{words.rstrip('.')}” was said, and {answer.refuted_by.rstrip('.')} shows otherwise."
    return Reason(held.fact, words, answer.value, answer.by, answer.at, held.on, asked)


def confidence(held: Held, view: SubjectView) -> Confidence:
    """How sure the answer is; it is said by the role that knows where ``role``, or ``by``, names one of ``who``."""
    fact = view.facts[held.fact]
    if held.answer is None:
        return "presumed" if fact.presumed else "unknown"
    if held.answer.proof in {"run-time", "test"}:
        return "run time"
    if held.answer.proof in {"code", "plan"}:
        return "code or plan"
    return "said by the role that knows" if _knows(held.answer, fact.who) else "said by another"


def sureness(found: Confidence) -> str:
    """The confidence as people read it: of whoever is no role that knows, only that is known, be it the owner."""
    return "said, not in a role that knows" if found == "said by another" else found


def _knows(answer: Fact, who: tuple[str, ...]) -> bool:
    if answer.role is not None:
        return answer.role in who
    said_by = (answer.by or "").lower().replace("(", " ").replace(")", " ").replace(",", " ").split()
    return not set(said_by).isdisjoint(who)


def why_not(found: Iterable[Leaf], view: SubjectView, wording: Wording) -> tuple[str, str | None]:
    """One sentence, why the rule does not apply here; and who said the answer that it tells, if one did."""
    leaf = next(iter(found), None)
    if isinstance(leaf, FactIs | Answered):
        return _fact_says(leaf, view, wording)
    return _architecture_says(leaf, view, wording), None


def _architecture_says(leaf: TypeIs | FlowIs | Exists | None, view: SubjectView, wording: Wording) -> str:
    match leaf:
        case TypeIs():
            seen = view.type_of(leaf.end)
            if seen in leaf.types:  # the rule leaves this type out
                return f"{wording.names[leaf.end]} is of type {seen}, which this rule leaves to others."
            return f"{wording.names[leaf.end]} is of another type than {listed(leaf.types)}."
        case FlowIs():
            return "The kind or the zones of this flow are others than those that the rule is about."
        case Exists():
            return f"This depends on whether the model has a component of type {listed(leaf.types)}."
    return "What the rule is about is not here."


def _fact_says(leaf: FactIs | Answered, view: SubjectView, wording: Wording) -> tuple[str, str | None]:
    said = next(iter(answered([leaf], view)), None)
    if said is not None:
        found = reason(said, view, wording)
        return f"“{found.question}” — {found.words.rstrip('.')}.", found.by
    places = view.places(leaf.fact)
    if places:
        return f"“{question(places[0], view, wording)}” does not apply here.", None
    nowhere = Held(leaf.fact, view.subject.on, "it", None)
    return f"Nothing is named here of which to ask: “{question(nowhere, view, wording)}”", None
