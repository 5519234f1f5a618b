"""The things that rows are made of: a fact with its revision, one of its figures, one side of a dispute, a place, a source."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct

from briefings import show_period
from briefings.answers import AttributedFact, Attribution
from briefings.crediting import credit, side_credit, stance_words
from briefings.model import Actor, Document, Figure, Period, Place, Relation, Source

FIRST_SHEET_DAY = date(1900, 3, 1)  # before it spreadsheet programs disagree on what day a number is


class Names(Struct, frozen=True):
    """The preferred names of places and actors by id."""

    places: dict[str, str]
    actors: dict[str, str]


class FactRow(Struct, frozen=True):
    """A fact as it goes into a sheet; ``credit`` is its attribution in words, made once for all sheets."""

    story: str
    item: AttributedFact
    revision: int
    recorded_utc: datetime
    names: Names
    credit: str

    @property
    def whole_id(self) -> str:
        """The fact's id with its story: ``syria-homs:F12``."""
        return f"{self.story}:{self.item.fact.id}"


class FigureRow(Struct, frozen=True):
    """One figure of a fact; ``part`` counts from 0."""

    row: FactRow
    part: int
    figure: Figure


class SideRow(Struct, frozen=True):
    """One side of a contested fact. ``side`` is what stands for: the fact itself, a party, or another fact against it."""

    row: FactRow
    side: str
    credit: str
    words: str = ""
    other: str = ""  # the whole id of the fact against it


class BriefingRow(Struct, frozen=True):
    """One line of the Briefing sheet; ``fact`` is a whole id or ""."""

    section: str
    text: str
    credit: str = ""
    as_of: date | None = None
    assessment: str = ""
    fact: str = ""


class PlaceRow(Struct, frozen=True):
    """A place with the name of what it lies in, and how many facts of the sheet concern it."""

    place: Place
    within: str
    facts: int


class ActorRow(Struct, frozen=True):
    """An actor, its camp in words, how it stands to others, and how many facts of the sheet concern it."""

    actor: Actor
    camp: str
    relations: tuple[str, ...]
    facts: int


class SourceRow(Struct, frozen=True):
    """A source and one of its documents (None where it published none); ``facts`` is how many facts of the sheet it says or carries."""

    source: Source
    document: Document | None
    facts: int


class ChangeRow(Struct, frozen=True):
    """One change to a fact that stands in the sheet."""

    fact: str
    revision: int
    story_version: int
    recorded_utc: datetime
    change: str
    note: str


class PointRow(Struct, frozen=True):
    """One point of a charted series."""

    series: str
    unit: str
    day: date | None
    figure: Figure
    fact: str

    @property
    def label(self) -> str:
        """What stands under the point: its day, and the fact it comes from."""
        return f"{self.day.isoformat() if self.day else 'undated'} · {self.fact.rpartition(':')[2]}"


class WordRow(Struct, frozen=True):
    """One entry of the Dictionary sheet."""

    entry: str
    sheet: str
    name: str
    about: str
    kind: str = ""
    editable: str = ""
    hxl: str = ""


class Pair(Struct, frozen=True):
    """A name and its words: a row of README and _meta. ``link`` is the title of a sheet, or ""."""

    name: str
    words: str
    link: str = ""


def sides_of(row: FactRow) -> list[SideRow]:
    """A contested fact's rows: the proposition, then every party and every fact against it, so that none stands alone."""
    item = row.item
    parties = [SideRow(row, stance_words(a), side_credit(a), a.claim.words) for a in item.attributions]
    rivals = [SideRow(row, "Against it", credit(r), r.fact.text, f"{row.story}:{r.fact.id}") for r in item.rivals]
    return [SideRow(row, "Contested", row.credit), *parties, *rivals]


@lru_cache(maxsize=4096)
def happened(when: Period) -> str:
    """A period in words, "" for none."""
    return show_period(when)


def sheet_day(day: date | None) -> date | str | None:
    """A day as a cell: a date, or ISO text before March 1900."""
    return day if day is None or day >= FIRST_SHEET_DAY else day.isoformat()


def naive(moment: datetime) -> datetime:
    """A moment in UTC without its zone, to the second: spreadsheets know no zones."""
    return moment.replace(tzinfo=None, microsecond=0)


def where_it_stands(attributions: tuple[Attribution, ...]) -> str:
    """The documents a fact stands in, with their paragraphs: "ap-2024-12-06 ¶1; …"."""
    return "; ".join(dict.fromkeys(_place_in(a) for a in attributions if a.claim.document))


def _place_in(attribution: Attribution) -> str:
    paragraph = attribution.claim.paragraph
    where = "" if paragraph is None else " headline" if paragraph == 0 else f" ¶{paragraph}"
    return f"{attribution.claim.document}{where}"


def named(ids: tuple[str, ...], names: dict[str, str]) -> str:
    """Preferred names for ids, with semicolons between."""
    if len(ids) == 1:
        return names.get(ids[0], ids[0])
    return "; ".join(names.get(i, i) for i in ids)


def relation_words(relation: Relation, words: Callable[[str], str]) -> str:
    """How an actor stands to another, as it reads in a sentence."""
    return f"{words(relation.actor)} {str(relation.kind).replace('_', ' ')} {words(relation.other)} [{relation.fact}]"
