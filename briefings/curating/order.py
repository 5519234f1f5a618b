"""A change as somebody orders it, and the fact it is about."""

import re

from msgspec import Struct, field

from briefings import rights
from briefings.answers import ChangeForm
from briefings.curating.fields import COMMANDS, FIELDS, TAKES, form_of
from briefings.curating.policy import DEFAULT, PROPOSES, Policy
from briefings.curating.reading import Form
from briefings.curating.values import may_be_said
from briefings.errors import ChangedMeanwhile, NotFilledIn, NotThisChange, UnknownFact
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.model import Fact, Person, Revision
from briefings.store.proposals import Brought
from briefings.store.times import from_micros
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, PubStatus

_ID = re.compile(r"(?:[\w-]+:)?\s*[#\[]?\s*[Ff]?\s*0*(\d{1,9})\s*\]?")
TO_DO = {
    ChangeKind.ADD: "To propose a fact",
    ChangeKind.UPDATE: "To update a fact",
    ChangeKind.CORRECT: "To correct a fact",
    ChangeKind.CLARIFY: "To clarify a fact",
    ChangeKind.REFILE: "To refile a fact",
    ChangeKind.DISPUTE: "To dispute a fact",
    ChangeKind.CONFIRM: "To confirm a fact",
    ChangeKind.KILL: "To kill a fact",
    ChangeKind.HOLD: "To hold a fact",
    ChangeKind.RELEASE: "To release a fact",
}


class Order(Struct, frozen=True):
    """Who wants what changed. ``fields`` are as typed, by name; ``fact`` an id as typed, "" for a new one; ``origin`` where it was asked."""

    by: Person
    fact: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    policy: Policy = DEFAULT


class Intent(Struct, frozen=True, kw_only=True):
    """A change that has been read and holds: what it would put down."""

    kind: ChangeKind
    before: Revision | None
    after: Fact
    note: str
    brought: Brought = Brought()
    read: tuple[str, ...] = ()
    alone: bool = False


def open_form(writing: Writing, order: Order, kind: ChangeKind) -> Form:
    """The order's fields, ready to be read. A field that is no business of this kind of change is a problem: the four axes stay apart."""
    form = Form(writing.reading, order.fields, from_micros(writing.now), order.by.zone)
    for name in form.typed:
        if name not in TAKES[kind]:
            form.complain(name, f"“{FIELDS[name].label}” is not changed by /{COMMANDS.get(kind, str(kind))}.")
    return form


def allowed(writing: Writing, by: Person, kind: ChangeKind) -> None:
    """Let pass who may put such a change up, in a story that takes changes.

    Raises:
        NotAllowed: their role does not reach that far.
        NotThisChange: the story is closed.
    """
    rights.require(by, writing.slug, PROPOSES[kind], TO_DO[kind])
    open_story(writing)


def open_story(writing: Writing) -> None:
    """Let a story pass that takes changes.

    Raises:
        NotThisChange: it is closed.
    """
    if writing.reading.story.closed:
        raise NotThisChange(f"{writing.slug} is closed and takes no changes. What you typed is kept.", ("story",))


def standing(writing: Writing, order: Order) -> Revision:
    """The current revision of the fact an order is about, whatever its status.

    Raises:
        UnknownFact: there is none.
        NotThisChange: it was killed; what is killed stays so.
        ChangedMeanwhile: it is not the revision that was looked at when the form was opened.
    """
    read = _ID.fullmatch(order.fact.strip())
    found = writing.reading.whatever(int(read[1])) if read else None
    if found is None:
        raise UnknownFact(order.fact, writing.slug)
    if found.fact.pubstatus == PubStatus.CANCELED:
        raise NotThisChange(
            f"{found.fact.id} was killed on {found.recorded_utc:%Y-%m-%d %H:%M} UTC; what is killed stays so. Propose it anew if it holds.",
            ("propose",),
        )
    base = order.fields.get("base", "").strip().lstrip("vV")
    if base.isdecimal() and int(base) != found.revision:
        raise meanwhile(found, order.fields.get("text", "") or order.fields.get("note", ""))
    return found


def meanwhile(found: Revision, yours: str) -> ChangedMeanwhile:
    """What is told whoever comes second. What may not be said stands in no sentence."""
    theirs = found.fact.text if may_be_said(found.fact) else "(held back)"
    return ChangedMeanwhile(
        found.fact.id, by=found.approver or found.author, at=f"{found.recorded_utc:%H:%M} UTC", note=found.note, theirs=theirs, yours=yours
    )


def is_empty(order: Order) -> bool:
    """Whether nothing was typed but which fact it is about."""
    return not any(words.strip() for name, words in order.fields.items() if name not in ("base", "alone"))


def blank(writing: Writing, kind: ChangeKind, before: Revision | None) -> ChangeForm:
    """The form of a change, filled in with what is on file; of a fact that is held back it shows the id alone."""
    reading = writing.reading
    fields = form_of(kind, before.fact.kind if before else None)
    if before is None:
        return ChangeForm(scope_of(reading), kind, "", None, 0, fields, {})
    said = may_be_said(before.fact)
    filled = {"base": f"v{before.revision}"} | ({"text": before.fact.text} if said and "text" in TAKES[kind] else {})
    return ChangeForm(
        scope_of(reading), kind, before.fact.id, attribute(reading, (before.fact,))[0] if said else None, before.revision, fields, filled
    )


def note_of(form: Form, *, otherwise: str = "") -> str:
    """The editor's note; where there is none and nothing stands in for it, that is a problem."""
    if not form.has("note") and not otherwise:
        form.complain("note", "Write a note for the desk, as on the wire: “updates distance from Homs, adds source”.")
    return form.words("note", otherwise)


def settled(form: Form) -> None:
    """Let a form pass that has nothing wrong in it.

    Raises:
        NotFilledIn: it has; every problem is carried, by field.
    """
    if form.problems:
        raise NotFilledIn(dict(form.problems))
