"""What is contested, every side together."""

from briefings.answers import DisputeList
from briefings.finding.attributing import contested, told
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.queries.narrowing import narrowed
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import Assessment

MOST_SHOWN = 20


def disputed(store: Reading, *, topic: str = "", span: Span = ALWAYS) -> DisputeList:
    """Facts with an opposing stance on file or a fact against them, on a topic or on everything."""
    assessed = store.facts(Wanted(assessments=(Assessment.DISPUTED, Assessment.REFUTED), since=span.first, until=span.last))
    _, hot = contested(store, narrowed(store, assessed, topic, span))
    found = told(store, hot, MOST_SHOWN)
    return DisputeList(scope_of(store, span=span), topic.strip(), found.shown, found.left_out)
