"""``threatbot packs …``: what each command about rule packs takes. What it does is in ``bot.commands``."""

from pathlib import Path
from typing import Annotated

import typer

packs_app = typer.Typer(help="Rule packs: what they hold, whether they are right.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@packs_app.command("list", epilog="Example: threatbot packs list --json")
def list_packs(*, json: Json = False) -> None:
    """List the packs: what each holds, and where it comes from."""
    from bot.commands.packs_list import show as list_them  # noqa: PLC0415  heavy imports only where they are needed

    list_them(as_json=json)


@packs_app.command(epilog="Example: threatbot packs show origin-bypass")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A pack, rule, fact or mitigation, short or in full.")],
    *,
    json: Json = False,
) -> None:
    """Show a pack, or one rule, fact or mitigation, in words."""
    from bot.commands.packs_show import show as show_it  # noqa: PLC0415

    show_it(name, as_json=json)


@packs_app.command(epilog="Example: threatbot packs new acme.queue --output packs")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The component's type, such as acme.queue.")],
    *,
    output: Annotated[Path, typer.Option(help="Write it there.", metavar="FOLDER")] = Path(),
    json: Json = False,
) -> None:
    """Write a first pack to change: commented, and right from the start."""
    from bot.commands.packs_new import new as write  # noqa: PLC0415

    write(name, output, as_json=json)


@packs_app.command(epilog="Example: threatbot packs diff aws.s3 my/aws.s3.yaml")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A file, a folder, or a pack's name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    *,
    json: Json = False,
) -> None:
    """Compare two versions of packs. What it does to models is told, and whether the version says so."""
    from bot.commands.packs_diff import show as compare  # noqa: PLC0415

    compare(old, new, as_json=json)


@packs_app.command(epilog="Example: threatbot packs docs --output pages")
def docs(
    *,
    output: Annotated[Path | None, typer.Option(help="Write one page a pack there.", metavar="FOLDER")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a pack instead.")] = False,
    json: Json = False,
) -> None:
    """Write the packs as Markdown pages for people."""
    from bot.commands.packs_docs import docs as write  # noqa: PLC0415

    write(output, schema=schema, as_json=json)


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
    json: Json = False,
) -> None:
    """Say what is to be mended in rule packs, by line. It exits with 1 where it is more than warnings."""
    from bot.commands.packs_lint import lint_packs  # noqa: PLC0415  heavy imports only where they are needed

    lint_packs(paths or (), as_json=json)
