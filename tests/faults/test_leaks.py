"""Exceptions of every kind, each with something secret in it: the bot's whole output holds none of it."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.sandbox.driver import Refused, Workspace
from bot.services import surfaces
from tests.faults.conftest import SECRETS, House, begins_triage, clicks_first, database, question
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.relay import Relay
from tests.support.stories import begins

MARK = "hush-hush"
"""Whatever is secret in these tests holds it."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def leaky(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Relay]]:
    """A house whose bot writes all it can into its log, and hears errors that repeat its secrets."""
    folder = tmp_path_factory.mktemp(f"leaky-{request.param}")
    with database(request.param, folder) as url:
        bot = Bot(url, folder)
        with Workspace(bot.url, folder / "workspace.db", THREATBOT) as workspace, bot, Relay(workspace.api) as relay:
            speaks = {"THREATBOT_SLACK_API_URL": relay.url, "THREATBOT_LOG_LEVEL": "DEBUG"}
            bot.start(workspace, THREATBOT_LEASE_SECONDS="1", **speaks)
            house = House(bot, workspace, url)
            begins_triage(workspace.person("developer"), f"Listed {MARK}")
            begins(workspace.person("developer"), f"Asked {MARK}")
            yield house, relay
            house.close()


def change(house: House, *statements: str) -> None:
    """Do something to the database behind the bot's back."""
    with house.services.store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def faults(house: House) -> int:
    """How many faults stand in the log."""
    return house.bot.logged().count("fault ")


def silent(house: House, before: int) -> None:
    """There was a fault, it can be found, and nothing secret stands in the log."""
    assert faults(house) > before, house.bot.logged()[-3_000:]
    nothing_kept(house)


def nothing_kept(house: House) -> None:
    """Nothing secret stands in the log."""
    log = house.bot.logged()
    kept = [line[:400] for line in log.splitlines() if any(secret in line for secret in (MARK, *SECRETS))]
    assert kept == []
    assert "Traceback" not in log


def test_a_value_that_a_listener_cannot_read_is_refused_and_not_logged(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    before, model = faults(house), house.model(f"Listed {MARK}")
    house.sender.click("threats.all", json.dumps({"m": model, "p": MARK}))
    (threat,) = house.rows("SELECT id FROM threat WHERE model_id = :m ORDER BY number LIMIT 1", m=model)[0]
    metadata = json.dumps({"m": model, "t": threat})
    told = house.sender.submit("decide.accept", metadata, {"until": f"{MARK}-date", "reason": MARK}, "U0SECURITY")
    assert "Choose a day." in told.text
    house.sender.submit("approve.submit", json.dumps({"m": model, "r": f"{MARK}-revision"}), {}, "U0SECURITY")
    assert faults(house) == before
    nothing_kept(house)


def test_a_database_error_with_its_parameters(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    before, developer = faults(house), house.workspace.person("developer")
    asked = question(developer)
    change(house, "ALTER TABLE answer RENAME TO answer_away")
    try:
        with pytest.raises(Refused, match=r"failed|not answer"):
            developer.does("click", target=asked.target, action_id="intake.answer.0")
        house.sender.command(f"show {MARK}")
    finally:
        change(house, "ALTER TABLE answer_away RENAME TO answer")
    silent(house, before)


def test_the_text_of_a_form_that_the_database_refuses(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    before, model = faults(house), house.model(f"Listed {MARK}")
    (threat,) = house.rows("SELECT id FROM threat WHERE model_id = :m ORDER BY number LIMIT 1", m=model)[0]
    change(house, "ALTER TABLE decision RENAME TO decision_away")
    try:
        metadata = json.dumps({"m": model, "t": threat})
        values = {"code": "fact-wrong", "reason": f"{MARK} {SECRETS[0]} is why."}
        assert house.sender.submit("decide.not_applicable", metadata, values).status_code == 503
    finally:
        change(house, "ALTER TABLE decision_away RENAME TO decision")
    silent(house, before)


def test_a_threat_that_cannot_be_shown(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    before, model = faults(house), house.model(f"Listed {MARK}")
    with house.services.store.write(house.workspace_id) as unit:
        kept = unit.connection().execute(text("SELECT body FROM threat WHERE number = 1")).scalar_one()
        spoil = text("UPDATE threat SET body = :body WHERE number = 1")
        unit.connection().execute(spoil, {"body": json.dumps({"title": {MARK: SECRETS[0]}})})
        surfaces.refresh(unit, model, "summary")
    house.workspace.person("developer").act("command", channel="C0CHECKOUT", text="/threatmodel list")
    house.sender.click("threats.all", json.dumps({"m": model, "p": 0}))
    silent(house, before)
    with house.services.store.write(house.workspace_id) as unit:
        unit.connection().execute(spoil, {"body": kept if isinstance(kept, str) else json.dumps(kept)})


@pytest.mark.parametrize("method", ["chat.postEphemeral", "views.open", "chat.update", "chat.postMessage"])
def test_a_refusal_of_slacks_that_repeats_the_token(leaky: tuple[House, Relay], method: str) -> None:
    house, relay = leaky
    developer = house.workspace.person("developer")
    relay.broken, relay.repeated = {method}, []
    try:
        house.sender.click("decide.undo", json.dumps({"m": house.model(f"Listed {MARK}"), "t": f"{MARK}-threat"}))
        developer.act("command", channel="C0CHECKOUT", text="/threatmodel new")
        with house.services.store.write(house.workspace_id) as unit:
            surfaces.refresh(unit, house.model(f"Asked {MARK}"), "card")
            surfaces.show(unit, "card", "C0GENERAL", model_id=house.model(f"Asked {MARK}"), subject="copy")
        house.workspace.clock.advance("PT0S")
    finally:
        relay.broken = set()
    assert method in relay.repeated
    log = house.bot.logged()
    assert [line[:400] for line in log.splitlines() if any(secret in line for secret in (MARK, *SECRETS))] == []


def test_a_response_url_that_does_not_answer(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    before = faults(house)
    clicked = house.sender.about("block_actions", "U0DEVELOPER") | {
        "channel": {"id": "C0CHECKOUT", "name": "any"},
        "message": {"ts": "1.1"},
        "response_url": f"http://127.0.0.1:9/{MARK}",
        "actions": [{"type": "button", "action_id": "models.turn.0", "block_id": "b", "value": '{"p": 0}'}],
    }
    assert house.sender.interaction(clicked).status_code == 200
    silent(house, before)


def test_everything_together_leaves_a_log_that_may_be_shown_to_anybody(leaky: tuple[House, Relay]) -> None:
    house, _ = leaky
    clicks_first(house.workspace.person("developer"), f"Threats to Listed {MARK}", "report.post")
    log = house.bot.logged()
    assert MARK not in log
    assert [secret for secret in SECRETS if secret in log] == []
    assert house.database_url not in log
