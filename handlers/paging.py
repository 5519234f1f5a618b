"""A reply in pages: whole lines only, what is contested never apart from its other side, nothing lost between pages."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from handlers.reply import Block, Dispute, Line, Note, Reply, Section, Table, facts_in

FACTS = 5  # on a page that is read on a phone
Cost = Callable[[Block], int]


class Page(Struct, frozen=True):
    """One page of a reply. ``number`` counts from 1 to ``of``; ``reply`` holds this page's blocks only."""

    reply: Reply
    number: int
    of: int


def pages(reply: Reply, *, budget: int, cost: Cost, facts: int = FACTS) -> tuple[Page, ...]:
    """The reply in pages of at most ``facts`` facts and ``budget`` in cost. What the first page has no room for comes on the next ones, in order."""
    waiting = [(title, part) for title, block in _titled(reply.blocks) for part in _fitting(block, budget, cost)]
    filled: list[list[tuple[str, Block]]] = []
    while waiting or not filled:
        taken, waiting = _fill(waiting, budget, cost, facts)
        filled.append(taken)
    story = reply.facts[0].rpartition(":")[0] if reply.facts else ""
    made = [tuple(_untitled(page)) for page in filled]
    return tuple(Page(replace(reply, blocks=blocks, facts=facts_in(story, blocks)), i, len(made)) for i, blocks in enumerate(made, 1))


def _titled(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Every block with the title of the section it stands in."""
    title = ""
    for block in blocks:
        if isinstance(block, Section):
            title = block.title
        else:
            yield title, block


def _untitled(page: Sequence[tuple[str, Block]]) -> Iterator[Block]:
    standing = ""
    for title, block in page:
        if title and title != standing:
            yield Section(title)
        standing = title
        yield block


def _fill(waiting: list[tuple[str, Block]], budget: int, cost: Cost, facts: int) -> tuple[list[tuple[str, Block]], list[tuple[str, Block]]]:
    """A page's worth, and what is left. Plain lines beyond the count wait, so that what is contested still gets onto the page."""
    taken: list[tuple[str, Block]] = []
    left: list[tuple[str, Block]] = []
    room, lines, disputes, titles = budget, facts, facts, set[str]()
    for title, block in waiting:
        need = cost(block) + (cost(Section(title)) if title and title not in titles else 0)
        kept_back = isinstance(block, Line) and (lines == 0 or any(isinstance(b, Line) and t == title for t, b in left))
        kept_back = kept_back or (isinstance(block, Dispute) and disputes == 0)
        if (need > room and taken) or kept_back:
            left.append((title, block))
            continue
        taken.append((title, block))
        titles.add(title)
        room -= need
        lines -= isinstance(block, Line)
        disputes -= isinstance(block, Dispute)
    return taken, left


def _fitting(block: Block, budget: int, cost: Cost) -> Iterator[Block]:
    """The block, or its parts where it is larger than a page: a table by rows, a dispute by sides with both stances in every part."""
    if cost(block) <= budget or isinstance(block, Line | Section | Note):
        yield block
    elif isinstance(block, Table):
        half = len(block.rows) // 2
        parts = (block.rows[:half], block.rows[half:]) if half else ()
        for rows in parts:
            yield from _fitting(replace(block, rows=rows), budget, cost)
    else:
        yield from _split(block, budget, cost)


def _split(dispute: Dispute, budget: int, cost: Cost) -> Iterator[Dispute]:
    """A dispute with very many sides, in parts: each begins with the first who says it and the first who denies it."""
    asserting = next((s for s in dispute.sides if s.stance.startswith("Said")), dispute.sides[0])
    opposing = next((s for s in dispute.sides if s != asserting and not s.stance.startswith("Said")), asserting)
    head = tuple(dict.fromkeys((asserting, opposing)))
    part = list(head)
    for side in dispute.sides:
        if side in head:
            continue
        if cost(replace(dispute, sides=(*part, side))) > budget and len(part) > len(head):
            yield replace(dispute, sides=tuple(part))
            part = list(head)
        part.append(side)
    yield replace(dispute, sides=tuple(part))
