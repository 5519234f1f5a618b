"""Slack, wired and running: Socket Mode by default, HTTP by setting, the same listeners for both."""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from msgspec import Struct

from bot.health import Health
from bot.slack_pages import Pages
from bot.slack_sockets import PING_SECONDS, Sockets
from briefings.errors import FactboxError
from briefings.store import Store
from config.readers import Secret
from handlers.desk import Desk
from handlers.platforms.slack.files import File
from handlers.platforms.slack.floor import Floor, Sheet, message_in
from handlers.platforms.slack.listeners import Listeners
from handlers.platforms.slack.manifest import SCOPES
from handlers.platforms.slack.manners import Bot, Manners
from handlers.platforms.slack.sdk import (
    AsyncApp,
    AsyncRateLimitErrorRetryHandler,
    AsyncRetryHandler,
    AsyncSlackResponse,
    AsyncWebClient,
    SlackApiError,
)
from handlers.platforms.slack.troubles import REVOKED, code_of, for_admin
from handlers.platforms.slack.wire import from_command
from handlers.uploading import Take

THREADS = 4  # that ask the desk; more would only wait for the interpreter's lock
RETRIES = 3  # after a 429, each when Slack says
SLACK = "https://slack.com/api/"
TOKEN_SECONDS = 600.0  # between two looks at whether the token still holds
_TELLING = REVOKED | {"missing_scope", "messages_tab_disabled"}  # errors that an administrator has to act on

log = logging.getLogger("factbox.slack")


class Way(Struct, frozen=True):
    """How Slack is reached. ``socket`` needs the app token, HTTP the signing secret; ``port`` 0 takes any, None serves no pages."""

    bot_token: Secret
    app_token: Secret | None = None
    signing_secret: Secret | None = None
    socket: bool = True
    host: str = "127.0.0.1"
    port: int | None = None
    manners: Manners = Manners()
    api: str = SLACK
    ping_seconds: float = PING_SECONDS


class NotServed(FactboxError):
    """Slack cannot be served; the text is a sentence for whoever runs the bot."""


class Client(AsyncWebClient):
    """Slack's client, which tells its owner of every error it raises."""

    noticed: Callable[[SlackApiError], None] = staticmethod(lambda _: None)

    async def api_call(self, *args: Any, **given: Any) -> AsyncSlackResponse:
        """Call a method; an error is noticed and raised on."""
        try:
            return await super().api_call(*args, **given)
        except SlackApiError as trouble:
            self.noticed(trouble)
            raise


