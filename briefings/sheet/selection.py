"""What of a story goes into a sheet, and by what an export is known again."""

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from briefings.finding.mentioning import Mention, find_mentions
from briefings.finding.places import within
from briefings.finding.resolving import resolve
from briefings.finding.scoping import ALWAYS, Span
from briefings.model import Place
from briefings.sheet.layout import FORMAT
from briefings.store.exporting import chosen, founded, numbered_rows, version_at
from briefings.store.reading import Reading


class Selection(Struct, frozen=True, omit_defaults=True):
    """What was asked for. ``facts`` (numbers, in order) are an answer's; else ``about`` are groups of link targets.

    A fact has to touch one target of every group. ``words`` says the selection to a reader, "" for the whole story.
    """

    words: str = ""
    about: tuple[tuple[str, ...], ...] = ()
    since: date | None = None
    until: date | None = None
    facts: tuple[int, ...] = ()

    @property
    def span(self) -> Span:
        """The time filter."""
        return Span(self.since, self.until)

    @property
    def is_whole_story(self) -> bool:
        """Whether nothing is left out."""
        return self == WHOLE


WHOLE = Selection()


class Mark(Struct, frozen=True):
    """By what an export is known again, as it stands in ``_meta``. ``founded`` tells newsrooms apart; ``recorded`` is None for the present."""

    format: int
    export_id: str
    story: str
    version: int
    founded: int
    known: str
    recorded: int | None
    selection: Selection


def select_about(store: Reading, about: str, span: Span = ALWAYS) -> Selection:
    """The selection of what concerns every name in ``about``; the whole story where it is empty.

    Raises:
        UnknownName: it matches nothing on file; carries near names.
        SeveralNames: it fits more than one thing equally well.
    """
    mentions = find_mentions(store, about) if about.strip() else []
    if about.strip() and not mentions:
        resolve(store, about)  # raises with what is near
    words = [", ".join(m.words for m in mentions), span.words]
    return Selection(" ".join(w for w in words if w), tuple(_targets(store, m) for m in mentions), span.since, span.until)


def select_facts(words: str, whole_ids: tuple[str, ...]) -> Selection:
    """The selection of an answer's facts, in its order; ``words`` is the command they answered."""
    return Selection(words=words, facts=tuple(int(i.rpartition("F")[2]) for i in whole_ids))


def _targets(store: Reading, mention: Mention) -> tuple[str, ...]:
    places = store.records(Place, mention.ids("place"))
    inside = [i for p in places.values() if p.type != "country" for i in within(store, p)]
    return tuple(dict.fromkeys([f"{role}:{i}" for i in (*mention.ids("place"), *inside) for role in ("place", "near")] + [
        f"{role}:{i}" for kind, i in mention.targets if kind != "place" for role in ("actor", "speaker")]))


def rows_of(store: Reading, selection: Selection) -> list[tuple[int, int]]:
    """The (row, number) of every fact selected, in the order of the sheet."""
    if selection.facts:
        return numbered_rows(store, selection.facts)
    first, last = selection.span.first, selection.span.last
    if not selection.about:
        return chosen(store, since=first, until=last)
    groups = [chosen(store, about=targets, since=first, until=last) for targets in selection.about]
    common = set(groups[0]).intersection(*groups[1:])
    return [pair for pair in groups[0] if pair in common]


def mark_of(store: Reading, selection: Selection) -> Mark:
    """The mark of an export made from ``store`` now; equal state and selection make an equal mark."""
    return mark_for(store, version_at(store), founded(store), store.known, store.recorded, selection)


def mark_for(store: Reading, version: int, founding: int, known: str, recorded: int | None, selection: Selection) -> Mark:
    """The mark that an export of that version had."""
    parts = msgspec.json.encode((store.slug, version, founding, known, recorded, selection))
    export_id = f"{store.slug}-v{version}-{hashlib.blake2b(parts, digest_size=5).hexdigest()}"
    return Mark(FORMAT, export_id, store.slug, version, founding, known, recorded, selection)
