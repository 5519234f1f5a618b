"""What was held or embargoed may be used from now on."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.holding import set_status
from briefings.curating.order import Order
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def release(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """What was held or embargoed may be used from now on.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already, or was killed.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return set_status(writing, order, ChangeKind.RELEASE, PubStatus.USABLE, lifts_embargo=True, instead="hold")
