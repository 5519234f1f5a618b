"""Sending: what is posted leaves a delivery record, what one person sees is recorded in batches, and nothing sent pings anybody."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from briefings.store.ledger import Address, Ledger
from handlers.platforms.slack.render import Message
from handlers.platforms.slack.troubles import for_asker
from handlers.platforms.slack.wire import Incoming

QUIET: dict[str, Any] = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}  # on every send: nothing is looked up
EVENT_TYPE = "factbox_answer"  # under which a posted message carries the id of its delivery
BATCH_SECONDS, BATCH = 2.0, 200  # how long and how many sightings by one person wait to be recorded

T = TypeVar("T")
log = logging.getLogger("factbox.slack")


class Shown(Struct, frozen=True):
    """What a message shows, for the record."""

    story: str = ""
    version: int = 0
    typed: str = ""
    facts: tuple[str, ...] = ()
    person: str = ""


class NotPosted(Exception):
    """Slack refused a post; the text is a sentence for the person who asked for it."""


class Sender:
    """Sends messages for the listeners. ``in_thread`` runs blocking work off the loop."""

    def __init__(self, client: AsyncWebClient, ledger: Ledger, in_thread: Callable[..., Any]) -> None:
        self._client, self._ledger, self._in_thread = client, ledger, in_thread
        self._seen: list[dict[str, Any]] = []
        self._handled: list[str] = []
        self._flushing = asyncio.Lock()

    async def post(self, address: Address, message: Message, shown: Shown, *, private: bool = False) -> str:
        """Post a message; its timestamp. The delivery is noted as pending first and its id goes along, so that a crash loses nothing.

        Raises:
            NotPosted: Slack refused it.
        """
        key = await self._in_thread(lambda: self._ledger.pending(
            address, story=shown.story, version=shown.version, person=shown.person, typed=shown.typed, shown=message.text, facts=shown.facts,
            private=private))
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"delivery": key, "story": shown.story, "version": shown.version}}
        try:
            answer = await self._client.chat_postMessage(
                channel=address.channel, text=message.text, blocks=message.blocks, thread_ts=address.thread or None, metadata=metadata, **QUIET)
        except SlackApiError as trouble:
            await self._in_thread(lambda: self._ledger.failed(key))
            raise NotPosted(for_asker(trouble)) from trouble
        timestamp = str(answer["ts"])
        await self._in_thread(lambda: self._ledger.done(key, timestamp))
        return timestamp

    async def whisper(self, asked: Incoming, message: Message) -> bool:
        """Show a message to one person: by the address Slack gave for it, else in the channel, else as a direct message. Whether any of it worked."""
        if asked.response_url and await self._respond(asked, message):
            return True
        if asked.channel and not asked.is_direct and await self._ephemeral(asked, message):
            return True
        try:
            channel = asked.channel if asked.is_direct else asked.user
            await self._client.chat_postMessage(channel=channel, text=message.text, blocks=message.blocks, **QUIET)
        except SlackApiError as trouble:
            log.warning("an answer reached nobody: %s", for_asker(trouble))
            return False
        return True

    async def _respond(self, asked: Incoming, message: Message) -> bool:
        body: dict[str, Any] = {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral", "replace_original": False} | QUIET
        if asked.thread:
            body["thread_ts"] = asked.thread
        webhook = AsyncWebhookClient(asked.response_url, session=self._client.session, timeout=10)
        answer = await webhook.send_dict(body)
        return bool(answer.status_code == 200)

    async def delete_original(self, asked: Incoming) -> None:
        """Take away the ephemeral message whose button was pressed."""
        await AsyncWebhookClient(asked.response_url, session=self._client.session, timeout=10).send_dict({"delete_original": True})

    async def _ephemeral(self, asked: Incoming, message: Message) -> bool:
        try:
            await self._client.chat_postEphemeral(channel=asked.channel, user=asked.user, text=message.text, blocks=message.blocks,
                                                  thread_ts=asked.thread or None, parse="none", link_names=False)
        except SlackApiError:
            return False
        return True

    # ── what one person saw ─────────────────────────────────────────────────────────────────────
    def seen_by_one(self, address: Address, message_text: str, shown: Shown) -> None:
        """Note that one person saw an answer; it is written soon, off the path of the ask. The same sight twice within a batch is one."""
        if not shown.facts:
            return
        row = {"address": address, "story": shown.story, "version": shown.version, "person": shown.person, "typed": shown.typed,
               "shown": message_text, "facts": shown.facts}
        if not self._seen or self._seen[-1] != row:
            self._seen.append(row)

    def handled(self, key: str) -> None:
        """Note that a delivery was answered; it is written with what people saw. Called from any thread."""
        self._handled.append(key)

    async def flush(self) -> None:
        """Write what was noted."""
        async with self._flushing:
            await self._flush_handled()
            while self._seen:
                rows, self._seen = self._seen[:BATCH], self._seen[BATCH:]
                try:
                    await self._in_thread(partial(self._ledger.shown_to_one, rows))
                except Exception:
                    self._seen = rows + self._seen
                    log.exception("what people saw could not be recorded yet; it is kept and tried again")
                    return

    async def _flush_handled(self) -> None:
        while self._handled:
            keys, self._handled = self._handled[:BATCH], self._handled[BATCH:]
            try:
                await self._in_thread(partial(self._ledger.note_handled, keys))
            except Exception:
                self._handled = keys + self._handled
                log.exception("what was handled could not be noted yet; it is kept and tried again")
                return

    async def flush_regularly(self) -> None:
        """Write what was noted every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(BATCH_SECONDS)
            await self.flush()
