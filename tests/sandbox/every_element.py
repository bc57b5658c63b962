"""An example of every element of Block Kit, each in a block that may hold it."""

from __future__ import annotations

from tests.sandbox.every_rich_text import rich, run
from tests.sandbox.make import Json, option, plain

Told = tuple[Json, str, tuple[str, ...], tuple[tuple[str, str], ...], str]
HOMES = [option("Home"), {**option("Office"), "description": plain("Where one works")}]
ASKED = {
    "title": plain("Really?"),
    "text": {"type": "mrkdwn", "text": "*For good*"},
    "confirm": plain("Yes, go"),
    "deny": plain("No"),
    "style": "danger",
}
WORKFLOW = {"trigger": {"url": "https://slack.com/shortcuts/Ft1/abc"}}


def _acting(kind: str, reads: str, roles: tuple[tuple[str, str], ...], /, **fields: object) -> Told:
    element = {"type": kind, "action_id": "it", **fields}
    return {"type": "actions", "block_id": kind, "elements": [element]}, reads, (), roles, "message"


def _asking(kind: str, reads: str, role: str, /, words: tuple[str, ...] = (), **fields: object) -> Told:
    """An input block; its label names the element."""
    label = kind.replace("_", " ").capitalize()
    element = {"type": kind, "action_id": "it", **fields}
    block = {"type": "input", "block_id": f"in {kind}", "label": plain(label), "element": element, "optional": True}
    told = f"{label} (optional): {reads}\nA hint"
    return {**block, "hint": plain("A hint")}, told, (label, "(optional)", "A hint", *words), ((role, label),), "modal"


def _in_context(kind: str, reads: str, roles: tuple[tuple[str, str], ...], /, **fields: object) -> Told:
    element = {"type": kind, "action_id": "it", **fields}
    return {"type": "context_actions", "block_id": kind, "elements": [element]}, reads, (), roles, "message"


SOME = {"placeholder": plain("Pick one")}
GROUPS = [{"label": plain("Places"), "options": HOMES}, {"label": plain("Times"), "options": [option("Noon")]}]

# name: the block, how it is read aloud, the words that are seen, the roles, where it may stand
ELEMENTS: dict[str, Told] = {
    "button": _acting("button", "[Go]", (("button", "Go"),), text=plain("Go"), style="danger", confirm=ASKED),
    "button-link": _acting(
        "button", "[Read]", (("link", "Read"),), text=plain("Read"), url="https://example.org", style="primary"
    ),
    "workflow_button": _acting(
        "workflow_button", "[Run]", (("button", "Run"),), text=plain("Run"), workflow=WORKFLOW
    ),
    "overflow": _acting("overflow", "[…]", (("button", "More actions"),), options=HOMES),
    "checkboxes": _acting(
        "checkboxes", "[ ] Home [ ] Office", (("checkbox", "Home"), ("checkbox", "Where one works")), options=HOMES
    ),
    "radio_buttons": _acting(
        "radio_buttons", "( ) Home ( ) Office", (("radio", "Home"),), options=HOMES, initial_option=HOMES[0]
    ),
    "static_select": _acting("static_select", "[Pick one v]", (("combobox", "Pick one"),), options=HOMES, **SOME),
    "static_select-groups": _acting(
        "static_select", "[Noon v]", (("combobox", "Pick one"),), option_groups=GROUPS,
        initial_option=option("Noon"), **SOME,
    ),
    "multi_static_select": _asking(
        "multi_static_select", "[Home v]", "combobox", ("Home",), options=HOMES, initial_options=HOMES[:1],
        max_selected_items=1,
    ),
    "external_select": _acting(
        "external_select", "[Pick one v]", (("combobox", "Pick one"),), min_query_length=1, **SOME
    ),
    "multi_external_select": _asking(
        "multi_external_select", "[Home v]", "combobox", ("Home",), initial_options=HOMES[:1], min_query_length=0
    ),
    "users_select": _acting("users_select", "[Pick one v]", (("combobox", "Pick one"),), **SOME),
    "multi_users_select": _asking(
        "multi_users_select", "[@architect v]", "combobox", ("@architect",), initial_users=["U0ARCHITECT"]
    ),
    "channels_select": _acting("channels_select", "[Pick one v]", (("combobox", "Pick one"),), **SOME),
    "multi_channels_select": _asking(
        "multi_channels_select", "[#general v]", "combobox", ("#general",), initial_channels=["C0GENERAL"]
    ),
    "conversations_select": _acting(
        "conversations_select", "[Pick one v]", (("combobox", "Pick one"),),
        filter={"include": ["public"], "exclude_bot_users": True}, **SOME,
    ),
    "multi_conversations_select": _asking(
        "multi_conversations_select", "[#general v]", "combobox", ("#general",), initial_conversations=["C0GENERAL"]
    ),
    "datepicker": _asking("datepicker", "[2026-02-28 v]", "textbox", initial_date="2026-02-28", **SOME),
    "timepicker": _asking(
        "timepicker", "[09:30 v]", "textbox", ("Kolkata time",), initial_time="09:30", timezone="Asia/Kolkata"
    ),
    "datetimepicker": _asking(
        "datetimepicker", "[2026-01-05T09:00:00+00:00 v]", "textbox", ("London time",), initial_date_time=1767603600
    ),
    "plain_text_input": _asking(
        "plain_text_input", "[Fridge]", "textbox", initial_value="Fridge", multiline=True, max_length=80,
        focus_on_load=True,
    ),
    "email_text_input": _asking("email_text_input", "[a@example.org]", "textbox", initial_value="a@example.org"),
    "url_text_input": _asking("url_text_input", "[https://a.org]", "textbox", initial_value="https://a.org"),
    "number_input": _asking(
        "number_input", "[3]", "textbox", initial_value="3", is_decimal_allowed=False, min_value="1", max_value="5"
    ),
    "rich_text_input": _asking(
        "rich_text_input", "[bold]", "textbox", ("bold",), initial_value=rich(run("bold", bold=True))
    ),
    "file_input": _asking("file_input", "[]", "button", filetypes=["json"], max_files=2),
    "feedback_buttons": _in_context(
        "feedback_buttons", "[Good] [Bad]", (("button", "Good"), ("button", "Not useful")),
        positive_button={"text": plain("Good"), "value": "good"},
        negative_button={"text": plain("Bad"), "value": "bad", "accessibility_label": "Not useful"},
    ),
    "icon_button": _in_context(
        "icon_button", "[Remove]", (("button", "Remove"),), icon="trash", text=plain("Remove"), confirm=ASKED
    ),
}  # fmt: skip
