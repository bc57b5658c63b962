"""What stands under "To confirm" again is marked; and a model that extends another says what is listed."""

from dataclasses import replace

from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.text import text
from flows.report.types import Report, undecided
from flows.threats.generate import generate
from flows.threats.types import Context, Voice
from tests.flows.models import fixture_library, shop
from tests.flows.report.pages import page
from tests.flows.report.reports import NOW

REACH = ("web.app/reach", "app")
VOICES = (Voice("developer", "U1", "staff"), Voice("architect", "U2", "internet"))


def made(context: Context, **changes: object) -> Report:
    workload = shop({}, **changes)
    found = undecided(workload, generate(workload, fixture_library(), context=context), NOW)
    return replace(found, people={"U1": "Ulla *", "U2": "The architect"})


def test_a_contested_fact_names_who_says_what() -> None:
    found = made(Context(contested={REACH: VOICES}))
    said = "Contested, so it counts as unknown until they agree: "
    views = "Ulla * (developer): “Our own people only”; The architect (architect): “Anybody on the internet”."
    assert f"{said}{views}" in page(html(found)).text
    assert f"**{said}{views.replace('*', chr(92) + '*')}**" in markdown(found)
    assert "Contested." in text(found)
    assert "Contested" not in markdown(made(Context()))


def test_an_overdue_fact_is_marked_once_it_was_put_twice() -> None:
    found = made(Context(overdue=frozenset({REACH})))
    said = "Overdue: nobody could answer it at two reviews running, so severe threats under it count as open."
    assert f"**{said}**" in markdown(found)
    assert said in page(html(found)).text
    assert "Overdue: unanswered at two reviews." in text(found)
    assert "Overdue" not in page(html(made(Context()))).text


def test_a_feature_says_that_only_its_additions_are_listed() -> None:
    system = shop({})
    feature = made(Context(base=system), kind="feature", extends="shop.threatmodel.yaml", name="Chat")
    shown = replace(feature, extends="Shop <b>", adds=True)
    said = "Only what it adds to Shop <b> is listed, and what it makes worse there."
    for words in (page(html(shown)).text, text(shown)):
        assert said in words
    assert said.replace("<b>", "&lt;b&gt;") in markdown(shown)
    assert "| Kind of model | feature, extends Shop &lt;b&gt; |" in markdown(shown)
    assert not shown.generation.threats


def test_a_system_on_a_platform_lists_all_and_names_what_it_extends() -> None:
    found = made(Context(), extends="platform.threatmodel.yaml")
    assert "| Kind of model | system, extends platform.threatmodel.yaml |" in markdown(found)
    assert "Only what it adds" not in markdown(found)
    assert "| Kind of model | system |" in markdown(made(Context()))
