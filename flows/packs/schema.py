"""The shape of a rule pack (one YAML file, one service). Loading with lines and near words is ``flows.packs.loader``.

The meaning of each field is METHOD in docs/method.md; nothing in a pack is ever evaluated as code.
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    model_validator,
)

from flows.conditions import Condition, parse
from flows.errors import Place
from flows.packs.paths import MAX_LENGTH, checked
from flows.words import shown
from flows.workload.model import AssetCategory, FlowKind, Grade, ZoneKind
from flows.yaml12 import Document, Path

Role = Literal["developer", "architect", "security", "compliance", "redteam", "operations", "product"]
Subject = Literal["component", "source", "target", "flow", "asset", "workload"]
Stride = Literal[
    "spoofing", "tampering", "repudiation", "information-disclosure", "denial-of-service", "elevation-of-privilege"
]
Loss = Literal["confidentiality", "integrity", "availability", "safety", "money", "privacy", "others"]
Actor = Literal[
    "anonymous-internet", "customer", "other-tenant", "insider-developer", "insider-operator", "vendor", "supplier",
    "neighbouring-workload", "another-customer-of-vendor", "bot",
]  # fmt: skip
Family = Literal[
    "exposure", "alternate-path", "authentication", "object-access", "cross-tenant", "borrowed-identity",
    "excess-power", "secrets", "injection", "agent-and-model", "supply-chain", "insider", "detection", "recovery",
    "availability-and-cost", "privacy", "physical-and-device",
]  # fmt: skip
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Line = Annotated[str, Field(min_length=1, max_length=500)]
Word = Annotated[str, Field(min_length=1, max_length=120)]
When = Annotated[Condition, PlainValidator(parse)]
Level = Literal["low", "medium", "high", "critical"]
TEMPLATE_WORDS: Final = (
    "all_true", "present", "absent", "equals", "condition_key_present", "condition_key_absent",
    "principal_in_platform_accounts",
)  # fmt: skip
"""The words of a fact's ``from`` that give a choice."""


def _one_as_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[Word, ...], BeforeValidator(_one_as_many, json_schema_input_type=Word | tuple[Word, ...])]
"""One word, or a list of them."""
Lines = Annotated[tuple[Line, ...], BeforeValidator(_one_as_many, json_schema_input_type=Line | tuple[Line, ...])]
Roles = Annotated[tuple[Role, ...], BeforeValidator(_one_as_many, json_schema_input_type=Role | tuple[Role, ...])]


def _only_unknown(value: object) -> object:
    if value != "unknown":
        raise ValueError(f"a template answers one side only: write `unknown` or leave this out, not {shown(value)}")
    return value


OnlyUnknown = Annotated[Literal["unknown"], BeforeValidator(_only_unknown)]
JmesPath = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH), AfterValidator(checked)]
Choices = Annotated[dict[Word, Word], Field(min_length=1)]


class Part(BaseModel):
    """Immutable, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Presumed(Part):
    """AWS's default: lowers the rank of a question, never closes a threat."""

    is_: Word = Field(alias="is")
    since: Line | None = None
    for_: Line | None = Field(default=None, alias="for")
    source: Line


class FromTemplate(Part):
    """Where in a resource of one of these types to look, and which choice follows; each word for itself.

    ``principal`` narrows the words about condition keys to statements that let this principal in.
    """

    resource: Words = Field(min_length=1)
    path: JmesPath
    principal: Word | None = None
    all_true: Word | None = None
    present: Word | None = None
    absent: Word | None = None
    equals: Choices = {}
    condition_key_present: Choices = {}
    condition_key_absent: Choices = {}
    principal_in_platform_accounts: Word | None = None
    intrinsic: OnlyUnknown | None = None
    else_: OnlyUnknown | None = Field(default=None, alias="else")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        keys = self.condition_key_present or self.condition_key_absent
        if not [*self.choices()]:
            raise ValueError(f"no choice follows from what is found; add one of {', '.join(TEMPLATE_WORDS)}")
        if self.principal and not keys:
            raise ValueError("`principal` narrows condition_key_present and condition_key_absent; add one of them")
        return self

    def choices(self) -> Iterator[tuple[Path, str]]:
        """Each choice that may follow, and where it stands."""
        for word in TEMPLATE_WORDS:
            said = getattr(self, word)
            if isinstance(said, dict):
                yield from (((word, value), choice) for value, choice in said.items())
            elif said is not None:
                yield (word,), said


