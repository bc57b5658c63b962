"""What Slack asks of texts, options, confirmation dialogs and interactive elements, and where each may stand.

Source: Slack's Block Kit reference (docs.slack.dev/reference/block-kit). Blocks and whole surfaces are left
to `blocks_limits` and `limits`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from bot.blocks.rich_limits import ONE_RICH_TEXT
from bot.blocks.shapes import (
    NOTHING,
    Check,
    Json,
    Problem,
    array,
    boolean,
    by_type,
    entries,
    every,
    integer,
    is_object,
    kind_of,
    matching,
    needs,
    one_of,
    record,
    some_of,
    string,
    without,
    word,
)

IDENTIFIER = 255
URL = 3_000
TEXT = 3_000
BUTTON_TEXT, BUTTON_VALUE = 75, 2_000
OPTIONS, OPTION_TEXT, OPTION_VALUE = 100, 75, 150
PLACEHOLDER = 150
OVERFLOW_OPTIONS, GROUP_OPTIONS = 5, 10
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
ALT_TEXT = 2_000
MAX_FILES = 10
AGENT_PROMPT = 4_000
VISIBLE_TO = 10
INPUT_LINES = 100
EARLIEST, LATEST = 1_000_000_000, 9_999_999_999
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)"
NUMERIC = matching(NUMBER, "a decimal number")
NOT_OFFERED = "must be one of the provided options"


def _plain(most: int) -> Check:
    return every(record({"text": string(most)}, emoji=boolean), without("verbatim"))


def plain_text(most: int = TEXT) -> Check:
    """Want a text object of the plain kind."""
    return by_type({"plain_text": _plain(most)})


def any_text(most: int = TEXT) -> Check:
    """A text object of either kind; only plain text has `emoji`, only mrkdwn has `verbatim`."""
    mrkdwn = every(record({"text": string(most)}, verbatim=boolean), without("emoji"))
    return by_type({"plain_text": _plain(most), "mrkdwn": mrkdwn})


STYLES = word("primary", "danger")
CONFIRM = record(
    {
        "title": plain_text(CONFIRM_TITLE),
        "text": any_text(CONFIRM_TEXT),
        "confirm": plain_text(CONFIRM_BUTTON),
        "deny": plain_text(CONFIRM_BUTTON),
    },
    style=STYLES,
)


def option(text: Check, **more: Check) -> Check:
    """Want an option; what its texts may be depends on where it is offered."""
    return record({"text": text, "value": string(OPTION_VALUE)}, description=text, **more)


SELECT_OPTION = every(option(plain_text(OPTION_TEXT)), without("url"))
OVERFLOW_OPTION = option(plain_text(OPTION_TEXT), url=string(URL))
GROUP_OPTION = every(option(any_text(OPTION_TEXT)), without("url"))
OPTION_GROUP = record({"label": plain_text(OPTION_TEXT), "options": array(SELECT_OPTION, OPTIONS)})
SLACK_FILE = every(record(id=string(), url=string(URL)), one_of("id", "url"))
CONVERSATION_FILTER = every(
    record(
        include=array(word("im", "mpim", "private", "public")),
        exclude_external_shared_channels=boolean,
        exclude_bot_users=boolean,
    ),
    some_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = record(trigger_actions_on=array(word("on_enter_pressed", "on_character_entered"), 2))


def offered(element: Json) -> list[object]:
    """Say every option that an element offers, those in groups too."""
    groups = [group for group, _ in entries(element.get("option_groups"), "") if is_object(group)]
    lists = [element.get("options"), *(group.get("options") for group in groups)]
    return [choice for options in lists for choice, _ in entries(options, "")]


def initial_is_offered(value: object, pointer: str) -> Iterator[Problem]:
    """What is chosen at first must be one of the options, word for word."""
    element = value if is_object(value) else NOTHING
    choices = offered(element)
    if element.get("initial_option") is not None and element["initial_option"] not in choices:
        yield Problem(NOT_OFFERED, f"{pointer}/initial_option")
    if any(choice not in choices for choice, _ in entries(element.get("initial_options"), "")):
        yield Problem(NOT_OFFERED, f"{pointer}/initial_options")


def bounds_agree(value: object, pointer: str) -> Iterator[Problem]:
    """A text input's first value lies within its own bounds, which do not cross."""
    element = value if is_object(value) else NOTHING
    least, most, initial = (element.get(name) for name in ("min_length", "max_length", "initial_value"))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem("must be at most max_length", f"{pointer}/min_length")
    if isinstance(most, int) and isinstance(initial, str) and len(initial) > most:
        yield Problem("must be at most max_length characters", f"{pointer}/initial_value")


