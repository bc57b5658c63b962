"""What cards, lines and pages say of threats: where else they are, both ends of the risk, what was refuted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import confirm, decisions, summary, threat, threat_page
from bot.blocks.decided import before, decision_line
from bot.blocks.judged import ends, refuted, struck, unanswerable
from bot.blocks.limits import check_message, check_view
from bot.store.tables import Model
from bot.triage import Entry, cards_of
from flows.merge import Decision
from flows.packs.loader import load_library
from flows.report.types import Decided, Half
from flows.risk import level_rank
from flows.threats.generate import generate
from flows.threats.types import Context, Threat
from flows.workload.model import Workload
from tests.bot.services.desk import NOW

LIBRARY = load_library()
RANSOM, RECORD = "aws.s3/ransom-wipe", "web.app/someone-elses-record"
MODEL = Model(
    workspace_id="W", id="M", name="Archive", owner="U1", channel="C1", structure={}, headline="open 3", state="triage",
    created_by="U1", created_at=NOW, notes={},
)  # fmt: skip

LONG = generate(Workload(id="m", name="Archive", components=[{"id": "b", "name": "B", "type": "aws.s3"}]), LIBRARY)  # type: ignore[list-item]


def threats(*parts: tuple[str, str, Mapping[str, object]], context: Context | None = None) -> Sequence[Threat]:
    """The threats to a workload of these parts: id, type, facts."""
    made = [{"id": id_, "name": id_.title(), "type": type_, "holds": ["d"], "facts": f} for id_, type_, f in parts]
    assets = [{"id": "d", "name": "Data", "category": ["health"]}]
    facts = {"workload/attractive_target": "many", "workload/goes_live_by": "pipeline"}
    workload = {"id": "m", "name": "Archive", "components": made, "assets": assets, "facts": facts}
    return list(generate(Workload.model_validate(workload), LIBRARY, context=context or Context()).threats)


def entries(found: Sequence[Threat]) -> list[Entry]:
    """As they stand when nobody has decided anything."""
    return [Entry("M", number, one.state, one, None) for number, one in enumerate(found, 1)]


def buckets(number: int) -> list[Entry]:
    """As many buckets with one weakness, and all else that is found of them."""
    made = [(f"bucket{n}", "aws.s3", {"aws.s3/final_delete": "writers"}) for n in range(number)]
    return entries(threats(*made))


def ransom(listed: Sequence[Entry]) -> tuple[Entry, ...]:
    """The card of the threat that all buckets share."""
    return next(card for card in cards_of(listed) if card[0].threat.rule == RANSOM)


def one(rule: str, *parts: tuple[str, str, Mapping[str, object]], context: Context | None = None) -> Threat:
    """The threat that a rule found."""
    return next(each for each in threats(*parts, context=context) if each.rule == rule)


def text(shown: Sequence[Block] | View) -> str:
    """All mrkdwn and plain text in it; Slack would take it."""
    if isinstance(shown, View):
        assert check_view(shown.to_dict()) == []
        blocks = shown.to_dict()["blocks"]
    else:
        blocks = [block.to_dict() for block in shown]
        assert check_message({"text": "", "blocks": blocks}) == []
    return "\n".join(_texts(blocks))


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [each for inner in value.values() for each in _texts(inner)]
    return [each for inner in value for each in _texts(inner)] if isinstance(value, list) else []


def test_a_card_says_where_else_it_is_and_decides_for_all() -> None:
    listed = buckets(3)
    card = ransom(listed)
    shown = text(threat.in_full(card))
    first, second, third = card
    assert f"*Also on* {second.threat.on_name} (T-{second.number}), {third.threat.on_name} (T-{third.number})" in shown
    assert shown.count(first.threat.vulnerability) == 1
    for label in ("Mitigate T-{} and 2 others", "Accept T-{} and 2 others", "T-{} and 2 others not applicable"):
        assert label.format(first.number) in shown


def test_a_card_names_another_rule_and_another_level() -> None:
    first, second, third = ransom(buckets(3))
    other = replace(second.threat, rule="aws.s3/other", title="Something else")
    rating = replace(third.threat.risk.residual, level="low")
    lower = replace(third.threat, risk=replace(third.threat.risk, residual=rating))
    told = threat.also_on((first, replace(second, threat=other), replace(third, threat=lower)))
    assert f"{second.threat.on_name}: Something else (T-{second.number})" in told
    assert f"{third.threat.on_name} (T-{third.number}, Low)" in told


def test_the_first_five_are_cards_and_hygiene_is_one_line() -> None:
    listed = buckets(4)
    shown = text(summary.summary(MODEL, listed, [], []))
    in_full = [entry for entry in listed if f"*T-{entry.number} · " in shown]
    assert len(in_full) == summary.FIRST
    assert not any(entry.threat.hygiene for entry in in_full)
    hygiene = [entry for entry in listed if entry.threat.hygiene]
    assert hygiene, "the workload goes live, so somebody has to look at its logs"
    worst = max((entry.threat.standing for entry in hygiene), key=level_rank).capitalize()
    assert f"{len(hygiene)} point of hygiene (worst: {worst}): " in shown
    assert "See hygiene" in shown
    members = sum(len(card) for card in cards_of(listed) if card[0] in in_full)
    assert f"{len(listed) - len(hygiene) - members} more threats under *All threats*" in shown


def test_the_whole_list_has_a_line_for_each_threat_and_hygiene_at_its_end() -> None:
    listed = buckets(25)
    pages = []
    while not pages or "Next" in pages[-1]:
        pages.append(text(summary.all_threats(MODEL, listed, len(pages))))
    for entry in listed:
        assert sum(f"Open T-{entry.number}\n" in page + "\n" for page in pages) == 1
    first = summary.first_of_hygiene(listed)
    assert [page.count("*Hygiene*") for page in pages] == [int(number >= first) for number in range(len(pages))]
    assert "Open T-" in pages[first]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Previous" in text(summary.all_threats(MODEL, listed, 500))


def test_how_long_all_looks_take_is_told_in_hours() -> None:
    items = [replace(entry, minutes=117) for entry in LONG.to_confirm[:3]]
    shown = text(confirm.window(MODEL, [confirm.Look(one, 0, None) for one in items], {}, 0))
    assert "3 things to look up, about 6 hours in all" in shown
    assert "about 2 hours · settles" in shown


def test_a_list_without_hygiene_has_no_page_for_it() -> None:
    listed = [entry for entry in buckets(1) if not entry.threat.hygiene]
    assert "ygiene" not in text(summary.all_threats(MODEL, listed, 0))
    assert "See hygiene" not in text(summary.summary(MODEL, listed, [], []))


@pytest.mark.parametrize("members", [1, 2, 30, 130])
def test_a_card_of_many_fits_wherever_it_is_shown(members: int) -> None:
    card = ransom(buckets(members))
    assert len(card) == members
    half = Half("U0SECURITY", NOW, ("security",), date(2026, 6, 20), "r" * 1000)
    waiting = tuple(replace(entry, halves=(half,), still=("product",), accepted=2) for entry in card)
    for shown in (card, waiting):
        text(threat.in_full(shown))
        text(threat_page.page(shown))
        text(summary.summary(MODEL, shown, [], []))
        text(summary.all_threats(MODEL, shown, 0))
        for whole in (True, False):
            accepting = decisions.accept_form(shown, date(2026, 6, 30), [], ["b" * 900] * 9, whole=whole)
            text(accepting)
            text(decisions.mitigate_form(shown, "U1", date(2026, 6, 30), date(2026, 6, 30), whole=whole))
            text(decisions.not_applicable_form(shown, whole=whole))
            field = next((b for b in accepting.to_dict()["blocks"] if b.get("block_id") == "threats"), None)
            assert (field is None) == (members == 1)
            if field is not None:
                assert len(field["element"]["initial_options"]) == (min(members, 100) if whole else 1)
                assert ("not offered here" in str(field["hint"])) == (members > 100)
    text(decisions.half_done([(entry.number, ("product",)) for entry in card]))


WRITERS = ("store", "aws.s3", {"aws.s3/final_delete": "writers"})
KEEPER = {"value": "keeper", "by": "operations"}


def rated(state: str, now: str, hold: str, worst: str, *claims: str) -> Threat:
    """A threat with these levels, whose set has mitigations in these states."""
    found = one(RANSOM, WRITERS)
    told = [replace(found.risk.residual, level=level) for level in (now, hold, worst)]  # type: ignore[arg-type]
    risk = replace(found.risk, residual=told[0], if_claims_hold=told[1], worst=told[2])
    held = tuple(replace(found.mitigations[0], in_set=True, state=state) for state in claims)  # type: ignore[arg-type]
    return replace(found, state=state, risk=risk, mitigations=held)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("levels", "claims", "says"),
    [
        ("open high high high", "", "*High* now"),
        ("mitigated high medium high", "claimed", "*High* now; *Medium* if the claim holds, once a check proves it"),
        (
            "mitigated high low critical",
            "claimed claimed missing",
            "*High* now; *Low* if the two claims hold, once checks prove them; *Critical* if the answers are bad",
        ),
        ("mitigated medium low medium", "proved", "*Medium* now; *Low* once a test proves what is in place"),
        (
            "mitigated medium low medium",
            "claimed " * 12,
            "*Medium* now; *Low* if the 12 claims hold, once checks prove them",
        ),
        ("to-confirm low low critical", "", "*Critical* if the answers are bad; *Low* by what is known so far"),
        ("to-confirm high high high", "", "*High* if the answers are bad"),
    ],
)
def test_both_ends_of_a_risk_and_what_moves_it(levels: str, claims: str, says: str) -> None:
    state, *ratings = levels.split()
    held = [each.replace("proved", "in place") for each in claims.split()]
    (entry,) = entries([rated(state.replace("-", " "), *ratings, *held)])
    assert ends(entry.threat) == says
    assert f"*Risk* {says}. " in text(threat.in_full((entry,)))
    assert f"*Risk*\n{says}.\n" in text(threat_page.page((entry,)))


def test_a_refuted_claim_is_struck_out_with_what_refuted_it() -> None:
    shown = {**KEEPER, "refuted_by": "Prowler of 1 May"}
    found = one(RANSOM, ("store", "aws.s3", {"aws.s3/final_delete": shown}))
    assert [each.state for each in found.mitigations].count("refuted") == 1
    title = next(each.title for each in found.mitigations if each.state == "refuted")
    told = refuted(found)
    assert told.startswith(f"*Refuted* ~{title}~: Not so: ")
    assert "Prowler of 1 May shows otherwise" in told
    (entry,) = entries([found])
    assert told in text(threat.in_full((entry,)))
    page = text(threat_page.page((entry,)))
    assert f"~{title}~\n_" in page
    assert "said to be in place, and shown not to be" in page
    assert refuted(one(RANSOM, WRITERS)) == ""


def test_what_is_struck_out_cannot_end_the_stroke() -> None:
    assert struck("a ~b~\nc <!here>") == "~a -b- c &lt;!here&gt;~"
    assert struck("  ") == ""


def test_a_threat_that_nobody_could_answer_says_so() -> None:
    part = ("store", "aws.s3", {})
    waiting = one(RANSOM, part)
    assert (waiting.state, unanswerable(waiting)) == ("to confirm", "")
    found = one(RANSOM, part, context=Context(overdue=frozenset(waiting.settled_by)))
    assert found.state == "open"
    assert "*Open because nobody could answer* at two reviews running: “Who can delete or overwrite" in unanswerable(
        found
    )
    (entry,) = entries([found])
    assert unanswerable(found) in text(threat.in_full((entry,)))
    assert unanswerable(found) in text(threat_page.page((entry,)))
    assert unanswerable(one(RANSOM, WRITERS)) == ""


@pytest.mark.parametrize(("said", "label"), [("writers", "Vulnerability"), ("keeper", "How it stands")])
def test_what_is_secured_is_not_called_a_vulnerability(said: str, label: str) -> None:
    found = one(RANSOM, ("logs", "aws.s3", {"aws.s3/final_delete": said}))
    (entry,) = entries([found])
    assert f"*{label}* {found.vulnerability}" in text(threat.in_full((entry,)))
    assert f"*{label}*\n" in text(threat_page.page((entry,)))


def test_family_and_confidence_are_words() -> None:
    (entry,) = entries([one(RANSOM, WRITERS)])
    assert "Recovery · confidence: said, not in a role that knows" in text(threat.in_full((entry,)))


def decided(kind: Decision, **more: object) -> Entry:
    """A threat with a decision on it."""
    (entry,) = entries([one(RANSOM, WRITERS)])
    made = Decided(kind, "U0SECURITY", NOW, "Because.", date(2026, 6, 21), **more)  # type: ignore[arg-type]
    return replace(entry, decided=made, status="accepted")


def test_a_renewal_says_which_time_it_is() -> None:
    assert "Accepted until 21 June 2026 by <@U0SECURITY>" in decision_line(decided("accept"))
    assert "Accepted the third time until 21 June 2026" in decision_line(decided("accept", times=3))
    (entry,) = entries([one(RANSOM, WRITERS)])
    assert before(entry) == ""
    told = f"T-{entry.number} has been accepted twice before; this would be the third time."
    assert before(replace(entry, accepted=2)) == told
    assert told in text(decisions.accept_form((replace(entry, accepted=2),), date(2026, 6, 30), ["security"]))


def test_half_an_acceptance_says_who_agreed_and_who_has_to() -> None:
    (entry,) = entries([one(RECORD, ("shop", "web.app", {"web.app/record_check": "signed-in"}))])
    half = Half("U0SECURITY", NOW, ("security",), date(2026, 6, 20), "Behind a login.")
    waiting = replace(entry, halves=(half,), still=("product",))
    line = decision_line(waiting)
    assert "Half accepted until 20 June 2026: security (<@U0SECURITY>" in line
    assert line.endswith("agreed, product still to agree: “Behind a login.”")
    assert "open, half accepted" in threat.heading(waiting)
    assert [one.text.text for one in threat.buttons(waiting)] == [
        f"Mitigate T-{entry.number}", f"Accept T-{entry.number}", f"T-{entry.number} not applicable",
        f"Take back T-{entry.number}",
    ]  # fmt: skip
    shared = decision_line(decided("accept", halves=(half,)))
    assert "together with security (<@U0SECURITY>" in shared
    void = replace(waiting, reopened="The level rose.")
    assert decision_line(void) == ":rotating_light: Half an acceptance is void: The level rose."
    assert "half accepted" not in threat.heading(void)


@pytest.mark.parametrize(
    ("held", "agreed", "says"),
    [
        ([], (), "It takes security and product: each agrees by itself"),
        (["architect"], (), "It takes security and product: each agrees by itself"),
        (["security"], (), "What you agree to is kept, and counts once product agrees too."),
        (["product"], ("security",), ""),
        (["architect"], ("security",), "It is accepted by somebody with the role product."),
        (["security", "product"], (), ""),
    ],
)
def test_the_form_says_who_is_still_needed(held: list[str], agreed: tuple[str, ...], says: str) -> None:
    (entry,) = entries([one(RECORD, ("shop", "web.app", {"web.app/record_check": "signed-in"}))])
    if agreed:
        half = Half("U0SECURITY", NOW, ("security",), date(2026, 6, 20), "Behind a login.")
        entry = replace(entry, halves=(half,), still=("product",))
    shown = text(decisions.accept_form((entry,), date(2026, 6, 30), held))
    needs = [line for line in shown.splitlines() if line.startswith(("It takes", "What you agree", "It is accepted"))]
    assert [line.startswith(says) for line in needs] == ([True] if says else [])
    assert ("until 20 June 2026 at the latest" in shown) == bool(agreed)
