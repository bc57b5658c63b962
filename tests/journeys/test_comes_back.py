"""Coming back by itself: an approved list that gets worse, a review that nobody answers, a mitigation past its day."""

import re
from datetime import date, datetime, timedelta

import pytest

from bot.sandbox.driver import Message, Person, Refused, Workspace, messages
from flows.words import day_in_words
from tests.journeys.test_reviews import approves, decides, stands_by
from tests.support.stories import all_threats, answers, button_for, draws, looks_up, opens

KNOWN = {
    "How does a change of": "A pipeline builds and deploys it",
    "Who would go out of their way": "Nobody in particular",
    "Who can delete or overwrite": "Only a role that no program and nobody's daily work uses; old versions are kept",
    "Do several customers share": "No: it serves one company or household, or each customer has a copy of the whole",
}


def approved(workspace: Workspace, name: str) -> None:
    """A bucket about which something good was said, approved by security."""
    developer, security, product = (workspace.person(role) for role in ("developer", "security", "product"))
    security.types("/threatmodel role security")
    product.types("/threatmodel role product")
    developer.types("/threatmodel role developer")
    draws(developer, name, [("Store", "aws.s3", "account")])
    asked = developer.message_with("[Don't know]")
    choice = next((said for part, said in KNOWN.items() if part in asked.plain), "Don't know")
    developer.clicks(button_for(choice, asked), asked)
    answers(product, KNOWN)
    looks_up(product, KNOWN)
    decides(product, name)
    approves(security, name)


def of(person: Person, text: str) -> list[Message]:
    """Every message with this text, the oldest first."""
    return [message for message in messages(person.state()) if text in message.plain]


def changes(person: Person, part: str, choice: str, model: str = "") -> None:
    """Another answer to the question of which a part is given, of the newest model or of one."""
    thread = person.message_with(f"*Threats to {model}*").shown["thread_ts"] if model else ""
    asked = [one for one in of(person, part) if thread in ("", one.shown["thread_ts"]) and one.plain.startswith(part)]
    person.clicks("Change", next(one for one in reversed(asked) if "[Change]" in one.plain))
    question = next(message for message in reversed(of(person, part)) if "[Don't know]" in message.plain)
    person.clicks(button_for(choice, question), question)


THIEVES = "Money or many users: thieves who go where these are"
CHANGED = (
    "Whoever may write or delete there: no old versions, "
    "or the same roles can delete those or change the lifecycle rules"
)
RANSOM = "Files are deleted or encrypted for ransom"


@pytest.fixture(scope="module")
def till(workspace: Workspace) -> str:
    """A bucket that was approved a day ago."""
    approved(workspace, "Till")
    workspace.clock.advance("P1D")
    return "Till"


def test_what_makes_an_approved_list_worse_is_told_once_to_who_answers_for_it(workspace: Workspace, till: str) -> None:
    developer, product = workspace.person("developer"), workspace.person("product")
    changes(product, "Who can delete or overwrite", CHANGED)
    workspace.clock.advance("PT5M")
    changes(product, "Who would go out of their way", THIEVES)
    assert of(developer, "has got worse since it was approved") == [], "who corrects several answers is waited for"
    workspace.clock.advance("PT10M")
    (told,) = of(developer, f"*{till}* has got worse since it was approved")
    assert told.shown["thread_ts"] == developer.message_with(f"*Threats to {till}*").shown["thread_ts"]
    assert told.plain.startswith(":rotating_light: @developer, @security: *Till*")
    assert re.search(
        r"@security approved version \d+ on 5 January 2026; this is version \d+, which nobody has", told.plain
    )
    ransom = re.search(rf"\*(T-\d+) · Medium · open\*  {RANSOM}[^\n]*\. It was medium, mitigated\.", told.plain)
    assert ransom, told.plain
    assert "Holds no longer: Old versions are kept, and no role in daily use can delete them." in told.plain
    assert f"*{CHANGED[:60]}" in told.plain
    assert "(@product)" in told.plain
    assert f"*Needs a decision*: {ransom[1]}" in told.plain
    assert "@security: look whether you stand by it as it is now." in told.plain
    developer.clicks(f"Decide on {ransom[1]}", told)
    assert RANSOM in developer.view().plain
    developer.closes()
    assert "[Approve]" in told.plain
    workspace.clock.advance("P1D")
    assert len(of(developer, "has got worse since it was approved")) == 1


def test_what_gets_better_or_is_mended_at_once_alarms_nobody(workspace: Workspace, till: str) -> None:
    developer, product = workspace.person("developer"), workspace.person("product")
    changes(product, "Who can delete or overwrite", KNOWN["Who can delete or overwrite"])
    changes(product, "Who can delete or overwrite", CHANGED)
    workspace.clock.advance("PT1H")
    assert len(of(developer, "has got worse since it was approved")) == 1, "as it was told"
    changes(product, "Who can delete or overwrite", KNOWN["Who can delete or overwrite"])
    workspace.clock.advance("PT1H")
    assert len(of(developer, "has got worse since it was approved")) == 1, "better"


