"""From words to messages: the desk is asked in a thread, and an answer whose story has not changed is not made again."""

from collections.abc import Callable
from datetime import datetime
from itertools import takewhile

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from briefings.model import Person
from briefings.store import Store
from handlers.caching import Cache, Versions, is_kept, key_of
from handlers.desk import Answered, Desk, Request
from handlers.following import Topic, topic_of
from handlers.platforms.slack.names import Names
from handlers.platforms.slack.render import Message, Rendered, Setting, render
from handlers.platforms.slack.sending import Shown
from handlers.reply import Note, Section

EXAMPLES = "/examples"  # not typed by anybody: what bare /brief, a first message and joining a channel are answered with


class Answer(Struct, frozen=True):
    """An answer in messages. ``body`` is the first one as Slack takes it for an answer to a slash command; ``trouble`` names an error behind it."""

    rendered: Rendered
    story: str
    version: int
    topic: Topic | None
    body: str
    trouble: str

    def page(self, number: int) -> Message:
        """A page, or the last one there is."""
        return self.rendered.messages[min(number, len(self.rendered.messages)) - 1]

    def shown(self, number: int, typed: str, person: Person) -> Shown:
        """What a page shows, for the record."""
        facts = self.rendered.pages[min(number, len(self.rendered.pages)) - 1].reply.facts
        return Shown(self.story, self.version, typed, facts, person.id)


class Answers:
    """Answers words. Blocking: called in a thread of the pool."""

    def __init__(self, desk: Desk, store: Store, names: Names, *, clock: Callable[[], datetime], sheet: bool = False) -> None:
        self._desk, self._store, self._names, self._clock, self._sheet = desk, store, names, clock, sheet
        self._cache: Cache[Answer] = Cache()

    def versions(self) -> Versions:
        """Every story with its version."""
        return tuple((s.story.slug, s.version) for s in self._store.stories())

    def answer(self, text: str, person: Person, *, story: str = "", postable: bool = False) -> Answer:
        """The answer to words, kept while no story changes."""
        request = Request(text, self._clock(), person, story or None)
        key = key_of(request, self.versions(), ("slack", postable))
        kept = self._cache.get(key, now=request.now)
        if kept is None:
            kept = self._made(request, postable)
            if is_kept(text):
                self._cache.keep(key, kept)
        return kept

    def _made(self, request: Request, postable: bool) -> Answer:
        return self.drawn(self._examples(request) if request.text == EXAMPLES else self._desk.reply(request), request, postable)

    def drawn(self, answered: Answered, request: Request, postable: bool = False) -> Answer:
        """What the desk answered, in messages."""
        story, version = _read_from(answered)
        setting = Setting(self._names, request.text, story, version, postable and bool(answered.reply.facts), self._sheet)
        rendered = render(answered.reply, setting)
        first = rendered.messages[0]
        body = msgspec.json.encode({"response_type": "ephemeral", "text": first.text, "blocks": first.blocks}).decode()
        return Answer(rendered, story, version, topic_of(answered.answer, request.text, request.now), body, answered.trouble)

    def _examples(self, request: Request) -> Answered:
        """Three questions that work, made from the story's own names."""
        told = self._desk.reply(replace(request, text="/help"))
        tries = tuple(takewhile(lambda b: not isinstance(b, Section), told.reply.blocks))
        hint = Note(f"In a message to me or behind @Factbox the same works without a slash. Everything there is: {self._names.root} help")
        return replace(told, reply=replace(told.reply, title="Factbox", blocks=(*tries, hint)))


def _read_from(answered: Answered) -> tuple[str, int]:
    """The story and version an answer was read from; "" and 0 for a sentence that was read from none."""
    return (answered.answer.scope.story, answered.answer.scope.version) if answered.answer else ("", 0)
