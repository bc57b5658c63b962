"""How well rules fit here, as a pack's author asks for it."""

import re

from bot.sandbox.driver import Person, Workspace
from tests.support.stories import all_threats, draws_in_a_row, opens

SWAPPED = "A swapped file is taken for ours"
RULE = "aws.s3/poisoned-file"


def sets_aside(person: Person, most: int) -> None:
    """Says of that many threats of one rule that it does not fit here."""
    found = re.findall(rf"(T-\d+) · \w+ · to confirm\*\n{SWAPPED}", all_threats(person))
    assert len(found) >= most
    for threat in found[:most]:
        opens(person, threat)
        person.clicks(f"{threat} not applicable", person.view())
        person.fills({"Why does it not apply?": "rule-wrong-here", "In one sentence": "Our files are all signed."})
        person.submits()


def asks(person: Person) -> str:
    """What is said of the rules."""
    person.types("/threatmodel rules")
    return str(person.state()["ephemerals"][-1]["plain"])


def test_a_rule_that_people_set_aside_too_often_is_flagged(workspace: Workspace) -> None:
    developer = workspace.person("developer")
    assert "Nothing is decided in this workspace yet." in asks(developer)
    for name, most in (("Left", 3), ("Right", 2)):
        assert "flagged" not in asks(developer)
        draws_in_a_row(developer, name, *((f"{name}{number}", "aws.s3") for number in range(3)))
        developer.clicks("Show the threats now")
        sets_aside(developer, most)
    told = asks(developer)
    assert "5 threats decided, of 1 rule; 5 set aside because the rule does not fit." in told
    assert f"{RULE} 5 of 5 decided threats do not fit (100%)" in told.replace("`", "")
    assert "flagged*: its author should look at it" in told
