"""Any sequence of edits, answers, generations, pack upgrades and decisions: no human decision is ever lost.

THREATBOT_CASES sets how many sequences are played (50 unless said).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flows.merge import Known, basis_of, merge, names_of
from flows.packs.loader import Library, library_of
from flows.risk import is_severe, level_rank
from flows.threats.generate import generate
from flows.workload.model import Asset, Component, Fact, Workload
from tests.flows.models import fixture_library
from tests.support.cases import cases

RULES = ("anonymous-call", "stale-software")
KINDS = ("mitigate", "accept", "not-applicable")


@dataclass(frozen=True)
class Decided:
    """What somebody decided on a row, as it has to be found again."""

    kind: str
    until: date | None


@cache
def upgraded(names: tuple[str, str], words: int) -> Library:
    """The fixture pack with its rules renamed, and with another wording of what they say."""
    pack = fixture_library().packs["web.app"]
    threats = []
    for one in pack.threats:
        update: dict[str, object] = {}
        if one.id in RULES:
            name = names[RULES.index(one.id)]
            update = {
                "id": name,
                "was": () if name == one.id else (one.id, *earlier(name)),
                "secured_by": one.secured_by,
            }
            update["impact"] = f"{one.impact} ({words})" if words else one.impact
        threats.append(one.model_copy(update=update))
    return library_of([pack.model_copy(update={"threats": tuple(threats), "examples": (), "quiet": None})])


def earlier(name: str) -> tuple[str, ...]:
    """The names before this one: a rule's third name lists its second too."""
    stem, _, number = name.rpartition("-v")
    return tuple(f"{stem}-v{n}" for n in range(1, int(number)))


