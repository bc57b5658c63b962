"""YAML 1.2 as plain data: words stay words, every node has its line, bombs and damage are refused."""

import json
from collections.abc import Callable, Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows import yaml12
from flows.errors import InputRefused
from flows.yaml12 import MAX_DEPTH, load, resolve


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it holds with PyYAML's parser in C and without."""
    monkeypatch.setattr(yaml12, "_PARSER", getattr(yaml, request.param))


def refused(text: str | bytes, **options: int) -> str:
    with pytest.raises(InputRefused) as refusal:
        load(text, "f.yaml", **options)
    return str(refusal.value)


def test_words_of_yaml_1_1_are_words() -> None:
    data = load("{on: yes, off: no, y: n, v: 2.0.0, since: 2023-04, day: 2023-04-05, at: 12:30:45, oct: 010}", "f").data
    assert data == {
        "on": "yes",
        "off": "no",
        "y": "n",
        "v": "2.0.0",
        "since": "2023-04",
        "day": "2023-04-05",
        "at": "12:30:45",
        "oct": 10,
    }


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("nUll", "nUll"),
        ("true", True), ("FALSE", False), ("tRue", "tRue"), ("yes", "yes"), ("On", "On"),
        ("0", 0), ("-7", -7), ("+7", 7), ("0o17", 15), ("0xFf", 255), ("1_000", "1_000"), ("-0x1", "-0x1"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-.inf", float("-inf")), ("1.5.0", "1.5.0"),
        ("12\n", "12\n"), ("1 2", "1 2"), ("NaN", "NaN"), ("0b1", "0b1"),
    ],
)  # fmt: skip
def test_the_core_schema(word: str, value: object) -> None:
    assert resolve(word) == value
    assert type(resolve(word)) is type(value)


def test_quoted_words_are_text() -> None:
    assert load("{a: \"1\", b: 'true', c: ''}", "f").data == {"a": "1", "b": "true", "c": ""}


def test_each_node_has_its_line_and_others_their_nearest() -> None:
    document = load("a:\n  - x\n  - b: 1\n    c:\n      d: 2\n", "f.yaml")
    assert str(document.place(("a", 1, "c", "d"))) == "f.yaml:5 (a/1/c/d)"
    assert str(document.place(("a", 1, "c", "missing", 3))) == "f.yaml:4 (a/1/c/missing/3)"
    assert str(document.place(())) == "f.yaml:1"
    assert document.place(("zzz",)).line == 1


def test_bytes_and_a_byte_order_mark() -> None:
    assert load("\ufeffname: Kühlschrank 🧊".encode(), "f").data == {"name": "Kühlschrank 🧊"}


def test_an_empty_file_is_nothing() -> None:
    assert load("", "f").data is None
    assert load("# only words\n", "f").data is None


def test_the_digest_is_of_the_text() -> None:
    assert load("a: 1", "x").digest == load(b"a: 1", "y").digest
    assert load("a: 1", "x").digest != load("a: 1 ", "x").digest


