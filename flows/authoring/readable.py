"""Conditions and sentences of packs as authors read them: in words, without a workload that would fill them in.

What a condition comes to is ``flows.conditions``'; a threat's own sentence is ``flows.threats.statement``'s.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from pydantic import BaseModel

from flows.conditions import All, Answered, Any, Condition, Exists, FactIs, FlowIs, Not, TypeIs
from flows.packs.schema import ImpactOf, Leaves, On, Pack, Rule
from flows.threats.statement import NEUTRAL, statement, title_alone
from flows.threats.template import Wording, fill

Tree = dict[str, object]


def in_words(condition: Condition, own: str = "") -> str:
    """The condition as words, such as ``edge_controls is login or filter``.

    Args:
        condition: as the pack has it, or with full fact ids.
        own: a pack's name; its facts are written short.
    """
    return _words(condition, lambda fact: fact.removeprefix(f"{own}/"))


def as_data(condition: Condition, own: str = "") -> Tree:
    """The condition as a pack writes it: ``parse`` gives it back. Facts of the pack ``own`` are written short."""
    if isinstance(condition, Not):
        return {"not": as_data(condition.of, own)}
    if isinstance(condition, All | Any):
        return {"all" if isinstance(condition, All) else "any": [as_data(each, own) for each in condition.of]}
    if isinstance(condition, FactIs | Answered):
        return {"fact": condition.fact.removeprefix(f"{own}/"), **_asked_of_a_fact(condition)}
    return _architecture_data(condition)


def plain(value: object, condition: Callable[[Condition], object] = as_data) -> object:
    """A part of a pack as JSON has it: fields by the names that packs use, conditions by ``condition``."""
    if isinstance(value, get_args(Condition)):
        return condition(value)
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {field.alias or key: plain(getattr(value, key), condition) for key, field in fields.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(inner, condition) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, condition) for inner in value]
    return value


def rule_in_words(rule: Rule) -> str:
    """The rule's statement with neutral names in place of a workload's."""
    return statement(rule, general())


def title_in_words(rule: Rule) -> str:
    """The rule's title with neutral names, or one made from its id."""
    return title_alone(rule)


def sentence_in_words(text: str, pack: Pack | None = None) -> str:
    """A question or another text of a pack with neutral names; its component by the pack's title where there is one."""
    return fill(text, general(pack))


def general(pack: Pack | None = None) -> Wording:
    """Neutral names for all that placeholders may name, and every choice of a fact as possible."""
    named = pack is not None and not pack.pack.startswith("cross.") and pack.pack != "workload"
    names = {**NEUTRAL} | ({"component": f"the {pack.title}"} if named and pack else {})
    return Wording(names, lambda _: ())


def on_in_words(rule: Rule) -> str:
    """What a rule stands on, such as ``a data flow from aws.cloudfront to aws.s3``."""
    about = f" where {joined(rule.on.about, 'or')} data is at stake" if rule.on.about else ""
    return f"{_thing(rule.on)}{about}"


def _thing(on: On) -> str:
    if on.component:
        return f"a component of type {joined(on.component, 'or')}" if on.component != ("any",) else "any component"
    if on.asset:
        return f"an asset of category {joined(on.asset, 'or')}" if on.asset != ("any",) else "any asset"
    if not on.flow:
        return "the workload"
    parts = [f"a {on.flow} flow"]
    parts += [f"from {joined(on.source, 'or')}"] if on.source else []
    parts += [f"to {joined(on.target, 'or')}"] if on.target else []
    parts += [f"that leaves or enters a zone of kind {joined(on.crosses, 'or')}"] if on.crosses else []
    parts += [f"that carries an asset with {fact} {value}" for fact, value in on.carries.items()]
    return " ".join(parts)


def leaves_in_words(leaves: Leaves) -> str:
    """What a set leaves, such as ``likelihood 1 and impact 2``."""
    known = {"likelihood": leaves.likelihood, "impact": leaves.impact}
    return " and ".join(f"{word} {value}" for word, value in known.items() if value is not None) or "nothing less"


def impact_in_words(impact: ImpactOf) -> str:
    """Of what the impact is, such as ``confidentiality of held-by-target, at least 3``."""
    words = f"{joined(impact.lost, 'and')} of the assets {impact.assets.replace('-', ' ')}"
    if impact.assets == "all":
        words = f"{joined(impact.lost, 'and')} of all assets"
    floor = impact.at_least
    if isinstance(floor, Mapping):
        return f"{words}; by {impact.by} at least {joined((f'{least} ({c})' for c, least in floor.items()), 'or')}"
    return f"{words}, at least {floor}" if floor > 1 else words


def joined(words: Iterable[str], conjunction: str) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *head, last = [*words]
    return f"{', '.join(head)} {conjunction} {last}" if head else last


def _words(condition: Condition, name: Callable[[str], str], *, inside: bool = False) -> str:
    if isinstance(condition, All | Any):
        parts = (_words(each, name, inside=True) for each in condition.of)
        text = (" and " if isinstance(condition, All) else " or ").join(parts)
        return f"({text})" if inside and len(condition.of) > 1 else text
    if isinstance(condition, Not):
        of = condition.of
        if isinstance(of, FactIs):
            return f"{name(of.fact)} is not {joined(of.values, 'or')}"
        return f"not ({_words(of, name)})"
    if isinstance(condition, FactIs):
        return f"{name(condition.fact)} is {joined(condition.values, 'or')}"
    if isinstance(condition, Answered):
        return f"{name(condition.fact)} has an answer, whichever"
    return _architecture_words(condition)


def _architecture_words(condition: TypeIs | FlowIs | Exists) -> str:
    if isinstance(condition, FlowIs):
        return _flow_words(condition)
    types = joined(condition.types, "or")
    if isinstance(condition, TypeIs):
        return f"{NEUTRAL[condition.end]} is of type {types}"
    return f"the model has a component of type {types}"


def _flow_words(flow: FlowIs) -> str:
    parts = [f"is of kind {joined(flow.kinds, 'or')}"] if flow.kinds else []
    parts += [f"comes from {joined(flow.from_zones, 'or')}"] if flow.from_zones else []
    parts += [f"goes to {joined(flow.to_zones, 'or')}"] if flow.to_zones else []
    if flow.crosses is not None:
        parts.append("changes zone" if flow.crosses else "stays in its zone")
    return f"the flow {joined(parts, 'and')}"


def _asked_of_a_fact(condition: FactIs | Answered) -> Tree:
    if isinstance(condition, Answered):
        return {"answered": "yes"}
    values = condition.values
    return {"is": values[0]} if len(values) == 1 else {"in": list(values)}


def _architecture_data(condition: TypeIs | FlowIs | Exists) -> Tree:
    if isinstance(condition, FlowIs):
        return {"flow": _flow_data(condition)}
    types = _one_or_many(condition.types)
    if isinstance(condition, Exists):
        return {"exists": {"type": types}}
    return {"type" if condition.end == "component" else f"{condition.end}_type": types}


def _flow_data(flow: FlowIs) -> Tree:
    named = {"kind": flow.kinds, "from_zone": flow.from_zones, "to_zone": flow.to_zones}
    data: Tree = {field: _one_or_many(words) for field, words in named.items() if words}
    return data if flow.crosses is None else {**data, "crosses": "yes" if flow.crosses else "no"}


def _one_or_many(words: tuple[str, ...]) -> object:
    return words[0] if len(words) == 1 else list(words)
