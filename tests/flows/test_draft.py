"""Workloads from forms: ids that never meet, lines into what is extended, and editing one thing at a time."""

from hypothesis import given
from hypothesis import strategies as st

from flows.workload.draft import (
    DATA,
    ComponentRow,
    FlowRow,
    Form,
    connected,
    drafted,
    edited,
    extended,
    graded,
    line_edited,
    slug,
    without,
    without_line,
)
from flows.workload.extends import extended as laid_under
from flows.workload.model import Asset, Component, Workload

ROWS = tuple(ComponentRow(name, "web.app", "account") for name in ("App", "Store", "Log"))
LINES = (FlowRow("app", "store", "data", ("personal",)), FlowRow("store", "log", "data", ("personal",)))


def system(**changes: object) -> Workload:
    form = Form("Shop", "", "U1", None, ("personal",), "personal", (), ROWS)
    return connected(drafted(form, "shop"), LINES).model_copy(update=changes)


def feature(*rows: ComponentRow, taken: tuple[str, ...] = ()) -> Workload:
    form = Form("Gifts", "", "U1", None, ("personal", "business"), None, (), rows, "feature", "shop")
    return drafted(form, "gifts", taken)


def ids(workload: Workload) -> list[str]:
    return [one.id for one in workload.components]


def test_a_form_says_its_kind_and_what_it_extends() -> None:
    found = feature(ROWS[0])
    assert (found.kind, found.extends) == ("feature", "shop")
    assert (system().kind, system().extends) == ("system", None)


def test_new_ids_avoid_those_that_are_taken() -> None:
    assert ids(feature(*ROWS[:2], taken=("app", "log"))) == ["app-2", "store"]
    assert ids(extended(system(), ROWS[:1], ("app-2",))) == ["app", "store", "log", "app-3"]
    found = connected(system(), (FlowRow("app", "log", "data", ()),), taken=("f3", "f4"))
    assert [one.id for one in found.flows] == ["f1", "f2", "f5"]


@given(st.lists(st.sampled_from(["App", "app", "A p p", "é", "", "app-2"]), max_size=8), st.sets(st.text(max_size=5)))
def test_a_slug_is_no_id_that_is_taken(names: list[str], taken: set[str]) -> None:
    made: list[str] = []
    for name in names:
        made.append(slug(name, {*taken, *made}))
    assert len(set(made)) == len(made)
    assert not set(made) & taken


def test_a_part_below_that_receives_data_is_known_to_hold_it() -> None:
    base = system()
    own = connected(feature(ROWS[0], taken=tuple(ids(base))), (FlowRow("app-2", "log", "data", ("business",)),))
    assert ids(own) == ["app-2"], "nothing of the model below is kept in this one"
    held = {one.id: one.holds for one in laid_under(own, base, ()).components}
    assert (held["log"], held["store"]) == (("personal", "business"), ("personal",))
    written = Component(id="log", name="Log", type="web.app")
    explicit = own.model_copy(update={"components": (*own.components, written)})
    held = {one.id: one.holds for one in laid_under(explicit, base, ()).components}
    assert held["log"] == ("personal",), "whoever writes of it says what it holds"


def test_a_grade_that_the_feature_does_not_give_is_the_systems() -> None:
    base = system()
    whole = laid_under(feature(ROWS[0]), base, ())
    assert base.assets[0].confidentiality == 5
    assert [one.confidentiality for one in whole.assets if one.id == "personal"] == [5]
    own = feature().model_copy(update={"assets": (Asset(id="personal", name=DATA["personal"], confidentiality=2),)})
    assert [one.confidentiality for one in laid_under(own, base, ()).assets if one.id == "personal"] == [2]


def test_a_part_that_is_edited_keeps_its_id_and_what_it_holds() -> None:
    before = system()
    after = edited(before, "store", ComponentRow("Vault", "datastore", "vendor"))
    part = after.components[1]
    assert (part.id, part.name, part.type, part.zone, part.holds) == (
        "store",
        "Vault",
        "datastore",
        "vendor",
        ("personal",),
    )
    assert [zone.kind for zone in after.zones] == ["account", "vendor"]
    assert (after.components[0], after.flows) == (before.components[0], before.flows)
    assert edited(before, "no-such", ROWS[0]) == before


def test_a_part_goes_with_its_lines_and_with_what_only_they_brought() -> None:
    after = without(system(), "store")
    assert ids(after) == ["app", "log"]
    assert after.flows == ()
    assert after.components[1].holds == ()
    assert without(system(), "app").components[1].holds == ("personal",)


def test_a_line_that_is_corrected_keeps_its_id_and_one_that_leads_elsewhere_gets_its_own() -> None:
    before = system()
    same = line_edited(before, "f1", FlowRow("app", "store", "trust", (), "Sign-in"))
    assert [(flow.id, flow.kind, flow.name) for flow in same.flows] == [
        ("f1", "trust", "Sign-in"),
        ("f2", "data", None),
    ]
    assert same.components[1].holds == (), "trust brings no data"
    other = line_edited(before, "f1", FlowRow("app", "log", "data", ()), taken=("f3",))
    assert [(flow.id, flow.to) for flow in other.flows] == [("f4", "log"), ("f2", "log")]
    assert line_edited(before, "no-such", LINES[0]) == before


def test_a_line_goes_with_what_only_it_brought() -> None:
    after = without_line(system(), "f2")
    assert [flow.id for flow in after.flows] == ["f1"]
    assert [part.holds for part in after.components] == [(), ("personal",), ()]
    assert without_line(system(), "no-such") == system()


def test_an_asset_is_graded_loss_by_loss() -> None:
    after = graded(system(), "personal", {"confidentiality": None, "safety": 4})
    assert (after.assets[0].confidentiality, after.assets[0].safety) == (None, 4)
    assert graded(system(), "no-such", {"safety": 4}) == system()
