"""What several questions narrow by: a topic that may be a name, several names, or words."""

from collections.abc import Sequence

from briefings import wording
from briefings.finding.mentioning import find_mentions
from briefings.finding.ranking import ENOUGH, rank
from briefings.finding.scoping import Span
from briefings.model import Fact
from briefings.store.reading import Reading, Wanted


def narrowed(store: Reading, facts: Sequence[Fact], topic: str, span: Span) -> tuple[Fact, ...]:
    """Those of ``facts`` that concern ``topic``, in the order given; all of them where it is empty."""
    if not topic.strip():
        return tuple(facts)
    mentions = find_mentions(store, topic)
    named = {m.words for m in mentions}
    left = " ".join(w for w in topic.split() if w not in named and not any(w in m.words.split() for m in mentions))
    ranked = rank(store, mentions=mentions, terms=wording.terms(left), facts=facts, since=span.first, until=span.last)
    kept = {r.fact.id for r in ranked if r.cover >= ENOUGH}
    return tuple(f for f in facts if f.id in kept)


def of_kinds(store: Reading, kinds: tuple[str, ...], span: Span) -> tuple[Fact, ...]:
    """Facts of these kinds within the span, newest first."""
    return store.facts(Wanted(kinds=kinds, since=span.first, until=span.last))
