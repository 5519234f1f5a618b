"""Facts with their attribution: every claim that was known, its chain resolved, and whatever contradicts it beside it."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from briefings.answers import AttributedFact, Attribution
from briefings.model import Claim, Document, Fact, Source
from briefings.store.reading import Reading
from briefings.store.times import from_micros
from briefings.vocabulary import OPPOSING


def attribute(store: Reading, facts: Sequence[Fact]) -> tuple[AttributedFact, ...]:
    """Each fact with its claims and its rivals, in the order given. A claim made after the time of knowledge is left out."""
    rivals = {f.id: f for f in store.numbered(_numbers(r for f in facts for r in f.contradicts))}
    every = (*facts, *rivals.values())
    sources = store.records(Source, [s for f in every for c in f.claims for s in (c.by, *c.via)])
    documents = store.records(Document, [c.document for f in every for c in f.claims if c.document])
    outlets = store.records(Source, [d.outlet for d in documents.values()])
    today = from_micros(store.now).date()
    attributed = {f.id: _attributed(f, store.known, sources | outlets, documents, today) for f in every}
    return tuple(_beside(attributed[f.id], [attributed[r] for r in f.contradicts if r in rivals]) for f in facts)


def _numbers(ids: Iterable[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(i[1:]) for i in ids))


def _beside(shown: AttributedFact, rivals: list[AttributedFact]) -> AttributedFact:
    return AttributedFact(shown.fact, shown.attributions, shown.as_of, tuple(rivals), (), shown.fact.tension, shown.unchecked_since)


def _attributed(fact: Fact, known: str, sources: dict[str, Source], documents: dict[str, Document], today: date) -> AttributedFact:
    chains = [_attribution(c, sources, documents) for c in fact.claims if c.by in sources]
    heard = tuple(a for a in chains if a.day is None or a.day.isoformat() <= known)
    days: list[date] = [a.day for a in heard if a.day]
    overdue = fact.review_by if fact.review_by and fact.review_by < today else None
    return AttributedFact(fact, heard or tuple(chains), max(days, default=None), unchecked_since=overdue)


def _attribution(claim: Claim, sources: dict[str, Source], documents: dict[str, Document]) -> Attribution:
    document = documents.get(claim.document)
    return Attribution(
        claim, sources[claim.by], tuple(sources[v] for v in claim.via if v in sources), document, sources.get(document.outlet) if document else None
    )


def with_opposed_first(store: Reading, facts: Sequence[Fact]) -> list[Fact]:
    """The facts, each denial preceded by what it denies: a reader meets the proposition with both sides, not the denial alone."""
    wanted = _numbers(r for f in facts for r in f.contradicts if not _is_opposed(f))
    opposed = {f.id: f for f in store.numbered(wanted) if _is_opposed(f)}
    ordered: dict[str, Fact] = {}
    for fact in facts:
        for before in (*(opposed[r] for r in fact.contradicts if r in opposed), fact):
            ordered.setdefault(before.id, before)
    return list(ordered.values())


def _is_opposed(fact: Fact) -> bool:
    return any(c.stance in OPPOSING for c in fact.claims)


class Told(Struct, frozen=True):
    """Facts that are shown, each matter once, and how many matters were left out."""

    shown: tuple[AttributedFact, ...]
    left_out: int = 0


def told(store: Reading, facts: Sequence[Fact], most: int) -> Told:
    """The first ``most`` matters of ``facts``, attributed; only what is shown is looked up."""
    matters = each_once(facts)
    shown = attribute(store, [fact for fact, _ in matters[:most]])
    with_also = tuple(replace(item, also=also) if also else item for item, (_, also) in zip(shown, matters, strict=False))
    return Told(with_also, max(0, len(matters) - most))


def each_once(facts: Sequence[Fact]) -> list[tuple[Fact, tuple[str, ...]]]:
    """The facts in order, each matter once, with the ids of those that tell it again; what will stand beside one as its other side is not listed."""
    also: dict[str, list[str]] = {}
    kept: list[Fact] = []
    beside: set[str] = set()
    for fact in facts:
        before = next((r for r in fact.restates if r in also), None)
        if before is not None:
            also[before].append(fact.id)
        elif fact.id not in beside:
            kept.append(fact)
            also[fact.id] = []
            beside |= set(fact.contradicts)
    return [(fact, tuple(also[fact.id])) for fact in kept]


def without_repeats(facts: Sequence[AttributedFact]) -> tuple[AttributedFact, ...]:
    """The same for facts that are attributed already."""
    by_id = {item.fact.id: item for item in reversed(facts)}
    return tuple(
        replace(by_id[fact.id], also=(*by_id[fact.id].also, *(i for i in also if i not in by_id[fact.id].also)))
        for fact, also in each_once([item.fact for item in facts])
    )


def contested(store: Reading, facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The undisputed and the disputed, as far as was known; of those that dispute each other the one with most against it leads."""
    doubtful = [f for f in facts if f.contradicts or _is_opposed(f)]
    rivals = {f.id for f in store.numbered(_numbers(r for f in doubtful for r in f.contradicts))}
    opposing = [c for f in doubtful for c in f.claims if c.stance in OPPOSING]
    documents = store.records(Document, [c.document for c in opposing if c.document])
    hot = {f.id for f in doubtful if rivals & set(f.contradicts) or any(_heard(c, documents, store.known) for c in f.claims if c.stance in OPPOSING)}
    leading = sorted((f for f in facts if f.id in hot), key=lambda f: (-sum(c.stance in OPPOSING for c in f.claims), -len(f.contradicts)))
    return [f for f in facts if f.id not in hot], leading


def _heard(claim: Claim, documents: dict[str, Document], known: str) -> bool:
    document = documents.get(claim.document)
    day = claim.said or (document.published if document else None)
    return day is None or day.isoformat() <= known


def split_disputed(facts: Sequence[AttributedFact]) -> tuple[tuple[AttributedFact, ...], tuple[AttributedFact, ...]]:
    """The undisputed and the disputed, each in the order given. Where two dispute each other, the one with most claims leads."""
    calm = tuple(f for f in facts if not f.is_disputed)
    hot = sorted((f for f in facts if f.is_disputed), key=lambda f: (-sum(a.opposes for a in f.attributions), -len(f.rivals)))
    return calm, without_repeats(hot)
