"""A story, or a part of it, as a workbook. The same state and selection make the same bytes, whichever process writes them."""

import io
from collections import Counter
from collections.abc import Iterable
from typing import IO, Any

from openpyxl.utils import get_column_letter

from briefings.finding.scoping import scope_of
from briefings.model import Actor, Document, Place, Relation, Source
from briefings.sheet import layout
from briefings.sheet.charting import MOST_CHARTS, series_in
from briefings.sheet.cleaning import clean
from briefings.sheet.columns import Sheet
from briefings.sheet.gather import Gathered, Progress, gather
from briefings.sheet.packing import pack
from briefings.sheet.rowfile import MOST_LINKS, RowFile, SharedStrings
from briefings.sheet.rows import ActorRow, ChangeRow, Pair, PlaceRow, SourceRow, naive, relation_words
from briefings.sheet.selection import WHOLE, Mark, Selection, mark_of, rows_of
from briefings.sheet.telling import DEMONSTRATION, Made, briefing_of, briefing_rows, dictionary_rows, meta_rows, readme_rows
from briefings.sheet.template import Properties, Template
from briefings.store.exporting import last_change, later_changes, withdrawn
from briefings.store.reading import Reading

EVERY = 100_000  # records of one kind; more than any story has


def sheet_bytes(store: Reading, selection: Selection = WHOLE) -> bytes:
    """The workbook as bytes, for a story of ordinary size."""
    into = io.BytesIO()
    write_sheet(store, into, selection)
    return into.getvalue()


def write_sheet(store: Reading, into: IO[bytes], selection: Selection = WHOLE, progress: Progress = lambda done, of: None) -> Mark:
    """Write the workbook into an open file; ``progress`` is told how many facts are done of how many. Returns the export's mark."""
    writing = _Writing(store, selection)
    try:
        return writing.write(into, progress)
    finally:
        writing.close()


