"""A strict Slack on 127.0.0.1 for the real AsyncApp, AsyncWebClient and Socket Mode. It refuses what Slack refuses and notes what it showed."""

import asyncio
import hashlib
import hmac
import io
import itertools
import json
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from tests.slack_fake_blocks import Refused, check_message, check_view, pings, words_in

TEAM, BOT_USER, BOT_TOKEN, APP_TOKEN, SECRET = "T0NEWS", "U0BOT", "xoxb-test-bot-token", "xapp-test-app-token", "test-signing-secret"
SCOPES = "commands,app_mentions:read,chat:write,im:history,im:write,users:read,channels:read,groups:read,files:read,files:write"
RESERVED = frozenset("status me away dnd shrug remind msg feed who collapse expand leave join open search topic mute pro shortcuts "
                     "archive active call dm invite kick remove rename apps".split())
ACK_SECONDS = TRIGGER_SECONDS = 3.0
_count = itertools.count(1)

Body = dict[str, Any]


@dataclass
class Message:
    """Something that was shown. ``to`` is the one person who saw it, "" for everybody in the channel; ``ts`` its timestamp."""

    channel: str
    body: Body
    to: str = ""
    ts: str = ""
    thread: str = ""
    way: str = ""

    @property
    def words(self) -> str:
        """All that its blocks show."""
        return words_in(self.body.get("blocks") or [])

    @property
    def text(self) -> str:
        """Its fallback text."""
        return str(self.body.get("text") or "")

    def button(self, label: str) -> Body:
        """The button with a label."""
        drawn = [e for b in self.body.get("blocks") or [] if b["type"] == "actions" for e in b["elements"]]
        return next(b for b in drawn if b["text"]["text"].startswith(label))


@dataclass
class Channel:
    """A channel: whether the bot is in it, whether other organisations read it, whether the bot may see it."""

    member: bool = True
    shared: bool = False
    private: bool = False
    archived: bool = False


