"""What durable work asks of a platform: post, edit, tell somebody. Each ends in an outcome; none raises for what a platform refuses."""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from briefings.store.ledger import Address
from handlers.reply import Reply


class Outcome(StrEnum):
    """What became of something sent. Whatever is no ``BUSY`` or ``DOWN`` is final: trying again would change nothing."""

    DONE = "done"
    GONE = "gone"  # the message or the channel is there no more
    NO_RIGHTS = "no rights"  # the bot may not write there, or no longer
    LEFT = "left"  # the person has left, or cannot be written to
    ARCHIVED = "archived"  # the channel is
    REVOKED = "revoked"  # the token is; an administrator has to act
    BUSY = "busy"  # the platform asks to come back after ``wait`` seconds
    DOWN = "down"  # the platform does not answer
    REFUSED = "refused"  # anything else the platform will not take

    @property
    def is_final(self) -> bool:
        """Whether trying again would change nothing."""
        return self not in (Outcome.BUSY, Outcome.DOWN)


class Sent(Struct, frozen=True):
    """An outcome; ``message`` is the platform's id of what was posted or edited, "" where nothing was; ``wait`` seconds to come back after."""

    outcome: Outcome
    message: str = ""
    wait: float = 0.0


class Outgoing(Protocol):
    """One platform, as durable work sees it. ``key`` names a post, so that the same one sent twice is one where the platform can tell."""

    platform: str

    async def post(self, address: Address, reply: Reply, *, key: str) -> Sent:
        """Post a reply in a channel, or in a thread of it."""

    async def edit(self, address: Address, message: str, reply: Reply) -> Sent:
        """Put a reply in place of what a message of ours shows. Doing it twice shows the same."""

    async def tell(self, person: str, reply: Reply, *, key: str) -> Sent:
        """Send a reply to one person (by the id that deliveries carry) as a direct message."""
