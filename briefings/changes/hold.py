"""Kept back until it is released: it is in no answer meanwhile."""

from msgspec.structs import replace

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def hold(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """Kept back until it is released: it is in no answer meanwhile.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.HOLD)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.HOLD, before)
    form = open_form(writing, order)
    note = note_of(form)
    settled(form)
    if before.fact.pubstatus == PubStatus.WITHHELD:
        raise NotThisChange(f"{before.fact.id} is held already.", ("release",))
    after = replace(before.fact, pubstatus=PubStatus.WITHHELD)
    return decide(writing, order, Intent(kind=ChangeKind.HOLD, before=before, after=after, note=note, alone=form.has("alone")))
