"""A tour through the app: steps that the app gives as a JSON file. The workspace knows how to walk, not where to.

A step is `{"title", "text", "as"?, "place"?, "point"?, "do"?, "until"?}`: what to say, who acts, where, what to point
at, the acts that do it for the person, and the text that shows that it is done (or, with `hides`, one that has gone).
A tour that makes something may have its `name`: where that is taken, all its steps speak of the name with a number.
A place is a channel (`"#general"`) or the thread of the newest message with a text (`{"thread": TEXT}`).
"""

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import seed
from bot.sandbox.records import Json

_TEXTS = ("title", "text")
_KNOWN = {*_TEXTS, "as", "place", "point", "do", "until"}
_PLACE = {"thread"}
_POINT = {"label", "selector"}
_UNTIL = {"shows", "hides"}
_DO = {"type", "click", "fill", "submit", "close", "clock", "repeat"}


class NoTourError(Exception):
    """A file is no tour."""


def read(path: Path) -> Json:
    """The tour in a file; raises NoTourError with the place that is wrong."""
    try:
        tour = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoTourError(f"{path}: {error}") from error
    steps = tour.get("steps") if isinstance(tour, dict) else None
    if not isinstance(steps, list) or not steps or not isinstance(tour.get("title"), str):
        raise NoTourError(f'{path}: a tour is {{"title", "steps": [at least one]}}')
    for index, step in enumerate(steps):
        if problem := _problem(step):
            raise NoTourError(f"{path}: steps/{index}: {problem}")
    name = tour.get("name", "")
    if not isinstance(name, str):
        raise NoTourError(f"{path}: 'name' must be a text: what the tour makes is called by it")
    return {"title": tour["title"], "name": name, "steps": steps}


def _problem(step: object) -> str:
    if not isinstance(step, dict):
        return "must be an object"
    return (
        _words_problem(step)
        or _place_problem(step.get("place", "#"))
        or _parts_problem(step)
        or _acts_problem(step.get("do", []))
    )


def _words_problem(step: Json) -> str:
    if unknown := sorted(set(step) - _KNOWN):
        return f"{unknown[0]!r} is not known; there are {', '.join(sorted(_KNOWN))}"
    if missing := [name for name in _TEXTS if not isinstance(step.get(name), str)]:
        return f"{missing[0]!r} must be a text"
    if step.get("as", seed.ROLES[0]) not in seed.ROLES:
        return f"'as' must be one of {', '.join(seed.ROLES)}"
    return ""


def _place_problem(place: object) -> str:
    if isinstance(place, dict):
        fits = set(place) == _PLACE and isinstance(place["thread"], str)
    else:
        fits = isinstance(place, str) and place.startswith("#")
    return "" if fits else '\'place\' must be a channel such as "#general" or {"thread": TEXT}'


def _parts_problem(step: Json) -> str:
    for name, known in (("point", _POINT), ("until", _UNTIL)):
        part = step.get(name, {})
        if not isinstance(part, dict) or set(part) - known:
            return f"{name!r} must be an object of {', '.join(sorted(known))}"
    return ""


def _acts_problem(acts: object) -> str:
    if not isinstance(acts, list):
        return "'do' must be a list"
    for act in acts:
        if not isinstance(act, dict) or len(act) != 1 or not set(act) <= _DO:
            return f"an act of 'do' is an object with one of {', '.join(sorted(_DO))}"
    return ""


def routes(tour: Json | None) -> list[BaseRoute]:
    """The tour's address; a workspace without one says so."""

    async def show(request: Request) -> Response:
        del request
        return JSONResponse({"ok": True, "tour": tour})

    return [Route("/_workspace/tour", show)]
