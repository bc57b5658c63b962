"""What stands in the inputs of a surface: Slack's `state.values`, and the same for a reader.

What a person may enter, and how it becomes such a value, is told in `elements.py`.
"""

from bot.sandbox.blocks import elements, every_block
from bot.sandbox.records import Json, Values

# For each stateful element: the value's field, the initial value's field, and whether it is a list.
FIELDS: dict[str, tuple[str, str, bool]] = {
    "plain_text_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "users_select": ("selected_user", "initial_user", False),
    "channels_select": ("selected_channel", "initial_channel", False),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "multi_users_select": ("selected_users", "initial_users", True),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "checkboxes": ("selected_options", "initial_options", True),
    "file_input": ("files", "", True),
}


def state_values(blocks: list[Json], entered: Values) -> Values:
    """Slack's `state.values`: what was entered, else what the blocks begin with."""
    values: Values = {}
    for block in every_block(blocks):
        for element in elements(block):
            if element.get("type") in FIELDS:
                block_id, action_id = block["block_id"], element["action_id"]
                value = entered.get(block_id, {}).get(action_id) or initial(element)
                values.setdefault(block_id, {})[action_id] = value
    return values


def initial(element: Json) -> Json:
    """The value of an element that nobody has touched."""
    field, start, is_list = FIELDS[element["type"]]
    return {"type": element["type"], field: element.get(start) or ([] if is_list else None)}


def is_empty(value: Json) -> bool:
    """Whether nothing is entered or chosen."""
    return value[FIELDS[value["type"]][0]] in (None, "", [])


def simple(value: Json) -> object:
    """The value as a person would give it: a word, a list, a date; options by their value."""
    found = value[FIELDS[value["type"]][0]]
    if isinstance(found, list):
        return [_plain(item) for item in found]
    return _plain(found)


def _plain(item: object) -> object:
    if isinstance(item, dict) and "value" in item:
        return item["value"]
    if isinstance(item, dict) and "id" in item:
        return item["id"]
    return item


def flat(values: Values) -> dict[str, object]:
    """Simple values by `block_id/action_id`, as acts name them."""
    return {
        f"{block_id}/{action_id}": simple(value)
        for block_id, actions in values.items()
        for action_id, value in actions.items()
    }
