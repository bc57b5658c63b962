"""The command line: what each command takes. What it does is in ``bot.commands``, imported only when it runs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_frameworks import frameworks_app
from bot.cli_packs import packs_app
from bot.commands.exits import exit_codes

app = typer.Typer(
    name="threatbot",
    help="Threat modelling in the Slack channel where the design is discussed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
db_app = typer.Typer(help="The database: its version, and bringing it to the newest.", no_args_is_help=True)
app.add_typer(db_app, name="db")
app.add_typer(packs_app, name="packs")
app.add_typer(frameworks_app, name="frameworks")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.callback()
def every(
    *, debug: Annotated[bool, typer.Option("--debug", help="Show where a fault of ours happened.")] = False
) -> None:
    """Threat modelling in the Slack channel where the design is discussed."""
    if debug:
        os.environ["THREATBOT_DEBUG"] = "1"


@app.command(epilog="Example: threatbot sandbox --port 8765")
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 8765,
    db: Annotated[str, typer.Option(help="Database of the bot.", metavar="URL")] = "",
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was there.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    token: Annotated[str, typer.Option(help="Token of the workspace's own interface.", metavar="TOKEN")] = "",
    json: Json = False,
) -> None:
    """Run the bot in a local Slack workspace in the browser. It needs no account and no token."""
    from bot.commands.sandbox import Sandbox  # noqa: PLC0415  heavy imports only where they are needed

    Sandbox(port=port, database_url=db, fresh=fresh, browser=not (no_open or json), token=token, json=json).run()


@app.command(epilog="Example: threatbot run --http")
def run(*, http: Annotated[bool, typer.Option("--http", help="Serve HTTP instead of Socket Mode.")] = False) -> None:
    """Run the bot on Slack, by Socket Mode or over HTTP."""
    from bot.commands.run import serve  # noqa: PLC0415

    serve(http=http)


@app.command(epilog="Example: threatbot worker")
def worker() -> None:
    """Run a worker alone, beside other processes that answer Slack."""
    from bot.commands.run import work  # noqa: PLC0415

    work()


@app.command(epilog="Example: threatbot generate shop.threatmodel.yaml --format markdown --fail-on high")
def generate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Model files (*.threatmodel.yaml).")],
    *,
    facts: Annotated[Path | None, typer.Option(help="Answers, laid over the model's own.", metavar="FILE")] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="text, markdown, html, json, threat-composer, mermaid, dot, svg, png; several by commas.",
        ),
    ] = "",
    output: Annotated[
        Path | None, typer.Option(help="Write there; with several formats each gets its ending.", metavar="FILE")
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first N threats (text, JSON).", metavar="N")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit 1 when a threat is at this level or above: low, medium, high, critical.", metavar="LEVEL"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List the threats of a model file, without Slack."""
    from bot.commands.generate import Generate  # noqa: PLC0415

    formats = tuple(dict.fromkeys(name.strip() for name in format_.split(",") if name.strip()))
    Generate(paths=paths, facts=facts, formats=formats, output=output, top=top, fail_on=fail_on, json=json).run()


@app.command(epilog="Example: threatbot bench request")
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help="Which; all where none is named.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Measure how fast it is. Each figure is printed beside what it is measured against."""
    from bot.commands.bench import bench as run_them  # noqa: PLC0415
    from bot.commands.exits import CHECK_FAILED  # noqa: PLC0415

    if not run_them(names or (), as_json=json):
        raise typer.Exit(CHECK_FAILED)


@app.command(epilog="Example: threatbot manifest --http https://threatbot.example.com")
def manifest(
    *,
    http: Annotated[
        str, typer.Option(help="Where Slack reaches the bot; without it, for Socket Mode.", metavar="URL")
    ] = "",
    json: Json = False,
) -> None:
    """Print the manifest of the Slack app. Slack's page for new apps takes it."""
    from bot.commands.manifest import show  # noqa: PLC0415

    show(http=http, as_json=json)


@app.command(epilog="Example: threatbot doctor --json")
def doctor(*, json: Json = False) -> None:
    """Say what is configured, what is missing, and what to do."""
    from bot.commands.doctor import doctor as look  # noqa: PLC0415

    look(as_json=json)


@db_app.command(epilog="Example: threatbot db upgrade")
def upgrade(*, json: Json = False) -> None:
    """Bring the database to the newest version."""
    from bot.commands import db  # noqa: PLC0415

    db.upgrade(as_json=json)


@db_app.command(epilog="Example: threatbot db current --json")
def current(*, json: Json = False) -> None:
    """Say which version the database has."""
    from bot.commands import db  # noqa: PLC0415

    db.current(as_json=json)


@app.command(epilog="Example: threatbot demo")
def demo(
    *,
    output: Annotated[Path | None, typer.Option(help="Write the report there, as Markdown.", metavar="FILE")] = None,
    json: Json = False,
) -> None:
    """Play the smart fridge in the terminal. It goes from the first question to the report."""
    from bot.commands.demo import demo as play  # noqa: PLC0415

    play(output=output, as_json_document=json)


def main() -> None:
    """Run a command; errors become sentences and exit codes."""
    with exit_codes():
        app()


if __name__ == "__main__":
    main()
