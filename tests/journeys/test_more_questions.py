"""The list is there and much is still to confirm: the team has as many questions put again, and the list follows."""

import re

from bot.sandbox.driver import Person, Workspace, messages
from tests.support.stories import answers, draws

LIST = "*Threats to Ledger*"


def asked(person: Person) -> int:
    """How many questions were put so far."""
    return sum(
        "Change" in m.plain or re.search(r"question \d+ of", m.plain) is not None for m in messages(person.state())
    )


def test_more_is_asked_after_the_list_and_what_was_set_aside_stays_aside(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    developer.types("/threatmodel role developer")
    draws(
        developer, "Ledger", [("Ledger", "web.app", "account"), ("Books", "aws.s3", "account")], [("ledger", "books")]
    )
    developer.clicks("Don't know")
    answers(developer, {})
    before = asked(developer)
    first = developer.message_with(LIST).plain
    assert "[Approve]" in first
    developer.clicks("Ask more questions", developer.message_with(LIST))
    assert "[Approve]" not in developer.message_with(LIST).plain, "it is not approved while questions are put"
    assert "[Stop for now]" in developer.message_with("A few questions about Ledger").plain
    assert re.search(r"question \d+ of about", developer.screen())
    question = next(m for m in reversed(list(messages(developer.state()))) if "[A]" in m.plain)
    developer.clicks("A", question)
    answers(developer, {})
    assert asked(developer) > before
    after = developer.message_with(LIST).plain
    assert after != first
    assert "[Approve]" in after
    texts = [m.plain.splitlines()[0] for m in messages(developer.state()) if "[Change]" in m.plain]
    assert len(texts) == len(set(texts)), "nothing is asked twice"


def test_an_answer_that_is_opened_again_says_what_stands_and_is_kept(workspace: Workspace) -> None:
    developer, product = workspace.person("developer"), workspace.person("product")
    answered = next(m for m in messages(developer.state()) if "[Change]" in m.plain and "white_check_mark" in m.plain)
    product.clicks("Change", answered)
    opened = next(m for m in messages(product.state()) if m.ts == answered.ts)
    assert re.search(r"So far: \*A\*  .+ \(@developer\)", opened.plain), opened.plain
    product.clicks("Keep it", opened)
    again = next(m for m in messages(product.state()) if m.ts == answered.ts)
    assert again.plain == answered.plain


def test_the_ways_to_stop_and_to_the_list_stand_under_the_open_question(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    draws(developer, "Vault", [("Safe", "aws.s3", "account")])

    def under(label: str) -> list[str]:
        shown = [m.plain for m in messages(developer.state()) if f"[{label}]" in m.plain]
        return [text.splitlines()[0] for text in shown if "A few questions about" not in text]

    first = developer.message_with("[Don't know]")
    assert under("Stop for now") == under("Show the threats now") == [first.plain.splitlines()[0]]
    developer.clicks("Don't know", first)
    second = developer.message_with("[Don't know]")
    assert under("Stop for now") == [second.plain.splitlines()[0]] != [first.plain.splitlines()[0]]
    developer.clicks("Stop for now", second)
    assert under("Stop for now") == []
    assert under("Go on with the questions") == [second.plain.splitlines()[0]]
    developer.clicks("Go on with the questions", developer.message_with("[Don't know]"))
    assert under("Stop for now") == [second.plain.splitlines()[0]]
    developer.clicks("Show the threats now", developer.message_with("[Don't know]"))
    developer.sees("*Threats to Vault*")
    assert under("Stop for now") == under("Show the threats now") == []
