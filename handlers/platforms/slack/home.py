"""The Home tab: the stories, what changed today, what is contested, what waits for review."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from briefings.model import Person, Story
from briefings.store import Store
from handlers.desk import Desk, Request
from handlers.platforms.slack import limits
from handlers.platforms.slack.buttons import ASK, Buttons, size
from handlers.platforms.slack.names import Names
from handlers.platforms.slack.render import DEMONSTRATION, Drawn, draw
from handlers.platforms.slack.splitting import splittable
from handlers.platforms.slack.text import clean, short
from handlers.proposing import Proposal, waiting
from handlers.reply import Block, Dispute, Line, Note, Reply, Section

CHANGED, CONTESTED, WAITING, STORIES = 3, 3, 5, 8  # of each story; the commands behind the buttons show all
_WAYS_ON = (("Factbox", "/factbox"), ("Changed", "/since today"), ("Contested", "/disputed"), ("Timeline", "/timeline"), ("Sources", "/sources"))
_ROOM = 12_000  # characters of blocks; a Home tab is one view, and Slack takes no more in a message either


def home(desk: Desk, store: Store, person: Person, names: Names, now: datetime) -> dict[str, Any]:
    """The view, for one person. Open stories only; bundled ones go once the newsroom has one of its own."""
    stories = [s.story for s in store.stories() if not s.story.closed]
    own = [s for s in stories if not s.demonstration] or stories
    blocks: list[Drawn] = [_header("Factbox"), *draw(Note(f"Ask in any channel with {names.root}, with @Factbox, or in a message to me."))]
    for place, story in enumerate(own[:STORIES]):
        more = _story(desk, store, story, person, now, place)
        if len(blocks) + len(more) > limits.BLOCKS_HOME - 1 or size(blocks + more) > _ROOM:
            blocks += draw(Note(f"More stories are on file: {names.shown('/story')} names them."))
            break
        blocks += more
    return {"type": "home", "blocks": blocks}


def _story(desk: Desk, store: Store, story: Story, person: Person, now: datetime, place: int) -> list[Drawn]:
    today = now.astimezone(ZoneInfo(person.zone or story.zone)).date()
    changed = desk.reply(Request(f"/since {today.isoformat()}", now, person, story.slug)).reply
    contested = desk.reply(Request("/disputed", now, person, story.slug)).reply
    proposals = waiting(store.ledger, story.slug, WAITING)
    head = f"{DEMONSTRATION} · {contested.subtitle}" if story.demonstration else contested.subtitle
    shown = [*_part("Changed today", _lines(changed, CHANGED), "Nothing has changed today."),
             *_part("Contested", _lines(contested, CONTESTED), "Nothing is contested."),
             *_part("Waits for review", tuple(Note(_waiting(p)) for p in proposals), "Nothing waits for review.")]
    below = {"type": "plain_text", "text": clean(f"{story.slug} · {head}")[: limits.CONTEXT_TEXT], "emoji": False}
    facts = [drawn for block in shown for drawn in draw(block)]
    return [{"type": "divider"}, _header(short(story.title, limits.HEADER)), {"type": "context", "elements": [below]}, *facts, _buttons(story, place)]


def _part(title: str, blocks: tuple[Block, ...], otherwise: str) -> tuple[Block, ...]:
    return (Section(title), *(blocks or (Note(otherwise),)))


def _lines(reply: Reply, most: int) -> tuple[Block, ...]:
    """The first facts of a reply, whole, and how many more there are."""
    facts = [b for b in reply.blocks if isinstance(b, Line | Dispute)]
    kept = splittable(Reply("", "", tuple(facts[:most]))).blocks
    return (*kept, Note(f"{len(facts) - most} more: press the button below.")) if len(facts) > most else kept


def _waiting(proposal: Proposal) -> str:
    said = f", said by {short(proposal.said_by, 200)}" if proposal.said_by else ""
    changed = " (the story changed while it was written)" if proposal.story_changed else ""
    return f"Draft {proposal.number}: {short(proposal.text, 300)}{said}{changed}"


def _header(words: str) -> Drawn:
    return {"type": "header", "text": {"type": "plain_text", "text": clean(words)[: limits.HEADER], "emoji": False}}


def _buttons(story: Story, place: int) -> Drawn:
    buttons = Buttons(story.slug, 0, first=10 * place)
    for label, command in _WAYS_ON:
        buttons.add(ASK, label, command)
    return {"type": "actions", "elements": buttons.drawn()}
