"""Threats as they stand in reports: those of one cause together, hygiene in one line, the rest by number or counted."""

from dataclasses import replace

from flows.lazy import Each
from flows.report import cards
from flows.report.cards import MOST_BY_NUMBER, MOST_IN_FULL, MOST_ON_CARD, Card, heading, hygiene, told
from flows.report.html import html
from flows.report.markdown import markdown
from flows.report.types import ActionItem, Decided, Report, undecided
from flows.risk import level_rank
from flows.threats.found import Found
from flows.threats.generate import generate
from flows.threats.types import Generation, Threat
from flows.workload.model import Asset, Component, Fact, Flow, Workload
from tests.flows.models import fixture_library, shipped_library
from tests.flows.report.pages import page
from tests.flows.report.reports import NOW, report
from tests.flows.report.serverless import serverless

WEAK = {"upload_use": "shown", "served_from": "same"}


def buckets(*names: str, **given: str) -> Report:
    facts = {f"aws.s3/{name}": Fact(value=value) for name, value in {**WEAK, **given}.items()}
    asset = Asset(id="a", name="Pictures", category=("personal",))
    parts = tuple(
        Component(id=f"b{n}", name=name, type="aws.s3", holds=("a",), facts=facts) for n, name in enumerate(names)
    )
    workload = Workload(id="m", name="M", assets=(asset,), components=parts)
    return undecided(workload, generate(workload, shipped_library()), NOW)


def every(made: Report) -> list[Card]:
    return [card for _, listed in told(made) for card in listed]


def of_upload(made: Report) -> Card:
    return next(one for one in every(made) if one.entries[0].threat.rule == "aws.s3/upload-runs-in-browser")


def test_the_same_cause_in_two_places_is_one_card_with_one_fix() -> None:
    made = buckets("Uploads", "Exports")
    card = of_upload(made)
    assert card.heading == "An uploaded file runs as a script of our site: the same on Uploads and Exports"
    assert [one.threat.on_name for one in card.entries] == ["Uploads", "Exports"]
    assert card.first_step == card.entries[0].threat.first_step
    assert [one.title for one in card.measures] == [view.title for view in card.entries[0].threat.mitigations]
    assert [one.number for one in card.explained] == [card.entries[0].number]


def test_both_layouts_show_the_card_once_and_each_of_its_threats() -> None:
    made = buckets("Uploads", "Exports")
    card = of_upload(made)
    text, root = markdown(made), page(html(made))
    numbers = ", ".join(one.number for one in card.entries)
    assert text.count(f"\n#### {numbers} An uploaded file runs as a script of our site: the same on") == 1
    article = next(one for one in root.all("article") if card.heading in one.text)
    assert article.all("h4")[0].text == f"{numbers} {card.heading}"
    source = text.partition(f"\n#### {numbers} ")[2].partition("\n#### ")[0]
    for words in (source.replace("*", ""), article.text):
        assert words.count("First step.") == words.count("Mitigations\n") == words.count("Not this when") == 1
        assert words.count("Status: open.") == words.count("Risk.") == 2
    cases = [one.attributes["id"] for one in article.all("div")]
    assert cases == [one.number for one in card.entries]


def test_decisions_and_items_stand_at_the_threat_and_at_the_card() -> None:
    plain = buckets("Uploads", "Exports")
    first, second = of_upload(plain).entries
    item = ActionItem("Serve from elsewhere", "roadmap", "U1", None, "open", (plain.numbers[second.threat.id],))
    decisions = {second.threat.id: Decided("accept", "U1", NOW, "Small.")}
    card = of_upload(replace(plain, decisions=decisions, actions=[item]))
    assert [one.status for one in card.entries] == ["open", "accepted"]
    assert [bool(one.decision) for one in card.entries] == [False, True]
    assert [one.title for one in card.tasks] == ["Serve from elsewhere"]
    assert first.number != second.number


def test_a_heading_is_the_title_where_it_stands_and_where_else() -> None:
    one, *_ = (each for each in report().generation.threats if each.rule == "web.app/anonymous-call")
    other, third = replace(one, on="x", on_name="X"), replace(one, on="y", on_name="Y")
    assert heading([one]) == one.title == "Anonymous call: App"
    assert heading([one, other]) == "Anonymous call: the same on App and X"
    assert heading([replace(one, title="App is called"), other, third]) == "App is called; the same on X and Y"
    unlike = replace(other, rule="web.app/other")
    assert heading([one, unlike]) == "Anonymous call: App, and 1 more with the same cause and the same fix"


