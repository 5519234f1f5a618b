"""How things stand: status, the latest, what happened, what is contested, what is not known."""

from briefings import wording
from briefings.answers import AnyAnswer
from briefings.finding.question import Question
from briefings.finding.ranking import Ranked
from briefings.finding.standing import is_planned
from briefings.queries.disputed import disputed
from briefings.queries.plain.profiles import profile_answer
from briefings.queries.plain.retrieval import retrieve
from briefings.queries.plain.shaping import findings, nothing
from briefings.queries.timeline import timeline_of
from briefings.queries.unknowns import unknowns
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import FactKind, Precision

STATUS_WORDS = frozenset(wording.terms("status situation state play condition update news story things update brief latest"))


def status_answer(store: Reading, read: Question) -> AnyAnswer:
    """How things stand with what is named; a question with more in it than that is retrieved like any other."""
    if not read.mentions:
        return latest(store, read)
    unexplained = [t for t in read.terms if not wording.meanings(t) and t not in STATUS_WORDS]
    return retrieve(store, read) if unexplained else profile_answer(store, read)


def latest(store: Reading, read: Question) -> AnyAnswer:
    """The newest of the story: who holds what, what happened, what was said."""
    if read.mentions:
        return profile_answer(store, read)
    news = store.facts(Wanted(kinds=(FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT), since=read.span.first, until=read.span.last, most=60))
    order = sorted(news, key=lambda f: (-(f.when.latest.toordinal() if f.when.latest else 0), f.when.precision == Precision.STANDING,
                                        (FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT).index(f.kind), f.number))
    today = [f for f in order if f.when.precision != Precision.STANDING and not is_planned(f, store.newest)]
    return findings(store, read, [Ranked(f, 1.0, (), ()) for f in today], most=6)


def happened(store: Reading, read: Question) -> AnyAnswer:
    """What happened, in a time or a place that the question names."""
    unexplained = [t for t in read.terms if t not in STATUS_WORDS and not t.startswith("happen")]
    if unexplained:
        return retrieve(store, read)
    if read.span.is_open and not read.mentions:
        return latest(store, read)
    told = timeline_of(store, list(read.mentions), read.span, most=8)
    return told if told.facts else nothing(store, read)


def disputed_answer(store: Reading, read: Question) -> AnyAnswer:
    """What is contested, narrowed to the names in the question."""
    found = disputed(store, topic=" ".join(m.words for m in read.mentions), span=read.span)
    return found if found.disputes else nothing(store, read, looked_for="anything contested on that")


def unknowns_answer(store: Reading, read: Question) -> AnyAnswer:
    """What is not known, narrowed to the names in the question."""
    return unknowns(store, about=" ".join(m.words for m in read.mentions))
