"""What all listeners share: who asks, what is answered, where it goes, what is in hand. One for each process."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

import msgspec
from msgspec.structs import replace
from slack_sdk.web.async_client import AsyncWebClient

from briefings.model import Person
from briefings.store import Store
from briefings.store.ledger import Address, Binding
from handlers.binding import change_channel
from handlers.catalogue import BY_NAME
from handlers.desk import Desk
from handlers.following import as_kept, follow_up, from_kept, names_in
from handlers.patience import Progress, patiently
from handlers.platforms.slack.answering import Answer, Answers
from handlers.platforms.slack.fetching import Fetching
from handlers.platforms.slack.files import File, Filing
from handlers.platforms.slack.hands import Hands
from handlers.platforms.slack.manners import Bot, Manners
from handlers.platforms.slack.people import People
from handlers.platforms.slack.render import Message, Setting, render, sentence
from handlers.platforms.slack.rooms import Rooms
from handlers.platforms.slack.sending import Sender
from handlers.platforms.slack.wire import Incoming
from handlers.uploading import Take

BINDING_SECONDS = 5.0  # how long a channel's binding is remembered by a process that did not change it itself
REPEATS = 10_000  # deliveries a process remembers by itself, so that a repeat within it asks no database

T = TypeVar("T")
Sheet = Callable[[str, str, Person, Callable[[int, int], None]], File]  # what was typed, the story, who asks, who hears how far it is → the workbook


class Floor:
    """The newsroom floor as Slack sees it. ``bare`` is a client that never waits to try again: a form has to open within three seconds."""

    def __init__(self, *, desk: Desk, store: Store, client: AsyncWebClient, bare: AsyncWebClient, bot: Bot, manners: Manners,
                 clock: Callable[[], datetime], pool: ThreadPoolExecutor, sheet: Sheet | None = None,
                 link: Callable[[File], str] | None = None, take: Take | None = None) -> None:
        self.desk, self.store, self.ledger = desk, store, store.ledger
        self.client, self.bare, self.bot, self.manners, self.clock, self.sheet, self.take = client, bare, bot, manners, clock, sheet, take
        self.hands, self.people, self.rooms = Hands(), People(client, bot, manners), Rooms(client)
        self.answers = Answers(desk, store, manners.names, clock=clock, sheet=sheet is not None)
        self.sender = Sender(client, store.ledger, self.in_thread)
        self.filing, self.fetching = Filing(client, self.rooms, self.sender.whisper, link=link), Fetching(client)
        self._pool = pool
        self._bindings: dict[str, tuple[float, Binding]] = {}
        self._handled: OrderedDict[str, None] = OrderedDict()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do blocking work off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    # ── once ────────────────────────────────────────────────────────────────────────────────────
    def new(self, delivery: str) -> bool:
        """Whether something is delivered for the first time, to whichever process; what Slack gives no id is new. Blocking."""
        if not delivery:
            return True
        return self._new_here(delivery) and self.ledger.first_time(f"slack:{delivery}")

    def new_to_answer(self, delivery: str) -> bool:
        """The same for what is only answered, in the reply itself: it is noted as handled in batches, off the path of the ask. Blocking.

        A repeat that arrives with another process within those seconds is answered there too, and Slack shows one of the two replies.
        """
        if not delivery:
            return True
        if not self._new_here(delivery) or self.ledger.handled(f"slack:{delivery}"):
            return False
        self.sender.handled(f"slack:{delivery}")
        return True

    def _new_here(self, delivery: str) -> bool:
        if delivery in self._handled:
            return False
        self._handled[delivery] = None
        while len(self._handled) > REPEATS:
            self._handled.popitem(last=False)
        return True

    async def is_new(self, delivery: str) -> bool:
        """The same, off the loop."""
        return await self.in_thread(lambda: self.new(delivery))

    # ── channels ────────────────────────────────────────────────────────────────────────────────
    async def bound(self, channel: Address) -> Binding:
        """What a channel is bound to; a direct message never is."""
        if not channel.channel or channel.channel.startswith("D"):
            return Binding()
        now = asyncio.get_running_loop().time()
        at, bound = self._bindings.get(channel.channel, (0.0, None))
        if bound is None or now - at > BINDING_SECONDS:
            bound = await self.in_thread(lambda: self.ledger.bound(channel))
            if len(self._bindings) > REPEATS:
                self._bindings.clear()
            self._bindings[channel.channel] = (now, bound)
        return bound

    async def about_channel(self, asked: Incoming, text: str) -> Message:
        """Bind the channel, or say what it is bound to."""
        if asked.is_direct or not asked.channel:
            return sentence("A direct message is not bound to a story. Type this in the channel it is for.")
        stories = tuple(slug for slug, _ in await self.in_thread(self.answers.versions))
        reply, _ = await self.in_thread(lambda: change_channel(self.ledger, address_of(asked), text, stories))
        self._bindings.pop(asked.channel, None)
        return render(reply, Setting(self.manners.names)).messages[0]

    # ── answers ─────────────────────────────────────────────────────────────────────────────────
    async def answer(self, text: str, person: Person, *, story: str = "", postable: bool = False) -> Answer:
        """The answer to words, with the long commands of its buttons kept."""
        answer = await self.in_thread(lambda: self.answers.answer(text, person, story=story, postable=postable))
        await self.keep(answer.rendered.long)
        return answer

    async def keep(self, long: dict[str, str]) -> None:
        """Keep commands that are too long for a button, under their digest."""
        for digest, command in long.items():
            await self.in_thread(partial(self.ledger.keep, f"slack:asked:{digest}", command))

    async def post(self, address: Address, answer: Answer, text: str, person: Person, *, page: int = 1, private: bool = False) -> None:
        """Post a page of an answer, and remember what its thread is about.

        Raises:
            NotPosted: Slack refused it.
        """
        timestamp = await self.sender.post(address, answer.page(page), answer.shown(page, text, person), private=private)
        topic = answer.topic
        if topic is not None:
            thread = replace(address, thread=address.thread if private else address.thread or timestamp)
            await self.in_thread(lambda: self.ledger.keep(_topic_key(thread), as_kept(topic)))

    def followed(self, address: Address, text: str, story: str) -> tuple[str, str]:
        """The words with what the conversation is about put in, and the story to ask. Blocking."""
        topic = from_kept(self.ledger.kept(_topic_key(address))) if text else None
        if topic is None or not topic.is_fresh(self.clock()) or topic.story not in dict(self.answers.versions()):
            return text, story
        return follow_up(text, topic, names_in(self.store, topic.story)), story or topic.story

    # ── telling ─────────────────────────────────────────────────────────────────────────────────
    async def tell(self, asked: Incoming, words: str) -> None:
        """A sentence of ours to whoever asked, seen by nobody else."""
        if asked.user:
            await self.sender.whisper(asked, sentence(words))

    # ── sheets ──────────────────────────────────────────────────────────────────────────────────
    def is_sheet(self, text: str) -> bool:
        """Whether what was typed asks for the sheet."""
        word = text.strip().lstrip("/").partition(" ")[0].casefold()
        return self.sheet is not None and (word in ("export", "sheet") or (word in BY_NAME and BY_NAME[word].name == "export"))

    async def send_sheet(self, asked: Incoming, text: str, story: str, person: Person) -> None:
        """Make the sheet and send it to where it was asked for."""
        make = self.sheet
        if make is None:
            await self.tell(asked, "Sheets cannot be made here.")
            return
        progress = Progress()
        work = self.in_thread(lambda: make(text, story, person, progress.note))
        await self.filing.send_file(asked, await patiently(work, partial(self.tell, asked), progress.words))

    async def finish(self) -> int:
        """Finish what is in hand and write what people saw; how much was not done in time."""
        left = await self.hands.finish()
        await self.sender.flush()
        return left


def address_of(asked: Incoming) -> Address:
    """Where something was asked."""
    return Address("slack", asked.team, asked.channel, asked.thread)


def body_of(message: Message) -> str:
    """A message as the reply to a command, seen by the asker alone."""
    return msgspec.json.encode({"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}).decode()


def message_in(body: str) -> Message:
    """The message in such a reply."""
    return msgspec.json.decode(body, type=Message)


def _topic_key(address: Address) -> str:
    return f"slack:thread:{address.workspace}:{address.channel}:{address.thread}"
