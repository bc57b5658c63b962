"""Runs the examples of a pack: a minimal workload for each rule, the given facts on it, and what the engine says.

The workload is made from what the rule stands on: one component, or a flow between two in zones that the rule's
``crosses`` asks for, one asset that is held and carried. Nothing else is in it, so that only the facts decide.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from flows.authoring.alone import found, is_threat, state_of
from flows.conditions import Condition, Exists, FlowIs, Not, TypeIs, walk
from flows.packs.index import ANY, Library, LoadedRule
from flows.packs.schema import Example, Pack
from flows.threats.found import Found
from flows.workload.model import Asset, AssetCategory, Component, Fact, Facts, Flow, Workload, Zone, ZoneKind

QUIET = "quiet"
"""What the result of a pack's quiet workload is called."""


WorkloadOf = Callable[[LoadedRule, Mapping[str, str], Library], Workload]
"""Makes the workload on which a rule is tried with the given facts."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and what became of it.

    Attributes:
        pack: the pack's name.
        example: the example's name, or ``quiet``.
        ok: whether all that is expected holds.
        expected: in words, such as ``origin-bypass: open, likelihood 4``.
        got: the same of what the engine says.
        decided_by: the facts that the engine names as reasons, such as ``direct_read is anyone``.
    """

    pack: str
    example: str
    ok: bool
    expected: str
    got: str
    decided_by: tuple[str, ...]


def run_examples(pack: Pack, library: Library) -> list[ExampleResult]:
    """All examples of the pack in order, then its quiet workload.

    Args:
        pack: one of the library's packs, as ``library.packs`` has it.
        library: holds the pack, and whatever packs it names facts of.
    """
    results = [run_example(pack, example, library) for example in pack.examples]
    return results + ([run_quiet(pack, library)] if pack.quiet else [])


def minimal_workload(loaded: LoadedRule, given: Mapping[str, str], library: Library) -> Workload:
    """The least workload on which the rule can stand, with the given facts (short or full names) where they belong."""
    facts = _placed(loaded, given, library)
    asset = Asset(id="asset", name="Asset", category=_categories(loaded), facts=facts["asset"])
    if loaded.kind == "flow":
        return _flow_workload(loaded, asset, facts)
    component = Component(
        id="component", name="Component", type=_type(loaded, "component"), holds=("asset",), facts=facts["component"]
    )
    others = tuple(Component(id=f"other-{n}", name=each, type=each) for n, each in enumerate(_existing(loaded)))
    components = () if loaded.kind == "workload" else (component,)
    return Workload(
        id="example", name="Example", assets=(asset,), components=(*components, *others), facts=facts["workload"]
    )


def run_example(pack: Pack, example: Example, library: Library) -> ExampleResult:
    """One example of a pack."""
    seen, wanted, got = _compared(pack, example, library, minimal_workload)
    reasons = tuple(dict.fromkeys(reason for each in seen for reason in _reasons(each)))
    return ExampleResult(pack.pack, example.name, wanted == got, _words(wanted), _words(got), reasons)


def holds(pack: Pack, example: Example, library: Library, workload_of: WorkloadOf) -> bool:
    """Whether an example holds; ``workload_of`` may give the workloads of a library of which this one is a mutant."""
    _, wanted, got = _compared(pack, example, library, workload_of)
    return wanted == got


def _compared(
    pack: Pack, example: Example, library: Library, workload_of: WorkloadOf
) -> tuple[list[Found | None], dict[str, str], dict[str, str]]:
    """What was found, what is expected and what came out."""
    expect, rules = example.expect, _rules(pack, library)
    seen = {
        rule: found(rules[rule], workload_of(rules[rule], example.given, library), library) for rule in expect.states
    }
    wanted, got = dict(expect.states), {rule: state_of(each) for rule, each in seen.items()}
    if expect.likelihood is not None:
        wanted["likelihood"], got["likelihood"] = str(expect.likelihood), _likelihood(next(iter(seen.values()), None))
    if expect.asks is not None:
        asked = {held.fact for each in seen.values() if is_threat(each) for held in each.ruling.judgement.asks}
        wanted["asks"] = library.fact_id(expect.asks, pack.pack)
        got["asks"] = wanted["asks"] if wanted["asks"] in asked else ", ".join(sorted(asked)) or "nothing"
    return list(seen.values()), wanted, got


