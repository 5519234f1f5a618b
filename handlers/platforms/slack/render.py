"""A reply as Slack's messages: blocks to look at, and a text with all of it for notifications and screen readers. Pure.

What a source or a person wrote goes into rich_text or plain_text, which show every character as it is and ping nobody.
"""

from collections.abc import Callable, Sequence
from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from handlers.catalogue import BY_NAME
from handlers.paging import Page, pages
from handlers.platforms.console import render as as_text
from handlers.platforms.console import side_words, tag
from handlers.platforms.slack import limits
from handlers.platforms.slack.buttons import ASK, POST, SHEET, Buttons, size
from handlers.platforms.slack.names import Names
from handlers.platforms.slack.splitting import cut, splittable
from handlers.platforms.slack.text import clean, escape
from handlers.reply import Action, Block, Dispute, Line, Note, Reply, Section, Side, Table

Drawn = dict[str, Any]
DEMONSTRATION = "DEMONSTRATION"
_MARGIN = 400  # characters a page keeps free: for what joins its parts, and for a sentence set before it when the record has changed
_UNIT = 100_000  # what a page holds, in the units of cost
_NARROW = 3  # columns of a table that a phone shows side by side; a wider one is told row by row


class Message(Struct, frozen=True):
    """One message body: ``text`` holds everything ``blocks`` show."""

    text: str
    blocks: list[Drawn]


class Rendered(Struct, frozen=True):
    """A reply in messages, one a page. ``long`` are commands that buttons refer to by digest; whoever sends the messages keeps them."""

    messages: tuple[Message, ...]
    pages: tuple[Page, ...]
    long: dict[str, str]


class Setting(Struct, frozen=True):
    """Where a reply is shown: how commands are typed there, what was typed, in which story at which version, and what may be done with it."""

    names: Names = Names()
    typed: str = ""
    story: str = ""
    version: int = 0
    postable: bool = False  # seen by one person in a channel: may be posted there
    sheet: bool = False  # a sheet can be asked for


def render(reply: Reply, setting: Setting = Setting()) -> Rendered:  # noqa: B008  # frozen
    """The reply in messages that Slack takes, whole facts only, every page with its head, its foot and the way to the next one."""
    worded = splittable(_worded(reply, setting.names))
    frame, long = _frame(worded, setting, 1, 99)
    cost = _cost(limits.BLOCKS_CHARACTERS - size(frame) - _MARGIN, limits.TEXT - len(_text(replace(worded, blocks=()), 99, 99)) - _MARGIN,
                 limits.BLOCKS - len(frame))
    paged = pages(worded, budget=_UNIT, cost=cost)
    return Rendered(tuple(_message(p, setting) for p in paged), paged, long)


def sentence(words: str) -> Message:
    """A few words of ours as a message."""
    return Message("\n".join(escape(words).splitlines()) or " ", [_rich([_section([(words, False)])])])


# ── words ───────────────────────────────────────────────────────────────────────────────────────
def _worded(reply: Reply, names: Names) -> Reply:
    """The reply with its commands as they are typed in Slack. Only sentences of ours are changed, never a fact."""
    blocks = tuple(replace(b, text=names.in_words(b.text)) if isinstance(b, Note) else b for b in reply.blocks)
    actions = tuple(replace(a, label=names.shown(a.label) if a.label.startswith("/") else a.label) for a in reply.actions)
    return replace(reply, blocks=blocks, actions=actions)


def _text(reply: Reply, number: int, of: int) -> str:
    """All of a page in words, as the console has it."""
    head = f"{DEMONSTRATION}\n" if reply.demonstration else ""
    return escape(f"{head}{as_text(reply)}{f' · page {number} of {of}' if of > 1 else ''}") or " "


# ── one message ─────────────────────────────────────────────────────────────────────────────────
def _message(page: Page, setting: Setting) -> Message:
    frame, _ = _frame(page.reply, setting, page.number, page.of)
    at = next((i for i, b in enumerate(frame) if b.get("block_id") == "foot"), len(frame))
    return Message(_text(page.reply, page.number, page.of), [*frame[:at], *_drawn(page.reply.blocks), *frame[at:]])


def _frame(reply: Reply, setting: Setting, number: int, of: int) -> tuple[list[Drawn], dict[str, str]]:
    """What stands around the facts of every page: head, foot, buttons."""
    foot = " · ".join(p for p in (reply.foot, f"page {number} of {of}" if of > 1 else "") if p)
    buttons = _buttons(reply, setting, number, of)
    drawn = buttons.drawn()
    frame = [*_head(reply), _context(foot or "Factbox") | {"block_id": "foot"}]
    return frame + ([{"type": "actions", "elements": drawn[: limits.ACTIONS]}] if drawn else []), buttons.long


