"""What is too long for one message, in pieces that each keep their attribution. Only what no page could hold is touched."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import assert_never

from msgspec.structs import replace

from handlers.reply import Block, Dispute, Line, Note, Reply, Section, Side, Table

ROOM = 2_000  # characters that every page has for one block, whatever its head; what is within them is never touched
PIECE = 600  # characters of one text; a contested fact with two sides, each with its words and its credit, then still fits a page
IDS, FIGURES = 30, 3  # named or shown in one piece
_HEAD = 80  # characters of a fact that its later pieces are recognised by


def splittable(reply: Reply) -> Reply:
    """The reply with every text short enough for a page; one that has none too long comes back as it is."""
    blocks = tuple(piece for block in reply.blocks for piece in _pieces(block))
    head = tuple(Note(part, lead=True) for long in (reply.title, reply.subtitle) if len(long) > PIECE for part in cut(long))
    title, subtitle = (text if len(text) <= PIECE else text[:_HEAD] + "…" for text in (reply.title, reply.subtitle))
    return replace(reply, blocks=head + blocks, title=title, subtitle=subtitle)


def cut(text: str, most: int = PIECE) -> list[str]:
    """The text in pieces of at most ``most`` characters, between words where there are any."""
    pieces = []
    if width(text) > len(text):  # what has to be escaped may take five characters for one
        most = max(1, most // 5)
    while len(text) > most:
        at = text.rfind(" ", 1, most + 1)
        head, text = (text[:at], text[at + 1 :]) if at > 0 else (text[:most], text[most:])
        pieces.append(head)
    return [*pieces, text]


def width(*texts: str) -> int:
    """How many characters texts take once they are escaped."""
    return sum(len(t) + 4 * t.count("&") + 3 * (t.count("<") + t.count(">")) for t in texts)


def _words(block: Line | Dispute) -> tuple[str, ...]:
    """What of a fact can be long. Of a contested one, with the two longest sides: more of them go to another page whole."""
    if isinstance(block, Line):
        return (block.text, block.credit, block.caveat, block.quote, *block.figures, *block.also)
    sides = sorted((f"{s.stance} {s.credit} {s.words} {s.fact}" for s in block.sides), key=len)[-3:]
    return (block.text, block.caveat, *sides)


def _pieces(block: Block) -> Iterator[Block]:
    match block:
        case Line():
            yield from (block,) if width(*_words(block)) <= ROOM else _lines(block)
        case Dispute():
            yield from (block,) if width(*_words(block)) <= ROOM else _disputes(block)
        case Note():
            yield from (block,) if width(block.text) <= ROOM else (replace(block, text=part) for part in cut(block.text))
        case Section():
            yield Section(block.title if len(block.title) <= PIECE else block.title[:_HEAD] + "…")
            if len(block.title) > PIECE:
                yield from (Note(part) for part in cut(block.title))
        case Table():
            yield from _tables(block)
        case _:
            assert_never(block)


def _lines(line: Line) -> Iterator[Line]:
    figures = [f for figure in line.figures for f in cut(figure)]
    grouped = [tuple(figures[i : i + FIGURES]) for i in range(0, len(figures), FIGURES)]
    also = [line.also[i : i + IDS] for i in range(0, len(line.also), IDS)]
    columns = zip_longest(cut(line.text), cut(line.credit), cut(line.caveat), cut(line.quote), grouped, also)
    again = f"{line.text[:_HEAD]}… (continued)" if len(line.text) > _HEAD else f"{line.text} (continued)"
    first_credit = cut(line.credit)[0]
    for index, (text, credit, caveat, quote, some, ids) in enumerate(columns):
        yield replace(line, text=again if text is None else text, credit=first_credit if credit is None else credit, caveat=caveat or "",
                      quote=quote or "", figures=some or (), also=ids or (), lead=line.lead and index == 0)


def _disputes(dispute: Dispute) -> Iterator[Dispute]:
    """The first piece has all sides; one that goes on with the text has the first who says it and the first who opposes it again."""
    sides = [tuple(_sides(side)) for side in dispute.sides]
    opposing = next((s for s in sides if not s[0].stance.startswith("Said")), sides[-1])
    both = tuple(dict.fromkeys((sides[0][0], opposing[0])))
    again = f"{dispute.text[:_HEAD]}… (continued)"
    for index, (text, caveat) in enumerate(zip_longest(cut(dispute.text), cut(dispute.caveat))):
        shown = both if index else tuple(piece for pieces in sides for piece in pieces)
        yield replace(dispute, text=again if text is None else text, caveat=caveat or "", sides=shown)


def _sides(side: Side) -> Iterator[Side]:
    first_credit = cut(side.credit)[0]
    for words, credit in zip_longest(cut(side.words), cut(side.credit)):
        yield replace(side, words=words or "", credit=first_credit if credit is None else credit)


def _tables(table: Table) -> Iterator[Table]:
    """Rows with a long cell go on in rows below, in the same column."""
    if all(len(cell) <= PIECE for row in (table.columns, *table.rows) for cell in row):
        yield table
        return
    most = max(40, PIECE * 3 // max(1, len(table.columns)))
    rows = tuple(tuple(cell or "" for cell in cells) for row in table.rows for cells in zip_longest(*(cut(cell, most) for cell in row)))
    yield replace(table, rows=rows)
