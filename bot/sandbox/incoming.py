"""JSON as it comes in: any that is not JSON, or not a text that can be written, is refused or mended."""

import json

from starlette.requests import Request

from bot.sandbox.errors import MalformedActError
from bot.sandbox.records import Json


def decoded(raw: bytes) -> object:
    """JSON as UTF-8 can hold it; raises ValueError for what is none.

    JSON can escape half a surrogate pair, which no UTF-8 can hold: it becomes a question mark.
    """
    try:
        found: object = json.loads(raw)
        if b"\\ud" in raw.lower() or b"\xed" in raw:  # escaped, or as bytes that json takes for one
            found = json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return found


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
