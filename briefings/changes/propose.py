"""A fact that is not on file yet: attributed, unverified, usable as soon as somebody has agreed."""

from msgspec.structs import replace

from briefings import wording
from briefings.answers import ChangeForm, ChangeMade, ChangeWaits, LikelyTwins
from briefings.curating.drafting import claim_of, new_fact
from briefings.curating.order import Intent, Order, allowed, blank, is_empty, note_of, open_form, settled, standing
from briefings.curating.putting import decide
from briefings.curating.reading import Form
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.model import Fact
from briefings.store.writing import Writing
from briefings.vocabulary import OPPOSING, Assessment, ChangeKind, Stance

MOST_TWINS, ALIKE = 3, 0.6  # facts offered; share of a proposition's words from which another one may be the same


def propose(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits | LikelyTwins:
    """Put a new fact up. Likely twins on file are shown first; a claim may be attached to one of them with ``to``.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotAllowed: the asker is no curator of the story.
    """
    allowed(writing, order, ChangeKind.ADD)
    if is_empty(order):
        return blank(writing, ChangeKind.ADD, None)
    form = open_form(writing, order)
    if form.has("to"):
        return _attach(writing, order, form)
    draft = new_fact(form)
    note = note_of(form, otherwise="adds, unverified")
    settled(form)
    twins = [] if form.has("new") else _twins(form, draft.fact)
    if twins:
        text = form.words("text")
        return LikelyTwins(
            scope_of(writing.reading),
            text,
            attribute(writing.reading, twins),
            {t.id: _again(form, f"to: {t.id}") for t in twins},
            _again(form, "new: yes"),
        )
    return decide(
        writing,
        order,
        Intent(kind=ChangeKind.ADD, before=None, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone")),
    )


def _attach(writing: Writing, order: Order, form: Form) -> ChangeMade | ChangeWaits:
    """A second claim on a proposition that is on file. One that opposes it makes it disputed; one that agrees leaves the desk's word alone."""
    before = standing(writing, replace(order, fact=form.words("to")))
    claim = claim_of(form, Stance.ASSERTS)
    note = note_of(form, otherwise="adds source")
    if claim is None:
        form.complain("source", "Say who says it.")
    settled(form)
    opposes = claim is not None and claim.stance in OPPOSING
    after = replace(
        before.fact, claims=(*before.fact.claims, *([claim] if claim else [])), assessment=Assessment.DISPUTED if opposes else before.fact.assessment
    )
    kind = ChangeKind.DISPUTE if opposes else ChangeKind.UPDATE
    return decide(
        writing, order, Intent(kind=kind, before=before, after=after, note=note, brought=form.brought, read=tuple(form.read), alone=form.has("alone"))
    )


def _twins(form: Form, fact: Fact) -> list[Fact]:
    wanted = set(wording.tokens((fact.text,)).split())
    found = form.store.matching(tuple(wanted), 20) if wanted else ()
    alike = [(len(wanted & set(wording.tokens((f.text,)).split())) / max(1, len(wanted)), f) for f in found]
    return [f for share, f in sorted(alike, key=lambda a: (-a[0], a[1].number)) if share >= ALIKE][:MOST_TWINS]


def _again(form: Form, more: str) -> str:
    rest = "; ".join(f"{name}: {words}" for name, words in form.typed.items() if name not in ("text", "kind"))
    return f"/propose {form.words('text')}; {rest}; {more}"
