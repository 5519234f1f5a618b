"""What was typed into a form, read field by field. Every problem is noted under its field, and what was understood is told back."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from briefings import names, periods
from briefings.curating.fields import FIELDS, Field
from briefings.errors import DateNotUnderstood, SeveralNames, UnknownName, shorten
from briefings.finding.resolving import resolve
from briefings.finding.scoping import today_in
from briefings.model import Document, Period, Source
from briefings.sheet.numbers import read_number
from briefings.store.proposals import Brought
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind, Precision, SourceType

FIRST_YEAR = 1000  # a date before it was typed short: the year 25 is 2025
TO_FOLLOW = "Told to the desk; document to follow"  # the headline of what stands in until a document is named
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|[^\n\t\x20-\U0010ffff]|\x7f")
_FACT = re.compile(r"(?:[\w-]+:)?F0*([1-9]\d{0,8})", re.IGNORECASE)
_NEW = re.compile(r"new\s+([a-z_ ]+?)\s*[:—-]\s*(.+)", re.IGNORECASE)
_NEW_DOCUMENT = re.compile(r"new\s*[:—-]\s*(.+)", re.IGNORECASE)
_LINK = re.compile(r"https://\S+", re.IGNORECASE)
_SHORT_COMMA = re.compile(r"(\d{1,3}),(\d{1,2})\s*(thousand|million|billion|mln|bn)", re.IGNORECASE)
_UNDATED = (Precision.STANDING, Precision.BEFORE, Precision.UNKNOWN)


def bare(words: str) -> str:
    """Words without invisible and control characters; letters, spaces and line breaks inside them stay as they were typed."""
    return _INVISIBLE.sub("", words).strip()


class Form:
    """What was typed, by field, while it is being read. ``problems``, ``brought`` and ``read`` grow as it goes."""

    def __init__(self, store: Reading, typed: dict[str, str], now: datetime, zone: str | None) -> None:
        self.store, self.now = store, now.astimezone(ZoneInfo(zone or store.story.zone))
        self.typed = {name: words for name, given in typed.items() if name in FIELDS and (words := bare(given))}
        self.today = today_in(store.newest, self.now.date())
        self.problems: dict[str, str] = {}
        self.brought = Brought()
        self.read: list[str] = []
        for name, words in self.typed.items():
            self._check(FIELDS[name], words)

    def _check(self, field: Field, words: str) -> None:
        if len(words) > field.most:
            self.problems[field.name] = f"“{field.label}” has {len(words):,} characters; {field.most:,} is the most."
        elif field.choices and (chosen := words.lower().replace(" ", "_")) not in field.choices:
            near = sorted(field.choices, key=lambda c: -names.likeness(chosen, c))[0]
            self.problems[field.name] = f"“{shorten(words)}” is not one of {', '.join(field.choices)}; did you mean {near}?"

    def has(self, name: str) -> bool:
        """Whether anything was typed there."""
        return name in self.typed

    def words(self, name: str, otherwise: str = "") -> str:
        """What was typed there."""
        return self.typed.get(name, otherwise)

    def choice(self, name: str, otherwise: str = "") -> str:
        """A word of the field's vocabulary."""
        return otherwise if name in self.problems or name not in self.typed else self.typed[name].lower().replace(" ", "_")

    def several(self, name: str) -> tuple[str, ...]:
        """The parts of a list, each once."""
        return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;\n]", self.words(name)) if part.strip()))

    def complain(self, name: str, sentence: str) -> None:
        """Note a problem; the first one of a field stands."""
        self.problems.setdefault(name, sentence)

    # ── names ───────────────────────────────────────────────────────────────────────────────────
    def name(self, field: str, typed: str, kind: str) -> str:
        """The id of a place, actor or source; "" where it is none, and the problem is noted."""
        try:
            meant = resolve(self.store, typed, kinds=(kind,))
        except UnknownName as unknown:
            hint = f" Did you mean {' or '.join(unknown.near)}?" if unknown.near else ""
            self.complain(field, f"No {kind} on file is called “{shorten(typed)}”.{hint}" + (_HOW_NEW if kind == "source" else ""))
            return ""
        except SeveralNames as unclear:
            self.complain(field, str(unclear))
            return ""
        if meant.asked_as:
            self.read.append(f"“{shorten(typed)}” → {meant.name}")
        return meant.id

    def ids(self, field: str, kind: str) -> tuple[str, ...]:
        """The ids of every name in a list."""
        return tuple(dict.fromkeys(i for part in self.several(field) if (i := self.name(field, part, kind))))

    def facts(self, field: str) -> tuple[str, ...]:
        """Fact ids in a list, each of a fact that may be seen."""
        found = []
        for part in self.several(field):
            read = _FACT.fullmatch(part)
            if read and self.store.fact(int(read[1])):
                found.append(f"F{int(read[1])}")
            else:
                self.complain(field, f"There is no fact “{shorten(part)}” on file in {self.store.slug}. A fact id looks like F12.")
        return tuple(dict.fromkeys(found))

    def source(self, field: str = "source") -> str:
        """The id of a source on file, or of a new one that is brought: “new official: the mayor of Homs”."""
        typed = self.words(field)
        new = _NEW.fullmatch(typed)
        if new is None:
            return self.name(field, typed, "source") if typed else ""
        kind = new[1].strip().lower().replace(" ", "_")
        if kind not in tuple(SourceType):
            self.complain(field, f"“{shorten(new[1])}” is no sort of source; use one of {', '.join(SourceType)}.")
            return ""
        name, _, descriptor = (part.strip() for part in new[2].partition(","))
        key = self._free_id(names.fold(name).replace(" ", "-")[:40])
        self.brought = Brought((*self.brought.sources, Source(key, name, SourceType(kind), descriptor=descriptor)), self.brought.documents)
        self.read.append(f"new source: {name} ({kind.replace('_', ' ')})")
        return key

    def document(self) -> str:
        """The id of a document on file, or of a new one that is brought; "" where none is named."""
        typed = self.words("document")
        if not typed:
            return ""
        new, link = _NEW_DOCUMENT.fullmatch(typed), _LINK.search(typed)
        if new is None and not (link and link.group() == typed):
            return self._document_on_file(typed)
        return self._bring_document(new[1] if new else "", link.group() if link else "")

    def _document_on_file(self, typed: str) -> str:
        every, wanted = self.store.every(Document), names.fold(typed)
        found = [d.id for d in every if d.id == typed or names.fold(d.headline) == wanted]
        found = found or [d.id for d in every if wanted and wanted in names.fold(d.headline)]
        if len(found) == 1:
            return found[0]
        which = f"fits {len(found)} documents" if found else "is no document on file"
        self.complain(
            "document", f"“{shorten(typed)}” {which}. Name one of {', '.join(d.id for d in every[-5:])}, or write “new: outlet, day, headline, link”."
        )
        return ""

    def _bring_document(self, words: str, url: str) -> str:
        parts = [part for p in words.replace(url, "").split(",") if (part := p.strip(' “”"'))]
        if len(parts) < 2:
            self.complain(
                "document", "Say of the document whose it is, its day (or undated) and its headline: “new: AP, 6 Dec 2024, headline, link”."
            )
            return ""
        outlet, day, headline = self.name("document", parts[0], "source"), parts[1], ", ".join(parts[2:])
        published = None if day.lower() == "undated" else self.day("document", day)
        return self.bring(Document("", outlet, (headline or TO_FOLLOW)[:300], published, url=url))

    def bring(self, document: Document) -> str:
        """Bring a new document; its id, made from outlet and day."""
        day = document.published.isoformat() if document.published else "undated"
        key = self._free_id(f"{document.outlet or 'desk'}-{day}")
        kept = Document(key, document.outlet, document.headline, document.published, url=document.url, note=document.note)
        self.brought = Brought(self.brought.sources, (*self.brought.documents, kept))
        return key

    def _free_id(self, wanted: str) -> str:
        tries = [wanted or "new", *(f"{wanted or 'new'}-{n}" for n in range(2, 200))]
        taken = {s.id for s in self.brought.sources} | {d.id for d in self.brought.documents}
        taken |= set(self.store.records(Source, tries)) | set(self.store.records(Document, tries))
        return next(key for key in tries if key not in taken)

    # ── times ───────────────────────────────────────────────────────────────────────────────────
    def period(self, field: str, words: str, *, future: bool = False) -> Period | None:
        """The period that words mean, told back; None where they mean none, and the problem is noted."""
        try:
            read = periods.read_when(words, today=self.today, future=future)
        except DateNotUnderstood as unread:
            self.complain(field, str(unread))
            return None
        if any(day and day.year < FIRST_YEAR for day in (read.earliest, read.latest)):
            self.complain(
                field, f"“{shorten(words)}” would be a date in the year {(read.earliest or read.latest or date.min).year}; write the year in full."
            )
            return None
        self.read.append(f"“{shorten(words)}” → {periods.show_period(read) or 'a standing description'}")
        return read

    def when(self, kind: str) -> Period:
        """When it happened; nothing typed is a day not given. A day outside the story's window is a slip."""
        words = self.words("when")
        if not words:
            return Period()
        if words.lower() in ("standing", "always"):
            return Period(precision=Precision.STANDING)
        read = self.period("when", words) or Period()
        first, last = self.store.story.window_from, self.store.story.window_to
        if kind != FactKind.BACKGROUND and read.precision not in _UNDATED and any(d and not first <= d <= last for d in (read.earliest, read.latest)):
            self.complain(
                "when", f"“{shorten(words)}” was read as {periods.show_period(read)}, which is outside the story's window {first} to {last}."
            )
        return read

    def day(self, field: str, words: str, *, future: bool = False) -> date | None:
        """One day."""
        read = self.period(field, words, future=future)
        return (read.latest or read.earliest) if read else None

    def embargo(self) -> datetime | None:
        """The moment an embargo ends, in the asker's zone. One that has passed already is a slip."""
        words = self.words("embargo")
        if not words:
            return None
        try:
            read = periods.read_when(words, today=self.now.date(), future=True)
        except DateNotUnderstood as unread:
            self.complain("embargo", str(unread))
            return None
        day = read.latest or read.earliest or self.now.date()
        ends = datetime.combine(day, periods.time_of_day(words) or time.min, tzinfo=self.now.tzinfo)
        shown = f"{ends:%a %d %b %Y %H:%M} {ends.tzname()}"
        if ends <= self.now:
            self.complain(
                "embargo", f"“{shorten(words)}” was read as {shown}, which has passed. An embargo ends in the future; leave it empty for none."
            )
        self.read.append(f"embargoed until {shown}")
        return ends

    # ── numbers ─────────────────────────────────────────────────────────────────────────────────
    def number(self, field: str) -> float | None:
        """A plain number; where it can be read two ways both are shown and none is taken."""
        words = self.words(field)
        if not words:
            return None
        readings = readings_of(words)
        if len(readings) == 1:
            return readings[0]
        both = " or ".join(f"{r:,.10g}" for r in readings)
        self.complain(
            field,
            f"“{shorten(words)}” can be read as {both}; write it in digits without a comma or point."
            if readings
            else f"“{shorten(words)}” is no number.",
        )
        return None


_HOW_NEW = " To add one, write “new official: the mayor of Homs”."


def readings_of(words: str) -> tuple[float, ...]:
    """Every number that written words may mean: one where they are clear, two for “18.000” and “1,8 million”, none where there is no number."""
    written = read_number(words)
    found = written.readings if written else ()
    comma = _SHORT_COMMA.fullmatch(words.strip())  # a decimal comma, or a comma that should have been nothing
    if comma and (other := read_number(f"{comma[1]}{comma[2]} {comma[3]}")):
        found = (*found, *other.readings)
    return tuple(dict.fromkeys(found))
