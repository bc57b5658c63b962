"""Which known row a threat belongs to: by its present names first, then by those that its rule or thing had.

One thing that becomes several hands its decision to each; of several that become one the least decided speaks for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flows.merge.types import Decision, Known
from flows.threats.types import RuledOut, Threat


class Rows:
    """The known rows, each taken at most once: by its present names first, then by those that rule or thing had."""

    def __init__(self, previous: Sequence[Known], base: Sequence[Known] = ()) -> None:
        self._by_place = {
            (row.rule, row.on): row for row in sorted(previous, key=lambda row: (row.present, -row.number))
        }
        self._waiting = {row.number: row for row in previous}
        self._base = {(row.rule, row.on): row for row in base if row.decision == "accept"}
        """What else was decided below was decided on something less bad; an acceptance says by itself that it ends."""
        self._origins: dict[tuple[str, str], Known] = {}
        self._sharing: dict[tuple[str, str], list[Known]] = {}
        self.next_number = max((row.number for row in previous), default=0) + 1

    def pair(self, found: "Sequence[Threat | RuledOut]") -> dict[tuple[str, str], Known]:
        """(rule, on) of what is found -> its row."""
        taken = {(one.rule, one.on): row for one in found if (row := self._take((one.rule, one.on))) is not None}
        kept = [one for one in found if (one.rule, one.on) in taken]
        for one in found:
            if (one.rule, one.on) in taken:
                continue
            before = self._before(one)
            if free := [row for row in before if row.number in self._waiting and _follows(one, row)]:
                taken[one.rule, one.on] = self._share(one, free)
            elif origin := next(iter(before), self._base.get((one.rule, one.on))):
                self._origins[one.rule, one.on] = origin
        for one in kept:
            row = taken[one.rule, one.on]
            if joining := [other for other in self._joins(one, row) if other.number in self._waiting]:
                taken[one.rule, one.on] = self._share(one, [row, *joining])
        return taken

    def _joins(self, one: "Threat | RuledOut", row: Known) -> list[Known]:
        """The threats that became part of this one by now: not what it was said to come from while both stood."""
        said = set(_places(row))
        return [other for other in self._before(one) if _stands(other) and (other.rule, other.on) not in said]

    def _before(self, one: "Threat | RuledOut") -> list[Known]:
        return [row for place in _places(one) if (row := self._by_place.get(place)) is not None]

    def _share(self, one: "Threat | RuledOut", rows: Sequence[Known]) -> Known:
        """The row that speaks for all of these from now on."""
        least = min(rows, key=_settled)
        self._sharing[one.rule, one.on] = [row for row in rows if row is not least]
        for row in rows:
            self._waiting.pop(row.number, None)
        return least

    def origin(self, one: Threat) -> Known | None:
        """The row of what this was split from, where another part of it has the row; or that of the model below."""
        return self._origins.get((one.rule, one.on))

    def absorbed(self, taken: Mapping[tuple[str, str], Known]) -> Iterator[tuple[str, str]]:
        """(row, the row that stands for it now)."""
        for place, rows in self._sharing.items():
            yield from ((row.id, taken[place].id) for row in rows)

    def left(self) -> Iterator[Known]:
        """The rows that nothing found stands for."""
        yield from self._waiting.values()
        for rows in self._sharing.values():
            yield from rows

    def _take(self, place: tuple[str, str]) -> Known | None:
        row = self._by_place.get(place)
        return self._waiting.pop(row.number) if row is not None and row.number in self._waiting else None


def _places(one: "Threat | RuledOut | Known") -> Iterator[tuple[str, str]]:
    """Where its row may stand from before: under an earlier name of the rule, of what it stands on, or both."""
    for rule in (one.rule, *one.was):
        yield from ((rule, on) for on in (one.on, *one.on_was))


def _follows(one: "Threat | RuledOut", row: Known) -> bool:
    """Whether a row may go on under a new name: what has gone comes back as a threat alone."""
    return row.present or not isinstance(one, RuledOut)


def _stands(row: Known) -> bool:
    """Whether it was a threat until now; one that has gone became part of another long ago."""
    return row.present and row.state != "ruled out"


_CAUTION: Final[Mapping[Decision, int]] = {"none": 0, "mitigate": 1, "accept": 2, "not-applicable": 3}


def _settled(row: Known) -> tuple[int, int]:
    """Of several things that become one, what is decided least speaks for all: nobody's silence is overruled."""
    return _CAUTION[row.decision], row.number
