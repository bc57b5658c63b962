"""Drives the local workspace from tests: starts its process, and lets people act in prose.

    with Workspace(bot_url, database, manifest) as workspace:
        developer = workspace.person("developer")
        developer.types("/threatmodel new", "#checkout-design")
        developer.fills({"Name": "Smart fridge"})
        developer.submits()
        developer.sees("Smart fridge")
        workspace.clock.advance("P30D")

No call sleeps: an act answers when all that it set off has settled. With an app that does not report its work,
`patience` has people look again until they see it. What is not there is told with that person's whole screen.
"""

from bot.sandbox.driver.app import App, free_port
from bot.sandbox.driver.faults import Faults
from bot.sandbox.driver.person import Person, Refused
from bot.sandbox.driver.process import Clock, Workspace
from bot.sandbox.driver.shown import Message, View, messages
from bot.sandbox.records import Json

__all__ = [
    "App",
    "Clock",
    "Faults",
    "Json",
    "Message",
    "Person",
    "Refused",
    "View",
    "Workspace",
    "free_port",
    "messages",
]
