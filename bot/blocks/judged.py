"""How a threat was judged, in words: both ends of its risk, how sure that is, and what was claimed and refuted."""

from typing import Final

from bot.blocks.text import cut, plain
from flows.report import ends as both
from flows.report import entries
from flows.threats.reasons import sureness
from flows.threats.types import Threat

_REASONS: Final = (120, 80, 50, 30, 15)
"""How long each reason of a sum may be, the longest that fits."""


def ends(threat: Threat) -> str:
    """``High now; Medium if the two claims hold; Critical if the answers are bad``."""
    return "; ".join(f"*{level.capitalize()}* {words}" for level, words in both.ends(threat))


def how_much(threat: Threat, most: int = 0) -> str:
    """The sum, as a sentence; of at most so many characters, where given, at the cost of its reasons alone."""
    line = threat.risk.line[:1].upper() + threat.risk.line[1:]
    if not most or len(line) <= most:
        return line
    for each in _REASONS:
        if len(shorter := _with_reasons_of(line, each)) <= most:
            return shorter
    sum_, together, result = line.rpartition(", together ")
    return cut(sum_, max(1, most - len(together + result))) + together + result


def _with_reasons_of(line: str, most: int) -> str:
    """The line with each of its reasons, which stand in brackets, cut; what is left of the risk is none."""
    told, reason, depth = "", "", 0
    for character in line:
        depth += (character == "(") - (character == ")" and depth > 0)
        reason += character
        if depth == 0:
            told += f"({cut(reason[1:-1], most)})" if _is_reason(reason) else reason
            reason = ""
    return told + reason


def _is_reason(text: str) -> bool:
    return text.startswith("(") and not text.startswith("(likelihood ")


def how_sure(threat: Threat) -> str:
    """``Excess power · confidence: said by the role that knows``."""
    family = threat.family.replace("-", " ").capitalize()
    return f"{family} · confidence: {sureness(threat.confidence)}"


def refuted(threat: Threat) -> str:
    """What was claimed and shown to be wrong, struck out, with what shows it; empty where nothing was."""
    claims = [struck(one.title) for one in threat.mitigations if one.state == "refuted"]
    shown = [one.words for one in threat.because if one.words.startswith("Not so: ")]
    return f"*Refuted* {', '.join(claims)}: {plain(cut(' '.join(shown), 500))}" if claims else ""


def struck(text: str) -> str:
    """A claim as mrkdwn strikes it out."""
    whole = " ".join(text.replace("~", "-").split())
    return f"~{plain(cut(whole, 200))}~" if whole else ""


def unanswerable(threat: Threat) -> str:
    """Says of a threat that is open for want of an answer that it is; empty of any other."""
    questions = " ".join(f"“{question}”" for question in entries.unanswerable(threat))
    if not questions:
        return ""
    return f"*Open because nobody could answer* at two reviews running: {plain(cut(questions, 500))}"
