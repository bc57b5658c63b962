"""Whatever a model holds, all that is rendered of it passes Slack's limits, and what was left out is counted."""

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import (
    card,
    confirm,
    decided,
    decisions,
    lines,
    new_form,
    overdue_items,
    question,
    review,
    rules,
    summary,
    threat_page,
    worse,
)
from bot.blocks import help as words
from bot.blocks import parts as edit
from bot.blocks.limits import check_message, check_view
from bot.blocks.text import cut, plain
from bot.store.tables import Approval, Model, Review
from bot.triage import Check, Days, Entry, Owed, Taken, cards_of, is_hygiene
from flows.decisions import Precision
from flows.packs.schema import Presumed, Refs
from flows.report.types import Decided
from flows.threats.types import MitigationView, ToConfirm
from flows.workload.model import Asset, Component, Flow, Workload
from tests.faults.conftest import CONTROL

PHASES = (Phase.explicit, Phase.generate)
"""Without shrinking: texts of thousands of characters take minutes, and a failure says enough."""
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
LONG = (
    "a" * 3_001, "&" * 4_000, "<!channel>" * 500, "<@U0EVIL> <http://x|y>", "𝔘" * 4_000, "ع" * 4_000, "👩‍👩‍👧‍👦" * 700,
    "\n" * 300, " ", "", "\x00", "*_~`" * 100, "* " * 55, "<" * 2_999, "|>" * 900,
)  # fmt: skip
texts = st.sampled_from(LONG) | st.text(max_size=40)
names = st.sampled_from(["n" * 120, "&" * 120, "𝔘" * 120, "<!channel>", " x "]) | st.text(min_size=1, max_size=120)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,119}", fullmatch=True)
moments = st.just(NOW)
IDS = ("id", "first", "on", "fact", "rule", "model_id")
"""Ids have a form of their own wherever they are made."""
quick = settings(max_examples=15, suppress_health_check=list(HealthCheck), phases=PHASES)


