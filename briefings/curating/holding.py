"""The road of every change that says whether a fact may be used, and nothing else of it."""

from datetime import datetime

from msgspec.structs import replace

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def set_status(
    writing: Writing, order: Order, kind: ChangeKind, status: PubStatus, *, lifts_embargo: bool = False, instead: str = ""
) -> ChangeForm | ChangeMade | ChangeWaits:
    """Set whether a fact may be used; with nothing typed, the form. ``instead`` is the command offered where it stands so already.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order.by, kind)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, kind, before)
    form = open_form(writing, order, kind)
    note = note_of(form)
    settled(form)
    embargo: datetime | None = None if lifts_embargo else before.fact.embargoed_until
    after = replace(before.fact, pubstatus=status, embargoed_until=embargo)
    if after == before.fact:
        raise NotThisChange(f"{before.fact.id} is {status} already; there is nothing to {kind}.", (instead,) if instead else ())
    return decide(writing, order, Intent(kind=kind, before=before, after=after, note=note, alone=form.has("alone")))
