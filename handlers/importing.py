"""The yes to an import: what a file would change is kept as it was shown, and proposed after the yes.

What was shown is kept for the person who sent the file, in the story it was read for, so a yes holds after a restart and for nobody else.
"""

import re
from datetime import datetime, timedelta

import msgspec

from briefings.changes.import_sheet import keep_drafts, propose_sheet
from briefings.curating.order import Order
from briefings.errors import Unanswerable
from briefings.model import Person
from briefings.sheet.answers import SheetMerge, TableReading
from briefings.store import Store
from briefings.store.ledger import Ledger
from handlers.reply import Note, Reply
from handlers.sheeting import counted

KEPT_FOR = timedelta(days=30)  # what was shown and never said yes to
_PREFIX = "import:"
_YES = re.compile(r"yes\s+([0-9a-f]{16})\Z")
NO_FILE = ("{command} reads a file: attach it to a message to me, or to one that mentions me, and write “{word}” with it. "
           "In a terminal: python -m bot {word} FILE")
NOT_YOURS = ("Only whoever sent a file can say yes to it, and I have no such file from you here, or not any more. "
             "Send it again to see what it would change.")


def no_file(command: str) -> Unanswerable:
    """What is told somebody who asks for a file to be read and sends none."""
    return Unanswerable(NO_FILE.format(command=f"/{command}", word=command))


# ── the yes ─────────────────────────────────────────────────────────────────────────────────────
def yes_in(argument: str) -> str:
    """The key of what ``/import yes 0123456789abcdef`` says yes to; "" where it is no yes."""
    found = _YES.fullmatch(argument.strip())
    return found[1] if found else ""


def has_any(shown: SheetMerge | TableReading) -> bool:
    """Whether a yes would propose anything."""
    return bool(shown.proposals if isinstance(shown, SheetMerge) else shown.drafts)


def keep_shown(ledger: Ledger, shown: SheetMerge | TableReading, person: Person, *, now: datetime) -> None:
    """Keep what was shown to a person until they say yes; what is older than ``KEPT_FOR`` goes."""
    if isinstance(shown, TableReading):
        shown = msgspec.structs.replace(shown, table=msgspec.structs.replace(shown.table, rows=()))  # the drafts hold all that a yes needs
    ledger.forget_kept(_PREFIX, before=now - KEPT_FOR)
    ledger.keep(_key(shown.scope.story, shown.key, person), msgspec.to_builtins(shown))


def say_yes(store: Store, story: str, key: str, order: Order) -> Reply:
    """Propose what was shown to this person; the same is proposed once, however often they say yes.

    Raises:
        NotAllowed: they are no curator of the story.
    """
    kept = store.ledger.kept(_key(story, key, order.by))
    if kept is None:
        return _sentence(NOT_YOURS)
    shown = msgspec.convert(kept, SheetMerge | TableReading)
    if isinstance(shown, TableReading):
        drafts = keep_drafts(store.ledger, shown, by=order.by)
        kept_words = f"{'are' if drafts.count > 1 else 'is'} {'already ' if drafts.again else ''}kept for a curator to finish."
        return Reply("", "", (Note(f"{counted(drafts.count, 'draft')} from {shown.file} {kept_words}", lead=True),
                              Note("Nobody attributes them yet, and none is on record: /propose makes a fact.")), (), story)
    with store.writing(story) as writing:
        proposed = propose_sheet(writing, shown, order)
    wait = "waits" if proposed.count == 1 else "wait"
    told = f"{counted(proposed.count, 'proposal')} from {shown.file} {'already ' if proposed.again else ''}{wait} for review."
    return Reply("", "", (Note(told, lead=True), Note("Nothing on record has changed before an editor agrees: /review lists what waits.")), (), story)


def _key(story: str, key: str, person: Person) -> str:
    return f"{_PREFIX}{story}:{key}:{person.id}"


def _sentence(words: str) -> Reply:
    return Reply("", "", (Note(words, lead=True),))

