"""The listeners: one for each kind of thing Slack sends, the same in Socket Mode and over HTTP. None of them raises.

What was typed goes to the desk as it would from a console; the catalogue, not this folder, knows the commands.
"""

import asyncio
import re
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from handlers.platforms.slack import forms, wire
from handlers.platforms.slack.commands import Commands
from handlers.platforms.slack.floor import Floor, body_of, message_in
from handlers.platforms.slack.hands import told
from handlers.platforms.slack.messages import Messages
from handlers.platforms.slack.pressing import Presses
from handlers.platforms.slack.render import sentence
from handlers.platforms.slack.saving import Saving
from handlers.platforms.slack.wire import Body, Incoming

NOTHING = BoltResponse(status=200, body="")
LATER = "Looking it up; the answer follows here in a moment."
WAIT = "This takes longer than it should. Leave the form open and press the button again; nothing is kept twice."
_JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}
_ANY = re.compile("")


class Listeners:
    """Takes what comes over the wire, and answers Slack in time whatever happens behind it."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self._commands, self._messages, self._presses, self._saving = Commands(floor), Messages(floor), Presses(floor), Saving(floor)

    def register(self, app: AsyncApp) -> None:
        """Register one listener a kind: each registered one costs every request about 10 µs."""
        app.command(_ANY)(self.on_command)
        app.event(_ANY)(self.on_event)
        app.action(_ANY)(self.on_button)
        app.shortcut(_ANY)(self.on_shortcut)
        app.view(_ANY)(self.on_form)

    async def on_command(self, body: Body) -> BoltResponse:
        """A slash command: the answer goes out in the reply itself; one that takes long follows."""
        asked = wire.from_command(body)
        task, problems = await self._within(self._commands.body(asked))
        if not task.done():
            self.floor.hands.take(self._follow_with(asked, task, problems))
            return _ready(body_of(sentence(LATER)))
        return _ready(body_of(sentence(problems[0])) if problems else task.result())

    async def _follow_with(self, asked: Incoming, task: "asyncio.Task[str | None]", problems: list[str]) -> None:
        body = await task
        if problems:
            await self.floor.tell(asked, problems[0])
        elif body:
            await self.floor.sender.whisper(asked, message_in(body))

    async def on_event(self, body: Body) -> BoltResponse:
        """An event. Slack hears of it when it was dealt with, or after as long as it waits; a repeat is judged by its id."""
        event, asked = body.get("event"), wire.from_event(body)
        if isinstance(event, dict) and self.floor.people.is_allowed(asked.team):
            work = self._messages.work(event, asked)
            if work is not None:
                await self.floor.hands.within(told(work, partial(self.floor.tell, asked)))
        return NOTHING

    async def on_button(self, body: Body) -> BoltResponse:
        """A button. Slack is answered at once; what was asked for follows."""
        actions, asked = body.get("actions"), wire.from_press(body)
        action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
        if self.floor.people.is_allowed(asked.team):
            kind = str(action.get("action_id", "")).partition(":")[0]
            self.floor.hands.take(told(self._presses.do(asked, kind, str(action.get("value") or "")), partial(self.floor.tell, asked)))
        return NOTHING

    async def on_shortcut(self, body: Body) -> BoltResponse:
        """A message is to be saved as a fact: a form opens, filled in."""
        asked = wire.from_press(body)
        if self.floor.people.is_allowed(asked.team) and body.get("callback_id") == forms.CALLBACK:
            await self.floor.hands.within(told(self._saving.open(asked, body), partial(self.floor.tell, asked)))
        return NOTHING

    async def on_form(self, body: Body) -> BoltResponse:
        """A form was sent: it says itself what became of it."""
        asked, view = wire.from_press(body), body.get("view")
        if not isinstance(view, dict) or view.get("callback_id") != forms.CALLBACK or not self.floor.people.is_allowed(asked.team):
            return NOTHING
        task, problems = await self._within(self._saving.sent(asked, view))
        if task.done() and not problems:
            return BoltResponse(status=200, body=task.result() or "")
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {"fact": problems[0] if problems else WAIT}})

    async def _within(self, work: Coroutine[Any, Any, Any]) -> tuple["asyncio.Task[Any]", list[str]]:
        """Do work for as long as Slack waits; the task, and the sentence about what went wrong in it."""
        problems: list[str] = []

        async def note(words: str) -> None:
            problems.append(words)

        return await self.floor.hands.within(told(work, note)), problems


def _ready(body: str | None) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers=_JSON) if body else NOTHING
