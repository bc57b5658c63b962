"""Deliveries by HTTP: a signed request, at most two redirects, and Slack's word for what went wrong."""

import ssl
import time
from collections.abc import Iterator

import httpx

from bot.sandbox.deliveries.parcels import Ack, NoAnswerError, Parcel, sign
from bot.sandbox.incoming import decoded
from bot.sandbox.log import Entry, Log
from bot.sandbox.records import Json
from bot.sandbox.settings import Settings

MOST_REDIRECTS = 2
_MOVED = (301, 302, 307, 308)
_LONGEST_SECONDS = 60.0


class PostOffice:
    """Sends parcels to the app's address. How long an answer may take is the caller's to say."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings = settings
        self._log = log
        # A connection is never kept: a bot that was killed and started again has to be met afresh.
        limits = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.AsyncClient(limits=limits, timeout=_LONGEST_SECONDS, trust_env=False)

    async def send(self, parcel: Parcel, entry: Entry) -> Ack:
        """Deliver, and read the acknowledgement; raises NoAnswerError."""
        answer = await self.answer_to(parcel)
        self._log.end(entry, answer.status_code, readable(answer))
        if not _is_ack(parcel, answer):
            retry = answer.headers.get("x-slack-no-retry") != "1"
            raise NoAnswerError("http_error", answer.status_code, retry=retry)
        return _ack(answer)

    async def answer_to(self, parcel: Parcel) -> httpx.Response:
        """The app's answer, whatever it says."""
        try:
            return await self._follow(parcel)
        except httpx.TooManyRedirects as error:
            raise NoAnswerError("too_many_redirects") from error
        except (httpx.NetworkError, httpx.TimeoutException) as error:
            raise NoAnswerError(_reason(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswerError("unknown_error") from error

    async def _follow(self, parcel: Parcel) -> httpx.Response:
        url = httpx.URL(f"{self._settings.bot_url}/slack/events")
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self.client.post(url, content=parcel.body, headers=self._headers(parcel))
            self.client.cookies.clear()  # Slack keeps no session with an app
            if answer.status_code not in _MOVED or "location" not in answer.headers:
                return answer
            url = url.join(answer.headers["location"])
        raise httpx.TooManyRedirects("more than two redirects")

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "content-type": parcel.content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": sign(self._settings.signing_secret, timestamp, parcel.body),
            "user-agent": "Slackbot 1.0 (local workspace)",
            **parcel.headers,
        }


def readable(answer: httpx.Response) -> Json | str:
    """A body for the log: an object where it is one."""
    try:
        body = decoded(answer.content)
    except ValueError:
        return answer.text
    return body if isinstance(body, dict) else answer.text


def _is_ack(parcel: Parcel, answer: httpx.Response) -> bool:
    """An event is acknowledged by any success, what a person did by 200 alone."""
    return answer.is_success if parcel.again else answer.status_code == httpx.codes.OK


def _reason(error: Exception) -> str:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return "ssl_error"
    return "http_timeout" if isinstance(error, httpx.ReadTimeout) else "connection_failed"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _ack(answer: httpx.Response) -> Ack:
    if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
        try:
            body = decoded(answer.content)
        except ValueError as error:
            raise NoAnswerError("http_error", answer.status_code) from error
        return Ack(body if isinstance(body, dict) else {}, "")
    return Ack({}, answer.text)
