"""An app's address that gives the answers it was told to, one after the other, and remembers what came."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer; it is given when `gate` is set."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    gate: threading.Event | None = None


@dataclass
class Address:
    """What came to it as (path, headers in small letters, body); the last answer is given again and again."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def numbers(self) -> list[str]:
        """The numbers and reasons of the retries that came."""
        names = ("x-slack-retry-num", "x-slack-retry-reason")
        return [" ".join(headers[name] for name in names if name in headers) for _, headers, _ in self.came]


@contextmanager
def answering() -> Iterator[Address]:
    """Such an address."""
    address = Address()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            if self.path.startswith("/_threatbot/"):
                self.send_response(404)
                self.end_headers()
                return
            address.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer = address.answers.pop(0) if len(address.answers) > 1 else address.answers[0]
            if answer.gate:
                answer.gate.wait(20)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body if answer.body != b"challenge" else body)

        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()
