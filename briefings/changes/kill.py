"""It should never have been there: it leaves every answer at once and stays in the history alone."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.holding import set_status
from briefings.curating.order import Order
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def kill(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """It should never have been there: it leaves every answer at once and stays in the history alone.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already, or was killed.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return set_status(writing, order, ChangeKind.KILL, PubStatus.CANCELED)
