"""Whether ids in other lists are right: CWE, Well-Architected, CIS, OWASP, LINDDUN, and claims to Zero Trust."""

import re
from collections.abc import Iterator
from typing import Final

from flows.authoring.validators.base import Problem, Validator, references
from flows.frameworks import cis, well_architected
from flows.frameworks.zero_trust import tenets
from flows.packs.schema import Pack
from flows.words import instead, shown


class Cwe(Validator):
    """CWE ids have their form and are narrow enough to say what is wrong."""

    check = "cwe"
    _FORM: Final = re.compile(r"CWE-[1-9]\d*\Z")
    BROAD: Final = frozenset({284, 285, 269, 287, 668, 693, 732} | {435, 664, 682, 691, 697, 703, 707, 710})
    """Classes that say nothing alone, and the pillars of CWE's own tree."""

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Ids without the form, and ids that are too broad."""
        for path, id_ in references(pack, "cwe"):
            if not self._FORM.match(id_):
                yield path, f"{shown(id_)} is not written as a CWE id, such as CWE-639"
            elif int(id_[4:]) in self.BROAD:
                yield path, f"{id_} is too broad to say what is wrong here; take one of its children, or none"


class WellArchitected(Validator):
    """Best practices of the Well-Architected security pillar are named by slugs that exist."""

    check = "well-architected"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """What is no slug; a number is told its slug."""
        known = well_architected.practices()
        for path, slug in references(pack, "well_architected"):
            if slug not in known:
                slugs = " or ".join(one.slug for one in well_architected.called(slug))
                hint = f"; numbers move between editions: write {slugs}" if slugs else instead(slug, known, few=0)
                yield path, f"{shown(slug)} is no slug of the security pillar{hint}"


class Cis(Validator):
    """CIS ids say of which version they are, since none means the same in all."""

    check = "cis"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Bare ids, with what they mean in each version, and ids that no version has."""
        for path, ref in references(pack, "cis"):
            if ref not in cis.every():
                yield path, self._sentence(ref)

    @staticmethod
    def _sentence(ref: str) -> str:
        meant = cis.named(ref)
        if meant:
            told = ", ".join(f"{one.ref} ({one.label or 'no label'})" for one in meant[-3:])
            return f"{shown(ref)} does not say of which version it is; write one of {told}"
        return f"{shown(ref)} is no id of the CIS benchmark{instead(ref, cis.every(), few=0)}; write VERSION/ID"


class Owasp(Validator):
    """Ids of OWASP's lists are written as the lists write them."""

    check = "owasp"
    _FORMS: Final = {
        "owasp_api": (re.compile(r"API([1-9]|10):2023\Z"), "API1:2023"),
        "owasp_iot": (re.compile(r"I([1-9]|10):2018\Z"), "I1:2018"),
    }

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Ids without the form of their list."""
        for field, (form, example) in self._FORMS.items():
            for path, id_ in references(pack, field):
                if not form.match(id_):
                    yield path, f"{shown(id_)} is not written as an id of this list, such as {example}"


class Linddun(Validator):
    """LINDDUN's seven kinds of threats to privacy are called by their names."""

    check = "linddun"
    KINDS: Final = (
        "linking", "identifying", "non-repudiation", "detecting", "data-disclosure", "unawareness", "non-compliance",
    )  # fmt: skip

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Words that are none of the seven."""
        for number, rule in enumerate(pack.threats):
            for place, kind in enumerate(rule.linddun):
                if kind not in self.KINDS:
                    sentence = f"{shown(kind)} is no kind of LINDDUN's{instead(kind, self.KINDS)}"
                    yield ("threats", number, "linddun", place), sentence


class ZeroTrust(Validator):
    """A claim to a tenet speaks of what the tenet's test is about, and comes from a mitigation that can pass it."""

    check = "zero-trust"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Claims that do not meet their tenet's test."""
        for key, mitigation in pack.mitigations.items():
            for number, claim in enumerate(mitigation.zero_trust):
                tenet = tenets()[claim.tenet]
                if not tenet.earned_by(claim.test, mitigation.does):
                    sentence = (
                        f"tenet {claim.tenet} is not earned by {shown(claim.test)} in a mitigation that is there to "
                        f"{mitigation.does}: the test must be that {tenet.test}"
                    )
                    yield ("mitigations", key, "zero_trust", number), sentence
