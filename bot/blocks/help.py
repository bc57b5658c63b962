"""Help, the list of threat models, and the words for what was not understood."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, DividerBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from bot.blocks.card import state_words
from bot.blocks.text import count, cut, mrkdwn, person, plain, to_thread, words
from bot.blocks.values import packed
from bot.store.tables import Model
from flows.workload.model import Workload

COMMANDS = {
    "new": "start a threat model of a feature or system in this channel; a name behind it fills the form's",
    "list": "the threat models of this workspace",
    "show NAME": "put a model's card into this channel",
    "role ROLE": "say which role you have: developer, architect, security, compliance, redteam, operations, product",
    "role drop ROLE": "say that you have it no longer; `/threatmodel role` shows which you have",
    "rules": "how well the rules fit here: which of them people set aside most",
    "help": "this text",
}
PAGE = 10


def help_text() -> str:
    """The commands and what happens."""
    lines = [f"`/threatmodel {command}`  {what}" for command, what in COMMANDS.items()]
    return (
        "*Threatbot finds what could go wrong with what you are building, while you are building it.*\n"
        "You describe the feature in a short form, the team answers a few questions in the thread, and gets a short "
        "list of threats, each with its reason and what helps. You decide what to do about each; somebody else "
        "approves; Threatbot comes back when a review is due.\n\n" + "\n".join(lines)
    )


def not_understood(word: str, nearest: str | None) -> str:
    """What is said about a command that we do not have."""
    hint = f" Did you mean `/threatmodel {nearest}`?" if nearest else ""
    return f"There is no `/threatmodel {plain(cut(word, 40))}`.{hint} `/threatmodel help` lists what there is."


def listing(
    models: Sequence[Model],
    total: int,
    page: int,
    threads: Mapping[str, str] = MappingProxyType({}),
    approved: Mapping[str, int] = MappingProxyType({}),
    late: Mapping[str, int] = MappingProxyType({}),
) -> list[Block]:
    """One page of the threat models.

    By id, ``threads`` has links to their threads, ``approved`` approved versions, ``late`` how much is past its day.
    """
    if not total:
        return [SectionBlock(text=mrkdwn("No threat model yet. `/threatmodel new` starts the first."))]
    blocks: list[Block] = [SectionBlock(text=mrkdwn(f"*{count(total, 'threat model')}*, the newest first"))]
    for model in models:
        told = _told(model, threads.get(model.id, ""), approved.get(model.id), late.get(model.id, 0))
        blocks += [DividerBlock(), SectionBlock(text=told, accessory=_way_in(model))]
    turns = []
    if page > 0:
        turns.append(_turn(page - 1, "Previous"))
    if (page + 1) * PAGE < total:
        turns.append(_turn(page + 1, "Next"))
    if turns:
        pages = (total + PAGE - 1) // PAGE
        blocks += [ContextBlock(elements=[mrkdwn(f"Page {page + 1} of {pages}")]), ActionsBlock(elements=turns)]
    return blocks


def kept(model: Model, drawn: Workload, left_out: Mapping[str, Any], *, changed: bool = False) -> list[Block]:
    """What is said to whoever puts off the second form, with the way back to it, where it has not begun meanwhile.

    ``left_out`` says how many of the lines that were chosen could not be kept, and why. ``changed``: it is the form
    after something changed.
    """
    without = ""
    if left_out.get("lines"):
        why = left_out["why"] or "*Edit parts* has *Add lines*."
        without = f"\n{count(left_out['lines'], 'line')} that you had chosen could not be kept. {why}"
    if model.state != "draft" and not changed:
        return [SectionBlock(text=mrkdwn(f"*{plain(model.name)}* has begun meanwhile.{without}"))]
    lines = count(len(drawn.flows), "line") if drawn.flows else "no line yet"
    as_ = "with what changed" if changed else "as a draft"
    told = f"*{plain(model.name)}* is kept {as_}: {count(len(drawn.components), 'part')} and {lines}."
    where = "The channel sees nothing of it until the form is finished; `/threatmodel list` has it as well."
    if changed:
        where = "What the new parts talk to is still to be drawn, where they talk to anything."
    way = _finish(model, "kept", later="changed") if changed else _finish(model, "kept")
    return [SectionBlock(text=mrkdwn(f"{told}{without}\n{where}"), accessory=way)]


def which(models: Sequence[Model], approved: Mapping[str, int], most: int) -> list[Block]:
    """Asks which of several is meant; there may be more where there are ``most``; ``approved`` as in ``listing``."""
    blocks: list[Block] = [SectionBlock(text=mrkdwn("*Several are called so, or begin with that.* Which one?"))]
    for model in models:
        show = ButtonElement(action_id="models.show", text=words("Show this one"), value=packed(m=model.id))
        blocks += [DividerBlock(), SectionBlock(text=_told(model, "", approved.get(model.id)), accessory=show)]
    if len(models) >= most:
        blocks.append(ContextBlock(elements=[mrkdwn("There may be more: say more of the name.")]))
    return blocks


def _told(model: Model, thread: str = "", approved: int | None = None, late: int = 0) -> MarkdownTextObject:
    text = f"*{plain(model.name)}*\n{state_words(model, approved)} · owner {person(model.owner)} · <#{model.channel}>"
    if thread:
        text += f" · {to_thread(thread)}"
    if model.headline:
        text += f"\n{plain(cut(model.headline, 300))}"
    if late:
        text += f", :alarm_clock: *{count(late, 'mitigation')} overdue*"
    return mrkdwn(text, 1000)


def _way_in(model: Model) -> ButtonElement:
    if model.state == "draft":
        return _finish(model, "model")
    return ButtonElement(action_id="model.threats", text=words("Open"), value=packed(m=model.id, p=0))


def _finish(model: Model, where: str, **more: str) -> ButtonElement:
    return ButtonElement(action_id=f"{where}.finish", text=words("Finish the form"), value=packed(m=model.id, **more))


def _turn(page: int, text: str) -> ButtonElement:
    return ButtonElement(action_id=f"models.turn.{page}", text=words(text), value=packed(p=page))
