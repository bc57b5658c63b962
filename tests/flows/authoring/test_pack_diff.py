"""Two versions of a pack: what changed, what it does to models, and the version that it asks for."""

import pytest

from flows.authoring.diff import PackDiff, bumped_enough, compare, diff, raised
from flows.authoring.meaning import rests_on
from flows.packs.loader import library_of, parse_pack
from flows.packs.schema import Pack
from flows.threats.judge import prepared
from tests.flows.models import FIXTURES

TEXT = (FIXTURES / "every.field.yaml").read_text(encoding="utf-8")
OLD = parse_pack(TEXT, "old.yaml")


def changed(*pairs: tuple[str, str]) -> Pack:
    text = TEXT
    for old, new in pairs:
        assert old in text, "the fixture has changed"
        text = text.replace(old, new)
    return parse_pack(text, "new.yaml")


def against(*pairs: tuple[str, str]) -> PackDiff:
    return diff(OLD, changed(*pairs))


def told(found: PackDiff) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(each.kind, each.name, each.how, each.fields) for each in found.changes]


MEANING = [
    ("status: mitigated,", "status: open,", ("rule", "climbed", ("secured_by",))),
    ("{fact: watched, answered: yes}", "{fact: watched, is: camera}", ("rule", "climbed", ("applies",))),
    ("base: 2, because: \"it is high\"", "base: 3, because: \"it is high\"", ("rule", "climbed", ("likelihood",))),
    ("by: 1, because: \"nobody sees it\"", "by: 2, because: \"nobody sees it\"", ("rule", "climbed", ("likelihood",))),
    ("nobody: 3}, by", "nobody: 4}, by", ("rule", "climbed", ("impact_of",))),
    ("at_most_days: 30}", "at_most_days: 20}", ("rule", "climbed", ("accept",))),
    ("climbs over {component}", "jumps over {component}", ("rule", "climbed", ("action",))),
    ("actor: anonymous-internet", "actor: bot", ("rule", "climbed", ("actor",))),
    ("family: exposure\n    title", "family: insider\n    title", ("rule", "climbed", ("family",))),
    ("hygiene: false", "hygiene: true", ("rule", "climbed", ("hygiene",))),
    ("crosses: [internet], carries", "crosses: [vendor], carries", ("rule", "walked-through", ("on",))),
    ("about: [personal, customer]", "about: [customer]", ("rule", "walked-through", ("on",))),
    ("done_when: {fact: watched, is: guard}", "done_when: {fact: watched, in: [guard, camera]}",
     ("mitigation", "guard-it", ("done_when",))),
    ("does: prevent\n    done_when: {fact: watched", "does: contain\n    done_when: {fact: watched",
     ("mitigation", "guard-it", ("does",))),
    ("verifies: no", "verifies: yes", ("mitigation", "guard-it", ("evidence",))),
    ("only_if: {fact: watched, in: [camera]}", "only_if: {fact: watched, in: [camera, guard]}",
     ("fact", "recorded", ("only_if",))),
    ("scope: platform", "scope: workload", ("fact", "watched", ("scope",))),
    ("who: [operations, developer]", "who: operations", ("fact", "watched", ("who",))),
    ("presumed: {is: nobody", "presumed: {is: camera", ("fact", "watched", ("presumed",))),
]  # fmt: skip
WORDS = [
    ("title: A guard stands there", "title: A guard is there", ("mitigation", "guard-it", ("title",))),
    ('ask: "Who watches {component}?"', 'ask: "Who looks at {component}?"', ("fact", "watched", ("ask",))),
    ('guard: "A guard"', 'guard: "Some guard"', ("fact", "watched", ("choices, their words",))),
    ("nobody sees it", "nobody is there to see it", ("rule", "climbed", ("likelihood, its reasons",))),
    ("cwe: [CWE-287]", "cwe: [CWE-288]", ("rule", "climbed", ("refs",))),
    ("that they are awake", "that they look", ("mitigation", "guard-it", ("evidence, its reasons",))),
    ("Stand before it for five minutes.", "Stand there.", ("rule", "climbed", ("first_step",))),
    ("minutes: 3", "minutes: 4", ("fact", "watched", ("minutes",))),
    ("present: camera", "present: guard", ("fact", "watched", ("from",))),
    ("names: [garden gate, front gate]", "names: [garden gate]", ("pack", "app.gate", ("names",))),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), MEANING)
