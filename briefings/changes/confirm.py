"""The desk has checked it: its own word becomes confirmed, or corroborated where a second source says so."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import with_claim
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.reading import TO_FOLLOW
from briefings.errors import NotThisChange
from briefings.model import Document, Fact
from briefings.store.writing import Writing
from briefings.vocabulary import OPPOSING, Assessment, ChangeKind, Stance


def confirm(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The desk has checked it: its own word becomes confirmed, or corroborated where a second source says so.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order.by, ChangeKind.CONFIRM)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.CONFIRM, before)
    form = open_form(writing, order, ChangeKind.CONFIRM)
    word = Assessment(form.choice("assessment", Assessment.CONFIRMED))
    if word not in (Assessment.CONFIRMED, Assessment.CORROBORATED):
        form.complain("assessment", f"To confirm is to call it confirmed or corroborated, not {word}.")
    draft = with_claim(form, before.fact, Stance.ASSERTS, word)
    note = note_of(form)
    settled(form)
    rule(before.fact, draft.fact)
    held = (*writing.reading.records(Document, [c.document for c in draft.fact.claims]).values(), *draft.brought.documents)
    if all(d.headline == TO_FOLLOW for d in held):
        raise NotThisChange(
            f"{before.fact.id} names no document yet, so it cannot be {word}. Name it first: /refile {before.fact.id} document: …; note: …",
            ("refile",),
        )
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.CONFIRM, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )


def rule(before: Fact, after: Fact) -> None:
    """What somebody denies is not confirmed.

    Raises:
        NotThisChange: a denial is on file.
    """
    if any(c.stance in OPPOSING for c in (*before.claims, *after.claims)):
        raise NotThisChange(
            f"{before.id} has a denial on file, so it cannot be {after.assessment}: both sides stay. What you typed is kept.", ("dispute",)
        )