def _head(reply: Reply) -> list[Drawn]:
    title = clean(reply.title)
    drawn: list[Drawn] = []
    if 0 < len(title) <= limits.HEADER:
        drawn.append({"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}})
    elif title:
        drawn.append(_rich([_section([(title, True)])]))
    below = " · ".join(p for p in (DEMONSTRATION if reply.demonstration else "", reply.subtitle) if p)
    return [*drawn, _context(below)] if below else drawn


def _context(words: str) -> Drawn:
    return {"type": "context", "elements": [{"type": "plain_text", "text": part, "emoji": False} for part in cut(clean(words), limits.CONTEXT_TEXT)]}


def _buttons(reply: Reply, setting: Setting, number: int, of: int) -> Buttons:
    buttons = Buttons(setting.story, setting.version)
    if number < of and setting.typed:
        buttons.add(ASK, f"More ({number + 1} of {of})", setting.typed, page=number + 1)
    for action in _actions(reply):
        buttons.add(ASK, action.label, action.command)
    if setting.sheet and setting.story and reply.facts:
        buttons.add(SHEET, "Sheet", sheet_of(setting.typed))
    if "follow" in BY_NAME and setting.story and reply.facts:
        buttons.add(ASK, "Follow", f"/follow {reply.title}")
    if setting.postable and setting.typed:
        buttons.add(POST, "Post to channel", setting.typed, page=number)
    return buttons


def sheet_of(typed: str) -> str:
    """The command for the sheet of an answer: of what was typed, where that asks for facts; else of the whole story."""
    word = typed.strip().lstrip("/").partition(" ")[0].casefold()
    command = BY_NAME.get(word)
    if not typed.strip() or (command is not None and command.group != "ask"):
        return "/export"
    return f"/export {typed}" if command is not None else f"/export /ask {typed}"


def _actions(reply: Reply) -> tuple[Action, ...]:
    """The ways on that have a command; one without words leads nowhere."""
    return tuple(a for a in reply.actions if a.label.strip() and a.command.strip(" /"))[:5]


# ── blocks ──────────────────────────────────────────────────────────────────────────────────────
def _drawn(blocks: Sequence[Block]) -> list[Drawn]:
    """The blocks of a page. The first table that a phone can show is Slack's own; Slack takes one a message."""
    drawn: list[Drawn] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Table) and tables < limits.TABLES and fits_a_table(block):
            tables += 1
            drawn.append(_table(block))
        else:
            drawn += draw(block)
    return drawn


def draw(block: Block) -> list[Drawn]:
    """One block of a reply; every character of it is shown as it stands. What backs a fact stands under it in the smaller type."""
    match block:
        case Line():
            figures = [_list([[(f, False)] for f in block.figures])] if block.figures else []
            return [_rich([_line(block), *figures]), _context(f"{block.credit}. {tag(block)}")]
        case Dispute():
            caveat = f" ({block.caveat.rstrip('.')}.)" if block.caveat else ""
            head = _section([("CONTESTED: ", False), (block.text, True), (caveat, False)])
            return [_rich([head, _list([_side(s) for s in block.sides])]), _context(tag(block))]
        case Section():
            return [{"type": "divider"}, _rich([_section([(block.title, True)])])]
        case Note():
            return [_rich([_section([(block.text, True)]) if block.lead else _list([[(block.text.removeprefix("• "), False)]])])]
        case Table():
            rows = [" — ".join(cell for cell in row if cell and cell != "—") or "—" for row in block.rows] or [" — ".join(block.columns)]
            return [_rich([_list([[(row, False)] for row in rows])])]
        case _:
            assert_never(block)


def _line(line: Line) -> Drawn:
    when = f"{line.when}: " if line.when else ""
    quote = f" “{line.quote}”" if line.quote else ""
    caveat = f" ({line.caveat.rstrip('.')}.)" if line.caveat else ""
    return _section([(when, False), (line.text, line.lead), (f"{quote}{caveat}", False)])


def _side(side: Side) -> list[tuple[str, bool]]:
    """One side of a dispute, its stance in bold."""
    words = side_words(side)
    return [(side.stance, True), (words.removeprefix(side.stance), False)] if words.startswith(side.stance) else [(words, False)]


def fits_a_table(table: Table) -> bool:
    """Whether Slack's table block takes it and a phone shows it side by side."""
    cells = sum(len(cell) or 1 for row in (table.columns, *table.rows) for cell in row)
    return len(table.columns) <= _NARROW and bool(table.rows) and len(table.rows) < limits.TABLE_ROWS and cells <= limits.TABLE_CHARACTERS


def _table(table: Table) -> Drawn:
    rows = [[{"type": "raw_text", "text": clean(cell) or "—"} for cell in row] for row in (table.columns, *table.rows)]
    return {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True} for _ in table.columns]}


def _rich(elements: list[Drawn]) -> Drawn:
    return {"type": "rich_text", "elements": elements}


def _section(parts: Sequence[tuple[str, bool]]) -> Drawn:
    """Words, each with whether they are bold."""
    elements = [{"type": "text", "text": shown} | ({"style": {"bold": True}} if bold else {}) for words, bold in parts if (shown := clean(words))]
    return {"type": "rich_text_section", "elements": elements or [{"type": "text", "text": " "}]}


def _list(items: Sequence[Sequence[tuple[str, bool]]]) -> Drawn:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_section(item) for item in items]}


def _cost(characters: int, text: int, blocks: int) -> Callable[[Block], int]:
    """What a block takes of a page, by whichever of Slack's limits it comes nearest to."""
    known: dict[int, tuple[Block, int]] = {}  # by identity, which the block kept beside it holds; it is asked for every page it might stand on

    def cost(block: Block) -> int:
        if id(block) not in known:
            known[id(block)] = block, measured(block)
        return known[id(block)][1]

    def measured(block: Block) -> int:
        if isinstance(block, Table) and len(block.rows) >= limits.TABLE_ROWS:
            return _UNIT + 1
        parts = draw(block)
        drawn = max(size(parts), size([_table(block)]) if isinstance(block, Table) and fits_a_table(block) else 0)
        words = len(escape(as_text(Reply("", "", (block,))))) + 2
        return 1 + max(_UNIT * drawn // max(1, characters), _UNIT * words // max(1, text), _UNIT * len(parts) // max(1, blocks))
    return cost
