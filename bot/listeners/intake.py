"""Listeners of the questions: answer, change, ask one more, stop, go on."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.question import asked
from bot.blocks.text import person, plain
from bot.errors import Refused
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, on_press
from bot.services import Services, intake
from bot.services.generation import regenerate
from bot.services.reading import to_confirm
from bot.store import models
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of the intake."""

    def answer(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        ask = (said["f"], said["o"], int(said["r"]))
        meanwhile = intake.answer(unit, services, said["m"], ask, said["v"], incoming.user)
        if meanwhile is not None:
            words = services.library.facts[said["f"]].choices.get(meanwhile.value, "don't know")
            who = "You" if meanwhile.by == incoming.user else person(meanwhile.by)
            incoming.tell(unit, f"{who} answered meanwhile: *{plain(words)}*. Press *Change* there to say otherwise.")

    def show_now(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        model = models.model(unit, said["m"], for_update=True)
        if model.state not in ("intake", "paused"):
            raise Refused("The list of threats is there already, in the thread.")
        regenerate(unit, services, model, incoming.user)

    def ask_one(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        intake.ask_one(unit, services, said["m"], (said["f"], said["o"]))
        incoming.tell(unit, "The question stands in the thread now.")

    on_press(app, services, re.compile(r"^intake\.answer\.\d+$"), "m f o v r", answer)
    on_press(
        app,
        services,
        "intake.change",
        "m f o",
        lambda unit, _, said: intake.reopen(unit, said["m"], said["f"], said["o"]),
    )

    def question(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        listed = to_confirm(models.model(unit, said["m"]))
        return asked(next((i.question for i in listed if (i.fact, i.on) == (said["f"], said["o"])), ""))

    on_press(app, services, "intake.ask", "m f o", ask_one, then=question)
    on_press(app, services, "intake.show", "m", show_now)
    on_press(app, services, "intake.stop", "m", lambda unit, who, said: intake.stop(unit, said["m"], who.user))
    on_press(
        app, services, "intake.resume", "m", lambda unit, who, said: intake.resume(unit, services, said["m"], who.user)
    )
