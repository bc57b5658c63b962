"""A scripted stand-in for Slack: a server of a few methods, each of whose next answers a test may order.

An order is None (do it), an error's code, an HTTP status, ``CUT`` (nothing is done, the connection ends), ``CUT_AFTER``
(it is done, the connection ends), ``HIDDEN`` (a look-up that does not see our messages yet) or a function to call.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CUT, CUT_AFTER, HIDDEN = "<cut>", "<cut after>", "<hidden>"
Order = str | int | None | Callable[[], object]
Json = dict[str, Any]


class Slack:
    """What it was asked, and what stands in it."""

    def __init__(self) -> None:
        self.orders: dict[str, list[Order]] = defaultdict(list)
        self.calls: list[str] = []
        self.messages: list[Json] = []
        self.files: dict[str, str] = {}
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                slack.answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing is logged in tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one call as it is ordered."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        method = request.path.strip("/")
        self.calls.append(method)
        order = self.orders[method].pop(0) if self.orders[method] else None
        if callable(order):
            order()
        if order == CUT:
            return
        refused = isinstance(order, int) or (isinstance(order, str) and order not in (HIDDEN, CUT_AFTER))
        said = {"ok": False, "error": str(order)} if refused else {"ok": True, **self._done(method, body, order)}
        if order == CUT_AFTER:
            return
        request.send_response(order if isinstance(order, int) else 200)
        request.send_header("Retry-After", "7")
        request.end_headers()
        request.wfile.write(json.dumps(said).encode())

    def _done(self, method: str, body: bytes, order: Order) -> Json:
        given: Json = {} if method == "upload" else _arguments(body)
        match method:
            case "chat.postMessage" | "chat.postEphemeral":
                self.messages.append({**given, "ts": f"{len(self.messages) + 1}.0"})
                return {"ts": self.messages[-1]["ts"]}
            case "conversations.history" | "conversations.replies":
                return {"messages": [] if order == HIDDEN else self.messages}
            case "files.getUploadURLExternal":
                self.files[f"F{len(self.files) + 1}"] = ""
                return {"file_id": f"F{len(self.files)}", "upload_url": f"{self.url}upload"}
            case "files.completeUploadExternal":
                for file in given["files"]:
                    self.files[file["id"]] = given["channel_id"]
            case "files.info":
                return {"file": {"channels": [] if order == HIDDEN else [self.files[given["file"]]]}}
        return {}


def _arguments(body: bytes) -> Json:
    if body.startswith(b"{"):
        return dict(json.loads(body))
    given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return {name: json.loads(value) if value[:1] in "[{" else value for name, value in given.items()}
