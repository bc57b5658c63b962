"""``threatbot run``: what it needs before it starts, and how it serves HTTP. Running it is in tests/journeys."""

import pytest

from bot.bootstrap import bootstrap
from bot.commands.run import Http
from bot.settings import Settings
from tests.bot.commands.command_line import CommandLine

BOT = {"SLACK_BOT_TOKEN": "xoxb-a-secret"}
BOTH = {**BOT, "SLACK_APP_TOKEN": "xapp-a-secret"}
NO_DATABASE = {"THREATBOT_DATABASE_URL": "mysql://u:hidden-word@h/x"}


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["run"], {}, "SLACK_APP_TOKEN is not set; Socket Mode needs it. Or use `threatbot run --http`."),
        (["run"], {"SLACK_APP_TOKEN": "xapp-a-secret"}, "SLACK_BOT_TOKEN is not set"),
        (["run", "--http"], BOT, "SLACK_SIGNING_SECRET is not set"),
        (["run"], {**BOTH, "THREATBOT_PORT": "many"}, "THREATBOT_PORT is 'many', but a number was expected."),
        (["run"], {**BOTH, **NO_DATABASE}, "must name SQLite (sqlite:///…) or PostgreSQL"),
        (["worker"], {}, "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_what_is_missing_is_said_and_ends_with_two(
    threatbot: CommandLine, words: list[str], environment: dict[str, str], said: str
) -> None:
    ran = threatbot(*words, **environment)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "`threatbot doctor` tells what else is missing." in ran.err
    assert not any(word in ran.err for word in ("a-secret", "hidden-word"))


def test_packs_that_do_not_load_end_with_three(
    threatbot: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "bad.yaml").write_text("pack: [")
    ran = threatbot("run", **BOTH, THREATBOT_PACKS=str(folder))
    assert ran.code == 3
    assert "bad.yaml:2" in ran.err


def test_slack_out_of_reach_ends_with_four(threatbot: CommandLine) -> None:
    ran = threatbot("run", **BOTH, THREATBOT_SLACK_API_URL="http://127.0.0.1:9/api/")
    assert ran.code == 4
    assert "a-secret" not in ran.err


@pytest.mark.parametrize("words", [["run"], ["run", "--http"], ["worker"]])
def test_a_database_that_does_not_answer_ends_with_four_and_one_sentence(
    threatbot: CommandLine, words: list[str]
) -> None:
    url = "postgresql://u:hidden-word@127.0.0.1:9/x"
    ran = threatbot(*words, **BOTH, SLACK_SIGNING_SECRET="a-secret", THREATBOT_DATABASE_URL=url)
    assert ran.code == 4
    assert ran.err.count("The database does not answer (OperationalError)") == 1
    assert not any(word in ran.err for word in ("Traceback", "a-secret", "hidden-word"))


def test_http_is_one_process_with_threads_that_ends_before_a_supervisor_kills_it(sqlite_url: str) -> None:
    settings = Settings(bot_token="xoxb-1", database_url=sqlite_url, host="127.0.0.2", port=4321, threads=5)
    cfg = Http(settings, bootstrap(settings)).cfg
    assert (cfg.bind, cfg.workers, cfg.threads, cfg.worker_class_str) == (["127.0.0.2:4321"], 1, 5, "gthread")
    assert cfg.graceful_timeout < 10
