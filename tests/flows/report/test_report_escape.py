"""Untrusted text shows as itself and does nothing, in Markdown, in Mermaid and on a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.report.escape import code, markdown, mermaid, one_line, paragraphs

WILD = st.text(
    alphabet=st.one_of(st.sampled_from("\\`*_[]()<>|~$#&!-+=.:/@1 \n\t\r{}%\u202e\x00\x1b\"'ab"), st.characters())
)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(source: str) -> str:
    """What a reader sees of a paragraph that must hold nothing but text."""
    blocks = READER.parse(source)
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"], source
    children = blocks[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, (source, children)
    return "".join(child.content for child in children)


@given(WILD)
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    line = one_line(text)
    escaped = markdown(text)
    if line:
        assert shown(escaped) == line
    else:
        assert escaped == ""


@given(WILD, WILD)
def test_markdown_stays_in_its_table_cell(left: str, right: str) -> None:
    table = f"| a | b |\n|---|---|\n| x{markdown(left)} | y{markdown(right)} |\n"
    cells = [token.content for token in READER.parse(table) if token.type == "inline"]
    assert len(cells) == 4
    assert shown(cells[2]) == f"x{one_line(left)}"
    assert shown(cells[3]) == f"y{one_line(right)}"


@given(WILD)
def test_markdown_in_a_heading_keeps_its_end(text: str) -> None:
    blocks = READER.parse(f"# x{markdown(text)}")
    assert blocks[0].tag == "h1"
    assert "".join(child.content for child in blocks[1].children or []) == f"x{one_line(text)}"


@pytest.mark.parametrize("text", ["see https://evil.example/x", "www.evil.example", "javascript://x", "HTTP://a.b"])
def test_nothing_becomes_a_link_by_itself(text: str) -> None:
    escaped = markdown(text)
    assert "://" not in escaped
    assert not re.search(r"www\.", escaped, re.IGNORECASE)
    assert shown(escaped) == text


@given(WILD)
def test_one_line_has_no_control_characters_and_nothing_that_reorders(text: str) -> None:
    line = one_line(text)
    assert line.isprintable() or all(not (ord(each) < 32 or 127 <= ord(each) < 160) for each in line)
    assert "\u202e" not in line
    assert one_line(line) == line


@given(WILD)
def test_a_diagram_label_can_end_neither_its_quotes_nor_the_fence(text: str) -> None:
    label = mermaid(text)
    assert re.sub(r"#\d+;", "", label).replace(" ", "").replace("…", "").isalnum() or re.fullmatch(
        r"(#\d+;|[ …])+", label
    )


def test_a_label_is_cut_but_says_so() -> None:
    assert mermaid("a" * 100) == "a" * 59 + "…"


def test_paragraphs_keep_blank_lines_only() -> None:
    assert paragraphs("one\ntwo\n\n\n# three\n") == "one two\n\n\\# three"
    assert paragraphs(" \n ") == ""


@pytest.mark.parametrize(
    ("id_", "expected"), [("aws.s3/direct_read", "`aws.s3/direct_read`"), ("a`b", "a\\`b"), ("", "")]
)
def test_code_takes_ids_only(id_: str, expected: str) -> None:
    assert code(id_) == expected
