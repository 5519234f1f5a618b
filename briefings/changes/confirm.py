"""The desk has checked it: its own word becomes confirmed, or corroborated where a second source says so."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.drafting import with_claim
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.reading import TO_FOLLOW
from briefings.errors import NotThisChange
from briefings.model import Document
from briefings.store.writing import Writing
from briefings.vocabulary import OPPOSING, Assessment, ChangeKind, Stance


def confirm(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The desk has checked it: its own word becomes confirmed, or corroborated where a second source says so.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    allowed(writing, order, ChangeKind.CONFIRM)
    before = standing(writing, order)
    if is_empty(order):
        return blank(writing, ChangeKind.CONFIRM, before)
    form = open_form(writing, order)
    word = Assessment(form.choice("assessment", Assessment.CONFIRMED))
    if word not in (Assessment.CONFIRMED, Assessment.CORROBORATED):
        form.complain("assessment", f"To confirm is to call it confirmed or corroborated, not {word}.")
    if any(c.stance in OPPOSING for c in before.fact.claims):
        raise NotThisChange(
            f"{before.fact.id} has a denial on file, so it cannot be {word}: both sides stay. Use /update when the denial is taken back; "
            "what you typed is kept.",
            ("dispute", "update"),
        )
    draft = with_claim(form, before.fact, Stance.ASSERTS, word)
    held = writing.reading.records(Document, [c.document for c in draft.fact.claims])
    if draft.fact.claims and all(d.headline == TO_FOLLOW for d in held.values()) and not draft.brought.documents:
        raise NotThisChange(
            f"{before.fact.id} names no document yet, so it cannot be {word}. Name it first: /refile {before.fact.id} document: …; note: …",
            ("refile",),
        )
    note = note_of(form)
    settled(form)
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.CONFIRM, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )
