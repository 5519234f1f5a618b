"""The sheets that tell about the others: README, Dictionary, _meta; and the Briefing page."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from briefings import vocabulary
from briefings.answers import AttributedFact, Factbox, Scope
from briefings.crediting import credit, day, side_credit, stance_words
from briefings.finding.attributing import split_disputed, without_repeats
from briefings.finding.scoping import scope_of
from briefings.finding.standing import is_planned
from briefings.queries.factbox import MOST_LATEST, MOST_OTHERS, factbox
from briefings.queries.status import is_standing, open_questions
from briefings.sheet.cleaning import RULES
from briefings.sheet.columns import Sheet
from briefings.sheet.gather import Gathered
from briefings.sheet.layout import README, SHEETS
from briefings.sheet.rows import BriefingRow, Pair, WordRow
from briefings.sheet.selection import Mark, Selection
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind

DEMONSTRATION = "DEMONSTRATION"
_DEMONSTRATION_WORDS = ("This story comes with Factbox to show how it works. It is real reporting of its day, curated for demonstration; "
                        "do not publish from it.")
_HOW_TO = (
    ("How to read it", "Every fact carries who says so and where it stands. A contested fact is never to be used without the other side: see "
     "Disputed. The assessment is the desk's own word. What stands under “Not known” is not on record; it does not mean no."),
    ("Is it still right?", "Send this file back with check-sheet: it tells row by row what has since been corrected, updated, disputed, withdrawn."),
    ("To propose changes", "Edit cells under yellow heads and send the file back with import. Every edit is shown before it becomes a proposal; "
     "nothing is changed without an editor. A row that you take out changes nothing: to withdraw a fact, write yes under delete?."))
MOST_CLEANED = 200  # rows named one by one; beyond it their number is told
_NEWS = (FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT)
_VOCABULARIES = (
    vocabulary.Assessment, vocabulary.Stance, vocabulary.FactKind, vocabulary.EventType, vocabulary.ActorType, vocabulary.PlaceType,
    vocabulary.SourceType, vocabulary.GroundRule, vocabulary.ChangeKind, vocabulary.Precision)


# ── Briefing ────────────────────────────────────────────────────────────────────────────────────
def briefing_of(store: Reading, selection: Selection, seen: Gathered) -> Factbox:
    """The briefing: of the whole story as the command gives it, of a selection composed in the same way from its newest facts."""
    if not (selection.about or selection.facts):
        return factbox(store, span=selection.span)
    calm, hot = split_disputed(tuple(seen.newest))
    moving = sorted((f for f in calm if f.fact.kind in _NEWS and not is_standing(f)), key=lambda f: is_planned(f.fact, store.newest))
    latest = without_repeats(moving)  # what is only announced comes last, as in chat
    standing = sorted((f for f in seen.newest if is_standing(f)), key=lambda f: f.fact.number)
    quoted = [f for f in seen.newest if f.fact.kind == FactKind.QUOTE and f.fact.quote]
    counted = [f for f in seen.newest if f.fact.figures]
    return Factbox(scope_of(store, span=selection.span), latest[:MOST_LATEST], hot[:MOST_OTHERS], _first(counted), _first(quoted), _first(standing),
                   (), seen.total)


def _first(items: Sequence[AttributedFact]) -> tuple[AttributedFact, ...]:
    return without_repeats(items)[:MOST_OTHERS]


def briefing_rows(store: Reading, box: Factbox, selection: Selection) -> Iterator[BriefingRow]:
    """The lines of the Briefing sheet, in the order of the command."""
    story = box.scope.story
    yield from _lines("Latest", box.latest, story)
    for item in box.disputed:
        yield from _contested(item, story)
    yield from _lines("Figures", box.figures, story)
    yield from _lines("Quotes", box.quotes, story)
    yield from _lines("Background", box.background, story)
    if not (selection.about or selection.facts):
        for question in open_questions(store, most=50):
            yield BriefingRow("Not known", question.text)
    if not (box.latest or box.disputed or box.figures or box.quotes or box.background):
        yield BriefingRow("", f"Nothing on record {box.scope.span or selection.words}".rstrip() + ".")


def _lines(section: str, items: Sequence[AttributedFact], story: str) -> Iterator[BriefingRow]:
    for item in items:
        text = _with_caveat(item, quoted=section == "Quotes")
        yield BriefingRow(section, text, credit(item), item.as_of, item.fact.assessment, f"{story}:{item.fact.id}")


def _with_caveat(item: AttributedFact, *, quoted: bool = False) -> str:
    words = f" “{item.fact.quote.words}”" if quoted and item.fact.quote and item.fact.quote.words not in item.fact.text else ""
    return item.fact.text + words + (f" ({item.fact.caveat.rstrip('.')}.)" if item.fact.caveat else "")


def _contested(item: AttributedFact, story: str) -> Iterator[BriefingRow]:
    whole = f"{story}:{item.fact.id}"
    yield BriefingRow("Contested", _with_caveat(item), credit(item), item.as_of, item.fact.assessment, whole)
    for side in item.attributions:
        words = f": {side.claim.words}" if side.claim.words else ""
        yield BriefingRow("Contested", f"– {stance_words(side)} {side.source.name}{words}", _begun(side_credit(side)), side.day, "", whole)
    for rival in item.rivals:
        against = f"– Against it: {rival.fact.text}"
        yield BriefingRow("Contested", against, credit(rival), rival.as_of, rival.fact.assessment, f"{story}:{rival.fact.id}")


def _begun(words: str) -> str:
    """Words as they begin a cell."""
    return words[:1].upper() + words[1:]


# ── README ──────────────────────────────────────────────────────────────────────────────────────
class Made(Struct, frozen=True):
    """What README tells of a workbook that is otherwise done: ``at`` in words, rows by sheet, cleaned rows as (sheet, row), notes."""

    at: str
    counts: dict[str, int]
    cleaned: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def readme_rows(store: Reading, mark: Mark, scope: Scope, made: Made) -> Iterator[Pair]:
    """What this workbook is, as of when, how to read it, on what terms it may be used."""
    story = store.story
    if story.demonstration:
        yield Pair(DEMONSTRATION, _DEMONSTRATION_WORDS)
    yield Pair("Story", f"{story.title} ({story.slug})")
    yield Pair("Summary", story.summary)
    yield Pair("As of", _as_of(scope))
    yield Pair("Holds", mark.selection.words or "the whole story")
    yield Pair("Export id", mark.export_id)
    yield Pair("Story version", f"{mark.version}, recorded {made.at} UTC")
    yield from (Pair(name, words) for name, words in _HOW_TO)
    yield from _contents(made.counts)
    yield from (Pair("Credits and licence", words) for words in story.credits)
    yield from (Pair("Note", words) for words in made.notes)
    yield from cleaned_rows(made.cleaned)


def _contents(counts: dict[str, int]) -> Iterator[Pair]:
    for sheet in SHEETS:
        if sheet.state == "visible" and sheet.title != README.title:
            count = counts.get(sheet.title, 0)
            rows = "1 row." if count == 1 else f"{count:,} rows." if count else "Nothing on record."
            yield Pair(sheet.title, f"{sheet.about} {rows}", sheet.title)


def _as_of(scope: Scope) -> str:
    parts = [f"material up to {day(scope.covered_to)}" if scope.covered_to else "no dated material yet"]
    if scope.known_by:
        parts.append(f"as it was known on {day(scope.known_by)}")
    if scope.recorded:
        parts.append(f"as recorded at {scope.recorded:%Y-%m-%d %H:%M} UTC")
    return ", ".join(parts) + f"; the story's zone is {scope.zone}"


def cleaned_rows(cleaned: Sequence[tuple[str, str]], where: str = "; see the rules in Dictionary") -> Iterator[Pair]:
    """The rows, as (sheet, row), whose text was cleaned: nobody is to take the sheet's words for the desk's."""
    for sheet, row in cleaned[:MOST_CLEANED]:
        yield Pair("Cleaned text", f"{sheet}, {row}: its text held something that a cell cannot hold{where}.")
    if len(cleaned) > MOST_CLEANED:
        yield Pair("Cleaned text", f"{len(cleaned) - MOST_CLEANED:,} more rows were cleaned in the same way.")


# ── Dictionary and _meta ────────────────────────────────────────────────────────────────────────
def dictionary_rows(store: Reading) -> Iterator[WordRow]:
    """Every column, every closed vocabulary with its origin, the story's topics, the rules of cleaning."""
    for sheet in SHEETS:
        if sheet.state == "visible":
            yield from _columns_of(sheet)
    for words in _VOCABULARIES:
        yield WordRow("vocabulary", "", words.__name__, (words.__doc__ or "").strip())
        yield from (WordRow("term", "", str(w), f"a term of {words.__name__}") for w in words)
    for topic, said in store.story.topics.items():
        yield WordRow("topic", "", topic, "; ".join(said))
    yield from (WordRow("rule", "", f"cleaning {n}", rule) for n, rule in enumerate(RULES, start=1))


def _columns_of(sheet: Sheet) -> Iterator[WordRow]:
    for column in sheet.columns:
        yield WordRow("column", sheet.title, column.key, column.about, column.kind, "yes" if column.is_editable else "no", column.hxl)


def meta_rows(mark: Mark) -> Iterator[Pair]:
    """The mark of the export, a part a row."""
    yield Pair("format", str(mark.format))
    yield Pair("export_id", mark.export_id)
    yield Pair("story", mark.story)
    yield Pair("version", str(mark.version))
    yield Pair("founded", str(mark.founded))
    yield Pair("known", mark.known)
    yield Pair("recorded", "" if mark.recorded is None else str(mark.recorded))
    yield Pair("selection", msgspec.json.encode(mark.selection).decode())
