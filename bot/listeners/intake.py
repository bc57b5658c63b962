"""Listeners of the questions: answer, change, stop, go on."""

import re

from slack_bolt import Ack, App, BoltContext

from bot.blocks.text import person, plain
from bot.blocks.values import unpacked
from bot.listeners.incoming import Incoming, Payload, action_of
from bot.services import Services, intake
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of the intake."""

    @app.action(re.compile(r"^intake\.answer\.\d+$"))
    def answer(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], "m", "f", "o", "v", "r")

        def work(unit: UnitOfWork) -> None:
            ask = (said["f"], said["o"], int(said["r"]))
            taken = intake.answer(unit, services, said["m"], ask, said["v"], incoming.user)
            if isinstance(taken, intake.Meanwhile):
                words = services.library.facts[said["f"]].choices.get(taken.value, "don't know")
                who = "You" if taken.by == incoming.user else person(taken.by)
                incoming.tell(
                    unit, f"{who} answered this meanwhile: *{plain(words)}*. Press *Change* there to say otherwise."
                )

        incoming.once(services, work)
        ack()

    @app.action("intake.change")
    def change(ack: Ack, body: Payload, context: BoltContext) -> None:
        said = unpacked(action_of(body)["value"], "m", "f", "o")
        Incoming.of(body, context).once(services, lambda unit: intake.reopen(unit, said["m"], said["f"], said["o"]))
        ack()

    @app.action("intake.stop")
    def stop(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], "m")

        def work(unit: UnitOfWork) -> None:
            intake.stop(unit, said["m"], incoming.user)

        incoming.once(services, work)
        ack()

    @app.action("intake.resume")
    def resume(ack: Ack, body: Payload, context: BoltContext) -> None:
        incoming = Incoming.of(body, context)
        said = unpacked(action_of(body)["value"], "m")

        def work(unit: UnitOfWork) -> None:
            intake.resume(unit, services, said["m"], incoming.user)

        incoming.once(services, work)
        ack()
