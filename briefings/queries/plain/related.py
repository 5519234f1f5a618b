"""Who stands how to whom: leaders, supporters, members."""

from collections.abc import Callable

from briefings.answers import AnyAnswer
from briefings.finding.question import Question
from briefings.finding.ranking import ENOUGH, Ranked, rank
from briefings.model import Fact, Relation
from briefings.queries.plain.retrieval import retrieve
from briefings.queries.plain.shaping import findings
from briefings.store.reading import Reading
from briefings.vocabulary import RelationKind


def related(kinds: frozenset[RelationKind], *, strict: bool = False) -> Callable[[Reading, Question], AnyAnswer]:
    """An answer for questions of who stands in one of these relations to somebody. ``strict`` keeps to the relations written down."""

    def answer(store: Reading, read: Question) -> AnyAnswer:
        asked = set(read.targets("actor", "place"))
        if not asked:
            return retrieve(store, read)
        by_relation = _resting(store, kinds, asked, asked if strict else asked | _camp_side(store, asked))
        if strict and by_relation:
            return findings(store, read, [Ranked(f, 1.0, (), ()) for f in by_relation])
        ranked = rank(store, mentions=read.mentions, terms=read.terms, since=read.span.first, until=read.span.last)
        by_words = [r.fact for r in ranked if r.cover >= ENOUGH and not r.unnamed]
        facts = list({f.id: f for f in (*by_relation, *by_words)}.values())
        return findings(store, read, [Ranked(f, 1.0, (), ()) for f in facts]) if facts else retrieve(store, read)

    return answer


def _resting(store: Reading, kinds: frozenset[RelationKind], asked: set[str], wider: set[str]) -> list[Fact]:
    """The facts behind relations towards those asked about; an alliance holds both ways."""
    both_ways = kinds & {RelationKind.ALLIED_WITH}
    resting = [r for r in store.under(Relation, wider) if r.kind in kinds] + [r for r in store.owned(Relation, asked) if r.kind in both_ways]
    return list(store.numbered(tuple(dict.fromkeys(int(r.fact[1:]) for r in resting))))


def _camp_side(store: Reading, asked: set[str]) -> set[str]:
    """What belongs to those asked about: forces, governments and groups they lead or hold office in."""
    own = (RelationKind.LEADS, RelationKind.HOLDS_OFFICE, RelationKind.BELONGS_TO)
    return {r.other for r in store.owned(Relation, asked) if r.kind in own}