@dataclass
class Fake:
    """Slack. ``enforce_rate`` holds chat.postMessage to one a second and channel; ``refuse`` answers a method with an error code."""

    enforce_rate: bool = False
    refuse: dict[str, str] = field(default_factory=dict)
    scopes: str = SCOPES
    users: dict[str, Body] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    shown: list[Message] = field(default_factory=list)
    calls: list[tuple[str, Body]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    views: list[Body] = field(default_factory=list)
    files: list[Body] = field(default_factory=list)
    shared: dict[str, tuple[Body, bytes]] = field(default_factory=dict)  # files that people shared, and what is in them
    fetches: list[Body] = field(default_factory=list)
    acks: dict[str, list[Body | None]] = field(default_factory=dict)
    mute: bool = False  # sockets stay open and nothing comes over them any more, pongs included
    rate_limited: int = 0
    joined: int = 1
    opened: int = 0

    def __post_init__(self) -> None:
        self.sockets: list[web.WebSocketResponse] = []
        self._triggers: dict[str, float] = {}
        self._urls: dict[str, tuple[int, str, str]] = {}
        self._uploads: dict[str, bytes] = {}
        self._last_post: dict[str, float] = {}
        self._arrived = asyncio.Event()
        self.port = 0

    # ── being there ─────────────────────────────────────────────────────────────────────────────
    async def start(self) -> "Fake":
        """Listen on a free port."""
        app = web.Application(client_max_size=2**27)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{key}", self._respond)
        app.router.add_post("/upload/{key}", self._upload)
        app.router.add_get("/link", self._link)
        app.router.add_get("/files-pri/{key}/{name}", self._fetch)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self.session = aiohttp.ClientSession()
        return self

    async def stop(self) -> None:
        """Go away."""
        await self.session.close()
        for socket in list(self.sockets):
            await socket.close()
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        """The address of the web API."""
        return f"http://127.0.0.1:{self.port}/api/"

    def channel(self, name: str) -> Channel:
        """A channel; a direct message always has the bot in it."""
        return self.channels.setdefault(name, Channel())

    async def until(self, count: int, seconds: float = 5.0) -> list[Message]:
        """Wait until so many messages were shown, or fail."""
        async with asyncio.timeout(seconds):
            while len(self.shown) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.shown

    # ── the web API ─────────────────────────────────────────────────────────────────────────────
    async def _api(self, request: web.Request) -> web.Response:
        method, raw = request.match_info["method"], await request.read()
        as_json = request.content_type == "application/json"
        body = json.loads(raw or b"{}") if as_json else {k: v[0] for k, v in urllib.parse.parse_qs(raw.decode()).items()}
        body |= dict(request.query)
        self.calls.append((method, body))
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        try:
            if method in self.refuse:
                raise Refused(self.refuse[method])
            answer = getattr(self, "_" + re.sub(r"[.A-Z]", lambda m: "_" + m.group().strip(".").lower(), method))(body)
        except Refused as refused:
            self.refusals.append(f"{method}: {refused}")
            code = str(refused).partition(":")[0]
            if code == "ratelimited":
                return web.json_response({"ok": False, "error": code}, status=429, headers={"Retry-After": "1"})
            return web.json_response({"ok": False, "error": code, "needed": "users:read"})
        return web.json_response({"ok": True} | answer, headers={"x-oauth-scopes": self.scopes})

    def _auth_test(self, body: Body) -> Body:
        return {"url": "https://newsroom.slack.com/", "team": "Newsroom", "user": "factbox", "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT"}

    def _apps_connections_open(self, body: Body) -> Body:
        self.opened += 1
        return {"url": f"ws://127.0.0.1:{self.port}/link?n={self.opened}"}

    def _users_info(self, body: Body) -> Body:
        standing = {"id": body["user"], "team_id": TEAM, "name": "reporter", "real_name": "A Reporter", "tz": "Europe/Berlin", "is_restricted": False,
                    "is_ultra_restricted": False, "is_bot": False}
        return {"user": standing | self.users.get(body["user"], {})}

    def _conversations_info(self, body: Body) -> Body:
        channel = self.channel(body["channel"])
        if channel.private and not channel.member:
            raise Refused("channel_not_found")
        return {"channel": {"id": body["channel"], "is_member": channel.member, "is_ext_shared": channel.shared, "is_private": channel.private}}

    def _users_conversations(self, body: Body) -> Body:
        return {"channels": [{"id": f"C{n}"} for n in range(self.joined)]}

    def _users_list(self, body: Body) -> Body:
        return {"members": [{"id": "USLACKBOT"}, {"id": "U8", "is_bot": True}, {"id": "U1"}]}

    def _chat_schedule_message(self, body: Body) -> Body:
        return {"scheduled_message_id": "Q1"}

    def _chat_delete_scheduled_message(self, body: Body) -> Body:
        return {}

    def _conversations_open(self, body: Body) -> Body:
        return {"channel": {"id": "D" + body["users"][1:]}}

    def _chat_post_message(self, body: Body) -> Body:
        channel = "D" + body["channel"][1:] if body["channel"].startswith("U") else body["channel"]
        self._may_post(channel)
        check_message(body)
        self._nobody_pinged(body)
        now = time.monotonic()
        if self.rate_limited > 0 or (self.enforce_rate and now - self._last_post.get(channel, -9.0) < 1.0):
            self.rate_limited = max(0, self.rate_limited - 1)
            raise Refused("ratelimited")
        self._last_post[channel] = now
        ts = self._ts()
        self._show(Message(channel, body, "", ts, str(body.get("thread_ts") or ""), "post"))
        return {"channel": channel, "ts": ts, "message": {"text": body.get("text")}}

    def _chat_post_ephemeral(self, body: Body) -> Body:
        self._may_post(body["channel"])
        check_message(body)
        self._nobody_pinged(body)
        ts = self._ts()
        self._show(Message(body["channel"], body, body["user"], ts, str(body.get("thread_ts") or ""), "ephemeral"))
        return {"message_ts": ts}

    def _chat_update(self, body: Body) -> Body:
        found = next((m for m in self.shown if m.ts == body["ts"] and m.channel == body["channel"]), None)
        if found is None or found.to:
            raise Refused("message_not_found")  # an ephemeral message cannot be updated
        check_message(body, most_text=4000)
        found.body = body
        return {"ts": body["ts"], "channel": body["channel"]}

    def _views_open(self, body: Body) -> Body:
        trigger = body["trigger_id"]
        if trigger not in self._triggers:
            raise Refused("invalid_trigger_id")
        given = self._triggers.pop(trigger)  # single use, whether it came in time or not
        if time.monotonic() - given > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        check_view(body["view"])
        self.views.append(body["view"])
        return {"view": {"id": f"V{len(self.views)}", "hash": "h"}}

    def _views_publish(self, body: Body) -> Body:
        check_view(body["view"])
        self.views.append(body["view"])
        return {"view": {"id": f"V{len(self.views)}"}}

    def _files_get_upload_u_r_l_external(self, body: Body) -> Body:
        key = f"F{next(_count)}"
        self._uploads[key] = b""
        return {"upload_url": f"http://127.0.0.1:{self.port}/upload/{key}", "file_id": key}

    def _files_complete_upload_external(self, body: Body) -> Body:
        channel = body.get("channel_id", "")
        files = json.loads(body["files"]) if isinstance(body["files"], str) else body["files"]
        if not channel.startswith("D") and not self.channel(channel).member:
            raise Refused("not_in_channel")  # after the bytes went up
        self._nobody_pinged({"text": body.get("initial_comment", "")})
        self.files += [f | {"channel": channel, "content": self._uploads[f["id"]], "comment": body.get("initial_comment", "")} for f in files]
        return {"files": files}

    def _files_info(self, body: Body) -> Body:
        if "files:read" not in self.scopes:
            raise Refused("missing_scope")
        if body["file"] not in self.shared:
            raise Refused("file_not_found")
        return {"file": self.shared[body["file"]][0]}

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        """A shared file: to whoever has the token and the scope, else the page for signing in, as Slack does it."""
        key, allowed = request.match_info["key"], request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}"
        self.fetches.append({"key": key, "allowed": allowed})
        if not allowed or "files:read" not in self.scopes:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        if key not in self.shared:
            return web.Response(status=404)
        told, content = self.shared[key]
        if told.get("redirect"):
            return web.Response(status=302, headers={"Location": told["redirect"]})
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        await response.prepare(request)  # in chunks: the length is not told
        await response.write(content)
        await response.write_eof()
        return response

    def share(self, name: str, content: bytes, **more: Any) -> Body:
        """A file that somebody has shared, as a message's payload tells of it; ``more`` changes what is told."""
        key = f"F{next(_count)}"
        told = {"id": key, "name": name, "title": name, "mode": "hosted", "is_external": False, "size": len(content), "filetype": "xlsx",
                "url_private": f"http://127.0.0.1:{self.port}/files-pri/{key}/{name}",
                "url_private_download": f"http://127.0.0.1:{self.port}/files-pri/{key}/{name}"} | more
        self.shared[key] = (told, content)
        return told

    def _may_post(self, channel: str) -> None:
        if channel.startswith("D"):
            return
        state = self.channel(channel)
        if state.archived:
            raise Refused("is_archived")
        if not state.member:
            raise Refused("channel_not_found" if state.private else "not_in_channel")

    async def _upload(self, request: web.Request) -> web.Response:
        self._uploads[request.match_info["key"]] = await request.read()
        return web.Response(text="OK")

    async def _respond(self, request: web.Request) -> web.Response:
        key, body = request.match_info["key"], await request.json()
        uses, channel, user = self._urls[key]
        if uses >= 5:
            self.refusals.append("response_url: used_url")
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        self._urls[key] = (uses + 1, channel, user)
        if body.get("delete_original"):
            return web.Response(text="ok")
        try:
            check_message(body)
            self._nobody_pinged(body)
        except Refused as refused:
            self.refusals.append(f"response_url: {refused}")
            return web.json_response({"ok": False, "error": str(refused)}, status=400)
        to = user if body.get("response_type", "ephemeral") == "ephemeral" else ""
        self._show(Message(channel, body, to, self._ts(), str(body.get("thread_ts") or ""), "response_url"))
        return web.Response(text="ok")

    def _nobody_pinged(self, body: Body) -> None:
        if found := pings(body):
            raise Refused(f"somebody would be pinged: {found}")

    def _show(self, message: Message) -> None:
        self.shown.append(message)
        self._arrived.set()

    def _ts(self) -> str:
        return f"17334{next(_count):05d}.000100"

    # ── what people do ──────────────────────────────────────────────────────────────────────────
    def install(self, manifest: Body) -> None:
        """Take an app's manifest, or refuse it as Slack does."""
        commands = manifest["features"]["slash_commands"]
        if len(commands) > 50:
            raise Refused("too many commands")
        for command in commands:
            name = command["command"].removeprefix("/")
            if name in RESERVED or len(command["command"]) > 32:
                raise Refused(f"the command list is refused: {command['command']}")
        self.commands = {c["command"] for c in commands}

    def trigger(self) -> str:
        """A fresh trigger_id."""
        key = f"{next(_count)}.{next(_count)}.trigger"
        self._triggers[key] = time.monotonic()
        return key

    def url(self, channel: str, user: str) -> str:
        """A fresh response_url."""
        key = f"r{next(_count)}"
        self._urls[key] = (0, channel, user)
        return f"http://127.0.0.1:{self.port}/respond/{key}"

    def command(self, command: str, text: str = "", *, channel: str = "C1", user: str = "U1", team: str = TEAM) -> Body:
        """A slash command's payload."""
        return {"token": "x", "team_id": team, "team_domain": "newsroom", "channel_id": channel, "channel_name": "breaking", "user_id": user,
                "user_name": "a", "command": command, "text": text, "api_app_id": "A1", "is_enterprise_install": "false",
                "response_url": self.url(channel, user), "trigger_id": self.trigger()}

    def event(self, event: Body, *, team: str = TEAM, event_id: str = "", shared: bool = False) -> Body:
        """An event's payload."""
        return {"token": "x", "team_id": team, "api_app_id": "A1", "type": "event_callback", "event_id": event_id or f"Ev{next(_count)}",
                "event_time": 1, "is_ext_shared_channel": shared, "event": event,
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "enterprise_id": None, "is_enterprise_install": False}]}

    def mention(self, text: str, *, channel: str = "C1", user: str = "U1", thread: str = "", **more: Any) -> Body:
        """A mention's payload; ``files`` are what was sent along."""
        files = more.pop("files", ())
        event = {"type": "app_mention", "user": user, "text": f"<@{BOT_USER}> {text}", "ts": self._ts(), "channel": channel}
        return self.event(event | ({"thread_ts": thread} if thread else {}) | ({"files": files} if files else {}), **more)

    def direct(self, text: str, *, user: str = "U1", **more: Any) -> Body:
        """A direct message's payload; ``files`` are what was sent along."""
        files = more.pop("files", ())
        event = {"type": "message", "channel_type": "im", "user": user, "text": text, "ts": self._ts(), "channel": "D" + user[1:]}
        return self.event(event | ({"subtype": "file_share", "files": files, "upload": False} if files else {}), **more)

    def press(self, message: Message, label: str = "", *, user: str = "U1", button: Body | None = None, team: str = TEAM) -> Body:
        """What pressing a button of a message sends."""
        pressed = button or message.button(label)
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": bool(message.to)}
        return {"type": "block_actions", "team": {"id": team, "domain": "newsroom"}, "user": {"id": user, "team_id": team}, "token": "x",
                "container": container | ({"thread_ts": message.thread} if message.thread else {}), "channel": {"id": message.channel},
                "trigger_id": self.trigger(), "response_url": self.url(message.channel, user), "actions": [pressed]}

    def shortcut(self, text: str, *, callback: str = "save_as_fact", channel: str = "C1", user: str = "U1") -> Body:
        """What choosing the message shortcut sends."""
        return {"type": "message_action", "callback_id": callback, "trigger_id": self.trigger(), "team": {"id": TEAM, "domain": "newsroom"},
                "user": {"id": user, "team_id": TEAM}, "channel": {"id": channel}, "message_ts": "1733480000.000100",
                "message": {"type": "message", "text": text, "ts": "1733480000.000100"}, "response_url": self.url(channel, user), "token": "x"}

    def submit(self, view: Body, values: dict[str, str], *, user: str = "U1", view_id: str = "") -> Body:
        """What sending a form sends; fields not given hold what they began with."""
        state: Body = {}
        for block in (b for b in view["blocks"] if b["type"] == "input"):
            name, element = block["block_id"], block["element"]
            if element["type"] == "static_select":
                chosen = values.get(name) or element["initial_option"]["value"]
                state[name] = {name: {"type": "static_select", "selected_option": {"value": chosen}}}
            else:
                state[name] = {name: {"type": "plain_text_input", "value": values.get(name, element.get("initial_value"))}}
        sent = {"id": view_id or f"V{next(_count)}", "callback_id": view["callback_id"], "type": "modal", "state": {"values": state}, "hash": "h",
                "private_metadata": view.get("private_metadata", "")}
        return {"type": "view_submission", "team": {"id": TEAM, "domain": "newsroom"}, "user": {"id": user, "team_id": TEAM}, "token": "x",
                "trigger_id": self.trigger(), "view": sent, "response_urls": []}

    def took(self, payload: Body, reply: Body | str | None) -> Message | None:
        """Show what a command was answered with in the reply itself; refuse it as Slack would."""
        if not reply:
            return None
        body: Body = {"text": reply} if isinstance(reply, str) else reply
        try:
            check_message(body)
            self._nobody_pinged(body)
        except Refused as refused:
            self.refusals.append(f"reply: {refused}")
            raise
        to = payload["user_id"] if body.get("response_type", "ephemeral") == "ephemeral" else ""
        self._show(Message(payload["channel_id"], body, to, self._ts(), "", "reply"))
        return self.shown[-1]

    # ── over HTTP ───────────────────────────────────────────────────────────────────────────────
    async def post(self, address: str, payload: Body, *, secret: str = SECRET, age: float = 0, retry: int = 0,
                   raw: bytes | None = None) -> tuple[int, Any]:
        """Send a payload, signed; status and what came back. Slower than three seconds fails."""
        if raw is None:
            raw = _encoded(payload)
        kind = "application/json" if raw.startswith(b"{") else "application/x-www-form-urlencoded"
        at = str(int(time.time() - age))
        signature = "v0=" + hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + raw, hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        began = time.monotonic()
        async with self.session.post(address, data=io.BytesIO(raw), headers=headers) as response:
            text = await response.text()
            assert time.monotonic() - began < ACK_SECONDS, "Slack gave up waiting"
            return response.status, json.loads(text) if response.content_type == "application/json" and text else text

    # ── over sockets ────────────────────────────────────────────────────────────────────────────
    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.sockets) >= 10:
            await socket.close()
            return socket
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets), "connection_info": {"app_id": "A1"}})
        async for message in socket:
            if message.type == WSMsgType.PING and not self.mute:
                await socket.pong(message.data)
            if message.type == WSMsgType.TEXT:
                told = json.loads(message.data)
                self.acks.setdefault(told["envelope_id"], []).append(told.get("payload"))
                self._arrived.set()
        self.sockets.remove(socket)
        return socket

    async def send(self, payload: Body, *, envelope: str = "", retry: int = 0, wait: bool = True, socket: int = 0) -> Any:
        """Send a payload in an envelope and wait for its acknowledgement; what came with it. None of it within three seconds fails."""
        kind = "slash_commands" if "command" in payload else "events_api" if payload.get("type") == "event_callback" else "interactive"
        key = envelope or f"e{next(_count)}"
        seen = len(self.acks.get(key, []))
        await self.sockets[socket].send_json({"envelope_id": key, "type": kind, "accepts_response_payload": kind != "events_api", "payload": payload}
                                             | ({"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}))
        if not wait:
            return key
        async with asyncio.timeout(ACK_SECONDS):
            while len(self.acks.get(key, [])) <= seen:
                self._arrived.clear()
                await self._arrived.wait()
        return self.acks[key][-1]


def _encoded(payload: Body) -> bytes:
    if "command" in payload:
        return urllib.parse.urlencode(payload).encode()
    if payload.get("type") in ("event_callback", "url_verification"):
        return json.dumps(payload).encode()
    return urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
