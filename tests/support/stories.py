"""Beginnings of conversations that several tests share."""

from tests.support.workspace import Person


def begins(person: Person, name: str = "Picture shop", channel: str = "#checkout-design") -> None:
    """A new model of a distribution in front of a bucket, up to its first question."""
    person.types("/threatmodel new", channel)
    person.fills(
        {
            "What is the feature or system called?": name,
            "What does it do?": "Customers who pay may open their pictures.",
            "What kinds of data does it hold or pass on?": ["customer"],
            "Which of them is the most sensitive?": "customer",
            "Part 1: name": "Edge",
            "Part 1: what is it?": "aws.cloudfront",
            "Part 1: where is it?": "internet",
            "Part 2: name": "Picture store",
            "Part 2: what is it?": "aws.s3",
            "Part 2: where is it?": "account",
        }
    )
    person.submits()
    person.fills({"Line 1: from": "edge", "Line 1: to": "picture-store", "Line 1: what it carries": ["customer"]})
    person.submits()