class Life(RuleBasedStateMachine):
    """A model as its team, its owner and the authors of packs treat it."""

    @initialize()
    def begins(self) -> None:
        self.today = date(2026, 1, 1)
        self.parts: dict[str, Component] = {"a": part("a"), "b": part("b")}
        self.made = 2
        self.names = RULES
        self.words = 0
        self.rows: tuple[Known, ...] = ()
        self.decided: dict[int, Decided] = {}
        self.seen: dict[int, str] = {}
        self.generates()

    def fresh(self) -> str:
        self.made += 1
        return f"c{self.made}"

    @rule(pick=st.integers(0, 9), value=st.sampled_from(["internet", "staff", None]))
    def is_asked_who_calls(self, pick: int, value: str | None) -> None:
        self.answers(pick, "web.app/reach", value)

    @rule(pick=st.integers(0, 9), value=st.sampled_from(["none", "token", "password", None]))
    def is_asked_of_the_login(self, pick: int, value: str | None) -> None:
        self.answers(pick, "web.app/login", value)

    def answers(self, pick: int, fact: str, value: str | None) -> None:
        one = self.picked(pick)
        facts = {name: known for name, known in one.facts.items() if name != fact}
        self.parts[one.id] = one.model_copy(update={"facts": facts | ({fact: Fact(value=value)} if value else {})})

    def picked(self, pick: int) -> Component:
        return list(self.parts.values())[pick % len(self.parts)]

    @rule(pick=st.integers(0, 9), at_once=st.booleans())
    def is_renamed(self, pick: int, at_once: bool) -> None:
        one = self.picked(pick)
        del self.parts[one.id]
        self.add(self.fresh(), one)
        self.generates_if(at_once)

    @rule(pick=st.integers(0, 9), at_once=st.booleans())
    def is_split(self, pick: int, at_once: bool) -> None:
        one = self.picked(pick)
        del self.parts[one.id]
        for _ in range(2):
            self.add(self.fresh(), one)
        self.generates_if(at_once)

    @precondition(lambda self: len(self.parts) > 1)
    @rule(pick=st.integers(0, 9), at_once=st.booleans())
    def two_become_one(self, pick: int, at_once: bool) -> None:
        one, other = self.picked(pick), self.picked(pick + 1)
        del self.parts[one.id], self.parts[other.id]
        self.add(self.fresh(), one, other)
        self.generates_if(at_once)

    @precondition(lambda self: len(self.parts) > 1)
    @rule(pick=st.integers(0, 9), at_once=st.booleans())
    def one_is_merged_into_another(self, pick: int, at_once: bool) -> None:
        one, other = self.picked(pick), self.picked(pick + 1)
        del self.parts[other.id]
        was = tuple(dict.fromkeys((*one.was, other.id, *other.was)))
        self.parts[one.id] = one.model_copy(update={"was": tuple(old for old in was if old != one.id)})
        self.generates_if(at_once)

    def add(self, id_: str, *before: Component) -> None:
        was = tuple(dict.fromkeys(old for one in before for old in (one.id, *one.was)))
        self.parts[id_] = before[0].model_copy(update={"id": id_, "was": was})

    @precondition(lambda self: len(self.parts) > 1)
    @rule(pick=st.integers(0, 9), at_once=st.booleans())
    def is_removed(self, pick: int, at_once: bool) -> None:
        del self.parts[self.picked(pick).id]
        self.generates_if(at_once)

    @rule(id_=st.sampled_from(["a", "b", "new"]), at_once=st.booleans())
    def comes_or_comes_back(self, id_: str, at_once: bool) -> None:
        self.parts.setdefault(id_, part(id_))
        self.generates_if(at_once)

    @rule(pick=st.integers(0, 9), graded=st.integers(1, 5))
    def grades_what_it_holds(self, pick: int, graded: int) -> None:
        self.parts[self.picked(pick).id] = self.picked(pick).model_copy(update={"holds": (f"g{graded}",)})

    @rule(which=st.integers(0, 1))
    def a_rule_is_renamed(self, which: int) -> None:
        stem, mark, number = self.names[which].rpartition("-v")
        name = f"{stem}-v{int(number) + 1}" if mark else f"{self.names[which]}-v1"
        self.names = (name, self.names[1]) if which == 0 else (self.names[0], name)

    @rule()
    def a_rule_says_something_else(self) -> None:
        self.words += 1

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: any(row.present for row in self.rows))
    @rule(pick=st.integers(0, 99), kind=st.sampled_from(KINDS), days=st.integers(1, 90))
    def somebody_decides(self, pick: int, kind: str, days: int) -> None:
        there = [row for row in self.rows if row.present and row.state != "ruled out"]
        if not there:
            return
        row = there[pick % len(there)]
        until = self.today + timedelta(days=days)
        basis = basis_of(row, until) if kind == "accept" else None
        judged, due = (None, None) if basis else (row.level, until)
        self.replace(replace(row, decision=kind, basis=basis, judged=judged, due=due, reopened=None))
        self.decided[row.number] = Decided(kind, until if basis else None)

    @precondition(lambda self: bool(self.decided))
    @rule(pick=st.integers(0, 99))
    def somebody_takes_it_back(self, pick: int) -> None:
        number = sorted(self.decided)[pick % len(self.decided)]
        self.replace(
            replace(next(r for r in self.rows if r.number == number), decision="none", basis=None, reopened=None)
        )
        del self.decided[number]

    def replace(self, row: Known) -> None:
        self.rows = tuple(row if one.number == row.number else one for one in self.rows)

    def generates_if(self, at_once: bool) -> None:
        if at_once:
            self.generates()

    @rule()
    def generates(self) -> None:
        assets = tuple(Asset(id=f"g{n}", name=f"Grade {n}", confidentiality=n, integrity=n) for n in range(1, 6))
        workload = Workload(id="m", name="M", assets=assets, components=tuple(self.parts.values()))
        generation, names = generate(workload, upgraded(self.names, self.words)), names_of(workload)
        found = merge(self.rows, generation, self.today, names)
        self.rows = found.rows
        again = merge(found.rows, generation, self.today, names)
        assert (again.rows, again.added, again.changed, again.absorbed) == (found.rows, (), (), ())
        for new, origin in found.carried:
            row, old = self.by_id(new), self.by_id(origin)
            if old.number in self.decided:
                self.decided[row.number] = self.decided[old.number]
        assert set(self.there(found.rows)) == set(self.there_now(workload))

    def by_id(self, id_: str) -> Known:
        (row,) = (one for one in self.rows if one.id == id_)
        return row

    @staticmethod
    def there(rows: Iterable[Known]) -> list[tuple[str, str]]:
        return [(one.rule, one.on) for one in rows if one.present and one.state != "ruled out"]

    def there_now(self, workload: Workload) -> list[tuple[str, str]]:
        return [(one.rule, one.on) for one in generate(workload, upgraded(self.names, self.words)).threats]

    @invariant()
    def every_decision_is_still_there(self) -> None:
        found = {row.number: row for row in getattr(self, "rows", ())}
        for number, decided in getattr(self, "decided", {}).items():
            row = found[number]
            assert row.decision == decided.kind
            assert (row.basis.until if row.basis else None) == decided.until

    @invariant()
    def numbers_and_ids_are_never_used_again(self) -> None:
        rows = getattr(self, "rows", ())
        assert len({row.number for row in rows}) == len({row.id for row in rows}) == len(rows)
        seen = getattr(self, "seen", {})
        for row in rows:
            assert seen.setdefault(row.number, row.id) == row.id

    @invariant()
    def what_stands_as_accepted_is_no_worse_than_what_was_accepted(self) -> None:
        for row in getattr(self, "rows", ()):
            if row.decision == "accept" and row.present and row.basis and not row.reopened and row.state != "ruled out":
                assert level_rank(row.level) <= level_rank(row.basis.level)
                assert row.meaning == row.basis.meaning

    @invariant()
    def what_stands_as_set_aside_has_not_become_severe(self) -> None:
        for row in getattr(self, "rows", ()):
            if row.decision == "not-applicable" and row.present and not row.reopened and row.state != "ruled out":
                assert row.judged is not None
                assert not is_severe(row.level) or level_rank(row.level) <= level_rank(row.judged)


def part(id_: str) -> Component:
    return Component(id=id_, name=id_.upper(), type="web.app", holds=("g3",))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=cases(50),
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
