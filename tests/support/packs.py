"""What the tests of packs ask of every pack's threats."""

from collections.abc import Iterable

from flows.threats.types import Threat


def rules_of(pack: str, threats: Iterable[Threat]) -> dict[str, Threat]:
    """The threats of one pack by the name of their rule, without the pack's own."""
    return {one.rule.removeprefix(f"{pack}/"): one for one in threats if one.rule.startswith(f"{pack}/")}


def reads_well(one: Threat, ends: str | tuple[str, ...] = ".") -> None:
    """Hold that no sentence has a placeholder or a gap left, and how the statement and the vulnerability end."""
    for text in (one.title, one.statement, one.vulnerability, one.first_step, one.not_this_when, one.red_team):
        assert "  " not in text, text
        assert not set("{}") & set(text), text
    assert one.statement.endswith(".")
    assert one.vulnerability.endswith(ends)
