"""Reply → bodies of Discord messages: content, embeds, components. Pure: no network, no store, no library."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from handlers.paging import Page, pages
from handlers.platforms.console import side_words, tag  # one wording of ids, days and sides, whatever draws them
from handlers.platforms.discord import custom_ids, limits
from handlers.platforms.discord.custom_ids import ANOTHER, PAGE, WHICH, Pressed
from handlers.platforms.discord.fitting import fitted
from handlers.platforms.discord.limits import clipped, size
from handlers.platforms.discord.text import inert, plain
from handlers.reply import Action, Block, Dispute, Line, Note, Reply, Section, Table

PAGE_BUDGET = 3400  # characters of a page's lines, so that its head and a long last line stay within an embed's description
SUBTITLE = 300
MOST_ACTIONS = 2 * limits.BUTTONS_IN_ROW  # two rows of buttons; more is a wall on a phone
LINK, SECONDARY, BUTTON, SELECT, ROW = 5, 2, 2, 3, 1  # component types and styles, as on the wire
DEMONSTRATION = "DEMONSTRATION"


class Asked(Struct, frozen=True):
    """What an answer's buttons have to know: the text asked, of which story and version, and in which minute."""

    text: str = ""
    story: str = ""
    version: int = 0
    minute: int = 0


UNASKED = Asked()


class Body(Struct, frozen=True):
    """One message. ``reply`` is what this page shows of the whole; ``keep`` the commands too long for a button, to be kept in the store."""

    content: str
    embeds: tuple[dict[str, Any], ...]
    components: tuple[dict[str, Any], ...]
    reply: Reply
    number: int = 1
    of: int = 1
    keep: tuple[str, ...] = ()

    def wire(self) -> dict[str, Any]:
        """What goes to Discord, as ``ask --format discord`` prints it."""
        return {"content": self.content, "embeds": list(self.embeds), "components": list(self.components)}


def render(reply: Reply, asked: Asked = UNASKED, *, choose: bool = False) -> tuple[Body, ...]:
    """Every page of a reply. ``choose`` offers its actions as a select: which of several things of one name is meant."""
    choose = choose and _can_choose(reply.actions)
    first, rest = _first_sentence(reply)
    if choose:
        rest = ()  # the select names every meaning
    if first and not rest and (choose or not reply.title):
        rows, keep = _below(reply.actions, asked, choose)
        return (Body(_bold(first), (), rows, reply, keep=keep),)
    cost = _measured()
    whole = replace(reply, blocks=fitted(rest, budget=PAGE_BUDGET, cost=cost))
    return tuple(_body(page, reply, first, asked, choose) for page in pages(whole, budget=PAGE_BUDGET, cost=cost))


def _can_choose(actions: Sequence[Action]) -> bool:
    """Whether a select tells the meanings apart: each asks another question. Where it does not, they are listed in words."""
    return 0 < len(actions) <= limits.SELECT_OPTIONS and len({a.command for a in actions}) == len(actions)


def _first_sentence(reply: Reply) -> tuple[str, tuple[Block, ...]]:
    """A sentence of ours that answers comes before everything; where it is too long for that it stays among the lines."""
    head = reply.blocks[0] if reply.blocks else None
    if isinstance(head, Note) and head.lead and size(_bold(head.text)) <= limits.CONTENT:
        return head.text, reply.blocks[1:]
    return "", reply.blocks


def _body(page: Page, whole: Reply, first: str, asked: Asked, choose: bool) -> Body:
    rows, keep = _below(whole.actions, asked, choose)
    turning, kept = _turning(page, asked)
    shown = replace(page.reply, blocks=(Note(first, lead=True), *page.reply.blocks)) if first else page.reply
    return Body(_bold(first), (_embed(page, whole),), (*turning, *rows), shown, page.number, page.of, keep + kept)


def _bold(sentence: str) -> str:
    return f"**{inert(sentence)}**" if sentence else ""


# ── the embed ───────────────────────────────────────────────────────────────────────────────────
def _embed(page: Page, whole: Reply) -> dict[str, Any]:
    title = " · ".join(t for t in (DEMONSTRATION if whole.demonstration else "", whole.title) if t)
    described = "\n\n".join(p for p in (_subtitle(whole), block_words(page.reply.blocks)) if p)
    embed = {"type": "rich", "title": clipped(inert(title), limits.TITLE), "description": described, "footer": {"text": _footer(page, whole)}}
    return {key: value for key, value in embed.items() if value and value != {"text": ""}}


def _subtitle(reply: Reply) -> str:
    return clipped(inert(reply.subtitle), SUBTITLE)


