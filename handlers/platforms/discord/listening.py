"""Plain messages and joining: direct, by mention or in reply, with the grammar of the console; three examples to begin with."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import discord
from msgspec.structs import replace

from briefings.errors import FactboxError
from handlers.binding import is_about_channel
from handlers.platforms.discord.asking import Ask, Prepared
from handlers.platforms.discord.delivering import nonce_of
from handlers.platforms.discord.files import NotTaken
from handlers.platforms.discord.interacting import TROUBLE
from handlers.platforms.discord.pacing import polite
from handlers.platforms.discord.places import MEMBERS_ONLY, Where, person_of
from handlers.platforms.discord.sending import Outcome, Sent
from handlers.uploading import TOGETHER, wanted_with_a_file

if TYPE_CHECKING:
    from handlers.platforms.discord.client import FactboxBot

GREETINGS = frozenset("hi hello hey help start moin salam salaam marhaba hola salut ciao مرحبا السلام привет".split())
NOT_YOURS = "Only somebody who may manage this channel in Discord can bind it to a story or choose who sees the answers in it."
DIRECTLY = "Answers in this channel are private, so I have sent you mine directly."
NOT_DIRECTLY = "Answers in this channel are private, and you take no direct messages from this server. Use /status and its like: only you see that."
REMEMBERED = 2000  # messages, so that one that comes twice is answered once


class Listening:
    """Answers plain messages for one bot."""

    def __init__(self, bot: "FactboxBot") -> None:
        self._bot = bot
        self._answered: OrderedDict[int, None] = OrderedDict()

    # ── plain messages ──────────────────────────────────────────────────────────────────────────
    async def hear(self, message: discord.Message) -> None:
        """Answer a direct message, a mention, or a reply to something of ours. Other bots are passed over, so no two can talk in circles."""
        if message.author.bot or message.webhook_id or not self._is_to_us(message) or message.id in self._answered:
            return
        self._answered[message.id] = None
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        try:
            await self._message(message)
        except Exception as trouble:
            self._bot.log.error("discord message not answered", kind=type(trouble).__name__)
            await self._say(message, str(trouble) if isinstance(trouble, FactboxError) else TROUBLE)

    def _is_to_us(self, message: discord.Message) -> bool:
        if message.guild is None:
            return True
        replied = message.reference.resolved if message.reference else None
        to_us = isinstance(replied, discord.Message) and self._bot.user is not None and replied.author.id == self._bot.user.id
        return to_us or (self._bot.user is not None and any(m.id == self._bot.user.id for m in message.mentions))

    async def _message(self, message: discord.Message) -> None:
        served = message.guild.id in self._bot.settings.guilds if message.guild else await self._bot.members.has(message.author.id)
        if not served:
            if message.guild is None and await self._bot.run_in_thread(self._bot.asking.first_time, f"stranger:{message.author.id}"):
                await self._say(message, MEMBERS_ONLY)
            return
        if wait := self._bot.pace.wait(str(message.author.id)):
            if self._pace_word_due(message.author.id):
                await self._say(message, polite(wait))
            return
        where = Where(str(message.guild.id) if message.guild else "", str(message.channel.id))
        text = self._text(message)
        if message.guild and is_about_channel(text):
            await self._channel(message, where, text)
            return
        if message.attachments and (command := wanted_with_a_file(text)) is not None:
            await self._take(message, Ask(command, person_of(message.author), where))
            return
        first = message.guild is None and await self._bot.run_in_thread(self._bot.asking.first_time, f"dm:{message.author.id}")
        if text and not (first and text.lower().strip(" !.,") in GREETINGS):
            await self._reply(message, Ask(text, person_of(message.author), where))
        if first or not text:
            await self._welcome(message.channel.id, where)

    async def _channel(self, message: discord.Message, where: Where, text: str) -> None:
        """“channel syria-homs”, “channel private”: for those who may manage the channel in Discord."""
        author = message.author
        if not isinstance(author, discord.Member) or not message.channel.permissions_for(author).manage_channels:
            await self._say(message, NOT_YOURS)
            return
        body = await self._bot.run_in_thread(self._bot.asking.channel, where, text)
        await self._bot.post(message.channel.id, body, reference=message.to_reference(fail_if_not_exists=False))

    def _pace_word_due(self, person: int) -> bool:
        """Whether to say the polite word again: once in a while, so that a flood of questions makes no flood of answers."""
        return self._bot.pace.wait(f"word:{person}") == 0

    def _text(self, message: discord.Message) -> str:
        """What was typed, without the mention that addressed it to us."""
        text = message.content
        if self._bot.user is not None:
            for form in (f"<@{self._bot.user.id}>", f"<@!{self._bot.user.id}>"):
                text = text.replace(form, " ")
        return text.strip()

    async def _take(self, message: discord.Message, ask: Ask) -> None:
        """The one file that a message came with."""
        if len(message.attachments) > 1:
            raise NotTaken(TOGETHER.format(count=len(message.attachments)))
        async with message.channel.typing():  # shown until the answer is there
            await self._reply(message, ask, message.attachments[0])

    async def _reply(self, message: discord.Message, ask: Ask, file: discord.Attachment | None = None) -> None:
        """Answer as a reply to the message, or directly where answers in the channel are for the asker alone: a reply could be read by all."""
        if await self._bot.run_in_thread(self._bot.asking.is_private, ask.where, False):
            await self._reply_directly(message, ask, file)
        else:
            await self._send(ask, message.channel.id, file, reference=message.to_reference(fail_if_not_exists=False))

    async def _reply_directly(self, message: discord.Message, ask: Ask, file: discord.Attachment | None) -> None:
        try:
            channel = await message.author.create_dm()
            story = await self._bot.run_in_thread(self._bot.asking.story_of, ask.where)
            sent = await self._send(replace(ask, where=Where("", str(channel.id)), story=story), channel.id, file)
        except discord.HTTPException:
            sent = Sent(Outcome.UNREACHABLE)
        await self._say(message, DIRECTLY if sent.outcome == Outcome.DONE else NOT_DIRECTLY)

    async def _send(self, ask: Ask, channel: int, file: discord.Attachment | None = None, **more: Any) -> Sent:
        """Ask, or read the file; post the answer, record what became of it, and send the sheet that comes with it."""
        bot = self._bot
        prepared = await (bot.run_in_thread(bot.asking.answer, ask) if file is None else bot.take(ask, file))
        nonce = nonce_of(prepared.delivery) if prepared.delivery else None
        sent = await self._bot.post(channel, prepared.body, nonce=nonce, **more)
        ledger = self._bot.ports.store.ledger
        if prepared.delivery and sent.outcome == Outcome.DONE:
            await self._bot.run_in_thread(ledger.done, prepared.delivery, sent.message)
        elif prepared.delivery:
            await self._bot.run_in_thread(ledger.failed, prepared.delivery)
        if sent.outcome == Outcome.DONE:
            await self._hand_over(channel, prepared)
        return sent

    async def _hand_over(self, channel: int, prepared: Prepared) -> None:
        for body in prepared.below:
            await self._bot.post(channel, body)
        if prepared.sheet is not None:
            await self._bot.send_sheet(channel, prepared.sheet)
        elif prepared.file is not None:
            await self._bot.hand_over(channel, prepared.file)

    async def _say(self, message: discord.Message, sentence: str) -> None:
        await self._bot.sender.post(message.channel, message.channel.id, content=sentence, reference=message.to_reference(fail_if_not_exists=False))

    # ── joining ─────────────────────────────────────────────────────────────────────────────────
    async def joined(self, guild: discord.Guild) -> None:
        """Three examples in a server just joined, where it is one that is served."""
        if guild.id not in self._bot.settings.guilds:
            self._bot.log.warning("discord server joined that is not on the allow-list", guild=str(guild.id))
            return
        joined = guild.me.joined_at.isoformat() if guild.me and guild.me.joined_at else ""
        channel = self._first_channel(guild)
        if channel is not None and await self._bot.run_in_thread(self._bot.asking.first_time, f"joined:{guild.id}:{joined}"):
            await self._welcome(channel.id, Where(str(guild.id), str(channel.id)))

    @staticmethod
    def _first_channel(guild: discord.Guild) -> discord.TextChannel | None:
        """The channel for announcements of the server's, else the first that may be written to."""
        candidates = ([guild.system_channel] if guild.system_channel else []) + list(guild.text_channels)
        return next((c for c in candidates if c.permissions_for(guild.me).send_messages and c.permissions_for(guild.me).view_channel), None)

    async def _welcome(self, channel_id: int, where: Where) -> None:
        await self._bot.post(channel_id, await self._bot.run_in_thread(self._bot.asking.welcome, where))