def run_quiet(pack: Pack, library: Library, workload_of: WorkloadOf = minimal_workload) -> ExampleResult:
    """The pack's quiet workload, tried on each of its rules; without one, nothing is given and nothing may be open."""
    given, at_most = (pack.quiet.given, pack.quiet.at_most) if pack.quiet else ({}, 0)
    rules = _rules(pack, library)
    seen = {rule: found(loaded, workload_of(loaded, given, library), library) for rule, loaded in rules.items()}
    open_ = [rule for rule, each in seen.items() if state_of(each) == "open"]
    reasons = tuple(reason for rule in open_ for reason in _reasons(seen[rule]))
    got = f"{len(open_)} open{': ' if open_ else ''}{', '.join(open_)}"
    return ExampleResult(pack.pack, QUIET, len(open_) <= at_most, f"at most {at_most} open", got, reasons)


def _rules(pack: Pack, library: Library) -> dict[str, LoadedRule]:
    return {loaded.rule.id: loaded for loaded in library.rules if loaded.pack == pack.pack}


def _likelihood(one: Found | None) -> str:
    """If all claims hold, as METHOD has it for examples."""
    return str(one.risk.if_claims_hold.likelihood) if is_threat(one) else "none"


def _reasons(one: Found | None) -> Iterator[str]:
    if is_threat(one):
        because = one.threat().because
        yield from (f"{reason.fact} is {reason.value}" for reason in because if reason.fact and reason.value)
    elif one:
        yield one.ruled_out().because


def _words(outcome: Mapping[str, str]) -> str:
    return ", ".join(
        f"{key} {value}" if key in ("likelihood", "asks") else f"{key}: {value}" for key, value in outcome.items()
    )


def _placed(loaded: LoadedRule, given: Mapping[str, str], library: Library) -> dict[str, Facts]:
    """The facts by what they stand on in the workload of a rule of this kind."""
    placed: dict[str, Facts] = {on: {} for on in ("component", "source", "target", "flow", "asset", "workload")}
    for name, value in given.items():
        full = library.fact_id(name, loaded.pack)
        on = library.facts[full].on
        if loaded.kind == "component" and on in ("source", "target"):
            on = "component"
        placed[on][full] = Fact(value=value)
    return placed


def _flow_workload(loaded: LoadedRule, asset: Asset, facts: Mapping[str, Facts]) -> Workload:
    leaves, enters = _zones(loaded)
    zones = (Zone(id="from", name="From", kind=leaves), Zone(id="to", name="To", kind=enters))
    same = any(each.crosses is False for each in _wanted(loaded) if isinstance(each, FlowIs))
    source = Component(id="source", name="Source", type=_type(loaded, "source"), zone="from", facts=facts["source"])
    target = Component(
        id="target",
        name="Target",
        type=_type(loaded, "target"),
        zone="from" if same else "to",
        holds=("asset",),
        facts=facts["target"],
    )
    flow = Flow.model_validate(
        {
            "id": "flow",
            "kind": loaded.rule.on.flow,
            "from": "source",
            "to": "target",
            "carries": ("asset",),
            "facts": facts["flow"],
        }
    )
    return Workload(
        id="example",
        name="Example",
        zones=zones,
        assets=(asset,),
        components=(source, target),
        flows=(flow,),
        facts=facts["workload"],
    )


def _zones(loaded: LoadedRule) -> tuple[ZoneKind, ZoneKind]:
    """Kinds of zone that the flow leaves and enters: what the rule names, else the internet and an account."""
    terms = [each for each in _wanted(loaded) if isinstance(each, FlowIs)]
    leaves = [kind for each in terms for kind in each.from_zones] or [*loaded.rule.on.crosses, "internet"]
    enters = [kind for each in terms for kind in each.to_zones] or ["account", *get_args(ZoneKind)]
    return leaves[0], next((kind for kind in enters if kind != leaves[0]), enters[0])


def _type(loaded: LoadedRule, end: str) -> str:
    named: tuple[str, ...] = getattr(loaded.rule.on, end)
    asked = [type_ for each in _wanted(loaded) if isinstance(each, TypeIs) and each.end == end for type_ in each.types]
    return next((type_ for type_ in (*named, *asked) if type_ != ANY), f"example.{end}")


def _existing(loaded: LoadedRule) -> list[str]:
    return [each.types[0] for each in _wanted(loaded) if isinstance(each, Exists)]


def _categories(loaded: LoadedRule) -> tuple[AssetCategory, ...]:
    wanted = (*loaded.rule.on.asset, *loaded.rule.on.about)
    return tuple(category for category in get_args(AssetCategory) if category in wanted)[:1]


def _wanted(loaded: LoadedRule) -> list[Condition]:
    """The terms of ``applies`` that stand under no ``not``: what the workload should satisfy."""
    negated = {id(inner) for each in walk(loaded.rule.applies) if isinstance(each, Not) for inner in walk(each)}
    return [each for each in walk(loaded.rule.applies) if id(each) not in negated]
