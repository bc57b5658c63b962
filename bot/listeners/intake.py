"""Listeners of the questions: answer, the same for others, change, ask one more, stop, go on."""

import re

from slack_bolt import App
from slack_sdk.models.views import View

from bot.blocks.forms import State, text_of
from bot.blocks.question import asked, noted, role_form
from bot.blocks.text import count, cut, person, plain
from bot.errors import Refused
from bot.listeners.incoming import Incoming
from bot.listeners.shapes import Said, on_press, on_submit
from bot.services import Services, answers, intake, people
from bot.services.picture import voices_of
from bot.services.reading import to_confirm
from bot.services.requests import Reply
from bot.store import models
from bot.store.unit_of_work import UnitOfWork


def register(app: App, services: Services) -> None:
    """Register the listeners of the intake."""
    _register_asking(app, services)

    def given(unit: UnitOfWork, incoming: Incoming, said: Said, role: str = "") -> str:
        """Answer; gives what is to be told to this person alone, if anything."""
        ask = (said["f"], said["o"], int(said["r"]))
        meanwhile = answers.answer(unit, services, said["m"], ask, said["v"], incoming.user, role)
        if meanwhile is not None:
            told = answered_meanwhile(services, said["f"], meanwhile, incoming.user)
            return f"{told} Press *Change* there to say otherwise."
        others = voices_of(unit, services, said["m"]).get((said["f"], said["o"]), ())
        between = " and ".join(f"{person(one.by)} ({one.role})" for one in others)
        return f"Noted. It stays contested until {between} say the same." if others else ""

    def answer(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        if told := given(unit, incoming, said):
            incoming.tell(unit, told)

    def in_role(unit: UnitOfWork, incoming: Incoming, said: Said, state: State) -> Reply | None:
        told = given(unit, incoming, said, text_of(state, "role"))
        return Reply({"response_action": "update", "view": noted(told).to_dict()}) if told else None

    def same(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        ask = (said["f"], said["o"], int(said["r"]))
        found = answers.same(unit, services, said["m"], ask, said["s"].split("|"), incoming.user)
        incoming.tell(unit, same_for_told(unit, services, said["m"], found))

    def role(unit: UnitOfWork, incoming: Incoming, said: Said) -> View | None:
        return which_role(unit, services, incoming, said, "m f o v r")

    on_press(app, services, re.compile(r"^intake\.answer\.\d+$"), "m f o v r", answer, first=role)
    on_submit(app, services, "intake.role", "m f o v r", "role", in_role)
    on_press(app, services, "intake.same", "m f o r s", same)


def _register_asking(app: App, services: Services) -> None:
    def show_now(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        model = models.model(unit, said["m"], for_update=True)
        if model.state not in ("intake", "paused"):
            raise Refused("The list of threats is there already, in the thread.")
        intake.end(unit, services, model, incoming.user, "asked for before all questions were answered")

    def ask_one(unit: UnitOfWork, incoming: Incoming, said: Said) -> None:
        intake.ask_one(unit, services, said["m"], (said["f"], said["o"]))
        incoming.tell(unit, "The question stands in the thread now.")

    on_press(
        app,
        services,
        "intake.change",
        "m f o",
        lambda unit, _, said: intake.reopen(unit, said["m"], said["f"], said["o"]),
    )

    on_press(
        app,
        services,
        "intake.keep",
        "m f o",
        lambda unit, _, said: intake.keep(unit, services, said["m"], said["f"], said["o"]),
    )

    def question(unit: UnitOfWork, _: Incoming, said: Said) -> View:
        listed = to_confirm(models.model(unit, said["m"]))
        return asked(next((i.question for i in listed if (i.fact, i.on) == (said["f"], said["o"])), ""))

    on_press(app, services, "intake.ask", "m f o", ask_one, then=question)
    on_press(app, services, "intake.show", "m", show_now)
    on_press(app, services, "intake.stop", "m", lambda unit, who, said: intake.stop(unit, said["m"], who.user))
    on_press(
        app, services, "intake.more", "m p", lambda unit, who, said: intake.go_on(unit, services, said["m"], who.user)
    )
    on_press(
        app, services, "intake.resume", "m", lambda unit, who, said: intake.resume(unit, services, said["m"], who.user)
    )


def which_role(
    unit: UnitOfWork, services: Services, incoming: Incoming, said: Said, names: str, callback: str = "intake.role"
) -> View | None:
    """The form that asks in which role they answer, where they hold several that know and never said."""
    models.model(unit, said["m"])
    fact = services.library.facts.get(said["f"])
    roles = people.answers_as(unit, incoming.user, fact.who) if fact else ()
    if len(roles) < 2 or said["v"] == intake.UNKNOWN:
        return None
    return role_form(roles, {name: said[name] for name in names.split()}, callback)


def answered_meanwhile(services: Services, fact: str, meanwhile: answers.Meanwhile, user: str) -> str:
    """Who answered first, and what."""
    choices = known.choices if (known := services.library.facts.get(fact)) else {}
    who = "You" if meanwhile.by == user else person(meanwhile.by)
    return f"{who} answered meanwhile: *{plain(choices.get(meanwhile.value, 'don’t know'))}*."


def same_for_told(unit: UnitOfWork, services: Services, model_id: str, found: answers.SameFor) -> str:
    """Of how many the same was said, and which were left alone."""
    told = f"The same is noted of {count(len(found.done), 'more thing')}." if found.done else "Nothing was noted."
    if found.left_alone:
        names = intake.names(unit, services, models.model(unit, model_id), found.left_alone)
        told += f" Left alone, because answered meanwhile: {plain(cut(', '.join(names), 500))}."
    return told
