"""The parts of a running workspace, put together once."""

from dataclasses import dataclass

from bot.sandbox.api.faults import Faults
from bot.sandbox.api.rates import Rates
from bot.sandbox.deliveries.bot_client import BotClient
from bot.sandbox.deliveries.outbox import Outbox
from bot.sandbox.deliveries.sockets import Sockets
from bot.sandbox.log import Log
from bot.sandbox.settle import Settling
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Context:
    """What the API's methods and people's acts work with."""

    workspace: Workspace
    log: Log
    bot: BotClient
    outbox: Outbox
    settling: Settling
    faults: Faults
    rates: Rates


def build(workspace: Workspace) -> Context:
    """Put a workspace together; nothing runs yet."""
    log = Log()
    bot = BotClient(workspace.settings, log, Sockets(workspace, log))
    faults, rates = Faults(), Rates(workspace.clock)
    outbox = Outbox(workspace, bot, log, faults, rates)
    return Context(workspace, log, bot, outbox, Settling(workspace, bot, outbox), faults, rates)
