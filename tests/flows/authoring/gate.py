"""A pack that passes every check of the lint, and what the lint says once a piece of it is exchanged."""

from pathlib import Path

from flows.authoring.lint import Finding, lint
from flows.packs.loader import Library, library_of, parse_pack

GATE = (Path(__file__).parents[1] / "fixtures" / "app.gate.yaml").read_text(encoding="utf-8")
QUIET = "quiet: {given: {opens_to: nobody, key_kept: safe}, at_most: 0}\n"
WALL = "{walks-in: ruled out, fake-key: ruled out}"


def gates(*texts: str) -> Library:
    """A library of these packs, from gate.yaml, gate1.yaml and so on."""
    return library_of(parse_pack(text, f"gate{number or ''}.yaml") for number, text in enumerate(texts))


def found(old: str, new: str) -> list[Finding]:
    """What the lint says of the pack with one piece exchanged wherever it stands."""
    assert old in GATE, "the fixture has changed"
    return list(lint(gates(GATE.replace(old, new)), ["app.gate"]))