def only(made: Report, *threats: Threat) -> Report:
    """The report of these threats alone."""
    numbers = {one.id: number for number, one in enumerate(threats, 1)}
    return replace(made, generation=replace(made.generation, threats=threats, to_confirm=()), numbers=numbers)


def test_two_rules_of_one_cause_are_each_explained() -> None:
    made = buckets("Uploads")
    first = of_upload(made).entries[0].threat
    unlike = replace(first, id="other", rule="aws.s3/else", title="Something else: Uploads")
    both = only(made, first, unlike)
    (card,) = every(both)
    assert [one.number for one in card.explained] == ["T-1", "T-2"]
    assert "**Of T-1**" in markdown(both)
    assert "Of T-2" in page(html(both)).text


def test_a_mitigation_that_only_helps_says_where_it_stands_how_where_that_differs() -> None:
    made = buckets("Uploads", "Exports")
    first, second = (one.threat for one in of_upload(made).entries)
    helps = replace(first.mitigations[0], id="aws.s3/helps", title="Helps", in_set=False)
    differing = (
        replace(first, mitigations=(*first.mitigations, helps)),
        replace(second, mitigations=(*second.mitigations, replace(helps, state="claimed"))),
    )
    (card,) = every(only(made, *differing))
    about = [one.about.partition(";")[0] for one in card.measures]
    assert about == ["missing", "missing on Uploads, claimed on Exports"]
    assert card.measures[-1].about.endswith("helps, but is not enough")


def test_hygiene_is_one_line_by_rule_and_state() -> None:
    made = serverless()
    points = hygiene(made).points
    assert {number for point in points for number, _, _ in point.threats} == {
        made.number(one) for one in made.generation.ranked if one.hygiene
    }
    for point in points:
        assert len({status for _, _, status in point.threats}) == 1
        assert bool(point.first_step) == (point.threats[0][2] != "mitigated")
    (line,) = [one for one in page(html(made)).all("p") if points[0].heading in one.text]
    assert all(f"{point.heading} ({point.threats[0][0]}" in line.text for point in points)
    for point in points:
        numbers = {number for number, _, _ in point.threats}
        levels = [one.standing for one in made.generation.ranked if made.number(one) in numbers]
        assert point.level == max(levels, key=level_rank)
        assert f"{point.level.capitalize()}, {point.threats[0][2]})" in line.text
    assert line.text.startswith(hygiene(made).counted)


def many(count: int) -> Workload:
    apps = tuple(Component(id=f"c{n}", name=f"App {n}", type="web.app", facts=FACTS) for n in range(count))
    return Workload(id="m", name="Many", components=apps)


FACTS = {"web.app/reach": Fact(value="internet"), "web.app/login": Fact(value="none")}


def counting(workload: Workload) -> tuple[Report, list[str]]:
    """A report, and the threats that were put into words so far."""
    made: list[str] = []

    def word(one: Found) -> Threat:
        made.append(one.id)
        return one.threat()

    generation = generate(workload, fixture_library())
    assert isinstance(generation.threats, Each)
    counted: Generation = replace(generation, threats=Each(generation.threats.of, word))
    return undecided(workload, counted, NOW), made


def test_a_card_of_very_many_tells_some_in_full_some_by_number_and_counts_the_rest() -> None:
    made, worded = counting(many(300))
    (card, *_) = every(made)
    assert len(card.entries) == MOST_ON_CARD
    assert len(card.others) == MOST_BY_NUMBER
    assert (
        card.left_out
        == f"{300 - MOST_ON_CARD - MOST_BY_NUMBER} more of the same cause are counted here and not listed."
    )
    text = markdown(made)
    number, on, status = card.others[0]
    assert f"**The same cause:** {number} on {on} ({status}), " in text
    assert card.left_out in text
    links = {one.attributes["href"] for one in page(html(made)).all("a")}
    ids = {f"#{one.attributes['id']}" for one in page(html(made)).all() if "id" in one.attributes}
    assert {link for link in links if link.startswith("#")} <= ids
    assert len(set(worded)) < 300


def test_nothing_is_put_into_words_that_is_not_shown() -> None:
    apps = tuple(Component(id=f"c{n}", name=f"App {n}", type="web.app") for n in range(1500))
    flows = tuple(Flow(id=f"f{n}", from_=f"c{n}", to=f"c{n + 1}") for n in range(1499))
    made, worded = counting(Workload(id="m", name="Large", components=apps, flows=flows))
    assert len(made.generation.ranked) > 2 * MOST_IN_FULL
    html(made)
    hygienic = sum(one.hygiene for one in made.generation.ranked)
    assert hygienic > cards.MOST_HYGIENE
    assert len(set(worded)) == MOST_IN_FULL + cards.MOST_HYGIENE