def test_another_meaning_is_told_by_field_and_asks_for_a_major_version(
    old: str, new: str, wanted: tuple[str, str, tuple[str, ...]]
) -> None:
    found = against((old, new))
    assert told(found) == [(wanted[0], wanted[1], "meaning", wanted[2])]
    assert (found.needs, found.enough, found.least) == ("major", False, "3.0.0")
    assert against((old, new), ("version: 2.1.0", "version: 3.0.0")).enough


@pytest.mark.parametrize(("old", "new", "wanted"), WORDS)
def test_other_words_are_a_patch_and_change_nothing_in_models(
    old: str, new: str, wanted: tuple[str, str, tuple[str, ...]]
) -> None:
    found = against((old, new))
    assert told(found) == [(wanted[0], wanted[1], "wording", wanted[2])]
    assert (found.needs, found.enough, found.least) == ("patch", False, "2.1.1")
    assert not found.effects.any
    assert against((old, new), ("version: 2.1.0", "version: 2.1.1")).enough


@pytest.mark.parametrize(("old", "new", "wanted"), [*MEANING, *WORDS])
def test_an_acceptance_reopens_here_exactly_where_the_engine_reopens_it(old: str, new: str, wanted: object) -> None:
    after = changed((old, new))
    before_rules, after_rules = (library_of([pack]) for pack in (OLD, after))
    engine = {
        rule.rule.id
        for rule, now in zip(before_rules.rules, after_rules.rules, strict=True)
        if prepared(rule, before_rules).meaning != prepared(now, after_rules).meaning
    }
    assert set(diff(OLD, after).effects.reopens) == engine


def test_a_short_name_and_a_full_one_mean_the_same() -> None:
    after = changed(("{fact: watched, answered: yes}", "{fact: app.gate/watched, answered: yes}"))
    assert diff(OLD, after).changes == ()
    assert rests_on(after.threats[0], after) == rests_on(OLD.threats[0], OLD)


def test_a_rule_that_is_renamed_keeps_its_decisions() -> None:
    found = against(("id: climbed", "id: over-the-top"), ("was: [jumped]", "was: [jumped, climbed]"),
                    ("{climbed:", "{over-the-top:"))  # fmt: skip
    change = next(each for each in found.changes if each.kind == "rule")
    assert (change.how, change.name, change.was, change.fields) == ("renamed", "over-the-top", "climbed", ())
    assert (found.effects.ends, found.effects.reopens, found.needs) == ((), (), "major")


def test_a_renamed_rule_that_says_something_else_reopens() -> None:
    found = against(("id: climbed", "id: over-the-top"), ("was: [jumped]", "was: [app.gate/climbed]"),
                    ("{climbed:", "{over-the-top:"), ("loss of {assets}", "theft of {assets}"))  # fmt: skip
    assert "over-the-top" in found.effects.reopens
    change = next(each for each in found.changes if each.name == "over-the-top")
    assert (change.how, change.fields) == ("renamed", ("impact",))


def test_without_was_a_rule_ends_and_another_begins() -> None:
    found = against(("id: climbed", "id: over-the-top"), ("{climbed:", "{over-the-top:"))
    assert {("over-the-top", "added"), ("climbed", "removed")} <= {(each.name, each.how) for each in found.changes}
    assert found.effects.ends == ("climbed",)


def test_a_choice_that_goes_is_named_with_what_it_costs() -> None:
    found = against(('days: "Some days", never', 'weeks: "Some weeks", never'))
    ((kind, name, how, fields),) = told(found)
    assert (kind, name, how) == ("fact", "recorded", "meaning")
    assert fields == ("choices (without days)", "choices (with weeks)")
    assert found.effects.choices_gone == (("recorded", "days"),)
    assert found.needs == "major"


