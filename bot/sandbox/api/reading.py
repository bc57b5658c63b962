"""A call's arguments out of its request, and what Slack remarks on the form in which they came."""

import base64
import binascii

from starlette.requests import Request

from bot.sandbox.errors import ApiError
from bot.sandbox.incoming import read_json
from bot.sandbox.records import Json

_JSON, _TEXT = "application/json", "text/plain"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHARSETS = {"utf-8", "iso-8859-1"}


async def arguments(request: Request) -> dict[str, object]:
    """The arguments of a call, from its query, its body, and the client's id and secret that a header may hold."""
    found: dict[str, object] = {**request.query_params, **_client(request)}
    kind, charset = _content_type(request)
    if not kind:
        if await request.body():
            raise ApiError("missing_post_type")
        return found
    if charset and charset not in _CHARSETS:
        raise ApiError("invalid_charset")
    if kind == _JSON:
        return found | await _json(request)
    if kind in _FORMS:
        async with request.form() as form:
            return found | {name: value for name, value in form.items() if isinstance(value, str)}
    if kind != _TEXT:
        raise ApiError("invalid_post_type")
    return found


async def _json(request: Request) -> Json:
    body = await read_json(request) if await request.body() else {}
    if not isinstance(body, dict):
        raise ApiError("json_not_object")
    # With JSON the token has to stand in the header.
    return {name: value for name, value in body.items() if name != "token"}


def _content_type(request: Request) -> tuple[str, str]:
    kind, *parameters = [part.strip().lower() for part in request.headers.get("content-type", "").split(";")]
    charset = next((part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")), "")
    return kind, charset


def _client(request: Request) -> Json:
    """The client's id and secret from HTTP's Basic scheme."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"client_id": name, "client_secret": secret}


def remarked(request: Request, body: Json) -> Json:
    """An answer with Slack's warnings on the content type of what was sent."""
    kind, charset = _content_type(request)
    warnings = []
    if request.method == "POST" and kind in {_JSON, _TEXT} and not charset:
        warnings = ["missing_charset"]
    if request.method == "POST" and kind in _FORMS and charset:
        warnings = ["superfluous_charset"]
    if not warnings:
        return body
    metadata = body.get("response_metadata") or {}
    warnings = [*(metadata.get("warnings") or []), *warnings]
    return {**body, "warning": ",".join(warnings), "response_metadata": {**metadata, "warnings": warnings}}
