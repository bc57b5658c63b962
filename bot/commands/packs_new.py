"""``threatbot packs new NAME``: a first pack to change, which loads and whose examples hold as it is."""

import sys
from pathlib import Path

import typer

from bot.commands.files import make_folder
from bot.commands.packs_sources import library, print_json
from flows.authoring.starter import starter
from flows.packs.loader import library_of, parse_pack


def new(name: str, output: Path, *, as_json: bool) -> None:
    """Write the pack into the folder ``output`` and say what to do next.

    Raises:
        BadParameter: no name for a pack, one that is taken, or a file that is there already.
        InputRefused: it would not load beside the packs that are there, such as where the type's name is taken.
    """
    packs = library().packs
    try:
        text = starter(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    if name in packs:
        told = "a second one would take its place as a whole, so start from a copy of that"
        raise typer.BadParameter(f"there is a pack {name} already; {told}, or choose another name.", param_hint="NAME")
    library_of([*packs.values(), parse_pack(text, f"{name}.yaml")])
    file = output / f"{name}.yaml"
    _write(file, text)
    steps = _next(name, output, file)
    if as_json:
        print_json({"pack": name, "file": str(file), "next": steps})
    else:
        sys.stdout.write(f"Wrote {file}. It loads, and its examples hold. Next:\n")
        sys.stdout.writelines(f"{number}. {step}\n" for number, step in enumerate(steps, 1))


def _write(file: Path, text: str) -> None:
    make_folder(file.parent)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as made:
            made.write(text)
    except FileExistsError as error:
        raise typer.BadParameter(f"{file} is there already; nothing was changed. Choose another name.") from error


def _next(name: str, folder: Path, file: Path) -> list[str]:
    return [
        f"Change {file}: docs/packs explains each field; with docs/pack.schema.json an editor completes and checks.",
        f"Run its examples after each change: threatbot packs test {file}",
        f"Have its ids and wording checked: threatbot packs lint {file}",
        f"Let the bot read it: THREATBOT_PACKS={folder.resolve()}; then threatbot packs show {name}",
    ]
