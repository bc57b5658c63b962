"""The small workload and packs that the tests of flows share."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload, Zone

FIXTURES = Path(__file__).parent / "fixtures"
FACTS_OF = {
    "reach": "app", "login": "app", "lockout": "app", "patched": "app", "power": "role", "vendor": "sign-in",
    "shared": "details", "filter": "app", "sampled": "app", "restored": "details", "lost_badly": "details",
    "alone": "workload", "attractive_target": "workload",
}  # fmt: skip
"""Where each fact of the fixture pack stands in ``shop``."""


@cache
def fixture_library() -> Library:
    path = FIXTURES / "web.app.yaml"
    return library_of([parse_pack(path.read_bytes(), path.name)])


@cache
def shipped_library() -> Library:
    return load_library()


def shop(given: Mapping[str, str | Fact] | None = None, **changes: object) -> Workload:
    """A shop: a person on the internet calls an app, which a vendor's role reads a store of."""
    facts: dict[str, dict[str, Fact]] = {}
    for name, value in (given or {}).items():
        fact = value if isinstance(value, Fact) else Fact(value=value)
        facts.setdefault(FACTS_OF[name], {})[f"web.app/{name}"] = fact
    of = lambda on: facts.get(on, {})  # noqa: E731
    parts: dict[str, object] = {
        "id": "shop-1",
        "name": "Shop",
        "zones": (Zone(id="net", name="Internet", kind="internet"), Zone(id="acct", name="Account", kind="account")),
        "assets": (
            Asset(id="details", name="Personal details", category=("personal",), facts=of("details")),
            Asset(id="prices", name="Prices", category=("public",)),
        ),
        "components": (
            Component(id="buyer", name="Buyer", type="person", zone="net"),
            Component(id="app", name="App", type="web.app", zone="acct", holds=("prices",), facts=of("app")),
            Component(id="helper", name="Helper Ltd", type="saas", zone="net"),
            Component(id="role", name="Support role", type="aws.iam-role", zone="acct", facts=of("role")),
            Component(id="store", name="Store", type="datastore", zone="acct", holds=("details",)),
        ),
        "flows": (
            Flow(id="visit", kind="data", from_="buyer", to="app", carries=("details",)),
            Flow(id="sign-in", kind="trust", from_="helper", to="role", facts=of("sign-in")),
            Flow(id="right", kind="grant", from_="role", to="store"),
        ),
        "facts": of("workload"),
    }
    return Workload.model_validate(parts | changes)


def generated(given: Mapping[str, str | Fact] | None = None, **changes: object) -> Generation:
    return generate(shop(given, **changes), fixture_library())


def threat(generation: Generation, rule: str, on: str | None = None) -> Threat:
    found = [one for one in generation.threats if one.rule.endswith(f"/{rule}") and on in (None, one.on)]
    assert len(found) == 1, [(one.rule, one.on) for one in generation.threats]
    return found[0]


def states(generation: Generation) -> dict[tuple[str, str], str]:
    """(rule, on) -> state, ruled out included."""
    found: dict[tuple[str, str], str] = {(one.rule, one.on): one.state for one in generation.threats}
    return found | {(one.rule, one.on): "ruled out" for one in generation.ruled_out}
