"""``threatbot doctor``: what is configured, what is missing, and what to do. Tokens are looked at, never shown."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

import typer
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.db import absent
from bot.commands.exits import CHECK_FAILED
from bot.errors import NotConfigured
from bot.manifest import SCOPES
from bot.settings import Settings
from bot.slack import NETWORK_ERRORS, error_code, web_client
from bot.store import schema
from bot.store.engine import connect
from flows.errors import InputRefused
from flows.packs.loader import load_library

SLACK_SECONDS: Final = 3.0
State = Literal["ok", "missing", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ok, missing (needed), or a note; ``do`` says what to do about it."""

    name: str
    state: State
    found: str
    do: str = ""


def doctor(*, as_json: bool) -> None:
    """Look at everything and say what was found.

    Raises:
        typer.Exit: with 1 where something that is needed is missing.
    """
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # what it would log is told as a finding
    found = list(findings())
    healthy = all(one.state != "missing" for one in found)
    if as_json:
        told = {"ok": healthy, "checks": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for one in found for line in _lines(one)))
    if not healthy:
        raise typer.Exit(CHECK_FAILED)


def findings(environment: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """All that is looked at, in the order in which one would mend it."""
    try:
        settings = Settings.from_environment(environment)
    except NotConfigured as error:
        yield Finding("settings", "missing", str(error), "Correct it, then run this again.")
        return
    yield from _tokens(settings)
    yield _database(settings)
    yield _packs(settings)
    if _shaped(settings.bot_token, "xoxb-"):
        yield from _slack(settings)


def _tokens(settings: Settings) -> Iterator[Finding]:
    yield _token("SLACK_BOT_TOKEN", settings.bot_token, "xoxb-", "OAuth & Permissions, after installing the app")
    socket_mode = "Socket Mode" if settings.app_token else ""
    http = "HTTP" if settings.signing_secret else ""
    if settings.app_token:
        yield _token("SLACK_APP_TOKEN", settings.app_token, "xapp-", "Basic Information, App-Level Tokens")
    if socket_mode or http:
        yield Finding("way in", "ok", " and ".join(way for way in (socket_mode, http) if way))
    else:
        do = "Set SLACK_APP_TOKEN for `threatbot run`, or SLACK_SIGNING_SECRET for `threatbot run --http`."
        yield Finding("way in", "missing", "neither an app token nor a signing secret", do)


def _token(name: str, token: str, prefix: str, where: str) -> Finding:
    if _shaped(token, prefix):
        return Finding(name, "ok", f"set, begins with {prefix}")
    found = f"set, but has not the shape {prefix}…" if token else "not set"
    return Finding(name, "missing", found, f"Copy it from the app's page at Slack: {where}.")


def _shaped(token: str, prefix: str) -> bool:
    return token.startswith(prefix) and len(token) > len(prefix)


def _database(settings: Settings) -> Finding:
    if absent(settings.database_url):
        folder = Path(make_url(settings.database_url).database or "").absolute().parent
        if not folder.is_dir():
            return Finding("database", "missing", f"there is no folder {folder}", "Make it, or set another address.")
        return Finding("database", "note", "sqlite, not made yet", "The first start makes it.")
    try:
        engine = connect(settings.database_url)
        version = schema.current(engine)
        engine.dispose()
    except NotConfigured as error:
        return Finding("database", "missing", str(error), "Set THREATBOT_DATABASE_URL.")
    except SQLAlchemyError as error:
        do = "Check THREATBOT_DATABASE_URL, and that the server runs and lets us in."
        return Finding("database", "missing", f"does not answer ({type(error).__name__})", do)
    return _schema(engine.dialect.name, version)


def _schema(kind: str, version: str | None) -> Finding:
    if version is None:
        return Finding("database", "note", f"{kind}, empty", "The first start makes it; or run `threatbot db upgrade`.")
    if version != schema.NEWEST:
        found = f"{kind}, version {version}, but {schema.NEWEST} is needed"
        return Finding("database", "missing", found, "Run `threatbot db upgrade`.")
    return Finding("database", "ok", f"{kind}, version {version}")


def _packs(settings: Settings) -> Finding:
    try:
        library = load_library(settings.packs)
    except InputRefused as error:
        return Finding("rule packs", "missing", str(error), "Correct the packs, or take them out of THREATBOT_PACKS.")
    found = f"{len(library.packs)} packs, {len(library.rules)} rules"
    if library.disabled:
        found += f", {len(library.disabled)} disabled"
    if library.unmatched:
        told = "; ".join(f"{place}: {sentence}" for place, sentence in library.unmatched)
        return Finding("rule packs", "note", f"{found}. {told}", "Correct it, or take it out: `threatbot packs lint`.")
    return Finding("rule packs", "ok", found)


def _slack(settings: Settings) -> Iterator[Finding]:
    client = web_client(settings.bot_token, settings.slack_api_url, SLACK_SECONDS)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        code = error_code(error)
        yield Finding("Slack", "missing", f"refuses the token: {code}", "Install the app again and copy the new token.")
        return
    except NETWORK_ERRORS as error:
        found = f"did not answer within {SLACK_SECONDS:g} s ({type(error).__name__})"
        yield Finding("Slack", "missing", found, "Check the network and any proxy.")
        return
    yield Finding("Slack", "ok", f"workspace {answer.get('team', 'without a name')}")
    granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
    if granted is None:
        yield Finding("scopes", "note", "Slack did not say which are granted")
        return
    missing = [scope for scope in SCOPES if scope not in {one.strip() for one in granted.split(",")}]
    if missing:
        do = "Paste what `threatbot manifest` prints into the app's manifest at Slack, and install the app again."
        yield Finding("scopes", "missing", f"not granted: {', '.join(missing)}", do)
    else:
        yield Finding("scopes", "ok", "all granted")


def _lines(one: Finding) -> Iterator[str]:
    yield f"{one.state:<8} {one.name}: {one.found}"
    if one.do:
        yield f"{'':<8} {one.do}"
