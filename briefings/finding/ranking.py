"""Ranking facts by how much of a question they cover: its names and its words, the rare ones counting most."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from briefings import wording
from briefings.finding.mentioning import Mention
from briefings.finding.places import within
from briefings.model import Fact, Place, Relation
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import RelationKind

ENOUGH = 0.66  # of the question's weight a fact has to cover to be an answer
SAME_MEANING = 0.85  # what a word of the same meaning counts, beside the word itself
IN_TEXT = 0.7  # what a name counts that stands in the text but not among the fact's places and actors
ON_TOPIC = 0.6  # what a word counts that is only one of a topic's words
INSIDE = 0.8  # what a place inside the one asked for counts
_PARTS = frozenset({RelationKind.PART_OF, RelationKind.BELONGS_TO})
BESIDE = 0.9  # near, or as the one who says or carries it


class Ranked(Struct, frozen=True):
    """A fact with what it covers of the question, 0 to 1; ``missed`` are the terms it lacks, ``unnamed`` the mentions."""

    fact: Fact
    cover: float
    missed: tuple[str, ...]
    unnamed: tuple[Mention, ...]
    bonus: float = 0.0


def rank(
    store: Reading,
    *,
    mentions: Sequence[Mention],
    terms: Sequence[str],
    facts: Iterable[Fact] | None = None,
    since: str,
    until: str,
    strict: bool = False,
    bonus: Callable[[Fact], float] = lambda _fact: 0.0,
) -> list[Ranked]:
    """Facts that touch the question, the best first. ``facts`` None means: whatever the names and the full text bring up.

    ``strict`` keeps an actor to itself: what is counted of an army is not counted of one of its officials.
    """
    inside = {m: _reach(store, m, strict) for m in mentions}
    found = list(facts) if facts is not None else _candidates(store, mentions, terms, inside, since, until)
    if not found:
        return []
    total = max(store.size(), len(found))
    weights = _weights(found, terms, mentions, inside, total, store.story.topics)
    ranked = [_cover(f, terms, mentions, inside, weights, store.story.topics, bonus(f)) for f in found]
    return sorted(
        (r for r in ranked if r.cover > 0), key=lambda r: (-round(r.cover + r.bonus, 6), -_newest(r.fact), -len(r.fact.claims), r.fact.number)
    )


def _newest(fact: Fact) -> int:
    return fact.when.latest.toordinal() if fact.when.latest else 0


def _candidates(
    store: Reading, mentions: Sequence[Mention], terms: Sequence[str], inside: dict[Mention, frozenset[str]], since: str, until: str
) -> list[Fact]:
    about = tuple(f"{role}:{i}" for m in mentions for i in inside[m] for role in ("place", "near", "actor", "speaker", "carrier"))
    named = store.facts(Wanted(about=about, since=since, until=until)) if about else ()
    sought = dict.fromkeys(t for term in terms for t in (_token(term), *wording.meanings(term)))
    written = [f for f in store.matching(tuple(sought)) if _touches(f, since, until)]
    return list({f.id: f for f in (*named, *written)}.values())


def _token(term: str) -> str:
    return "xpercent" if term == "%" else term


def _touches(fact: Fact, since: str, until: str) -> bool:
    latest = fact.when.latest.isoformat() if fact.when.latest else until
    earliest = fact.when.earliest.isoformat() if fact.when.earliest else since
    return latest >= since and earliest <= until


def _reach(store: Reading, mention: Mention, strict: bool) -> frozenset[str]:
    """The ids a mention reaches: what it names, every place inside a place it names, and what belongs to an actor it names."""
    places = store.records(Place, mention.ids("place"))
    parts = set() if strict else {r.actor for r in store.under(Relation, mention.ids("actor")) if r.kind in _PARTS}
    return frozenset(i for _, i in mention.targets) | parts | {i for p in places.values() if p.type != "country" for i in within(store, p)}


class Held(Struct, frozen=True):
    """What a fact holds to be found by: the stems of its texts, what they mean, and the stems of its topics' words."""

    stems: frozenset[str]
    meanings: frozenset[str]
    topical: frozenset[str]


@lru_cache(maxsize=20_000)
def _held(texts: tuple[str, ...], topics: tuple[str, ...]) -> Held:
    stems = frozenset(t for text in texts for t in wording.terms(text))
    return Held(stems, frozenset(m for s in stems for m in wording.meanings(s)), frozenset(t for text in topics for t in wording.terms(text)))


def held_by(fact: Fact, topics: dict[str, tuple[str, ...]]) -> Held:
    """What a fact holds to be found by."""
    return _held(tuple(wording.texts_of(fact)), tuple(wording.topic_texts(fact, topics)))


def _term_match(term: str, held: Held) -> float:
    if term in held.stems:
        return 1.0
    if any(m in held.meanings for m in wording.meanings(term)):
        return SAME_MEANING
    return ON_TOPIC if term in held.topical else 0.0


def _mention_match(mention: Mention, fact: Fact, stems: frozenset[str], reach: frozenset[str]) -> float:
    own = {i for _, i in mention.targets}
    if own & {*fact.places, *fact.actors}:
        return 1.0
    if own & {*fact.near, *(c.by for c in fact.claims), *(v for c in fact.claims for v in c.via)}:
        return BESIDE
    if reach & {*fact.places, *fact.near, *fact.actors}:
        return INSIDE
    spelled = wording.terms(mention.words)
    return IN_TEXT if spelled and all(t in stems for t in spelled) else 0.0


def _weights(
    found: Sequence[Fact],
    terms: Sequence[str],
    mentions: Sequence[Mention],
    inside: dict[Mention, frozenset[str]],
    total: int,
    topics: dict[str, tuple[str, ...]],
) -> dict[object, float]:
    counts: Counter[object] = Counter()
    for fact in found:
        held = held_by(fact, topics)
        counts.update(t for t in terms if _term_match(t, held))
        counts.update(m for m in mentions if _mention_match(m, fact, held.stems, inside[m]))
    rarity = {key: math.log(1 + (total - min(counts[key], total) + 0.5) / (counts[key] + 0.5)) + 0.3 for key in (*terms, *mentions)}
    # a word that stands nowhere weighs as much as the rarest, a name made loosely ("Syrian") half
    return {key: w * (0.5 if isinstance(key, Mention) and key.loose else 1.0) for key, w in rarity.items()}


def _cover(
    fact: Fact,
    terms: Sequence[str],
    mentions: Sequence[Mention],
    inside: dict[Mention, frozenset[str]],
    weights: dict[object, float],
    topics: dict[str, tuple[str, ...]],
    bonus: float,
) -> Ranked:
    held = held_by(fact, topics)
    matches: dict[object, float] = {t: _term_match(t, held) for t in terms}
    matches |= {m: _mention_match(m, fact, held.stems, inside[m]) for m in mentions}
    whole = sum(weights.values()) or 1.0
    covered = sum(weights[key] * match for key, match in matches.items())
    return Ranked(fact, covered / whole, tuple(t for t in terms if not matches[t]), tuple(m for m in mentions if not matches[m]), bonus)
