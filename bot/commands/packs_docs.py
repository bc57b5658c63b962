"""``threatbot packs docs``: the packs as Markdown pages for people, or the JSON Schema of a pack for editors."""

import sys
from pathlib import Path

import typer

from bot.commands.exits import say
from bot.commands.files import make_folder, write
from bot.commands.packs_sources import library, print_json
from flows.authoring.pack_schema import as_text
from flows.authoring.pages import pages
from flows.report.lists import counted


def docs(output: Path | None, *, schema: bool, as_json: bool) -> None:
    """Print the pages one after the other, or write each as a file of the folder ``output``; or print the schema.

    Raises:
        BadParameter: both a schema and a folder are asked for.
    """
    if schema:
        if output is not None:
            raise typer.BadParameter("--schema prints the schema; redirect it into a file instead of --output.")
        sys.stdout.write(as_text())
        return
    made = pages(library().packs)
    if output is None:
        if as_json:
            print_json({"pages": [{"file": name, "text": text} for name, text in made.items()]})
        else:
            sys.stdout.write("\n".join(made.values()))
        return
    make_folder(output)
    for name, text in made.items():
        write(output / name, text.encode())
    if as_json:
        print_json({"files": [str(output / name) for name in made]})
    else:
        say(f"Wrote {counted(len(made), 'page')} into {output}.")
