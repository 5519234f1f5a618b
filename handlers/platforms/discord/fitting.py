"""Blocks larger than a message allows, in parts that each keep attribution, id and as-of. What fits is left as it is."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar, assert_never

from msgspec.structs import replace

from handlers.reply import Block, Dispute, Line, Note, Section, Side, Table

Cost = Callable[[Block], int]
PIECES = (1200, 600, 380)  # characters of one text, tried in this order; markdown escapes may double them
SIDE_PIECES = (600, 300, 150)  # of a dispute: two sides stand on every page beside the one that goes on
TITLE_PIECE = 150
IDS = 20  # ids told in one go
B = TypeVar("B", Line, Dispute)


def fitted(blocks: Sequence[Block], *, budget: int, cost: Cost) -> tuple[Block, ...]:
    """The blocks, each over-long text in pieces. Nothing is dropped: the pieces together are the text."""
    return tuple(part for block in blocks for part in _fitted(block, budget, cost))


def _fitted(block: Block, budget: int, cost: Cost) -> Sequence[Block]:
    if cost(block) <= budget and not (isinstance(block, Section) and len(block.title) > TITLE_PIECE):
        return (block,)
    match block:
        case Line():
            return _smallest(block, PIECES, _lines, lambda parts: max(map(cost, parts)) <= budget)
        case Dispute():
            return _smallest(block, SIDE_PIECES, _disputes, lambda parts: _pages_hold(parts, budget, cost))
        case Note():
            return tuple(Note(piece, block.lead and i == 0) for i, piece in enumerate(pieces(block.text, PIECES[0])))
        case Section():
            first, *rest = pieces(block.title, TITLE_PIECE)
            return (Section(first), *(Note(piece) for piece in rest))
        case Table():
            return tuple(_tables(block))
        case _:
            assert_never(block)


def _smallest(block: B, sizes: Sequence[int], split: Callable[[B, int], Iterator[Block]], good: Callable[[list[Block]], bool]) -> list[Block]:
    parts: list[Block] = []
    for most in sizes:
        parts = list(split(block, most))
        if good(parts):
            break
    return parts


def _pages_hold(parts: Sequence[Block], budget: int, cost: Cost) -> bool:
    """Whether any three sides of each contested fact have room on one page, as ``paging`` may put them there."""
    for part in parts:
        if isinstance(part, Dispute):
            largest = sorted(part.sides, key=lambda s: -len(s.credit) - len(s.words))[:3]
            if cost(replace(part, sides=tuple(largest))) > budget:
                return False
    return True


def _lines(line: Line, most: int) -> Iterator[Block]:
    """The line in several: each begins with what it goes on about and ends with who says it, the id and the as-of."""
    texts, credits = pieces(line.text, most), pieces(line.credit, most)
    quotes, caveats = pieces(line.quote, most), pieces(line.caveat, most)
    for i, (text, credit, quote, caveat) in enumerate(zip_longest(texts, credits, quotes, caveats, fillvalue="")):
        yield replace(line, text=text or f"{line.fact} goes on", credit=credit or credits[0], quote=quote, caveat=caveat, figures=(), also=(),
                      lead=line.lead and i == 0, when=line.when if i == 0 else "")
    for figure in (piece for f in line.figures for piece in pieces(f, most)):
        yield replace(line, text=f"{line.fact} counts", credit=credits[0], quote="", caveat="", figures=(figure,), also=(), lead=False, when="")
    for group in _grouped(line.also):
        yield Note(f"{line.fact}: same in {', '.join(group)}")


def _disputes(dispute: Dispute, most: int) -> Iterator[Block]:
    """A contested fact with each over-long side in several; what its own text has no room for follows it at once."""
    texts, caveats = pieces(dispute.text, most), pieces(dispute.caveat, most)
    sides = tuple(part for side in dispute.sides for part in _sides(side, most))
    yield replace(dispute, text=texts[0], caveat=caveats[0], sides=sides)
    yield from (Note(f"{dispute.fact}, contested, goes on: {piece}") for piece in (*texts[1:], *caveats[1:]))


def _sides(side: Side, most: int) -> Iterator[Side]:
    credits = pieces(side.credit, most)
    groups = [", ".join(g) for g in _grouped(tuple(side.fact.split(", ")))]
    for credit, words, fact in zip_longest(credits, pieces(side.words, most), groups, fillvalue=""):
        yield Side(side.stance, credit or credits[0], words, fact)


def _tables(table: Table) -> Iterator[Block]:
    """A table; a row that no page could hold is told as notes in its place."""
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        if sum(map(len, row)) <= PIECES[0]:
            rows.append(row)
            continue
        if rows:
            yield replace(table, rows=tuple(rows))
            rows = []
        yield from (Note(piece) for piece in pieces(" — ".join(c for c in row if c), PIECES[0]))
    if rows or not table.rows:
        yield replace(table, rows=tuple(rows))


def _grouped(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), IDS):
        yield ids[start : start + IDS]


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most ``most`` characters, broken between words where there are any."""
    found = []
    while len(text) > most:
        cut = text.rfind(" ", most // 2, most) + 1 or most
        found.append(text[:cut].rstrip())
        text = text[cut:]
    return (*found, text)
