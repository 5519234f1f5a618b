"""What was done to the story: who, what, from where, on whose approval."""

import re

from briefings import rights
from briefings.answers import LogLine, LogPage
from briefings.finding.scoping import scope_of
from briefings.model import Person
from briefings.store.logbook import Entry
from briefings.store.reading import Reading
from briefings.vocabulary import Role

MOST_SHOWN = 30
_ID = re.compile(r"(?:[\w-]+:)?[Ff]?0*(\d{1,9})")


def log(store: Reading, *, by: Person, about: str = "") -> LogPage:
    """The newest rows of the log, of all or of one fact, and whether the whole chain of them still holds.

    Raises:
        NotAllowed: the asker is no editor of the story.
    """
    rights.require(by, store.slug, Role.EDITOR, "To read the log")
    read = _ID.fullmatch(about.strip())
    number = int(read[1]) if read else 0
    entries = store.log.entries(number=number, most=MOST_SHOWN)
    last = store.log.entries(most=1)
    return LogPage(
        scope_of(store), tuple(_line(e) for e in entries), f"F{number}" if number else "", last[0].number if last else 0, store.log.first_broken()
    )


def _line(entry: Entry) -> LogLine:
    of = [f"F{entry.fact}" if entry.fact else "", f"v{entry.revision}" if entry.revision else "", f"P{entry.proposal}" if entry.proposal else ""]
    return LogLine(entry.number, entry.at_utc, entry.who, entry.act, " ".join(p for p in of if p), entry.note, entry.approver, entry.origin)