def _footer(page: Page, whole: Reply) -> str:
    """Story and coverage; which page this is and how many facts there are in all, so that nothing seems to be missing."""
    facts = f"{len(page.reply.facts)} of {len(whole.facts)} facts" if whole.facts else ""
    parts = [whole.foot] + ([f"page {page.number} of {page.of}", facts] if page.of > 1 else [])
    return clipped(plain(" · ".join(p for p in parts if p)), limits.FOOTER // 4)


def block_words(blocks: Sequence[Block]) -> str:
    """Blocks as the text of an embed: what belongs together on consecutive lines, a blank line between one fact and the next."""
    text = ""
    for before, block in pairwise((None, *blocks)):
        assert block is not None  # noqa: S101  # only the first of all stands before nothing
        apart = isinstance(before, Line | Dispute) or (isinstance(block, Line | Dispute | Section) and not isinstance(before, Section))
        text += ("" if before is None else "\n\n" if apart else "\n") + words(block)
    return text


def words(block: Block) -> str:
    """One block as Discord markdown, everything from outside made inert."""
    match block:
        case Line():
            return _line(block)
        case Dispute():
            return _dispute(block)
        case Section():
            return f"**{inert(block.title.upper() if len(block.title) < 40 else block.title)}**"
        case Note():
            return f"**{inert(block.text)}**" if block.lead else f"• {inert(block.text.removeprefix('• '))}"
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _measured() -> Callable[[Block], int]:
    """What a block takes of a page; each is drawn once, however often paging asks."""
    known: dict[Block, int] = {}

    def cost(block: Block) -> int:
        if block not in known:
            known[block] = size(words(block)) + 2
        return known[block]

    return cost


def _line(line: Line) -> str:
    when = f"{inert(line.when)}: " if line.when else ""
    quote = f" “{inert(line.quote)}”" if line.quote else ""
    text = f"{when}{inert(line.text)}{quote}"
    figures = "".join(f"\n= {inert(f)}" for f in line.figures)
    return f"• {f'**{text}**' if line.lead else text}{_caveat(line.caveat)}{figures}\n— {inert(line.credit)}. {inert(tag(line))}"


def _caveat(caveat: str) -> str:
    return f" ({inert(caveat.rstrip('.'))}.)" if caveat else ""


def _dispute(dispute: Dispute) -> str:
    """What is contested and, on the very next lines, who says what of it."""
    head = f"• CONTESTED: **{inert(dispute.text)}**{_caveat(dispute.caveat)} {inert(tag(dispute))}"
    return "\n".join([head, *(f"– {inert(side_words(side))}" for side in dispute.sides)])


def _table(table: Table) -> str:
    return "\n".join(_row(table.columns, row) for row in table.rows)


def _row(columns: Sequence[str], row: Sequence[str]) -> str:
    """A row as one line: a grid of columns breaks on a phone. A bare number keeps the head of its column."""
    first, *rest = row
    cells = [f"{inert(column)}: {inert(cell)}" if cell.strip().isdigit() else inert(cell)
             for column, cell in zip(columns[1:], rest, strict=False) if cell and cell != "—"]
    return f"• **{inert(first)}**" + "".join(f" — {cell}" for cell in cells)


# ── buttons and selects ─────────────────────────────────────────────────────────────────────────
Rows = tuple[tuple[dict[str, Any], ...], tuple[str, ...]]


def _turning(page: Page, asked: Asked) -> Rows:
    """A row to turn pages with; none where there is one page, or nobody knows what was asked."""
    turns = [("Previous page", page.number - 1)] * (page.number > 1) + [("Next page", page.number + 1)] * (page.number < page.of)
    if not turns or not asked.text:
        return (), ()
    written = [custom_ids.written(_pressed(PAGE, asked.text, asked, number)) for _, number in turns]
    buttons = [_button(label, custom_id) for (label, _), (custom_id, _) in zip(turns, written, strict=True)]
    return ({"type": ROW, "components": buttons},), tuple(keep for _, keep in written if keep)


def _below(actions: Sequence[Action], asked: Asked, choose: bool) -> Rows:
    return _choices(actions, asked) if choose else _buttons(actions, asked)


def _buttons(actions: Sequence[Action], asked: Asked) -> Rows:
    written = {custom_ids.written(_pressed(ANOTHER, a.command, asked)): a.label for a in reversed(actions[:MOST_ACTIONS])}
    buttons = [_button(label, custom_id) for (custom_id, _), label in reversed(written.items())]
    step = limits.BUTTONS_IN_ROW
    rows = tuple({"type": ROW, "components": buttons[i : i + step]} for i in range(0, len(buttons), step))
    return rows, tuple(keep for _, keep in written if keep)


def _choices(actions: Sequence[Action], asked: Asked) -> Rows:
    """The meanings of a name to choose from; each value is the whole question with that meaning in it."""
    options, keep = [], []
    for action in actions:
        value = action.command
        if size(value) > limits.SELECT_VALUE or value.startswith("#"):
            keep.append(value)
            value = "#" + custom_ids.digest(value)
        options.append({"label": clipped(plain(action.label), limits.SELECT_LABEL) or "?", "value": value})
    custom_id, _ = custom_ids.written(_pressed(WHICH, "which", asked))
    select = {"type": SELECT, "custom_id": custom_id, "placeholder": "Which one is meant?", "min_values": 1, "max_values": 1, "options": options}
    return ({"type": ROW, "components": [select]},), tuple(keep)


def _pressed(what: str, command: str, asked: Asked, page: int = 1) -> Pressed:
    return Pressed(what, command, asked.story, asked.version, min(page, 9999), asked.minute)


def _button(label: str, custom_id: str) -> dict[str, Any]:
    return {"type": BUTTON, "style": SECONDARY, "label": clipped(plain(label), limits.BUTTON_LABEL) or "?", "custom_id": custom_id}
