"""We were wrong as of then. Only this is labelled CORRECTION, and it reaches every place where the old value stood."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.values import changed_values
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def correct(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """We were wrong as of then. Only this is labelled CORRECTION, and it reaches every place where the old value stood.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.CORRECT)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.CORRECT, before)
    form = open_form(writing, order)
    draft = changed_fact(form, before.fact, ChangeKind.CORRECT)
    note = note_of(form)
    settled(form)
    if draft.fact == before.fact:
        raise NotThisChange(f"Nothing of {before.fact.id} would be another: say what it is now, as “text: …” or “figure: …”.")
    if not changed_values(before.fact, draft.fact):
        raise NotThisChange(
            f"That changes the wording of {before.fact.id} and no value, so it is no correction. Use /clarify; what you typed is kept.", ("clarify",)
        )
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.CORRECT, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
