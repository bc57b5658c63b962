"""Small parts of modals: inputs with their ids, and reading what was put in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    InputInteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.blocks.text import clean, cut, mrkdwn, words
from bot.errors import Refused

VALUE = "value"
"""The action id of an input; its block id names it."""

MOST_OPTIONS = 100

Choice = tuple[str, str]
"""A value and the words for it."""


class _Told(Option):
    """An option that is checked and turned into JSON once; a form offers the same ones in every row."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(value=choice[0], text=words(choice[1]))
        self._told = super().to_dict()

    def to_dict(self, *_: object) -> dict[str, Any]:
        """Its JSON, for blocks."""
        return self._told


@lru_cache(maxsize=1024)
def option(choice: Choice) -> Option:
    """An option of a select."""
    return _Told(choice)


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
    offered = list(choices)
    hint = _left_out(hint, len(offered))
    element = StaticSelectElement(
        action_id=VALUE,
        options=[option(choice) for choice in offered[:MOST_OPTIONS]],
        initial_option=option(initial) if initial else None,
        placeholder="Choose",
    )
    return field(name, label, element, hint=hint, optional=optional)


def grouped_select_field(
    name: str,
    label: str,
    groups: Iterable[tuple[str, Sequence[Choice]]],
    *,
    optional: bool = False,
    initial: Choice | None = None,
) -> InputBlock:
    """A select of one among choices under headings; a heading with nothing under it is left out."""
    element = StaticSelectElement(
        action_id=VALUE,
        option_groups=[
            OptionGroup(label=words(heading), options=[option(choice) for choice in choices])
            for heading, choices in groups
            if choices
        ],
        initial_option=option(initial) if initial else None,
        placeholder="Choose",
    )
    return field(name, label, element, optional=optional)


def _left_out(hint: str, options: int) -> str:
    return hint if options <= MOST_OPTIONS else f"{hint} {options - MOST_OPTIONS} more are not offered here.".strip()


def multi_select_field(
    name: str,
    label: str,
    choices: Iterable[Choice],
    *,
    hint: str = "",
    optional: bool = False,
    initial: Sequence[Choice] = (),
) -> InputBlock:
    """A select of several; of ``initial``, what is offered is chosen at first."""
    offered = list(choices)
    hint = _left_out(hint, len(offered))
    chosen = [option(choice) for choice in offered[:MOST_OPTIONS] if choice in initial]
    element = StaticMultiSelectElement(
        action_id=VALUE,
        options=[option(choice) for choice in offered[:MOST_OPTIONS]],
        initial_options=chosen or None,
        placeholder="Choose",
    )
    return field(name, label, element, hint=hint, optional=optional)


def notice(text: str) -> View:
    """A refusal in a window of its own."""
    return View(type="modal", title="Not done", close="Close", blocks=[SectionBlock(text=mrkdwn(text))])


State = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""``view.state.values`` as Slack sends it."""


def text_of(state: State, name: str, most: int = 3000) -> str:
    """What was typed or picked in ``name``, cut to what its field takes; empty where nothing was."""
    element = state.get(name, {}).get(VALUE, {})
    picked = element.get("selected_option") or {}
    plain = (element.get(each) for each in ("value", "selected_date", "selected_user", "selected_conversation"))
    found = next(filter(None, plain), None) or picked.get("value")
    return cut(clean(str(found or "")).strip(), most)


def day_of(state: State, name: str) -> date:
    """The day picked in ``name``.

    Raises:
        Refused: none was picked, or what no picker sends.
    """
    try:
        return date.fromisoformat(text_of(state, name))
    except ValueError:
        raise Refused("Choose a day.", name) from None


def one_of(allowed: Iterable[str], chosen: str) -> str | None:
    """What was chosen, where the form offered it."""
    return chosen if chosen in allowed else None


def texts_of(state: State, name: str) -> Sequence[str]:
    """What was picked in a select of several."""
    return [clean(str(o["value"])) for o in state.get(name, {}).get(VALUE, {}).get("selected_options") or []]
