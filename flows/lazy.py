"""Sequences whose entries are made when they are read. What they are made from never changes, so neither do they.

A large workload has tens of thousands of threats, of which a person reads twenty: the rest are never put into words.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Made_co = TypeVar("Made_co", covariant=True)
Source = TypeVar("Source")


class _Read(Sequence[Made_co]):
    """What both kinds share: equal to any sequence with the same entries, shown as a tuple."""

    def __eq__(self, other: object) -> bool:
        """Entry by entry, as tuples are compared."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """That of the tuple to which it is equal."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """As a tuple."""
        return repr(tuple(self))


class Each(_Read[Made_co], Generic[Source, Made_co]):
    """One entry for each source, made by ``make`` when it is first read and kept; a slice is a tuple.

    Attributes:
        of: the sources, in order.
    """

    def __init__(self, of: Sequence[Source], make: Callable[[Source], Made_co]) -> None:
        """Nothing is made yet."""
        self.of = of
        self._make = make
        self._made: dict[int, Made_co] = {}

    def __len__(self) -> int:
        """How many sources there are."""
        return len(self.of)

    @overload
    def __getitem__(self, index: int) -> Made_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Made_co, ...]: ...
    def __getitem__(self, index: int | slice) -> Made_co | tuple[Made_co, ...]:
        """The entry, or the entries of a slice."""
        if isinstance(index, slice):
            return tuple(self._one(place) for place in range(*index.indices(len(self.of))))
        place = range(len(self.of))[index]
        return self._one(place)

    def __iter__(self) -> Iterator[Made_co]:
        """All entries in order."""
        return (self._one(place) for place in range(len(self.of)))

    def _one(self, place: int) -> Made_co:
        if place not in self._made:
            self._made[place] = self._make(self.of[place])
        return self._made[place]


class Whole(_Read[Made_co]):
    """All entries at once, made by ``make`` when the first of them is read."""

    def __init__(self, make: Callable[[], tuple[Made_co, ...]]) -> None:
        """Nothing is made yet."""
        self._make = make
        self._made: tuple[Made_co, ...] | None = None

    def _all(self) -> tuple[Made_co, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> Made_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Made_co, ...]: ...
    def __getitem__(self, index: int | slice) -> Made_co | tuple[Made_co, ...]:
        """The entry, or the entries of a slice."""
        return self._all()[index]
