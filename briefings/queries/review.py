"""What waits for a second person."""

import re

from briefings import rights
from briefings.answers import ReviewItem, ReviewList
from briefings.curating.values import differences
from briefings.errors import NoSuchProposal
from briefings.finding.scoping import scope_of
from briefings.model import Person
from briefings.store.proposals import Proposal
from briefings.store.reading import Reading
from briefings.vocabulary import Role

MOST_SHOWN = 20
_ID = re.compile(r"[Pp]?0*(\d{1,9})")


def review(store: Reading, *, by: Person, proposal: str = "") -> ReviewList:
    """Every proposal that waits, the oldest first, with what it would change; or one of them.

    Raises:
        NotAllowed: the asker is no curator of the story.
        NoSuchProposal: there is none of that number.
    """
    rights.require(by, store.slug, Role.CURATOR, "To see what waits for review")
    if not proposal.strip():
        found = store.proposals.waiting(MOST_SHOWN)
        return ReviewList(scope_of(store), tuple(_item(store, p) for p in found), store.proposals.count_waiting())
    read = _ID.fullmatch(proposal.strip())
    one = store.proposals.one(int(read[1])) if read else None
    if one is None:
        raise NoSuchProposal(proposal, store.slug)
    return ReviewList(scope_of(store), (_item(store, one),), store.proposals.count_waiting(), True)


def _item(store: Reading, found: Proposal) -> ReviewItem:
    past = [r for r in store.all_history(found.fact_number) if r.revision == (found.base if found.state == "waiting" else found.base - 1)]
    before = past[0].fact if past else None
    now = store.whatever(found.fact_number) if found.fact_number else None
    return ReviewItem(
        found.id,
        found.kind,
        f"F{found.fact_number}" if found.fact_number else "",
        differences(before, found.fact),
        found.note,
        found.author,
        found.owner,
        found.state,
        found.created_utc,
        found.expires_utc,
        found.is_open and now is not None and now.revision != found.base,
        found.word,
    )
