"""The numbers, with unit, range, who counted and the words as published."""

from briefings.answers import FigureList
from briefings.finding.attributing import told
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.queries.narrowing import narrowed, of_kinds
from briefings.store.reading import Reading

MOST_SHOWN = 40


def figures(store: Reading, *, topic: str = "", span: Span = ALWAYS) -> FigureList:
    """Facts that carry figures, newest first, on a topic or on everything; none where nothing on file counts it."""
    counted = [f for f in of_kinds(store, (), span) if f.figures]
    found = told(store, narrowed(store, counted, topic, span), MOST_SHOWN)
    return FigureList(scope_of(store, span=span), topic.strip(), found.shown, found.left_out)
