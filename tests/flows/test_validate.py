"""Misfits between a document and a model, as sentences for people with the line of each."""

from typing import Annotated, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from flows.errors import InputRefused
from flows.validate import validated
from flows.words import instead, nearest, shown
from flows.workload.model import Moment
from flows.yaml12 import load


class Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def no_bad_word(value: object) -> object:
    if value == "bad":
        raise ValueError("`bad` is a bad word; write another")
    return value


class Step(Closed):
    does: Literal["prevent", "contain", "detect"]
    effort: Annotated[int, Field(ge=1, le=5)] = 1
    after: Moment | None = None


class Plan(Closed):
    title: Annotated[str, Field(min_length=1, max_length=10)]
    from_: str | None = Field(default=None, alias="from")
    steps: tuple[Step, ...] = ()
    by_name: dict[str, Step] = {}
    floor: Annotated[int, Field(ge=1, le=5)] | dict[str, Annotated[int, Field(ge=1, le=5)]] = 1
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = "x"
    odd: Annotated[str, Field(pattern=r"^x+$")] = "x"
    word: Annotated[str, BeforeValidator(no_bad_word)] = "good"
    many: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("a",)
    at: AwareDatetime | None = None
    ready: bool = False


def problems(text: str) -> list[str]:
    with pytest.raises(InputRefused) as refusal:
        validated(load(text, "p.yaml"), Plan)
    return [f"{place}: {sentence}" for place, sentence in refusal.value.problems]


def test_what_fits_is_returned() -> None:
    plan = validated(load("title: A\nfrom: b\nsteps: [{does: detect, after: 2025-04-01}]", "p"), Plan)
    assert plan.from_ == "b"
    assert str(plan.steps[0].after) == "2025-04-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: A", "p.yaml:1 (title): `title` is missing"),
        ("title: A\ntitel: B", "p.yaml:2 (titel): `titel` is not a field here; did you mean `title`?"),
        ("title: A\nform: B", "p.yaml:2 (form): `form` is not a field here; did you mean `from`?"),
        (
            "title: A\nsteps:\n- does: detect\n- does: prevnt",
            "`prevnt` is not one of prevent, contain, detect; did you mean `prevent`?",
        ),
        (
            "title: A\nsteps:\n- does: detect\n  efort: 2",
            "p.yaml:4 (steps/0/efort): `efort` is not a field here; did you mean `effort`?",
        ),
        ("title: A\nby_name: {x: {does: detect, zzzz: 1}}", "`zzzz` is not a field here; known: after, does, effort"),
        ("title: A\nsteps: [{does: yes}]", "`yes` is not one of prevent"),
        ("title: A\nsteps: [{does: true}]", "expected one of prevent, contain, detect; found `true`"),
        ("title: A\nsteps: [{does: detect, effort: 9}]", "`9` is too large; the most is 5"),
        ("title: A\nsteps: [{does: detect, effort: 0}]", "`0` is too small; the least is 1"),
        ("title: A\nsteps: [{does: detect, effort: many}]", "expected a whole number, found `many`"),
        ("title: A\nsteps: [{does: detect, effort: 1.5}]", "expected a whole number, found `1.5`"),
        ("title: A\nsteps: {does: detect}", "p.yaml:2 (steps): expected a list, found a mapping"),
        ("title: A\nsteps: [detect]", "p.yaml:2 (steps/0): expected a mapping of fields, found `detect`"),
        ("title: A\nby_name: []", "expected a mapping of fields, found a list"),
        ("title: 2.0", "expected text, found `2.0`; write it in quotes"),
        ("title: true", "expected text, found `true`; write it in quotes"),
        ("title: ~", "expected text, found nothing"),
        ("title: ''", "is empty"),
        ("title: " + "x" * 5_000, "has 5,000 characters; at most 10 fit here"),
        ("title: A\ncode: Big Word", "`Big Word` is not written as it must be here: small letters, digits"),
        ("title: A\nodd: y", "it must match ^x+$"),
        ("title: A\nword: bad", "p.yaml:2 (word): `bad` is a bad word; write another"),
        ("title: A\nmany: []", "needs at least 1 entries, found 0"),
        ("title: A\nmany: [a, b, c]", "takes at most 2 entries"),
        ("title: A\nat: soon", "expected a date such as 2025-04-30"),
        ("title: A\nat: 2025-04-01T10:00:00", "names no zone; end it with Z or +02:00"),
        ("title: A\nsteps: [{does: detect, after: 20250401}]", "expected a date such as 2025-04-30, found 20250401"),
        ("title: A\nready: perhaps", "expected true or false, found `perhaps`"),
        ("- title: A", "p.yaml:1: expected a mapping of fields, found a list"),
        ("", "expected a mapping of fields, found nothing"),
    ],
)
def test_sentences(text: str, said: str) -> None:
    assert any(said in each for each in problems(text)), problems(text)


def test_a_value_of_two_shapes_is_blamed_once_and_at_its_innermost() -> None:
    assert problems("title: A\nfloor: {a: 9}") == ["p.yaml:2 (floor/a): `9` is too large; the most is 5"]
    assert len(problems("title: A\nfloor: [1]")) == 1


def test_all_problems_come_in_the_order_of_the_file() -> None:
    found = problems("steps:\n- does: x\nzzz: 1\ncode: Q\n")
    assert [each.split(" ")[0] for each in found] == ["p.yaml:1", "p.yaml:2", "p.yaml:3", "p.yaml:4"]


def test_a_long_value_is_cut_and_put_on_one_line() -> None:
    assert shown("a\nb") == "`a b`"
    assert len(shown("x" * 500)) == 62
    assert shown("x" * 500).endswith("…`")


def test_the_nearest_word() -> None:
    assert nearest("TITEL", ["title", "name"]) == "title"
    assert nearest("quite other", ["title", "name"]) is None
    assert nearest("x" * 100_000, ["title"]) is None
    assert instead("titel", ["title"]) == "; did you mean `title`?"
    assert instead("zzz", ["b", "a"]) == "; known: a, b"
    assert instead("zzz", []) == ""
    assert instead("zzz", ["b", "a"], few=1) == ""
