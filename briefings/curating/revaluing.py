"""The road of every change to what a fact says: read the form, hold it to the rule of its kind, put it up or down."""

from collections.abc import Callable

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.errors import NotThisChange
from briefings.model import Fact
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind

Rule = Callable[[Fact, Fact], None]  # raises NotThisChange where the fact as it was and as it would be are not of this kind


def revalue(writing: Writing, order: Order, kind: ChangeKind, rule: Rule) -> ChangeForm | ChangeMade | ChangeWaits:
    """Change what a fact says; with nothing typed, the form.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: nothing would be another, or another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order.by, kind)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, kind, before)
    form = open_form(writing, order, kind)
    draft = changed_fact(form, before.fact, kind)
    note = note_of(form)
    settled(form)
    if draft.fact == before.fact:
        raise NotThisChange(f"Nothing of {before.fact.id} would be another: say what it is now, as “text: …” or “figure: …”.")
    rule(before.fact, draft.fact)
    return decide(
        writing, order, Intent(kind=kind, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone"))
    )
