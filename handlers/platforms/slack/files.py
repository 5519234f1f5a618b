"""Sending a file: into the channel where the bot is in it, else as a direct message with a word in the channel; too large, by a link or smaller."""

import logging
from collections.abc import Awaitable, Callable

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.platforms.slack.render import Message, sentence
from handlers.platforms.slack.rooms import Rooms
from handlers.platforms.slack.text import escape
from handlers.platforms.slack.troubles import code_of, for_asker
from handlers.platforms.slack.wire import Incoming

MOST_BYTES = 50_000_000  # a workbook larger than this opens on no phone; Slack itself would take 1 GB
PROGRESS_BYTES = 2_000_000  # from here on the upload takes seconds, and a word says that it is under way

log = logging.getLogger("factbox.slack")


class File(Struct, frozen=True):
    """A file to send: its bytes, its name, and the words it comes with."""

    content: bytes
    name: str
    comment: str


class Filing:
    """Sends files. ``link`` offers one for download and is None without a public address; ``smaller`` makes a smaller one and says what it leaves out."""

    def __init__(self, client: AsyncWebClient, rooms: Rooms, whisper: Callable[[Incoming, Message], Awaitable[bool]], *,
                 link: Callable[[File], str] | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._client, self._rooms, self._whisper, self._link, self._most = client, rooms, whisper, link, most_bytes

    async def send_file(self, asked: Incoming, file: File, *, smaller: Callable[[], File] | None = None) -> bool:
        """Send a file to where it was asked for; whether it got anywhere. The person is told whatever happens."""
        if len(file.content) > self._most:
            return await self._too_large(asked, file, smaller)
        if len(file.content) > PROGRESS_BYTES:
            await self._whisper(asked, sentence(f"Uploading {file.name} ({len(file.content) / 1e6:,.0f} MB) …"))
        room = await self._rooms.room(asked.channel) if asked.channel else None
        if room is not None and room.member and await self._upload(asked.channel, file, asked.thread):
            return True
        return await self._by_message(asked, file)

    async def _too_large(self, asked: Incoming, file: File, smaller: Callable[[], File] | None) -> bool:
        size = f"{file.name} has {len(file.content) / 1e6:,.0f} MB, more than the {self._most / 1e6:,.0f} MB that are sent in chat."
        if self._link is not None:
            return await self._whisper(asked, sentence(f"{size} Download it here; the link ends by itself: {self._link(file)}"))
        reduced = smaller() if smaller is not None else None
        if reduced is None or len(reduced.content) > self._most:
            await self._whisper(asked, sentence(f"{size} No public address is set (FACTBOX_PUBLIC_URL), so there is no link either. Ask for a smaller part."))
            return False
        await self._whisper(asked, sentence(f"{size} Here is a smaller one: {reduced.comment}"))
        return await self.send_file(asked, reduced)

    async def _by_message(self, asked: Incoming, file: File) -> bool:
        """As a direct message, and a word to whoever asked in a channel."""
        try:
            channel = str((await self._client.conversations_open(users=asked.user))["channel"]["id"])
        except SlackApiError as trouble:
            await self._whisper(asked, sentence(f"{file.name} could not be sent. {for_asker(trouble)}"))
            return False
        sent = await self._upload(channel, file, "")
        if not asked.is_direct:
            told = f"I am not in this channel, so {file.name} is in our direct messages. Type /invite and my name to get files here."
            await self._whisper(asked, sentence(told if sent else f"{file.name} could not be sent; whoever runs Factbox finds the reason with its doctor command."))
        return sent

    async def _upload(self, channel: str, file: File, thread: str) -> bool:
        try:
            await self._client.files_upload_v2(channel=channel, content=file.content, filename=file.name, title=file.name,
                                               initial_comment=escape(file.comment), thread_ts=thread or None)
        except SlackApiError as trouble:
            if code_of(trouble) in ("not_in_channel", "channel_not_found"):
                self._rooms.forget(channel)
            log.warning("the file %s was not taken: %s", file.name, code_of(trouble))
            return False
        return True
