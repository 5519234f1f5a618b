"""What a slash command costs on Discord, from the gateway's payload to the callback's body, beside the library's own no-op.

    python tests/bench/discord.py [--quick] [--keep DIR]

``--quick`` is the same on less; ``--keep`` leaves the made story in a folder and takes it from there the next time. The real client
parses the payload, its command tree finds the command, the desk answers from a story of a million revisions, the answer is rendered,
its delivery recorded, and the clock stops where the body would go onto the wire. In turns with it, in one run: a command of the same
tree that answers at once, and completions. Times are in milliseconds; prints a JSON line a measurement. Nothing is asserted.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
# this file is called like the library, so its own folder must not be searched
sys.path[:] = [str(HOUSE), *(p for p in sys.path if Path(p).resolve() != Path(__file__).resolve().parent)]

import discord  # noqa: E402  # the house is found only now
from discord import app_commands  # noqa: E402
from discord.webhook.async_ import AsyncWebhookAdapter  # noqa: E402

from handlers.desk import Desk  # noqa: E402
from handlers.platforms.discord.client import FactboxBot, Ports  # noqa: E402
from handlers.platforms.discord.settings import DiscordSettings  # noqa: E402
from handlers.platforms.discord.tree import slash_commands  # noqa: E402
from tests.bench.asks import LARGE, NOW, QUICK_LARGE, Bench, opened, spread, tell  # noqa: E402
from tests.bench.big_story import SLUG  # noqa: E402

GUILD = 81384788765712384
ME = {"id": "1", "username": "factbox", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
MESSAGE: dict[str, Any] = {
    "id": "900",
    "channel_id": "77",
    "author": ME,
    "content": "",
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
ROUNDS, QUICK_ROUNDS = 1500, 300
APART_SECONDS = 0.002  # between two questions, so that what one leaves behind (a record, a task) is not in the next one's time


class Silent:
    """A log that nobody reads."""

    def info(self, _event: str, **_about: object) -> None:
        """Nothing."""

    warning = error = debug = info


class Wire:
    """Stands where bodies go onto the wire: notes when one arrives, and answers as Discord does."""

    def __init__(self) -> None:
        self.arrived: asyncio.Future[float] | None = None
        self.body: Any = None

    async def request(self, _route: Any, *_: Any, payload: Any = None, multipart: Any = None, **__: Any) -> Any:
        """In the place of the library's own, which would send it."""
        self.body = payload if payload is not None else multipart
        if self.arrived is not None and not self.arrived.done():
            self.arrived.set_result(time.perf_counter())
        return {"interaction": {"id": "500", "type": 2}, "resource": {"type": 4, "message": MESSAGE}}


def payload(number: int, kind: int, name: str, options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A slash command (2) or a completion (4) as the gateway tells it."""
    user = {"id": "42", "username": "ada", "discriminator": "0", "avatar": None, "global_name": None}
    member = {"user": user, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0, "permissions": "0"}
    channel = {"id": "77", "type": 0, "name": "desk", "permissions": "0", "position": 0}
    return {
        "id": str(number),
        "application_id": "1",
        "token": f"t{number}",
        "version": 1,
        "type": kind,
        "guild_id": str(GUILD),
        "member": member,
        "data": {"id": "100", "name": name, "type": 1, "options": list(options)},
        "channel_id": "77",
        "channel": channel,
        "locale": "en-GB",
        "attachment_size_limit": 10_485_760,
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0,
    }


def text_option(name: str, value: str, *, focused: bool = False) -> dict[str, Any]:
    """An option that somebody filled in, or is filling in."""
    return {"type": 3, "name": name, "value": value} | ({"focused": True} if focused else {})


async def made(bench: Bench) -> FactboxBot:
    """The bot on the big story, its commands in its tree, not connected."""
    settings = DiscordSettings(SLUG, frozenset({GUILD}), questions=10**9)
    bot = FactboxBot(Ports(Desk(bench.store, default=SLUG), bench.store, settings, lambda: NOW, Silent()), shard_count=1)
    await bot._async_setup_hook()
    bot._connection.user = discord.ClientUser(state=bot._connection, data=ME)  # type: ignore[arg-type]  # as logging in would have told it
    for command in slash_commands(bot):
        bot.tree.add_command(command)

    @bot.tree.command(name="noop", description="Answers at once")
    @app_commands.describe(place="nothing")
    async def noop(interaction: discord.Interaction[FactboxBot], place: str) -> None:
        await interaction.response.send_message(place)

    return bot


class Run:
    """Puts payloads to the client, one at a time, and times them."""

    def __init__(self, bot: FactboxBot, wire: Wire) -> None:
        self._parse, self._wire, self._number = bot._connection.parsers["INTERACTION_CREATE"], wire, discord.utils.time_snowflake(NOW)

    async def once(self, kind: int, name: str, *options: dict[str, Any]) -> float:
        """Milliseconds from the payload to the body."""
        self._number += 1
        self._wire.arrived = asyncio.get_running_loop().create_future()
        data = payload(self._number, kind, name, options)
        began = time.perf_counter()
        self._parse(data)
        ended = await asyncio.wait_for(self._wire.arrived, 30)
        await asyncio.sleep(APART_SECONDS)
        return (ended - began) * 1000


async def measure(bench: Bench, rounds: int) -> None:
    """No-op, status for all, status for one, and completion, in turns."""
    bot, wire = await made(bench), Wire()
    AsyncWebhookAdapter.request = wire.request  # type: ignore[method-assign,assignment]  # the one place where every body passes
    run = Run(bot, wire)
    names = [name for name, _ in bench.places] or ["Homs"]
    times: dict[str, list[float]] = {"noop": [], "status, for all": [], "status, for one": [], "completion": []}
    for index in range(-20, rounds):  # the first twenty warm up
        if index == 0:
            for found in times.values():
                found.clear()
            gc.collect()
        place = names[index % len(names)]
        times["noop"].append(await run.once(2, "noop", text_option("place", place)))
        times["status, for all"].append(await run.once(2, "status", text_option("place", place)))
        times["status, for one"].append(await run.once(2, "status", text_option("place", place), {"type": 5, "name": "private", "value": True}))
        times["completion"].append(await run.once(4, "status", text_option("place", place[: 1 + index % 4], focused=True)))
    floor = spread(times["noop"])
    for what, found in times.items():
        numbers = spread(found)
        tell(f"discord: {what}", "ms", revisions=bench.size.total, **numbers, p99_over_noop=round(numbers["p99"] - floor["p99"], 4))
    await bot.close()


def main() -> None:
    """Make the story where it is missing, and measure."""
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    reader.add_argument("--quick", action="store_true", help="the same on less")
    reader.add_argument("--keep", type=Path, help="a folder to keep the made story in")
    chosen = reader.parse_args()
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() if chosen.keep is None else nullcontext(str(chosen.keep)) as folder,
        opened(QUICK_LARGE if chosen.quick else LARGE, Path(folder)) as bench,
    ):
        asyncio.run(measure(bench, QUICK_ROUNDS if chosen.quick else ROUNDS))


if __name__ == "__main__":
    main()
