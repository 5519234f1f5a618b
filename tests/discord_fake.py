"""A local Discord for the real client: REST and gateway over real sockets, strict about what discord.py leaves unchecked.

Traps [ran]: the content type must be exactly ``application/json``; a 429 needs a ``Via`` header to be believed; READY needs
``resume_gateway_url``.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from aiohttp import BodyPartReader, web

ME = {"id": "1", "username": "factbox", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
APPLICATION = {
    "id": "1",
    "name": "factbox",
    "description": "",
    "icon": None,
    "bot_public": True,
    "summary": "",
    "flags": 0,
    "bot_require_code_grant": False,
    "verify_key": "",
    "team": None,
    "owner": {**ME, "id": "9", "bot": False},
}
HOUR_MS = 3_600_000
Refusal = tuple[int, dict[str, Any]]


def snowflake(age_ms: int = 0) -> int:
    """The id of a message sent ``age_ms`` ago."""
    import time

    return (int(time.time() * 1000) - age_ms - 1_420_070_400_000) << 22


class Fake:
    """What the client did, and how it is answered. ``refuse`` is asked before each REST call for an error to give instead."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.files: list[tuple[str, bytes]] = []
        self.gateway: list[str] = []
        self.refuse: Callable[[str, str, Any], Refusal | None] = lambda _method, _path, _body: None
        self.guilds: tuple[int, ...] = ()
        self.ready = asyncio.Event()
        self.sockets: list[web.WebSocketResponse] = []
        self._sequence = 0
        self._messages = 0

    def bodies(self, ending: str) -> list[Any]:
        """The bodies of the calls whose path ends so."""
        return [body for _, path, body in self.calls if path.endswith(ending)]

    # ── REST ────────────────────────────────────────────────────────────────────────────────────
    async def rest(self, request: web.Request) -> web.Response:
        """Answer one call."""
        path = request.path.removeprefix("/api")
        body = await self._body(request)
        refusal = self.refuse(request.method, path, body)
        self.calls.append((request.method, path, body))
        if refusal is not None:
            return answer(refusal[1], refusal[0])
        return answer(self._result(request.method, path, body))

    async def _body(self, request: web.Request) -> Any:
        if request.content_type.startswith("multipart/"):
            payload: Any = None
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                content = bytes(await part.read())
                if part.name == "payload_json":
                    payload = json.loads(content)
                else:
                    self.files.append((str(part.filename), content))
            return payload
        return await request.json() if request.can_read_body and request.content_type == "application/json" else None

    def _result(self, method: str, path: str, body: Any) -> Any:
        if path == "/users/@me":
            return ME
        if path == "/oauth2/applications/@me":
            return APPLICATION
        if path == "/gateway/bot":
            url = str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
            return {"url": url, "shards": 1, "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}}
        if path.endswith("/commands"):
            return [{**c, "id": str(100 + i), "application_id": "1", "version": "1", "default_member_permissions": None} for i, c in enumerate(body)]
        if path.endswith("/callback"):
            return {"interaction": {"id": "500", "type": 2}, "resource": {"type": 4, "message": self._message("77", {})}}
        if path == "/users/@me/guilds":
            return [{"id": str(g), "name": "Newsroom", "owner": False, "permissions": "0", "features": []} for g in self.guilds]
        if path == "/users/@me/channels":
            return {"id": "78", "type": 1, "recipients": [{**ME, "id": str(body["recipient_id"]), "bot": False}], "last_message_id": None}
        if "/members/" in path:
            return {
                "user": {**ME, "id": path.rpartition("/")[2], "bot": False},
                "roles": [],
                "joined_at": "2024-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
            }
        if "/messages" in path:
            return [] if method == "GET" else self._message(path.split("/")[2], body or {})
        return {}

    def _message(self, channel: str, body: dict[str, Any]) -> dict[str, Any]:
        self._messages += 1
        return {
            "id": str(900 + self._messages),
            "channel_id": channel,
            "author": ME,
            "content": body.get("content") or "",
            "edited_timestamp": None,
            "timestamp": "2026-01-01T00:00:00+00:00",
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
        }

    # ── gateway ─────────────────────────────────────────────────────────────────────────────────
    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One connection of the client's."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45000}})
        async for message in socket:
            told = json.loads(message.data)
            await self._told(socket, told["op"], told.get("d") or {})
        return socket

    async def _told(self, socket: web.WebSocketResponse, op: int, about: Any) -> None:
        if op == 1:
            await socket.send_json({"op": 11})
        if op == 2:
            self.gateway.append("IDENTIFY")
            await self.dispatch(
                "READY",
                {
                    "v": 10,
                    "user": ME,
                    "guilds": [],
                    "session_id": "s",
                    "application": {"id": "1", "flags": 0},
                    "shard": [0, 1],
                    "resume_gateway_url": str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY),
                },
            )
            self.ready.set()
        if op == 6:
            self.gateway.append(f"RESUME {about['seq']}")
            await self.dispatch("RESUMED", {})

    async def dispatch(self, event: str, about: dict[str, Any]) -> None:
        """Send an event over the newest connection."""
        self._sequence += 1
        await self.sockets[-1].send_json({"op": 0, "t": event, "s": self._sequence, "d": about})

    async def drop(self) -> None:
        """Break the newest connection in a way that may be resumed."""
        await self.sockets[-1].close(code=4000)

    async def joined(self, guild: int, *members: int) -> None:
        """The bot is in a guild; its members are told only when asked for."""
        me = {"user": ME, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
        await self.dispatch(
            "GUILD_CREATE",
            {
                "id": str(guild),
                "name": "Newsroom",
                "owner_id": "9",
                "roles": [],
                "emojis": [],
                "features": [],
                "channels": [],
                "members": [me],
                "threads": [],
                "stickers": [],
                "member_count": 2,
                "verification_level": 0,
                "default_message_notifications": 0,
                "mfa_level": 0,
                "explicit_content_filter": 0,
                "afk_timeout": 60,
                "premium_tier": 0,
                "preferred_locale": "en-US",
                "system_channel_flags": 0,
                "nsfw_level": 0,
                "premium_progress_bar_enabled": False,
                "stage_instances": [],
                "guild_scheduled_events": [],
                "presences": [],
                "voice_states": [],
                "soundboard_sounds": [],
                "unavailable": False,
                "large": False,
            },
        )


def answer(body: Any, status: int = 200) -> web.Response:
    """JSON as discord.py reads it."""
    headers = {"Content-Type": "application/json"} | ({"Via": "1.1 fake"} if status == 429 else {})
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


def limited(seconds: float) -> Refusal:
    """The refusal of somebody who calls too often."""
    return 429, {"message": "You are being rate limited.", "retry_after": seconds, "global": False}


def refused(status: int, code: int) -> Refusal:
    """A refusal with Discord's code."""
    return status, {"code": code, "message": "refused by the fake"}


def interaction(kind: int, about: dict[str, Any], *, guild: int | None = None, number: int = 500) -> dict[str, Any]:
    """A slash command (2) or a completion (4) as the gateway tells it."""
    user = {**ME, "id": "42", "username": "ada", "bot": False}
    place = (
        {
            "guild_id": str(guild),
            "member": {
                "user": user,
                "roles": [],
                "joined_at": "2024-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": "0",
            },
        }
        if guild
        else {"user": user}
    )
    channel: dict[str, Any] = {
        "id": "77",
        "type": 0 if guild else 1,
        "name": "syria-desk",
        "last_message_id": None,
        "recipients": [],
        "permissions": "0",
        "position": 0,
    }
    return {
        "id": str(number),
        "application_id": "1",
        "token": f"token-{number}",
        "version": 1,
        "type": kind,
        "data": about,
        "channel_id": "77",
        "channel": channel,
        "locale": "en-GB",
        "attachment_size_limit": 10_485_760,
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0 if guild else 1,
        **place,
    }


def command(name: str, **options: str) -> dict[str, Any]:
    """The data of a slash command."""
    return {"id": "100", "name": name, "type": 1, "options": [{"type": 3, "name": key, "value": value} for key, value in options.items()]}


@asynccontextmanager
async def fake_discord() -> AsyncIterator[Fake]:
    """A Discord on this machine, to which every client of this process connects while it lasts."""
    fake = Fake()
    app = web.Application(client_max_size=30 * 1024 * 1024)
    app.router.add_get("/gw/", fake.socket)
    app.router.add_route("*", "/api/{path:.*}", fake.rest)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gw/")
    try:
        yield fake
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
        await runner.cleanup()
