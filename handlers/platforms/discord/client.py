"""The bot: slash commands, plain messages, buttons and joining, each one asked of the same desk and answered whatever happens."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

import discord
from discord import app_commands
from msgspec import Struct

from briefings.errors import FactboxError
from briefings.model import Person
from briefings.store import Store
from handlers.catalogue import COMMANDS, Command
from handlers.desk import Desk
from handlers.platforms.discord import completing, custom_ids, limits
from handlers.platforms.discord.asking import Ask, Asking, Prepared, Where
from handlers.platforms.discord.completing import Choice
from handlers.platforms.discord.custom_ids import PAGE, Pressed
from handlers.platforms.discord.delivering import Batches, nonce_of, reconcile
from handlers.platforms.discord.files import File, Links, attachment
from handlers.platforms.discord.members import Members
from handlers.platforms.discord.pacing import Pace, polite
from handlers.platforms.discord.render import Body
from handlers.platforms.discord.sending import Outcome, Sender, Sent
from handlers.platforms.discord.settings import DiscordSettings
from handlers.platforms.discord.tree import Typed, slash_commands, tree_hash
from handlers.platforms.discord.views import AnswerButton, MeaningSelect, embeds_of, view_of

T = TypeVar("T")
TROUBLE = "Something went wrong on our side, and whoever runs Factbox has been told. Please try again in a moment; nothing was lost."
NOT_SERVED = "Factbox does not serve this server yet. Whoever runs it has to add {guild} to FACTBOX_DISCORD_GUILDS."
MEMBERS_ONLY = "Factbox answers direct messages of members of the newsroom's servers only."
UNREADABLE = "I cannot read that button or command; it may come from an older version of Factbox. Please ask again."
GREETINGS = frozenset("hi hello hey help start moin salam salaam marhaba hola salut ciao مرحبا السلام привет".split())
REMEMBERED = 2000  # messages, so that one that comes twice is answered once
State = Callable[[bool, str], None]


class Ports(Struct, frozen=True):
    """What the bot is handed: the desk and its store, the clock, the log, and where to say whether it is up."""

    desk: Desk
    store: Store
    settings: DiscordSettings
    clock: Callable[[], datetime]
    log: Any
    state: State = lambda _up, _why: None
    catalogue: Sequence[Command] = COMMANDS


class Tree(app_commands.CommandTree["FactboxBot"]):
    """The library's command tree with our checks before and our sentences after."""

    async def interaction_check(self, interaction: discord.Interaction["FactboxBot"], /) -> bool:
        """Whether whoever asks is served here and not too fast; they have been told where not."""
        if interaction.type is discord.InteractionType.autocomplete:
            return await self.client.serves(interaction)
        return await self.client.admits(interaction)

    async def on_error(self, interaction: discord.Interaction["FactboxBot"], error: app_commands.AppCommandError, /) -> None:
        """A command from an older or a tampered client, or a fault of ours: a sentence, and a line in the log."""
        known = isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch | app_commands.TransformerError)
        self.client.log.warning("discord command not run", kind=type(error).__name__)
        await self.client.tell(interaction, UNREADABLE if known else TROUBLE)