def numbers_agree(value: object, pointer: str) -> Iterator[Problem]:
    """A number input's bounds do not cross."""
    element = value if is_object(value) else NOTHING
    least, most = (_as_number(element.get(name)) for name in ("min_value", "max_value"))
    if least is not None and most is not None and least > most:
        yield Problem("must be at most max_value", f"{pointer}/min_value")


def _as_number(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, str) and re.fullmatch(NUMBER, value, re.ASCII) else None


def date(value: object, pointer: str) -> Iterator[Problem]:
    """Want a day of the calendar."""
    problems = [*matching(r"\d{4}-\d\d-\d\d", "YYYY-MM-DD")(value, pointer)]
    yield from problems
    if not problems:
        try:
            datetime.date.fromisoformat(str(value))
        except ValueError:
            yield Problem("must be a day of the calendar", pointer)


def element(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an interactive element with these fields beside the common ones."""
    return record(required, action_id=string(IDENTIFIER), confirm=CONFIRM, **optional)


def menu(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an element that takes the focus, with a placeholder."""
    return element(required, placeholder=plain_text(PLACEHOLDER), focus_on_load=boolean, **optional)


def typed(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an element into which people type."""
    return menu(required, dispatch_action_config=DISPATCH, **optional)


def choices(most: int, each: Check, **initial: Check) -> Check:
    """Want an element that shows all its options at once."""
    return every(element({"options": array(each, most)}, focus_on_load=boolean, **initial), initial_is_offered)


STATIC = {"options": array(SELECT_OPTION, OPTIONS), "option_groups": array(OPTION_GROUP, OPTIONS)}
STATIC_RULES = (one_of("options", "option_groups"), initial_is_offered)
SEVERAL = integer(1)
NAMES = array(string())
IMAGE = every(
    record({"alt_text": string(ALT_TEXT)}, image_url=string(URL), slack_file=SLACK_FILE, type=word("image")),
    one_of("image_url", "slack_file"),
)

FEEDBACK = record(
    {"text": plain_text(BUTTON_TEXT), "value": string(BUTTON_VALUE)}, accessibility_label=string(BUTTON_TEXT)
)
PARAMETERS = array(record({"name": string(), "value": string(least=0)}), least=0)
WORKFLOW = record({"trigger": record({"url": string()}, customizable_input_parameters=PARAMETERS)})
URL_SOURCE = record({"url": string(), "text": string()})

ELEMENTS: dict[str, Check] = {
    "button": every(
        element(
            {"text": plain_text(BUTTON_TEXT)},
            value=string(BUTTON_VALUE, least=0),
            url=string(URL),
            style=STYLES,
            accessibility_label=string(BUTTON_TEXT),
            agent_prompt=string(AGENT_PROMPT),
            agent_prompt_display=string(),
            visible_to_user_ids=array(string()),
        ),
        needs("agent_prompt_display", "agent_prompt"),
    ),
    "overflow": element({"options": array(OVERFLOW_OPTION, OVERFLOW_OPTIONS)}),
    "checkboxes": choices(GROUP_OPTIONS, GROUP_OPTION, initial_options=array(GROUP_OPTION, GROUP_OPTIONS)),
    "radio_buttons": choices(GROUP_OPTIONS, GROUP_OPTION, initial_option=GROUP_OPTION),
    "static_select": every(menu(**STATIC, initial_option=SELECT_OPTION), *STATIC_RULES),
    "multi_static_select": every(
        menu(**STATIC, initial_options=array(SELECT_OPTION, OPTIONS), max_selected_items=SEVERAL),
        *STATIC_RULES,
    ),
    "external_select": menu(initial_option=SELECT_OPTION, min_query_length=integer(0)),
    "multi_external_select": menu(
        initial_options=array(SELECT_OPTION, OPTIONS), min_query_length=integer(0), max_selected_items=SEVERAL
    ),
    "users_select": menu(initial_user=string()),
    "multi_users_select": menu(initial_users=NAMES, max_selected_items=SEVERAL),
    "channels_select": menu(initial_channel=string(), response_url_enabled=boolean),
    "multi_channels_select": menu(initial_channels=NAMES, max_selected_items=SEVERAL),
    "conversations_select": menu(
        initial_conversation=string(),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=CONVERSATION_FILTER,
    ),
    "multi_conversations_select": menu(
        initial_conversations=NAMES,
        default_to_current_conversation=boolean,
        filter=CONVERSATION_FILTER,
        max_selected_items=SEVERAL,
    ),
    "datepicker": menu(initial_date=date),
    "timepicker": menu(initial_time=matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm"), timezone=string()),
    "datetimepicker": element(initial_date_time=integer(EARLIEST, LATEST), focus_on_load=boolean),
    "plain_text_input": every(
        typed(
            multiline=boolean,
            min_length=integer(0, TEXT),
            max_length=integer(1, TEXT),
            initial_value=string(TEXT, least=0),
        ),
        bounds_agree,
    ),
    "email_text_input": typed(initial_value=string()),
    "url_text_input": typed(initial_value=string()),
    "number_input": every(
        typed({"is_decimal_allowed": boolean}, initial_value=NUMERIC, min_value=NUMERIC, max_value=NUMERIC),
        numbers_agree,
    ),
    "rich_text_input": typed(
        initial_value=ONE_RICH_TEXT, min_lines=integer(1, INPUT_LINES), max_lines=integer(1, INPUT_LINES)
    ),
    "file_input": element(filetypes=NAMES, max_files=integer(1, MAX_FILES)),
    "workflow_button": element(
        {"text": plain_text(BUTTON_TEXT), "workflow": WORKFLOW},
        style=STYLES,
        accessibility_label=string(BUTTON_TEXT),
    ),
    "feedback_buttons": element({"positive_button": FEEDBACK, "negative_button": FEEDBACK}),
    "icon_button": element(
        {"icon": word("trash"), "text": plain_text()},
        value=string(BUTTON_VALUE, least=0),
        accessibility_label=string(BUTTON_TEXT),
        visible_to_user_ids=array(string(), VISIBLE_TO),
    ),
    "image": IMAGE,
    "plain_text": any_text(),
    "mrkdwn": any_text(),
}

_SELECTS = {name for name in ELEMENTS if name.endswith("_select")}
_EVERYWHERE = _SELECTS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
STANDS_IN: dict[str, frozenset[str]] = {
    "section": frozenset(_EVERYWHERE | {"button", "overflow", "image", "workflow_button"}),
    "actions": frozenset(_EVERYWHERE | {"button", "overflow", "datetimepicker", "rich_text_input", "workflow_button"}),
    "input": frozenset(
        _EVERYWHERE
        | {"datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input"}
        | {"rich_text_input", "file_input"}
    ),
    "context": frozenset({"image", "plain_text", "mrkdwn"}),
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
    "card": frozenset({"button"}),
    "auth_provider": frozenset({"overflow"}),
}
NOT_ON: dict[str, frozenset[str]] = {
    "message": frozenset({"email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}),
    "modal": frozenset({"workflow_button"}),
    "home": frozenset(
        {
            "email_text_input",
            "url_text_input",
            "number_input",
            "file_input",
            "datetimepicker",
            "workflow_button",
        }
    ),
}


def check_element(value: object, pointer: str, block: str, surface: str) -> Iterator[Problem]:
    """Check one element: known, allowed in that block and on that surface, and within its limits."""
    kind = kind_of(value)
    if kind in ELEMENTS and kind not in STANDS_IN[block] - NOT_ON[surface]:
        yield Problem(f"unsupported type: {kind}", f"{pointer}/type")
    else:
        yield from by_type(ELEMENTS)(value, pointer)
