"""The answer to a mention, and to what is said to Threatbot alone: what it is, and a way to start."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.blocks.forms import VALUE, field
from bot.blocks.text import mrkdwn, words
from bot.blocks.values import packed

TEXT = "Threatbot threat-models what you are building, with the people in this channel."
ALONE = "Hello. I threat-model what you are building, with your team, in the channel where the design is discussed."
_HOW = (
    "You describe the feature in a short form, the team answers a few questions in a thread, and gets a short list of "
    "threats, each with its reason and what helps. To start from a message that describes the design, choose "
    "*Threat-model this* in its menu. `/threatmodel help` lists the commands."
)
_BACK = (
    "I come back: when a review is due, when the day of a mitigation has passed, when an acceptance ends, and when an "
    "approved list gets worse. What is written here I answer with this alone; I keep none of it."
)


def welcome() -> list[Block]:
    """The message."""
    start = ButtonElement(action_id="new.open", text=words("Start a threat model"), value=packed(), style="primary")
    return [SectionBlock(text=mrkdwn(f"*{TEXT}*\n{_HOW}")), ActionsBlock(elements=[start])]


def alone() -> list[Block]:
    """The answer in the direct conversation."""
    start = ButtonElement(action_id="new.where", text=words("Start a threat model"), value=packed(), style="primary")
    help_ = ButtonElement(action_id="help.show", text=words("Help"), value=packed())
    text = f"*{ALONE}*\n{_HOW}\n{_BACK}"
    return [SectionBlock(text=mrkdwn(text)), ActionsBlock(elements=[start, help_])]


def where() -> View:
    """In which channel: a threat model is made by a team."""
    channels = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
    select = ConversationSelectElement(action_id=VALUE, filter=channels, placeholder="Choose a channel")
    hint = "Where the design is discussed; everybody there sees the model and may answer."
    return View(
        type="modal",
        callback_id="new.where",
        title="Start a threat model",
        submit="Next",
        close="Cancel",
        blocks=[field("channel", "In which channel?", select, hint=hint)],
        private_metadata=packed(),
    )
