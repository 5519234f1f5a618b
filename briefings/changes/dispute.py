"""Another party opposes it: both sides stand together from now on, and the desk calls it disputed."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import with_claim
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.store.writing import Writing
from briefings.vocabulary import OPPOSING, Assessment, ChangeKind, Stance


def dispute(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """Another party opposes it: both sides stand together from now on, and the desk calls it disputed.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order.by, ChangeKind.DISPUTE)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.DISPUTE, before)
    form = open_form(writing, order, ChangeKind.DISPUTE)
    if not form.has("source"):
        form.complain("source", "Say who opposes it.")
    stance = Stance(form.choice("stance", Stance.DENIES))
    if stance not in OPPOSING:
        form.complain("stance", f"“{stance}” does not oppose it; use one of {', '.join(sorted(OPPOSING))}.")
    form.typed["stance"] = str(stance)
    draft = with_claim(form, before.fact, stance, Assessment.DISPUTED)
    note = note_of(form)
    settled(form)
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.DISPUTE, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
