"""JMESPath in packs: read when the pack is, narrow enough that its cost is bounded, and never sure of what is unknown.

What may stand in a path: fields, indexes, ``[*]``, filters with ``==``, ``!=``, ``&&``, ``||`` and ``!``, one list of
paths, and two functions. Left out is all that lets a short path grow its result (pipes, flattening, nested lists of
paths) or that no pack needs. What the found value means is ``flows.packs.imports``'.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from jmespath.exceptions import EmptyExpressionError, IncompleteExpressionError, JMESPathError, LexerError, ParseError
from jmespath.lexer import Lexer
from jmespath.parser import ParsedResult, Parser
from jmespath.visitor import TreeInterpreter

from flows.errors import FlowsError
from flows.words import instead, shown

MAX_LENGTH: Final = 200
MAX_TOKENS: Final = 32
MAX_DEPTH: Final = 6
"""The most characters of a path, words and signs in it, and brackets inside each other."""
FUNCTIONS: Final = ("ends_with", "starts_with")

_OPENS: Final = frozenset({"lbracket", "filter", "lparen"})
_CLOSES: Final = frozenset({"rbracket", "rparen"})
_ALLOWED: Final = _OPENS | _CLOSES | {
    "unquoted_identifier", "quoted_identifier", "literal", "number", "dot", "comma", "current", "star", "eq", "ne",
    "and", "or", "not", "eof",
}  # fmt: skip


_EDGE: Final = {"type": "edge", "value": "", "start": 0, "end": 0}


class Unknown:
    """Stands in a resource for a value that nobody knows yet."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class NotShown(FlowsError):
    """The resource does not show what was looked for: it is unknown, unresolved, or of another shape."""


def checked(path: str) -> str:
    """The path as it is.

    Raises:
        ValueError: it is no JMESPath, or not of those that packs may use; says at which column and what to write.
    """
    if len(path) > MAX_LENGTH:
        raise ValueError(f"a path has at most {MAX_LENGTH} characters, and this one {len(path):,}; look for less")
    _parsed(path)
    return path


def search(path: str, values: object) -> object:
    """What the path finds in plain data; None where there is nothing.

    Raises:
        NotShown: an ``UNKNOWN`` lies on the way, in a filter or at the end, or a function met a value of another kind.
    """
    try:
        return _Reading().visit(_parsed(path).parsed, values)
    except JMESPathError as error:
        raise NotShown(str(error)) from error


def width(path: str) -> int:
    """How many values a path looks at: the length of its list of paths, 1 without one."""
    lists = [node for node in _nodes(_parsed(path).parsed) if node["type"] == "multi_select_list"]
    return len(lists[0]["children"]) if lists else 1


class _Reading(TreeInterpreter):
    """JMESPath takes what it cannot read for absent; an unknown value must not be taken for that."""

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as in the class above
        found = super().visit(node, *args, **kwargs)
        if found is UNKNOWN or any(value is UNKNOWN for value in args):
            raise NotShown("the value is not known yet")
        return found


@lru_cache(maxsize=4096)
def _parsed(path: str) -> ParsedResult:
    try:
        _narrow(list(Lexer().tokenize(path)))
        found = Parser().parse(path)
    except EmptyExpressionError:
        raise ValueError("the path is empty; write where in the resource to look") from None
    except (ParseError, LexerError) as error:
        raise ValueError(_told(error, path)) from None
    for node in _nodes(found.parsed):
        if node["type"] == "function_expression" and len(node["children"]) != 2:
            name = node["value"]
            raise ValueError(f"the function {shown(name)} takes a text and its end or start, such as {name}(a, 'b')")
    return found


def _told(error: ParseError, path: str) -> str:
    if isinstance(error, IncompleteExpressionError):
        return f"the path is no JMESPath: it ends too soon, at column {len(path) + 1}"
    said = error.message.lower() if isinstance(error, LexerError) else "not expected there"
    return f"the path is no JMESPath: at column {error.lex_position + 1}, near {shown(error.token_value)}, {said[:80]}"


def _narrow(tokens: list[Any]) -> None:
    if len(tokens) > MAX_TOKENS:
        raise ValueError(f"the path has {len(tokens)} words and signs; at most {MAX_TOKENS} are read")
    depth, lists = 0, 0
    for before, token, after in zip([_EDGE, *tokens], tokens, [*tokens[1:], _EDGE], strict=False):
        depth += (token["type"] in _OPENS) - (token["type"] in _CLOSES)
        lists += token["type"] == "lbracket" and after["type"] not in ("number", "star")
        if depth > MAX_DEPTH:
            raise _refused(token, f"brackets stand more than {MAX_DEPTH} levels deep")
        if lists > 1:
            raise _refused(token, "a path has one list of paths at most")
        around = (before["type"], after["type"])
        if token["type"] not in _ALLOWED or (token["type"] == "star" and around != ("lbracket", "rbracket")):
            what = shown(token["value"])
            raise _refused(token, f"{what} is not read here; write fields, indexes, [*], filters or one list of paths")
        if token["type"] == "lparen" and before["type"] == "unquoted_identifier" and before["value"] not in FUNCTIONS:
            called = str(before["value"])
            raise _refused(before, f"{shown(called)} is no function that packs may use{instead(called, FUNCTIONS)}")


def _refused(token: Any, sentence: str) -> ValueError:  # noqa: ANN401
    return ValueError(f"in the path, at column {token['start'] + 1}: {sentence}")


def _nodes(node: Any) -> Iterator[Any]:  # noqa: ANN401
    yield node
    for child in node.get("children", ()):
        yield from _nodes(child)
