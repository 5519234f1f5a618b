"""The whole briefing on one page."""

from briefings.answers import Factbox
from briefings.finding.attributing import contested, told
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.finding.standing import is_planned, stands
from briefings.queries.background import background
from briefings.queries.figures import figures
from briefings.queries.quotes import quotes
from briefings.queries.status import open_questions
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import FactKind

MOST_LATEST, MOST_OTHERS = 10, 6
_NEWS = (FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT)


def factbox(store: Reading, *, span: Span = ALWAYS) -> Factbox:
    """The latest, the contested, figures, quotes, background and what is not known."""
    calm, hot = contested(store, store.facts(Wanted(kinds=_NEWS, since=span.first, until=span.last)))
    moving = sorted((f for f in calm if not stands(f)), key=lambda f: is_planned(f, store.newest))  # what is only announced comes last
    latest = told(store, moving, MOST_LATEST).shown
    return Factbox(scope_of(store, span=span), latest, told(store, hot, MOST_OTHERS).shown, figures(store, span=span).facts[:MOST_OTHERS],
                   quotes(store, span=span).facts[:MOST_OTHERS], background(store, span=span).facts[:MOST_OTHERS],
                   open_questions(store, most=MOST_OTHERS), store.size())
