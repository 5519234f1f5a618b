"""What changed in our record since a moment."""

from datetime import datetime

from briefings.answers import WhatChanged
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.store.reading import Reading
from briefings.store.times import to_micros

MOST_SHOWN = 30


def since(store: Reading, *, moment: datetime, words: str = "") -> WhatChanged:
    """Facts recorded or revised after ``moment`` (aware), the newest first."""
    revisions = store.changed_since(to_micros(moment))
    attributed = attribute(store, [r.fact for r in revisions])
    pairs = tuple(zip(revisions, attributed, strict=True))
    return WhatChanged(scope_of(store), moment, words, pairs[:MOST_SHOWN], max(0, len(pairs) - MOST_SHOWN))
