"""Listeners, by topic. Each only translates: read the payload, call one service, show what it returned."""

from slack_bolt import App

from bot.listeners import (
    commands,
    confirm,
    decisions,
    direct,
    intake,
    lines,
    mentions,
    new,
    overdue,
    parts,
    reviews,
    threats,
)
from bot.services import Services


def register_all(app: App, services: Services) -> None:
    """Register every listener."""
    for topic in (commands, mentions, direct, new, intake, confirm, threats, decisions, reviews, overdue, parts, lines):
        topic.register(app, services)
