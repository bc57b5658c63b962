"""The contract's table of acts as the documentation has it, and what these tests exercise of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "workspace.md"
CALLS = ("act", "done", "refused")
_ROW = re.compile(r"^\| ([a-z, ]+) \| (.+) \|$", re.MULTILINE)


def promised() -> dict[str, set[str]]:
    """Kind of act -> its fields, from the table; `block_id` goes with every element, as the text above it says."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("| kind | fields |")[2].partition("\n\n")[0]
    found: dict[str, set[str]] = {}
    for kinds, told in _ROW.findall(text):
        fields = _fields(told)
        for kind in kinds.split(", "):
            found[kind] = fields | ({"block_id"} if "label" in fields else set())
    return found


def _fields(told: str) -> set[str]:
    """The names in a cell; what stands in brackets or after a colon only describes them."""
    bare = re.sub(r"\([^()]*\)|: .*$", "", told)
    names = re.split(r", or |, | or ", bare.replace("none", ""))
    return {name.strip().rstrip("?") for name in names if name.strip()}


def targets() -> set[str]:
    """The first key of each kind of target, from the sentence that lists them."""
    sentence = re.search(r"A target is\s+(.+?)\.\n", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert sentence, "the documentation no longer says what a target is"
    return set(re.findall(r'\{"(\w+)"', sentence[1]))


def exercised() -> dict[str, set[str]]:
    """Kind of act -> the fields with which some test of this folder does it."""
    found: dict[str, set[str]] = {}
    for call in _calls():
        kind = call.args[1]
        if isinstance(kind, ast.Constant):
            found.setdefault(str(kind.value), set()).update(word.arg for word in call.keywords if word.arg)
    return found


def aimed_at() -> set[str]:
    """The keys of the targets that tests of this folder write out."""
    values = [word.value for call in _calls() for word in call.keywords if word.arg == "target"]
    keys = [key for value in values if isinstance(value, ast.Dict) for key in value.keys[:1]]
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def _calls() -> Iterator[ast.Call]:
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in CALLS and len(node.args) == 2:
                yield node