def test_what_got_worse_is_approved_as_it_is_now(workspace: Workspace, till: str) -> None:
    security = workspace.person("security")
    changes(workspace.person("product"), "Who can delete or overwrite", CHANGED)
    workspace.clock.advance("PT1H")
    decides(workspace.person("product"), till)
    told = of(security, "has got worse since it was approved")[-1]
    security.clicks("Approve", told)
    security.submits()
    assert not security.state()["views"], security.screen()
    assert of(security, "has got worse since it was approved") == []
    for one in of(security, f"*{till}* had got worse since it was approved"):
        assert "which has all this" in one.plain
        assert "which nobody has approved" not in one.plain
        assert "[Approve]" not in one.plain
    before = len(of(security, "approved version"))
    workspace.clock.advance("P1D")
    assert len(of(security, "approved version")) == before


def test_a_review_that_nobody_answers_is_asked_about_again(workspace: Workspace) -> None:
    approved(workspace, "Kiosk")
    developer = workspace.person("developer")
    workspace.clock.advance("P180D")

    def asking() -> list[Message]:
        return [one for one in of(developer, "Time to look at Kiosk again") if "[In a week]" in one.plain]

    (first,) = asking()
    assert first.shown["thread_ts"] is None
    assert "It has waited since" not in first.plain
    workspace.clock.advance("P6D")
    assert [one.ts for one in asking()] == [first.ts]
    workspace.clock.advance("P1D")
    (second,) = asking()
    assert second.ts != first.ts, "one at a time"
    assert second.shown["thread_ts"], "first its owner, in the thread"
    assert "@developer" in second.plain
    assert re.search(r"It has waited since \d+ July 2026; this is the second time I ask", second.plain), second.plain
    assert (
        "asked about again further down" in next(one for one in messages(developer.state()) if one.ts == first.ts).plain
    )
    workspace.clock.advance("P14D")
    (third,) = asking()
    assert third.shown["thread_ts"] is None, "then the channel too"
    workspace.clock.advance("P29D")
    assert [one.ts for one in asking()] == [third.ts]
    workspace.clock.advance("P31D")
    (last,) = asking()
    assert "the fifth time" in last.plain
    developer.clicks("In a week", last)
    assert asking() == []
    workspace.clock.advance("P8D")
    (again,) = asking()
    assert "It has waited since" not in again.plain
    stands_by(workspace.person("security"), "Kiosk")
    workspace.clock.advance("P90D")
    assert asking() == []


def taken_on(workspace: Workspace, title: str, *, days: int, owner: Person) -> tuple[str, date]:
    """The number of a threat against which somebody is to do all that helps, and by when."""
    product = workspace.person("product")
    found = re.search(rf"(T-\d+) · \w+ · open\**\s+{title}", all_threats(product))
    assert found, all_threats(product)
    due = datetime.fromisoformat(workspace.clock.now).date() + timedelta(days=days)
    opens(product, found[1])
    product.clicks(f"Mitigate {found[1]}", product.view())
    block = next(one for one in product.view().shown["blocks"] if one.get("block_id") == "mitigations")
    every = [str(one["value"]) for one in block["element"]["options"]]
    product.fills({"What will be done?": every, "By when?": due.isoformat(), "Who does it?": owner.id})
    product.submits()
    return found[1], due


def closes_all(person: Person) -> None:
    """Every window that lies open."""
    while person.state()["views"]:
        person.closes()


def test_a_mitigation_past_its_day_is_told_to_its_owner_in_one_message(workspace: Workspace) -> None:
    developer, operations, product = (workspace.person(one) for one in ("developer", "operations", "product"))
    draws(developer, "Vault", [("Store", "aws.s3", "account")], data=("health",))
    answers(product, {**KNOWN, "Who can delete or overwrite": CHANGED, "Who would go out of": THIEVES})
    looks_up(developer, {"Who can delete or overwrite": CHANGED})
    threat, due = taken_on(workspace, RANSOM, days=5, owner=operations)
    workspace.clock.to(f"{due + timedelta(days=1)}T03:29:00+00:00")
    assert of(operations, "the day has passed") == []
    workspace.clock.to(f"{due + timedelta(days=1)}T03:30:00+00:00")  # nine in the morning in Kolkata, where they live
    (told,) = of(operations, "the day has passed of what you took on in *Vault*")
    assert "@operations" in told.plain
    assert told.plain.count("[It is done]") == told.plain.count("[New date]") > 1, "several, in one message"
    assert f"due {day_in_words(due)}, for {threat}" in told.plain
    assert ":alarm_clock: *overdue*" in all_threats(product)
    product.types("/threatmodel list")
    late = r"\*Vault\*\n[^\n]+\n[^\n]*mitigating 1[^\n]*, \S+ \*2 mitigations overdue\*"
    assert re.search(late, listed(product)), listed(product)
    security = workspace.person("security")
    security.clicks("Approve", security.message_with("*Threats to Vault*"))
    form = security.view().plain
    assert "Past the day: " in form
    assert f"@operations by {day_in_words(due)}" in form
    closes_all(security)
    workspace.clock.advance("P6D")
    assert len(of(operations, "the day has passed")) == 1
    workspace.clock.advance("P1D")
    first, again = of(operations, "took on in *Vault*")
    assert "[It is done]" not in first.plain
    assert "asked about again further down" in first.plain
    assert "[It is done]" in again.plain


