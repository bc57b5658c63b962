"""Payloads built anew with the classes of slackblocks, to learn what that library says of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import slackblocks as sb
from slackblocks.errors import InvalidUsageError

from tests.support.block_kit import Payload


class NoClassError(Exception):
    """slackblocks has no class for this, or no argument for one of its fields."""


REFUSALS = (InvalidUsageError, ValueError, TypeError)
TYPES: dict[str, type] = {
    "section": sb.SectionBlock,
    "header": sb.HeaderBlock,
    "divider": sb.DividerBlock,
    "context": sb.ContextBlock,
    "actions": sb.ActionsBlock,
    "context_actions": sb.ContextActionsBlock,
    "input": sb.InputBlock,
    "markdown": sb.MarkdownBlock,
    "rich_text": sb.RichTextBlock,
    "table": sb.TableBlock,
    "data_table": sb.DataTableBlock,
    "alert": sb.AlertBlock,
    "card": sb.CardBlock,
    "carousel": sb.CarouselBlock,
    "container": sb.ContainerBlock,
    "file": sb.FileBlock,
    "video": sb.VideoBlock,
    "task_card": sb.TaskCardBlock,
    "plan": sb.PlanBlock,
    "button": sb.Button,
    "overflow": sb.OverflowMenu,
    "checkboxes": sb.CheckboxGroup,
    "radio_buttons": sb.RadioButtonGroup,
    "static_select": sb.StaticSelectMenu,
    "multi_static_select": sb.StaticMultiSelectMenu,
    "external_select": sb.ExternalSelectMenu,
    "multi_external_select": sb.ExternalMultiSelectMenu,
    "users_select": sb.UserSelectMenu,
    "multi_users_select": sb.UserMultiSelectMenu,
    "channels_select": sb.ChannelSelectMenu,
    "multi_channels_select": sb.ChannelMultiSelectMenu,
    "conversations_select": sb.ConversationSelectMenu,
    "multi_conversations_select": sb.ConversationMultiSelectMenu,
    "datepicker": sb.DatePicker,
    "timepicker": sb.TimePicker,
    "datetimepicker": sb.DateTimePicker,
    "workflow_button": sb.WorkflowButton,
    "feedback_buttons": sb.FeedbackButtons,
    "icon_button": sb.IconButton,
    "plain_text_input": sb.PlainTextInput,
    "email_text_input": sb.EmailInput,
    "url_text_input": sb.URLInput,
    "number_input": sb.NumberInput,
    "rich_text_input": sb.RichTextInput,
    "file_input": sb.FileInput,
    "url": sb.URLSource,
    "icon": sb.SlackIcon,
    "raw_text": sb.RawText,
    "raw_number": sb.RawNumber,
    "rich_text_section": sb.RichTextSection,
    "rich_text_list": sb.RichTextList,
    "rich_text_quote": sb.RichTextQuote,
    "rich_text_preformatted": sb.RichTextCodeBlock,
    "text": sb.RichText,
    "link": sb.RichTextLink,
    "emoji": sb.RichTextEmoji,
    "user": sb.RichTextUser,
    "channel": sb.RichTextChannel,
    "modal": sb.ModalView,
    "home": sb.HomeTabView,
}
UNDER: dict[str, type] = {
    "confirm": sb.ConfirmationDialogue,
    "options": sb.Option,
    "initial_option": sb.Option,
    "initial_options": sb.Option,
    "option_groups": sb.OptionGroup,
    "filter": sb.ConversationFilter,
    "dispatch_action_config": sb.DispatchActionConfiguration,
    "slack_file": sb.SlackFile,
    "workflow": sb.Workflow,
    "trigger": sb.Trigger,
    "customizable_input_parameters": sb.InputParameter,
    "positive_button": sb.FeedbackButton,
    "negative_button": sb.FeedbackButton,
    "column_settings": sb.ColumnSettings,
    "tasks": sb.TaskCardBlock,
    "hero_image": sb.Image,
    "icon": sb.Image,
}
RENAMED = {"initial_date_time": "initial_datetime"}
FILLED = {sb.SlackFile: {"id": None, "url": None}, sb.Trigger: {"customizable_input_parameters": None}}
LATE = {sb.OverflowMenu, sb.CheckboxGroup, sb.RadioButtonGroup, sb.StaticMultiSelectMenu}
"""Classes that want arguments which Slack does not."""


def accepts(payload: Payload) -> bool:
    """Whether slackblocks takes a message or a view.

    Raises:
        NoClassError: it cannot say the payload at all.
    """
    try:
        if "blocks" in payload and "type" not in payload:
            sb.Message(channel="C0", text="t", blocks=built(payload["blocks"], "blocks"))
        else:
            built(payload, "view")
    except NoClassError:
        raise
    except REFUSALS:
        return False
    return True


def built(value: Any, key: str) -> Any:  # noqa: ANN401 - any JSON
    """An object of slackblocks for a piece of JSON that stands under this key."""
    if isinstance(value, list):
        return [built(item, key) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in {"plain_text", "mrkdwn"}:
        return sb.Text.from_dict(value)
    if kind == "image":
        return _make(sb.ImageBlock if key in {"blocks", "child_blocks"} else sb.Image, value)
    made = TYPES.get(kind) if isinstance(kind, str) else UNDER.get(key)
    if made is None:
        raise NoClassError(f"{kind or key}")
    return _make(made, value)


def _make(made: Callable[..., Any], value: dict[str, Any]) -> Any:  # noqa: ANN401 - any class
    given = {**FILLED.get(made, {}), **value}  # type: ignore[call-overload]
    style = given.pop("style", None)
    known = inspect.signature(made).parameters
    arguments = {RENAMED.get(name, name): built(item, name) for name, item in given.items() if name != "type"}
    if style is not None:
        arguments |= style if isinstance(style, dict) else {"style": style}
    for late in ("action_id", "options"):
        if made in LATE and late in known and (late == "action_id" or "option_groups" in value):
            arguments.setdefault(late, None)
    if unknown := sorted(set(arguments) - set(known)):
        raise NoClassError(f"{value.get('type')}: {', '.join(unknown)}")
    return made(**arguments)
