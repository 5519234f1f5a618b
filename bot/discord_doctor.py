"""What doctor says of Discord: the token, the servers the bot is in, and those that are served. Nothing is posted."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp

from bot.findings import MISSING, NOTE, OK, Finding
from config.settings import Settings
from handlers.platforms.discord.sdk import discord

ABOUT = "discord"
MOST_GUILDS = 200  # looked at; a newsroom has a few


def examine_discord(settings: Settings) -> list[Finding]:
    """The findings; one note where Discord is not configured."""
    if settings.discord_token is None:
        return [Finding(ABOUT, NOTE, "Discord is not served: FACTBOX_DISCORD_TOKEN is not set.")]
    return asyncio.run(_findings(settings.discord_token.reveal(), settings.discord_guilds))


async def _findings(token: str, served: frozenset[int]) -> list[Finding]:
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            return [finding async for finding in _asked(client, served)]
    except discord.LoginFailure:
        return [Finding(ABOUT, MISSING, "Discord refuses FACTBOX_DISCORD_TOKEN. Make a new one at discord.com/developers: Bot, Reset Token.")]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as trouble:
        return [Finding(ABOUT, MISSING, f"Discord cannot be reached ({type(trouble).__name__}). Check the network, and the proxy if there is one.")]


async def _asked(client: discord.Client, served: frozenset[int]) -> AsyncIterator[Finding]:
    yield Finding(ABOUT, OK, f"Discord knows the bot as {client.user}.")
    there = {guild.id: guild.name async for guild in client.fetch_guilds(limit=MOST_GUILDS)}
    if not served:
        yield Finding(ABOUT, MISSING, "No server is served: put the ids of yours into FACTBOX_DISCORD_GUILDS.")
    for guild in sorted(served - set(there)):
        yield Finding(ABOUT, NOTE, f"The bot is not in the server {guild} of FACTBOX_DISCORD_GUILDS. “manifest discord” prints its invite.")
    for guild, name in sorted(there.items()):
        if guild in served:
            yield Finding(ABOUT, OK, f"The server {name} ({guild}) is served.")
        else:
            yield Finding(ABOUT, NOTE, f"FACTBOX_DISCORD_GUILDS leaves out the server {name} ({guild}), so nobody in it is answered.")