class FactboxBot(discord.AutoShardedClient):
    """Serves the guilds on the allow-list and their members. Reads no message that is not addressed to it: no privileged intent."""

    def __init__(self, ports: Ports, **options: Any) -> None:
        super().__init__(intents=discord.Intents.default(), allowed_mentions=discord.AllowedMentions.none(), **options)
        self.ports, self.log, self.settings = ports, ports.log, ports.settings
        self.tree = Tree(self, allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
                         allowed_installs=app_commands.AppInstallationType(guild=True, user=False))
        self.asking = Asking(ports.desk, ports.store, ports.settings, ports.clock)
        self.sender = Sender(ports.log, clock=time.monotonic)
        self.members = Members(self, ports.settings.guilds, time.monotonic)
        self.links = Links(self.settings.public_address, self.settings.secret, self.settings.link_seconds) \
            if self.settings.public_address and self.settings.secret else None
        self._pace = Pace(self.settings.questions, self.settings.seconds, time.monotonic)
        self._pool = ThreadPoolExecutor(self.settings.threads, thread_name_prefix="discord")
        self._batches = Batches(ports.store.ledger, self.run_in_thread, ports.log)
        self._answered: OrderedDict[int, None] = OrderedDict()
        self._reconciled = False
        self._down: set[int] = set()

    async def run_in_thread(self, call: Callable[..., T], *args: Any, **named: Any) -> T:
        """Call something synchronous in one of the few threads for that."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(call, *args, **named))

    # ── starting and ending ─────────────────────────────────────────────────────────────────────
    async def setup_hook(self) -> None:
        """Make the commands and tell Discord of them where they have changed; take up the buttons sent before a restart."""
        self.add_dynamic_items(AnswerButton, MeaningSelect)
        for command in slash_commands(self, self.ports.catalogue):
            self.tree.add_command(command)
        key, now = f"discord:tree:{self.application_id}", tree_hash(self.tree)
        if await self.run_in_thread(self.ports.store.ledger.kept, key) == now:
            return
        await self.tree.sync()
        await self.run_in_thread(self.ports.store.ledger.keep, key, now)
        self.log.info("discord commands synced", count=len(self.tree.get_commands()))

    async def on_ready(self) -> None:
        """Up. It may come again after a lost connection, so what is to happen once happens once."""
        self.ports.state(True, "")
        for guild in self.guilds:
            if guild.id not in self.settings.guilds:
                self.log.warning("discord server not on the allow-list", guild=str(guild.id))
        if not self._reconciled:
            self._reconciled = True
            await self._reconcile()

    async def _reconcile(self) -> None:
        try:
            count = await reconcile(self, self.ports.store.ledger, self.run_in_thread, now=self.ports.clock())
        except (FactboxError, discord.HTTPException) as trouble:
            self.log.error("discord deliveries not reconciled", kind=type(trouble).__name__)
        else:
            self.log.info("discord deliveries reconciled", count=count)

    async def on_shard_ready(self, shard: int) -> None:
        """A part of the bot is up."""
        self._part(shard, up=True)

    async def on_shard_resumed(self, shard: int) -> None:
        """The connection of one part is back; nothing was missed."""
        self._part(shard, up=True)

    async def on_shard_disconnect(self, shard: int) -> None:
        """The connection of one part is lost; the library tries to bring it back."""
        self._part(shard, up=False)

    def _part(self, shard: int, *, up: bool) -> None:
        (self._down.discard if up else self._down.add)(shard)
        if not self.is_closed():
            self.ports.state(not self._down, "The connection to Discord is lost; trying again." if self._down else "")

    async def close(self) -> None:
        """Write down what waits, and end."""
        await self._batches.flush()
        await super().close()
        self.ports.state(False, "Discord is not served any more.")
        self._pool.shutdown(wait=False)

    # ── who is served ───────────────────────────────────────────────────────────────────────────
    async def serves(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether this guild is on the list, or this person a member of one that is."""
        if interaction.guild_id is not None:
            return interaction.guild_id in self.settings.guilds
        return await self.members.has(interaction.user.id)

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether somebody is served and not too fast; where not, they are told why."""
        if interaction.user.bot:
            return False
        if not await self.serves(interaction):
            await self.tell(interaction, NOT_SERVED.format(guild=interaction.guild_id) if interaction.guild_id else MEMBERS_ONLY)
            return False
        if wait := self._pace.wait(str(interaction.user.id)):
            await self.tell(interaction, polite(wait))
            return False
        return True

    # ── slash commands ──────────────────────────────────────────────────────────────────────────
    async def ask(self, interaction: discord.Interaction[Any], typed: Typed) -> None:
        """Answer a slash command."""
        where = where_of(interaction)
        try:
            question = Ask(typed.text, person_of(interaction.user), where, typed.private, typed.when, typed.story)
            await self._answer(interaction, partial(self.asking.answer_here, question), partial(self.asking.is_private, where, typed.private))
        except Exception as trouble:
            await self._failed(interaction, trouble)

    async def complete(self, interaction: discord.Interaction[Any], command: Command, typed: str) -> tuple[Choice, ...]:
        """What an option offers. An error here reaches no handler of the library's, so none leaves."""
        option = command.option
        if option is None:
            return ()
        try:
            story = getattr(interaction.namespace, "story", None)
            return await self.run_in_thread(self._complete, typed, option.completes, option.several, story, where_of(interaction))
        except Exception as trouble:
            self.log.error("discord completion failed", kind=type(trouble).__name__)
            return ()

    def _complete(self, typed: str, completes: tuple[str, ...], several: bool, story: str | None, where: Where) -> tuple[Choice, ...]:
        chosen = story or self.ports.store.ledger.bound(where.address).story or None
        return completing.complete(self.ports.store, typed, completes=completes, several=several, story=chosen, default=self.settings.story)

    async def complete_story(self, typed: str) -> tuple[Choice, ...]:
        """The stories that may be meant."""
        try:
            return await self.run_in_thread(completing.stories, self.ports.store, typed)
        except Exception as trouble:
            self.log.error("discord completion failed", kind=type(trouble).__name__)
            return ()

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────
    async def press(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Answer a button: another page in place for whoever asked, everything else for the presser's eyes alone."""
        if not await self.admits(interaction):
            return
        where = where_of(interaction)
        in_place = pressed.what == PAGE and self._is_theirs(interaction)
        private = bool(where.guild) and (not in_place or _is_ephemeral(interaction))
        try:
            answer = partial(self.asking.press, pressed, person_of(interaction.user), where, private=private)
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

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A button that is none of ours, or was tampered with, gets a sentence too; the library would stay silent."""
        if interaction.type is not discord.InteractionType.component:
            return
        if custom_ids.read(str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))) is None:
            await self.tell(interaction, UNREADABLE)

    # ── answering an interaction ────────────────────────────────────────────────────────────────
    async def _answer(self, interaction: discord.Interaction[Any], answer: Callable[[], Prepared], private: Callable[[], bool], *,
                      in_place: bool = False) -> None:
        """Answer within Discord's three seconds; where the desk needs longer, say so first."""
        work = asyncio.ensure_future(self.run_in_thread(answer))
        done, _ = await asyncio.wait({work}, timeout=limits.DEFER_AFTER_SECONDS)
        if not done:
            await interaction.response.defer(ephemeral=await self.run_in_thread(private), thinking=not in_place)
        prepared = await work
        try:
            message = await self._shown(interaction, prepared, in_place=in_place)
        except discord.HTTPException as refused:
            await self._not_shown(interaction, prepared, refused)
            return
        await self._record(prepared, message)

    async def _shown(self, interaction: discord.Interaction[Any], prepared: Prepared, *, in_place: bool) -> str:
        """Show it; the id of the message it became."""
        body = _parts(prepared.body)
        if interaction.response.is_done():
            return str((await interaction.edit_original_response(**body | {"view": body["view"] or discord.utils.MISSING})).id)
        if in_place:
            await interaction.response.edit_message(**body)
            return str(interaction.message.id) if interaction.message else ""
        sent = await interaction.response.send_message(**{k: v for k, v in body.items() if v is not None}, ephemeral=prepared.private)
        return str(sent.message_id or "")

    async def _record(self, prepared: Prepared, message: str) -> None:
        if prepared.row is not None:
            self._batches.add(prepared.row)
        elif prepared.delivery:
            await self.run_in_thread(self.ports.store.ledger.done, prepared.delivery, message)

    async def _not_shown(self, interaction: discord.Interaction[Any], prepared: Prepared, refused: discord.HTTPException) -> None:
        """Past its three seconds, or refused: a public answer goes to the channel as a message; else the outcome is in the log and the record."""
        self.log.warning("discord answer not shown", code=refused.code, status=refused.status, private=prepared.private)
        expired = refused.code in (limits.UNKNOWN_INTERACTION, limits.ALREADY_ANSWERED)
        if refused.code == limits.UNKNOWN_INTERACTION and not prepared.private and interaction.channel_id:
            sent = await self.post(interaction.channel_id, prepared.body, nonce=nonce_of(prepared.delivery) if prepared.delivery else None)
            if sent.outcome == Outcome.DONE:
                await self._record(prepared, sent.message)
                return
        if prepared.delivery:
            await self.run_in_thread(self.ports.store.ledger.failed, prepared.delivery)
        if not expired:
            await self.tell(interaction, TROUBLE)

    async def _failed(self, interaction: discord.Interaction[Any], trouble: Exception) -> None:
        self.log.error("discord ask failed", kind=type(trouble).__name__)
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
            self.log.warning("discord sentence not shown", code=refused.code, status=refused.status)

    # ── plain messages ──────────────────────────────────────────────────────────────────────────
    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, a mention, or a reply to something of ours. Other bots are passed over, so no two can talk in circles."""
        if message.author.bot or message.webhook_id or not self._is_to_us(message) or message.id in self._answered:
            return
        self._answered[message.id] = None
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        try:
            await self._message(message)
        except Exception as trouble:
            self.log.error("discord message not answered", kind=type(trouble).__name__)
            await self._say(message, str(trouble) if isinstance(trouble, FactboxError) else TROUBLE)

    def _is_to_us(self, message: discord.Message) -> bool:
        if message.guild is None:
            return True
        replied = message.reference.resolved if message.reference else None
        to_us = isinstance(replied, discord.Message) and self.user is not None and replied.author.id == self.user.id
        return to_us or (self.user is not None and any(m.id == self.user.id for m in message.mentions))

    async def _message(self, message: discord.Message) -> None:
        served = message.guild.id in self.settings.guilds if message.guild else await self.members.has(message.author.id)
        if not served:
            if message.guild is None and await self.run_in_thread(self.asking.first_time, f"stranger:{message.author.id}"):
                await self._say(message, MEMBERS_ONLY)
            return
        if wait := self._pace.wait(str(message.author.id)):
            if self._pace_word_due(message.author.id):
                await self._say(message, polite(wait))
            return
        where = Where(str(message.guild.id) if message.guild else "", str(message.channel.id))
        text = self._text(message)
        first = message.guild is None and await self.run_in_thread(self.asking.first_time, f"dm:{message.author.id}")
        if text and not (first and text.lower().strip(" !.,") in GREETINGS):
            await self._reply(message, Ask(text, person_of(message.author), where))
        if first or not text:
            await self._welcome(message.channel.id, where)

    def _pace_word_due(self, person: int) -> bool:
        """Whether to say the polite word again: once in a while, so that a flood of questions makes no flood of answers."""
        return self._pace.wait(f"word:{person}") == 0

    def _text(self, message: discord.Message) -> str:
        """What was typed, without the mention that addressed it to us."""
        text = message.content
        if self.user is not None:
            for form in (f"<@{self.user.id}>", f"<@!{self.user.id}>"):
                text = text.replace(form, " ")
        return text.strip()

    async def _reply(self, message: discord.Message, ask: Ask) -> None:
        """Answer as a reply to the message; what a person alone may see is no answer to a message that all can read."""
        prepared = await self.run_in_thread(self.asking.answer, ask)
        nonce = nonce_of(prepared.delivery) if prepared.delivery else None
        sent = await self.post(message.channel.id, prepared.body, nonce=nonce, reference=message.to_reference(fail_if_not_exists=False))
        if not prepared.delivery:
            return
        ledger = self.ports.store.ledger
        await (self.run_in_thread(ledger.done, prepared.delivery, sent.message) if sent.outcome == Outcome.DONE
               else self.run_in_thread(ledger.failed, prepared.delivery))

    async def _say(self, message: discord.Message, sentence: str) -> None:
        await self.sender.post(message.channel, message.channel.id, content=sentence, reference=message.to_reference(fail_if_not_exists=False))

    # ── joining ─────────────────────────────────────────────────────────────────────────────────
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Three examples in a server just joined, where it is one that is served."""
        if guild.id not in self.settings.guilds:
            self.log.warning("discord server joined that is not on the allow-list", guild=str(guild.id))
            return
        joined = guild.me.joined_at.isoformat() if guild.me and guild.me.joined_at else ""
        channel = self._first_channel(guild)
        if channel is not None and await self.run_in_thread(self.asking.first_time, f"joined:{guild.id}:{joined}"):
            await self._welcome(channel.id, Where(str(guild.id), str(channel.id)))

    @staticmethod
    def _first_channel(guild: discord.Guild) -> discord.TextChannel | None:
        """The channel for announcements of the server's, else the first that may be written to."""
        candidates = ([guild.system_channel] if guild.system_channel else []) + list(guild.text_channels)
        return next((c for c in candidates if c.permissions_for(guild.me).send_messages and c.permissions_for(guild.me).view_channel), None)

    async def _welcome(self, channel_id: int, where: Where) -> None:
        await self.post(channel_id, await self.run_in_thread(self.asking.welcome, where))

    # ── what others send through us ─────────────────────────────────────────────────────────────
    async def post(self, channel_id: int, body: Body, *, nonce: str | None = None, **more: Any) -> Sent:
        """Post a body to a channel. ``nonce`` finds a delivery again."""
        parts = {k: v for k, v in _parts(body).items() if v}
        return await self.sender.post(self.get_partial_messageable(channel_id), channel_id, **parts, **({"nonce": nonce} if nonce else {}), **more)

    async def edit(self, channel_id: int, message_id: int, body: Body) -> Sent:
        """Put a body in the place of what a message of ours shows."""
        return await self.sender.edit(self.get_partial_messageable(channel_id).get_partial_message(message_id), **_parts(body))

    async def send_to_person(self, person: int, body: Body) -> Sent:
        """A direct message; ``unreachable`` where they take none from us."""
        try:
            channel = await self.create_dm(discord.Object(person))
        except discord.HTTPException as refused:
            return Sent(Outcome.UNREACHABLE if refused.code in limits.UNREACHABLE else Outcome.FAILED, code=refused.code)
        return await self.post(channel.id, body)

    async def send_file(self, channel_id: int, file: File, *, person: str, limit: int = limits.FILE_BYTES,
                        smaller: Callable[[], File] | None = None) -> Sent:
        """Attach a file where it is small enough, else a signed link, else a smaller one and a word why."""
        chosen = attachment(file, limit=limit, person=person, links=self.links, smaller=smaller)
        sent = await self._send_attachment(channel_id, chosen.words, chosen.file)
        if sent.outcome != Outcome.TOO_LARGE:
            return sent
        chosen = attachment(file, limit=0, person=person, links=self.links)  # Discord's own limit was lower than it had told
        return await self._send_attachment(channel_id, chosen.words, chosen.file)

    async def _send_attachment(self, channel_id: int, words: str, file: File | None) -> Sent:
        from io import BytesIO

        attached = {"file": discord.File(BytesIO(file.content), file.name)} if file else {}
        return await self.sender.post(self.get_partial_messageable(channel_id), channel_id, **({"content": words} if words else {}), **attached)


def person_of(user: discord.abc.User) -> Person:
    """Who asks. Discord tells no time zone."""
    return Person(f"discord:{user.id}", user.display_name)


def where_of(interaction: discord.Interaction[Any]) -> Where:
    """Where an interaction happened."""
    return Where(str(interaction.guild_id) if interaction.guild_id else "", str(interaction.channel_id or ""))


def _is_ephemeral(interaction: discord.Interaction[Any]) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _parts(body: Body) -> dict[str, Any]:
    """A body as the library's arguments; None takes away what an edited message had."""
    return {"content": body.content or None, "embeds": embeds_of(body.embeds), "view": view_of(body.components)}
