"""The smart fridge, from the first form to the nudge, as a household's maker would play it."""

import re

from bot.sandbox.driver import Person, Workspace
from tests.support.stories import all_threats, answers, looks_up, number_of, opens

PARTS = (
    ("Fridge", "iot.device", "device"),
    ("Order service", "web.app", "account"),
    ("Shop", "external", "vendor"),
)
LINES = (
    ("fridge", "order-service", ["personal", "the-food-inventory-that-orders-by-itself"]),
    ("order-service", "shop", ["personal", "cardholder"]),
)
SAID = {
    "Who would go out of their way": "Nobody in particular",
    "How does Fridge get new firmware": "It gets no updates, or the maker has stopped making them",
    "What does Fridge ask of someone": "A password that is short, was never changed, or is the same on every unit",
    "From where can somebody open a connection to Fridge": (
        "From every device in the same home or office network, but not from the internet"
    ),
    "How is Fridge connected": "By Wi-Fi without encryption",
    "What could Fridge do to people": "Spoil goods or hurt somebody; only software keeps it within safe bounds",
    "What can Fridge buy": "Any order",
    "What does Fridge keep": "Payment details",
}
THREATS = (
    "Dangerous settings, such as a wrong temperature",
    "Joined to a botnet that attacks others",
    "Locked by ransomware",
    "Theft of payment details or account keys",
    "Orders that nobody wanted",
)


def draws(developer: Person) -> None:
    """The two forms."""
    developer.types("/threatmodel new")
    developer.fills(
        {
            "What is the feature or system called?": "Smart fridge",
            "What does it do?": "Knows what is in it, and orders food by itself.",
            "What kinds of data does it hold or pass on?": ["personal", "cardholder"],
            "Which of them is the most sensitive?": "cardholder",
            "What else is worth protecting?": "The fridge with its sensors\nThe food inventory that orders by itself",
        }
    )
    for number, (name, type_, zone) in enumerate(PARTS, 1):
        part = f"Part {number}"
        developer.fills({f"{part}: name": name, f"{part}: what is it?": type_, f"{part}: where is it?": zone})
    developer.submits()
    for number, (source, target, carried) in enumerate(LINES, 1):
        line = f"Line {number}"
        developer.fills({f"{line}: from": source, f"{line}: to": target, f"{line}: what it carries": carried})
    developer.submits()


def test_the_fridge_from_the_first_form_to_the_nudge(workspace: Workspace) -> None:
    developer, security, product = (workspace.person(role) for role in ("developer", "security", "product"))
    product.types("/threatmodel role product")
    draws(developer)
    developer.sees("Threat model: Smart fridge")
    developer.clicks("Stop for now")
    developer.sees("Questions are stopped for now")
    product.clicks("Go on with the questions")
    answers(product, SAID)
    looks_up(developer, SAID)

    listed = all_threats(developer)
    for title in THREATS:
        assert title in listed, f"{title} is missing\n{listed}"
    developer.sees("open ")

    orders = re.search(r"(T-\d+) · \w+ · open\**\s+[^\n]*Orders that nobody wanted", listed)
    assert orders, listed
    opens(developer, orders[1])
    assert "yes" in developer.view().plain, "a limit with somebody's confirmation is offered"
    developer.clicks(f"Mitigate {orders[1]}", developer.view())
    first = re.search(r"What will be done\?", developer.view().plain)
    assert first
    developer.chooses("What will be done?", [developer.view().shown["blocks"][1]["element"]["options"][0]["value"]])
    developer.submits()
    assert re.search(rf"{orders[1]} · \w+ · mitigating", all_threats(developer))

    for _ in range(30):
        severe = re.search(r"(T-\d+) · (?:High|Critical) · open", all_threats(product))
        if severe is None:
            break
        opens(product, severe[1])
        product.clicks(f"{severe[1]} not applicable", product.view())
        product.fills({"Why does it not apply?": "covered-elsewhere", "In one sentence": "See the platform's model."})
        product.submits()
    security.clicks("Approve")
    security.fills({"What is your role?": "security"})
    security.submits()
    developer.sees("@security (security) approved version")
    developer.sees("(file smart-fridge-v")

    workspace.clock.advance("P181D")
    developer.sees("Time to look at Smart fridge again")
    developer.clicks("Something changed")
    developer.fills(
        {"What changed?": "A camera was added.", "Part 1: name": "Camera", "Part 1: what is it?": "iot.device"}
    )
    developer.submits()
    developer.fills({"Line 1: from": "camera", "Line 1: to": "fridge"})
    developer.submits()
    developer.sees("something changed: A camera was added.")
    answers(product, SAID)
    assert "Camera" in all_threats(developer)
    assert number_of(developer, "")
