"""What was held or embargoed may be used from now on."""

from msgspec.structs import replace

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus


def release(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """What was held or embargoed may be used from now on.

    Raises:
        NotFilledIn: the note is missing.
        NotThisChange: it stands so already.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.RELEASE)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.RELEASE, before)
    form = open_form(writing, order)
    note = note_of(form)
    settled(form)
    if before.fact.pubstatus == PubStatus.USABLE and before.fact.embargoed_until is None:
        raise NotThisChange(f"{before.fact.id} is not held and has no embargo.", ("hold",))
    after = replace(before.fact, pubstatus=PubStatus.USABLE, embargoed_until=None)
    return decide(writing, order, Intent(kind=ChangeKind.RELEASE, before=before, after=after, note=note, alone=form.has("alone")))
