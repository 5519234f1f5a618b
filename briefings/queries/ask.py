"""A question in plain words, answered from the facts: its names, its sort, then ranked retrieval with a threshold.

There is no table from questions to answers. Each sort of question says which facts could answer it at all; what is
left is ranked by how much of the question it covers, and below the threshold nothing on record answers.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from briefings import wording
from briefings.answers import AnyAnswer, AttributedFact, Findings, NothingOnRecord, Several
from briefings.errors import NotUnderstood
from briefings.finding.attributing import attribute, with_opposed_first, without_repeats
from briefings.finding.mentioning import Mention
from briefings.finding.question import Question, Sort, read_question
from briefings.finding.ranking import ENOUGH, Ranked, held_by, rank
from briefings.finding.resolving import Meaning, near, preferred
from briefings.finding.scoping import scope_of
from briefings.model import Actor, Fact, Relation, Source
from briefings.queries.actors import profile
from briefings.queries.control import Holding, held_facts, holdings, is_holder
from briefings.queries.disputed import disputed
from briefings.queries.sources import profile_of_source
from briefings.queries.status import status_of
from briefings.queries.timeline import timeline_of
from briefings.queries.unknowns import unknowns
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import FactKind, Precision, RelationKind

MOST_SHOWN = 5
MOST_NEAREST = 3
MOST_CHARACTERS = 2000
CLOSE = 0.8  # of the best score: what still belongs to the answer
NEAREST_FROM = 0.3  # of the question covered, to be named as near
_IS_CHECKED = re.compile(r"^(?:did|has|have|does|do|is it true)\b")
_CHECKING = frozenset({"xconfirm", "xdeny"})  # what a yes-or-no question wants done, not what it is about
_IS_SO = re.compile(r"^(?:is|are|was|were)\b")
_ORDINAL = re.compile(r"^(?:\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$")
_LEFT_OVER = frozenset({"xtake", "xhold", "xsay", "xcall"})  # what a question of control says besides its names
_SAYING = frozenset({"xsay", "xcall", "xdeny", "xconfirm", "xreport"})  # what a question of who says so says besides


def ask(store: Reading, *, question: str, today: date) -> AnyAnswer:
    """What on file answers a question in plain words; a bare name gets its profile or status.

    Raises:
        NotUnderstood: there is no question in it.
        DateNotUnderstood: something in it is shaped like a date and is none.
    """
    text = question.strip()[:MOST_CHARACTERS]
    read = read_question(store, text, today=today)
    if not read.mentions and not read.terms and read.sort == Sort.OPEN and read.span.is_open:
        raise NotUnderstood("I could not find a question in that. Try “who controls Hama?”, “/status Homs” or “/help”."
                            if not any(c.isalnum() for c in text) else f"Nothing on record goes by “{text[:80]}”. Try a name, or a question like “who holds …?”")
    return _ANSWERS.get(read.sort, _found)(store, read)


# ── sorts that another query answers ────────────────────────────────────────────────────────────
def _profile(store: Reading, read: Question) -> AnyAnswer:
    parts = tuple(_profile_of(store, m, read) for m in read.mentions[:4])
    return parts[0] if len(parts) == 1 else Several(scope_of(store, span=read.span), parts)


def _profile_of(store: Reading, mention: Mention, read: Question) -> AnyAnswer:
    """Who or what it is. A bare name of a place is its status, asked "who is" it is the actor."""
    asks_who = bool(re.search(r"\bwho|\bwhos", read.plain))
    order = ("actor", "place", "source") if asks_who or not mention.ids("place") else ("place", "actor", "source")
    kind = next(k for k in order if mention.ids(k))
    meaning = _meaning(store, mention, kind)
    if kind == "place":
        return status_of(store, meaning, read.span)
    if kind == "source":
        return profile_of_source(store, meaning, read.span)
    actor = store.records(Actor, (meaning.id,))[meaning.id]
    if actor.unnamed and asks_who:
        return _nothing(store, read, looked_for=f"the name of {actor.name}", nearest=attribute(store, store.facts(Wanted(about=(f"actor:{actor.id}",)))))
    return profile(store, meaning, read.span)


def _meaning(store: Reading, mention: Mention, kind: str) -> Meaning:
    target = mention.ids(kind)[0]
    name = preferred(store, kind, target)
    return Meaning(kind, target, name, mention.words if mention.words.casefold() != name.casefold() else "")


def _status(store: Reading, read: Question) -> AnyAnswer:
    if not read.mentions:
        return _latest(store, read)
    unexplained = [t for t in read.terms if not wording.meanings(t) and t not in _STATUS_WORDS]
    return _found(store, read) if unexplained else _profile(store, read)


_TELLING = (FactKind.CONTROL, FactKind.EVENT, FactKind.FIGURE)  # what is worth naming as near, before words and descriptions
_STATUS_WORDS = frozenset(wording.terms("status situation state play condition update news story things update brief latest"))


def _latest(store: Reading, read: Question) -> AnyAnswer:
    if read.mentions:
        return _profile(store, read)
    news = store.facts(Wanted(kinds=(FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT), since=read.span.first, until=read.span.last, most=60))
    order = sorted(news, key=lambda f: (-(f.when.latest.toordinal() if f.when.latest else 0), f.when.precision == Precision.STANDING,
                                        (FactKind.CONTROL, FactKind.EVENT, FactKind.STATEMENT).index(f.kind), f.number))
    today = [f for f in order if f.when.precision != Precision.STANDING and not _is_planned(store, f)]
    return _findings(store, read, [Ranked(f, 1.0, (), ()) for f in today], most=6)


def _is_planned(store: Reading, fact: Fact) -> bool:
    return bool(store.newest and fact.when.earliest and fact.when.earliest.isoformat() > store.newest)


def _happened(store: Reading, read: Question) -> AnyAnswer:
    unexplained = [t for t in read.terms if t not in _STATUS_WORDS and not t.startswith("happen")]
    if unexplained:
        return _found(store, read)
    if read.span.is_open and not read.mentions:
        return _latest(store, read)
    told = timeline_of(store, list(read.mentions), read.span, most=8)
    return told if told.facts else _nothing(store, read)


def _disputed(store: Reading, read: Question) -> AnyAnswer:
    found = disputed(store, topic=" ".join(m.words for m in read.mentions), span=read.span)
    return found if found.disputes else _nothing(store, read, looked_for="anything contested on that")


def _unknowns(store: Reading, read: Question) -> AnyAnswer:
    return unknowns(store, about=" ".join(m.words for m in read.mentions))


# ── control ─────────────────────────────────────────────────────────────────────────────────────
def _control(store: Reading, read: Question) -> AnyAnswer:
    places = read.targets("place")
    towns = tuple(p for p in places if not _is_loose(read, p))
    rest = [t for t in read.terms if not set(wording.meanings(t)) & _LEFT_OVER and t not in _STATUS_WORDS]
    if not towns or len(rest) > 1 or (rest and not wording.meanings(rest[0])):
        return _found(store, read)
    ended = bool(re.search(r"\buntil when\b|\bused to\b|\bformerly\b|\bonce\b|\bhow long\b|\bpreviously\b", read.plain))
    agents = [m for m in read.mentions if m.ids("actor") and not set(m.ids("place")) & set(towns)]
    found = holdings(store, towns, ended=ended, span=read.span if not read.span.is_open else None)
    fitting = [h for h in found if not agents or any(is_holder(store, a, h.control.by) for a in agents)]
    if not fitting:
        return _not_held(store, read, towns, found)
    return _held(store, read, fitting)


def _is_loose(read: Question, place: str) -> bool:
    return all(m.loose for m in read.mentions if place in m.ids("place"))


def _held(store: Reading, read: Question, found: list[Holding]) -> AnyAnswer:
    shown = held_facts(store, found, MOST_SHOWN)
    extra = rank(store, mentions=read.mentions, terms=read.terms, since=read.span.first, until=read.span.last)
    ids = {h.fact.id for h in found} | {a for f in shown for a in f.also}
    accounts = [r.fact for r in extra if r.fact.id not in ids and r.cover >= ENOUGH][: max(0, MOST_SHOWN - len(shown))]
    return Findings(scope_of(store, span=read.span, asked_as=_asked_as(store, read)), read.text, _subject(store, read), without_repeats((*shown, *attribute(store, accounts))))


def _not_held(store: Reading, read: Question, towns: tuple[str, ...], others: list[Holding]) -> AnyAnswer:
    """No record that it is so: what is on record instead, the contested first."""
    nearest = held_facts(store, others, MOST_NEAREST)
    if not nearest:
        meaning = Meaning("place", towns[0], preferred(store, "place", towns[0]))
        standing = status_of(store, meaning, read.span)
        nearest = (*standing.disputed[:1], *standing.facts[:MOST_NEAREST - 1]) or standing.background[:2]
    return _nothing(store, read, nearest=nearest)


# ── who stands how to whom ──────────────────────────────────────────────────────────────────────
def _related(kinds: frozenset[RelationKind], *, inward: bool, strict: bool = False) -> Callable[[Reading, Question], AnyAnswer]:
    def answer(store: Reading, read: Question) -> AnyAnswer:
        asked = set(read.targets("actor", "place"))
        if not asked:
            return _found(store, read)
        wider = asked if strict else asked | _camp_side(store, asked)
        resting = [r for r in store.every(Relation, most=10_000)
                   if r.kind in kinds and (r.other in wider if inward else r.actor in wider) or (r.kind == RelationKind.ALLIED_WITH and r.kind in kinds and r.actor in asked)]
        by_relation = list(store.numbered(tuple(dict.fromkeys(int(r.fact[1:]) for r in resting))))
        ranked = rank(store, mentions=read.mentions, terms=read.terms, since=read.span.first, until=read.span.last)
        by_words = [r.fact for r in ranked if r.cover >= ENOUGH and not r.unnamed]
        facts = by_relation if strict and by_relation else list({f.id: f for f in (*by_relation, *by_words)}.values())
        return _findings(store, read, [Ranked(f, 1.0, (), ()) for f in facts]) if facts else _found(store, read)

    return answer


def _camp_side(store: Reading, asked: set[str]) -> set[str]:
    """What belongs to those asked about: forces, governments and groups they lead or hold office in."""
    own = (RelationKind.LEADS, RelationKind.HOLDS_OFFICE, RelationKind.BELONGS_TO)
    return {r.other for r in store.every(Relation, most=10_000) if r.actor in asked and r.kind in own}


def _said(store: Reading, read: Question) -> AnyAnswer:
    """What somebody says: only facts that the one named asserts, denies or is quoted in."""
    speakers = [m for m in read.mentions if m.ids("actor") or m.ids("source")]
    if not speakers:
        return _found(store, read)
    speaker = speakers[0]
    others = [m for m in read.mentions if m is not speaker]
    voices = _voices(store, speaker)
    said = store.facts(Wanted(about=tuple(f"{role}:{v}" for v in voices for role in ("speaker", "carrier")) + tuple(f"actor:{a}" for a in speaker.ids("actor")),
                              since=read.span.first, until=read.span.last))
    own = [f for f in said if any(c.by in voices for c in f.claims)] or [f for f in said if any(v in voices for c in f.claims for v in c.via)]
    about = [t for t in read.terms if not set(wording.meanings(t)) & _SAYING]
    if _IS_CHECKED.search(read.plain) and about:
        # "did X deny that …": the matter itself shows who says what of it
        return _found(store, replace(read, sort=Sort.WHETHER, terms=tuple(about)))
    if not own:
        return _nothing(store, read, nearest=attribute(store, [f for f in said if set(speaker.ids("actor")) & set(f.actors)][:MOST_NEAREST]))
    if not others and not about:
        return _findings(store, read, [Ranked(f, 1.0, (), ()) for f in sorted(own, key=lambda f: f.quote is None)])
    ranked = rank(store, mentions=others, terms=about, facts=own, since=read.span.first, until=read.span.last)
    good = [r for r in ranked if r.cover >= ENOUGH - 0.16]
    return _findings(store, read, good) if good else _nothing(store, read, nearest=attribute(store, [r.fact for r in ranked] or own)[:MOST_NEAREST])


def _voices(store: Reading, speaker: Mention) -> set[str]:
    """The sources that speak for whoever is named: its own, and those of the people who lead or speak for it."""
    actors = set(speaker.ids("actor"))
    behind = {r.actor for r in store.every(Relation, most=10_000) if r.other in actors and r.kind in (RelationKind.LEADS, RelationKind.SPEAKS_FOR)}
    return set(speaker.ids("source")) | {s.id for s in store.every(Source) if s.actor in actors | behind}


# ── everything else ─────────────────────────────────────────────────────────────────────────────
def _found(store: Reading, read: Question) -> AnyAnswer:
    terms = _sought(read)
    if read.sort == Sort.WHETHER and (who := _described(store, read, terms)):
        return who
    ranked = rank(store, mentions=read.mentions, terms=terms, since=read.span.first, until=read.span.last, bonus=_BONUS.get(read.sort, _no_bonus))
    fits = _FITS.get(read.sort, _fits_any)
    good = [r for r in ranked if r.cover >= ENOUGH and fits(store, read, r)]
    if " or " in f" {read.plain} " and (either := _either(store, read)):
        return either
    if good:
        return _findings(store, read, good)
    return _each(store, read) or _nothing(store, read, nearest=_nearest(store, ranked))


def _described(store: Reading, read: Question, terms: Sequence[str]) -> AnyAnswer | None:
    """Whether somebody is something ("is SOHR pro-government?"): what describes them says, else how they are to be described; None for other questions."""
    if len(read.mentions) != 1 or read.mentions[0].ids("place") or not _IS_SO.search(read.plain):
        return None
    actor = read.mentions[0].ids("actor")
    standing = [f for f in store.facts(Wanted(about=tuple(f"actor:{a}" for a in actor))) if f.kind in (FactKind.RELATION, FactKind.BACKGROUND)] if actor else []
    ranked = rank(store, mentions=read.mentions, terms=terms, facts=standing, since=read.span.first, until=read.span.last)
    good = [r for r in ranked if r.cover >= ENOUGH]
    return _findings(store, read, good) if good else _profile(store, read)


def _each(store: Reading, read: Question) -> AnyAnswer | None:
    """The question asked of each name by itself, where names stand in a row ("Homs, Hama and Aleppo"); None where they do not, or none answers."""
    if len(read.mentions) < 2 or not _in_a_row(read):
        return None
    parts = [_found(store, replace(read, mentions=(m,))) for m in read.mentions]
    facts = [f for p in parts if isinstance(p, Findings) for f in p.facts[:2]]
    if not facts or len([p for p in parts if isinstance(p, Findings)]) < len(parts):
        return None
    return Findings(scope_of(store, span=read.span, asked_as=_asked_as(store, read)), read.text, _subject(store, read), without_repeats(facts))


def _either(store: Reading, read: Question) -> AnyAnswer | None:
    """What answers either side of an "or", both sides together; None where one side has nothing."""
    sides = [tuple(t for t in wording.terms(side) if t in read.terms) for side in re.split(r"\bor\b", read.plain)]
    if len(sides) != 2 or not all(sides):
        return None
    parts = [_found(store, replace(read, terms=side, plain=" ".join(side))) for side in sides]
    if not all(isinstance(p, Findings) for p in parts):
        return None
    facts = [f for p in parts if isinstance(p, Findings) for f in p.facts[:2]]
    return Findings(scope_of(store, span=read.span, asked_as=_asked_as(store, read)), read.text, _subject(store, read), without_repeats(facts))


def _in_a_row(read: Question) -> bool:
    """Whether nothing but commas and "and" stands between the names, all of one kind."""
    between = all(b.first - a.last <= 1 for a, b in pairwise(read.mentions))
    kinds = [{k for k, _ in m.targets} for m in read.mentions]
    return between and bool(set.intersection(*kinds))


def _sought(read: Question) -> tuple[str, ...]:
    """The terms to look for: not the number that a yes-or-no question wants checked, nor the "reported" of who reported it."""
    if read.sort == Sort.WHETHER:
        checked = tuple(t for t in read.terms if not _ORDINAL.match(t))
        return tuple(t for t in checked if not set(wording.meanings(t)) & _CHECKING) or checked
    if read.sort == Sort.WHO:
        return tuple(t for t in read.terms if not set(wording.meanings(t)) & {"xsay", "xreport"}) or read.terms
    return read.terms


def _findings(store: Reading, read: Question, good: Sequence[Ranked], *, most: int = MOST_SHOWN) -> AnyAnswer:
    if not good:
        return _nothing(store, read)
    best = good[0].cover + good[0].bonus
    close = [r.fact for r in good if r.cover + r.bonus >= CLOSE * best]
    facts = without_repeats(attribute(store, with_opposed_first(store, close)))
    return Findings(scope_of(store, span=read.span, asked_as=_asked_as(store, read)), read.text, _subject(store, read), facts[:most], max(0, len(facts) - most))


def _nothing(store: Reading, read: Question, *, looked_for: str = "", nearest: Sequence[AttributedFact] = ()) -> NothingOnRecord:
    unknown = [w for w in read.text.split() if w[:1].isupper()] if not read.mentions else []
    names = tuple(dict.fromkeys(n for w in unknown for n in near(store, w)))[:3]
    return NothingOnRecord(scope_of(store, span=read.span, asked_as=_asked_as(store, read)), looked_for or read.text, _subject(store, read),
                           without_repeats(tuple(nearest))[:MOST_NEAREST], names)


def _nearest(store: Reading, ranked: Sequence[Ranked]) -> tuple[AttributedFact, ...]:
    near_enough = sorted((r for r in ranked if r.cover >= NEAREST_FROM), key=lambda r: (-round(r.cover, 1), r.fact.kind not in _TELLING, -r.cover))
    close = [r.fact for r in near_enough][:MOST_NEAREST]
    return without_repeats(attribute(store, with_opposed_first(store, close)))


def _asked_as(store: Reading, read: Question) -> tuple[str, ...]:
    """Names that were read with a slip in them, with what they were read as."""
    return tuple(f"{m.words} → {preferred(store, *m.targets[0])}" for m in read.mentions if m.slip)


def _subject(store: Reading, read: Question) -> str:
    """The names a question is about, as they are to be printed."""
    named = [preferred(store, *m.targets[0]).removeprefix("the ") for m in read.mentions]
    return ", ".join(dict.fromkeys(n[:1].upper() + n[1:] for n in named))


def _no_bonus(_fact: Fact) -> float:
    return 0.0


def _figure_bonus(fact: Fact) -> float:
    return 0.15 if fact.figures else 0.0


def _dated_bonus(fact: Fact) -> float:
    return 0.1 if fact.kind in (FactKind.EVENT, FactKind.CONTROL) and fact.when.precision not in (Precision.STANDING, Precision.UNKNOWN) else 0.0


def _who_bonus(fact: Fact) -> float:
    return 0.1 if fact.quote or fact.kind in (FactKind.STATEMENT, FactKind.RELATION) else 0.0


_BONUS: dict[Sort, Callable[[Fact], float]] = {Sort.FIGURE: _figure_bonus, Sort.WHEN: _dated_bonus, Sort.WHO: _who_bonus}


def _fits_any(_store: Reading, _read: Question, ranked: Ranked) -> bool:
    return not any(m for m in ranked.unnamed if not m.loose and not m.generic)


def _fits_figure(store: Reading, read: Question, ranked: Ranked) -> bool:
    """A number answers only if it counts what was asked: a figure of the fact names it, and nothing asked is missing."""
    if not ranked.fact.figures or any(not m.loose for m in ranked.unnamed):
        return False
    counted = {t for f in ranked.fact.figures for t in wording.terms(f"{f.of} {f.unit} {f.text}")} | {
        m for f in ranked.fact.figures for t in wording.terms(f"{f.of} {f.unit} {f.text}") for m in wording.meanings(t)}
    named = any(t in counted or set(wording.meanings(t)) & counted for t in read.terms)
    return (named or not read.terms) and len(ranked.missed) <= len(read.terms) // 4


def _fits_when(store: Reading, read: Question, ranked: Ranked) -> bool:
    return ranked.fact.when.precision != Precision.STANDING and _fits_any(store, read, ranked)


def _fits_where(store: Reading, read: Question, ranked: Ranked) -> bool:
    """Where somebody is, only a fact of being there tells."""
    if read.terms and any(not set(wording.meanings(t)) & {"xlive"} for t in read.terms):
        return bool(ranked.fact.places) and _fits_any(store, read, ranked)
    presence = {"xvisit", "xstay", "xflee", "xmeet"}
    return ranked.fact.kind == FactKind.EVENT and bool(ranked.fact.places) and bool(presence & held_by(ranked.fact, {}).meanings) and _fits_any(store, read, ranked)


_FITS: dict[Sort, Callable[[Reading, Question, Ranked], bool]] = {Sort.FIGURE: _fits_figure, Sort.WHEN: _fits_when, Sort.WHERE: _fits_where}
_ANSWERS: dict[Sort, Callable[[Reading, Question], AnyAnswer]] = {
    Sort.PROFILE: _profile, Sort.STATUS: _status, Sort.LATEST: _latest, Sort.HAPPENED: _happened, Sort.DISPUTED: _disputed,
    Sort.UNKNOWNS: _unknowns, Sort.CONTROL: _control, Sort.SAID: _said,
    Sort.LEADER: _related(frozenset({RelationKind.LEADS}), inward=True, strict=True),
    Sort.SUPPORT: _related(frozenset({RelationKind.SUPPORTS, RelationKind.ALLIED_WITH}), inward=True),
    Sort.MEMBERS: _related(frozenset({RelationKind.MEMBER_OF, RelationKind.PART_OF, RelationKind.LEADS}), inward=True, strict=True),
}