def test_a_choice_that_joins_is_minor() -> None:
    found = against(('days: "Some days", never', 'days: "Some days", weeks: "Some weeks", never'))
    assert told(found) == [("fact", "recorded", "added", ("choices (with weeks)",))]
    assert (found.needs, found.least, found.effects.any) == ("minor", "2.2.0", False)


def test_a_fact_that_goes_or_is_asked_of_another_thing_loses_its_answers() -> None:
    lines = TEXT.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("  recorded:"))
    without = parse_pack("".join(lines[:start] + lines[start + 7 :]), "new.yaml")
    assert "recorded" not in without.facts
    assert diff(OLD, without).effects.answers_lost == ("recorded",)
    moved = against(("on: flow\n    ask", "on: target\n    ask"))
    assert moved.effects.answers_lost == ("lit",)
    assert moved.effects.choices_gone == ()


def test_a_mitigation_under_another_condition_has_to_be_marked_again() -> None:
    found = against(("done_when: {fact: watched, is: guard}", "done_when: {fact: watched, is: camera}"))
    assert found.effects.to_mark_again == ("guard-it",)
    assert found.effects.reopens == ("climbed",)


def test_another_likelihood_may_reopen() -> None:
    found = against(('base: 2, because: "it is high"', 'base: 4, because: "it is high"'))
    assert (found.effects.reopens, found.effects.may_reopen) == ((), ("climbed",))


def test_what_is_added_is_minor() -> None:
    found = diff(changed(("  light-it:", "  lamp:"), ("all: [light-it]", "all: [lamp]")), OLD)
    assert {("lamp", "removed"), ("light-it", "added")} <= {(each.name, each.how) for each in found.changes}
    fewer = OLD.model_copy(update={"threats": OLD.threats[:2]})
    added = diff(fewer, OLD)
    assert [(each.name, each.how) for each in added.changes] == [("on-an-asset", "added"), ("on-the-workload", "added")]
    assert (added.needs, added.effects.any) == ("minor", False)


def test_whole_packs_come_and_go() -> None:
    other = changed(("pack: app.gate", "pack: app.fence"))
    come, gone = compare({"app.gate": OLD}, {"app.fence": other})
    assert (come.pack, come.old, come.new, come.enough) == ("app.fence", None, "2.1.0", True)
    assert (gone.pack, gone.new) == ("app.gate", None)
    assert gone.effects.ends == tuple(rule.id for rule in OLD.threats)
    assert compare({"app.gate": OLD}, {"app.gate": parse_pack(TEXT, "elsewhere.yaml")}) == ()
    with pytest.raises(ValueError, match="no pack"):
        diff(None, None)


def test_a_comment_is_no_change() -> None:
    (found,) = compare({"app.gate": OLD}, {"app.gate": parse_pack(TEXT + "# a word\n", "new.yaml")})
    assert (found.changes, found.needs, found.enough) == ((), "none", True)


@pytest.mark.parametrize(
    ("old", "new", "needs", "enough"),
    [
        ("1.2.3", "1.2.3", "none", True), ("1.2.3", "1.2.2", "none", False), ("1.2.3", "1.2.3", "patch", False),
        ("1.2.3", "1.2.4", "patch", True), ("1.2.3", "1.3.0", "patch", True), ("1.2.3", "1.2.9", "minor", False),
        ("1.2.3", "1.3.0", "minor", True), ("1.2.3", "1.10.0", "major", False), ("1.2.3", "2.0.0", "major", True),
        ("9.9.9", "10.0.0", "major", True),
    ],
)  # fmt: skip
def test_versions_are_compared_as_numbers(old: str, new: str, needs: str, *, enough: bool) -> None:
    assert bumped_enough(old, new, needs) is enough  # type: ignore[arg-type]


def test_the_next_version() -> None:
    assert [raised("1.2.3", each) for each in ("none", "patch", "minor", "major")] == [
        "1.2.3", "1.2.4", "1.3.0", "2.0.0",
    ]  # fmt: skip
