"""Socket Mode over two connections: while Slack replaces one, the other receives. Each is watched by the age of what came last."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import WSMessage

from bot.health import Health
from handlers.platforms.slack.sdk import (
    AsyncApp,
    AsyncBoltRequest,
    AsyncWebClient,
    BoltResponse,
    SlackApiError,
    SocketModeClient,
    SocketModeRequest,
    build_headers,
    send_async_response,
)
from handlers.platforms.slack.troubles import for_admin

CONNECTIONS = 2  # Slack closes a connection now and then, and its SDK closes the old one before it opens the new one
PING_SECONDS = 10.0
QUIET_PINGS = 3  # pings without any answer after which a connection is taken for dead, whatever it says of itself

Undelivered = Callable[[dict[str, object], str], Awaitable[None]]
log = logging.getLogger("factbox.slack")


class Sockets:
    """The connections of one process. ``undelivered`` is handed the payload and the answer that could not be sent back over its socket."""

    def __init__(
        self, app: AsyncApp, client: AsyncWebClient, app_token: str, health: Health, undelivered: Undelivered, *, ping_seconds: float = PING_SECONDS
    ) -> None:
        self._app, self._client, self._app_token, self._health, self._undelivered = app, client, app_token, health, undelivered
        self._ping = ping_seconds
        self._connections: list[SocketModeClient] = []
        self._last: dict[int, float] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def open(self) -> None:
        """Open the connections.

        Raises:
            SlackApiError: the app token is refused; without this the SDK would try for ever and say nothing.
        """
        for number in range(CONNECTIONS):
            answer = await self._client.apps_connections_open(app_token=self._app_token)
            connection = SocketModeClient(
                app_token=self._app_token,
                web_client=self._client,
                ping_interval=self._ping,
                logger=logging.getLogger("slack_sdk.socket_mode"),
                on_message_listeners=[self._heard(number)],
            )
            connection.wss_uri = str(answer["url"])
            connection.socket_mode_request_listeners.append(self._take)  # type: ignore[arg-type]
            self._connections.append(connection)
            self._last[number] = time.time()
            await connection.connect()  # type: ignore[no-untyped-call]
        await self.look()

    def _heard(self, number: int) -> Callable[[WSMessage], Awaitable[None]]:
        async def heard(_: WSMessage) -> None:
            self._last[number] = time.time()

        return heard

    async def _take(self, connection: SocketModeClient, request: SocketModeRequest) -> None:
        if self._stopping:
            return  # not acknowledged, so Slack hands it to a process that goes on
        task = asyncio.current_task()
        if task is not None:
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        began = time.perf_counter()
        response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request)))
        self._health.counted("slack", request.type, str(response.status), time.perf_counter() - began)
        if response.status != 200:  # nothing of ours listens to it; unacknowledged it would come again and again
            response = BoltResponse(status=200, body="")
        try:
            await send_async_response(connection, request, response, time.time())
        except Exception:
            log.warning("a connection closed under an answer; it goes out by its own address instead")
            if response.body:
                await self._undelivered(dict(request.payload), response.body)

    def age(self, number: int) -> float:
        """Seconds since anything came over a connection: a message, or the answer to a ping."""
        pong = self._connections[number].last_ping_pong_time or 0.0
        return max(0.0, time.time() - max(self._last[number], pong))

    async def look(self) -> None:
        """Note how the connections are, and replace one that has gone quiet."""
        working = 0
        for number, connection in enumerate(self._connections):
            age = self.age(number)
            self._health.quiet.labels("slack", str(number + 1)).set(age)
            if age < self._ping * QUIET_PINGS and await connection.is_connected():
                working += 1
        total = len(self._connections)
        if working == total:
            news = self._health.note("slack", works=True, says=f"Slack is connected, {total} sockets.")
        elif working:
            news = self._health.note("slack", works=True, says=f"Slack is connected over {working} of {total} sockets; the other is being replaced.")
        else:
            news = self._health.note("slack", works=False, says="No socket to Slack answers; they are being replaced. Check the network.")
        if news:
            log.info("slack: %s", self._health.parts["slack"].says)

    async def watch(self) -> None:
        """Look after the connections, until cancelled."""
        while True:
            await asyncio.sleep(self._ping)
            try:
                await self._replace_quiet()
                await self.look()
            except SlackApiError as trouble:
                self._health.note("slack", works=False, says=f"Slack refuses new sockets. {for_admin(trouble)}")
                log.error("slack refuses new sockets: %s", for_admin(trouble))
            except Exception:
                log.exception("looking after the sockets failed; it is tried again")

    async def _replace_quiet(self) -> None:
        for number, connection in enumerate(self._connections):
            if self.age(number) >= self._ping * QUIET_PINGS:
                log.warning("socket %d has been quiet for %.0f seconds and is replaced", number + 1, self.age(number))
                connection.last_ping_pong_time = None
                self._last[number] = time.time()
                await connection.connect_to_new_endpoint(force=True)

    async def finish(self) -> None:
        """Take nothing new, and answer what is in hand."""
        self._stopping = True
        mine = {t for t in self._working if t is not asyncio.current_task()}
        if mine:
            await asyncio.wait(mine, timeout=10)

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            await connection.close()  # type: ignore[no-untyped-call]
