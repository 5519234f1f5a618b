"""Whether somebody is a member of a served server. Asked of Discord, one person at a time, and remembered for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

import discord

YES_SECONDS, NO_SECONDS = 600.0, 60.0  # how long an answer holds: somebody who leaves is served ten minutes longer at most
MOST = 5_000


class Members:
    """Who is a member. The list of members is a privileged intent; asking for one person is not."""

    def __init__(self, client: discord.Client, guilds: frozenset[int], clock: Callable[[], float]) -> None:
        self._client, self._guilds, self._clock = client, guilds, clock
        self._known: OrderedDict[int, tuple[bool, float]] = OrderedDict()

    async def has(self, person: int) -> bool:
        """Whether they are in one of the served servers."""
        known = self._known.get(person)
        if known and known[1] > self._clock():
            return known[0]
        guilds = [g for g in self._client.guilds if g.id in self._guilds]
        found = any(g.get_member(person) for g in guilds) or any(await asyncio.gather(*(self._in(g, person) for g in guilds)))
        self._known[person] = (found, self._clock() + (YES_SECONDS if found else NO_SECONDS))
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return found

    @staticmethod
    async def _in(guild: discord.Guild, person: int) -> bool:
        try:
            await guild.fetch_member(person)
        except discord.HTTPException:  # 404 for nobody of that id; anything else counts as no, for a minute
            return False
        return True
