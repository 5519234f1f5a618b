"""A change as somebody orders it, and the fact it is about."""

import re

from msgspec import Struct, field

from briefings import rights
from briefings.answers import ChangeForm
from briefings.curating.fields import TAKES, form_of
from briefings.curating.policy import DEFAULT, PROPOSES, Policy
from briefings.curating.reading import Form
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
    """A change that has been read and holds: what it would put down. ``beside`` are other facts that change with it."""

    kind: ChangeKind
    before: Revision | None
    after: Fact
    note: str
    brought: Brought = Brought()
    beside: tuple[Fact, ...] = ()
    read: tuple[str, ...] = ()
    alone: bool = False


def open_form(writing: Writing, order: Order) -> Form:
    """The order's fields, ready to be read."""
    return Form(writing.reading, order.fields, from_micros(writing.now), order.by.zone)


def allowed(writing: Writing, order: Order, kind: ChangeKind) -> None:
    """Let pass who may put such a change up, in a story that takes changes.

    Raises:
        NotAllowed: the asker's role does not reach that far.
        NotThisChange: the story is closed.
    """
    rights.require(order.by, writing.slug, PROPOSES[kind], TO_DO[kind])
    if writing.reading.story.closed:
        raise NotThisChange(
            f"{writing.slug} is closed and takes no changes. What you typed is kept; an administrator can reopen it with /story reopen.", ("story",)
        )


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
        raise ChangedMeanwhile(
            found.fact.id,
            by=found.approver or found.author,
            at=f"{found.recorded_utc:%H:%M} UTC",
            note=found.note,
            theirs=found.fact.text,
            yours=order.fields.get("text", "") or order.fields.get("note", ""),
        )
    return found


def is_empty(order: Order) -> bool:
    """Whether nothing was typed but which fact it is about."""
    return not any(words.strip() for name, words in order.fields.items() if name not in ("base", "alone"))


def blank(writing: Writing, kind: ChangeKind, before: Revision | None, filled: dict[str, str] | None = None) -> ChangeForm:
    """The form of a change, filled in with what is on file; a fact that is held back is shown to no one but by its id."""
    reading = writing.reading
    shown = attribute(reading, (before.fact,))[0] if before else None
    base = before.revision if before else 0
    given = ({"text": before.fact.text} if before and "text" in TAKES[kind] else {}) | ({"base": f"v{base}"} if base else {}) | (filled or {})
    return ChangeForm(scope_of(reading), kind, shown, base, form_of(kind, before.fact.kind if before else None), given)


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
