"""It should never have been there: it leaves every answer at once and stays in the history alone."""

from msgspec.structs import replace

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def kill(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """It should never have been there: it leaves every answer at once and stays in the history alone.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it was killed already.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.KILL)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.KILL, before)
    form = open_form(writing, order)
    note = note_of(form)
    settled(form)
    after = replace(before.fact, pubstatus=PubStatus.CANCELED)
    return decide(writing, order, Intent(kind=ChangeKind.KILL, before=before, after=after, note=note, alone=form.has("alone")))
