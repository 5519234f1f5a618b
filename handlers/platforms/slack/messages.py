"""What is written to the bot: mentions, answered in the thread; direct messages; and the channels it joins, and its Home tab."""

import logging
import re
from collections.abc import Coroutine
from typing import Any

from msgspec.structs import replace

from briefings.model import Person
from briefings.store.ledger import Address
from handlers.binding import is_about_channel
from handlers.command import IN_THE_OPEN, curates
from handlers.platforms.slack.answering import EXAMPLES, Answer
from handlers.platforms.slack.floor import Floor, address_of
from handlers.platforms.slack.home import home
from handlers.platforms.slack.receiving import Receiving
from handlers.platforms.slack.rooms import ALONE
from handlers.platforms.slack.text import typed, without_mention
from handlers.platforms.slack.wire import Body, Incoming
from handlers.uploading import wanted_with_a_file

_GREETING = re.compile(r"(?:hi|hello|hey|hallo|salut|bonjour|merhaba|salaam|مرحبا|good (?:morning|evening|afternoon))(?: there| factbox)?[\s!.,]*\Z",
                       re.IGNORECASE)

log = logging.getLogger("factbox.slack")


class Messages:
    """Answers events."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._receiving = floor, Receiving(floor)

    def work(self, event: Body, asked: Incoming) -> Coroutine[Any, Any, None] | None:
        """What has to be done about an event; None for one that is no business of ours, such as what programs write."""
        kind = event.get("type")
        written = bool(asked.user) and not event.get("bot_id") and event.get("subtype") in (None, "file_share", "thread_broadcast")
        if written and (kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im")):
            return self._message(asked)
        if kind == "app_home_opened" and event.get("tab") == "home":
            return self._home(asked)
        if kind == "member_joined_channel" and asked.user == self._floor.bot.user:
            return self._joined(asked)
        if kind in ("tokens_revoked", "app_uninstalled"):
            log.error("Slack says that the app was removed or its token revoked. Install it again at api.slack.com/apps")
        return None

    async def _message(self, asked: Incoming) -> None:
        """Plain words: answered where they were written."""
        floor = self._floor
        person = await floor.people.who(asked)
        if person is None or not await floor.is_new(asked.id):
            return
        here = replace(asked, thread=asked.thread if asked.is_direct else asked.thread or asked.message)
        text = typed(without_mention(asked.text, floor.bot.user)).strip()
        text = "" if _GREETING.match(text) else text
        if is_about_channel(text):
            await floor.sender.whisper(here, await floor.about_channel(asked, text))
            return
        bound = await floor.bound(address_of(asked))
        if asked.files and (command := wanted_with_a_file(text)) is not None:
            await self._receiving.take(here, command, bound.story, person)
            return
        words, story = await floor.in_thread(lambda: floor.followed(address_of(here), text, bound.story))
        if floor.is_sheet(words):
            await floor.send_sheet(here, words, story, person)
            return
        await self._say(here, words or EXAMPLES, person, story)
        if asked.is_direct and await floor.is_new(f"hello:{asked.team}:{asked.user}") and words:
            await self._say(here, EXAMPLES, person, story)

    async def _say(self, asked: Incoming, text: str, person: Person, story: str) -> None:
        """Answer in the thread for all there, or to the asker alone where outsiders read."""
        floor = self._floor
        if curates(text) and not asked.is_direct:
            await floor.tell(asked, IN_THE_OPEN)
            return
        outsiders = not asked.is_direct and (asked.shared or bool((await floor.rooms.room(asked.channel)).outsiders))
        answer = await floor.answer(text, person, story=story, postable=outsiders)
        if not outsiders:
            await floor.post(address_of(asked), answer, text, person, private=asked.is_direct)
            return
        await self._show_alone(asked, answer, text, person)

    async def _show_alone(self, asked: Incoming, answer: Answer, text: str, person: Person) -> None:
        await self._floor.sender.whisper(asked, answer.page(1))
        await self._floor.tell(asked, ALONE)
        self._floor.sender.seen_by_one(address_of(asked), answer.page(1).text, answer.shown(1, text, person))

    async def _joined(self, asked: Incoming) -> None:
        """The bot was invited: three working examples for everybody there."""
        floor = self._floor
        floor.rooms.forget(asked.channel)
        if not await floor.is_new(asked.id):
            return
        bot = Person(id=f"slack:{asked.team}:{floor.bot.user}")
        channel = Address("slack", asked.team, asked.channel)
        await floor.post(channel, await floor.answer(EXAMPLES, bot, story=(await floor.bound(channel)).story), EXAMPLES, bot)

    async def _home(self, asked: Incoming) -> None:
        floor = self._floor
        person = await floor.people.who(asked)
        if person is None:
            return
        view = await floor.in_thread(lambda: home(floor.desk, floor.store, person, floor.manners.names, floor.clock()))
        await floor.client.views_publish(user_id=asked.user, view=view)
