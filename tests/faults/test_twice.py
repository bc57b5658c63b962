"""The same thing asked for twice at the same moment: one transition, and the second is told so."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from bot.sandbox.driver import Json, Person, View
from bot.services import Services
from bot.services.ticks import tick
from bot.store.tables import Model
from tests.faults.conftest import House, begins_triage, clicks_first, installed, question, services_on
from tests.support.stories import begins

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at_once(*acts: Callable[[], Json]) -> Sequence[Json]:
    """The replies to acts that begin at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Json]) -> Json:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def whispers(*people: Person) -> str:
    """What was said to these people alone."""
    return "\n".join(shown["plain"] for person in people for shown in person.state()["ephemerals"])


@pytest.mark.parametrize("roles", [("developer", "developer"), ("developer", "architect")])
def test_one_of_two_answers_stands_and_the_other_is_told(house: House, roles: tuple[str, str]) -> None:
    name = f"Asked {'-'.join(roles)}"
    people = [house.workspace.person(role) for role in roles]
    begins(people[0], name)
    asked, model = question(people[0]), house.model(name)
    before = whispers(*people).count("answered meanwhile")

    def press(person: Person, number: int) -> Callable[[], Json]:
        return lambda: person.act("click", target=asked.target, action_id=f"intake.answer.{number}")

    replies = at_once(press(people[0], 0), press(people[1], 1))
    assert all(reply["ok"] for reply in replies)
    assert house.number("SELECT count(*) FROM answer WHERE model_id = :m", m=model) == 1
    assert house.number("SELECT count(*) FROM ask WHERE model_id = :m AND state = 'open'", m=model) <= 1
    told = set(whispers(*people).splitlines())
    assert whispers(*people).count("answered meanwhile") >= before + 1, told


def test_the_list_is_shown_once_however_often_it_is_asked_for(house: House) -> None:
    developer, architect = (house.workspace.person(role) for role in ("developer", "architect"))
    begins(developer, "Impatient")
    head = developer.message_with("[Show the threats now]")
    replies = at_once(
        *(lambda p=p: p.act("click", target=head.target, action_id="intake.show") for p in (developer, architect))
    )  # type: ignore[misc]
    assert all(reply["ok"] for reply in replies)
    model = house.model("Impatient")
    assert house.rows("SELECT version FROM model WHERE id = :m", m=model) == [(1,)]
    assert house.number("SELECT count(*) FROM surface WHERE model_id = :m AND kind = 'summary'", m=model) == 1
    assert "there already" in whispers(developer, architect)


def test_one_of_two_decisions_stands_and_the_other_form_says_so(house: House) -> None:
    begins_triage(house.workspace.person("developer"), "Decided twice")
    model = house.model("Decided twice")
    people = [house.workspace.person(role) for role in ("architect", "security")]
    views = []
    for person in people:
        clicks_first(person, "Threats to Decided twice", "decide.not_applicable")
        person.fills({"Why does it not apply?": "fact-wrong", "In one sentence": f"{person.role} says so."})
        views.append(person.view().id)
    at_once(*(lambda p=p, v=v: p.act("submit", view_id=v) for p, v in zip(people, views, strict=True)))  # type: ignore[misc]
    assert house.number("SELECT count(*) FROM decision WHERE model_id = :m", m=model) == 1
    (told,) = [View(view) for person in people for view in person.state()["views"]]
    assert "decided meanwhile" in told.plain
    assert "In one sentence" not in told.plain, "there is nothing left to fill in"
    for person in people:
        for view in person.state()["views"]:
            person.does("close", view_id=View(view).id)


def test_two_tickers_at_once_nudge_once(database_url: str) -> None:
    first, second = (services_on(database_url, NOW) for _ in range(2))
    due = [f"01DUE{number:021d}" for number in range(20)]
    _approved(first, due)
    barrier = Barrier(2)

    def run(services: Services) -> int:
        barrier.wait()
        return tick(services)

    with ThreadPoolExecutor(2) as pool:
        fired = list(pool.map(run, (first, second)))
    assert sum(fired) == len(due)
    with first.store.engine.connect() as connection:
        for table in ("SELECT subject FROM surface WHERE kind = 'nudge'", "SELECT model_id FROM review"):
            assert len(connection.exec_driver_sql(table).all()) == len(due), table
        audited = connection.exec_driver_sql("SELECT subject FROM audit WHERE what = 'review due'").all()
    assert sorted(subject for (subject,) in audited) == due
    assert tick(first) == tick(second) == 0
    for services in (first, second):
        services.store.engine.dispose()


def _approved(services: Services, ids: Sequence[str]) -> None:
    """Models that were approved, and whose review was due yesterday."""
    with services.store.write(installed(services)) as unit:
        for id_ in ids:
            values = {"name": id_, "owner": "U1", "channel": "C1", "state": "approved", "created_by": "U1"}
            made = Model(
                id=id_,
                workspace_id=unit.workspace_id,
                structure={"id": id_, "name": id_},
                created_at=NOW,
                review_due=NOW - timedelta(days=1),
                **values,
            )
            unit.session.add(made)
