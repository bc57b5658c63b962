"""``threatbot packs test``: the examples of packs, what proves each rule, and what could be removed unnoticed."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import typer
from rich.console import Console

from bot.commands.exits import CHECK_FAILED
from bot.commands.packs_chosen import chosen
from flows.authoring.examples import ExampleResult, run_examples
from flows.authoring.mutation import Proofs, Survivor, survivors
from flows.authoring.twins import RuleProof, rule_proofs
from flows.packs.index import Library
from flows.packs.schema import Pack
from flows.report.lists import counted


@dataclass(frozen=True, slots=True)
class Tested:
    """One pack and what came of it; ``rules`` and ``survivors`` are None where mutation was not asked for."""

    pack: Pack
    examples: tuple[ExampleResult, ...]
    rules: tuple[RuleProof, ...] | None = None
    survivors: tuple[Survivor, ...] | None = None

    @property
    def ok(self) -> bool:
        """Whether all of it holds."""
        examples = all(one.ok for one in self.examples)
        return examples and all(one.ok for one in self.rules or ()) and not self.survivors


def run(paths: Sequence[str], *, mutation: bool, as_json: bool) -> None:
    """Test the packs that are named, else all, and print what came of it.

    Args:
        paths: names of packs; files and folders of packs, which are loaded beside ours.
        mutation: whether rules are proved and removals tried, which takes a second for some packs.
        as_json: print the contract's JSON and nothing else.

    Raises:
        NotKnown: neither a pack nor a path.
        InputRefused: a pack that cannot be used.
        typer.Exit: with 1 where something does not hold.
    """
    found = chosen(paths)
    library = found.library
    packs = [library.packs[name] for name in (library.packs if found.packs is None else found.packs)]
    with _progress() as say:
        proofs = Proofs(library) if mutation else None
        tested = [_tested(pack, library, proofs, say) for pack in packs]
    if as_json:
        sys.stdout.write(json.dumps(_document(tested, mutation=mutation), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for one in tested for line in _lines(one)))
    if not all(one.ok for one in tested):
        raise typer.Exit(CHECK_FAILED)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Says on a terminal what is being done; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield status.update


def _tested(pack: Pack, library: Library, proofs: Proofs | None, say: Callable[[str], None]) -> Tested:
    say(f"{pack.pack}: examples")
    examples = tuple(run_examples(pack, library))
    if proofs is None:
        return Tested(pack, examples)
    tried = 0

    def tick() -> None:
        nonlocal tried
        tried += 1
        say(f"{pack.pack}: {counted(tried, 'removal')} tried")

    say(f"{pack.pack}: rules")
    return Tested(pack, examples, tuple(rule_proofs(pack, proofs)), tuple(survivors(pack, proofs, tick)))


def _document(tested: Sequence[Tested], *, mutation: bool) -> dict[str, object]:
    rules = [
        {**asdict(rule), "ok": rule.ok, "missing": list(rule.missing)} for one in tested for rule in one.rules or ()
    ]
    unnoticed = [
        {"pack": one.pack, "place": str(one.place), "removed": one.removed, "rules": list(one.rules)}
        for each in tested
        for one in each.survivors or ()
    ]
    return {
        "examples": [asdict(example) for one in tested for example in one.examples],
        "rules": rules if mutation else None,
        "survivors": unnoticed if mutation else None,
    }


def _lines(one: Tested) -> Iterator[str]:
    held = sum(each.ok for each in one.examples)
    line = (
        f"{one.pack.pack} {one.pack.version}: {held} of {counted(len(one.examples), 'example holds', 'examples hold')}"
    )
    if one.rules is not None and one.survivors is not None:
        proved = sum(rule.ok for rule in one.rules)
        line += f", {proved} of {counted(len(one.rules), 'rule is proved', 'rules are proved')}"
        line += f", {counted(len(one.survivors), 'removal') if one.survivors else 'no removals'} unnoticed"
    yield line
    for example in one.examples:
        if not example.ok:
            because = f" (by {'; '.join(example.decided_by)})" if example.decided_by else ""
            yield f"  {example.example}: expected {example.expected}; got {example.got}{because}"
    for rule in one.rules or ():
        yield from (f"  {rule.rule}: {sentence}" for sentence in rule.missing)
    for each in one.survivors or ():
        yield f"  {each.place}: without “{each.removed}” every example still holds; write one that does not"
