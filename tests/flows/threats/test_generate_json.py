"""The JSON of ``generate --json`` against its published schema and the command line's contract."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from flows.merge import Status
from flows.packs.schema import Actor, Family, Stride
from flows.threats.as_json import Json, as_json
from flows.threats.types import Confidence
from flows.workload.model import Fact, Workload
from tests.flows.models import FACTS_OF, fixture_library, generated, shop, threat

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "generate.schema.json").read_text(encoding="utf-8"))
FIRST = {name: next(iter(fixture_library().facts[f"web.app/{name}"].choices)) for name in FACTS_OF}
LAST = {name: list(fixture_library().facts[f"web.app/{name}"].choices)[-1] for name in FACTS_OF}


def document(given: dict[str, str | Fact]) -> Json:
    return as_json(shop(given), generated(given))


@pytest.mark.parametrize("given", [{}, FIRST, LAST, {"reach": "internet"}])
def test_it_keeps_to_its_schema(given: dict[str, str | Fact]) -> None:
    found = json.loads(json.dumps(document(given)))
    Draft202012Validator.check_schema(SCHEMA)
    errors = [
        error.message for error in Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(found)
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("at", "words"),
    [("status", Status), ("family", Family), ("actor", Actor), ("confidence", Confidence)],
)
def test_the_schema_knows_the_words_of_the_domain(at: str, words: object) -> None:
    assert SCHEMA["$defs"]["threat"]["properties"][at]["enum"] == list(get_args(words))
    assert SCHEMA["$defs"]["threat"]["properties"]["stride"]["items"]["enum"] == list(get_args(Stride))


def test_the_contract_s_fields_stand_there_and_no_others() -> None:
    found = document({"reach": "internet"})
    assert list(found) == ["model", "threats", "ruled_out", "to_confirm", "notes"]
    assert set(found["threats"][0]) == set(SCHEMA["$defs"]["threat"]["properties"])
    assert found["to_confirm"][0].keys() == {"fact", "on", "question", "settles", "worst"}


def test_reasons_say_who_and_when() -> None:
    said = Fact(value="none", by="developer", at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    found = document({"reach": "internet", "login": said})
    (entry,) = [one for one in found["threats"] if one["rule"] == "web.app/anonymous-call"]
    assert entry["because"][1] == {
        "fact": "web.app/login",
        "value": "none",
        "by": "developer",
        "at": "2026-03-01T12:00:00+00:00",
    }


def test_without_an_answer_the_architecture_is_the_reason() -> None:
    entry = next(one for one in document({})["threats"] if one["on"] == "store")
    assert entry["because"] == [
        {"fact": "architecture", "value": "Store (Database or file store) is part of Shop.", "by": None, "at": None}
    ]


def test_the_model_in_it_reads_back() -> None:
    found = document(FIRST)
    assert Workload.model_validate(found["model"]) == shop(FIRST)


def test_decisions_give_the_status() -> None:
    generation = generated({"reach": "internet", "login": "none"})
    id_ = threat(generation, "anonymous-call").id
    found = as_json(shop(), generation, {id_: "accepted"})
    assert {one["status"] for one in found["threats"] if one["id"] == id_} == {"accepted"}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert json.dumps(document(LAST)) == json.dumps(document(LAST))
