"""A model changes: the lists of those that extend it follow, each by itself, and none of them twice for nothing."""

import pytest

from bot.services.generation import regenerate
from bot.store import models
from tests.bot.work.conftest import House

VERSIONS = "SELECT id, version FROM model ORDER BY id"


def changes(house: House) -> None:
    """The shop gets another store."""
    with house.services.store.write(house.home) as unit:
        shop = models.model(unit, "shop", for_update=True)
        more = {"id": f"more-{shop.version}", "name": "More files", "type": "aws.s3"}
        shop.structure = {**shop.structure, "components": [*shop.structure["components"], more]}
        regenerate(unit, house.services, shop, "U1")


def test_a_change_waits_for_no_list_above_it(house: House) -> None:
    changes(house)
    assert house.rows(VERSIONS) == [("chat", 1), ("shop", 2)]
    assert house.jobs().run_once() == 1
    assert house.rows(VERSIONS) == [("chat", 2), ("shop", 2)]
    assert house.rows("SELECT \"by\" FROM audit WHERE what = 'generated' AND subject = 'chat' ORDER BY id") == [
        ("U1",),
        ("U1",),
    ]
    assert house.jobs().run_once() == 0


@pytest.mark.parametrize("state", ["intake", "paused"])
def test_whoever_is_being_asked_goes_on_being_asked(house: House, state: str) -> None:
    changes(house)
    with house.services.store.write(house.home) as unit:
        models.model(unit, "chat", for_update=True).state = state
    assert house.jobs().run_once() == 1
    assert house.rows("SELECT state, version FROM model WHERE id = 'chat'") == [(state, 1)]
    assert house.rows("SELECT state FROM work") == [("sent",)]


def test_many_changes_make_a_list_anew_once(house: House) -> None:
    for _ in range(3):
        changes(house)
    assert house.jobs().run_once() == 1
    assert house.jobs().run_once() == 0
    assert house.rows(VERSIONS) == [("chat", 2), ("shop", 4)]


def test_a_report_tells_of_the_list_that_was_wanted_before_it(house: House) -> None:
    changes(house)
    house.want("chat")
    jobs = house.jobs()
    while jobs.run_once():
        pass
    assert house.rows("SELECT DISTINCT version FROM document") == [(2,)]


def test_a_report_that_waits_is_not_taken_for_a_list(house: House) -> None:
    changes(house)
    house.want("chat")
    changes(house)
    jobs = house.jobs()
    while jobs.run_once():
        pass
    assert house.rows("SELECT count(*) FROM document") == [(2,)]
    assert house.rows("SELECT kind, state FROM work ORDER BY id") == [
        ("list", "sent"),
        ("report", "sent"),
        ("list", "sent"),
    ]


def test_a_list_that_cannot_be_made_is_tried_again_and_then_given_up(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with house.services.store.write(house.home) as unit:
        models.model(unit, "chat", for_update=True).structure = {"name": "broken"}
    changes(house)
    for count in (1, 2, 3):
        with house.services.store.queue() as connection:
            connection.exec_driver_sql("UPDATE work SET next_at = 0")
        assert house.jobs().run_once() == 1
        assert house.rows("SELECT faults FROM work") == [(min(count, 2),)]
    assert house.rows("SELECT state FROM work") == [("dead",)]
    assert house.rows("SELECT version FROM model WHERE id = 'chat'") == [(1,)]
    assert caplog.text.count("work: list") == 3
