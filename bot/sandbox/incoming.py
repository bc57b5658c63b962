"""JSON as it comes in: any that is not JSON, or not a text that can be written, is refused or mended."""

import json
import math
import re

from starlette.requests import Request

from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import Json

_HALF = re.compile("[\ud800-\udfff]")
DEEPEST = 100
"""How many lists and objects may stand in one another: whatever walks through them afterwards calls itself."""


def decoded(raw: str | bytes, deepest: int = DEEPEST) -> object:
    """JSON as UTF-8 can hold it; raises ValueError for what is none, for NaN and numbers beyond any float.

    JSON can escape half a surrogate pair, which no UTF-8 can hold: it becomes a question mark.
    """
    # halves that came as bytes are mended below, like those that were escaped
    text = raw if isinstance(raw, str) else raw.decode("utf-8-sig", errors="surrogatepass")
    try:
        found: object = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if _depth(found) > deepest:
        raise ValueError(f"it is nested more than {deepest} deep")
    if "\\ud" in text.lower() or _HALF.search(text):
        found = json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    return found


def _finite(number: str) -> float:
    """A number; Python reads and writes some that are no JSON, and then nobody else could read what holds them."""
    if not math.isfinite(found := float(number)):
        raise ValueError(f"{number} is no number that JSON can hold")
    return found


def _depth(found: object) -> int:
    depth, level = 0, [found]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


async def read_json(request: Request) -> object:
    """The body of a request; raises ValueError where it is not JSON."""
    return decoded(await request.body())


async def read_object(request: Request) -> Json:
    """The body of a request, which has to be a JSON object; raises MalformedActError."""
    try:
        body = await read_json(request)
    except ValueError as error:
        raise MalformedActError("the body must be JSON") from error
    if not isinstance(body, dict):
        raise MalformedActError("the body must be a JSON object")
    return body
