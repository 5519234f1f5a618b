"""Slash commands. The first answer goes out in the reply itself, which costs no call and no use of the response_url."""

from functools import partial

from briefings.model import Person
from briefings.store.ledger import Binding
from handlers.binding import is_about_channel
from handlers.command import curates
from handlers.platforms.slack.answering import EXAMPLES, Answer
from handlers.platforms.slack.floor import Floor, address_of, body_of
from handlers.platforms.slack.hands import told
from handlers.platforms.slack.people import MEMBERS_ONLY
from handlers.platforms.slack.render import sentence
from handlers.platforms.slack.wire import Incoming


class Commands:
    """Answers slash commands."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    async def body(self, asked: Incoming) -> str | None:
        """The body of the reply; None where there is nothing to say in it."""
        floor = self._floor
        if not floor.people.is_allowed(asked.team):
            return None
        person = await floor.people.who(asked)
        if person is None:
            return body_of(sentence(MEMBERS_ONLY))
        text = floor.manners.names.read(asked.command, asked.text) or EXAMPLES
        if is_about_channel(text):
            return body_of(await floor.about_channel(asked, text)) if await floor.is_new(asked.id) else None
        bound = await floor.bound(address_of(asked))
        if floor.is_sheet(text):
            return await self._sheet(asked, text, bound.story, person)
        answer = await floor.in_thread(lambda: self._once(asked, person, text, bound.story))
        if answer is None:
            return None
        if self._is_public(bound, asked) and not curates(text) and await self._posted(asked, person, text, bound.story, answer):
            return None  # a second delivery at another process at the same moment is turned away in there
        await floor.keep(answer.rendered.long)
        floor.sender.seen_by_one(address_of(asked), answer.page(1).text, answer.shown(1, text, person))
        return answer.body

    def _once(self, asked: Incoming, person: Person, text: str, story: str) -> Answer | None:
        """In a thread: the answer, or None for a command that was delivered before."""
        if not self._floor.new_to_answer(asked.id):
            return None
        return self._floor.answers.answer(text, person, story=story, postable=not asked.is_direct and not curates(text))

    def _is_public(self, bound: Binding, asked: Incoming) -> bool:
        return not asked.is_direct and (self._floor.manners.public if bound.public is None else bound.public)

    async def _posted(self, asked: Incoming, person: Person, text: str, story: str, seen: Answer) -> bool:
        """Post at once, where a setting says so. Where outsiders read or the bot is not, the asker is shown it, with the button that says so."""
        room = await self._floor.rooms.room(asked.channel)
        if seen.trouble or room.outsiders or not room.member:
            return False
        if not await self._floor.in_thread(lambda: self._floor.ledger.first_time(f"slack:post:{asked.id}")):
            return True
        await self._floor.post(address_of(asked), await self._floor.answer(text, person, story=story), text, person)
        return True

    async def _sheet(self, asked: Incoming, text: str, story: str, person: Person) -> str | None:
        if not await self._floor.is_new(asked.id):
            return None
        self._floor.hands.take(told(self._floor.send_sheet(asked, text, story, person), partial(self._floor.tell, asked)))
        return body_of(sentence("Making the sheet …"))