BOMBS: dict[str, tuple[Callable[[], str], str]] = {
    "alias": (
        lambda: "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9_000)),
        "anchors and aliases",
    ),
    "merge": (lambda: "a: &a {x: 1}\nb: {<<: [*a, *a]}\n" * 1_000, "anchors and aliases"),
    "merge without an anchor": (lambda: "{<<: {a: 1}}", "merges"),
    "deep brackets": (lambda: "[" * 1_000_000, "nested more than"),
    "deep braces": (lambda: "{a: " * 400_000, "nested more than"),
    "deep dashes": (lambda: "- " * 900_000, "nested more than"),
    "deep indents": (lambda: "".join(" " * n + "a:\n" for n in range(1_500)), "nested more than"),
    "deep keys": (lambda: "? " * 900_000, "key must be a word"),
    "tag directives": (lambda: "".join(f"%TAG !a{n}! x\n" for n in range(90_000)), "directives"),
    "a long number": (lambda: "a: " + "1" * 1_000_000, "a number of 1000000 characters"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_where_they_start(name: str) -> None:
    """FAULTS 19. What makes it quick is that nothing past the first fault is looked at; see the next test."""
    make, said = BOMBS[name]
    message = refused(make())
    assert said in message
    assert len(message) < 400


@pytest.mark.parametrize("name", [name for name in BOMBS if name not in ("tag directives", "a long number")])
def test_no_more_of_a_bomb_is_read_than_a_few_levels(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on work, by counting events: so it holds on any machine."""
    read = 0
    parse = yaml.parse

    def counted(text: str, Loader: type) -> Iterator[yaml.Event]:  # noqa: N803
        nonlocal read
        for event in parse(text, Loader=Loader):
            read += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    refused(BOMBS[name][0]())
    assert read < 3 * MAX_DEPTH


def test_the_deepest_that_is_read() -> None:
    load("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f")
    assert "nested" in refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "f.yaml:2 (a): `a` stands here twice (first on line 1)"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document"),
        ("1: a\n", "and 1 is none; put it in quotes"),
        ("true: a\n", "and true is none"),
        ("? [a]\n: b\n", "not a list or a mapping"),
        ("? {a: 1}\n: b\n", "not a list or a mapping"),
        ("? \n: b\n", "and nothing is none"),
        ("a: !!python/object:os.system x\n", "tags such as"),
        ("a: !!str x\n", "tags such as"),
        ("a: !ref x\n", "tags such as"),
        ("a: &x 1\n", "anchors and aliases"),
        ("a: *x\n", "anchors and aliases"),
        ("a: x\0y\n", "f.yaml:1: holds the character U+0000"),
        ('a: 1\nb: "x\\0y"\n', "f.yaml:2 (b): holds the character U+0000"),
        ("a: 1\nb: \x1b[31m\n", "f.yaml:2: holds the character U+001B"),
        ("a: {b: [1, 2\n", "this is not YAML, or the file is cut off"),
        ('name: "cut\n', "this is not YAML, or the file is cut off"),
        ("a: b: c\n", "f.yaml:1: this is not YAML"),
        ("\tx: 1\n", "this is not YAML"),
        ("%FOO\n---\na: 1\n", "directives"),
    ],
)
def test_what_is_refused_says_where_and_why(text: str, said: str) -> None:
    assert said in refused(text)


def test_what_is_no_text() -> None:
    assert "f.yaml:3: this is not text in UTF-8" in refused(b"a: 1\nb: 2\nc: \xff\xfe")
    assert "UTF-8" in refused(bytes(range(128, 256)) * 100)
    assert "U+0000" in refused("a: 1\n".encode("utf-16-le"))
    assert "U+D800" in refused("a: \ud800")


def test_thirty_megabytes_are_refused_before_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "parse", pytest.fail)
    assert "larger than 2 MB" in refused(b"a: " + b"x" * 30_000_000)
    assert "larger than 1 MB" in refused("[" * 1_000_001, max_bytes=1_000_000)


def test_a_yaml_1_2_directive_is_harmless() -> None:
    assert load("%YAML 1.2\n---\na: 1\n", "f").data == {"a": 1}


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_input_is_read_or_refused(text: str | bytes) -> None:
    """Whatever comes, either plain data or InputRefused, never another error."""
    try:
        document = load(text, "f")
    except InputRefused:
        return
    assert set(document.lines) >= ({()} if document.data is not None else set())


# PyYAML takes the line and paragraph separators (Zl, Zp) for line breaks, as YAML 1.1 did
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)
trees = st.recursive(
    words | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=15,
)


@given(trees)
def test_json_is_yaml(tree: object) -> None:
    """YAML 1.2 is a superset of JSON, which quotes every word: the plain data come back."""
    assert load(json.dumps(tree, ensure_ascii=False).replace("\ufeff", "\\ufeff"), "f").data == tree
