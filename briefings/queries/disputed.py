"""What is contested, every side together."""

from briefings.answers import DisputeList
from briefings.finding.attributing import attribute, split_disputed
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.queries.narrowing import narrowed
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import Assessment

MOST_SHOWN = 20


def disputed(store: Reading, *, topic: str = "", span: Span = ALWAYS) -> DisputeList:
    """Facts with an opposing stance on file or a fact against them, on a topic or on everything."""
    contested = store.facts(Wanted(assessments=(Assessment.DISPUTED, Assessment.REFUTED), since=span.first, until=span.last))
    _, hot = split_disputed(attribute(store, narrowed(store, contested, topic, span)))
    return DisputeList(scope_of(store, span=span), topic.strip(), hot[:MOST_SHOWN], max(0, len(hot) - MOST_SHOWN))
