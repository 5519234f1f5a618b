"""Sending a file: into the channel where the bot is in it, else as a direct message with a word in the channel; too large, by a link or smaller."""

import io
import logging
from collections.abc import Awaitable, Callable

from aiohttp import ClientError
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

_NO_LINK = "No link can be made either, since FACTBOX_PUBLIC_ADDRESS and FACTBOX_LINK_SECRET are not set."

log = logging.getLogger("factbox.slack")


class File(Struct, frozen=True):
    """A file to send: its bytes, its name, and the words it comes with."""

    content: bytes
    name: str
    comment: str


class Filing:
    """Sends files. ``link`` offers one for download; it is None where no public address is set."""

    def __init__(self, client: AsyncWebClient, rooms: Rooms, whisper: Callable[[Incoming, Message], Awaitable[bool]], *,
                 link: Callable[[File], str] | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._client, self._rooms, self._whisper, self._link, self._most = client, rooms, whisper, link, most_bytes

    async def send_file(self, asked: Incoming, file: File, *, smaller: Callable[[], File] | None = None) -> bool:
        """Send a file to where it was asked for; whether it got anywhere. The person is told whatever happens.

        ``smaller`` makes a smaller one, whose comment says what it leaves out.
        """
        if len(file.content) > self._most:
            return await self._too_large(asked, file, smaller)
        if len(file.content) > PROGRESS_BYTES:
            await self._whisper(asked, sentence(f"Uploading {file.name} ({_mega(file.content)}) …"))
        room = await self._rooms.room(asked.channel) if asked.channel else None
        if room is not None and room.member and await self._upload(asked.channel, file, asked.thread):
            return True
        return await self._by_message(asked, file)

    async def _too_large(self, asked: Incoming, file: File, smaller: Callable[[], File] | None) -> bool:
        size = f"{file.name} has {_mega(file.content)}, more than the {self._most / 1e6:,.0f} MB that are sent in chat."
        if self._link is not None:
            return await self._whisper(asked, sentence(f"{size} Download it here; the link ends by itself: {self._link(file)}"))
        reduced = smaller() if smaller is not None else None
        if reduced is None or len(reduced.content) > self._most:
            await self._whisper(asked, sentence(f"{size} {_NO_LINK} Ask for a smaller part of the story, by place or by time."))
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
            await self._whisper(asked, sentence(told if sent else f"{file.name} could not be sent; doctor tells whoever runs Factbox why."))
        return sent

    async def _upload(self, channel: str, file: File, thread: str) -> bool:
        try:
            place = await self._client.files_getUploadURLExternal(filename=file.name, length=len(file.content))
            await self._put(str(place["upload_url"]), file.content)
            await self._client.files_completeUploadExternal(files=[{"id": str(place["file_id"]), "title": file.name}], channel_id=channel,
                                                            initial_comment=escape(file.comment), thread_ts=thread or None)
        except SlackApiError as trouble:
            if code_of(trouble) in ("not_in_channel", "channel_not_found"):
                self._rooms.forget(channel)
            log.warning("a file was not taken: %s", code_of(trouble))
            return False
        except ClientError as trouble:
            log.warning("a file did not go up: %s", type(trouble).__name__)
            return False
        return True

    async def _put(self, address: str, content: bytes) -> None:
        """Send the bytes in pieces: the SDK's own upload sends them in one, which holds up everything else for a large file."""
        session = self._client.session
        assert session is not None  # noqa: S101  # every client of ours has one
        async with session.post(address, data=io.BytesIO(content)) as answer:
            answer.raise_for_status()


def _mega(content: bytes) -> str:
    return f"{len(content) / 1e6:,.1f} MB"