def test_what_is_past_its_day_is_put_off_done_or_decided_otherwise(workspace: Workspace) -> None:
    operations, product = workspace.person("operations"), workspace.person("product")
    asked = of(operations, "the day has passed")[-1]
    left = asked.plain.count("[It is done]")
    operations.does("click", target=asked.target, action_id="overdue.day.0")
    form = operations.view().plain
    last = re.search(r"By (\d+ \w+ \d+) at the latest, counted from when it was taken on", form)
    assert last, form
    operations.fills({"By when?": "9999-12-31", "Why does it take longer?": "later"})
    with pytest.raises(Refused):
        operations.submits()
    wrong = operations.view().shown["errors"]
    assert f"may wait until {last[1]}" in wrong["due"]
    assert wrong["reason"].startswith("Write why it takes longer in a whole sentence")
    before = re.search(r"Due (\d+ \w+ \d+), by", form)
    assert before, form
    day = datetime.fromisoformat(workspace.clock.now).date() + timedelta(days=10)
    operations.fills({"By when?": day.isoformat(), "Why does it take longer?": "The supplier is late by a week."})
    operations.submits()
    closes_all(operations)
    product.sees(f"from {before[1]} to {day_in_words(day)}. It is @operations's to do")
    product.sees("until then T-")
    product.sees(" stays as now.")
    product.sees("Why: The supplier is late by a week.")
    again = f"put off once, first promised for {before[1]}"
    product.sees(f"It is {again}.")
    assert again in all_threats(product)
    now = of(operations, "took on in *Vault*")[-1]
    assert now.plain.count("[It is done]") == left - 1
    assert f"due {day_in_words(day)} now, by @operations" in now.plain

    operations.clicks("Decide otherwise", now)
    assert "[Take back" in operations.view().plain
    assert "To decide otherwise, take back what stands" in operations.view().plain
    closes_all(operations)

    operations.does("click", target=now.target, action_id="overdue.done.0")
    question = next(one for one in reversed(messages_of(operations)) if "[Don't know]" in one.plain)
    assert "Who can delete or overwrite" in question.plain
    said = str(operations.state()["ephemerals"][-1]["plain"])
    assert re.fullmatch(r"“[^”]+”: a question stands at the end of the model's thread now; the answer can [^\n]+", said)
    operations.clicks(button_for(KNOWN["Who can delete or overwrite"], question), question)
    now = of(operations, "took on in *Vault*")[-1]
    assert "[It is done]" not in now.plain
    assert re.search(r"\S+: done on \d+ \w+ \d+, by @operations", now.plain), now.plain
    assert "nothing waits for it any more" not in now.plain
    workspace.clock.advance("P90D")
    assert of(operations, "took on in *Vault*")[-1].ts == now.ts, "what is settled is not asked about"


def listed(person: Person) -> str:
    """What the last command told its person alone."""
    return str(person.state()["ephemerals"][-1]["plain"])


def messages_of(person: Person) -> list[Message]:
    """Everything in the channels, the oldest first."""
    return sorted(messages(person.state()), key=lambda one: one.ts)


def test_beyond_its_limit_somebody_else_bears_the_risk_of_a_later_day(workspace: Workspace) -> None:
    product, operations, guest = (workspace.person(one) for one in ("product", "operations", "guest"))
    changes(product, "Who can delete or overwrite", CHANGED, "Vault")
    product.clicks("All threats", product.message_with("*Threats to Vault*"))
    while not re.search(rf"T-\d+ · Medium · mitigating, leaves \w+\**\s+{RANSOM}", product.view().plain):
        product.clicks("Next", product.view())
    closes_all(product)
    workspace.clock.advance("P370D")
    asked = of(operations, "took on in *Vault*")[-1]

    def wants_another_day(person: Person) -> str:
        person.does("click", target=asked.target, action_id="overdue.day.0")
        return person.view().plain

    late = r"Medium may wait until \d+ \w+ \d+, 365 days from when it was taken on; a later date is bearing the risk\. "
    assert re.fullmatch(f"Not done\n{late}Whoever does it cannot [^\n]+", wants_another_day(operations))
    closes_all(operations)
    for person in (guest, product):
        assert "you bear the risk" in wants_another_day(person)
        person.fills({"Why does it take longer?": "The new vault opens in two weeks."})
        if "What is your role?" in person.view().plain:
            person.fills({"What is your role?": "operations"})
        if person is guest:
            with pytest.raises(Refused):
                person.submits()
            assert "Guests cannot agree to more; ask a full member." in person.view().shown["errors"]["due"]
            closes_all(person)
    product.submits()
    product.sees(", beyond what Medium allows, agreed by @product (product). It is @operations's to do")
