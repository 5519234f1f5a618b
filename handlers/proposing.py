"""Proposed facts that wait for a curator. Kept as they were typed until the change ``propose`` takes them over."""

from datetime import datetime

from msgspec import Struct, convert, to_builtins

from briefings.store.ledger import Ledger


class Proposal(Struct, frozen=True):
    """A fact somebody proposed. ``version`` is the story's when the form was opened, ``version_sent`` when it was sent."""

    story: str
    text: str
    said_by: str
    when: str
    link: str
    by: str
    at: str  # ISO time
    version: int
    version_sent: int
    number: int = 0

    @property
    def story_changed(self) -> bool:
        """Whether the story changed while the form was open."""
        return self.version != self.version_sent


def keep_proposal(ledger: Ledger, proposal: Proposal) -> int:
    """Keep a proposal; its number within its story. Whichever process asks, no two get the same."""
    last_key = f"proposals:{proposal.story}"
    number = int(ledger.kept(last_key) or 0) + 1
    while not ledger.first_time(f"proposal:{proposal.story}:{number}"):
        number += 1
    ledger.keep(f"{last_key}:{number}", to_builtins(proposal) | {"number": number})
    ledger.keep(last_key, number)
    return number


def waiting(ledger: Ledger, story: str, most: int = 20) -> tuple[Proposal, ...]:
    """The newest proposals of a story that wait, newest first."""
    last = int(ledger.kept(f"proposals:{story}") or 0)
    kept = (ledger.kept(f"proposals:{story}:{n}") for n in range(last, max(0, last - most), -1))
    return tuple(convert(k, Proposal) for k in kept if k is not None)


def now_words(now: datetime) -> str:
    """A moment as it is kept."""
    return now.isoformat(timespec="seconds")
