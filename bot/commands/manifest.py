"""``threatbot manifest``: what Slack has to be told of the app, to be pasted into its page."""

import json
import sys

import typer

from bot.manifest import as_yaml, manifest, slack_address


def show(*, http: str, as_json: bool) -> None:
    """Print the manifest: for Socket Mode, or for a bot that is reached at ``http``.

    Raises:
        BadParameter: ``http`` is no address that Slack can call.
    """
    try:
        address = slack_address(http) if http else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--http") from error
    document = manifest(socket_mode=not http, request_url=address)
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n" if as_json else as_yaml(document))
