"""Settings: read from the environment, wrong ones named, secrets never shown."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotConfigured
from bot.settings import _ENVIRONMENT, Settings

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-2", "SLACK_SIGNING_SECRET": "s3"}
NUMBERS = ("THREATBOT_PORT", "THREATBOT_LEASE_SECONDS", "THREATBOT_POLL_SECONDS", "THREATBOT_POST_INTERVAL",
           "THREATBOT_MAX_BODY", "THREATBOT_THREADS")  # fmt: skip


def test_nothing_set_gives_what_a_first_start_needs() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().database_url == "sqlite:///threatbot.db"
    assert Settings().host == "127.0.0.1"


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert Settings.from_environment(dict.fromkeys(_ENVIRONMENT.values(), "")) == Settings()


def test_every_setting_has_its_variable() -> None:
    assert set(_ENVIRONMENT) == {one.name for one in fields(Settings)}
    assert all(name.startswith(("THREATBOT_", "SLACK_")) for name in _ENVIRONMENT.values())


def test_each_variable_sets_its_own_setting() -> None:
    for name, variable in _ENVIRONMENT.items():
        text = "7" if variable in NUMBERS else "seven"
        changed = Settings.from_environment({variable: text})
        different = [f.name for f in fields(Settings) if getattr(changed, f.name) != getattr(Settings(), f.name)]
        assert different == [name]


def test_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREATBOT_PORT", "4321")
    assert Settings.from_environment().port == 4321


def test_folders_of_packs_are_separated_as_in_path() -> None:
    given_ = os.pathsep.join(["ours", "", "theirs"])
    assert Settings.from_environment({"THREATBOT_PACKS": given_}).packs == (Path("ours"), Path("theirs"))


@pytest.mark.parametrize("variable", NUMBERS)
@given(text=st.text(st.characters(categories=["L", "P"]), min_size=1).filter(lambda t: t.lower() not in _SPECIAL))
def test_a_word_where_a_number_belongs_is_named(variable: str, text: str) -> None:
    with pytest.raises(NotConfigured, match=f"{variable} is .* but a number was expected"):
        Settings.from_environment({variable: text})


_SPECIAL = ("nan", "inf", "-inf", "infinity", "-infinity", "-nan")


def test_secrets_do_not_show() -> None:
    settings = Settings.from_environment({**SECRETS, "THREATBOT_SANDBOX_TOKEN": "t4"})
    assert (settings.bot_token, settings.app_token, settings.signing_secret) == tuple(SECRETS.values())
    assert not any(secret in repr(settings) for secret in (*SECRETS.values(), "t4"))
