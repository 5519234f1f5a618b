"""What was before, and how things stand."""

from briefings.answers import BackgroundList
from briefings.finding.attributing import told
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.queries.narrowing import narrowed, of_kinds
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind, Precision

MOST_SHOWN = 25


def background(store: Reading, *, topic: str = "", span: Span = ALWAYS) -> BackgroundList:
    """Standing descriptions, relations and history, on a topic or on everything."""
    every = of_kinds(store, (), span)
    standing = [f for f in every if f.kind in (FactKind.BACKGROUND, FactKind.RELATION) or f.when.precision == Precision.STANDING]
    found = told(store, sorted(narrowed(store, standing, topic, span), key=lambda f: f.number), MOST_SHOWN)
    return BackgroundList(scope_of(store, span=span), topic.strip(), found.shown, found.left_out)
