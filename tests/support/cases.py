"""How many cases a property is tried on: what THREATBOT_CASES says, else what the test asks for."""

import os


def cases(usual: int) -> int:
    """The number of cases."""
    return int(os.environ.get("THREATBOT_CASES", usual))
