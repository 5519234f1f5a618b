"""What Slack says about a channel: who reads it, and whether the bot is in it."""

import time

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

ALONE = "Shown to you alone, because people of other organisations (Slack Connect) read this channel."
REMEMBERED_SECONDS = 60.0
MOST = 2_000


class Room(Struct, frozen=True):
    """A channel. ``outsiders`` is who else reads it, in words, "" for nobody; ``member`` whether the bot is in it; ``seen`` whether Slack told."""

    member: bool = False
    outsiders: str = ""
    seen: bool = False


class Rooms:
    """Asks Slack about channels and remembers it for a minute."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, Room]] = {}

    async def room(self, channel: str) -> Room:
        """The channel; one that the bot cannot see is not ``seen``, and taken for one it is not in."""
        if channel.startswith("D"):
            return Room(member=True, seen=True)
        at, known = self._known.get(channel, (0.0, None))
        if known is not None and time.monotonic() - at < REMEMBERED_SECONDS:
            return known
        room = await self._look_up(channel)
        if len(self._known) >= MOST:
            self._known.clear()
        if room.member:  # whoever is told to invite the bot presses again at once
            self._known[channel] = (time.monotonic(), room)
        return room

    def forget(self, channel: str) -> None:
        """Ask again next time."""
        self._known.pop(channel, None)

    async def _look_up(self, channel: str) -> Room:
        try:
            answer = await self._client.conversations_info(channel=channel)
        except SlackApiError:
            return Room()
        told = answer.get("channel") or {}
        outside = told.get("is_ext_shared") or told.get("is_pending_ext_shared")
        words = "people of other organisations (Slack Connect)" if outside else ""
        return Room(bool(told.get("is_member")), words, seen=True)
