"""The world has moved: what was right then is another now, and the old value stays in the history."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Order
from briefings.curating.revaluing import revalue
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def update(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The world has moved: what was right then is another now, and the old value stays in the history.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: nothing would be another.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return revalue(writing, order, ChangeKind.UPDATE, lambda before, after: None)
