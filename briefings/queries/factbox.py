"""The whole briefing on one page."""

from briefings.answers import Factbox
from briefings.finding.attributing import attribute, split_disputed, without_repeats
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.queries.background import background
from briefings.queries.figures import figures
from briefings.queries.quotes import quotes
from briefings.queries.status import is_standing, open_questions
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import FactKind

MOST_LATEST, MOST_OTHERS = 10, 6
_NEWS = (FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT)


def factbox(store: Reading, *, span: Span = ALWAYS) -> Factbox:
    """The latest, the contested, figures, quotes, background and what is not known."""
    news = attribute(store, store.facts(Wanted(kinds=_NEWS, since=span.first, until=span.last)))
    calm, hot = split_disputed(news)
    latest = without_repeats([f for f in calm if not is_standing(f)])
    return Factbox(scope_of(store, span=span), latest[:MOST_LATEST], hot[:MOST_OTHERS], figures(store, span=span).facts[:MOST_OTHERS],
                   quotes(store, span=span).facts[:MOST_OTHERS], background(store, span=span).facts[:MOST_OTHERS],
                   open_questions(store, most=MOST_OTHERS), store.count())
