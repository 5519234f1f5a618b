"""What doctor says of Slack: the tokens, every scope, Socket Mode, the Messages tab, and the channels the bot is in."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from bot.findings import MISSING, NOTE, OK, Finding
from bot.slack import NotServed, Way, check, missing_scopes
from handlers.platforms.slack.manifest import SCOPES, commands
from handlers.platforms.slack.names import NameRefused
from handlers.platforms.slack.sdk import AsyncWebClient, SlackApiError
from handlers.platforms.slack.troubles import code_of, for_admin

ABOUT = "slack"
MOST_CHANNELS = 200  # looked at; more would take longer than anybody waits
TIMEOUT_SECONDS = 10


def examine_slack(way: Way | None) -> list[Finding]:
    """The findings; one note where Slack is not configured. Nothing is posted."""
    if way is None:
        return [Finding(ABOUT, NOTE, "Slack is not served: FACTBOX_SLACK_BOT_TOKEN is not set.")]
    return asyncio.run(_findings(way))


async def _findings(way: Way) -> list[Finding]:
    found = [_names(way)]
    try:
        check(way)
    except NotServed as missing:
        found.append(Finding(ABOUT, MISSING, str(missing)))
    client = AsyncWebClient(token=way.bot_token.reveal(), base_url=way.api, timeout=TIMEOUT_SECONDS)
    try:
        found += [finding async for finding in _asked(way, client)]
    except SlackApiError as refused:
        found.append(Finding(ABOUT, MISSING, for_admin(refused)))
    except (aiohttp.ClientError, TimeoutError, OSError) as trouble:
        found.append(Finding(ABOUT, MISSING, f"Slack cannot be reached ({type(trouble).__name__}). Check the network, and the proxy if any."))
    return found


def _names(way: Way) -> Finding:
    try:
        return Finding(ABOUT, OK, f"Slack takes the names of all {len(commands(way.manners.names))} commands.")
    except NameRefused as refused:
        return Finding(ABOUT, MISSING, str(refused))


async def _asked(way: Way, client: AsyncWebClient) -> AsyncIterator[Finding]:
    told = await client.auth_test()
    yield Finding(ABOUT, OK, f"Slack knows the bot as @{told.get('user')} in the workspace {told.get('team')} ({told.get('team_id')}).")
    for scope in (missing := missing_scopes(told)):
        yield Finding(
            ABOUT,
            MISSING if scope in ("commands", "chat:write") else NOTE,
            f"The scope {scope} is missing, needed for {SCOPES[scope]}. Add it under OAuth & Permissions and install the app again.",
        )
    if not missing:
        yield Finding(ABOUT, OK, f"All {len(SCOPES)} scopes are there.")
    if way.manners.workspaces and told.get("team_id") not in way.manners.workspaces:
        yield Finding(ABOUT, NOTE, f"FACTBOX_SLACK_WORKSPACES leaves out the token's own workspace, {told.get('team_id')}: nobody in it is answered.")
    yield await _socket(way, client) if way.socket else Finding(ABOUT, OK, "Slack is reached over HTTP; Socket Mode is not used.")
    yield await _membership(client)
    yield await _messages_tab(client, str(told["user_id"]))


async def _socket(way: Way, client: AsyncWebClient) -> Finding:
    if way.app_token is None:
        return Finding(ABOUT, MISSING, "Socket Mode could not be tried without FACTBOX_SLACK_APP_TOKEN.")
    try:
        await client.apps_connections_open(app_token=way.app_token.reveal())
    except SlackApiError as refused:
        if code_of(refused) == "socket_mode_not_enabled" or code_of(refused) == "forbidden_team":
            return Finding(ABOUT, MISSING, "Socket Mode is off. Switch it on under Socket Mode at api.slack.com/apps.")
        return Finding(ABOUT, MISSING, f"Socket Mode does not open. {for_admin(refused)}")
    return Finding(ABOUT, OK, "Socket Mode opens.")


async def _membership(client: AsyncWebClient) -> Finding:
    try:
        told = await client.users_conversations(types="public_channel,private_channel", exclude_archived=True, limit=MOST_CHANNELS)
    except SlackApiError as refused:
        return Finding(ABOUT, NOTE, f"Which channels the bot is in could not be read. {for_admin(refused)}")
    count = len(told.get("channels") or [])
    if not count:
        return Finding(
            ABOUT,
            NOTE,
            "The bot is in no channel yet, so it cannot post in one. Type /invite @Factbox in a channel; commands work everywhere without it.",
        )
    return Finding(ABOUT, OK, f"The bot is in {count}{' or more' if count == MOST_CHANNELS else ''} {'channel' if count == 1 else 'channels'}.")


async def _messages_tab(client: AsyncWebClient, bot: str) -> Finding:
    """Slack tells no bot whether its Messages tab is on; a message that is scheduled far ahead and taken back at once shows it."""
    how = "Switch it on under App Home at api.slack.com/apps: Messages Tab, and “Allow users to send Slash commands and messages”."
    try:
        people = await client.users_list(limit=20)
        known: list[dict[str, Any]] = people.get("members") or []
        human = next((p["id"] for p in known if not (p.get("is_bot") or p.get("deleted") or p["id"] in (bot, "USLACKBOT"))), None)
        if human is None:
            return Finding(ABOUT, NOTE, f"Whether the Messages tab is on could not be tried: nobody is there to write to. {how}")
        opened = await client.conversations_open(users=human)
        channel = str(opened["channel"]["id"])
        scheduled = await client.chat_scheduleMessage(channel=channel, text="Factbox: a check by doctor, taken back at once", post_at=_far_ahead())
        await client.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=str(scheduled["scheduled_message_id"]))
    except SlackApiError as refused:
        if code_of(refused) == "messages_tab_disabled":
            return Finding(ABOUT, NOTE, f"The Messages tab is off, so nobody can write to the bot directly. {how}")
        return Finding(ABOUT, NOTE, f"Whether the Messages tab is on could not be tried. {for_admin(refused)}")
    return Finding(ABOUT, OK, "The Messages tab is on: people can write to the bot directly.")


def _far_ahead() -> int:
    """A moment that Slack still takes for a scheduled message: within 120 days."""
    return int(time.time()) + 100 * 86_400
