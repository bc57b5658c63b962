"""The tables. Every row carries its workspace; foreign keys and keys are composite, so none crosses workspaces.

``answer``, ``decision``, ``approval`` and ``audit`` are append-only: a later row supersedes an earlier one.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import AutoString, Field, SQLModel

from flows.merge import Decision as DecisionKind
from flows.packs.schema import Level
from flows.packs.schema import Role as RoleName
from flows.report.types import ActionKind
from flows.threats.types import State
from flows.workload.model import ModelKind

BigId = BigInteger().with_variant(Integer, "sqlite")
Document_ = dict[str, Any]
"""A JSON document whose shape its reader knows."""


class Bound(SQLModel):
    """A row of one workspace."""

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.id", max_length=26)


def _of_model(*more: Any) -> tuple[Any, ...]:  # noqa: ANN401  SQLAlchemy takes constraints of any class
    return (ForeignKeyConstraint(["workspace_id", "model_id"], ["model.workspace_id", "model.id"]), *more)


class Workspace(SQLModel, table=True):
    """A Slack workspace under a key of our own, because a team id alone breaks with Grid and Slack Connect."""

    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)
    id: str = Field(primary_key=True, max_length=26)
    enterprise_id: str = ""
    team_id: str
    name: str
    bot_user_id: str
    created_at: datetime


class Request(Bound, table=True):
    """A request that was carried out, by the key that tells a repeat; ``reply`` is what a repeat is answered."""

    key: str = Field(primary_key=True, max_length=255)
    kind: str
    at: datetime
    reply: Document_ | None = Field(default=None, sa_type=JSON)


class Model(Bound, table=True):
    """A threat model; ``structure`` is the workload without what people answered."""

    __table_args__ = (
        Index("model_review_due", "review_due"),
        Index("model_acceptance_ends", "acceptance_ends"),
        Index("model_worse_due", "worse_due"),
        Index("model_folded", "workspace_id", "folded"),
        Index("model_extends", "workspace_id", "extends"),
    )
    id: str = Field(primary_key=True, max_length=26)
    name: str
    owner: str
    channel: str
    kind: ModelKind = Field(default="system", sa_type=AutoString)
    extends: str | None = None
    state: str = "draft"
    structure: Document_ = Field(sa_type=JSON)
    version: int = 0
    revision: int = 0
    pack_digest: str = ""
    headline: str = ""
    notes: Document_ = Field(default_factory=dict, sa_type=JSON)
    baseline: Document_ = Field(default_factory=dict, sa_type=JSON)
    created_by: str
    created_at: datetime
    generated_at: datetime | None = None
    review_due: datetime | None = None
    acceptance_ends: datetime | None = None
    worse_due: datetime | None = None
    asked_before: int = 0
    folded: str = ""


class Answer(Bound, table=True):
    """What somebody said a fact is; ``value`` ``unknown`` is "don't know"."""

    __table_args__ = _of_model(Index("answer_model", "workspace_id", "model_id", "id"))
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    model_id: str
    fact: str
    on: str
    value: str
    by: str
    at: datetime
    source: str = "thread"
    role: RoleName | None = Field(default=None, sa_type=AutoString)
    supersedes: int | None = None


class Ask(Bound, table=True):
    """A question put to the people: open, changing, answered, deferred, contested, or gone with what it is about."""

    __table_args__ = _of_model()
    model_id: str = Field(primary_key=True)
    fact: str = Field(primary_key=True)
    on: str = Field(primary_key=True)
    state: str = "open"
    surface_id: int | None = None
    revision: int = 0


class Threat(Bound, table=True):
    """A threat as last generated; its number is never used again, its row never deleted.

    ``told`` is how it stood when somebody last approved the model, or people last were told that it got worse.
    """

    __table_args__ = _of_model(UniqueConstraint("workspace_id", "model_id", "number"))
    model_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True, max_length=36)
    number: int
    rule: str
    on: str
    state: State = Field(sa_type=AutoString)
    level: Level = Field(sa_type=AutoString)
    place: int = 0
    body: Document_ = Field(sa_type=JSON)
    facts: list[Any] = Field(default_factory=list, sa_type=JSON)
    meaning: str = ""
    present: bool = True
    reopened: str | None = None
    told: Document_ | None = Field(default=None, sa_type=JSON(none_as_null=True))


class Decision(Bound, table=True):
    """What somebody decided on a threat: mitigate, accept, not-applicable, or none (taken back)."""

    __table_args__ = _of_model(Index("decision_threat", "workspace_id", "model_id", "threat_id", "id"))
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    model_id: str
    threat_id: str
    kind: DecisionKind = Field(sa_type=AutoString)
    code: str = ""
    reason: str = Field(default="", sa_type=Text)
    until: datetime | None = None
    by: str
    at: datetime
    rests_on: Document_ = Field(default_factory=dict, sa_type=JSON)
    supersedes: int | None = None


class Action(Bound, table=True):
    """An after-action item; it belongs to a mitigation on something, never to one threat.

    ``due`` is the end of its day in UTC; the day ends in ``zone``, its owner's. ``remind_at``: when its owner is told
    next that the day has passed, None where nothing waits for it; ``reminded``: how often they were told.

    ``at`` is when it was first taken on, and again after it had been settled; ``moved``: each later day that it was
    given since, with the day before it (see ``bot.services.postponing``).
    """

    __table_args__ = _of_model(
        UniqueConstraint("workspace_id", "model_id", "mitigation", "on"), Index("action_remind_at", "remind_at")
    )
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    model_id: str
    mitigation: str
    on: str
    kind: ActionKind = Field(sa_type=AutoString)
    title: str
    owner: str
    due: datetime
    state: str = "open"
    by: str
    at: datetime
    zone: str = "UTC"
    remind_at: datetime | None = None
    reminded: int = 0
    moved: list[Any] = Field(default_factory=list, sa_type=JSON)


class Approval(Bound, table=True):
    """Somebody other than the owner stands by one version of a model."""

    __table_args__ = _of_model()
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    model_id: str
    version: int
    by: str
    at: datetime
    roles: list[str] = Field(default_factory=list, sa_type=JSON)


class Review(Bound, table=True):
    """A review that fell due; it fires once because (model, due, kind) is unique.

    ``remind_at``: when it is asked about next, None once it is done; ``reminded``: how often it was asked about again.
    """

    __table_args__ = _of_model(Index("review_remind_at", "remind_at"))
    model_id: str = Field(primary_key=True)
    due: datetime = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    fired_at: datetime
    outcome: str = ""
    by: str = ""
    at: datetime | None = None
    remind_at: datetime | None = None
    reminded: int = 0


class Role(Bound, table=True):
    """A role that a member holds, and who said so."""

    member: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    by: str
    at: datetime


class Document(Bound, table=True):
    """A rendered document, kept as the bytes that were handed out."""

    __table_args__ = _of_model()
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    model_id: str
    version: int
    format: str
    name: str
    body: bytes = Field(sa_type=LargeBinary)
    at: datetime


class Audit(Bound, table=True):
    """Who did what, when; ``digest`` is salted, so that erasing ``detail`` leaves the chain whole."""

    __table_args__ = (Index("audit_workspace", "workspace_id", "id"),)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime
    by: str
    what: str
    subject: str
    detail: Document_ = Field(default_factory=dict, sa_type=JSON)
    salt: str
    digest: str


class Leased(SQLModel):
    """The columns by which workers share rows; times are seconds of the database's clock.

    ``attempts`` (since the last success) only spaces the tries out; ``faults`` counts what trying again may not mend.
    """

    state: str = "wanted"
    owner: str = ""
    attempts: int = 0
    faults: int = 0
    fence: int = 0
    lease_until: float = 0.0
    next_at: float = 0.0
    last_error: str = ""


UNTAKEN: Final = Leased().model_dump()
"""These columns of a row that is wanted and that no worker has taken yet."""


def _wanted(name: str) -> Index:
    partial = text("state = 'wanted'")
    return Index(name, "lane", "id", sqlite_where=partial, postgresql_where=partial)


class Surface(Leased, table=True):
    """One thing shown in Slack: services raise ``wanted_rev``, the worker sends it and says which it sent.

    ``maybe_sent``: a post of it was begun, and neither its success nor Slack's refusal is known; ``looked``: how often
    Slack was searched for it since, in vain.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        _wanted("surface_wanted"),
        Index("surface_model", "workspace_id", "model_id"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    kind: str
    channel: str
    lane: str
    parent_id: int | None = None
    model_id: str = ""
    subject: str = ""
    payload: Document_ = Field(default_factory=dict, sa_type=JSON)
    wanted_rev: int = 1
    sent_rev: int = 0
    ts: str | None = None
    maybe_sent: bool = False
    looked: int = 0
    created_at: datetime


class Work(Leased, table=True):
    """Something to be done that is no delivery: rendering a document."""

    __table_args__ = (UniqueConstraint("workspace_id", "id"), _wanted("work_wanted"))
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=26)
    kind: str
    lane: str
    model_id: str = ""
    payload: Document_ = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime
