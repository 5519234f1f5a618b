"""Kept back until it is released: it is in no answer meanwhile."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.holding import set_status
from briefings.curating.order import Order
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def hold(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """Kept back until it is released: it is in no answer meanwhile.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already, or was killed.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return set_status(writing, order, ChangeKind.HOLD, PubStatus.WITHHELD, instead="release")
