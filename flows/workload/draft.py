"""A first workload from a short form: names, types, places and kinds of data. Facts come later, by questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from flows.workload.model import Asset, AssetCategory, Component, Environment, Flow, FlowKind, Workload, Zone, ZoneKind

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


def drafted(form: Form, model_id: str) -> Workload:
    """The workload that a form describes, still without flows."""
    kinds = dict.fromkeys(row.zone for row in form.components if row.zone)
    return Workload(
        id=model_id,
        name=form.name,
        description=form.description,
        owner=form.owner,
        environment=form.environment,
        zones=tuple(Zone(id=kind, name=ZONES[kind], kind=kind) for kind in kinds),
        assets=_assets(form),
        components=_components(form.components),
    )


def extended(workload: Workload, rows: Sequence[ComponentRow]) -> Workload:
    """The workload with further components; those that are there keep their ids."""
    kinds = dict.fromkeys(row.zone for row in rows if row.zone)
    there = {zone.id for zone in workload.zones}
    zones = (*workload.zones, *(Zone(id=kind, name=ZONES[kind], kind=kind) for kind in kinds if kind not in there))
    return workload.model_copy(
        update={"zones": zones, "components": _components(rows, workload.components)},
    )


def connected(workload: Workload, rows: Sequence[FlowRow]) -> Workload:
    """The workload with these flows besides those it has; whoever receives data holds it from then on."""
    added = tuple(
        Flow(id=f"f{number}", kind=row.kind, from_=row.from_, to=row.to, carries=row.carries)
        for number, row in enumerate(rows, len(workload.flows) + 1)
    )
    flows = (*workload.flows, *added)
    held: dict[str, dict[str, None]] = {}
    for flow in flows:
        if flow.kind == "data":
            held.setdefault(flow.to, {}).update(dict.fromkeys(flow.carries))
    components = tuple(
        component.model_copy(update={"holds": tuple(held.get(component.id, ()))}) for component in workload.components
    )
    return workload.model_copy(update={"flows": flows, "components": components})


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


def _components(rows: Iterable[ComponentRow], there: Iterable[Component] = ()) -> tuple[Component, ...]:
    made: list[Component] = list(there)
    for row in rows:
        made.append(Component(id=slug(row.name, [c.id for c in made]), name=row.name, type=row.type, zone=row.zone))
    return tuple(made)
