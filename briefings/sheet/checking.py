"""An old sheet against the core: what has become of each of its facts since."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from briefings.answers import AttributedFact
from briefings.finding.attributing import attribute
from briefings.sheet.book import Book, words_in
from briefings.sheet.exported import rows_in
from briefings.sheet.layout import FACTS, FIGURES
from briefings.sheet.outcomes import CheckedRow, Now
from briefings.store.exporting import AT_ONCE, Since, changes_since
from briefings.store.reading import Reading
from briefings.vocabulary import Assessment, ChangeKind

_WHOLE = re.compile(r"\b([a-z0-9]+(?:-[a-z0-9]+)*):F([1-9]\d{0,8})\b")
_BARE = re.compile(r"[\[#(]?F([1-9]\d{0,8})[\])]?")
MOST_WAS = 200  # characters of a foreign row that are shown for what it was
# what matters most of everything that was done since comes first
_WEIGHT = (ChangeKind.KILL, ChangeKind.CORRECT, ChangeKind.DISPUTE, ChangeKind.UPDATE, ChangeKind.CONFIRM, ChangeKind.CLARIFY, ChangeKind.REFILE)
_OUTCOMES = {ChangeKind.KILL: Now.WITHDRAWN, ChangeKind.CORRECT: Now.CORRECTED, ChangeKind.DISPUTE: Now.DISPUTED, ChangeKind.UPDATE: Now.UPDATED,
             ChangeKind.CONFIRM: Now.CONFIRMED, ChangeKind.CLARIFY: Now.CLARIFIED, ChangeKind.REFILE: Now.CLARIFIED}


class Found(Struct, frozen=True):
    """A fact that a sheet names: where, its number (0 for one of another story), and the words beside it."""

    sheet: str
    row: int
    fact: str
    number: int
    was: str


def facts_of_export(book: Book, slug: str) -> tuple[Found, ...]:
    """The facts in an export of ours, each once: those of Facts, then those that only Figures still names."""
    found: dict[str, Found] = {}
    for sheet in (FACTS, FIGURES):
        rows, _ = rows_in(book, sheet)
        for row in rows:
            whole = row.words("fact_id").strip()
            found.setdefault(whole, Found(sheet.title, row.number, whole, _number(whole, slug), row.words("text")))
    return tuple(f for f in found.values() if f.fact)


def facts_anywhere(book: Book, slug: str) -> tuple[Found, ...]:
    """The facts that any file names, each once, as far as fact ids stand in it."""
    found: dict[str, Found] = {}
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows, start=1):
            texts = [words_in(c) for c in row]
            for whole in _ids(texts, slug):
                beside = max((t for t in texts if whole not in t), key=len, default="")
                found.setdefault(whole, Found(sheet.title, number, whole, _number(whole, slug), beside[:MOST_WAS]))
    return tuple(found.values())


def _ids(texts: Sequence[str], slug: str) -> Iterator[str]:
    for text in texts:
        yield from (f"{m[1]}:F{m[2]}" for m in _WHOLE.finditer(text))
        if bare := _BARE.fullmatch(text.strip()):
            yield f"{slug}:F{bare[1]}"


def _number(whole: str, slug: str) -> int:
    match = _WHOLE.fullmatch(whole)
    return int(match[2]) if match and match[1] == slug else 0


def check_found(store: Reading, found: Sequence[Found], version: int, shown: frozenset[int], *, dated: bool) -> tuple[CheckedRow, ...]:
    """What became of each fact since a story version. ``shown`` are the numbers a sheet of then could name.

    ``dated`` is False where the sheet does not say of when it is: everything that was done after the first record counts.
    """
    later: dict[int, list[Since]] = {}
    for change in changes_since(store, version):
        if dated or change.revision > 1:
            later.setdefault(change.number, []).append(change)
    current = _current(store, [f.number for f in found if f.number])
    return tuple(_checked(f, current.get(f.number), later.get(f.number, []), f.number in shown, dated) for f in found)


def _current(store: Reading, numbers: Sequence[int]) -> dict[int, AttributedFact]:
    current: dict[int, AttributedFact] = {}
    for start in range(0, len(numbers), AT_ONCE):
        facts = store.numbered(tuple(dict.fromkeys(numbers[start : start + AT_ONCE])))
        current |= {item.fact.number: item for item in attribute(store, facts)}
    return current


def _checked(found: Found, item: AttributedFact | None, later: list[Since], was_shown: bool, dated: bool) -> CheckedRow:
    if item is None:
        # what was never shown is told of like what never was
        return _no_more(found, later) if found.number and was_shown else CheckedRow(found.sheet, found.row, found.fact, Now.UNKNOWN, found.was)
    # a change that may not be seen is not told of, nor is its note
    told = sorted((c for c in later if c.shown and c.change in _WEIGHT), key=lambda c: (_WEIGHT.index(c.change), -c.revision))
    if not told:
        return CheckedRow(found.sheet, found.row, found.fact, _standing(item, dated), found.was, item.fact.text)
    return CheckedRow(found.sheet, found.row, found.fact, _OUTCOMES[told[0].change], found.was, item.fact.text, told[0].note, told[0].when_utc)


def _no_more(found: Found, later: list[Since]) -> CheckedRow:
    last = later[-1] if later else None
    if last and last.change == ChangeKind.KILL:
        return CheckedRow(found.sheet, found.row, found.fact, Now.WITHDRAWN, found.was, "", last.note, last.when_utc)
    return CheckedRow(found.sheet, found.row, found.fact, Now.GONE, found.was)


def _standing(item: AttributedFact, dated: bool) -> Now:
    if dated:
        return Now.UNCHANGED
    return Now.DISPUTED if item.is_disputed or item.fact.assessment == Assessment.DISPUTED else Now.ON_FILE
