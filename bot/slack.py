"""Slack, wired and running: Socket Mode by default, HTTP by setting, the same listeners for both."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from msgspec import Struct
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.health import Health, routes
from bot.slack_sockets import PING_SECONDS, Sockets
from briefings.store import Store
from config.readers import Secret
from handlers.desk import Desk
from handlers.platforms.slack.files import File
from handlers.platforms.slack.floor import Floor, Sheet
from handlers.platforms.slack.listeners import Listeners
from handlers.platforms.slack.manifest import PATH, SCOPES
from handlers.platforms.slack.manners import Bot, Manners
from handlers.platforms.slack.render import Message
from handlers.platforms.slack.troubles import REVOKED, code_of, for_admin
from handlers.platforms.slack.wire import from_command

THREADS = 4  # that ask the desk; more would only wait for the interpreter's lock
RETRIES = 3  # after a 429, each when Slack says
SLACK = "https://slack.com/api/"
MOST_BYTES = 1_000_000  # of a request; Slack's largest, a form with its texts, has some tens of thousands
TOKEN_SECONDS = 600.0  # between two looks at whether the token still holds

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


class NotServed(Exception):
    """Slack cannot be served; the text is a sentence for whoever runs the bot."""


class Client(AsyncWebClient):
    """Slack's client, which tells its owner about a token that holds no more and a scope that is missing."""

    noticed: Callable[[SlackApiError], None] = staticmethod(lambda _: None)

    async def api_call(self, *args: Any, **given: Any) -> AsyncSlackResponse:
        """Call a method; an error is noticed and raised on."""
        try:
            return await super().api_call(*args, **given)
        except SlackApiError as trouble:
            self.noticed(trouble)
            raise


