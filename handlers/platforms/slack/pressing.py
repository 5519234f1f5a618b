"""Buttons: the next page, another command, Post to channel. A button outlives the process that drew it, and the record it was drawn from."""

from briefings.model import Person
from briefings.store.ledger import Address
from handlers.command import DONE_ONCE, IN_THE_OPEN, changes, curates
from handlers.platforms.slack import buttons
from handlers.platforms.slack.buttons import Buttons, OlderButton, Pressed
from handlers.platforms.slack.floor import Floor, address_of
from handlers.platforms.slack.people import MEMBERS_ONLY
from handlers.platforms.slack.render import Message, sentence
from handlers.platforms.slack.wire import Incoming

OLDER = "This button is from an older version of Factbox and cannot be read any more. Nothing was lost: ask again, for example with {example}."


class Presses:
    """Does what buttons ask for."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._doing = {buttons.ASK: self._ask, buttons.POST: self._post, buttons.POST_ANYWAY: self._post_anyway, buttons.SHEET: self._sheet,
                       buttons.DISMISS: self._dismiss}

    async def do(self, asked: Incoming, kind: str, value: str) -> None:
        """Do it once; a button that cannot be read is answered with how to ask again."""
        floor = self._floor
        person = await floor.people.who(asked)
        if person is None:
            await floor.tell(asked, MEMBERS_ONLY)
            return
        if not await floor.is_new(asked.id):
            return
        try:
            pressed = buttons.read(value)
            doing, command = self._doing[kind], await self._command_of(pressed)
        except (OlderButton, KeyError):
            await floor.tell(asked, OLDER.format(example=floor.manners.names.shown("/help")))
            return
        await doing(asked, person, pressed, command)

    async def _command_of(self, pressed: Pressed) -> str:
        if not pressed.kept_under:
            return pressed.command
        kept = await self._floor.in_thread(lambda: self._floor.ledger.kept(pressed.kept_under))
        if not isinstance(kept, str):
            raise OlderButton
        return kept

    async def _ask(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        """Another command, or the next page: shown to whoever pressed; in a direct message, posted there."""
        floor = self._floor
        if floor.is_sheet(command):
            await floor.send_sheet(asked, command, pressed.story, person)
            return
        alone = asked.is_direct or not asked.channel
        if changes(command) and pressed.page > 1:
            await floor.tell(asked, DONE_ONCE)
            return
        answer = await floor.answer(command, person, story=pressed.story, postable=not alone and not curates(command))
        message, shown = answer.page(pressed.page), answer.shown(pressed.page, command, person)
        if pressed.page > 1 and answer.version != pressed.version:
            message = _under(f"The record has changed since the page before (version {pressed.version} → {answer.version}).", message)
        if alone:
            await floor.sender.post(Address("slack", asked.team, asked.channel or asked.user, asked.thread), message, shown, private=True)
        elif await floor.sender.whisper(asked, message):
            floor.sender.seen_by_one(address_of(asked), message.text, shown)

    async def _post(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        """Post what the person has seen; where outsiders read, ask first."""
        if curates(command):
            await self._floor.tell(asked, IN_THE_OPEN)
            return
        room = await self._floor.rooms.room(asked.channel)
        if not room.outsiders:
            await self._post_anyway(asked, person, pressed, command)
            return
        asking = Buttons(pressed.story, pressed.version)
        asking.add(buttons.POST_ANYWAY, "Post anyway", command, page=pressed.page)
        asking.add(buttons.DISMISS, "Do not post", command)
        await self._floor.keep(asking.long)
        warning = sentence(f"This channel is also read by {room.outsiders}. They would see the answer and who is quoted in it.")
        await self._floor.sender.whisper(asked, Message(warning.text, [*warning.blocks, {"type": "actions", "elements": asking.drawn()}]))

    async def _post_anyway(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        if curates(command):
            await self._floor.tell(asked, IN_THE_OPEN)
            return
        answer = await self._floor.answer(command, person, story=pressed.story)
        await self._floor.post(address_of(asked), answer, command, person, page=pressed.page)
        if pressed.version not in (0, answer.version):
            await self._floor.tell(asked, "The record has changed since you asked; what was posted is as it stands now.")

    async def _sheet(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        await self._floor.send_sheet(asked, command, pressed.story, person)

    async def _dismiss(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        await self._floor.sender.delete_original(asked)


def _under(words: str, message: Message) -> Message:
    """The message under a sentence of ours; a page keeps room for it."""
    first = sentence(words)
    return Message(f"{first.text}\n{message.text}", [*first.blocks, *message.blocks])
