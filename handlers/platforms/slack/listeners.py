"""The listeners: one for each kind of thing Slack sends, the same in Socket Mode and over HTTP. None of them raises.

What was typed goes to the desk as it would from a console; the catalogue, not this file, knows the commands.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefings.model import Person
from briefings.store import Store
from briefings.store.ledger import Address, Binding
from handlers.binding import change_channel, is_about_channel
from handlers.catalogue import BY_NAME
from handlers.desk import Desk
from handlers.following import as_kept, follow_up, from_kept, names_in
from handlers.platforms.slack import buttons, forms, limits, wire
from handlers.platforms.slack.answering import EXAMPLES, Answer, Answers
from handlers.platforms.slack.buttons import OlderButton, Pressed
from handlers.platforms.slack.files import File, Filing
from handlers.platforms.slack.hands import Hands, told
from handlers.platforms.slack.home import home
from handlers.platforms.slack.manners import Bot, Manners
from handlers.platforms.slack.people import MEMBERS_ONLY, People
from handlers.platforms.slack.render import Message, Setting, render, sentence
from handlers.platforms.slack.rooms import Rooms
from handlers.platforms.slack.sending import NotPosted, Sender, Shown
from handlers.platforms.slack.text import typed, without_mention
from handlers.platforms.slack.troubles import code_of
from handlers.platforms.slack.wire import Body, Incoming
from handlers.proposing import Proposal, keep_proposal

NOTHING = BoltResponse(status=200, body="")
LATER = "Looking it up; the answer follows here in a moment."
OLDER = "This button is from an older version of Factbox and cannot be read any more. Ask again, for example with {example}."
BINDING_SECONDS = 5.0  # how long a channel's binding is remembered by a process that did not change it itself
REPEATS = 10_000  # deliveries a process remembers by itself, so that a repeat within it asks no database
_JSON = {"content-type": ["application/json;charset=utf-8"]}
_ANY = re.compile("")

T = TypeVar("T")
Sheet = Callable[[str, str, Person], File]  # what was typed, the story, who asks → the workbook
log = logging.getLogger("factbox.slack")


class Listeners:
    """Answers what comes over the wire. ``bare`` is a client that never waits to try again: a form has to open within three seconds."""

    def __init__(self, *, desk: Desk, store: Store, client: AsyncWebClient, bare: AsyncWebClient, bot: Bot, manners: Manners,
                 clock: Callable[[], datetime], pool: ThreadPoolExecutor, sheet: Sheet | None = None, filing: Filing | None = None) -> None:
        self.hands = Hands()
        self.people, self.rooms = People(client, bot, manners), Rooms(client)
        self.answers = Answers(desk, store, manners.names, clock=clock, sheet=sheet is not None)
        self.sender = Sender(client, store.ledger, self._in_thread)
        self.filing = filing or Filing(client, self.rooms, self.sender.whisper)
        self._desk, self._store, self._ledger = desk, store, store.ledger
        self._client, self._bare, self._bot, self._manners = client, bare, bot, manners
        self._clock, self._pool, self._sheet = clock, pool, sheet
        self._bindings: dict[str, tuple[float, Binding]] = {}
        self._handled: OrderedDict[str, None] = OrderedDict()

    def register(self, app: AsyncApp) -> None:
        """Register one listener a kind."""
        app.command(_ANY)(self.on_command)
        app.event(re.compile(""))(self.on_event)
        app.action(_ANY)(self.on_button)
        app.shortcut(_ANY)(self.on_shortcut)
        app.view(_ANY)(self.on_form)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    # ── slash commands ──────────────────────────────────────────────────────────────────────────
    async def on_command(self, ack: AsyncAck, body: Body) -> BoltResponse:
        """A slash command: the answer goes out in the reply itself; one that takes long follows."""
        asked = wire.from_command(body)
        problems: list[str] = []

        async def tell(words: str) -> None:
            problems.append(words)

        task = await self.hands.within(told(self._command(asked), tell))
        if not task.done():
            self.hands.take(self._follow_with(asked, task, problems))
            return _reply(sentence(LATER))
        return _reply(sentence(problems[0])) if problems else _ready(task.result())

    async def _follow_with(self, asked: Incoming, task: "asyncio.Task[str | None]", problems: list[str]) -> None:
        body = await task
        if problems:
            await self.sender.whisper(asked, sentence(problems[0]))
        elif body:
            await self.sender.whisper(asked, _message_in(body))

    async def _command(self, asked: Incoming) -> str | None:
        """The body of the reply; None where there is nothing to say in it."""
        if not self.people.is_allowed(asked.team):
            log.info("a command from a workspace that is not on the list was left alone")
            return None
        person = await self.people.who(asked)
        if person is None:
            return _body(sentence(MEMBERS_ONLY))
        text = self._manners.names.read(asked.command, asked.text) or EXAMPLES
        address = _address(asked)
        if is_about_channel(text):
            return await self._about_channel(asked, text) if await self._is_new(asked.id) else None
        bound = await self._bound(address)
        if self._is_public(bound, asked):
            return await self._answer_publicly(asked, person, text, bound)
        answer = await self._in_thread(lambda: self._first_answer(asked, person, text, bound.story))
        if answer is None:
            return None
        if self._is_sheet(text):
            self.hands.take(told(self._send_sheet(asked, text, answer.story or bound.story, person), partial(self._tell, asked)))
            return _body(sentence("Making the sheet …"))
        self._keep_long(answer)
        self.sender.seen_by_one(address, answer.page(1).text, answer.shown(1, text, person))
        return answer.body

    def _first_answer(self, asked: Incoming, person: Person, text: str, story: str) -> Answer | None:
        """In a thread: the answer, or None for a command that was delivered before."""
        if not self._new(asked.id):
            return None
        return self.answers.answer(text, person, story=story, postable=not asked.is_direct)

    async def _answer_publicly(self, asked: Incoming, person: Person, text: str, bound: Binding) -> str | None:
        """Post at once, where a setting says so; what cannot or should not be posted is shown to the asker."""
        answer = await self._in_thread(lambda: self._first_answer(asked, person, text, bound.story))
        if answer is None:
            return None
        room = await self.rooms.room(asked.channel)
        if answer.trouble or room.outsiders or not room.member:
            return answer.body  # with its button, which says what stands in the way
        public = await self._in_thread(lambda: self.answers.answer(text, person, story=bound.story))
        await self._post(_address(asked), public, 1, text, person)
        return None

    def _is_public(self, bound: Binding, asked: Incoming) -> bool:
        return not asked.is_direct and (self._manners.public if bound.public is None else bound.public)

    async def _about_channel(self, asked: Incoming, text: str) -> str | None:
        if asked.is_direct or not asked.channel:
            return _body(sentence("A direct message is not bound to a story. Type this in the channel it is for."))
        address = _address(asked)
        slugs = tuple(slug for slug, _ in await self._in_thread(self.answers.versions))
        reply, changed = await self._in_thread(lambda: change_channel(self._ledger, address, text, slugs))
        self._bindings.pop(asked.channel, None)
        message = render(reply, Setting(self._manners.names)).messages[0]
        if changed:
            log.info("%s changed what channel %s is bound to", asked.user, asked.channel)
        return _body(message)

    # ── messages, mentions, the Home tab ────────────────────────────────────────────────────────
    async def on_event(self, ack: AsyncAck, body: Body) -> BoltResponse:
        """An event. It is acknowledged when it was answered, or after as long as Slack waits; a repeat is judged by its id."""
        event = body.get("event") if isinstance(body.get("event"), dict) else {}
        asked = wire.from_event(body)
        handle = self._handler(event or {}, asked)
        if handle is not None and self.people.is_allowed(asked.team):
            await self.hands.within(told(handle, partial(self._tell, asked)))
        return NOTHING

    def _handler(self, event: Body, asked: Incoming) -> Any:
        kind, written = event.get("type"), not event.get("bot_id") and event.get("subtype") in (None, "file_share", "thread_broadcast")
        if kind == "app_mention" and written:
            return self._message(asked)
        if kind == "message" and event.get("channel_type") == "im" and written and asked.user:
            return self._message(asked)
        if kind == "app_home_opened" and event.get("tab") == "home":
            return self._home(asked)
        if kind == "member_joined_channel" and asked.user == self._bot.user:
            return self._joined(asked)
        if kind in ("tokens_revoked", "app_uninstalled"):
            log.error("Slack says that the app was uninstalled or its token revoked; install it again at api.slack.com/apps")
        return None

    async def _message(self, asked: Incoming) -> None:
        """Plain words in a direct message, or behind a mention: answered where they were written, in the thread."""
        person = await self.people.who(asked)
        if person is None or not await self._is_new(asked.id):
            return
        text = typed(without_mention(asked.text, self._bot.user)).strip()
        if is_about_channel(text):
            body = await self._about_channel(asked, text)
            await self._tell_message(asked, _message_in(body or ""))
            return
        bound = await self._bound(_address(asked))
        address = Address("slack", asked.team, asked.channel, asked.thread if asked.is_direct else asked.thread or asked.message)
        words, story = await self._in_thread(lambda: self._followed(address, text, bound.story))
        if self._is_sheet(words):
            await self._send_sheet(asked, words, story, person)
            return
        private = not asked.is_direct and (asked.shared or bool((await self.rooms.room(asked.channel)).outsiders))
        answer = await self._in_thread(lambda: self.answers.answer(words or EXAMPLES, person, story=story, postable=private))
        await self._say(asked, address, answer, words or EXAMPLES, person, private)
        if asked.is_direct and words and await self._is_new(f"hello:{asked.team}:{asked.user}"):
            await self._say(asked, address, await self._in_thread(lambda: self.answers.answer(EXAMPLES, person, story=story)), EXAMPLES, person, False)

    async def _say(self, asked: Incoming, address: Address, answer: Answer, text: str, person: Person, private: bool) -> None:
        if private:
            self._keep_long(answer)
            await self.sender.whisper(asked_in(asked, address.thread), answer.page(1))
            await self._tell_thread(asked, address.thread)
            return
        await self._post(address, answer, 1, text, person, private=asked.is_direct)

    async def _tell_thread(self, asked: Incoming, thread: str) -> None:
        await self.sender.whisper(asked_in(asked, thread), sentence("Shown to you alone, because people of other organisations (Slack Connect) read this channel."))

    def _followed(self, address: Address, text: str, story: str) -> tuple[str, str]:
        """In a thread: the words with what the conversation is about put in, and the story to ask."""
        topic = from_kept(self._ledger.kept(_topic_key(address))) if text else None
        if topic is None or not topic.is_fresh(self._clock()) or topic.story not in dict(self.answers.versions()):
            return text, story
        return follow_up(text, topic, names_in(self._store, topic.story)), story or topic.story

    async def _joined(self, asked: Incoming) -> None:
        """The bot was invited: three working examples for everybody there."""
        if not await self._is_new(asked.id):
            return
        bound = await self._bound(_address(asked))
        answer = await self._in_thread(lambda: self.answers.answer(EXAMPLES, Person(id="slack"), story=bound.story))
        self.rooms.forget(asked.channel)
        await self._post(_address(asked), answer, 1, EXAMPLES, Person(id=f"slack:{asked.team}:{self._bot.user}"))

    async def _home(self, asked: Incoming) -> None:
        person = await self.people.who(asked)
        if person is None:
            return
        view = await self._in_thread(lambda: home(self._desk, self._store, person, self._manners.names, self._clock()))
        await self._client.views_publish(user_id=asked.user, view=view)

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────
    async def on_button(self, ack: AsyncAck, body: Body) -> BoltResponse:
        """A button. Slack is answered at once; what was asked for follows."""
        actions = body.get("actions")
        action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
        asked = wire.from_press(body)
        if self.people.is_allowed(asked.team) and not action.get("url"):
            kind = str(action.get("action_id", "")).partition(":")[0]
            self.hands.take(told(self._pressed(asked, kind, str(action.get("value") or "")), partial(self._tell, asked)))
        return NOTHING

    async def _pressed(self, asked: Incoming, kind: str, value: str) -> None:
        person = await self.people.who(asked)
        if person is None:
            await self.sender.whisper(asked, sentence(MEMBERS_ONLY))
            return
        if not await self._is_new(asked.id):
            return
        try:
            pressed = buttons.read(value)
            doing = {buttons.ASK: self._ask, buttons.POST: self._post_to_channel, buttons.POST_ANYWAY: self._post_anyway,
                     buttons.SHEET: self._sheet_for, buttons.DISMISS: self._dismiss}[kind]
            command = await self._command_of(pressed)
        except (OlderButton, KeyError):
            await self.sender.whisper(asked, sentence(OLDER.format(example=self._manners.names.shown("/help"))))
            return
        await doing(asked, person, pressed, command)

    async def _command_of(self, pressed: Pressed) -> str:
        if not pressed.kept_under:
            return pressed.command
        kept = await self._in_thread(lambda: self._ledger.kept(pressed.kept_under))
        if not isinstance(kept, str):
            raise OlderButton
        return kept

    async def _ask(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        if self._is_sheet(command):
            await self._send_sheet(asked, command, pressed.story, person)
            return
        answer = await self._in_thread(lambda: self.answers.answer(command, person, story=pressed.story, postable=bool(asked.channel) and not asked.is_direct))
        message = answer.page(pressed.page)
        if pressed.page > 1 and answer.version != pressed.version:
            message = _with_word(message, f"The record has changed since the page before (version {pressed.version} → {answer.version}).")
        if asked.is_direct or not asked.channel:
            address = Address("slack", asked.team, asked.channel or asked.user, asked.thread)
            self._keep_long(answer)
            await self.sender.post(address, message, answer.shown(pressed.page, command, person), private=True)
            return
        self._keep_long(answer)
        if await self.sender.whisper(asked, message):
            self.sender.seen_by_one(_address(asked), message.text, answer.shown(pressed.page, command, person))

    async def _post_to_channel(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        """Post what the person has seen; where outsiders read, ask first."""
        room = await self.rooms.room(asked.channel)
        if room.outsiders:
            asking = buttons.Buttons(pressed.story, pressed.version)
            asking.add(buttons.POST_ANYWAY, "Post anyway", command, page=pressed.page)
            asking.add(buttons.DISMISS, "Do not post", command)
            await self._keep(asking.long)
            warning = sentence(f"This channel is also read by {room.outsiders}. They would see the answer and who is quoted in it.")
            await self.sender.whisper(asked, Message(warning.text, [*warning.blocks, {"type": "actions", "elements": asking.drawn()}]))
            return
        await self._post_anyway(asked, person, pressed, command)

    async def _post_anyway(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        answer = await self._in_thread(lambda: self.answers.answer(command, person, story=pressed.story))
        changed = pressed.version not in (0, answer.version)
        await self._post(_address(asked), answer, pressed.page, command, person)
        if changed:
            await self._tell(asked, "The record has changed since you asked; what was posted is as it stands now.")

    async def _sheet_for(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        await self._send_sheet(asked, command, pressed.story, person)

    async def _dismiss(self, asked: Incoming, person: Person, pressed: Pressed, command: str) -> None:
        await self.sender.delete_original(asked)

    # ── Save as fact ────────────────────────────────────────────────────────────────────────────
    async def on_shortcut(self, ack: AsyncAck, body: Body) -> BoltResponse:
        """A message is to be saved as a fact: a form opens, filled in."""
        asked = wire.from_press(body)
        if self.people.is_allowed(asked.team) and body.get("callback_id") == forms.CALLBACK:
            await self.hands.within(told(self._open_form(asked, body), partial(self._tell, asked)))
        return NOTHING

    async def _open_form(self, asked: Incoming, body: Body) -> None:
        message = body.get("message")
        text = str(message.get("text") or "") if isinstance(message, dict) else ""
        stories, bound = await asyncio.gather(self._in_thread(self.answers.versions), self._bound(_address(asked)))
        link = f"{self._bot.url.rstrip('/')}/archives/{asked.channel}/p{asked.message.replace('.', '')}" if self._bot.url and asked.message else ""
        person = await self.people.who(asked)
        if person is None:
            await self.sender.whisper(asked, sentence(MEMBERS_ONLY))
            return
        try:
            await self._bare.views_open(trigger_id=asked.trigger, view=forms.opened(text, link, stories, bound.story or self._desk_story(stories)))
        except SlackApiError as trouble:
            why = "it took longer than the three seconds Slack allows" if code_of(trouble) in ("expired_trigger_id", "trigger_expired") else code_of(trouble)
            raise NotPosted(f"The form could not be opened ({why}). Nothing was lost: choose “Save as fact” on the message again.") from trouble

    def _desk_story(self, stories: tuple[tuple[str, int], ...]) -> str:
        return stories[0][0] if stories else ""

    async def on_form(self, ack: AsyncAck, body: Body) -> BoltResponse:
        """The form was sent: kept for a curator, and said so in the form itself."""
        asked = wire.from_press(body)
        view = body.get("view") if isinstance(body.get("view"), dict) else {}
        if not self.people.is_allowed(asked.team) or not view or view.get("callback_id") != forms.CALLBACK:
            return NOTHING
        problems: list[str] = []

        async def tell(words: str) -> None:
            problems.append(words)

        task = await self.hands.within(told(self._sent(asked, view), tell))
        if task.done() and not problems:
            return BoltResponse(status=200, body=task.result() or "")
        words = problems[0] if problems else "This takes longer than it should. Leave the form open and press the button again."
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {"fact": words}})

    async def _sent(self, asked: Incoming, view: Body) -> Body:
        person = await self.people.who(asked)
        if person is None:
            return {"response_action": "errors", "errors": {"fact": MEMBERS_ONLY}}
        form = forms.sent(view)
        stories = await self._in_thread(self.answers.versions)
        wrong = forms.problems(form, stories)
        if wrong:
            return {"response_action": "errors", "errors": wrong}
        now_at = dict(stories)[form.story]
        number = await self._in_thread(lambda: self._propose(form, str(view.get("id") or asked.id), person, now_at))
        return {"response_action": "update", "view": forms.kept(form, number, now_at)}

    def _propose(self, form: forms.Sent, view: str, person: Person, now_at: int) -> int:
        """In a thread: keep the proposal once, however often the form arrives; its number."""
        key = f"slack:form:{view}"
        if not self._new(f"form:{view}"):
            return int(self._ledger.kept(key) or 0)
        proposal = Proposal(form.story, form.fact, form.said_by, form.when, form.link, person.id, self._clock().isoformat(timespec="seconds"),
                            now_at if form.version is None else form.version, now_at)
        number = keep_proposal(self._ledger, proposal)
        self._ledger.keep(key, number)
        return number

    # ── sheets ──────────────────────────────────────────────────────────────────────────────────
    def _is_sheet(self, text: str) -> bool:
        word = text.strip().lstrip("/").partition(" ")[0].casefold()
        return self._sheet is not None and (word in ("export", "sheet") or (word in BY_NAME and BY_NAME[word].name == "export"))

    async def _send_sheet(self, asked: Incoming, text: str, story: str, person: Person) -> None:
        make = self._sheet
        if make is None:
            await self._tell(asked, "Sheets cannot be made here yet.")
            return
        file = await self._in_thread(lambda: make(text, story, person))
        await self.filing.send_file(asked, file)

    # ── what all of them need ───────────────────────────────────────────────────────────────────
    async def _post(self, address: Address, answer: Answer, page: int, text: str, person: Person, *, private: bool = False) -> None:
        """Post an answer, and remember what its thread is about."""
        self._keep_long(answer)
        timestamp = await self.sender.post(address, answer.page(page), answer.shown(page, text, person), private=private)
        topic = answer.topic
        if topic is not None:
            thread = address.thread if private else address.thread or timestamp
            key = _topic_key(Address(address.platform, address.workspace, address.channel, thread))
            await self._in_thread(lambda: self._ledger.keep(key, as_kept(topic)))

    async def _bound(self, address: Address) -> Binding:
        now = asyncio.get_running_loop().time()
        at, bound = self._bindings.get(address.channel, (0.0, None))
        if bound is None or now - at > BINDING_SECONDS:
            bound = await self._in_thread(lambda: self._ledger.bound(address)) if address.channel and not address.channel.startswith("D") else Binding()
            if len(self._bindings) > REPEATS:
                self._bindings.clear()
            self._bindings[address.channel] = (now, bound)
        return bound

    async def _is_new(self, delivery: str) -> bool:
        return await self._in_thread(lambda: self._new(delivery))

    def _new(self, delivery: str) -> bool:
        """Whether this is the first time something is delivered, to whichever process; what Slack gives no id is new."""
        if not delivery:
            return True
        if delivery in self._handled:
            return False
        self._handled[delivery] = None
        while len(self._handled) > REPEATS:
            self._handled.popitem(last=False)
        return self._ledger.first_time(f"slack:{delivery}")

    def _keep_long(self, answer: Answer) -> None:
        if answer.rendered.long:
            self.hands.take(self._keep(answer.rendered.long))

    async def _keep(self, long: dict[str, str]) -> None:
        for digest, command in long.items():
            await self._in_thread(lambda d=digest, c=command: self._ledger.keep(f"slack:asked:{d}", c))

    async def _tell(self, asked: Incoming, words: str) -> None:
        if asked.user and (asked.channel or asked.response_url):
            await self._tell_message(asked, sentence(words))

    async def _tell_message(self, asked: Incoming, message: Message) -> None:
        await self.sender.whisper(asked, message)

    async def finish(self) -> None:
        """Finish what is in hand and write what people saw."""
        left = await self.hands.finish()
        if left:
            log.error("%d answers were still in hand when the time to stop was over", left)
        await self.sender.flush()


def asked_in(asked: Incoming, thread: str) -> Incoming:
    """The same, answered in a thread."""
    from msgspec.structs import replace

    return replace(asked, thread=thread)


def _address(asked: Incoming) -> Address:
    return Address("slack", asked.team, asked.channel, asked.thread)


def _topic_key(address: Address) -> str:
    return f"slack:thread:{address.workspace}:{address.channel}:{address.thread}"


def _body(message: Message) -> str:
    import json

    return json.dumps({"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}, ensure_ascii=False)


def _message_in(body: str) -> Message:
    import json

    read = json.loads(body or '{"text": " ", "blocks": []}')
    return Message(read["text"], read["blocks"])


def _ready(body: str | None) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers=_JSON) if body else NOTHING


def _reply(message: Message) -> BoltResponse:
    return _ready(_body(message))


def _with_word(message: Message, words: str) -> Message:
    """The message under a sentence of ours, within Slack's limits because a page keeps room for its frame."""
    first = sentence(words)
    return Message(f"{first.text}\n{message.text}", [*first.blocks, *message.blocks])


__all__ = ["Awaitable", "Listeners", "Shown", "limits"]
