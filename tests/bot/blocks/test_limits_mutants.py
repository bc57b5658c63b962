"""No number, field, word or rule of the checker can change without a case that sees it.

The checker's own source is changed in one place after another (a number by one either way, a field, a word, a rule or
a problem left out), and each time one of the cases must judge differently.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from bot.blocks import blocks_limits, elements_limits, limits, rich_limits, shapes
from tests.bot.blocks import test_limits, test_limits_fields, test_limits_places, test_limits_rules
from tests.support.limit_table import Case

CHAIN = [shapes, rich_limits, elements_limits, blocks_limits, limits]
SOURCES = {module.__name__: ast.parse(inspect.getsource(module)) for module in CHAIN}
CODES = {name: compile(tree, name, "exec") for name, tree in SOURCES.items()}
CASES = [
    *test_limits_rules.CASES,
    *test_limits_places.CASES,
    *test_limits.CASES,
    *test_limits_fields.words(),
    *test_limits_fields.CASES,
]


def numbers(tree: ast.Module) -> Iterator[ast.Constant]:
    """The numbers of the tables and the defaults; not those of functions, which count and slice."""
    todo: list[ast.AST] = [*tree.body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node
        children = ast.iter_child_nodes(node)
        todo += [node.args] if isinstance(node, ast.FunctionDef) else children


def parts(tree: ast.Module) -> Iterator[tuple[list[object], int]]:
    """What can be left out: a list of the tree and the index in it."""
    for node in ast.walk(tree):
        holders: list[list[object]] = []
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RULES:
            holders = [node.keywords, *([node.args] if len(node.args) > 1 and node.func.id in LISTS else [])]  # type: ignore[list-item]
        if isinstance(node, ast.Set):
            holders = [node.elts]  # type: ignore[list-item]
        for holder in holders:
            yield from ((holder, index) for index in range(len(holder)))


RULES = {"record", "element", "menu", "typed", "choices", "every", "word", "some_of", "one_of", "only_one", "without"}
LISTS = RULES - {"record", "element", "menu", "typed", "choices"}


def problems_of(tree: ast.Module) -> Iterator[tuple[list[ast.stmt], int]]:
    """The statements of functions that yield something."""
    for node in ast.walk(tree):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            for index, statement in enumerate(body if isinstance(body, list) else []):
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield | ast.YieldFrom):
                    yield body, index


def hints(tree: ast.Module) -> dict[int, str]:
    """By line: the key of the table of blocks or elements in which it stands, whose cases are asked first."""
    found: dict[int, str] = {}
    for node in ast.walk(tree):
        for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                for line in range(value.lineno, (value.end_lineno or value.lineno) + 1):
                    found.setdefault(line, key.value)
    return found


def mutants(name: str) -> Iterator[tuple[str, CodeType]]:
    """Every changed version of a module, with what was changed."""
    tree = copy.deepcopy(SOURCES[name])
    for node in numbers(tree):
        old = node.value
        assert isinstance(old, int)
        for new in (old - 1, old + 1):
            node.value = new
            yield f"line {node.lineno}: {old} is {new}", compile(tree, name, "exec")
        node.value = old
    for holder, index in parts(tree):
        left_out = holder.pop(index)
        yield f"line {getattr(left_out, 'lineno', 0)}: without {ast.unparse(left_out)}", compile(tree, name, "exec")  # type: ignore[call-overload]
        holder.insert(index, left_out)
    for body, index in problems_of(tree):
        statement = body[index]
        if "anything" in ast.unparse(statement) or ast.unparse(statement) == "(yield from ())":
            continue
        body[index] = ast.copy_location(ast.Pass(), statement)
        yield f"line {statement.lineno}: without {ast.unparse(statement)}", compile(tree, name, "exec")
        body[index] = statement


def load(changed: str, code: CodeType) -> ModuleType:
    """The checker with one module's code in place of its own; nobody else sees it."""
    loaded: dict[str, ModuleType] = {}
    before = {module.__name__: sys.modules[module.__name__] for module in CHAIN}
    try:
        for module in CHAIN:
            name = module.__name__
            loaded[name] = sys.modules[name] = ModuleType(name)
            exec(code if name == changed else CODES[name], loaded[name].__dict__)
    finally:
        sys.modules.update(before)
    return loaded[limits.__name__]


def seen(checker: ModuleType, order: list[Case]) -> bool:
    """Whether a case judges the changed checker wrong."""
    checks = {"message": checker.check_message, "view": checker.check_view, "update": checker.check_update}
    for case in order:
        try:
            found = [problem.pointer for problem in checks[case.kind](case.payload)]
        except Exception:  # noqa: BLE001 - a checker that fails has been seen
            return True
        if (case.pointer not in found) if case.pointer is not None else found:
            return True
    return False


@pytest.mark.parametrize("module", CHAIN, ids=lambda module: module.__name__)
def test_no_change_goes_unseen(module: ModuleType) -> None:
    near = hints(SOURCES[module.__name__])
    orders: dict[str, list[Case]] = {}
    changes = 0
    unseen = []
    for change, code in mutants(module.__name__):
        changes += 1
        try:
            checker = load(module.__name__, code)
        except Exception:  # noqa: BLE001 - it does not even load
            continue
        hint = near.get(int(change.split(":")[0].removeprefix("line ")), "")
        if hint not in orders:
            orders[hint] = sorted(CASES, key=lambda case: not case.name.startswith(hint))
        if not seen(checker, orders[hint]):
            unseen.append(change)
    assert unseen == []
    assert changes > 20, "that much was changed"
