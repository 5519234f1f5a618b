"""A fact that is not on file yet: attributed, unverified, usable as soon as somebody has agreed."""

from msgspec.structs import replace

from briefings import wording
from briefings.answers import ChangeForm, ChangeMade, ChangeWaits, LikelyTwins
from briefings.curating.drafting import new_fact, with_claim
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
    allowed(writing, order.by, ChangeKind.ADD)
    if is_empty(order):
        return blank(writing, ChangeKind.ADD, None)
    form = open_form(writing, order, ChangeKind.ADD)
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
    if not form.has("source"):
        form.complain("source", "Say who says it.")
    opposes = form.choice("stance", Stance.ASSERTS) in OPPOSING
    draft = with_claim(form, before.fact, Stance.ASSERTS, Assessment.DISPUTED if opposes else before.fact.assessment)
    note = note_of(form, otherwise="adds source")
    settled(form)
    kind = ChangeKind.DISPUTE if opposes else ChangeKind.UPDATE
    intent = Intent(kind=kind, before=before, after=draft.fact, note=note, brought=draft.brought, read=draft.read, alone=form.has("alone"))
    return decide(writing, order, intent)


def _twins(form: Form, fact: Fact) -> list[Fact]:
    wanted = set(wording.tokens((fact.text,)).split())
    found = form.store.matching(tuple(wanted), 20) if wanted else ()
    alike = [(len(wanted & set(wording.tokens((f.text,)).split())) / max(1, len(wanted)), f) for f in found]
    return [f for share, f in sorted(alike, key=lambda a: (-a[0], a[1].number)) if share >= ALIKE][:MOST_TWINS]


def _again(form: Form, more: str) -> str:
    rest = "; ".join(f"{name}: {words}" for name, words in form.typed.items() if name != "text")
    return f"/propose {form.words('text')}; {rest}; {more}"
