"""Packs as Markdown pages for people: one a pack, and an index. Deterministic, and every word of a pack is escaped.

The words are the pack's own with neutral names in place of a workload's. Nothing is left out but the ids of shapes and
template resources by which a type is recognised, which no person looks up.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from flows.authoring import readable
from flows.authoring.catalogue import counts
from flows.authoring.template_words import templates_in_words
from flows.packs.schema import Accept, Evidence, Example, FactDef, Mitigation, Pack, Presumed, Refs, Rule
from flows.report.escape import Safe, code, markdown
from flows.threats.statement import ACTORS, sentence

INDEX: Final = "README.md"
_REFS: Final = {
    "attack": "ATT&CK", "cwe": "CWE", "well_architected": "Well-Architected", "owasp_api": "OWASP API",
    "owasp_iot": "OWASP IoT", "cis": "CIS",
}  # fmt: skip
_SIDES: Final = {"customer": "Our side", "aws": "AWS", "third_party": "A third party"}


def pages(packs: Mapping[str, Pack]) -> dict[str, str]:
    """File name -> page: ``README.md`` as the index, then one page for each pack, in order of names."""
    ordered = [packs[name] for name in sorted(packs)]
    return {INDEX: index(ordered)} | {f"{pack.pack}.md": page(pack) for pack in ordered}


def index(packs: Iterable[Pack]) -> str:
    """All packs in a table with what each holds."""
    rows = [(_link(each), each.title, code(each.version), *_sizes(each)) for each in packs]
    heads = ("pack", "is", "version", "questions", "threats", "mitigations", "checks")
    return "\n".join(["# Rule packs", "", *_table(heads, rows), ""])


def page(pack: Pack) -> str:
    """One pack: questions, threats, mitigations with what each check proves, and the examples."""
    lines = [f"# {markdown(pack.title)}", "", f"{code(pack.pack)}, version {pack.version}."]
    lines += ["", f"Also written: {markdown(', '.join(pack.names))}."] if pack.names else []
    lines += ["", *_table(("layer", "answers for it"), pack.layers.items())] if pack.layers else []
    lines += _part("Questions", (_fact(key, fact, pack) for key, fact in pack.facts.items()))
    lines += _part("Threats", (_rule(rule, pack) for rule in pack.threats))
    lines += _part("Mitigations", (_mitigation(key, each, pack) for key, each in pack.mitigations.items()))
    lines += _examples(pack)
    return "\n".join(lines) + "\n"


def _link(pack: Pack) -> Safe:
    return Safe(f"[{code(pack.pack)}]({pack.pack}.md)")


def _sizes(pack: Pack) -> tuple[str, ...]:
    one = counts(pack)
    return tuple(str(each) for each in (one.facts, one.threats, one.mitigations, one.checks))


def _part(heading: str, parts: Iterable[Iterable[str]]) -> list[str]:
    lines = [line for part in parts for line in ("", *part)]
    return ["", f"## {heading}", *lines] if lines else []


def _fact(key: str, fact: FactDef, pack: Pack) -> Iterator[str]:
    yield f"### {markdown(readable.sentence_in_words(fact.ask, pack))}"
    who = markdown(readable.joined(fact.who, "or").capitalize())
    yield from ("", f"{code(key)}, asked of the {fact.on}. {who} knows.")
    yield from ("", markdown(fact.why), "")
    yield from (f"- {code(choice)}: {markdown(words)}" for choice, words in fact.choices.items())
    if fact.only_if:
        yield from ("", f"Asked only if {markdown(readable.in_words(fact.only_if, pack.pack))}.")
    if fact.presumed:
        yield from ("", _presumed(fact.presumed))
    for one in templates_in_words(fact):
        yield from ("", f"{one['template']}, {code(one['resource'])}: {markdown(one['answers'])}.")
    if fact.unknown_leads_to:
        yield from ("", f"*Don't know* leads to: {_ended(fact.unknown_leads_to)}")
    if fact.scope == "platform":
        yield from ("", "Answered once for all teams.")


def _presumed(presumed: Presumed) -> str:
    known = [f"since {presumed.since}"] if presumed.since else []
    known += [f"for {presumed.for_}"] if presumed.for_ else []
    note = f" ({markdown(', '.join(known))})" if known else ""
    return f"Until it is answered {code(presumed.is_)} is presumed{note}: {_ended(presumed.source)}"


def _rule(rule: Rule, pack: Pack) -> Iterator[str]:
    yield f"### {markdown(readable.title_in_words(rule))}"
    yield from ("", f"{code(rule.id)}, on {markdown(readable.on_in_words(rule))}. Family: {rule.family}.")
    yield from ("", markdown(readable.rule_in_words(rule)), "")
    yield from (f"- {label}: {words}" for label, words in _said_of(rule, pack))
    yield from _secured(rule, pack)
    yield from ("", f"STRIDE: {readable.joined(rule.stride, 'and').replace('-', ' ')}.")
    yield from _references(rule.refs)


def _said_of(rule: Rule, pack: Pack) -> Iterator[tuple[str, str]]:
    wording = readable.general()
    yield "Vulnerability", markdown(sentence(rule.vulnerability, wording))
    yield "Actor", f"{ACTORS[rule.actor]}."
    yield "Applies when", f"{markdown(readable.in_words(rule.applies, pack.pack))}."
    yield "First step", markdown(sentence(rule.first_step, wording))
    yield "How somebody would try it", _ended(readable.sentence_in_words(rule.red_team))
    yield "Not this when", markdown(sentence(rule.not_this_when, wording))
    if rule.scanners_blind_because:
        yield "Why scanners do not see it", _ended(rule.scanners_blind_because)
    yield f"Likelihood {rule.likelihood.base}", _ended(rule.likelihood.because)
    for move in rule.likelihood.moves:
        when = markdown(readable.in_words(move.when, pack.pack))
        yield f"Likelihood {move.by:+d} when {when}", _ended(move.because)
    yield "Impact", _ended(readable.impact_in_words(rule.impact_of))
    for side, what in rule.responsibility.items():
        yield f"{_SIDES[side]} answers for", _ended(what)
    if rule.accept:
        yield "Acceptance", f"{markdown('; '.join(_limits(rule.accept)))}."


def _limits(accept: Accept) -> Iterator[str]:
    if accept.not_by:
        yield "not by the team that owns the model"
    if accept.needs:
        yield f"only with {readable.joined(accept.needs, 'and')}"
    if accept.at_most_days:
        yield f"for {accept.at_most_days} days at most"


def _secured(rule: Rule, pack: Pack) -> Iterator[str]:
    if not rule.secured_by:
        yield from ("", "Nothing mitigates it but a change of what it rests on.")
        return
    yield from ("", "Secured by any one of:", "")
    for one in rule.secured_by:
        names = readable.joined((_title(key, pack) for key in one.all), "and")
        enough = ", which is better and not enough" if one.status == "open" else ""
        yield f"- {names}; leaves {markdown(readable.leaves_in_words(one.leaves))}{enough}."
    if rule.helped_by:
        yield from ("", f"Helped by {readable.joined((_title(key, pack) for key in rule.helped_by), 'and')}.")


def _title(key: str, pack: Pack) -> str:
    return f"*{markdown(pack.mitigations[key].title)}*" if key in pack.mitigations else code(key)


def _references(refs: Refs) -> Iterator[str]:
    listed = ((label, ", ".join(getattr(refs, field))) for field, label in _REFS.items())
    found = [f"{label} {markdown(ids)}" for label, ids in listed if ids]
    if not refs.attack and refs.attack_reason:
        found.append(f"no technique of ATT&amp;CK, since {markdown(refs.attack_reason)}")
    if found:
        yield from ("", f"References: {'; '.join(found)}.")


def _mitigation(key: str, mitigation: Mitigation, pack: Pack) -> Iterator[str]:
    yield f"### {markdown(mitigation.title)}"
    kind = f"{mitigation.does}, {mitigation.effort} effort, {mitigation.action.replace('-', ' ')}"
    in_place = markdown(readable.in_words(mitigation.done_when, pack.pack))
    yield from ("", f"{code(key)}: {kind}. In place when {in_place}.", "")
    yield from (f"{number}. {markdown(step)}" for number, step in enumerate(mitigation.how, 1))
    if mitigation.evidence:
        heads = ("tool", "check", "looks at", "proves", "does not prove", "valid for")
        yield from ("", *_table(heads, map(_check, mitigation.evidence)))
    for wrong in mitigation.not_evidence:
        checks = f"{code(wrong.tool)} {', '.join(map(code, wrong.check))}"
        yield from ("", f"No evidence is {checks}: {_ended(wrong.because)}")
    if mitigation.proves_not:
        yield from ("", f"What it does not give: {_ended(mitigation.proves_not)}")


def _check(one: Evidence) -> tuple[str, ...]:
    looks_at = f"{one.kind}, can only refute" if one.verifies == "no" else one.kind
    age = f"{one.max_age_days} days" if one.max_age_days else ""
    return code(one.tool), Safe(", ".join(map(code, one.check))), looks_at, one.proves, one.proves_not, age


def _examples(pack: Pack) -> list[str]:
    rows = [(each.name, _given(each.given), _states(each), each.twin_of or "") for each in pack.examples]
    if pack.quiet:
        rows.append(("quiet", _given(pack.quiet.given), f"at most {pack.quiet.at_most} open", ""))
    heads = ("example", "facts", "state", "differs in one fact from")
    return ["", "## Examples", "", *_table(heads, rows)] if rows else []


def _states(example: Example) -> str:
    likelihood, asks = example.expect.likelihood, example.expect.asks
    words = [f"{rule}: {state}" for rule, state in example.expect.states.items()]
    words += [f"likelihood {likelihood}"] if likelihood is not None else []
    return "; ".join([*words, *([f"asks {asks}"] if asks else [])])


def _given(given: Mapping[str, str]) -> str:
    return ", ".join(f"{fact} is {value}" for fact, value in given.items()) or "nothing is known"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]


def _cell(text: str) -> str:
    return text if isinstance(text, Safe) else markdown(text)


def _ended(text: str) -> str:
    """The text escaped, with a full stop unless it ends in a mark."""
    return markdown(text) if text.rstrip().endswith((".", "?", "!")) else f"{markdown(text)}."
