"""The machine's certificates, read once a process.

httpx reads them for each client, and for each call without one: 45 milliseconds of a core, thousands of times a run,
for connections that are none of TLS. Whoever brings a context of their own keeps it.
"""

from functools import cache

from httpx._transports import default


def read_once() -> None:
    """From here on, all clients of httpx that want the usual context share it."""
    if not hasattr(default.create_ssl_context, "cache_info"):
        default.create_ssl_context = cache(default.create_ssl_context)
    for trust_env in (True, False):
        default.create_ssl_context(verify=True, cert=None, trust_env=trust_env)
