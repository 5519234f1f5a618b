"""What must hold between the things of a pack: references, ids, days, names. Every breach is noted, none stops the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from briefings import names
from briefings.errors import Problem
from briefings.model import Actor, Document, Fact, OpenQuestion, Place, Relation, Source, Story
from briefings.vocabulary import OPPOSING, ActorType, Assessment, FactKind, Precision, PubStatus

UNDATED = frozenset({Precision.STANDING, Precision.BEFORE, Precision.UNKNOWN})


class Draft(Struct):
    """A pack as built so far; ``where`` gives file and line of each thing by kind and id, ``shares`` what shares names on purpose."""

    story: Story | None
    places: list[Place]
    actors: list[Actor]
    sources: list[Source]
    documents: list[Document]
    relations: list[Relation]
    facts: list[Fact]
    questions: list[OpenQuestion]
    where: dict[tuple[str, str], tuple[str, int]]
    shares: dict[tuple[str, str], set[str]]


def check(draft: Draft) -> list[Problem]:
    """Every breach of a rule that needs more than one entry to see."""
    found = [*_ids(draft), *_references(draft), *_days(draft), *_names(draft), *_stances(draft), *_camps(draft)]
    if draft.story:
        found += _story(draft.story, draft)
    return found


def _at(draft: Draft, kind: str, key: str, words: str) -> Problem:
    file, line = draft.where.get((kind, key), (f"{kind}s.yaml", 1))
    return Problem(file, line, words)


def _story(story: Story, draft: Draft) -> Iterator[Problem]:
    try:
        ZoneInfo(story.zone)
    except (KeyError, ValueError, OSError):
        yield _at(draft, "story", story.slug, f"zone: there is no time zone “{story.zone}”; use a name like Asia/Damascus")
    if story.window_from > story.window_to:
        yield _at(draft, "story", story.slug, "window: it ends before it begins")
    if not story.slug.replace("-", "").isalnum() or story.slug != story.slug.lower():
        yield _at(draft, "story", story.slug, f"slug: “{story.slug}” may hold small letters, digits and hyphens only")


def _ids(draft: Draft) -> Iterator[Problem]:
    # an id used twice is noted while reading, where both lines are known; here what an id may look like
    for fact in draft.facts:
        if not (fact.id.startswith("F") and fact.id[1:].isascii() and fact.id[1:].isdigit() and fact.id[1] != "0"):
            yield _at(draft, "fact", fact.id, f"id: “{fact.id}” is no fact id; it has to be F and a number, like F12")


def _references(draft: Draft) -> Iterator[Problem]:
    # by what stands in the files, mistakes and all: an entry that has one is not missing for that
    standing = {kind: {key for of, key in draft.where if of == kind} for kind in ("place", "actor", "source", "document", "fact")}
    places, actors, sources, documents, facts = standing.values()
    for place in draft.places:
        yield from _missing(draft, "place", place.id, "parent", [place.parent] if place.parent else [], places)
        if place.parent and _circle(place, draft.places):
            yield _at(draft, "place", place.id, f"{place.id}: parent goes round in a circle")
    for source in draft.sources:
        yield from _missing(draft, "source", source.id, "actor", [source.actor] if source.actor else [], actors)
    for document in draft.documents:
        yield from _missing(draft, "document", document.id, "outlet", [document.outlet], sources)
    for relation in draft.relations:
        yield from _missing(draft, "actor", relation.actor, "relations: other", [relation.other], actors | places)
        yield from _missing(draft, "actor", relation.actor, "relations: fact", [relation.fact], facts)
    for question in draft.questions:
        yield from _missing(draft, "question", question.id, "places", question.places, places)
        yield from _missing(draft, "question", question.id, "actors", question.actors, actors)
    for fact in draft.facts:
        yield from _fact_references(draft, fact, places=places, actors=actors, sources=sources, documents=documents, facts=facts)


def _fact_references(
    draft: Draft, fact: Fact, *, places: set[str], actors: set[str], sources: set[str], documents: set[str], facts: set[str]
) -> Iterator[Problem]:
    topics = set(draft.story.topics) if draft.story else set()
    speaker = [fact.quote.speaker] if fact.quote and fact.quote.speaker else []
    wanted: list[tuple[str, Iterable[str], set[str]]] = [
        ("places", fact.places, places),
        ("near", fact.near, places),
        ("actors", fact.actors, actors),
        ("control: place", [c.place for c in fact.control], places),
        ("control: by", [c.by for c in fact.control], actors),
        ("quote: speaker", speaker, sources),
        ("claims: by", [c.by for c in fact.claims], sources),
        ("claims: via", [v for c in fact.claims for v in c.via], sources),
        ("claims: document", [c.document for c in fact.claims if c.document], documents),
        ("contradicts", fact.contradicts, facts),
        ("tension", fact.tension, facts),
        ("restates", fact.restates, facts),
        ("topics", fact.topics, topics),
    ]
    for field, references, there in wanted:
        yield from _missing(draft, "fact", fact.id, field, references, there)
    if not fact.claims:
        yield _at(draft, "fact", fact.id, f"{fact.key} has no attribution: a fact that nobody says is not kept")
    for claim in fact.claims:
        if not claim.document:
            yield _at(draft, "fact", fact.id, f"{fact.key}: the claim by {claim.by} names no document it stands in")


def _missing(draft: Draft, kind: str, key: str, field: str, references: Iterable[str], there: set[str]) -> Iterator[Problem]:
    for reference in references:
        if reference not in there:
            near = sorted(there, key=lambda known: -names.likeness(reference, known))[:1]
            hint = f"; did you mean {near[0]}?" if near and names.likeness(reference, near[0]) > 70 else ""
            yield _at(draft, kind, key, f"{key}: {field} names “{reference}”, which is not in the pack{hint}")


def _circle(place: Place, places: list[Place]) -> bool:
    parents = {p.id: p.parent for p in places}
    at, steps = place.parent, 0
    while at and steps <= len(places):
        if at == place.id:
            return True
        at, steps = parents.get(at), steps + 1
    return False


def _days(draft: Draft) -> Iterator[Problem]:
    if not draft.story:
        return
    first, last = draft.story.window_from, draft.story.window_to
    for document in draft.documents:
        if document.published and not first <= document.published <= last:
            yield _at(
                draft, "document", document.id, f"{document.id}: published {document.published} is outside the story's window {first} to {last}"
            )
    published = {d.id: d.published for d in draft.documents}
    for fact in draft.facts:
        outside = fact.when.precision not in UNDATED and fact.kind != FactKind.BACKGROUND
        if outside and (_out(fact.when.earliest, first, last) or _out(fact.when.latest, first, last)):
            yield _at(draft, "fact", fact.id, f"{fact.key}: {fact.when.edtf} is outside the story's window {first} to {last}")
        for claim in fact.claims:
            printed = published.get(claim.document)
            if claim.said and printed and claim.said > printed:
                yield _at(draft, "fact", fact.id, f"{fact.key}: said on {claim.said}, but {claim.document} was published on {printed}")


def _out(day: date | None, first: date, last: date) -> bool:
    return day is not None and not first <= day <= last


def _names(draft: Draft) -> Iterator[Problem]:
    """Names that mean two things without saying so. A source and the actor that speaks through it are one."""
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, key, written, _, _ in names_of(draft.places, draft.actors, draft.sources):
        owner, folded = (kind, key), names.fold(written)
        if owner not in owners[folded]:
            owners[folded].append(owner)
    for folded, sharing in owners.items():
        for index, one in enumerate(sharing):
            for other in sharing[index + 1 :]:
                if one[0] != other[0] and "source" in (one[0], other[0]):
                    continue  # a source is looked for only where a source is meant
                if not (_says(draft, one, other) or _says(draft, other, one)):
                    yield _at(
                        draft,
                        other[0],
                        other[1],
                        f"{other[1]}: “{folded}” is also a name of {one[0]} {one[1]}; "
                        f"say so with shares: [{one[0]}:{one[1]}], or take it away from one of them",
                    )


def _says(draft: Draft, one: tuple[str, str], other: tuple[str, str]) -> bool:
    return bool(draft.shares.get(one, set()) & {other[1], f"{other[0]}:{other[1]}"})


def names_of(places: Iterable[Place], actors: Iterable[Actor], sources: Iterable[Source]) -> Iterator[tuple[str, str, str, bool, bool]]:
    """Every name in a pack: kind, id, as written, whether preferred, whether to be avoided in print."""
    named: list[tuple[str, Any]] = [("place", p) for p in places] + [("actor", a) for a in actors]
    for kind, thing in named:
        yield kind, thing.id, thing.name, True, False
        if kind == "actor" and thing.short:
            yield kind, thing.id, thing.short, False, False
        yield from ((kind, thing.id, alias.text, False, False) for alias in thing.aliases)
        yield from ((kind, thing.id, avoided, False, True) for avoided in thing.avoid)
    for source in sources:
        yield "source", source.id, source.name, True, False
        if source.short:
            yield "source", source.id, source.short, False, False


def implied_names(actors: Iterable[Actor], explicit: Iterable[str]) -> Iterator[tuple[str, str, str, bool, bool]]:
    """What people call somebody without being told: a person's last name, a group's initials; never where another thing is called so."""
    spoken_for = {names.fold(name) for name in explicit}
    for actor in actors:
        if actor.unnamed:
            continue
        words = [
            w for w in actor.name.split() if names.fold(w) and names.fold(w) not in names.ARTICLES and w.lower() not in ("the", "of", "for", "and")
        ]
        short = words[-1] if actor.type in (ActorType.PERSON, ActorType.OFFICIAL) else "".join(w.removeprefix("al-")[0] for w in words)
        if len(words) > 1 and len(short) > 2 and names.fold(short) not in spoken_for:
            yield "actor", actor.id, short, False, False


def _stances(draft: Draft) -> Iterator[Problem]:
    contradicted = {other for f in draft.facts for other in f.contradicts} | {f.id for f in draft.facts if f.contradicts}
    for fact in draft.facts:
        opposed = any(c.stance in OPPOSING for c in fact.claims) or fact.id in contradicted
        if fact.assessment == Assessment.DISPUTED and not opposed:
            yield _at(draft, "fact", fact.id, f"{fact.key} is disputed, but no claim denies it and it contradicts nothing")
        if fact.assessment in (Assessment.CONFIRMED, Assessment.CORROBORATED) and any(c.stance in OPPOSING for c in fact.claims):
            yield _at(draft, "fact", fact.id, f"{fact.key} has a denial on file, so it cannot be {fact.assessment}: use disputed")
        if fact.kind == FactKind.QUOTE and not fact.quote:
            yield _at(draft, "fact", fact.id, f"{fact.key} is a quote without its words")
        if fact.kind == FactKind.FIGURE and not fact.figures:
            yield _at(draft, "fact", fact.id, f"{fact.key} is a figure without figures")
        for figure in fact.figures:
            if figure.low is not None and figure.high is not None and figure.low > figure.high:
                yield _at(draft, "fact", fact.id, f"{fact.key}: the figure's low is above its high")
        if fact.pubstatus == PubStatus.CANCELED:
            yield _at(draft, "fact", fact.id, f"{fact.key}: a pack cannot bring a killed fact; leave it out")


def _camps(draft: Draft) -> Iterator[Problem]:
    camps = set(draft.story.camps) if draft.story else set()
    for kind, things in (("actor", draft.actors), ("source", draft.sources)):
        for thing in things:
            if thing.camp and thing.camp not in camps:
                yield _at(draft, kind, thing.id, f"{thing.id}: camp “{thing.camp}” is not among the story's camps")
