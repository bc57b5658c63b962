"""Whether ids of MITRE ATT&CK are right: techniques, mitigations, their pairs, and how strong a pair is said to be."""

from collections.abc import Iterator
from typing import ClassVar, Final

from flows.authoring.validators.base import Problem, Severity, Validator, in_set, references
from flows.frameworks import attack, ctid
from flows.packs.index import ANY
from flows.packs.schema import Pack, Rule
from flows.words import instead, shown


class Techniques(Validator):
    """ATT&CK ids are techniques of its cloud platforms, in the pinned version."""

    check = "attack-technique"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Ids that the pinned version does not have, with what to write."""
        for path, id_ in references(pack, "attack"):
            if id_ not in attack.techniques():
                yield path, self._sentence(id_)

    @staticmethod
    def _sentence(id_: str) -> str:
        pinned = f"v{attack.PINNED}, in which packs write their ids"
        if id_ not in attack.every():
            near = instead(id_, attack.techniques(), few=0)
            return f"{shown(id_)} is no technique of ATT&CK's cloud platforms{near}"
        if others := attack.called(id_):
            return f"{shown(id_)} is called {' or '.join(others)} in ATT&CK {pinned}: write that"
        return f"{shown(id_)} has no place in ATT&CK {pinned}; take it out"


class Mitigations(Validator):
    """``attack_mitigation`` is one of ATT&CK's mitigations."""

    check = "attack-mitigation"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Ids that are no mitigation."""
        for key, mitigation in pack.mitigations.items():
            id_ = mitigation.attack_mitigation
            if id_ and id_ not in attack.mitigations():
                near = instead(id_, attack.mitigations(), few=0)
                yield ("mitigations", key, "attack_mitigation"), f"{shown(id_)} is no mitigation of ATT&CK's{near}"


class Pairs(Validator):
    """A mitigation that secures a rule counters the rule's techniques in ATT&CK's own list, or says why it does."""

    check = "attack-pair"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Pairs that the list does not have, without a reason; each pair once."""
        told: set[tuple[str, str]] = set()
        for rule in pack.threats:
            for key, technique in self._pairs(rule, pack):
                if (key, technique) not in told:
                    told.add((key, technique))
                    yield ("mitigations", key, "attack_mitigation"), self._sentence(key, technique, rule, pack)

    @staticmethod
    def _pairs(rule: Rule, pack: Pack) -> Iterator[tuple[str, str]]:
        for key in in_set(rule):
            mitigation = pack.mitigations[key]
            id_ = mitigation.attack_mitigation
            if id_ in attack.mitigations() and not mitigation.attack_reason:
                for written in rule.refs.attack:
                    known = attack.called(written)
                    if known and not any(attack.counters(id_ or "", one) for one in known):
                        yield key, written

    @staticmethod
    def _sentence(key: str, technique: str, rule: Rule, pack: Pack) -> str:
        id_ = pack.mitigations[key].attack_mitigation
        by = ", ".join(one for written in attack.called(technique) for one in attack.mitigated_by(written))
        has = f"ATT&CK has {by} for it" if by else "ATT&CK has no mitigation for it"
        return f"{id_} does not counter {technique} of {rule.id} ({has}): change one of them, or add `attack_reason`"


class Strength(Validator):
    """A set does not take more off the likelihood than the score of the service's own controls lets expect."""

    check = "attack-strength"
    severity: ClassVar[Severity] = "warning"
    _MOST: Final[dict[ctid.Strength, int]] = {"minimal": 1, "partial": 2, "significant": 4}

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Sets whose drop of likelihood is beyond the score of a pair in them."""
        for number, rule in enumerate(pack.threats):
            for place, one in enumerate(rule.secured_by):
                drop = rule.likelihood.base - (one.leaves.likelihood or rule.likelihood.base)
                for technique, score in self._scored(rule, one.all, pack):
                    if one.status == "mitigated" and drop > self._MOST[score]:
                        yield ("threats", number, "secured_by", place, "leaves"), self._sentence(drop, technique, score)

    @staticmethod
    def _scored(rule: Rule, keys: tuple[str, ...], pack: Pack) -> Iterator[tuple[str, ctid.Strength]]:
        types = {pack.pack, *rule.on.component, *rule.on.target} - {ANY}
        counter = [pack.mitigations[key].attack_mitigation or "" for key in keys]
        for technique in rule.refs.attack:
            if any(attack.counters(id_, technique) for id_ in counter):
                scores = [score for one in sorted(types) if (score := ctid.strongest(one, technique))]
                if scores:
                    yield technique, max(scores, key=ctid.STRENGTHS.index)

    @staticmethod
    def _sentence(drop: int, technique: str, score: ctid.Strength) -> str:
        return (
            f"the set takes {drop} off the likelihood, but CTID scores AWS's own controls against {technique} as "
            f"{score}: see whether it does more than they do"
        )
