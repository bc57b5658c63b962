"""``threatbot bench``: run benchmarks and print each figure with what it is measured against."""

import json
import sys
from collections.abc import Sequence

from bot.bench import Figure, generation, packs, questions, requests, start, workspace
from bot.commands.exits import say
from flows.errors import NotKnown
from flows.words import instead, shown

BENCHES = {
    "request": requests.measure,
    "start": start.measure,
    "generate": generation.measure,
    "questions": questions.measure,
    "packs": packs.measure,
    "workspace": workspace.measure,
}


def bench(names: Sequence[str], *, as_json: bool) -> bool:
    """Run the named benchmarks, or all; says whether every goal is met.

    Raises:
        NotKnown: no benchmark has this name.
    """
    for name in names:
        if name not in BENCHES:
            raise NotKnown(f"no benchmark is called {shown(name)}{instead(name, BENCHES)}")
    figures = [figure for name in names or BENCHES for figure in BENCHES[name](say)]
    if as_json:
        sys.stdout.write(json.dumps({"bench": [figure.as_json() for figure in figures]}, indent=2) + "\n")
    else:
        for figure in figures:
            sys.stdout.write(_line(figure))
    return all(figure.holds for figure in figures)


def _line(figure: Figure) -> str:
    goal = f" (goal {figure.goal:.2f}: {'holds' if figure.holds else 'MISSED'})" if figure.goal else ""
    number = f"{figure.figure:.0f}" if figure.figure >= 20 else f"{figure.figure:.1f}"
    measured = f"{figure.name}: {number} {figure.unit}"
    return f"{measured}; {figure.ratio:.2f} times {figure.against}{goal}\n"
