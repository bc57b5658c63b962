"""``threatbot frameworks …``: what each command about frameworks takes. What it does is in ``bot.commands``."""

from typing import Annotated

import typer

frameworks_app = typer.Typer(help="Frameworks: how much of them the rule packs cover.", no_args_is_help=True)
NAMES = "attack, cis, well-architected, zero-trust, gdpr, hipaa, pci-dss, soc2, iso27001"


@frameworks_app.command(epilog="Example: threatbot frameworks show attack")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"One of {NAMES}.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say how much of a framework the rules cover. Each id that is left out has its reason."""
    from bot.commands.frameworks import show as print_coverage  # noqa: PLC0415  heavy imports only where needed

    print_coverage(name, as_json=json)


@frameworks_app.command("list", epilog="Example: threatbot frameworks list")
def list_(
    *, json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False
) -> None:
    """List the frameworks, and how much of each is covered. Title, edition and number of entries stand beside."""
    from bot.commands.frameworks import list_all  # noqa: PLC0415  heavy imports only where needed

    list_all(as_json=json)
