"""``threatbot packs …``: what each command about rule packs takes. What it does is in ``bot.commands``."""

from pathlib import Path
from typing import Annotated

import typer

packs_app = typer.Typer(help="Rule packs: what they hold, whether they are right.", no_args_is_help=True)


@packs_app.command("test", epilog="Example: threatbot packs test aws.s3 our-packs/shop.yaml")
def run_examples(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH…]", help="Packs by name; files and folders beside ours. All where none is."),
    ] = None,
    *,
    mutation: Annotated[bool, typer.Option(help="Also prove each rule, and try what nobody would miss.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Run the examples of rule packs, and find what no example proves."""
    from bot.commands.packs_test import run  # noqa: PLC0415  heavy imports only where they are needed

    run(paths or (), mutation=mutation, as_json=json)


@packs_app.command("score", epilog="Example: threatbot packs score --corpus corpus --json")
def score_packs(
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(help="Published threat models and lists; THREATBOT_CORPUS without it.", metavar="DIR"),
    ] = None,
    links: Annotated[Path | None, typer.Option(help="Which rule covers what; ours without it.", metavar="FILE")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Score the packs against published threat models and lists."""
    from bot.commands.packs_score import run  # noqa: PLC0415

    run(corpus=corpus, links=links, as_json=json)


@packs_app.command(epilog="Example: threatbot packs lint aws.s3 our-packs/door.lock.yaml")
def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH…]", help="Packs by name, or files and folders of packs beside ours; else all."),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say what is to be mended in rule packs, by file and line; exit 1 where it is more than warnings."""
    from bot.commands.packs_lint import lint_packs  # noqa: PLC0415  heavy imports only where they are needed

    lint_packs(paths or (), as_json=json)
