"""We were wrong as of then. Only this is labelled CORRECTION, and it says the old value and the new."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Order
from briefings.curating.revaluing import revalue
from briefings.curating.values import changed_values
from briefings.errors import NotThisChange
from briefings.model import Fact
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def correct(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """We were wrong as of then. Only this is labelled CORRECTION, and it says the old value and the new.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return revalue(writing, order, ChangeKind.CORRECT, rule)


def rule(before: Fact, after: Fact) -> None:
    """A correction changes a value.

    Raises:
        NotThisChange: it is another.
    """
    if not changed_values(before, after):
        raise NotThisChange(
            f"That changes the wording of {before.id} and no value, so it is no correction. Use /clarify; what you typed is kept.", ("clarify",)
        )
