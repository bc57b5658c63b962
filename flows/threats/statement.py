"""The sentence that states a threat, and its title. Plain text: whoever shows it escapes it.

Packs write actions as what somebody does ("reads files of {target}"); the sentence needs what they could do, so the
verbs are brought to their base form before any name is filled in.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from flows.packs.schema import Actor, Rule
from flows.threats.template import Wording, fill

TITLE_LIMIT: Final = 120
NAME_LIMIT: Final = 60
"""How much of a name stands in a title, so that the title's own words are not cut off."""

ACTORS: Final[dict[Actor, str]] = {
    "anonymous-internet": "an anonymous person on the internet",
    "customer": "a customer",
    "other-tenant": "another tenant",
    "insider-developer": "a developer on the inside",
    "insider-operator": "an operator on the inside",
    "vendor": "someone at a vendor",
    "supplier": "someone at a supplier",
    "neighbouring-workload": "a neighbouring workload",
    "another-customer-of-vendor": "another customer of the vendor",
    "bot": "a bot",
}
"""Each kind of actor in words, with its article."""

NEUTRAL: Final[Mapping[str, str]] = {
    "component": "the component",
    "source": "the source",
    "target": "the target",
    "asset": "the asset",
    "assets": "its data",
    "flow": "the flow",
    "workload": "the workload",
    "reachable_assets": "the data that can be reached from there",
}
"""What placeholders read as where no workload fills them in."""

_IRREGULAR: Final = {"has": "have", "does": "do", "is": "be", "goes": "go", "caches": "cache", "lies": "lie"}
_NO_VERBS: Final = frozenset({"always", "besides", "its", "perhaps", "sometimes"})
_SIBILANT: Final = ("sses", "shes", "ches", "xes", "zzes", "oes")
_OPENERS: Final = re.compile(
    r"(?:who|whose|whom|which|that|with|without|in|on|at|from|inside|outside|near|behind|able|holding|having|using|"
    r"already|once|after|while|when|as|of|by|acting|running)\b",
    re.IGNORECASE,
)
_OBJECTS: Final = (
    r"(?=\s+(?:\{|(?:the|a|an|it|its|them|their|this|that|these|those|our|every|each|all|any|another|other|more|"
    r"as|into|onto)\b))"
)
_NEXT_VERB: Final = re.compile(rf"((?:\b(?:and|or|then|but)|,)\s+(?:then\s+)?(?:\w+ly\s+)?)(\w+s)\b{_OBJECTS}")
_CLAUSE: Final = re.compile(r"\b(?:that|which|who|whose|where|while|when|because|until|before|after|if|so)\b")
_ASIDE: Final = re.compile(r",\s+(?:who|whom|whose|which|where|when)\b[^,]*$")
"""A relative aside that no comma closes yet."""
_BRACKETS: Final = re.compile(r"\([^()]*\)|\{[^{}]*\}")
_FIRST_VERB: Final = re.compile(r"^((?:\w+ly\s+)?)(\w+)")


def statement(rule: Rule, wording: Wording) -> str:
    """One sentence: "An actor who … could …, which leads to …."."""
    action = fill(_could(rule.action), wording)
    prerequisite = fill(_prerequisite(rule.prerequisite), wording)
    impact = fill(rule.impact, wording)
    subject = ACTORS[rule.actor] + ("" if prerequisite.startswith(",") else " ") + prerequisite
    aside = "," if prerequisite.startswith(",") or _ASIDE.search(_BRACKETS.sub("", rule.prerequisite)) else ""
    return one_line(f"{_capital(subject)}{aside} could {action}, which leads to {impact.rstrip(' .')}.")


def title(rule: Rule, wording: Wording, on_name: str) -> str:
    """The rule's own title, else one made from its id, with the name of what it stands on; at most 120 characters."""
    named = rule.title is not None and "{" in rule.title
    if named:
        names = {each: _cut(one_line(name), NAME_LIMIT) for each, name in wording.names.items()}
        wording = replace(wording, names=names)
    head = fill(rule.title, wording) if rule.title else _capital(rule.id.replace("-", " ").replace("_", " "))
    name = one_line(on_name)
    if named or not name or len(head) > TITLE_LIMIT - 4:
        return _cut(head, TITLE_LIMIT)
    return f"{head}: {_cut(name, TITLE_LIMIT - len(head) - 2)}"


def title_alone(rule: Rule) -> str:
    """The rule's title with neutral names, or one made from its id, wherever it stands."""
    return _capital(title(rule, Wording(NEUTRAL, lambda _: ()), ""))


def sentence(template: str, wording: Wording) -> str:
    """The template filled, as a sentence of its own: a capital, and a full stop unless it ends in a mark."""
    text = fill(template, wording)
    return _capital(text) if text.endswith((".", "?", "!")) else f"{_capital(text)}."


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


@lru_cache(maxsize=20_000)
def _could(action: str) -> str:
    """The action with its verbs in base form.

    A further verb only where an object follows it, as nouns end in s too, and not in a clause, whose verbs are its own.
    """
    plain = re.sub(r"^(?:can|could|may|to)\s+", "", action.strip()).rstrip(" .")
    clause = _CLAUSE.search(plain)
    end = clause.start() if clause else len(plain)
    first = _FIRST_VERB.sub(_in_base_form, plain[:end], count=1)
    return _NEXT_VERB.sub(_in_base_form, first) + plain[end:]


def _in_base_form(found: re.Match[str]) -> str:
    return f"{found.group(1)}{_base(found.group(2))}"


def _base(verb: str) -> str:
    if verb in _NO_VERBS:
        return verb
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if verb.endswith(_SIBILANT):
        return verb[:-2]
    third_person = verb.endswith("s") and not verb.endswith(("ss", "us", "is", "as"))
    return verb[:-1] if third_person else verb


@lru_cache(maxsize=20_000)
def _prerequisite(words: str) -> str:
    """The condition on the actor, opened by a relative word or a preposition where the pack leaves it out."""
    plain = words.strip().rstrip(" .,")
    first = plain.split(maxsplit=1)[0].lower() if plain else ""
    if _OPENERS.match(plain) or plain.startswith((",", "{")):
        return plain
    return f"who {plain}" if _base(first) != first else f"with {plain}"