class SlackBot:
    """Serves Slack from ``start`` to ``stop``.

    ``sheet`` makes sheets and ``take`` reads those that are sent; ``link`` offers a file for download; ``pages`` are more to serve beside Slack's.
    """

    floor: Floor
    app: AsyncApp

    def __init__(
        self,
        way: Way,
        desk: Desk,
        store: Store,
        *,
        clock: Callable[[], datetime],
        health: Health,
        sheet: Sheet | None = None,
        take: Take | None = None,
        link: Callable[[File], str] | None = None,
        pages: Sequence[web.RouteDef] = (),
    ) -> None:
        self._way, self._desk, self._store, self._clock, self._health, self._sheet = way, desk, store, clock, health, sheet
        self._link, self._take = link, take
        self._pool = ThreadPoolExecutor(THREADS, "slack-desk")
        self._regular: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None
        self._sockets: Sockets | None = None
        self._pages = Pages(health, pages)
        health.expect("slack")

    @property
    def port(self) -> int:
        """The port that pages are served on; 0 where none are."""
        return self._pages.port

    async def start(self) -> None:
        """Connect, and answer from now on.

        Raises:
            NotServed: a token is missing or refused, or a port taken; the sentence says which and what to do.
        """
        check(self._way)
        self._session = aiohttp.ClientSession()
        client = self._client(RETRIES)
        try:
            self._set_up(client, await who_we_are(client))
            await self._open(client)
        except SlackApiError as trouble:
            await self.stop()
            self._health.note("slack", works=False, says=for_admin(trouble))
            raise NotServed(f"Slack cannot be served. {for_admin(trouble)}") from trouble
        except OSError as trouble:
            await self.stop()
            raise NotServed(f"Slack cannot be served: {trouble.strerror or trouble}. A taken port is changed with FACTBOX_HTTP_PORT.") from trouble
        self._regular += [asyncio.create_task(self.floor.sender.flush_regularly()), asyncio.create_task(self._watch_token(client))]

    def _set_up(self, client: AsyncWebClient, bot: Bot) -> None:
        self.floor = Floor(
            desk=self._desk,
            store=self._store,
            client=client,
            bare=self._client(0),
            bot=bot,
            manners=self._way.manners,
            clock=self._clock,
            pool=self._pool,
            sheet=self._sheet,
            link=self._link,
            take=self._take,
        )
        self.app = make_app(client, self._way.signing_secret)
        Listeners(self.floor).register(self.app)

    async def _open(self, client: AsyncWebClient) -> None:
        way = self._way
        if way.port is not None or not way.socket:
            await self._pages.open(way.host, way.port if way.port is not None else 3000, None if way.socket else self.app)
        if way.app_token is None or not way.socket:
            self._health.note("slack", works=True, says=f"Slack is served over HTTP on port {self.port}.")
            return
        self._sockets = Sockets(self.app, client, way.app_token.reveal(), self._health, self._undelivered, ping_seconds=way.ping_seconds)
        await self._sockets.open()
        self._regular.append(asyncio.create_task(self._sockets.watch()))

    def _client(self, retries: int) -> Client:
        """A client with our token and nothing from the environment; it tries again only after a 429, since another repeat could post twice."""
        again: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=retries)] if retries else []
        client = Client(token=self._way.bot_token.reveal(), base_url=self._way.api, session=self._session, retry_handlers=again)
        client.noticed = self._noticed
        return client

    def _noticed(self, trouble: SlackApiError) -> None:
        code = code_of(trouble)
        if code in _TELLING and self._health.note("slack", works=code not in REVOKED, says=for_admin(trouble)):
            log.error("slack: %s", for_admin(trouble))

    async def _watch_token(self, client: AsyncWebClient) -> None:
        while True:
            await asyncio.sleep(TOKEN_SECONDS)
            with suppress(SlackApiError, aiohttp.ClientError, TimeoutError):  # what is wrong was noticed by the client already
                await client.auth_test()

    async def _undelivered(self, payload: dict[str, Any], body: str) -> None:
        """An answer whose socket closed under it goes to the address that came with the command."""
        asked = from_command(payload)
        if asked.response_url and body.startswith("{") and "blocks" in json.loads(body):
            await self.floor.sender.whisper(asked, message_in(body))

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, then close."""
        for task in self._regular:
            task.cancel()
        await asyncio.gather(*self._regular, return_exceptions=True)
        await self._pages.close()
        if self._sockets is not None:
            await self._sockets.finish()
        if hasattr(self, "floor") and (left := await self.floor.finish()):
            log.error("%d answers were still in hand when the time to stop was over", left)
        if self._sockets is not None:
            await self._sockets.close()
        if self._session is not None:
            await self._session.close()
        self._pool.shutdown(wait=True)
        self._health.note("slack", works=False, says="Slack has been stopped.")


def check(way: Way) -> None:
    """Refuse a way that cannot work.

    Raises:
        NotServed: a token or the signing secret is missing; the sentence says where to find it.
    """
    if way.socket and way.app_token is None:
        raise NotServed(
            "Socket Mode needs FACTBOX_SLACK_APP_TOKEN, which begins with xapp-. Make it at api.slack.com/apps under "
            "Basic Information, App-Level Tokens, with the scope connections:write."
        )
    if not way.socket and way.signing_secret is None:
        raise NotServed("HTTP needs FACTBOX_SLACK_SIGNING_SECRET. It stands at api.slack.com/apps under Basic Information, Signing Secret.")


async def who_we_are(client: AsyncWebClient) -> Bot:
    """The bot as Slack knows it. A scope that is missing is said in the log.

    Raises:
        SlackApiError: the token is refused.
    """
    told = await client.auth_test()
    for scope in missing_scopes(told):
        log.warning("the scope %s is missing, needed for %s. Add it under OAuth & Permissions and install the app again", scope, SCOPES[scope])
    name, enterprise, url = (str(told.get(key) or "") for key in ("user", "enterprise_id", "url"))
    return Bot(str(told["team_id"]), str(told["user_id"]), name or "Factbox", enterprise, url)


def missing_scopes(told: AsyncSlackResponse) -> list[str]:
    """The scopes we need and the token has not, by what auth.test came with; none where Slack does not say."""
    held = {s.strip() for s in str(told.headers.get("x-oauth-scopes", "")).split(",") if s.strip()}
    return sorted(set(SCOPES) - held) if held else []


def make_app(client: AsyncWebClient, signing_secret: Secret | None) -> AsyncApp:
    """Bolt's app, made of nothing but what it is handed."""
    with _without_slack_variables():
        return AsyncApp(
            name="factbox",
            client=client,
            signing_secret=signing_secret.reveal() if signing_secret else "",
            process_before_response=True,
            logger=logging.getLogger("slack_bolt"),
            attaching_function_token_enabled=False,
            ssl_check_enabled=False,
        )


@contextmanager
def _without_slack_variables() -> Iterator[None]:
    """SLACK_* in the environment would change Bolt's app silently (SLACK_CLIENT_ID alone turns it into another kind), so it does not see them."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
