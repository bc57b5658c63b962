"""The smart fridge that ``threatbot demo`` plays: a model file, and what its people answer when they are asked.

What comes of it is worked out by the rule packs each time; only answers, roles and what is taken on are fixed here.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Final

from flows.intake.answers import Answer
from flows.intake.questions import Question
from flows.packs.index import Library
from flows.packs.schema import Role

MODEL: Final = "fridge.threatmodel.yaml"

KNOWN: Final[Mapping[str, str]] = {
    "aws.s3/bulk_reader@photos": "program",
    "aws.s3/final_delete@photos": "keeper",
    "aws.s3/name_outlives@photos": "nobody",
    "aws.s3/open_to@photos": "nobody",
    "aws.s3/other_accounts@photos": "none",
    "aws.s3/signed_links@photos": "no-links",
    "aws.s3/swapped_file@photos": "little",
    "aws.s3/upload_reader@photos": "boxed",
    "aws.s3/upload_use@photos": "parsed",
    "aws.s3/way_out@photos": "half",
    "aws.s3/without_tls@photos": "refused",
    "cross.tenancy/shared_by@workload": "one",
    "external/handed_over@order": "needed",
    "external/our_key@order": "store",
    "external/when_down@shop": "planned",
    "external/kept_there@order": "deleted",
    "iot.device/which_device@report": "bound",
    "iot.device/which_device@upload": "bound",
    "web.app/admin_way@orders": "separate",
    "web.app/browser_holds@orders": "no-pages",
    "web.app/costly_action@orders": "per-account",
    "web.app/fetches@orders": "never",
    "web.app/queries@orders": "bound",
    "web.app/record_check@orders": "central",
    "web.app/sign_in@orders": "guarded",
    "web.app/uploads@orders": "none",
    "workload/build_inputs@workload": "fixed",
    "workload/build_power@workload": "little",
    "workload/changes_alone@workload": "nothing",
    "workload/flood_noticed@workload": "hour",
    "workload/goes_live_by@workload": "pipeline",
    "workload/intruder_noticed@workload": "person",
    "workload/million_calls@workload": "refused",
    "workload/names_left@workload": "goes-first",
    "workload/outside_access@workload": "nobody",
    "workload/person_data_goes@habits": "nowhere",
    "workload/standing_keys@workload": "store",
    "workload/way_back@workload": "out-of-reach",
    "workload/way_back_tried@workload": "recent",
}
"""Fact and what it stands on -> what the order service's own model says already, so that nobody is asked again."""

ANSWERS: Final[Mapping[str, str]] = {
    "iot.device/kept_on_device": "payment",
    "iot.device/firmware_updates": "none",
    "iot.device/network_place": "internet",
    "iot.device/device_login": "default",
    "iot.device/orders": "device-limit",
    "iot.device/physical_effect": "software",
    "iot.device/wifi": "open",
    "iot.device/traffic@report": "verified",
    "iot.device/traffic@upload": "unverified",
    "workload/attractive_target": "many",
}
"""Fact, or fact and what it stands on -> the answer; anything else is "don't know"."""

TAKEN_ON: Final = (
    "iot.device/automatic-updates",
    "iot.device/strong-unique-login",
    "iot.device/own-segment",
    "iot.device/secured-wifi",
    "iot.device/verified-traffic",
    "iot.device/spending-limit",
    "iot.device/service-keeps-payment",
)
"""The mitigations that the developer takes on wherever they end an open threat."""


def known(library: Library, now: datetime) -> Iterator[Answer]:
    """What is known before anybody is asked; what the packs do not (or no longer) offer is left out."""
    for key, value in KNOWN.items():
        fact, _, on = key.partition("@")
        if fact in library.facts and value in library.facts[fact].choices:
            yield Answer(fact, on, value, "architect", now)


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
