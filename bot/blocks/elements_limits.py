"""What Slack asks of texts, options, confirmation dialogs and interactive elements, and where each may stand.

Source: Slack's Block Kit reference (docs.slack.dev/reference/block-kit). Blocks and whole surfaces are left
to `blocks_limits` and `limits`.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    one_of,
    record,
    string,
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


def refused(name: str) -> Check:
    """Refuse a field where it stands."""

    def check(_value: object, pointer: str) -> Iterator[Problem]:
        yield Problem(f"invalid additional property: {name}", pointer)

    return check


def plain_text(most: int = TEXT) -> Check:
    """Want a text object of the plain kind."""
    return by_type({"plain_text": record({"text": string(most)}, emoji=boolean, verbatim=refused("verbatim"))})


def any_text(most: int = TEXT) -> Check:
    """A text object of either kind; only plain text has `emoji`, only mrkdwn has `verbatim`."""
    plain = record({"text": string(most)}, emoji=boolean, verbatim=refused("verbatim"))
    mrkdwn = record({"text": string(most)}, verbatim=boolean, emoji=refused("emoji"))
    return by_type({"plain_text": plain, "mrkdwn": mrkdwn})


CONFIRM = record(
    {
        "title": plain_text(CONFIRM_TITLE),
        "text": any_text(CONFIRM_TEXT),
        "confirm": plain_text(CONFIRM_BUTTON),
        "deny": plain_text(CONFIRM_BUTTON),
    },
    style=word("primary", "danger"),
)


def option(text: Check, description: Check, url: Check) -> Check:
    """Want an option; what its texts may be depends on where it is offered."""
    return record({"text": text, "value": string(OPTION_VALUE)}, description=description, url=url)


SELECT_OPTION = option(plain_text(OPTION_TEXT), plain_text(OPTION_TEXT), refused("url"))
OVERFLOW_OPTION = option(plain_text(OPTION_TEXT), plain_text(OPTION_TEXT), string(URL))
GROUP_OPTION = option(any_text(OPTION_TEXT), any_text(OPTION_TEXT), refused("url"))
OPTION_GROUP = record({"label": plain_text(OPTION_TEXT), "options": array(SELECT_OPTION, OPTIONS)})
SLACK_FILE = every(record(id=string(), url=string(URL)), one_of("id", "url"))
CONVERSATION_FILTER = record(
    include=array(word("im", "mpim", "private", "public")),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
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
    initial = [(element.get("initial_option"), f"{pointer}/initial_option")]
    initial += entries(element.get("initial_options"), f"{pointer}/initial_options")
    for choice, place in initial:
        if choice is not None and choice not in choices:
            yield Problem("must be one of the options", place)


def bounds_agree(value: object, pointer: str) -> Iterator[Problem]:
    """A text input's first value lies within its own bounds, which do not cross."""
    element = value if is_object(value) else NOTHING
    least, most, initial = (element.get(name) for name in ("min_length", "max_length", "initial_value"))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem("must be at most max_length", f"{pointer}/min_length")
    if isinstance(most, int) and isinstance(initial, str) and len(initial) > most:
        yield Problem("must be at most max_length characters", f"{pointer}/initial_value")


def element(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an interactive element with these fields beside the common ones."""
    return record(required, action_id=string(IDENTIFIER), confirm=CONFIRM, focus_on_load=boolean, **optional)


def menu(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an element with a placeholder."""
    return element(required, placeholder=plain_text(PLACEHOLDER), **optional)


def typed(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    """Want an element into which people type."""
    return menu(required, dispatch_action_config=DISPATCH, **optional)


def choices(most: int, each: Check, **initial: Check) -> Check:
    """Want an element that shows all its options at once."""
    return every(element({"options": array(each, most)}, **initial), initial_is_offered)


STATIC = {"options": array(SELECT_OPTION, OPTIONS), "option_groups": array(OPTION_GROUP, OPTIONS)}
STATIC_RULES = (one_of("options", "option_groups"), initial_is_offered)
SEVERAL = integer(1)
NAMES = array(string())
IMAGE = every(
    record({"alt_text": string(ALT_TEXT)}, image_url=string(URL), slack_file=SLACK_FILE),
    one_of("image_url", "slack_file"),
)

ELEMENTS: dict[str, Check] = {
    "button": element(
        {"text": plain_text(BUTTON_TEXT)},
        value=string(BUTTON_VALUE, least=0),
        url=string(URL),
        style=word("primary", "danger"),
        accessibility_label=string(BUTTON_TEXT),
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
    "datepicker": menu(initial_date=matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")),
    "timepicker": menu(initial_time=matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm"), timezone=string()),
    "datetimepicker": element(initial_date_time=integer(1_000_000_000, 9_999_999_999)),
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
    "number_input": typed(
        {"is_decimal_allowed": boolean}, initial_value=string(), min_value=string(), max_value=string()
    ),
    "rich_text_input": typed(initial_value=record({"elements": array(record())})),
    "file_input": element(filetypes=NAMES, max_files=integer(1, MAX_FILES)),
    "workflow_button": element({"text": plain_text(BUTTON_TEXT), "workflow": record()}),
    "feedback_buttons": element({"positive_button": record(), "negative_button": record()}),
    "icon_button": element({"icon": word("trash"), "text": plain_text(BUTTON_TEXT)}),
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
        yield Problem(f"unsupported type: {kind} (in a {block} block of a {surface})", f"{pointer}/type")
    else:
        yield from by_type(ELEMENTS)(value, pointer)