class From(Part):
    """How a template answers a fact, by kind of template; ``flows.packs.imports`` reads it on a resource."""

    terraform: FromTemplate | None = None
    cloudformation: FromTemplate | None = None

    @model_validator(mode="after")
    def _names_a_kind(self) -> Self:
        if not (self.terraform or self.cloudformation):
            raise ValueError("`from` names no kind of template; add terraform or cloudformation, or take it out")
        return self


class FactDef(Part):
    """A fact, the question that sets it, and how templates answer it. Choices are word -> words for people."""

    on: Subject
    ask: Line
    choices: dict[Word, Line] = Field(min_length=2)
    why: Line
    who: Roles
    only_if: When | None = None
    unknown_leads_to: Line | None = None
    presumed: Presumed | None = None
    scope: Literal["workload", "platform"] = "workload"
    minutes: int = Field(default=5, ge=1, le=480, strict=True)
    from_: From | None = Field(default=None, alias="from")


class Evidence(Part):
    """What one check of one tool proves, and what it does not."""

    tool: Word
    check: Lines
    kind: Literal["run-time", "plan", "code", "test", "attested"]
    proves: Line
    proves_not: Line
    max_age_days: int | None = Field(default=None, ge=1, strict=True)
    verifies: Literal["yes", "no"] = "yes"


class NotEvidence(Part):
    """The check that people would wrongly bind, and why it proves nothing here."""

    tool: Word
    check: Lines
    because: Line


class ZeroTrust(Part):
    """A claim to a tenet of NIST SP 800-207, with the test that earns it."""

    tenet: int = Field(ge=1, le=7, strict=True)
    test: Line


class Mitigation(Part):
    """A control; in place when ``done_when`` holds.

    ``attack_reason`` says why it counters a rule's techniques where ATT&CK's own list of pairs does not have the pair.
    """

    title: Line
    how: tuple[Line, ...] = Field(min_length=1)
    effort: Literal["low", "medium", "high"]
    does: Literal["prevent", "contain", "detect", "recover"]
    done_when: When
    action: Literal["confirm-setting", "rule-check", "roadmap"]
    attack_mitigation: Word | None = None
    attack_reason: Line | None = None
    evidence: tuple[Evidence, ...] = ()
    not_evidence: tuple[NotEvidence, ...] = ()
    proves_not: Line | None = None
    zero_trust: tuple[ZeroTrust, ...] = ()


class On(Part):
    """What a rule stands on: exactly one of component, flow, asset, workload.

    ``component``, ``source`` and ``target`` name component types, ``any`` for all; ``crosses`` the zone kinds of
    which a flow must leave or enter one while it changes zone; ``carries`` facts that a carried asset may have;
    ``about`` the categories of assets that it is about: it stands only where one of these may be at stake.
    """

    component: Words = ()
    flow: FlowKind | None = None
    asset: Words = ()
    workload: Literal["any"] | None = None
    source: Words = ()
    target: Words = ()
    crosses: tuple[ZoneKind, ...] = ()
    carries: dict[Line, Word] = {}
    about: tuple[AssetCategory, ...] = ()


class Leaves(Part):
    """What is left when a set is whole, chosen by the author."""

    likelihood: Grade | None = None
    impact: Grade | None = None


class SecuredBy(Part):
    """A set of mitigations, sufficient by itself unless ``status`` is open (better, not enough).

    An alarm lowers nothing by itself. ``slower_than_response`` says why the loss takes longer than the named response
    to the set's alarm: then impact may fall, by 1.
    """

    all: tuple[Key, ...] = Field(min_length=1)
    leaves: Leaves
    status: Literal["mitigated", "open"] = "mitigated"
    slower_than_response: Line | None = None


class Move(Part):
    """A step of likelihood by a fact."""

    when: When
    by: int = Field(ge=-2, le=2, strict=True)
    because: Line


class Likelihood(Part):
    """The base with its reason, and what moves it."""

    base: Grade
    because: Line
    moves: tuple[Move, ...] = ()


class ImpactOf(Part):
    """Of which assets, which losses count, and the floor (one number, or one for each value of the fact ``by``)."""

    assets: Literal[
        "held-by-target", "held-by-component", "carried-by-flow", "reachable-from-target", "this-asset", "all"
    ]
    lost: tuple[Loss, ...] = Field(min_length=1)
    at_least: (
        Annotated[int, Field(ge=1, le=5, strict=True)] | dict[Word, Annotated[int, Field(ge=1, le=5, strict=True)]]
    ) = 1
    by: Line | None = None
    because: Line | None = None


