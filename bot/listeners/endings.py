"""Listeners of the end of an installation: what is remembered of the token is forgotten, so that it is asked anew."""

from collections.abc import Callable

from slack_bolt import App

from bot.manifest import ENDINGS


def register(app: App, forget: Callable[[], None]) -> None:
    """Register a listener for each way in which our token can end; ``forget`` clears what is known of it."""

    def ended() -> None:
        forget()

    for event in ENDINGS:
        app.event(event)(ended)
