"""The fields of a curator's form: one row each, the same on every platform, and which of them a change asks for."""

from msgspec import Struct

from briefings.vocabulary import Assessment, ChangeKind, EventType, FactKind, GroundRule, Stance

MOST_NOTE = 500  # characters; a wire advisory is a line or two
MOST_TEXT = 1000  # characters of a proposition; what is longer is two of them
MOST_WORDS = 2000  # characters of anything else


class Field(Struct, frozen=True):
    """One field. ``completes`` are the kinds of names offered while typing, ``choices`` a closed vocabulary, ``several`` a list with semicolons."""

    name: str
    label: str
    hint: str = ""
    completes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    long: bool = False
    several: bool = False
    most: int = MOST_WORDS


_ROWS = (
    Field("text", "The fact, in one sentence", "Syrian troops have left Homs", required=True, long=True, most=MOST_TEXT),
    Field("source", "Who says it", "a source on file, or “new official: the mayor of Homs”", ("source",), required=True),
    Field("place", "Where", "Homs; several with semicolons", ("place",), several=True),
    Field("kind", "What sort of fact", choices=tuple(FactKind)),
    Field("when", "When it happened", "late Thursday"),
    Field("document", "Where it stands", "a document on file, or “new: AP, 6 Dec 2024, headline, link”"),
    Field("paragraph", "Paragraph", "9"),
    Field("via", "Carried by", "SANA; several with semicolons", ("source",), several=True),
    Field("stance", "Their stance", choices=tuple(Stance)),
    Field("words", "What they add, in the desk's words", "troops were reinforcing", long=True),
    Field("how", "In what manner", "in a televised statement"),
    Field("said", "Said on", "Friday"),
    Field("actors", "Who it is about", "HTS; several with semicolons", ("actor",), several=True),
    Field("event", "What happened, by ACLED's list", choices=tuple(EventType)),
    Field("of", "What is counted", "people displaced"),
    Field("figure", "The number, as published", "some 280,000"),
    Field("unit", "Unit", "people"),
    Field("low", "Lowest", "250000"),
    Field("best", "Best number", "280000"),
    Field("high", "Highest", "300000"),
    Field("quote", "The words, letter for letter", long=True),
    Field("speaker", "Who spoke them", "", ("source",)),
    Field("holder", "Who holds it", "HTS", ("actor",)),
    Field("extent", "How much of it", "the eastern quarters"),
    Field("topics", "Topics", "several with semicolons", several=True),
    Field("hedge", "The source's hedge", "reportedly"),
    Field("caveat", "To be printed with it", long=True),
    Field("asked_as", "Questions it answers", "several with semicolons", several=True, long=True),
    Field("contradicts", "Cannot be right together with", "F12; several with semicolons", ("fact",), several=True),
    Field("assessment", "The desk's own word", choices=tuple(Assessment)),
    Field("ground_rule", "Ground rule", choices=tuple(GroundRule)),
    Field("embargo", "Embargoed until", "tomorrow 09:00"),
    Field("review_by", "To be checked again by", "Monday"),
    Field("note", "Editor's note, as on the wire", "updates distance from Homs, adds source", required=True, long=True, most=MOST_NOTE),
    Field("to", "Attach to this fact", "F12", ("fact",)),
    Field("new", "It is a new fact", choices=("yes",)),
    Field("base", "The version it was made against", "v2"),
    Field("alone", "Put it down without a second person", choices=("yes",)),
)
FIELDS = {row.name: row for row in _ROWS}
LABELS = {
    "source": ("by", "says", "who says it"),
    "place": ("where", "places"),
    "document": ("doc", "link"),
    "note": ("advisory", "editor's note"),
    "text": ("fact",),
    "actors": ("actor", "who"),
    "figure": ("number",),
    "when": ("happened",),
    "kind": ("type",),
    "words": ("adds",),
}

_CLAIM = ("source", "via", "stance", "words", "how", "said", "document", "paragraph")
_FACT = ("text", "place", "when", "kind", "actors", "topics", "hedge", "caveat", "asked_as", "contradicts")
_OF_KIND = {
    FactKind.EVENT: ("event",),
    FactKind.CONTROL: ("holder", "extent"),
    FactKind.FIGURE: ("of", "figure", "unit", "low", "best", "high"),
    FactKind.QUOTE: ("quote", "speaker"),
}
_RULES = ("ground_rule", "embargo", "review_by")
_LAST = ("note", "base", "alone")
_VALUES = (*_FACT, *(f for fields in _OF_KIND.values() for f in fields), "source", "via", "words", "how", "said", "document", "paragraph", *_RULES)
TAKES: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.ADD: (
        *dict.fromkeys((*_FACT, *(f for fields in _OF_KIND.values() for f in fields), *_CLAIM, *_RULES, "to", "new")),
        *_LAST,
    ),
    ChangeKind.UPDATE: (*_VALUES, *_LAST),
    ChangeKind.CORRECT: (*_VALUES, *_LAST),
    ChangeKind.CLARIFY: (*_VALUES, *_LAST),
    ChangeKind.REFILE: (*_VALUES, *_LAST),
    ChangeKind.DISPUTE: ("source", "via", "stance", "words", "how", "said", "document", "paragraph", *_LAST),
    ChangeKind.CONFIRM: ("assessment", "source", "via", "words", "how", "said", "document", "paragraph", *_LAST),
    ChangeKind.KILL: _LAST,
    ChangeKind.HOLD: _LAST,
    ChangeKind.RELEASE: _LAST,
}
_LEADS = {ChangeKind.ADD: "text", ChangeKind.UPDATE: "text", ChangeKind.CORRECT: "text", ChangeKind.CLARIFY: "text", ChangeKind.REFILE: "text"}
COMMANDS = {ChangeKind.ADD: "propose"}  # the word for a kind of change that is not its own
FAST = ("text", "source", "place")  # what a first, unverified fact needs; the rest later
_FIRST: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.DISPUTE: ("source", "stance", "words", "document", "said", "note"),
    ChangeKind.CONFIRM: ("assessment", "source", "document", "note"),
}


def lead_of(kind: ChangeKind) -> str:
    """The field that words without a label fill."""
    return _LEADS.get(kind, "note")


def form_of(kind: ChangeKind, fact: FactKind | None) -> tuple[Field, ...]:
    """The fields a form shows for a change of this kind to a fact of that kind (None for a new one), those needed first."""
    if kind == ChangeKind.ADD:
        names: tuple[str, ...] = (
            *FAST,
            *_OF_KIND.get(fact or FactKind.STATEMENT, ()),
            "when",
            "kind",
            "document",
            "actors",
            "stance",
            "note",
            *_RULES,
        )
    elif kind in (ChangeKind.KILL, ChangeKind.HOLD, ChangeKind.RELEASE):
        names = ("note",)
    else:
        names = _FIRST.get(kind) or ("text", *_OF_KIND.get(fact or FactKind.STATEMENT, ()), "when", "place", "actors", "source", "document", "note")
    return tuple(FIELDS[name] for name in dict.fromkeys(names))
