"""Who asks: a member of an allowed workspace, or a guest or outsider, who gets nothing unless a setting says so."""

import time
from collections import OrderedDict
from typing import Any
from zoneinfo import available_timezones

from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefings.model import Person
from handlers.platforms.slack.manners import Bot, Manners
from handlers.platforms.slack.wire import Incoming

REMEMBERED_SECONDS = 900.0  # how long we go by what Slack said about a person: a guest is not made a member every minute
MOST = 5_000
_ZONES = available_timezones()
MEMBERS_ONLY = "Factbox answers members of this workspace only. Ask somebody in the newsroom."


class Known(Struct, frozen=True):
    """A person as Slack tells it; ``outside`` marks guests and people of other organisations, ``bot`` programs."""

    person: Person
    outside: bool = False
    bot: bool = False


class CannotTell(Exception):
    """Slack would not say who somebody is; the text is a sentence for whoever asked."""


class People:
    """Asks Slack who somebody is, and remembers it for a while."""

    def __init__(self, client: AsyncWebClient, bot: Bot, manners: Manners) -> None:
        self._client, self._bot, self._manners = client, bot, manners
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    def is_allowed(self, team: str) -> bool:
        """Whether a workspace is answered at all."""
        return team in (self._manners.workspaces or {self._bot.team})

    async def who(self, asked: Incoming) -> Person | None:
        """The person who asks; None for one who gets nothing.

        Raises:
            CannotTell: Slack would not say, so nobody knows whether it is a guest.
        """
        if not self.is_allowed(asked.team):
            return None
        known = self._remembered(asked.user) or await self._look_up(asked)
        if known.bot or (known.outside and not self._manners.guests):
            return None
        return known.person

    def _remembered(self, user: str) -> Known | None:
        at, known = self._known.get(user, (0.0, None))
        return known if known is not None and time.monotonic() - at < REMEMBERED_SECONDS else None

    async def _look_up(self, asked: Incoming) -> Known:
        try:
            answer = await self._client.users_info(user=asked.user)
        except SlackApiError as trouble:
            if self._manners.guests:  # everybody may ask: only the time zone is not known then
                return Known(Person(id=self._id(asked)))
            raise CannotTell("Factbox could not check with Slack that you belong to this workspace, so it did not answer. Try again; "
                             "if it stays so, whoever runs Factbox finds the reason with its doctor command.") from trouble
        known = self._judge(asked, answer.get("user") or {})
        self._known[asked.user] = (time.monotonic(), known)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def _judge(self, asked: Incoming, user: dict[str, Any]) -> Known:
        zone = user.get("tz")
        person = Person(id=self._id(asked), name=str(user.get("real_name") or user.get("name") or ""), zone=zone if zone in _ZONES else None)
        guest = any(user.get(mark) is True for mark in ("is_restricted", "is_ultra_restricted", "is_stranger"))
        return Known(person, guest or not self._is_ours(user), bool(user.get("is_bot")) or asked.user == self._bot.user)

    def _is_ours(self, user: dict[str, Any]) -> bool:
        """Of an allowed workspace, or of the same organisation on Enterprise Grid."""
        grid = user.get("enterprise_user") or {}
        return self.is_allowed(str(user.get("team_id") or "")) or bool(self._bot.enterprise and grid.get("enterprise_id") == self._bot.enterprise)

    def _id(self, asked: Incoming) -> str:
        return f"slack:{asked.team}:{asked.user}"
