"""JSON as it comes in: any that is not JSON, or not a text that can be written, is refused or mended."""

import json

from starlette.requests import Request


async def read_json(request: Request) -> object:
    """The body of a request; raises ValueError where it is not JSON.

    JSON can escape half a surrogate pair, which no UTF-8 can hold: it becomes a question mark.
    """
    raw = await request.body()
    found: object = json.loads(raw)
    if b"\\ud" in raw.lower():
        found = json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    return found
