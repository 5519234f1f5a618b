"""The synchronous side: a question or a pressed button → a body ready to be sent, with its delivery noted. Runs in a thread."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from briefings.errors import DateNotUnderstood, Unanswerable
from briefings.model import Person
from briefings.periods import find_when
from briefings.sheet.answers import SheetOffer
from briefings.store import Store
from briefings.store.ledger import Address
from handlers.binding import change_channel
from handlers.command import DONE_ONCE, IN_THE_OPEN, changes, curates
from handlers.desk import Answered, Desk, Request
from handlers.platforms.discord import custom_ids
from handlers.platforms.discord.custom_ids import PAGE, Pressed
from handlers.platforms.discord.files import File
from handlers.platforms.discord.render import Asked, Body, render
from handlers.platforms.discord.settings import DiscordSettings
from handlers.platforms.discord.text import clean
from handlers.reply import Note, Reply, Section
from handlers.uploading import Taken

PLATFORM = "discord"
CHANGED = "The record has changed since that message was made. This is how it stands now:"
NO_LONGER = "That fact is not on file any more, so it can no longer be shown. Ask for its place or topic again for what stands now."
FORGOTTEN = "I no longer know what that button stood for. Please ask again; nothing else was lost."


class Where(Struct, frozen=True):
    """Where something was asked: ``guild`` "" in a direct message."""

    guild: str
    channel: str

    @property
    def address(self) -> Address:
        """The place as the ledger writes it."""
        return Address(PLATFORM, self.guild or "dm", self.channel)


class Ask(Struct, frozen=True):
    """A question as it came in. ``when`` holds the words of the option for times; ``moment`` when it was asked, None for now."""

    text: str
    person: Person
    where: Where
    private: bool = False
    when: str = ""
    story: str | None = None
    moment: datetime | None = None
    page: int = 1
    since_version: int = 0  # of the story, when the button was made that asks this; 0 for a question that was typed


class Wanted(Struct, frozen=True):
    """A sheet that an answer offers: the command that asked for it, its story, and who asked."""

    text: str
    story: str
    person: Person


class Prepared(Struct, frozen=True):
    """An answer ready to be sent. ``delivery`` is its id in the ledger, "" where there is nothing to record; ``row`` one for the batch.

    ``sheet`` is set where the answer offers one: it is made once the answer is shown. ``below`` are more pages of it, and ``file`` one to attach.
    """

    body: Body
    private: bool
    trouble: str = ""
    delivery: str = ""
    row: dict[str, Any] | None = None
    sheet: Wanted | None = None
    below: tuple[Body, ...] = ()
    file: File | None = None


class Asking:
    """Answers for Discord, from one desk and one store. Thread-safe."""

    def __init__(self, desk: Desk, store: Store, settings: DiscordSettings, clock: Callable[[], datetime]) -> None:
        self._desk, self._store, self._settings, self._clock = desk, store, settings, clock

    def is_private(self, where: Where, wanted: bool) -> bool:
        """Whether an answer is for its asker alone: by their wish, else as the channel is set, else by the setting. Never in a direct message."""
        if not where.guild:
            return False
        bound = self._store.ledger.bound(where.address).public
        return wanted or (self._settings.private if bound is None else not bound)

    def story_of(self, where: Where) -> str | None:
        """The story a channel is bound to; None for none."""
        return self._store.ledger.bound(where.address).story or None

    def answer_here(self, ask: Ask) -> Prepared:
        """The answer to a question that was typed, for all or for its asker as they wish and the channel is set."""
        return self.answer(replace(ask, private=self.is_private(ask.where, ask.private)))

    def answer(self, ask: Ask) -> Prepared:
        """The page asked for, with its delivery noted as pending."""
        in_the_open = curates(ask.text) and bool(ask.where.guild) and not ask.private
        if in_the_open or (ask.page > 1 and changes(ask.text)):
            return Prepared(render(_sentence(IN_THE_OPEN if in_the_open else DONE_ONCE))[0], ask.private, "NotAllowed")
        answered, text = self._answered(ask)
        reply, asked = answered.reply, self._asked(ask, answered, text)
        if ask.since_version:
            answered = self._as_it_stands(ask, answered, asked)
            reply = answered.reply
        bodies = render(reply, asked, choose=answered.trouble == "SeveralNames")
        body = bodies[min(ask.page, len(bodies)) - 1]
        self._keep(body)
        noted, offer = self._noted(ask, answered, asked, body), answered.answer
        return replace(noted, sheet=Wanted(text, offer.scope.story, ask.person)) if isinstance(offer, SheetOffer) else noted

    def shown(self, ask: Ask, taken: Taken) -> Prepared:
        """What came of a file, every page of it: no button could ask for the next one without the file."""
        asked = replace(self._asked(ask, taken.answered, taken.text), text="")
        bodies = render(taken.answered.reply, asked)
        for body in bodies:
            self._keep(body)
        noted = self._noted(ask, taken.answered, replace(asked, text=taken.text), bodies[0])
        return replace(noted, below=bodies[1:], file=File(*taken.marked) if taken.marked else None)

    def press(self, pressed: Pressed, person: Person, where: Where, *, private: bool) -> Prepared:
        """What a button stands for, asked anew: the rights and the version are those of now, not of when it was made."""
        command = self.spelled_out(pressed.command)
        if command is None:
            return Prepared(render(_sentence(FORGOTTEN))[0], private, "Forgotten")
        moment = pressed.moment if pressed.asked else None
        page = pressed.page if pressed.what == PAGE else 1
        return self.answer(Ask(command, person, where, private, story=pressed.story or None, moment=moment, page=page, since_version=pressed.version))

    def spelled_out(self, command: str) -> str | None:
        """The command a button carries, or that is kept for it; None where it is kept no more."""
        if not command.startswith("#"):
            return command
        kept = self._store.ledger.kept(custom_ids.kept_under(command[1:]))
        return kept if isinstance(kept, str) else None

    def welcome(self, where: Where) -> Body:
        """Three working examples, for a first direct message or a server just joined."""
        story = self.story_of(where)
        help_ = self._desk.reply(Request("/help", self._clock(), story=story)).reply
        end = next((i for i, b in enumerate(help_.blocks) if isinstance(b, Section)), len(help_.blocks))
        hint = Note("/help shows every command. Facts come with who says them, their id and the day they are as of.")
        reply = replace(help_, title="Factbox", blocks=(*help_.blocks[:end], hint))
        body = render(reply, Asked(minute=custom_ids.minute(self._clock()), story=help_.foot.partition(" ")[0]))[0]
        self._keep(body)
        return body

    def channel(self, where: Where, text: str) -> Body:
        """Bind a channel to a story, or choose who sees answers in it, in the words of ``handlers.binding``."""
        stories = tuple(s.story.slug for s in self._store.stories())
        return render(change_channel(self._store.ledger, where.address, text, stories)[0])[0]

    def first_time(self, key: str) -> bool:
        """Whether this has not happened before, whichever process asks."""
        return self._store.ledger.first_time(f"{PLATFORM}:{key}")

    # ── parts ───────────────────────────────────────────────────────────────────────────────────
    def _answered(self, ask: Ask) -> tuple[Answered, str]:
        now = ask.moment or self._clock()
        try:
            text = with_when(ask.text, ask.when, now)
        except Unanswerable as unclear:
            return Answered(None, _sentence(str(unclear)), type(unclear).__name__), ask.text
        story = ask.story or self.story_of(ask.where)
        return self._desk.reply(Request(text, now, ask.person, story)), text

    def _asked(self, ask: Ask, answered: Answered, text: str) -> Asked:
        scope = answered.answer.scope if answered.answer else None
        minute = custom_ids.minute(ask.moment or self._clock())
        return Asked(text, scope.story if scope else ask.story or "", scope.version if scope else 0, minute)

    def _as_it_stands(self, ask: Ask, answered: Answered, asked: Asked) -> Answered:
        """The answer to a button of an older version says so; one about a fact that is gone says that."""
        if answered.trouble == "UnknownFact":
            return replace(answered, reply=_sentence(NO_LONGER))
        if answered.answer is None or asked.version == ask.since_version:
            return answered
        return replace(answered, reply=replace(answered.reply, blocks=(Note(CHANGED, lead=True), *answered.reply.blocks)))

    def _keep(self, body: Body) -> None:
        for text in body.keep:
            self._store.ledger.keep(custom_ids.kept_under(custom_ids.digest(text)), text)

    def _noted(self, ask: Ask, answered: Answered, asked: Asked, body: Body) -> Prepared:
        """The answer with its record: pending in the ledger, or a row for the batch where one person alone sees it."""
        if answered.answer is None:
            return Prepared(body, ask.private, answered.trouble)
        record: dict[str, Any] = {"story": asked.story, "version": asked.version, "person": ask.person.id, "typed": asked.text,
                  "shown": msgspec.json.encode(body.reply).decode(), "facts": body.reply.facts}
        if ask.private:
            return Prepared(body, True, row=record | {"address": ask.where.address})
        return Prepared(body, False, delivery=self._store.ledger.pending(ask.where.address, **record, private=not ask.where.guild))


def with_when(text: str, when: str, now: datetime) -> str:
    """A command with the words of its option for times behind it.

    Raises:
        DateNotUnderstood: there is no time in them.
    """
    words = clean(when)
    if words and not find_when(words, today=now.date()):
        raise DateNotUnderstood(words)
    return f"{text} {words}".strip()


def _sentence(text: str) -> Reply:
    return Reply("", "", (Note(text, lead=True),))
