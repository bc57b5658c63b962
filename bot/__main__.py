"""``python -m bot`` is ``threatbot``."""

from bot.cli import main

main()
