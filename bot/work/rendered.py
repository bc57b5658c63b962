"""What a renderer hands to the worker: a message, an ephemeral message or a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from bot.store.tables import Surface
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Message:
    """A message; ``text`` is what notifications and screen readers get."""

    text: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Ephemeral:
    """A message that one person sees; sent at most once, because nothing can find it again."""

    user: str
    text: str
    thread_ts: str = ""
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class File:
    """A file for a thread."""

    name: str
    title: str
    body: bytes
    comment: str


Rendered = Message | Ephemeral | File
Renderer = Callable[[UnitOfWork, Surface], Rendered]
"""Reads what a surface shows and renders it; purely, but for reading."""
