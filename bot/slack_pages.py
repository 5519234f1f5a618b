"""The pages a process serves over HTTP: Slack's requests where it is reached so, and how every part is."""

import time
from collections.abc import Sequence

from aiohttp import web

from bot.health import Health, routes
from handlers.platforms.slack.manifest import PATH
from handlers.platforms.slack.sdk import AsyncApp, AsyncBoltRequest, to_aiohttp_response, to_bolt_request

MOST_BYTES = 1_000_000  # of a request; Slack's largest, a form with its texts, has some tens of thousands
CLOSING_SECONDS = 10.0  # for requests that are being answered when the process stops


class Pages:
    """Serves pages from ``open`` to ``close``."""

    def __init__(self, health: Health, more: Sequence[web.RouteDef] = ()) -> None:
        self._health, self._more = health, more
        self._runner: web.AppRunner | None = None
        self._app: AsyncApp | None = None
        self.port = 0

    async def open(self, host: str, port: int, app: AsyncApp | None) -> None:
        """Serve; Slack's requests too where an app is given.

        Raises:
            OSError: the port cannot be opened.
        """
        pages = web.Application(client_max_size=MOST_BYTES)
        pages.add_routes([*routes(self._health), *self._more])
        if app is not None:
            self._app = app
            pages.router.add_post(PATH, self._take)
        self._runner = web.AppRunner(pages, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.port = self._runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """One request of Slack's. What cannot be read is refused with 400, what is not signed by Slack, or is old, with 401."""
        assert self._app is not None  # noqa: S101  # the page exists only with it
        began = time.perf_counter()
        asked = await _read(request)
        if asked is None:
            return web.Response(status=400, text="This is no request of Slack's.")
        response = await self._app.async_dispatch(asked)
        self._health.counted("slack", "http", str(response.status), time.perf_counter() - began)
        return await to_aiohttp_response(response)

    async def close(self) -> None:
        """Take no more, and answer what is being answered."""
        if self._runner is not None:
            await self._runner.cleanup()


async def _read(request: web.Request) -> AsyncBoltRequest | None:
    """The request as Bolt reads it; None for a body that is none of Slack's: no form, no JSON, or JSON of another shape."""
    try:
        asked = await to_bolt_request(request)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    parts = [asked.body] + [asked.body.get(name, {}) for name in ("event", "view") if isinstance(asked.body, dict)]
    return asked if all(isinstance(part, dict) for part in parts) else None
