"""The same said more clearly. What changes a value is refused, and the right change is offered."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.values import changed_values
from briefings.errors import NotThisChange, shorten
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def clarify(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The same said more clearly. What changes a value is refused, and the right change is offered.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.CLARIFY)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.CLARIFY, before)
    form = open_form(writing, order)
    draft = changed_fact(form, before.fact, ChangeKind.CLARIFY)
    note = note_of(form)
    settled(form)
    if draft.fact == before.fact:
        raise NotThisChange(f"Nothing of {before.fact.id} would be another: say what it is now, as “text: …” or “figure: …”.")
    if changed := changed_values(before.fact, draft.fact):
        what = "; ".join(f"{d.field}: {shorten(d.before)} → {shorten(d.after)}" for d in changed)
        raise NotThisChange(
            f"That changes a value ({what}), so it is no clarification. Use /correct if we were wrong, /update if the world has moved; "
            "what you typed is kept.",
            ("correct", "update"),
        )
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.CLARIFY, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
