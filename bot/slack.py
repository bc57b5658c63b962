"""Slack's Web API as we call it: no hidden retries (one lost connection would become two posts), bounded waits."""

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

METADATA = "threatbot_surface"
"""The event type of the metadata that carries a surface's key."""

NETWORK_ERRORS = (OSError, HTTPException)
"""What a call raises when its end is ambiguous: time-outs, resets (urllib's errors are OSErrors), half an answer."""


def web_client(token: str, base_url: str, timeout: float = 2.5) -> WebClient:
    """A client that makes each call once."""
    return WebClient(token=token, base_url=base_url, timeout=max(1, round(timeout)), retry_handlers=[])


def error_code(error: SlackApiError) -> str:
    """Slack's word for what went wrong."""
    return str(error.response.get("error", "unknown_error"))


def status_of(error: SlackApiError) -> int:
    """The HTTP status of the answer."""
    return int(error.response.status_code)


def retry_after(error: SlackApiError) -> float:
    """How many seconds Slack asks us to wait; 1 where it does not say."""
    headers = {str(k).lower(): v for k, v in error.response.headers.items()}
    value = headers.get("retry-after", "1")
    return float(value[0] if isinstance(value, list) else value)
