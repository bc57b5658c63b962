"""Stands between the bot and the workspace's API, and for chosen methods answers with all that it was told."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from threading import Thread
from types import TracebackType
from typing import Self

import httpx


class Relay:
    """An API of Slack's that repeats tokens and texts in its errors, worse than Slack ever would."""

    def __init__(self, api: str) -> None:
        self._api = api
        self.broken: set[str] = set()
        self.repeated: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        """The base_url for the bot."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """What the bot is told: everything, or what the workspace says."""
        if method in self.broken:
            self.repeated.append(method)
            told = f"{headers.get('Authorization')} {headers} {body.decode(errors='replace')}"
            messages = {"messages": [told], "token": told}
            refusal = {"ok": False, "error": "invalid_arguments", "needed": told, "response_metadata": messages}
            return 200, dumps(refusal).encode()
        passed = {key: value for key, value in headers.items() if key.lower() in ("authorization", "content-type")}
        answer = httpx.post(f"{self._api}{method}", headers=passed, content=body, timeout=15, trust_env=False)
        return answer.status_code, answer.content

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, content = relay.answer(self.path.rsplit("/", 1)[-1], dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                """Say nothing."""

        return Handler
