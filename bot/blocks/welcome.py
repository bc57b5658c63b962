"""The answer to a mention: what Threatbot is, and a way to start."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock

from bot.blocks.text import mrkdwn, words
from bot.blocks.values import packed

TEXT = "Threatbot threat-models what you are building, with the people in this channel."
_HOW = (
    "You describe the feature in a short form, the team answers a few questions in a thread, and gets a short list of "
    "threats, each with its reason and what helps. To start from a message that describes the design, choose "
    "*Threat-model this* in its menu. `/threatmodel help` lists the commands."
)


def welcome() -> list[Block]:
    """The message."""
    start = ButtonElement(action_id="new.open", text=words("Start a threat model"), value=packed(), style="primary")
    return [SectionBlock(text=mrkdwn(f"*{TEXT}*\n{_HOW}")), ActionsBlock(elements=[start])]
