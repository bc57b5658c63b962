"""Untrusted text in mrkdwn: it is read as it was written, and styles nothing beside it either."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.blocks.text import mrkdwn, plain, words

CODE = re.compile(r"`([^`\n]+)`")
STYLE = re.compile(r"(?<![^\W_])([*_~])(?=\S)((?:<[^<>\n]+>|[^<\n])*?(?:<[^<>\n]+>|[^\s<]))\1(?![^\W_])")
CONTROL = re.compile(r"<[^<>|]*\|([^<>]*)>")
ESCAPED = re.compile(r"<!date\^0+\^\{_\}\|[*_~`]+>|&(?:amp|lt|gt);")
FRAMES = (
    "{}",
    "*{}*",
    "_Kept: {}_",
    "~{}~ and *more*",
    "*a* {} *b* `c`",
    "(_{}_): `d`",
    "a{}b",
    "_a {}",
    "`{} b",
    "{}*",
)
WILD = st.text(st.sampled_from("*_~`ab1 <>&|é^{}"), min_size=1, max_size=30) | st.text(min_size=1, max_size=30)


def styled(text: str) -> list[str]:
    """What stands in a style or as code, as a person reads it; controls are taken for one thing, as Slack does."""
    bare = CONTROL.sub(lambda control: "<" + "x" * len(control[0][2:]) + ">", text)
    return [CONTROL.sub(r"\1", text[m.start() : m.end()]) for one in (CODE, STYLE) for m in one.finditer(bare)]


def read(text: str) -> str:
    """The text without controls and entities."""
    shown = CONTROL.sub(r"\1", text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(st.sampled_from(FRAMES), WILD.map(str.split).map(" ".join).filter(bool))
@example("*Threat model: {}*", "Gift cards <b>& *vouchers*")
@example("_{}_", "a__b")
@example("_a {}", "b_*c_")
def test_text_styles_nothing_and_ends_no_style(frame: str, text: str) -> None:
    written = text.replace("\x00", "�")
    assert read(plain(text)) == written
    safe = re.sub(r"[*_~`&<>]", "x", written)
    assert len(styled(frame.format(plain(text)))) == len(styled(frame.format(safe)))
    assert styled(plain(text)) == []


@pytest.mark.parametrize("name", ["aws_s3_bucket", "2*3*4", "a~b"])
def test_a_name_in_one_word_is_left_as_it_is(name: str) -> None:
    assert plain(name) == name


def test_plain_text_fields_are_not_escaped() -> None:
    assert words("Edit *Gift* _cards_ & `more`").text == "Edit *Gift* _cards_ & `more`"


@given(WILD, st.integers(2, 60))
def test_no_escape_is_cut_in_two(text: str, most: int) -> None:
    shown = mrkdwn(plain(text * 3), most).text
    assert len(shown) <= most
    assert not set("<>&") & set(ESCAPED.sub("", shown))
