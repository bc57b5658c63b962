"""Runs a module as ``python -m`` does, for as long as the process that started it lives.

That process holds the other end of our standard input. However it ends, also by a kill, the system closes that end;
then we end as by SIGTERM, and where that takes too long, at once.
"""

import os
import runpy
import signal
import sys
import time
from threading import Thread

STDIN = 0
ENOUGH = 1024
END_SECONDS = 10.0
"""How long it may take to end; gunicorn gives a request 8."""


def _follow() -> None:
    while os.read(STDIN, ENOUGH):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_SECONDS)
    os.killpg(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run the module that the first argument names, with the others."""
    del sys.argv[0]
    Thread(target=_follow, name="tied", daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
