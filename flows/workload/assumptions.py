"""Which threats rest on an assumption, and why one holds no longer."""

from datetime import date

from flows.words import day_in_words
from flows.workload.model import Assumption


def bears(one: Assumption, rule: str, on: str) -> bool:
    """Whether the threat of this rule (full id) on this thing rests on the assumption."""
    return rule in one.threats or f"{rule}@{on}" in one.threats


def why_ended(one: Assumption, today: date | None) -> str:
    """Why it holds no longer, to stand after its text: "holds no longer: …"; empty while it does.

    Without a day no last day has passed.
    """
    if one.broken is not None:
        return f"holds no longer: {one.broken.rstrip(' .')}"
    if one.until is not None and today is not None and today > one.until:
        return f"was assumed until {day_in_words(one.until)}"
    return ""
