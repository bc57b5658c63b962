"""A first workload from a short form: names, types, places and kinds of data. Facts come later, by questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import get_args

from flows.workload.extends import received_by
from flows.workload.model import (
    Asset,
    AssetCategory,
    Component,
    Environment,
    Flow,
    FlowKind,
    ModelKind,
    Workload,
    Zone,
    ZoneKind,
)

ZONES: dict[ZoneKind, str] = {
    "internet": "The internet",
    "account": "Our AWS account",
    "network": "A private network",
    "device": "A device at the customer's",
    "vendor": "A vendor's systems",
    "tenant": "A customer's own systems",
    "pipeline": "The delivery pipeline",
}
"""Kinds of zone and what a form calls them; a form makes at most one zone of each kind."""

KINDS: dict[ModelKind, str] = {
    "system": "A system: something that runs",
    "feature": "A feature: it adds something to a system",
    "platform": "A platform: what is answered once for all teams",
}
"""Kinds of model and what a form calls them."""

DATA: dict[AssetCategory, str] = {
    "personal": "Personal details",
    "cardholder": "Payment details",
    "health": "Health data",
    "credentials": "Passwords and sign-ins",
    "secrets": "Keys and secrets",
    "customer": "Customers' content",
    "business": "Business data",
    "public": "Public content",
}
"""Kinds of data and what a form calls them; each becomes an asset."""

GRADES: dict[int, str] = {
    1: "1: a nuisance",
    2: "2: a bad day",
    3: "3: serious harm",
    4: "4: lasting harm",
    5: "5: the end of it",
}
"""How bad a loss would be, in words."""

LOSSES: dict[str, str] = {
    "confidentiality": "Others read it",
    "integrity": "Others change it",
    "availability": "It is gone or stands still",
    "safety": "People get hurt",
    "money": "Money is lost",
    "privacy": "Harm to those whom it is about",
    "others": "Harm to people outside",
}
"""What can become of an asset (its grades' names) and what a form calls it."""

MOST_SENSITIVE = 5
"""The confidentiality of what the form calls the most sensitive."""


@dataclass(frozen=True)
class ComponentRow:
    """One component of the form."""

    name: str
    type: str
    zone: ZoneKind | None


@dataclass(frozen=True)
class FlowRow:
    """One line of "What talks to what?": ids of components and assets."""

    from_: str
    to: str
    kind: FlowKind
    carries: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Form:
    """What the first form asks."""

    name: str
    description: str
    owner: str
    environment: Environment | None
    data: tuple[AssetCategory, ...]
    most_sensitive: AssetCategory | None
    worth: tuple[str, ...]
    components: tuple[ComponentRow, ...]
    kind: ModelKind = "system"
    extends: str | None = None


def drafted(form: Form, model_id: str, taken: Collection[str] = ()) -> Workload:
    """The workload that a form describes, still without flows; no part gets an id of ``taken``."""
    kinds = dict.fromkeys(row.zone for row in form.components if row.zone)
    return Workload(
        id=model_id,
        name=form.name,
        description=form.description,
        owner=form.owner,
        kind=form.kind,
        extends=form.extends,
        environment=form.environment,
        zones=tuple(Zone(id=kind, name=ZONES[kind], kind=kind) for kind in kinds),
        assets=_assets(form),
        components=_components(form.components, taken=taken),
    )


def extended(workload: Workload, rows: Sequence[ComponentRow], taken: Collection[str] = ()) -> Workload:
    """The workload with further components; those that are there keep their ids, none gets an id of ``taken``."""
    components = _components(rows, workload.components, taken)
    return workload.model_copy(
        update={"zones": with_zones(workload, (row.zone for row in rows)), "components": components}
    )


def with_zones(workload: Workload, kinds: Iterable[ZoneKind | None]) -> tuple[Zone, ...]:
    """Its zones and those of ``kinds`` that it has not yet."""
    there = {zone.id for zone in workload.zones}
    wanted = [kind for kind in dict.fromkeys(kinds) if kind and kind not in there]
    return (*workload.zones, *(Zone(id=kind, name=ZONES[kind], kind=kind) for kind in wanted))


def connected(workload: Workload, rows: Sequence[FlowRow], taken: Collection[str] = ()) -> Workload:
    """The workload with these flows besides those it has; whoever receives data holds it from then on.

    Args:
        workload: as drawn.
        rows: the lines of the form; they may lead to parts of the model that it extends.
        taken: ids that no flow may get.
    """
    flows = list(workload.flows)
    for row in rows:
        flows.append(_flow(row, flows, taken))
    return _with_flows(workload, tuple(flows))


def edited(workload: Workload, id_: str, row: ComponentRow) -> Workload:
    """The workload in which a part is called, is and stands as ``row`` says; its id stays, and what hangs on it."""
    components = tuple(
        one.model_copy(update={"name": row.name, "type": row.type, "zone": row.zone}) if one.id == id_ else one
        for one in workload.components
    )
    return workload.model_copy(update={"zones": with_zones(workload, [row.zone]), "components": components})


def without(workload: Workload, id_: str) -> Workload:
    """The workload without a part and without the flows that led from it or to it."""
    flows = tuple(flow for flow in workload.flows if id_ not in (flow.from_, flow.to))
    components = [one for one in workload.components if one.id != id_]
    return workload.model_copy(update={"flows": flows, "components": _holding(components, flows)})


def _flow(row: FlowRow, there: Collection[Flow], taken: Collection[str]) -> Flow:
    ids = {flow.id for flow in there} | set(taken)
    id_ = next(f"f{number}" for number in count(len(there) + 1) if f"f{number}" not in ids)
    return Flow(id=id_, kind=row.kind, from_=row.from_, to=row.to, name=row.name, carries=row.carries)


def line_edited(workload: Workload, id_: str, row: FlowRow, taken: Collection[str] = ()) -> Workload:
    """The workload in which a flow is as ``row`` says.

    One that leads elsewhere is another flow, with an id of its own: what was answered and decided of the old one was
    not said of it.
    """

    def changed(flow: Flow) -> Flow:
        if (flow.from_, flow.to) != (row.from_, row.to):
            return _flow(row, workload.flows, taken)
        return flow.model_copy(update={"kind": row.kind, "name": row.name, "carries": row.carries})

    return _with_flows(workload, tuple(changed(flow) if flow.id == id_ else flow for flow in workload.flows))


def without_line(workload: Workload, id_: str) -> Workload:
    """The workload without a flow; whoever received data by it alone holds it no longer."""
    return _with_flows(workload, tuple(flow for flow in workload.flows if flow.id != id_))


def _with_flows(workload: Workload, flows: tuple[Flow, ...]) -> Workload:
    return workload.model_copy(update={"flows": flows, "components": _holding(workload.components, flows)})


def graded(workload: Workload, id_: str, grades: Mapping[str, int | None]) -> Workload:
    """The workload with an asset's grades, by loss, 1 to 5; None is not graded."""
    assets = tuple(one.model_copy(update=dict(grades)) if one.id == id_ else one for one in workload.assets)
    return workload.model_copy(update={"assets": assets})


def _holding(components: Iterable[Component], flows: Iterable[Flow]) -> tuple[Component, ...]:
    received = received_by(flows)
    return tuple(one.model_copy(update={"holds": received.get(one.id, ())}) for one in components)


def slug(name: str, taken: Iterable[str]) -> str:
    """An id from a name: ASCII letters and digits, made unique among ``taken`` by a number."""
    plain = "".join(c.lower() if c.isascii() and c.isalnum() else "-" for c in name)
    base = "-".join(part for part in plain.split("-") if part)[:40] or "part"
    used = set(taken)
    return next(c for c in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if c not in used)


def _assets(form: Form) -> tuple[Asset, ...]:
    ordered = [kind for kind in get_args(AssetCategory) if kind in form.data]
    assets = [
        Asset(
            id=kind,
            name=DATA[kind],
            category=(kind,),
            confidentiality=MOST_SENSITIVE if kind == form.most_sensitive else None,
        )
        for kind in ordered
    ]
    for name in form.worth:
        assets.append(Asset(id=slug(name, [asset.id for asset in assets]), name=name))
    return tuple(assets)


def _components(
    rows: Iterable[ComponentRow], there: Iterable[Component] = (), taken: Collection[str] = ()
) -> tuple[Component, ...]:
    made: list[Component] = list(there)
    for row in rows:
        id_ = slug(row.name, [*taken, *(one.id for one in made)])
        made.append(Component(id=id_, name=row.name, type=row.type, zone=row.zone))
    return tuple(made)
