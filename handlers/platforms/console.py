"""A reply as text for a terminal, a pipe or a file. Colour and bold only where asked for; no meaning rests on them."""

import shutil
import textwrap
from typing import assert_never

from msgspec import Struct

from handlers.reply import Block, Dispute, Line, Note, Reply, Section, Side, Table

NARROWEST, WIDEST = 40, 110  # columns that text is wrapped to on a terminal


class Style(Struct, frozen=True):
    """How text is dressed. ``width`` None leaves every line whole, for pipes; ``colour`` adds bold and dim."""

    colour: bool = False
    width: int | None = None

    def bold(self, text: str) -> str:
        """Bold, where that is on."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour and text else text

    def dim(self, text: str) -> str:
        """Dim, where that is on."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()


def terminal_style() -> Style:
    """Bold, and as wide as the terminal is."""
    return Style(colour=True, width=max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns)))


def render(reply: Reply, style: Style = PLAIN) -> str:
    """The whole reply as text, every fact with its attribution, id and as-of."""
    parts = []
    if reply.title:
        parts.append(style.bold(reply.title) + (style.dim(f" · {reply.subtitle}") if reply.subtitle else ""))
    lead = [b for b in reply.blocks if isinstance(b, Note | Line) and b.lead][:1]
    if lead and reply.blocks[0] is lead[0] and isinstance(lead[0], Note):
        parts.insert(0, _wrap(style.bold(lead[0].text), style))  # a sentence that answers comes before the head
    parts += [_block(b, style) for b in reply.blocks if not (lead and b is lead[0] and isinstance(b, Note) and b is reply.blocks[0])]
    if reply.foot:
        parts.append(style.dim(f"— {reply.foot}"))
    return "\n".join(p for p in parts if p)


def _block(block: Block, style: Style) -> str:
    match block:
        case Line():
            return _line(block, style)
        case Dispute():
            return _dispute(block, style)
        case Section():
            return f"\n{style.bold(block.title.upper() if len(block.title) < 40 else block.title)}"
        case Note():
            return _wrap(style.bold(block.text) if block.lead else f"• {block.text}" if not block.text.startswith("•") else block.text, style)
        case Table():
            return _table(block, style)
        case _:
            assert_never(block)


def _line(line: Line, style: Style) -> str:
    when = f"{line.when}: " if line.when else ""
    quote = f" “{line.quote}”" if line.quote else ""
    caveat = f" ({line.caveat.rstrip('.')}.)" if line.caveat else ""
    text = f"{when}{line.text}{quote}{caveat}"
    figures = "".join(f"\n{_wrap('  = ' + f, style, indent='    ')}" for f in line.figures)
    shown = style.bold(text) if line.lead else text
    return f"{_wrap(f'• {shown}', style)}{figures}\n{_wrap(f'  {line.credit}. {style.dim(tag(line))}', style, indent='  ')}"


def tag(line: Line | Dispute) -> str:
    """Id, assessment and as-of in brackets, and the ids of what tells the same."""
    also = f" · same in {', '.join(line.also)}" if isinstance(line, Line) and line.also else ""
    happened = f" · {line.happened}" if isinstance(line, Line) and line.happened else ""
    return f"[{line.fact}{happened} · {line.assessment} · as of {line.as_of}{also}]"


def _dispute(dispute: Dispute, style: Style) -> str:
    caveat = f" ({dispute.caveat.rstrip('.')}.)" if dispute.caveat else ""
    head = _wrap(f"• CONTESTED: {style.bold(dispute.text)}{caveat} {style.dim(tag(dispute))}", style)
    figures = [_wrap("  = " + f, style, indent="    ") for f in dispute.figures]
    return "\n".join([head, *(_wrap(f"  – {side_words(s)}", style, indent="    ") for s in dispute.sides), *figures])


def side_words(side: Side) -> str:
    """One side of a dispute on one line."""
    words = f": {side.words.rstrip('.')}" if side.words else ""
    fact = f" [{side.fact}]" if side.fact else ""
    return f"{side.stance} {side.credit}{words}.{fact}" if side.stance != "Against it" else f"Against it{words}. {side.credit}.{fact}"


def _table(table: Table, style: Style) -> str:
    widest = [min(60, max(len(row[i]) for row in (table.columns, *table.rows))) for i in range(len(table.columns))]
    if style.width and sum(widest) + 3 * len(widest) > style.width:
        return "\n".join(_wrap("• " + " — ".join(f"{cell}" for cell in row if cell and cell != "—"), style) for row in table.rows)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widest, strict=True)).rstrip() for row in (table.columns, *table.rows)]
    return "\n".join([style.dim(lines[0]), *lines[1:]])


def _wrap(text: str, style: Style, indent: str = "  ") -> str:
    if style.width is None:
        return text
    return "\n".join(textwrap.wrap(text, style.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)) or text
