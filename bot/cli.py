"""The command line: what each command takes. What it does is in ``bot.commands``, imported only when it runs."""

from typing import Annotated

import typer

from bot.commands.exits import exit_codes

app = typer.Typer(
    name="threatbot",
    help="Threat modelling in the Slack channel where the design is discussed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.command(epilog="Example: threatbot sandbox --port 8765")
def sandbox(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8765,
    db: Annotated[str, typer.Option(help="Database of the bot.", metavar="URL")] = "",
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was there.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    token: Annotated[str, typer.Option(help="Token of the workspace's own interface.", metavar="TOKEN")] = "",
    json: Json = False,
) -> None:
    """Run the bot in a local Slack workspace in the browser: no account, no token."""
    from bot.commands.sandbox import Sandbox  # noqa: PLC0415  heavy imports only where they are needed

    Sandbox(port=port, database_url=db, fresh=fresh, browser=not (no_open or json), token=token, json=json).run()


@app.command(epilog="Example: threatbot run --http")
def run(*, http: Annotated[bool, typer.Option("--http", help="Serve HTTP instead of Socket Mode.")] = False) -> None:
    """Run the bot on Slack, by Socket Mode or over HTTP."""
    from bot.commands.run import serve  # noqa: PLC0415

    serve(http=http)


def main() -> None:
    """Run a command; errors become sentences and exit codes."""
    with exit_codes():
        app()
