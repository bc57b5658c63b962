"""No number of the checker can change without a case that sees it.

The checker's own source is changed in one place after another, a number by one either way, and each time one of the
cases must judge differently. So a limit that is added without a case on both sides fails here.
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


def near(number: int) -> list[Case]:
    """The cases, those first that are as large as a number or next to it; for the smallest also what is empty."""
    sizes = tuple(f": {size}" for size in range(number - 2, number + 3))
    small = (" empty",) if number in {0, 1} else ()
    return sorted(CASES, key=lambda case: not case.name.endswith((*sizes, *small)))


def mutants(name: str) -> Iterator[tuple[int, int, CodeType]]:
    """Every module with one number changed: what it was, in which line, and the code."""
    tree = copy.deepcopy(SOURCES[name])
    lengths = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "least"}
    for node in numbers(tree):
        old = node.value
        assert isinstance(old, int)
        for new in (old - 1, old + 1):
            if new < 0 and id(node) in lengths:
                continue  # nothing is shorter than nothing
            node.value = new
            yield old, node.lineno, compile(tree, name, "exec")
        node.value = old


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
    if [len(checker.warnings({"text": "t" * size})) for size in (40_000, 40_001)] != [0, 1]:
        return True
    for case in order:
        try:
            found = [problem.pointer for problem in checks[case.kind](case.payload)]
        except Exception:  # noqa: BLE001 - a checker that fails has been seen
            return True
        if (case.pointer not in found) if case.pointer is not None else found:
            return True
    return False


@pytest.mark.parametrize("module", CHAIN, ids=lambda module: module.__name__)
def test_no_changed_number_goes_unseen(module: ModuleType) -> None:
    orders: dict[int, list[Case]] = {}
    unseen = []
    for old, line, code in mutants(module.__name__):
        if old not in orders:
            orders[old] = near(old)
        if not seen(load(module.__name__, code), orders[old]):
            unseen.append(f"line {line}: {old}")
    assert unseen == []
    assert orders, "there are numbers"