class _Writing:
    """One workbook in the making: its template, and a file of rows for every sheet."""

    def __init__(self, store: Reading, selection: Selection) -> None:
        self._store, self._selection = store, selection
        self._template, self._strings = Template(), SharedStrings()
        self._rows = {s.title: RowFile(s, self._template.styles[s.title], self._strings) for s in layout.SHEETS}
        self._mark, self._made = mark_of(store, selection), last_change(store)
        self._scope = scope_of(store, span=selection.span)

    def close(self) -> None:
        for rows in self._rows.values():
            rows.close()

    def write(self, into: IO[bytes], progress: Progress) -> Mark:
        chosen = rows_of(self._store, self._selection)
        seen = gather(self._store, [row for row, _ in chosen], self._rows, progress)
        at = {number: n for n, (_, number) in enumerate(chosen, start=2)}
        self._briefing(seen, at)
        self._records(seen)
        self._history(at)
        self._charts(seen, at)
        self._all(layout.DICTIONARY, dictionary_rows(self._store))
        self._all(layout.META, meta_rows(self._mark))
        self._readme()
        self._dress()
        pack(self._template.save(self._properties()), self._parts(), self._strings, self._made, into)
        return self._mark

    def _all(self, sheet: Sheet, things: Iterable[Any]) -> None:
        for thing in things:
            self._rows[sheet.title].append(thing)

    def _briefing(self, seen: Gathered, at: dict[int, int]) -> None:
        box = briefing_of(self._store, self._selection, seen)
        for line in briefing_rows(self._store, box, self._selection):
            self._rows[layout.BRIEFING.title].append(line, link=at.get(int(line.fact.rpartition("F")[2]), 0) if line.fact else 0)

    def _records(self, seen: Gathered) -> None:
        """Places, actors and sources: of the whole story all, of a selection those that its facts name."""
        places = {p.id: p for p in self._store.every(Place, most=EVERY)}
        actors = {a.id: a for a in self._store.every(Actor, most=EVERY)}
        names = {**{p.id: p.name for p in places.values()}, **{a.id: a.short or a.name for a in actors.values()}}
        related = self._relations(names)
        self._all(layout.PLACES, (PlaceRow(p, names.get(p.parent or "", ""), seen.places[p.id])
                                  for p in places.values() if self._is_wanted(p.id, seen.places)))
        camps = self._store.story.camps
        self._all(layout.ACTORS, (ActorRow(a, camps.get(a.camp, a.camp), tuple(related.get(a.id, ())), seen.actors[a.id])
                                  for a in actors.values() if self._is_wanted(a.id, seen.actors)))
        self._sources(seen)

    def _is_wanted(self, key: str, counted: Counter[str]) -> bool:
        return self._selection.is_whole_story or counted[key] > 0

    def _relations(self, names: dict[str, str]) -> dict[str, list[str]]:
        """How each actor stands to others, as far as the fact it rests on may be seen."""
        every = self._store.every(Relation, most=EVERY)
        seen = {f.id for f in self._store.numbered(sorted({int(r.fact[1:]) for r in every}))}
        told: dict[str, list[str]] = {}
        for relation in every:
            if relation.fact in seen:
                told.setdefault(relation.actor, []).append(relation_words(relation, lambda i: names.get(i, i)))
        return told

    def _sources(self, seen: Gathered) -> None:
        documents: dict[str, list[Document]] = {}
        for document in self._store.every(Document, most=EVERY):
            documents.setdefault(document.outlet, []).append(document)
        rows = self._rows[layout.SOURCES.title]
        letter = get_column_letter([c.key for c in layout.SOURCES.columns].index("url") + 1)
        for source in self._store.every(Source, most=EVERY):
            if self._is_wanted(source.id, seen.sources):
                for document in documents.get(source.id) or [None]:  # type: ignore[list-item]  # a source without documents has one row
                    rows.append(SourceRow(source, document, seen.sources[source.id]))
                    if document and document.url and rows.count < MOST_LINKS:
                        self._template.link(layout.SOURCES, letter, rows.count + 1, document.url)

    def _history(self, at: dict[int, int]) -> None:
        slug, rows = self._store.slug, self._rows[layout.CHANGES.title]
        for number, r in later_changes(self._store):
            if number in at:
                change = ChangeRow(f"{slug}:F{number}", r.revision, r.story_version, r.recorded_utc, r.change, r.note)
                rows.append(change, link=at[number])
        self._all(layout.WITHDRAWN, withdrawn(self._store))

    def _charts(self, seen: Gathered, at: dict[int, int]) -> None:
        points, self._series = series_in(seen.points)
        for point in points:
            self._rows[layout.CHARTS.title].append(point, link=at.get(int(point.fact.rpartition("F")[2]), 0))
        self._template.chart(self._series)

    def _readme(self) -> None:
        rows = self._rows[layout.README.title]
        cleaned = tuple((title, row) for title, file in self._rows.items() for row in dict.fromkeys(file.cleaned))
        made = Made(f"{naive(self._made):%Y-%m-%d %H:%M}", {title: file.count for title, file in self._rows.items()}, cleaned, tuple(self._notes()))
        for pair in readme_rows(self._store, self._mark, self._scope, made):
            rows.append(pair)
            self._link_to(pair, rows.count + 1)

    def _link_to(self, pair: Pair, row: int) -> None:
        if pair.link:
            self._template.link_to_sheet(layout.README, f"A{row}", pair.link)

    def _notes(self) -> list[str]:
        notes = []
        if len(self._series) > MOST_CHARTS:
            notes.append(f"Charts are drawn for the first {MOST_CHARTS} of {len(self._series)} series; all of them stand in the table.")
        notes += [f"{title}: the first {MOST_LINKS:,} rows link to their fact; a sheet cannot hold more links." for title, file in self._rows.items()
                  if file.has_links and file.count > MOST_LINKS]
        return notes

    def _dress(self) -> None:
        for sheet in layout.SHEETS:
            self._template.dress(sheet, self._rows[sheet.title].count)

    def _parts(self) -> dict[str, RowFile]:
        pages = enumerate(self._template.book.worksheets, start=1)
        return {f"xl/worksheets/sheet{n}.xml": self._rows[page.title] for n, page in pages if page.title in self._rows}

    def _properties(self) -> Properties:
        story = self._store.story
        mark = f"{DEMONSTRATION} · " if story.demonstration else ""
        title, holds = clean(f"{mark}{story.title}")[:200], clean(self._selection.words or "the whole story")[:200]
        return Properties(title, holds, clean(" ".join(story.credits))[:2000], f"Factbox, {story.slug}", self._mark.export_id, naive(self._made),
                          title[:120], self._mark.export_id)
