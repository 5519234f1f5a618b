"""Signed HTTP ``status`` through Bolt on a story of a million revisions, beside Bolt's own no-op, in turns within one run.

    python tests/bench/slack.py [--quick] [--keep DIR]

Both servers are processes of their own on this machine, each with the same middleware: signature, authorisation, one listener.
The no-op's listener returns an empty reply. Prints a JSON line a measurement: commands a second, milliseconds of CPU a command,
and p50/p99 in milliseconds as the sender sees them. Nothing is asserted.
"""

import argparse
import asyncio
import hashlib
import hmac
import itertools
import os
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOUSE))

import aiohttp  # noqa: E402  # the house is found only now

from briefings import open_store  # noqa: E402
from briefings.store import Store  # noqa: E402
from tests.bench.asks import LARGE, QUICK_LARGE, opened, spread, tell  # noqa: E402
from tests.bench.big_story import SLUG  # noqa: E402
from tests.slack_fake import BOT_TOKEN, SECRET, Fake  # noqa: E402

NOOP, OURS = "bolt no-op", "status"
AT_ONCE = 8  # commands under way at a time, where throughput is measured
_TICKS = os.sysconf("SC_CLK_TCK")
_count = itertools.count(1)


# ── the two servers ─────────────────────────────────────────────────────────────────────────────
async def serve(which: str, api: str, database: str) -> None:
    """One server in this process, until it is killed; its port is printed."""
    from bot.health import Health
    from bot.slack import SlackBot, Way, make_app
    from config.readers import Secret
    from handlers.desk import Desk
    from handlers.platforms.slack.manners import Manners

    if which == OURS:
        store = open_store(database, clock=lambda: datetime.now(UTC))
        way = Way(Secret(BOT_TOKEN), None, Secret(SECRET), socket=False, port=0, manners=Manners(story=SLUG), api=api)
        bot = SlackBot(way, Desk(store, default=SLUG), store, clock=lambda: datetime.now(UTC), health=Health())
        await bot.start()
        print(bot.port, flush=True)
    else:
        from slack_bolt.async_app import AsyncAck
        from slack_sdk.web.async_client import AsyncWebClient

        from bot.slack_pages import Pages

        app = make_app(AsyncWebClient(token=BOT_TOKEN, base_url=api), Secret(SECRET))

        @app.command("/brief")
        async def nothing(ack: AsyncAck) -> None:
            await ack()

        pages = Pages(Health())
        await pages.open("127.0.0.1", 0, app)
        print(pages.port, flush=True)
    await asyncio.Event().wait()


class Server:
    """One of the two servers, in a child process."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process, self.address = process, f"http://127.0.0.1:{port}/slack/events"

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


async def started(which: str, api: str, database: str) -> Server:
    """Start one and wait until it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", which, "--api", api, "--database", database, stdout=asyncio.subprocess.PIPE, cwd=HOUSE
    )
    assert process.stdout is not None
    return Server(process, int(await process.stdout.readline()))


# ── sending ─────────────────────────────────────────────────────────────────────────────────────
def signed(text: str) -> tuple[bytes, dict[str, str]]:
    """A slash command as Slack sends it, never the same twice."""
    form = {
        "token": "x",
        "team_id": "T0NEWS",
        "channel_id": "C1",
        "channel_name": "breaking",
        "user_id": "U1",
        "user_name": "a",
        "command": "/brief",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/r",
        "trigger_id": f"{time.time_ns()}.{next(_count)}",
    }
    body, at = urllib.parse.urlencode(form).encode(), str(int(time.time()))
    signature = "v0=" + hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return body, {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}


async def command(session: aiohttp.ClientSession, server: Server, text: str) -> float:
    """Milliseconds until a command was answered."""
    body, headers = signed(text)
    began = time.perf_counter()
    async with session.post(server.address, data=body, headers=headers) as response:
        await response.read()
        assert response.status == 200, response.status  # a refused command measures nothing
    return (time.perf_counter() - began) * 1000


async def one_by_one(session: aiohttp.ClientSession, server: Server, text: str, count: int) -> list[float]:
    """Latencies of commands sent one after the other."""
    return [await command(session, server, text) for _ in range(count)]


