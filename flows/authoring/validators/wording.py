"""Whether words do their work: questions that ask, limits of what Slack shows, sentences that read."""

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from flows.authoring.validators.base import STATEMENT, Problem, Severity, Validator, texts, without_placeholders
from flows.packs.schema import Pack
from flows.threats.named import with_titles
from flows.words import instead, shown


class Questions(Validator):
    """A question ends with a question mark."""

    check = "question"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Questions that do not ask."""
        for key, fact in pack.facts.items():
            if not fact.ask.endswith("?"):
                yield ("facts", key, "ask"), "a question ends with a question mark"


class Lengths(Validator):
    """What Slack shows has room: questions, choices, first steps, titles."""

    check = "length"
    QUESTION: Final = 250
    CHOICE: Final = 200
    """Longer than 75 a choice gets a letter on its button; longer than this nobody reads it."""
    FIRST_STEP: Final = 250
    TITLE: Final = 80

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Texts that are too long, with their length."""
        for path, words, most in self._limited(pack):
            if len(words) > most:
                yield path, f"has {len(words)} characters; at most {most} fit where it is shown: say it shorter"

    def _limited(self, pack: Pack) -> Iterator[tuple[tuple[str | int, ...], str, int]]:
        yield ("title",), pack.title, self.TITLE
        for key, fact in pack.facts.items():
            yield ("facts", key, "ask"), fact.ask, self.QUESTION
            for choice, words in fact.choices.items():
                yield ("facts", key, "choices", choice), words, self.CHOICE
        for number, rule in enumerate(pack.threats):
            yield ("threats", number, "first_step"), rule.first_step, self.FIRST_STEP
            yield ("threats", number, "title"), rule.title or "", self.TITLE


class Reads(Validator):
    """Words for people are finished: no double space or word, nothing left to do, parts of sentences without a stop."""

    check = "reads"
    _UNFINISHED: Final = re.compile(r"\b(TODO|FIXME|XXX|TBD)\b|lorem ipsum", re.IGNORECASE)
    _TWICE: Final = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
    _RIGHT_TWICE: Final = frozenset({"that", "had"})

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """What a reader would stumble over."""
        for path, words in texts(pack):
            plain = without_placeholders(words)
            if words != words.strip() or "  " in words:
                yield path, "has a space too many"
            if found := self._UNFINISHED.search(words):
                yield path, f"is not finished: {shown(found[0])}"
            if (found := self._TWICE.search(plain)) and found[1].casefold() not in self._RIGHT_TWICE:
                yield path, f"says {shown(found[1])} twice in a row"
            if path[0] == "threats" and path[-1] in STATEMENT and words.endswith("."):
                yield path, "is a part of a sentence: leave out the full stop"


class RulesNamed(Validator):
    """What a sentence refers to by id is a rule: people read its title there."""

    check = "rule-named"
    severity: ClassVar[Severity] = "warning"
    _REFERS: Final = re.compile(r"\bsee ([a-z0-9.-]+/[a-z0-9-]+|[a-z0-9]+(?:-[a-z0-9]+)+)(?![\w/-])")

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """References to no rule, or to one of several."""
        for path, words in texts(pack):
            for name in self._REFERS.findall(words):
                if with_titles(name, pack.pack, self.library) == name:
                    yield path, f"sends people to {shown(name)}: {self._wanted(name)}"

    def _wanted(self, name: str) -> str:
        full = [f"{pack.pack}/{rule.id}" for pack in self.library.packs.values() for rule in pack.threats]
        called = sorted(id_ for id_ in full if id_.endswith(f"/{name}"))
        if called:
            return f"several packs have such a rule; write one of {', '.join(called)}"
        known = full if "/" in name else [id_.partition("/")[2] for id_ in full]
        return f"no rule is called so{instead(name, known, few=0)}"


class ScannersBlind(Validator):
    """A rule says why scanners do not see its threat; only hygiene need not."""

    check = "scanners-blind"
    severity: ClassVar[Severity] = "warning"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Rules without ``scanners_blind_because``."""
        for number, rule in enumerate(pack.threats):
            if not rule.hygiene and not rule.scanners_blind_because:
                sentence = f"say in `scanners_blind_because` why no scanner finds {rule.id}, or make it `hygiene: true`"
                yield ("threats", number), sentence


class Who(Validator):
    """A question is put to those who know: at least one role, at most three, not the red team alone."""

    check = "who"
    MOST: Final = 3

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Questions for nobody, for everybody, or for the wrong ones."""
        for key, fact in pack.facts.items():
            if not fact.who:
                yield ("facts", key, "who"), "names nobody who knows; name a role"
            elif len(fact.who) > self.MOST:
                yield ("facts", key, "who"), f"names {len(fact.who)} roles; what everybody is asked nobody answers"
            elif len(set(fact.who)) < len(fact.who):
                yield ("facts", key, "who"), "names a role twice"
            elif set(fact.who) == {"redteam"}:
                yield ("facts", key, "who"), "the red team finds out how things are; name the role that knows"
