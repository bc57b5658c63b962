"""Whether evidence is what it says: checks that exist, ages, limits, and no check that proves and proves nothing."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from flows.authoring.validators.base import Problem, Severity, Validator, evidence, not_evidence, same_words
from flows.frameworks import checks
from flows.packs.schema import Pack
from flows.words import instead, shown
from flows.yaml12 import Path


class Checks(Validator):
    """A bound check exists: Prowler's by name, Checkov's, Config's and Security Hub's by their form."""

    check = "evidence-check"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Checks that no tool has, also among those that are said to prove nothing."""
        bound: Iterable[tuple[Path, str, tuple[str, ...]]] = (
            *((path, one.tool, one.check) for path, _, one in evidence(pack)),
            *((path, one.tool, one.check) for path, _, one in not_evidence(pack)),
        )
        for path, tool, names in bound:
            for name in names:
                if sentence := self._sentence(tool, name):
                    yield (*path, "check"), sentence

    @staticmethod
    def _sentence(tool: str, name: str) -> str:
        if tool == "prowler" and name not in checks.prowler():
            return f"our lists know no Prowler check {shown(name)}{instead(name, checks.prowler(), few=0)}"
        form, example = checks.FORMS.get(tool, (None, ""))
        if form and not form.match(name):
            return f"{shown(name)} is not written as {tool} writes its checks, such as {example}"
        return ""


class Tools(Validator):
    """The tool of an evidence is one whose findings somebody can bring."""

    check = "evidence-tool"
    severity: ClassVar[Severity] = "warning"
    KNOWN: Final = (
        "access-analyzer", "cdk-nag", "cfn-nag", "checkov", "config", "dependency-track", "detect-secrets", "detective",
        "device-defender", "ecr", "github", "gitleaks", "guardduty", "inspector", "junit", "kics", "macie", "nmap",
        "person", "prowler", "security-hub", "semgrep", "steampipe", "template", "trivy", "trufflehog", "zap",
    )  # fmt: skip

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Tools that nothing else names, with the nearest that is known."""
        for path, _, one in evidence(pack):
            if one.tool not in self.KNOWN:
                near = instead(one.tool, self.KNOWN, few=0)
                yield (*path, "tool"), f"{shown(one.tool)} is no tool that findings are read from{near}"


class Age(Validator):
    """What was seen at run time says for how many days it counts."""

    check = "evidence-age"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Run-time evidence without an age."""
        for path, _, one in evidence(pack):
            if one.kind == "run-time" and one.max_age_days is None:
                yield path, "what was seen at run time grows old: add `max_age_days`"


class Limits(Validator):
    """What a check does not prove is said, in words that say something."""

    check = "evidence-limits"
    _HOLLOW: Final = frozenset({"", "none", "nothing", "n a", "na", "no", "tbd", "unknown", "not applicable"})

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Evidence whose ``proves_not`` is hollow or says what it proves."""
        for path, _, one in evidence(pack):
            said = same_words(one.proves_not)
            if said in self._HOLLOW or (said == same_words(one.proves) and said != "as above"):
                yield (*path, "proves_not"), "says nothing; every check leaves something open: name it"


class Both(Validator):
    """No check is evidence for a mitigation and said to be none for the same."""

    check = "evidence-both"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Checks under both headings of one mitigation."""
        bound = {(key, one.tool, name) for _, key, one in evidence(pack) for name in one.check}
        for path, key, one in not_evidence(pack):
            for name in one.check:
                if (key, one.tool, name) in bound:
                    sentence = f"{one.tool} {shown(name)} is evidence for this mitigation too; keep it in one of them"
                    yield (*path, "check"), sentence


class Answers(Validator):
    """Evidence from a template names the fact that the template answers, and the fact says how."""

    check = "evidence-template"

    def problems(self, pack: Pack) -> Iterator[Problem]:
        """Template evidence that names no fact of this pack, or one without ``from``."""
        for path, _, one in evidence(pack):
            for name in one.check if one.tool == "template" else ():
                if name not in pack.facts:
                    near = instead(name, pack.facts, few=0)
                    yield (*path, "check"), f"{shown(name)} is no fact of this pack that a template answers{near}"
                elif not pack.facts[name].from_:
                    yield (*path, "check"), f"the fact {shown(name)} has no `from`, so that no template answers it"
