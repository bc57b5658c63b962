"""What people do, by topic: one function, one unit of work.

Listeners call these and show what they return; nothing here knows Slack's payloads.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.store.unit_of_work import Store
from flows.packs.loader import Library


@dataclass
class Services:
    """What every service needs: where things are kept, the knowledge, the time, and new ULIDs.

    ``library`` is another once packs are read anew; whoever needs one library throughout takes it once. ``address`` is
    the workspace's own, as far as it is known; empty where it is not.
    """

    store: Store
    library: Library
    clock: Clock
    new_id: Callable[[], str]
    address: Callable[[], str] = lambda: ""