async def at_once(session: aiohttp.ClientSession, server: Server, text: str, count: int) -> tuple[float, float]:
    """Commands a second with several under way, and milliseconds of CPU for each."""
    used, began = server.cpu(), time.perf_counter()
    await asyncio.gather(*(one_by_one(session, server, text, count // AT_ONCE) for _ in range(AT_ONCE)))
    done = count // AT_ONCE * AT_ONCE
    return done / (time.perf_counter() - began), (server.cpu() - used) / done * 1000


# ── the run ─────────────────────────────────────────────────────────────────────────────────────
async def measure(api: str, database: str, store: Store, text: str, *, rounds: int, each: int) -> None:
    """Both servers in turns, then the first answer after each change."""
    servers = {which: await started(which, api, database) for which in (NOOP, OURS)}
    latencies: dict[str, list[float]] = {which: [] for which in servers}
    rates: dict[str, list[tuple[float, float]]] = {which: [] for which in servers}
    try:
        async with aiohttp.ClientSession() as session:
            for server in servers.values():
                await one_by_one(session, server, text, 20)
            for _ in range(rounds):
                for which, server in servers.items():
                    latencies[which] += await one_by_one(session, server, text, each)
                    rates[which].append(await at_once(session, server, text, each * 2))
            after, noop, cpu = await _after_changes(session, servers, store, text, rounds * 4)
    finally:
        for server in servers.values():
            server.process.kill()
            await server.process.wait()
    _report(latencies, rates)
    tell("status, the first after a change", "ms", **spread(after), cpu=round(cpu, 3))
    tell("bolt no-op beside it", "ms", **spread(noop))
    tell("the first after a change to the no-op beside it", "times", p50=round(spread(after)["p50"] / spread(noop)["p50"], 2))


async def _after_changes(
    session: aiohttp.ClientSession, servers: dict[str, Server], store: Store, text: str, count: int
) -> tuple[list[float], list[float], float]:
    """Latencies of the first answer after a change, and of the no-op in between; CPU of one such answer in milliseconds."""
    after, noop, used = [], [], 0.0
    for _ in range(count):
        with store.writing(SLUG) as writing:
            assert writing.story is not None
            writing.keep_story(writing.story, pack_digest=writing.pack_digest)
        before = servers[OURS].cpu()
        after.append(await command(session, servers[OURS], text))
        used += servers[OURS].cpu() - before
        noop.append(await command(session, servers[NOOP], text))
    return after, noop, used / count * 1000


def _report(latencies: dict[str, list[float]], rates: dict[str, list[tuple[float, float]]]) -> None:
    middle: dict[str, dict[str, float]] = {}
    for which in latencies:
        ranked = sorted(rates[which])
        per_second, cpu = ranked[len(ranked) // 2][0], sorted(c for _, c in rates[which])[len(ranked) // 2]
        middle[which] = spread(latencies[which]) | {"per_second": per_second, "cpu": cpu}
        tell(which, "ms", **spread(latencies[which]))
        tell(f"{which}, {AT_ONCE} at once", "commands/s", p50=round(per_second), n=len(ranked))
        tell(f"{which}, CPU a command", "ms", p50=round(cpu, 4), n=len(ranked))
    ours, floor = middle[OURS], middle[NOOP]
    tell(
        "status to no-op",
        "times",
        p50=round(ours["p50"] / floor["p50"], 2),
        cpu=round(ours["cpu"] / max(floor["cpu"], 1e-9), 2),
        per_second=round(floor["per_second"] / ours["per_second"], 2),
        p99_behind_ms=round(ours["p99"] - floor["p99"], 2),
    )


@contextmanager
def folder_of(keep: Path | None) -> Iterator[Path]:
    """Where made stories go."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


async def run(quick: bool, keep: Path | None) -> None:
    """The whole measurement."""
    fake = await Fake().start()
    try:
        with folder_of(keep) as folder, opened(QUICK_LARGE if quick else LARGE, folder) as bench:
            text = f"status {bench.places[0][0]}"
            await measure(fake.api, f"sqlite:///{bench.path}", bench.store, text, rounds=3 if quick else 10, each=100 if quick else 400)
    finally:
        await fake.stop()


def main() -> None:
    """Read the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--keep", type=Path)
    reader.add_argument("--serve")
    reader.add_argument("--api", default="")
    reader.add_argument("--database", default="")
    given: Any = reader.parse_args()
    asyncio.run(serve(given.serve, given.api, given.database) if given.serve else run(given.quick, given.keep))


if __name__ == "__main__":
    main()
