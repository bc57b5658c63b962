"""``threatbot packs …``: what each command about rule packs takes. What it does is in ``bot.commands``."""

import typer

packs_app = typer.Typer(help="Rule packs: what they hold, whether they are right.", no_args_is_help=True)
