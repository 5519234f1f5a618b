"""Save as fact: the shortcut opens a form, and what is sent waits for a curator."""

import asyncio
from typing import Any

from slack_sdk.errors import SlackApiError

from briefings.model import Person
from handlers.platforms.slack import forms
from handlers.platforms.slack.floor import Floor, address_of
from handlers.platforms.slack.people import MEMBERS_ONLY
from handlers.platforms.slack.sending import NotPosted
from handlers.platforms.slack.troubles import code_of
from handlers.platforms.slack.wire import Body, Incoming
from handlers.proposing import Proposal, keep_proposal

_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})


class Saving:
    """Opens the form and takes what is sent."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    async def open(self, asked: Incoming, body: Body) -> None:
        """Open the form, filled in with the message. Nothing slow comes before it: the trigger lives three seconds.

        Raises:
            NotPosted: Slack did not open it.
        """
        floor = self._floor
        if await floor.people.who(asked) is None:
            await floor.tell(asked, MEMBERS_ONLY)
            return
        if not await floor.is_new(asked.id):
            return
        message = body.get("message")
        text = str(message.get("text") or "") if isinstance(message, dict) else ""
        stories, bound = await asyncio.gather(floor.in_thread(floor.answers.versions), floor.bound(address_of(asked)))
        view = forms.opened(text, self._link(asked), stories, bound.story or floor.manners.story)
        try:
            await floor.bare.views_open(trigger_id=asked.trigger, view=view)
        except SlackApiError as trouble:
            why = "it took longer than the three seconds Slack allows" if code_of(trouble) in _TOO_LATE else f"Slack says {code_of(trouble)}"
            raise NotPosted(f"The form could not be opened: {why}. Nothing was lost; choose “Save as fact” on the message again.") from trouble

    def _link(self, asked: Incoming) -> str:
        """Where the message stands, as Slack addresses it."""
        base = self._floor.bot.url.rstrip("/")
        return f"{base}/archives/{asked.channel}/p{asked.message.replace('.', '')}" if base and asked.message else ""

    async def sent(self, asked: Incoming, view: Body) -> dict[str, Any]:
        """What the form is answered with: what has to be mended, or what became of it."""
        floor = self._floor
        person = await floor.people.who(asked)
        if person is None:
            return {"response_action": "errors", "errors": {"fact": MEMBERS_ONLY}}
        form = forms.sent(view)
        stories = await floor.in_thread(floor.answers.versions)
        wrong = forms.problems(form, stories)
        if wrong:
            return {"response_action": "errors", "errors": wrong}
        now_at = dict(stories)[form.story]
        number = await floor.in_thread(lambda: self._keep(form, str(view.get("id") or asked.id), person, now_at))
        return {"response_action": "update", "view": forms.kept(form, number, now_at)}

    def _keep(self, form: forms.Sent, view: str, person: Person, now_at: int) -> int:
        """In a thread: keep the proposal once, however often the form arrives; its number."""
        floor, key = self._floor, f"slack:form:{view}"
        if not floor.new(f"form:{view}"):
            return int(floor.ledger.kept(key) or 0)
        opened_at = now_at if form.version is None else form.version
        number = keep_proposal(floor.ledger, Proposal(form.story, form.fact, form.said_by, form.when, form.link, person.id,
                                                      floor.clock().isoformat(timespec="seconds"), opened_at, now_at))
        floor.ledger.keep(key, number)
        return number
