"""The file of links and the ratings: what names nothing is refused with its line and the nearest word."""

import pytest

from flows.authoring.links import check_items, read_links, read_ratings
from flows.errors import InputRefused
from flows.packs.loader import Library, library_of, load_library, parse_pack
from flows.yaml12 import load
from tests.flows.authoring.test_mutation import PACK

LINKS = """
oracles:
  burglaries:
    B1: {rule: door.lock/copied-card, example: card, because: "a card that answers anyone"}
    B2: {rule: door.lock/copied-card, workload: {opens_by: fob, battery: us}, because: "a fob does as well"}
    B3: {rule: null, because: "no rule is about windows"}
keys:
  house:
    model: house.threatmodel.yaml
    threats:
      H1: {rule: [door.lock/copied-card], because: "the same"}
      H2: {rule: null, because: "about the cellar"}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of([parse_pack(PACK, "door.lock.yaml"), load_library().packs["workload"]])


def refused(text: str, library: Library) -> list[tuple[int, str]]:
    with pytest.raises(InputRefused) as found:
        read_links(load(text, "links.yaml"), library)
    assert all(place.file == "links.yaml" for place, _ in found.value.problems)
    return [(place.line, sentence) for place, sentence in found.value.problems]


def test_links_are_read(library: Library) -> None:
    links = read_links(load(LINKS, "links.yaml"), library)
    assert links.oracles["burglaries"]["B2"].workload == {"opens_by": "fob", "battery": "us"}
    assert links.oracles["burglaries"]["B3"].rule is None
    assert links.keys["house"].threats["H1"].rule == ("door.lock/copied-card",)


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("B1: {rule: door.lock/copied-card", "B1: {rule: door.lock/copied-cart", 4,
         "no pack has a rule `door.lock/copied-cart`; did you mean `door.lock/copied-card`?"),
        ("[door.lock/copied-card]", "[door.lock/copied-card, door.lock/gone]", 11,
         "no pack has a rule `door.lock/gone`; did you mean"),
        ("example: card", "example: cart", 4, "door.lock has no example `cart` about copied-card"),
        ("example: card, ", "", 4, "a link to a rule names either an `example` of its pack or a `workload`"),
        ("B3: {rule: null,", "B3: {rule: null, example: card,", 6,
         "one to none names neither"),
        ("opens_by: fob", "opens_by: fop", 5, "`fop` is no choice of opens_by; did you mean `fob`?"),
        ("{opens_by: fob", "{opened_by: fob", 5, "no pack has a fact `opened_by`; did you mean"),
        (', because: "about the cellar"', "", 12, "`because` is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line(old: str, new: str, line: int, sentence: str, library: Library) -> None:
    assert LINKS.count(old) == 1
    ((where, said),) = refused(LINKS.replace(old, new), library)
    assert where == line
    assert sentence in said


def test_all_faults_are_said_at_once(library: Library) -> None:
    text = LINKS.replace("copied-card, example", "gone, example").replace("opens_by: fob", "opens_by: fop")
    assert [line for line, _ in refused(text, library)] == [4, 5]


@pytest.mark.parametrize(
    ("oracles", "keys", "said"),
    [
        ({"burglaries": ("B1", "B2", "B3")}, {"house": ("H1", "H2")}, ""),
        ({"burglaries": ("B1", "B2")}, {"house": ("H1", "H2")}, "links.yaml:6 (oracles/burglaries/B3): "),
        ({"burglary": ("B1",)}, {"house": ("H1", "H2")}, "there is no list `burglaries`; did you mean `burglary`?"),
        ({"burglaries": ("B1", "B2", "B3")}, {"house": ("H1",)}, "links.yaml:12 (keys/house/threats/H2): "),
    ],
)  # fmt: skip
def test_links_to_what_no_list_has(
    oracles: dict[str, tuple[str, ...]], keys: dict[str, tuple[str, ...]], said: str, library: Library
) -> None:
    document = load(LINKS, "links.yaml")
    links = read_links(document, library)
    if not said:
        check_items(document, links, oracles, keys)
        return
    with pytest.raises(InputRefused, match="no ") as found:
        check_items(document, links, oracles, keys)
    assert said in str(found.value)


RATINGS = """
keys:
  house:
    - {rule: door.lock/copied-card, on: front, rated: useful, because: "the card is old"}
    - {rule: door.lock/copied-card, on: back, rated: duplicate, because: "the same card"}
"""


def test_ratings_are_read_and_checked(library: Library) -> None:
    ratings = read_ratings(load(RATINGS, "ratings.yaml"), library)
    assert [one.rated for one in ratings.keys["house"]] == ["useful", "duplicate"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("on: back", "on: front", "ratings.yaml:5 (keys/house/1): door.lock/copied-card on front is rated twice"),
        (
            "copied-card, on: back",
            "copied, on: back",
            "ratings.yaml:5 (keys/house/1/rule): no pack has a rule `door.lo",
        ),
        ("rated: useful", "rated: good", "ratings.yaml:4 (keys/house/0/rated): "),
    ],
)
def test_what_is_wrong_in_ratings_has_its_line(old: str, new: str, said: str, library: Library) -> None:
    with pytest.raises(InputRefused) as found:
        read_ratings(load(RATINGS.replace(old, new), "ratings.yaml"), library)
    assert said in str(found.value)
