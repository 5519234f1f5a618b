"""The world has moved: what was right then is another now, and the old value stays in the history."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def update(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The world has moved: what was right then is another now, and the old value stays in the history.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.UPDATE)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.UPDATE, before)
    form = open_form(writing, order)
    draft = changed_fact(form, before.fact, ChangeKind.UPDATE)
    note = note_of(form)
    settled(form)
    if draft.fact == before.fact:
        raise NotThisChange(f"Nothing of {before.fact.id} would be another: say what it is now, as “text: …” or “figure: …”.")
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.UPDATE, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