class Refs(Part):
    """Ids in other people's lists; an empty ATT&CK list needs a reason."""

    attack: tuple[Word, ...] = Field(default=(), max_length=3)
    attack_reason: Line | None = None
    cwe: tuple[Word, ...] = ()
    well_architected: tuple[Word, ...] = Field(default=(), max_length=3)
    owasp_api: tuple[Word, ...] = ()
    owasp_iot: tuple[Word, ...] = ()
    cis: tuple[Word, ...] = ()


class Accept(Part):
    """A limit on acceptance beyond the level's own."""

    not_by: Literal["owner-team"] | None = None
    needs: tuple[Role, ...] = ()
    at_most_days: int | None = Field(default=None, ge=1, le=365, strict=True)


class Rule(Part):
    """One threat: when it applies, what secures it, how it reads, how it is judged."""

    id: Key
    family: Family
    on: On
    applies: When
    secured_by: tuple[SecuredBy, ...] = ()
    helped_by: tuple[Key, ...] = ()
    vulnerability: Line
    actor: Actor
    prerequisite: Line
    action: Line
    impact: Line
    first_step: Line
    red_team: Line
    stride: tuple[Stride, ...] = Field(min_length=1)
    linddun: tuple[Word, ...] = ()
    refs: Refs
    responsibility: dict[Literal["customer", "aws", "third_party"], Line]
    likelihood: Likelihood
    impact_of: ImpactOf
    accept: Accept | None = None
    not_this_when: Line
    scanners_blind_because: Line | None = None
    title: Line | None = None
    was: tuple[Line, ...] = ()
    hygiene: bool = False


class Expect(BaseModel):
    """What an example must give: rule id -> state, and optionally the likelihood and a fact that is asked."""

    model_config = ConfigDict(frozen=True, extra="allow")
    likelihood: Grade | None = None
    asks: Line | None = None

    @property
    def states(self) -> dict[str, str]:
        """The expected state of each rule, by the rule's id."""
        return {rule: str(state) for rule, state in (self.model_extra or {}).items()}


class Example(Part):
    """Facts given to a minimal workload, and what they must give; a twin differs in one fact."""

    name: Key
    given: dict[Line, Word]
    expect: Expect
    twin_of: Key | None = None


class Quiet(Part):
    """A hardened workload and how many open threats it may show."""

    given: dict[Line, Word]
    at_most: int = Field(ge=0, strict=True)


class Pack(Part):
    """All knowledge about one component type."""

    pack: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Line
    names: tuple[Line, ...] = ()
    shapes: tuple[Line, ...] = ()
    iac: tuple[Line, ...] = ()
    layers: dict[Word, Literal["customer", "aws", "third_party", "shared"]] = {}
    facts: dict[Key, FactDef] = {}
    mitigations: dict[Key, Mitigation] = {}
    threats: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    quiet: Quiet | None = None
    _document: Document | None = PrivateAttr(default=None)
    _changed_by: tuple[str, ...] = PrivateAttr(default=())

    def read_from(self, document: Document) -> "Pack":
        """The same pack, knowing the file that it was read from, for errors and for its digest."""
        self._document = document
        return self

    def place(self, path: Path) -> Place:
        """Where ``path`` stands in the pack's file; only its name and the path where it was made in code."""
        if self._document is None:
            return Place(self.pack, path="/".join(map(str, path)))
        return self._document.place(path)

    def digest(self) -> str:
        """SHA-256 of the content, as hexadecimal: of the file's text where there is one, and of what changes it."""
        own = self._document.digest if self._document else sha256(repr(self).encode()).hexdigest()
        if not self._changed_by:
            return own
        return sha256("".join((own, *self._changed_by)).encode()).hexdigest()

    def changed_by(self, documents: Iterable[Document], gone: Collection[str]) -> "Pack":
        """The same pack, knowing the files that change it and the rules that they disable, for its digest."""
        self._changed_by = (*(one.digest for one in documents), *sorted(gone))
        return self

    @property
    def is_changed(self) -> bool:
        """Whether an organisation has changed it."""
        return bool(self._changed_by)