class SlackBot:
    """Serves Slack from ``start`` to ``stop``."""

    def __init__(self, way: Way, desk: Desk, store: Store, *, clock: Callable[[], datetime], health: Health, sheet: Sheet | None = None,
                 link: Callable[[File], str] | None = None, pages: Sequence[web.RouteDef] = ()) -> None:
        self._way, self._desk, self._store, self._clock, self._health, self._sheet = way, desk, store, clock, health, sheet
        self._link, self._pages = link, pages
        self._pool = ThreadPoolExecutor(THREADS, "slack-desk")
        self._regular: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None
        self._sockets: Sockets | None = None
        self._runner: web.AppRunner | None = None
        self.floor: Floor
        self.app: AsyncApp
        self.port = 0
        health.expect("slack")

    async def start(self) -> None:
        """Connect, and answer from now on.

        Raises:
            NotServed: a token is missing or refused; the sentence says which and what to do.
        """
        self._check_way()
        self._session = aiohttp.ClientSession()
        client, bare = self._client(RETRIES), self._client(0)
        try:
            bot = await self._bot(client)
            self.floor = Floor(desk=self._desk, store=self._store, client=client, bare=bare, bot=bot, manners=self._way.manners,
                               clock=self._clock, pool=self._pool, sheet=self._sheet, link=self._link)
            self.app = make_app(client, self._way.signing_secret)
            Listeners(self.floor).register(self.app)
            await self._open(client)
        except SlackApiError as trouble:
            self._health.note("slack", works=False, says=for_admin(trouble))
            await self.stop()
            raise NotServed(f"Slack cannot be served. {for_admin(trouble)}") from trouble
        self._regular += [asyncio.create_task(self.floor.sender.flush_regularly()), asyncio.create_task(self._watch_token(client))]

    async def _open(self, client: AsyncWebClient) -> None:
        if self._way.port is not None or not self._way.socket:
            await self._serve_pages()
        if self._way.socket:
            assert self._way.app_token is not None  # noqa: S101  # checked before anything was opened
            self._sockets = Sockets(self.app, client, self._way.app_token.reveal(), self._health, self._undelivered, ping_seconds=self._way.ping_seconds)
            await self._sockets.open()
            self._regular.append(asyncio.create_task(self._sockets.watch()))
        else:
            self._health.note("slack", works=True, says=f"Slack is served over HTTP on port {self.port}.")

    def _check_way(self) -> None:
        if self._way.socket and self._way.app_token is None:
            raise NotServed("Socket Mode needs FACTBOX_SLACK_APP_TOKEN, which begins with xapp-. Make it at api.slack.com/apps under Basic Information, "
                            "App-Level Tokens, with the scope connections:write.")
        if not self._way.socket and self._way.signing_secret is None:
            raise NotServed("HTTP needs FACTBOX_SLACK_SIGNING_SECRET. It stands at api.slack.com/apps under Basic Information, Signing Secret.")

    def _client(self, retries: int) -> Client:
        """A client with our token and nothing from the environment; it tries again only after a 429, since another repeat could post twice."""
        again = [AsyncRateLimitErrorRetryHandler(max_retry_count=retries)] if retries else []
        client = Client(token=self._way.bot_token.reveal(), base_url=self._way.api, session=self._session, retry_handlers=again)
        client.noticed = self._noticed  # type: ignore[method-assign]
        return client

    def _noticed(self, trouble: SlackApiError) -> None:
        code = code_of(trouble)
        if code in REVOKED or code in ("missing_scope", "messages_tab_disabled"):
            if self._health.note("slack", works=code not in REVOKED, says=for_admin(trouble)):
                log.error("slack: %s", for_admin(trouble))

    async def _bot(self, client: AsyncWebClient) -> Bot:
        told = await client.auth_test()
        held = {s.strip() for s in str(told.headers.get("x-oauth-scopes", "")).split(",") if s.strip()}
        for scope in sorted(set(SCOPES) - held) if held else ():
            log.warning("the scope %s is missing: it is needed for %s. Add it under OAuth & Permissions and install the app again", scope, SCOPES[scope])
        return Bot(str(told["team_id"]), str(told["user_id"]), str(told.get("user") or "Factbox"), str(told.get("enterprise_id") or ""), str(told.get("url") or ""))

    async def _watch_token(self, client: AsyncWebClient) -> None:
        while True:
            await asyncio.sleep(TOKEN_SECONDS)
            with suppress(SlackApiError, aiohttp.ClientError, TimeoutError):  # what is wrong was noticed by the client already
                await client.auth_test()

    async def _undelivered(self, payload: dict[str, Any], body: str) -> None:
        """An answer whose socket closed under it goes to the address that came with the command."""
        asked = from_command(payload)
        if asked.response_url and body.startswith("{"):
            answer = json.loads(body)
            await self.floor.sender.whisper(asked, Message(answer["text"], answer["blocks"]))

    # ── HTTP ────────────────────────────────────────────────────────────────────────────────────
    async def _serve_pages(self) -> None:
        pages = web.Application(client_max_size=MOST_BYTES)
        pages.add_routes([*routes(self._health), *self._pages])
        if not self._way.socket:
            pages.router.add_post(PATH, self._take)
        self._runner = web.AppRunner(pages, access_log=None, shutdown_timeout=10)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, self._way.host, self._way.port if self._way.port is not None else 3000)
            await site.start()
        except OSError as trouble:
            raise NotServed(f"Port {self._way.port} of {self._way.host} cannot be opened ({trouble.strerror}). Set FACTBOX_HTTP_PORT to a free one.") from trouble
        self.port = self._runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """One request of Slack's. What cannot be read is refused with 400, what is not signed with 401."""
        began = time.perf_counter()
        try:
            asked = await to_bolt_request(request)
        except (ValueError, UnicodeDecodeError):
            return web.Response(status=400, text="This is no request of Slack's.")
        response = await self.app.async_dispatch(asked)
        self._health.counted("slack", "http", str(response.status), time.perf_counter() - began)
        return await to_aiohttp_response(response)

    # ── stopping ────────────────────────────────────────────────────────────────────────────────
    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, then close."""
        for task in self._regular:
            task.cancel()
        await asyncio.gather(*self._regular, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        if hasattr(self, "floor"):
            await self._finish()
        if self._sockets is not None:
            await self._sockets.close()
            await self._finish()
        if self._session is not None:
            await self._session.close()
        self._pool.shutdown(wait=True)
        self._health.note("slack", works=False, says="Slack has been stopped.")

    async def _finish(self) -> None:
        left = await self.floor.finish()
        if left:
            log.error("%d answers were still in hand when the time to stop was over", left)


def make_app(client: AsyncWebClient, signing_secret: Secret | None) -> AsyncApp:
    """Bolt's app, made of nothing but what it is handed."""
    with _without_slack_variables():
        return AsyncApp(name="factbox", client=client, signing_secret=signing_secret.reveal() if signing_secret else "", process_before_response=True,
                        logger=logging.getLogger("slack_bolt"), request_verification_enabled=True, attaching_function_token_enabled=False,
                        ssl_check_enabled=False)


@contextmanager
def _without_slack_variables() -> Iterator[None]:
    """SLACK_* in the environment would change Bolt's app silently (SLACK_CLIENT_ID alone turns it into another kind), so it does not see them."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
