"""The workspace's benchmark: it measures a real workspace, and says of a growing cost that it misses its goal."""

import pytest

from bot.bench import workspace


def test_every_figure_has_its_peer_and_its_twin_in_a_full_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ROUNDS", 1), ("TIMES", 1), ("MANY", 3)):
        monkeypatch.setattr(workspace, name, value)
    told: list[str] = []
    figures = workspace.measure(told.append)
    assert len(figures) == 2 * len(workspace.GOALS)
    assert {figure.against for figure in figures} == {workspace.NOOP, workspace.BARE, "an empty channel"}
    assert all(figure.figure > 0 and figure.ratio > 0 for figure in figures)
    assert told[-1].startswith("round 1 of 1")


def test_what_grows_with_the_channel_misses_its_goal() -> None:
    taken = {("peer", workspace.NOOP): [0.001], ("few", "auth.test"): [0.001], ("many", "auth.test"): [0.004]}
    first, full = workspace._figures(taken, "auth.test", 0.5)
    assert (first.ratio, first.holds) == (1.0, True)
    assert (full.ratio, full.holds) == (0.25, False)
