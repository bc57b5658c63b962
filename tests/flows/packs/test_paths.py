"""JMESPath in packs: what is refused and where, what it costs, and that the unknown is never taken for absent."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.packs.paths import MAX_DEPTH, MAX_LENGTH, MAX_TOKENS, UNKNOWN, NotShown, checked, search, width


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "the path is empty"),
        ("a[", "it ends too soon, at column 3"),
        ("a..b", "at column 3, near `.`"),
        ("a b", "at column 3, near `b`"),
        ("a = b", "at column 3, near `=`"),
        ("a == 'x", "at column 6, near `'x`, unclosed ' delimiter"),
        ("größe", "at column 3, near `ö`"),
        ("a | b", "at column 3: `|` is not read here"),
        ("a[]", "at column 2: `[]` is not read here"),
        ("a.*", "at column 3: `*` is not read here"),
        ("[*, a]", "at column 2: `*` is not read here"),
        ("a && *", "at column 6: `*` is not read here"),
        ("*", "at column 1: `*` is not read here"),
        ("a[0:2]", "at column 4: `:` is not read here"),
        ("{a: b}", "at column 1: `{` is not read here"),
        ("&a", "at column 1: `&` is not read here"),
        ("a < `1`", "at column 3: `<` is not read here"),
        ("[a, b].[c]", "at column 8: a path has one list of paths at most"),
        ("length(a)", "at column 1: `length` is no function that packs may use; known: ends_with, starts_with"),
        ("end_with(a, 'b')", "did you mean `ends_with`?"),
        ("ends_with(a)", "the function `ends_with` takes a text and its end or start"),
        ("a || ends_with(a, 'b', c)", "the function `ends_with` takes"),
        ("(" * 7 + "a" + ")" * 7, f"at column 7: brackets stand more than {MAX_DEPTH} levels deep"),
        ("a" * 201, f"at most {MAX_LENGTH} characters, and this one 201"),
        ("!" * 32 + "a", f"34 words and signs; at most {MAX_TOKENS} are read"),
    ],
)  # fmt: skip
def test_a_bad_path_is_refused_with_its_column(path: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        checked(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


DATA = {"a": {"b": [{"c": 1, "k": "x"}, {"c": 2, "k": "y"}]}, "n": "s3.amazonaws.com", "off": False, "e": []}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b[0].c", 1),
        ("a.b[-1].c", 2),
        ("a.b[*].c", [1, 2]),
        ("a.b[?k=='y'].c", [2]),
        ("a.b[?k!='y' && c==`1`].c", [1]),
        ("[n, off, nowhere]", ["s3.amazonaws.com", False, None]),
        ("a.\"b\"[?!(k == 'x')].[c, k]", [[2, "y"]]),
        ("ends_with(n, '.amazonaws.com') && [off]", [False]),
        ("ends_with(n, '.example') && [off]", False),
        ("off || n", "s3.amazonaws.com"),
        ("starts_with(@.n, 's3')", True),
        ("nowhere.at.all", None),
    ],
)
def test_a_path_finds(path: str, found: object) -> None:
    assert checked(path) == path
    assert search(path, DATA) == found


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a", {"a": UNKNOWN}),
        ("a.b.c", {"a": UNKNOWN}),
        ("a[0].b", {"a": UNKNOWN}),
        ("a[*].b", {"a": [{"b": 1}, UNKNOWN]}),
        ("a[*].b", {"a": [{"b": 1}, {"b": UNKNOWN}]}),
        ("a[?k=='x'].b", {"a": [{"k": UNKNOWN, "b": 1}]}),
        ("a[?k=='x'].b", {"a": UNKNOWN}),
        ("[a, b]", {"a": 1, "b": UNKNOWN}),
        ("a != 'x' && b", {"a": UNKNOWN, "b": 1}),
        ("!a", {"a": UNKNOWN}),
        ("a || b", {"a": UNKNOWN, "b": 1}),
        ("ends_with(a, 'x')", {"a": UNKNOWN}),
        ("ends_with(a, 'x')", {"a": None}),
        ("ends_with(a, 'x')", {}),
        ("@", UNKNOWN),
        ("a", UNKNOWN),
    ],
)
def test_what_is_unknown_on_the_way_is_not_taken_for_absent(path: str, values: object) -> None:
    with pytest.raises(NotShown):
        search(path, values)


def test_what_is_unknown_beside_the_way_does_not_matter() -> None:
    assert search("a || b", {"a": 1, "b": UNKNOWN, "c": UNKNOWN}) == 1


@pytest.mark.parametrize(("path", "values"), [("a.b", 1), ("[a, b, c]", 3), ("d.[a, b]", 2), ("a[?b==`[1]`]", 1)])
def test_how_many_values_a_path_looks_at(path: str, values: int) -> None:
    assert width(path) == values


@given(st.text(st.sampled_from("ab.[]()?*@,|&!='`\"{}:0123 \\-<>é"), max_size=40) | st.text(max_size=220))
def test_any_text_is_a_path_or_told_why_not(text: str) -> None:
    with suppress(ValueError):
        path = checked(text)
        with suppress(NotShown):
            assert size(search(path, DATA)) <= MAX_TOKENS * size(DATA)


def size(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(size, value.values()))
    return 1 + sum(map(size, value)) if isinstance(value, list) else 1
