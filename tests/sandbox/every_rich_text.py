"""An example of every part of rich text: lists, quotes, code, and each kind of run in each style."""

from __future__ import annotations

from tests.sandbox.make import Json

MORNING = 1767603600  # 5 January 2026, 09:00 in London


def run(text: str, **style: bool) -> Json:
    """A run of text."""
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def line(*runs: Json, kind: str = "rich_text_section", **more: object) -> Json:
    """A section, a quote or code."""
    return {"type": kind, "elements": list(runs), **more}


def rich(*runs: Json) -> Json:
    """Rich text of one line."""
    return {"type": "rich_text", "elements": [line(*runs)]}


def bullets(*items: str, **more: object) -> Json:
    """A list."""
    style = {"style": "bullet", **more}
    return {"type": "rich_text_list", "elements": [line(run(item)) for item in items], **style}


LINK = {"type": "link", "url": "https://example.org", "text": "a link", "style": {"bold": True}}
DATE = {"type": "date", "timestamp": MORNING, "format": "{date_long} at {time}", "fallback": "in January"}

# name: the part, how it is read aloud, the words that are seen, the roles
RICH: dict[str, tuple[Json, str, tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "rich_text_section": (
        line(run("strong", bold=True), run("leaning", italic=True), run("gone", strike=True), run("x = 1", code=True)),
        "strongleaninggonex = 1",
        ("strong", "leaning"),
        (("strong", ""), ("emphasis", ""), ("code", "")),
    ),
    "underlined": (line(run("under", underline=True)), "under", ("under",), ()),
    "rich_text_list": (
        bullets("one", "two", indent=1, border=1),
        "• one\n• two",
        ("one", "two"),
        (("list", ""), ("listitem", "")),
    ),
    "ordered": (bullets("three", style="ordered", offset=2), "3. three", ("three",), (("listitem", ""),)),
    "rich_text_quote": (
        line(run("said\ntwice"), kind="rich_text_quote"),
        "> said\n> twice",
        ("said",),
        (("blockquote", ""),),
    ),
    "rich_text_preformatted": (
        line(run("a = 1\nb = 2"), LINK, kind="rich_text_preformatted", border=0),
        "a = 1\nb = 2a link",
        ("a = 1",),
        (("link", "a link"),),
    ),
    "link": (line(LINK), "a link", (), (("link", "a link"), ("strong", ""))),
    "user": (line({"type": "user", "user_id": "U0ARCHITECT"}), "@architect", ("@architect",), ()),
    "channel": (line({"type": "channel", "channel_id": "C0GENERAL"}), "#general", (), (("link", "#general"),)),
    "usergroup": (line({"type": "usergroup", "usergroup_id": "S01"}), "@S01", ("@S01",), ()),
    "team": (line({"type": "team", "team_id": "T99"}), "@T99", ("@T99",), ()),
    "broadcast": (line({"type": "broadcast", "range": "here"}), "@here", ("@here",), ()),
    "emoji": (line({"type": "emoji", "name": "eyes"}), ":eyes:", (), (("img", ":eyes:"),)),
    "emoji-by-points": (
        line({"type": "emoji", "name": "axolotl", "unicode": "1f98e"}),
        ":axolotl:",
        ("\N{LIZARD}",),
        (("img", ":axolotl:"),),
    ),
    "date": (line(DATE), "in January", ("Monday, 5 January 2026", "09:00"), (("time", ""),)),
    "color": (line({"type": "color", "value": "#F405B3"}), "#F405B3", ("#F405B3",), ()),
}
