"""The workload as data; also the shape of the model file, whose reading and writing is ``flows.modelfile``.

Ids are unique within their kind (components, flows, assets, zones), never across kinds: whoever holds an id
also holds a rule or a fact, which fix the kind that it stands on. The workload itself is named by ``WORKLOAD``.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

WORKLOAD = "workload"
"""What ``on`` says where a fact or a threat stands on the whole workload."""

Proof = Literal["said", "plan", "code", "test", "run-time"]
FlowKind = Literal["data", "trust", "grant", "deploy"]
ZoneKind = Literal["internet", "vendor", "account", "network", "tenant", "pipeline", "device"]
ModelKind = Literal["platform", "system", "feature"]
AssetCategory = Literal["personal", "health", "cardholder", "credentials", "secrets", "customer", "business", "public"]
Environment = Literal["production", "staging", "development"]
Grade = Annotated[int, Field(ge=1, le=5, strict=True)]
Id = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=4000)]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day_or_time(value: object) -> object:
    """A bare day stays a day: read as a time it would be midnight in no zone."""
    if isinstance(value, int | float):
        raise ValueError(f"expected a date such as 2025-04-30, found {value}")  # noqa: TRY004
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[
    Annotated[AwareDatetime, AfterValidator(_utc)] | Annotated[date, Field(strict=True)], BeforeValidator(_day_or_time)
]
"""A day, or a time with its zone, kept in UTC."""


Day = Annotated[date, Field(strict=True), BeforeValidator(_day_or_time)]


def day_of(moment: datetime | date) -> date:
    """The day of a moment, in UTC."""
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


class Record(BaseModel):
    """Immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=False)


class Fact(Record):
    """What is known of one thing: a word, who or what said so, when, how firm it is, and its last day if it has one.

    ``role`` is that in which somebody said it. ``refuted_by`` says what shows that the word is wrong (a check, and
    when): then it counts as "not this word".
    """

    value: Name
    by: Text | None = None
    role: Name | None = None
    at: Moment | None = None
    proof: Proof = "said"
    source: Text | None = None
    until: Day | None = None
    refuted_by: Text | None = None


def _word_as_fact(value: object) -> object:
    if isinstance(value, bool | int | float | list | None):
        raise ValueError(f"a fact is a word (quote a number) or {{value, by, at, proof}}, not {value}")  # noqa: TRY004
    return {"value": value} if isinstance(value, str) else value


FactName = Annotated[str, Field(min_length=1, max_length=160)]
Facts = dict[FactName, Annotated[Fact, BeforeValidator(_word_as_fact, json_schema_input_type=Fact | Name)]]
"""By fact id, short in a file where that is unique, ``pack/fact`` once resolved; ``unknown`` is no answer."""


class Zone(Record):
    """A place in which things trust each other alike; a boundary is a change of zone. Its name is its id by default."""

    id: Id
    name: Name = Field(default_factory=lambda given: given.get("id", ""))
    kind: ZoneKind
    facts: Facts = {}


class Asset(Record):
    """Something of worth; each grade says how bad its loss would be, 1 (a nuisance) to 5 (the end).

    ``was`` of assets, components and flows: ids that they had before, so that decisions follow a new name, a split
    (several say that they were the same) and a merge (one says that it was several).
    """

    id: Id
    was: tuple[Id, ...] = ()
    name: Name
    category: tuple[AssetCategory, ...] = ()
    confidentiality: Grade | None = None
    integrity: Grade | None = None
    availability: Grade | None = None
    safety: Grade | None = None
    money: Grade | None = None
    privacy: Grade | None = None
    others: Grade | None = None
    facts: Facts = {}


class Component(Record):
    """A part of the workload; ``type`` is the name of the pack that knows it, or any other word."""

    id: Id
    was: tuple[Id, ...] = ()
    name: Name
    type: Name
    zone: Id | None = None
    holds: tuple[Id, ...] = ()
    aliases: tuple[Name, ...] = ()
    address: Text | None = None
    facts: Facts = {}


class Flow(Record):
    """What passes between two components: data, trust (who may become whom), a grant, or a deployment."""

    id: Id
    was: tuple[Id, ...] = ()
    kind: FlowKind = "data"
    from_: Id = Field(alias="from")
    to: Id
    name: Name | None = None
    protocol: Name | None = None
    carries: tuple[Id, ...] = ()
    facts: Facts = {}


class Assumption(Record):
    """What is taken as true without proof; who answers for it, until when, and which threats rest on it.

    ``threats`` names rules (``pack/rule``), or one of their threats (``pack/rule@id``); ``broken`` says why it holds no
    longer. Once it is broken or its last day has passed, what was decided on these threats is open again.
    """

    id: Id
    text: Text
    owner: Name | None = None
    until: Day | None = None
    threats: tuple[Name, ...] = ()
    broken: Text | None = None


def _number(value: object) -> object:
    """True is 1 in Python, and no version."""
    if isinstance(value, bool):
        raise ValueError("expected the number 1")  # noqa: TRY004  pydantic makes a finding of a ValueError
    return value


class Workload(Record):
    """The whole of it, as it stands at one moment."""

    threatbot: Annotated[Literal[1], BeforeValidator(_number)] = 1
    id: Id
    name: Name
    description: Text = ""
    owner: Name | None = None
    kind: ModelKind = "system"
    extends: Text | None = None
    environment: Environment | None = None
    zones: tuple[Zone, ...] = ()
    assets: tuple[Asset, ...] = ()
    components: tuple[Component, ...] = ()
    flows: tuple[Flow, ...] = ()
    facts: Facts = {}
    assumptions: tuple[Assumption, ...] = ()
    threats: tuple[dict[str, object], ...] = ()
