"""Slash commands, completion and buttons: each is asked of the desk and answered within Discord's three seconds, whatever happens."""

import asyncio
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import discord
from msgspec.structs import replace

from briefings.errors import FactboxError
from handlers.catalogue import Command
from handlers.platforms.discord import completing, custom_ids, limits
from handlers.platforms.discord.asking import Ask, Prepared
from handlers.platforms.discord.completing import Choice
from handlers.platforms.discord.custom_ids import PAGE, Pressed
from handlers.platforms.discord.delivering import nonce_of
from handlers.platforms.discord.files import Attachment, attachment
from handlers.platforms.discord.places import Where, custom_id_of, person_of, where_of
from handlers.platforms.discord.sending import Outcome, outcome_of
from handlers.platforms.discord.tree import Typed
from handlers.platforms.discord.views import parts_of

if TYPE_CHECKING:
    from handlers.platforms.discord.client import FactboxBot

TROUBLE = "Something went wrong on our side, and whoever runs Factbox has been told. Please try again in a moment; nothing was lost."
UNREADABLE = "I cannot read that button or command; it may come from an older version of Factbox. Please ask again."


class Interacting:
    """Answers interactions for one bot."""

    def __init__(self, bot: "FactboxBot") -> None:
        self._bot = bot

    # ── slash commands ──────────────────────────────────────────────────────────────────────────
    async def ask(self, interaction: discord.Interaction[Any], typed: Typed) -> None:
        """Answer a slash command."""
        where = where_of(interaction)
        try:
            question = Ask(typed.text, person_of(interaction.user), where, typed.private, typed.when, typed.story)
            asking = self._bot.asking
            if typed.file is not None:
                await self._take(interaction, question, typed.file)
                return
            await self._answer(interaction, partial(asking.answer_here, question), partial(asking.is_private, where, typed.private))
        except Exception as trouble:
            await self._failed(interaction, trouble)

    async def _take(self, interaction: discord.Interaction[Any], ask: Ask, file: discord.Attachment) -> None:
        """A file that came with a command; reading it takes longer than Discord waits, so it is told first."""
        private = await self._bot.run_in_thread(self._bot.asking.is_private, ask.where, ask.private)
        await interaction.response.defer(ephemeral=private, thinking=True)
        await self._deliver(interaction, await self._bot.take(replace(ask, private=private), file))

    async def complete(self, interaction: discord.Interaction[Any], command: Command, typed: str) -> tuple[Choice, ...]:
        """What an option offers. An error here reaches no handler of the library's, so none leaves."""
        option = command.option
        if option is None:
            return ()
        try:
            story = getattr(interaction.namespace, "story", None)
            return await self._bot.run_in_thread(self._complete, typed, option.completes, option.several, story, where_of(interaction))
        except Exception as trouble:
            self._bot.log.error("discord completion failed", kind=type(trouble).__name__)
            return ()

    def _complete(self, typed: str, completes: tuple[str, ...], several: bool, story: str | None, where: Where) -> tuple[Choice, ...]:
        chosen = story or self._bot.ports.store.ledger.bound(where.address).story or None
        return completing.complete(self._bot.ports.store, typed, completes=completes, several=several, story=chosen, default=self._bot.settings.story)

    async def complete_story(self, typed: str) -> tuple[Choice, ...]:
        """The stories that may be meant."""
        try:
            return await self._bot.run_in_thread(completing.stories, self._bot.ports.store, typed)
        except Exception as trouble:
            self._bot.log.error("discord completion failed", kind=type(trouble).__name__)
            return ()

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────
    async def press(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Answer a button: another page in place for whoever asked, everything else for the presser's eyes alone."""
        if not await self._bot.admits(interaction):
            return
        where = where_of(interaction)
        in_place = pressed.what == PAGE and self._is_theirs(interaction)
        private = bool(where.guild) and (not in_place or _is_ephemeral(interaction))
        try:
            answer = partial(self._bot.asking.press, pressed, person_of(interaction.user), where, private=private)
            await self._answer(interaction, answer, lambda: private, in_place=in_place)
        except Exception as trouble:
            await self._failed(interaction, trouble)

    @staticmethod
    def _is_theirs(interaction: discord.Interaction[Any]) -> bool:
        """Whether the message with the button answers the presser: a page turned by somebody else would turn under the asker's eyes."""
        message = interaction.message
        if message is None or interaction.guild_id is None:
            return message is not None
        asked = message.interaction_metadata
        if asked is not None:
            return asked.user.id == interaction.user.id
        replied = message.reference.resolved if message.reference else None
        return isinstance(replied, discord.Message) and replied.author.id == interaction.user.id

    async def unread(self, interaction: discord.Interaction[Any]) -> None:
        """A button that is none of ours, or was tampered with, gets a sentence too; the library would stay silent."""
        if interaction.type is discord.InteractionType.component and custom_ids.read(custom_id_of(interaction)) is None:
            await self.tell(interaction, UNREADABLE)

    # ── answering an interaction ────────────────────────────────────────────────────────────────
    async def _answer(self, interaction: discord.Interaction[Any], answer: Callable[[], Prepared], private: Callable[[], bool], *,
                      in_place: bool = False) -> None:
        """Answer within Discord's three seconds; where the desk needs longer, say so first."""
        work = asyncio.ensure_future(self._bot.run_in_thread(answer))
        done, _ = await asyncio.wait({work}, timeout=limits.DEFER_AFTER_SECONDS)
        if not done:
            await interaction.response.defer(ephemeral=await self._bot.run_in_thread(private), thinking=not in_place)
        await self._deliver(interaction, await work, in_place=in_place)

    async def _deliver(self, interaction: discord.Interaction[Any], prepared: Prepared, *, in_place: bool = False) -> None:
        """Show an answer, record it, and hand over what comes with it."""
        try:
            message = await self._shown(interaction, prepared, in_place=in_place)
        except discord.HTTPException as refused:
            await self._not_shown(interaction, prepared, refused)
            return
        await self._record(prepared, message)
        await self._hand_over(interaction, prepared)

    async def _shown(self, interaction: discord.Interaction[Any], prepared: Prepared, *, in_place: bool) -> str:
        """Show it; the id of the message it became."""
        body = parts_of(prepared.body)
        if interaction.response.is_done():
            return str((await interaction.edit_original_response(**body | {"view": body["view"] or discord.utils.MISSING})).id)
        if in_place:
            await interaction.response.edit_message(**body)
            return str(interaction.message.id) if interaction.message else ""
        sent = await interaction.response.send_message(**{k: v for k, v in body.items() if v is not None}, ephemeral=prepared.private)
        return str(sent.message_id or "")

    async def _record(self, prepared: Prepared, message: str) -> None:
        if prepared.row is not None:
            self._bot.batches.add(prepared.row)
        elif prepared.delivery:
            await self._bot.run_in_thread(self._bot.ports.store.ledger.done, prepared.delivery, message)

    async def _hand_over(self, interaction: discord.Interaction[Any], prepared: Prepared) -> None:
        """The answer's other pages, then its sheet, attached below; too large for that, the link to it or a word why."""
        for body in prepared.below:
            await interaction.followup.send(**{k: v for k, v in parts_of(body).items() if v is not None}, ephemeral=prepared.private)
        say = partial(interaction.followup.send, ephemeral=prepared.private)
        file = await self._bot.make_sheet(prepared.sheet, say) if prepared.sheet is not None else prepared.file
        if file is None:
            return
        choose = partial(self._bot.run_in_thread, attachment, file, link=self._bot.ports.link)
        try:
            await self._follow(interaction, await choose(limit=interaction.filesize_limit), private=prepared.private)
        except discord.HTTPException as refused:
            if outcome_of(refused) != Outcome.TOO_LARGE:
                raise
            await self._follow(interaction, await choose(limit=0), private=prepared.private)  # Discord's limit was lower than it had told

    @staticmethod
    async def _follow(interaction: discord.Interaction[Any], sent: Attachment, *, private: bool) -> None:
        """Send what was chosen below the answer, for the same eyes."""
        attached: dict[str, Any] = {"file": discord.File(BytesIO(sent.file.content), sent.file.name)} if sent.file else {}
        await interaction.followup.send(sent.words, ephemeral=private, **attached)

    async def _not_shown(self, interaction: discord.Interaction[Any], prepared: Prepared, refused: discord.HTTPException) -> None:
        """Past its three seconds, or refused: a public answer goes to the channel as a message; else the outcome is in the log and the record."""
        self._bot.log.warning("discord answer not shown", code=refused.code, status=refused.status, private=prepared.private)
        expired = refused.code in (limits.UNKNOWN_INTERACTION, limits.ALREADY_ANSWERED)
        if refused.code == limits.UNKNOWN_INTERACTION and not prepared.private and interaction.channel_id:
            sent = await self._bot.post(interaction.channel_id, prepared.body, nonce=nonce_of(prepared.delivery) if prepared.delivery else None)
            if sent.outcome == Outcome.DONE:
                await self._record(prepared, sent.message)
                if prepared.sheet is not None:
                    await self._bot.send_sheet(interaction.channel_id, prepared.sheet)
                return
        if prepared.delivery:
            await self._bot.run_in_thread(self._bot.ports.store.ledger.failed, prepared.delivery)
        if not expired:
            await self.tell(interaction, TROUBLE)

    async def _failed(self, interaction: discord.Interaction[Any], trouble: Exception) -> None:
        self._bot.log.error("discord ask failed", kind=type(trouble).__name__)
        await self.tell(interaction, str(trouble) if isinstance(trouble, FactboxError) else TROUBLE)

    async def tell(self, interaction: discord.Interaction[Any], sentence: str) -> None:
        """A sentence for whoever pressed or typed, seen by them alone; where even that is refused, a line in the log."""
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            elif interaction.response.is_done():
                await interaction.followup.send(sentence, ephemeral=True)
            else:
                await interaction.response.send_message(sentence, ephemeral=True)
        except discord.HTTPException as refused:
            self._bot.log.warning("discord sentence not shown", code=refused.code, status=refused.status)


def _is_ephemeral(interaction: discord.Interaction[Any]) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral
