"""Small parts of modals: inputs with their ids, and reading what was put in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from bot.blocks.text import cut, words

VALUE = "value"
"""The action id of an input; its block id names it."""

Choice = tuple[str, str]
"""A value and the words for it."""


def option(choice: Choice) -> Option:
    """An option of a select."""
    return Option(value=choice[0], text=words(choice[1]))


def field(
    name: str, label: str, element: InputInteractiveElement, *, hint: str = "", optional: bool = False
) -> InputBlock:
    """An input called ``name``."""
    return InputBlock(
        block_id=name,
        label=words(label, 2000),
        element=element,
        hint=words(hint, 2000) if hint else None,
        optional=optional,
    )


def text_field(
    name: str,
    label: str,
    *,
    hint: str = "",
    most: int = 120,
    lines: bool = False,
    optional: bool = False,
    initial: str = "",
) -> InputBlock:
    """A text input of at most ``most`` characters."""
    element = PlainTextInputElement(
        action_id=VALUE, multiline=lines, max_length=most, initial_value=cut(initial, most) if initial else None
    )
    return field(name, label, element, hint=hint, optional=optional)


def select_field(
    name: str,
    label: str,
    choices: Iterable[Choice],
    *,
    hint: str = "",
    optional: bool = False,
    initial: Choice | None = None,
) -> InputBlock:
    """A select of one."""
    element = StaticSelectElement(
        action_id=VALUE,
        options=[option(choice) for choice in choices][:100],
        initial_option=option(initial) if initial else None,
        placeholder="Choose",
    )
    return field(name, label, element, hint=hint, optional=optional)


def multi_select_field(
    name: str, label: str, choices: Iterable[Choice], *, hint: str = "", optional: bool = False
) -> InputBlock:
    """A select of several."""
    element = StaticMultiSelectElement(
        action_id=VALUE, options=[option(choice) for choice in choices][:100], placeholder="Choose"
    )
    return field(name, label, element, hint=hint, optional=optional)


State = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""``view.state.values`` as Slack sends it."""


def text_of(state: State, name: str) -> str:
    """What was typed or picked in ``name``; empty where nothing was."""
    element = state.get(name, {}).get(VALUE, {})
    picked = element.get("selected_option") or {}
    found = element.get("value") or element.get("selected_date") or element.get("selected_user") or picked.get("value")
    return str(found or "").strip()


def texts_of(state: State, name: str) -> Sequence[str]:
    """What was picked in a select of several."""
    return [str(o["value"]) for o in state.get(name, {}).get(VALUE, {}).get("selected_options") or []]
