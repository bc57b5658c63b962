"""The smart fridge that ``threatbot demo`` plays: a model file, and what its people answer when they are asked.

What comes of it is worked out by the rule packs each time; only questions, answers and roles are fixed here.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from flows.intake.questions import Question
from flows.packs.schema import Role

MODEL: Final = "fridge.threatmodel.yaml"

ANSWERS: Final[Mapping[str, str]] = {
    "iot.device/kept_on_device": "logins",
    "iot.device/firmware_updates": "manual",
    "iot.device/network_place": "home",
    "iot.device/device_login": "default",
    "iot.device/orders": "device-limit",
    "iot.device/physical_effect": "bounded",
    "iot.device/wifi": "strong",
    "iot.device/traffic@report": "verified",
    "iot.device/traffic@upload": "verified",
    "workload/attractive_target": "many",
}
"""Fact, or fact and what it stands on -> the answer; anything else is "don't know"."""


def model_file() -> bytes:
    """The fridge's model file."""
    return (files("bot.demo") / MODEL).read_bytes()


def answer(question: Question) -> str | None:
    """The choice that is answered; None for "don't know", also where the packs no longer offer the choice."""
    given = ANSWERS.get(f"{question.fact}@{question.on}", ANSWERS.get(question.fact))
    return given if given in dict(question.choices) else None


def role_of(question: Question) -> Role:
    """Who answers: the first role that knows."""
    return question.who[0]