def of(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401, PLR0911  any type's own values
    """Values of a type, as the rest of the house could make them: texts of any size, lists of up to eight."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (types.UnionType, Union):
        return st.one_of(*map(of, inner))
    if origin is tuple:
        each = inner[:-1] if inner[-1] is Ellipsis else inner
        return st.lists(of(each[0]), max_size=8).map(tuple) if len(each) < len(inner) else st.tuples(*map(of, inner))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        named = {field.name: ids if field.name in IDS else of(hints[field.name]) for field in fields(hint)}
        return st.builds(hint, **named)
    if hint is Refs:
        return st.builds(
            Refs, attack=st.lists(names, max_size=3).map(tuple), cwe=st.lists(names, max_size=9).map(tuple)
        )
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return st.none()
    return {
        str: texts,
        int: st.integers(0, 10**6),
        bool: st.booleans(),
        datetime: moments,
        date: moments.map(datetime.date),
        type(None): st.none(),
    }[hint]


models = st.builds(
    lambda name, headline, owner, state, due: Model(
        workspace_id="W", id="M" * 26, name=name, owner=owner, channel="C0", structure={}, headline=headline,
        state=state, review_due=due, created_by="U1", created_at=NOW, notes={},
    ),
    texts, texts, texts | st.just("U0OWNER"), st.sampled_from(list(card.STATES)), st.none() | moments,
)  # fmt: skip
entries = of(Entry)


def blocks_of(rendered: Sequence[Block] | View) -> Mapping[str, Any]:
    """What Slack is sent."""
    return rendered.to_dict() if isinstance(rendered, View) else {"text": "", "blocks": [b.to_dict() for b in rendered]}


def mrkdwn(value: object) -> Iterator[str]:
    """Every mrkdwn text in it."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for inner in value.values():
            yield from mrkdwn(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from mrkdwn(inner)


def fits(rendered: Sequence[Block] | View) -> str:
    """Assert that Slack would take it, and that it calls nobody; gives all its text."""
    sent = blocks_of(rendered)
    problems = check_view(sent) if isinstance(rendered, View) else check_message(sent)
    assert problems == []
    assert not [text for text in mrkdwn(sent) if CONTROL.search(text)]
    return "\n".join(mrkdwn(sent))


def left_out(text: str, where: str) -> int:
    """How many the text says were left out."""
    found = re.search(rf"(\d+) more {where}", text)
    return int(found[1]) if found else 0


@quick
@given(models, st.lists(entries, max_size=9), st.lists(of(ToConfirm), max_size=5), st.lists(texts, max_size=9))
def test_a_summary(model: Model, listed: list[Entry], waiting: list[ToConfirm], notes: list[str]) -> None:
    shown = fits(summary.summary(model, listed, waiting, notes))
    full = len(re.findall(r"\*T-\d+ · ", shown))
    cards = [found for found in cards_of(listed) if not is_hygiene(found[0])]
    assert full <= summary.FIRST
    assert left_out(shown, "threats? under") == sum(map(len, cards[full:]))
    assert left_out(shown, "notes") == max(0, len(notes) - summary.NOTES)


@quick
@given(models, entries, st.integers(0, 3_000), st.integers(0, 10_000))
def test_a_list_of_any_length(model: Model, entry: Entry, length: int, page: int) -> None:
    fits(summary.all_threats(model, [entry] * length, page))


choices = st.lists(texts, max_size=40).map(lambda found: tuple((f"c{n}", text) for n, text in enumerate(found)))
presumed = st.none() | st.builds(
    lambda is_, since, about, source: Presumed.model_construct(is_=is_, since=since, for_=about, source=source),
    st.sampled_from(["c0", "c1"]), st.none() | st.sampled_from(["2023-04", "2023-13", "long ago"]),
    st.none() | texts, texts,
)  # fmt: skip
looks = st.builds(
    lambda item, offered, revision, default: confirm.Look(replace(item, choices=offered), revision, default),
    of(ToConfirm), choices, st.integers(0, 99), presumed,
)  # fmt: skip
others = st.lists(st.tuples(ids, texts), max_size=60)


@quick
@given(models, st.lists(looks, min_size=1, max_size=4), st.integers(1, 20), st.integers(0, 10_000), texts, others)
def test_what_is_to_be_confirmed(
    model: Model, some: list[confirm.Look], times: int, page: int, note: str, same: list[tuple[str, str]]
) -> None:
    many = some * times
    just = confirm.Just(plain(cut(note, 200)), "f", "o", 3, same)
    view = confirm.window(model, many, {}, page, just)
    shown = fits(view)
    page = min(page, confirm.pages(many) - 1)
    there = len(many[page * confirm.PAGE : (page + 1) * confirm.PAGE])
    assert shown.count("One look settles") + left_out(shown, "on this page") == there
    assert ("Page " in shown) == (len(many) > confirm.PAGE)


@quick
@given(models, st.lists(names, max_size=25), st.lists(names, max_size=9), st.integers(0, 10_000), texts)
def test_the_window_of_parts(model: Model, parts: list[str], worth: list[str], page: int, kind: str) -> None:
    made = [Component(id=f"{n}{'c' * 110}", name=name, type="t", zone="z") for n, name in enumerate(parts)]
    assets = [Asset(id=f"{n}{'a' * 110}", name=name, safety=3) for n, name in enumerate(worth)]
    drawn = Workload(id="m", name="n", components=tuple(made), assets=tuple(assets))
    fits(edit.window(model, drawn, new_form.Kinds([("t", kind)]), page, "Saved."))
    for part in made[:2]:
        fits(edit.edit_form(model, drawn, part, new_form.Kinds([("t", kind)]), (0, 0)))
    for asset in assets[:2]:
        fits(edit.grade_form(model, asset, 0))


@quick
@given(models, st.lists(names, min_size=2, max_size=120), st.lists(names, max_size=120), st.integers(0, 10_000))
def test_the_lines_of_a_part(model: Model, parts: list[str], worth: list[str], page: int) -> None:
    made = [Component(id=f"{n}{'c' * 110}", name=name, type="t") for n, name in enumerate(parts)]
    assets = [Asset(id=f"{n}{'a' * 110}", name=name) for n, name in enumerate(worth)]
    carries = tuple(one.id for one in assets)
    flows = [
        Flow(id=f"f{n}", from_=made[0].id, to=one.id, name=one.name, carries=carries) for n, one in enumerate(made)
    ]
    drawn = Workload(id="m", name="n", components=tuple(made), assets=tuple(assets), flows=tuple(flows))
    listed = edit.edit_form(model, drawn, made[0], new_form.Kinds([]), (0, page), "Saved.")
    fits(listed)
    assert 1 <= str(listed.to_dict()).count("'Remove line ") <= lines.PAGE
    form = lines.line_form(model, drawn, drawn, flows[-1], 0)
    fits(form)
    (far,) = [block for block in form.to_dict()["blocks"] if block.get("block_id") == "to"]
    assert far["element"]["initial_option"]["value"] == made[-1].id, "also where the select does not take all parts"
    below = Workload(id="m", name="n", flows=tuple(flows))
    fits(edit.window(model, below, new_form.Kinds([]), page, base=drawn))


@quick
@given(entries, st.lists(of(MitigationView), max_size=4), st.integers(0, 30))
def test_a_threats_page_and_its_forms(entry: Entry, mitigations: list[MitigationView], times: int) -> None:
    object.__setattr__(entry.threat, "mitigations", tuple(mitigations * times))
    view = threat_page.page((entry,))
    shown = fits(view)
    assert len(re.findall(r"\n_(?:prevents|limits|notices|recovers)", shown)) + left_out(shown, "in the report") == len(
        mitigations * times
    )
    fits(decisions.accept_form((entry,), NOW.date(), []))
    fits(decisions.not_applicable_form((entry,)))
    if any(one.state != "in place" for one in entry.threat.mitigations):
        fits(decisions.mitigate_form((entry,), "U0OWNER", NOW.date(), NOW.date()))


@quick
@given(models, st.lists(entries, min_size=1, max_size=3), st.integers(1, 60), st.lists(texts, max_size=9))
def test_a_card_of_any_threats(model: Model, some: list[Entry], times: int, broken: list[str]) -> None:
    card = tuple(replace(one, number=n) for n, one in enumerate(some * times))
    fits(threat_page.page(card))
    fits(summary.summary(model, card, [], []))
    fits(summary.all_threats(model, card, 1))
    fits(decisions.not_applicable_form(card, broken, whole=True))
    shown = fits(decisions.accept_form(card, NOW.date(), ["security"], broken, whole=True))
    told = [one for one in card if one.accepted] + [text for text in broken if text]
    assert left_out(shown, "such") >= len(told) - decisions.MOST_NOTES


@quick
@given(st.lists(st.builds(Precision, texts, st.integers(1, 99), st.integers(0, 99)), max_size=60))
def test_how_well_rules_fit(found: list[Precision]) -> None:
    told = rules.fit_of_rules(found)
    assert not CONTROL.search(told)
    assert left_out(told, "rules") == max(0, sum(bool(one.misfits) for one in found) - rules.SHOWN)


shown_questions = st.builds(
    question.Shown, model_id=ids, fact=ids, on=ids, revision=st.integers(0, 99), open=st.booleans(), text=texts,
    why=texts, who=st.lists(texts, max_size=9), settles=st.integers(0, 99), unknown_leads_to=texts,
    number=st.integers(0, 99), left=st.integers(0, 99), answer=st.sampled_from(["c0", "c1", "unknown", ""]), by=texts,
    choices=st.lists(texts, max_size=40).map(lambda found: [(f"c{n}", text) for n, text in enumerate(found)]),
    same_for=st.lists(st.tuples(ids, texts), max_size=60), agreed=st.lists(st.just("U0OWNER"), max_size=9),
    contested=st.lists(st.tuples(st.just("security"), texts, texts), max_size=4), overdue=st.booleans(),
    gone=st.booleans(),
)  # fmt: skip


@quick
@given(shown_questions)
def test_a_question(shown: question.Shown) -> None:
    text = fits(question.question(shown))
    if shown.open and not shown.gone:
        assert left_out(text, "that there is no room for") == max(0, len(shown.choices) - question.MOST_CHOICES)


@quick
@given(st.lists(models, max_size=10), st.integers(0, 10**6), st.integers(0, 10**5))
def test_the_list_of_models(found: list[Model], total: int, page: int) -> None:
    fits(words.listing(found, total, page))


@quick
@given(models, texts, st.lists(texts, max_size=9), texts, st.integers(0, 999), entries)
def test_cards_and_nudges(model: Model, outcome: str, changes: list[str], by: str, number: int, entry: Entry) -> None:
    done = Review(workspace_id="W", model_id=model.id, due=NOW, kind="periodic", fired_at=NOW, outcome=outcome, by=by)
    approval = Approval(workspace_id="W", model_id=model.id, version=number, by=by, at=NOW, roles=["security"])
    fits(card.card(model, Workload(id="m", name="n", description=outcome[:4_000]), by))
    fits(card.intake(model, number, number, number, by))
    checks = [Check("f", "o", text, text, by, NOW, old=number % 2 == 0) for text in changes * 2]
    fits(review.nudge(model, done, review.Found(changes, number, changes, changes, checks)))
    fits(review.nudge(model, done, review.Found((), number, changes, changes, checks)))
    fits(review.approved(model, approval))
    fits(review.reopened(model, entry, outcome))
    aside = [replace(entry, status="not applicable", decided=Decided("not-applicable", by, NOW, outcome))] * (
        number % 20
    )
    late = [replace(entry, taken=(Taken(outcome, by, NOW.date(), overdue=True),) * 5)] * (number % 30)
    short = [replace(one, status="mitigating", leaves="high") for one in late]
    shown = fits(decisions.approve_form((model.id, model.name, number), model.headline, [], aside, late, short))
    assert left_out(shown, "such") == max(0, len(aside) - decisions.MOST_NOTES)
    assert left_out(shown, "left so") == max(0, len(short) - decisions.MOST_NOTES)
    assert left_out(shown, "past the day") == max(0, len(late) - decisions.MOST_NOTES)
    named = [(one, "critical", outcome) for one in range(5)]
    fits(decided.set_aside(model.name, by, named, number, outcome))
    fits(decided.taken_back(model.name, (by, ["U0OWNER"] * 3), "none", named, number, outcome))


got_worse = st.fixed_dictionaries(
    {
        "number": st.integers(1, 10**6), "title": texts, "state": st.sampled_from(["open", "to confirm"]),
        "level": st.sampled_from(["critical", "low"]), "was": st.sampled_from([[], ["mitigated", "high"]]),
        "lost": st.lists(texts, max_size=4), "said": st.lists(st.tuples(texts, texts, texts), max_size=2),
    }
)  # fmt: skip


@quick
@given(models, st.lists(got_worse, max_size=3), st.integers(0, 99), st.lists(texts, max_size=40), st.booleans())
def test_what_got_worse(model: Model, some: list[dict[str, Any]], left: int, to: list[str], again: bool) -> None:
    threats = (some * 8)[:8]
    told = {
        "approved": {"by": "U0OWNER", "version": 1, "at": NOW.isoformat()}, "version": 9, "to": to, "threats": threats,
        "left": left, "decide": [[number, "t" * 36] for number in range(left)], "unconfirmed": list(range(left)),
    }  # fmt: skip
    approval = Approval(workspace_id="W", model_id=model.id, version=9, by="U0OWNER", at=NOW, roles=["security"])
    shown = fits(worse.worse(model, told, approval if again else None))
    named = len(re.findall(r"^• \*T-\d+ · ", shown, re.MULTILINE))
    assert named + left_out(shown, "such") == len(threats) + left


@quick
@given(models, st.lists(of(Owed), max_size=4), st.integers(1, 60), texts | st.just("U0OWNER"))
def test_what_is_past_its_day(model: Model, some: list[Owed], times: int, owner: str) -> None:
    items = some * times
    late = [one for one in items if one.numbers and one.late and not one.again]
    blocks = overdue_items.overdue(model, owner, items, owner if times % 2 else None)
    shown = fits(blocks)
    asked = str(blocks_of(blocks)).count("'It is done'")
    assert asked + left_out(shown, "come when") == len(late)
    days = Days(NOW.date(), NOW.date() + timedelta(days=times), owner)
    told = {"by": owner, "owner": owner, "before": "2026-01-01", "due": "2026-02-01", "threats": [1] * times}
    told |= {"times": times, "promised": "2026-01-01", "beyond": "critical", "roles": ["security"] * 7}
    for one in some:
        fits(overdue_items.day_form(model, one, days.last, days))
        fits(overdue_items.put_off(model, {**told, "title": one.title, "reason": one.title * 9}))
    settled = len(re.findall(r"^:(?:white_check_mark|hourglass|date): (?!What )", shown, re.MULTILINE))
    assert settled + left_out(shown, "are not asked") == len(items) - len(late)


@quick
@given(st.lists(names, max_size=5), st.lists(names, max_size=3), st.integers(1, 120), st.integers(0, 60))
def test_the_form_of_lines(parts: list[str], worth: list[str], times: int, rows: int) -> None:
    components = tuple(Component(id=f"{n}{'c' * 110}", name=name, type="t") for n, name in enumerate(parts * times))
    assets = tuple(Asset(id=f"{n}{'a' * 110}", name=name) for n, name in enumerate(worth * times))
    base = Workload(id="b", name="b" * 120, components=components[:3], assets=assets[:3]) if rows % 2 else None
    view = new_form.flows_form(Workload(id="m", name="n", components=components, assets=assets), rows, 7, base)
    fits(view)
    carried = view.private_metadata
    assert isinstance(carried, str)
    assert f'"rows":{sum("block_id" in b and b["block_id"].startswith("kind") for b in view.to_dict()["blocks"])}' in (
        carried if components else '"rows":0'
    )


@quick
@given(st.lists(st.tuples(ids, texts), min_size=1, max_size=120), st.integers(0, 60), texts, models)
def test_the_form_of_parts(offered: list[tuple[str, str]], rows: int, description: str, model: Model) -> None:
    kinds = new_form.Kinds(offered[rows:], offered[:rows])
    fits(new_form.parts_form(kinds, rows, new_form.Start("C0", "U0OWNER", offered, description)))
    fits(review.changed_form(model, kinds))


@quick
@given(texts, st.none() | st.sampled_from(list(words.COMMANDS)))
def test_what_was_not_understood(word: str, nearest: str | None) -> None:
    told = words.not_understood(word, nearest)
    assert len(told) < 3_000
    assert not CONTROL.search(told)
