"""One pass over the facts of a sheet: each goes to every sheet it belongs on, and is forgotten."""

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from briefings.answers import AttributedFact
from briefings.crediting import credit
from briefings.finding.attributing import attribute
from briefings.model import Actor, Place
from briefings.sheet.layout import DISPUTED, FACTS, FIGURES, QUOTES, TIMELINE
from briefings.sheet.rowfile import RowFile
from briefings.sheet.rows import FactRow, FigureRow, Names, PointRow, sides_of
from briefings.store.exporting import revisions
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind, Precision

Progress = Callable[[int, int], None]
MOST_KEPT = 400  # facts kept for the Briefing sheet; its sections show far fewer
MOST_POINTS = 20_000  # figures looked at for charts
_TOLD = (FactKind.EVENT, FactKind.CONTROL, FactKind.BACKGROUND)
_UNTIMED = (Precision.STANDING, Precision.UNKNOWN)


class Gathered(Struct):
    """What is remembered of the facts after they have gone by."""

    newest: list[AttributedFact]
    points: list[PointRow]
    places: Counter[str]
    actors: Counter[str]
    sources: Counter[str]
    total: int = 0


def fact_rows(store: Reading, rows: list[int]) -> Iterator[list[FactRow]]:
    """The facts in these rows as they go into a sheet, some hundreds at a time."""
    names = Names({p.id: p.name for p in store.every(Place, most=100_000)}, {a.id: a.name for a in store.every(Actor, most=100_000)})
    for found in revisions(store, rows):
        attributed = attribute(store, [r.fact for r in found])
        yield [FactRow(store.slug, item, r.revision, r.recorded_utc, names, credit(item)) for r, item in zip(found, attributed, strict=True)]


def gather(store: Reading, rows: list[int], into: dict[str, RowFile], progress: Progress) -> Gathered:
    """Send every fact to its sheets; ``progress`` is told how many are done of how many."""
    seen = Gathered([], [], Counter(), Counter(), Counter())
    for part in fact_rows(store, rows):
        for row in part:
            seen.total += 1
            _place(row, seen.total + 1, into)
            _remember(row, seen)
        progress(seen.total, len(rows))
    return seen


def _place(row: FactRow, at: int, into: dict[str, RowFile]) -> None:
    """Write a fact to every sheet it belongs on; ``at`` is its row in the Facts sheet."""
    fact = row.item.fact
    into[FACTS.title].append(row)
    if fact.kind in _TOLD and not fact.judgment and fact.when.precision not in _UNTIMED:
        into[TIMELINE.title].append(row, link=at, order=_time_order(row))
    for part, figure in enumerate(fact.figures):
        into[FIGURES.title].append(FigureRow(row, part, figure), link=at)
    if fact.quote:
        into[QUOTES.title].append(row, link=at)
    if row.item.is_disputed:
        for side in sides_of(row):
            into[DISPUTED.title].append(side, link=at)


def _time_order(row: FactRow) -> str:
    when = row.item.fact.when
    first, last = when.earliest or when.latest, when.latest or when.earliest
    # a period is told where it ends, as in the timeline in chat
    return f"{last or ''!s:10}{first or ''!s:10}{1000 - min(len(row.item.fact.claims), 999):03}{row.item.fact.number:010}"


def _remember(row: FactRow, seen: Gathered) -> None:
    fact = row.item.fact
    seen.places.update(fact.places)
    seen.actors.update(fact.actors)
    seen.sources.update({s for a in row.item.attributions for s in (a.source.id, *(c.id for c in a.carriers))})
    if len(seen.newest) < MOST_KEPT:
        seen.newest.append(row.item)
    if fact.figures and len(seen.points) < MOST_POINTS:
        day = row.item.as_of if fact.when.precision in _UNTIMED else fact.when.latest or row.item.as_of
        seen.points += [PointRow(f.of, f.unit, day, f, row.whole_id) for f in fact.figures if f.best is not None]
