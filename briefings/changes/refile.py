"""The same, filed rightly: its document, its paragraph, its topics and places. What is said does not change."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.values import changed_values
from briefings.errors import NotThisChange
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def refile(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The same, filed rightly: its document, its paragraph, its topics and places. What is said does not change.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.REFILE)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.REFILE, before)
    form = open_form(writing, order)
    draft = changed_fact(form, before.fact, ChangeKind.REFILE)
    note = note_of(form)
    settled(form)
    if draft.fact == before.fact:
        raise NotThisChange(f"Nothing of {before.fact.id} would be another: say what it is now, as “text: …” or “figure: …”.")
    changed = [d for d in changed_values(before.fact, draft.fact) if d.field != "claims"]
    if changed or [(c.by, c.stance) for c in before.fact.claims] != [(c.by, c.stance) for c in draft.fact.claims]:
        raise NotThisChange(
            f"That changes what {before.fact.id} says, so it is no refiling. Use /correct if we were wrong, /update if the world has "
            "moved; what you typed is kept.",
            ("correct", "update"),
        )
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.REFILE, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
