"""The lint of rule packs: runs the validators and tells what they find, each with its file and line.

What must hold for a pack to load at all is ``flows.packs.checks``; whether examples give what they expect,
``flows.authoring.examples``. docs/lint.md lists the checks.
"""

from collections.abc import Collection, Iterator
from typing import Final

from flows.authoring.validators import attack, evidence, lists, use, whole, wording
from flows.authoring.validators.base import Finding, LibraryValidator, Validator
from flows.errors import NotKnown, Place
from flows.packs.index import Library
from flows.words import instead, shown

__all__ = ["LIBRARY_VALIDATORS", "VALIDATORS", "Finding", "lint"]

ALL_PACKS: Final = Place("all packs")
"""The place of a finding about the whole."""

UNMATCHED: Final = "unmatched"
"""The check of an organisation's file: what it names is there. Reading it lets that pass, so that no bot stops."""

VALIDATORS: Final[tuple[type[Validator], ...]] = (
    attack.Techniques,
    attack.Mitigations,
    attack.Pairs,
    attack.Strength,
    lists.Cwe,
    lists.WellArchitected,
    lists.Cis,
    lists.Owasp,
    lists.Linddun,
    lists.ZeroTrust,
    evidence.Checks,
    evidence.Tools,
    evidence.Age,
    evidence.Limits,
    evidence.Both,
    evidence.Answers,
    use.FactsUsed,
    use.MitigationsUsed,
    use.ChoicesTold,
    use.Examples,
    use.Quiet,
    wording.Questions,
    wording.Lengths,
    wording.Reads,
    wording.RulesNamed,
    wording.ScannersBlind,
    wording.Who,
    whole.SameQuestion,
    whole.SameStatement,
    whole.Names,
    whole.FormerNames,
    whole.Layers,
)
LIBRARY_VALIDATORS: Final[tuple[type[LibraryValidator], ...]] = (whole.Breadth,)


def lint(library: Library, packs: Collection[str] | None = None) -> tuple[Finding, ...]:
    """What is to be mended, by file and line.

    Args:
        library: all packs, so that facts and words of one are seen from another.
        packs: names of the packs to look at; all of them, and the whole that they make, where none are given.

    Raises:
        NotKnown: a name that is no pack of the library.
    """
    for name in packs or ():
        if name not in library.packs:
            raise NotKnown(f"no pack is called {shown(name)}{instead(name, library.packs, few=0)}")
    found = [*_of_packs(library, library.packs if packs is None else packs)]
    if packs is None:
        found += (
            Finding(ALL_PACKS, one.check, one.severity, sentence)
            for one in LIBRARY_VALIDATORS
            for sentence in one(library).sentences()
        )
        found += (Finding(place, UNMATCHED, "error", sentence) for place, sentence in library.unmatched)
    return tuple(sorted(found, key=_order))


def _of_packs(library: Library, packs: Collection[str]) -> Iterator[Finding]:
    validators = [one(library) for one in VALIDATORS]
    for name in dict.fromkeys(packs):
        pack = library.packs[name]
        for one in validators:
            for path, sentence in one.problems(pack):
                yield Finding(pack.place(path), one.check, one.severity, sentence)


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    place = finding.place
    return place.file, place.line, place.path, finding.check, finding.sentence
