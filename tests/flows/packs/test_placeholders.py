"""Placeholders in the sentences of packs."""

from flows.packs.placeholders import Placeholder, placeholders, stray_brace


def test_plain_and_with_choices() -> None:
    text = "{target} gives {role_power:settings=a map|data=disclosure of {assets}|change=loss, or worse} to {a/b-c.d}"
    assert list(placeholders(text)) == [
        Placeholder("target", {}),
        Placeholder("role_power", {"settings": "a map", "data": "disclosure of {assets}", "change": "loss, or worse"}),
        Placeholder("assets", {}),
        Placeholder("a/b-c.d", {}),
    ]


def test_words_may_hold_an_equals_sign_and_nothing() -> None:
    assert list(placeholders("{f:a=x=1|b=|c}")) == [Placeholder("f", {"a": "x=1", "b": "", "c": ""})]


def test_a_brace_that_belongs_to_nothing() -> None:
    assert not stray_brace("{a} and {b:c=d {e}|f=g}")
    for text in ("{a", "a}", "{A b}", "{}", "{a:b={c:d=e}", "{a:{b:{c}}}", "{{a}}"):
        assert stray_brace(text), text
