"""The forms of a new model: what two things called alike are told, which kinds there are, and what is left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import new_form, question
from bot.blocks.limits import check_view
from bot.blocks.new_form import OTHER, Kinds, Start, flows_form, lines_of, parts_form, parts_of
from bot.listeners.new import kinds_of
from flows.packs.loader import load_library
from flows.workload.draft import DATA
from flows.workload.model import Component, Workload
from flows.workload.types import TYPES

LIBRARY = load_library()
BASE = {"name": "Shop", "owner": "U1", "part1": "Till", "type1": "web.app"}


def state(**entries: str | list[str]) -> dict[str, Any]:
    """What a client sends of a form with these entries."""
    filled = {**BASE, **entries}
    return {
        name: {
            "value": {"selected_options": [{"value": one} for one in said]}
            if isinstance(said, list)
            else {"value": said}
        }
        for name, said in filled.items()
    }


def said_of(**entries: str | list[str]) -> dict[str, str]:
    """What is wrong with these entries."""
    return parts_of(state(**entries), 3)[1]


@pytest.mark.parametrize(
    "worth", ["Gift card codes\nGift card codes", "Gift card codes\n\n gift  CARD codes ", "A\nb\nB"]
)
def test_two_things_worth_protecting_of_one_name_are_refused_at_their_field(worth: str) -> None:
    told = said_of(worth=worth)
    assert list(told) == ["worth"]
    assert "stands here twice; people could not tell them apart" in told["worth"]


def test_what_is_called_as_a_chosen_kind_of_data_is_refused_too() -> None:
    told = said_of(worth="Food\npersonal  details", data=["personal"])
    assert told == {"worth": "“personal  details” is one of the kinds of data above; leave it out here."}
    assert said_of(worth="Personal details", data=["health"]) == {}


def test_more_than_fits_is_said_and_not_cut_off() -> None:
    lines = [f"Thing {n}" for n in range(20)]
    assert said_of(worth="\n".join(lines)) == {}
    more = said_of(worth="\n".join([*lines, "Another"]))
    assert more == {"worth": "These are 21 lines; 20 fit here. “Edit parts” takes the others once it is drawn."}
    long = said_of(worth="Food\n" + "x" * 121)
    assert long == {"worth": f"“{'x' * 29}…” is longer than 120 characters; give it a short name."}


def test_parts_are_told_apart_by_more_than_case_and_spaces() -> None:
    assert "part2" in said_of(part2=" till ", type2="aws.s3")
    assert said_of(part2="Till 2", type2="aws.s3") == {}


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.sampled_from(sorted(DATA)), max_size=3))
def test_whatever_is_taken_has_a_name_of_its_own(worth: list[str], data: list[str]) -> None:
    form, told = parts_of(state(worth="\n".join(worth), data=data), 1)
    assert (form is None) == bool(told)
    if form is not None:
        names = [" ".join(name.split()).casefold() for name in (*form.worth, *(DATA[kind] for kind in form.data))]
        kinds = len(set(form.data))
        assert len(set(names)) == len(form.worth) + kinds


def test_the_lines_that_are_left_out_are_those_that_it_says() -> None:
    parts = tuple(Component(id=id_, name=id_, type="web.app") for id_ in ("a", "b"))
    shown = str(flows_form(Workload(id="m", name="M", components=parts), 2, 1).to_dict())
    assert "Rows with neither end are left out; one end needs the other." in shown
    empty, one_end = lines_of(state(), 2), lines_of(state(from1="a"), 2)
    assert empty == ((), {})
    assert list(one_end[1]) == ["to1"]


def test_kinds_without_rules_stand_apart_and_last() -> None:
    kinds = kinds_of(LIBRARY)
    (ruled_under, ruled), (bare_under, bare) = kinds.groups()
    assert {kind for kind, _ in ruled} == set(LIBRARY.types) - {"workload"}
    assert (ruled_under, bare_under) == ("With rules of their own", "Without rules of their own yet")
    assert ("aws.sqs", "Amazon SQS queue") in bare
    assert bare[-1] == OTHER
    (block,) = [b for b in parts_form(kinds, 1, Start("C1", "U1")).to_dict()["blocks"] if b.get("block_id") == "type1"]
    assert [group["label"]["text"] for group in block["element"]["option_groups"]] == [ruled_under, bare_under]


def test_a_saas_product_is_offered_as_the_vendor_whose_rules_judge_it() -> None:
    kinds = kinds_of(LIBRARY)
    assert dict(kinds.ruled)["external"] == "External system or vendor, or a SaaS product"
    assert "saas" not in dict([*kinds.ruled, *kinds.bare])
    assert kinds.of("saas") == ("saas", TYPES["saas"]), "a part that is one already is still called so"
    assert kinds.groups(kinds.of("saas"))[1][1][-2:] == [("saas", TYPES["saas"]), OTHER]


@pytest.mark.parametrize(("ruled", "bare"), [(0, 0), (1, 0), (0, 1), (98, 5), (150, 150), (50, 150)])
def test_a_hundred_kinds_at_most_and_always_something_else(ruled: int, bare: int) -> None:
    made = [(f"t{n}", f"Type {n}") for n in range(ruled + bare)]
    kinds = Kinds(made[:ruled], made[ruled:])
    offered = [one for _, group in kinds.groups() for one in group]
    assert len(offered) == min(99, ruled + bare + 1), "one is kept free for the kind that a part has already"
    assert offered[-1] == OTHER
    assert check_view(new_form.parts_form(kinds, 3, Start("C1", "U1")).to_dict()) == []
    for mine in (OTHER, *made[-1:], ("mine", "Mine")):
        assert mine in [one for _, group in kinds.groups(mine) for one in group]
        assert sum(len(group) for _, group in kinds.groups(mine)) <= 100


@pytest.mark.parametrize(("answer", "mark"), [("yes", ":white_check_mark:"), ("unknown", ":grey_question:")])
def test_what_was_set_aside_has_another_mark_than_what_was_answered(answer: str, mark: str) -> None:
    shown = question.Shown(
        "M", "f", "o", 1, open=False, text="Is it?", why="", who=(), choices=[("yes", "It is")], settles=1,
        unknown_leads_to="", number=1, left=0, answer=answer, by="U1",
    )  # fmt: skip
    told = str([block.to_dict() for block in question.question(shown)])
    assert mark in told
    assert told.count(":white_check_mark:") == (answer == "yes")
