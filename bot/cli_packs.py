"""``threatbot packs …``: what each command about rule packs takes. What it does is in ``bot.commands``."""

from typing import Annotated

import typer

packs_app = typer.Typer(help="Rule packs: what they hold, whether they are right.", no_args_is_help=True)


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
