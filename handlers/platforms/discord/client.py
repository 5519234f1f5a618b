"""The bot: slash commands, plain messages, buttons and joining, each one asked of the same desk and answered whatever happens."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import discord
from discord import app_commands
from msgspec import Struct

from briefings.errors import FactboxError
from briefings.model import Person
from briefings.store import Store
from handlers.catalogue import COMMANDS, Command
from handlers.desk import Desk
from handlers.patience import Progress, patiently
from handlers.platforms.discord import limits
from handlers.platforms.discord.asking import Ask, Asking, Prepared, Wanted
from handlers.platforms.discord.completing import Choice
from handlers.platforms.discord.custom_ids import Pressed
from handlers.platforms.discord.delivering import Batches, reconcile
from handlers.platforms.discord.files import File, Link, NotTaken, attachment, read
from handlers.platforms.discord.interacting import TROUBLE, UNREADABLE, Interacting
from handlers.platforms.discord.listening import Listening
from handlers.platforms.discord.members import Members
from handlers.platforms.discord.pacing import Pace, polite
from handlers.platforms.discord.places import MEMBERS_ONLY, NOT_SERVED
from handlers.platforms.discord.render import Body
from handlers.platforms.discord.sending import Outcome, Sender, Sent
from handlers.platforms.discord.settings import DiscordSettings
from handlers.platforms.discord.tree import Typed, slash_commands, tree_hash
from handlers.platforms.discord.views import AnswerButton, MeaningSelect, parts_of
from handlers.uploading import NOT_HERE, Arrived, Take

T = TypeVar("T")
State = Callable[[bool, str], None]
Say = Callable[[str], Awaitable[object]]
# what was typed, the story, who asks, who hears how far it is → the workbook
Sheet = Callable[[str, str | None, Person, Callable[[int, int], None]], File]
SHEETS = 2  # made at once: the other threads go on answering questions
NOT_ATTACHED = "{name} could not be attached here. Whoever runs this server can let me attach files in this channel; nothing was lost."


class Ports(Struct, frozen=True):
    """What the bot is handed: the desk and its store, the clock, the log, where to say whether it is up, and where large files are kept.

    ``sheet`` makes a workbook and ``take`` reads one that was sent, each in a thread; None where that cannot be done.
    """

    desk: Desk
    store: Store
    settings: DiscordSettings
    clock: Callable[[], datetime]
    log: Any
    state: State = lambda _up, _why: None
    link: Link | None = None
    catalogue: Sequence[Command] = COMMANDS
    sheet: Sheet | None = None
    take: Take | None = None


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
        await self.client.interacting.tell(interaction, UNREADABLE if known else TROUBLE)


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
        self.pace = Pace(self.settings.questions, self.settings.seconds, time.monotonic)
        self._pool = ThreadPoolExecutor(self.settings.threads, thread_name_prefix="discord")
        self.batches = Batches(ports.store.ledger, self.run_in_thread, ports.log)
        self.interacting, self.listening = Interacting(self), Listening(self)
        self._making = asyncio.Semaphore(SHEETS)
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
        await self.batches.flush()
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
            await self.interacting.tell(interaction, NOT_SERVED.format(guild=interaction.guild_id) if interaction.guild_id else MEMBERS_ONLY)
            return False
        if wait := self.pace.wait(str(interaction.user.id)):
            await self.interacting.tell(interaction, polite(wait))
            return False
        return True

    # ── what Discord tells ──────────────────────────────────────────────────────────────────────
    async def ask(self, interaction: discord.Interaction[Any], typed: Typed) -> None:
        """A slash command."""
        await self.interacting.ask(interaction, typed)

    async def complete(self, interaction: discord.Interaction[Any], command: Command, typed: str) -> tuple[Choice, ...]:
        """An option that is being typed."""
        return await self.interacting.complete(interaction, command, typed)

    async def complete_story(self, typed: str) -> tuple[Choice, ...]:
        """A story that is being typed."""
        return await self.interacting.complete_story(typed)

    async def press(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """A button or a select."""
        await self.interacting.press(interaction, pressed)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Any interaction; those that nobody else reads are answered here."""
        await self.interacting.unread(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """A message, addressed to us or not."""
        await self.listening.hear(message)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server just joined."""
        await self.listening.joined(guild)

    # ── what others send through us ─────────────────────────────────────────────────────────────
    async def post(self, channel_id: int, body: Body, *, nonce: str | None = None, **more: Any) -> Sent:
        """Post a body to a channel. ``nonce`` finds a delivery again."""
        parts = {k: v for k, v in parts_of(body).items() if v}
        return await self.sender.post(self.get_partial_messageable(channel_id), channel_id, **parts, **({"nonce": nonce} if nonce else {}), **more)

    async def edit(self, channel_id: int, message_id: int, body: Body) -> Sent:
        """Put a body in the place of what a message of ours shows."""
        return await self.sender.edit(self.get_partial_messageable(channel_id).get_partial_message(message_id), **parts_of(body))

    async def send_to_person(self, person: int, body: Body) -> Sent:
        """A direct message; ``unreachable`` where they take none from us."""
        try:
            channel = await self.create_dm(discord.Object(person))
        except discord.HTTPException as refused:
            return Sent(Outcome.UNREACHABLE if refused.code in limits.UNREACHABLE else Outcome.FAILED, code=refused.code)
        return await self.post(channel.id, body)

    async def send_file(self, channel_id: int, file: File, *, limit: int = limits.FILE_BYTES, smaller: Callable[[], File] | None = None) -> Sent:
        """Attach a file where it is small enough, else a signed link, else a smaller one and a word why."""
        chosen = await self.run_in_thread(attachment, file, limit=limit, link=self.ports.link, smaller=smaller)
        sent = await self._send_attachment(channel_id, chosen.words, chosen.file)
        if sent.outcome != Outcome.TOO_LARGE:
            return sent
        chosen = await self.run_in_thread(attachment, file, limit=0, link=self.ports.link)  # Discord's own limit was lower than it had told
        return await self._send_attachment(channel_id, chosen.words, chosen.file)

    async def make_sheet(self, wanted: Wanted, say: Say) -> File | None:
        """Make the sheet an answer offers, in a thread; None where none can be made here. ``say`` tells how far a long one is."""
        make, progress = self.ports.sheet, Progress()
        if make is None:
            return None
        async with self._making:
            work = self.run_in_thread(make, wanted.text, wanted.story, wanted.person, progress.note)
            return await patiently(work, say, progress.words)

    async def take(self, ask: Ask, file: discord.Attachment) -> Prepared:
        """Read a file that was sent; ``ask.text`` is the command it is for.

        Raises:
            NotTaken: it could not be had, or is too large; the sentence says why.
        """
        take = self.ports.take
        if take is None:
            raise NotTaken(NOT_HERE)
        async with self._making:
            content = await read(file)
            story = ask.story or await self.run_in_thread(self.asking.story_of, ask.where)
            taken = await self.run_in_thread(take, Arrived(ask.text, file.filename, content, story, ask.person))
        return await self.run_in_thread(self.asking.shown, ask, taken)

    async def send_sheet(self, channel_id: int, wanted: Wanted) -> None:
        """Make a sheet and send it after the answer that offers it; where that fails, say so there."""
        try:
            file = await self.make_sheet(wanted, lambda words: self._send_attachment(channel_id, words, None))
        except FactboxError as trouble:
            self.log.warning("discord sheet not made", kind=type(trouble).__name__)
            await self._send_attachment(channel_id, str(trouble), None)
            return
        if file is not None:
            await self.hand_over(channel_id, file)

    async def hand_over(self, channel_id: int, file: File) -> None:
        """Send a file; where it cannot be attached, say so there."""
        if (await self.send_file(channel_id, file)).outcome != Outcome.DONE:
            await self._send_attachment(channel_id, NOT_ATTACHED.format(name=file.name), None)

    async def _send_attachment(self, channel_id: int, words: str, file: File | None) -> Sent:
        from io import BytesIO

        attached = {"file": discord.File(BytesIO(file.content), file.name)} if file else {}
        return await self.sender.post(self.get_partial_messageable(channel_id), channel_id, **({"content": words} if words else {}), **attached)
