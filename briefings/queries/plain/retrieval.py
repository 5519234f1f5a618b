"""Any other question: ranked retrieval with a threshold, and what each sort of question needs of a fact to be answered by it."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from briefings import wording
from briefings.answers import AnyAnswer, Findings
from briefings.finding.attributing import without_repeats
from briefings.finding.mentioning import tokens_of
from briefings.finding.question import Question, Sort
from briefings.finding.ranking import ENOUGH, Ranked, held_by, rank
from briefings.finding.scoping import ALWAYS, scope_of
from briefings.model import Actor, Fact
from briefings.queries.plain.profiles import profile_answer
from briefings.queries.plain.shaping import asked_as, findings, nearest_of, nothing, subject_of
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import ActorType, FactKind, Precision

# what a sort of question wants done or told, not what it is about: meanings, and stems
_NOT_SOUGHT: dict[Sort, tuple[frozenset[str], frozenset[str]]] = {
    Sort.WHETHER: (frozenset({"xconfirm", "xdeny"}), frozenset()),
    Sort.WHO: (frozenset({"xsay", "xreport", "xcall", "xtalk"}), frozenset(wording.terms("source figure number claim word"))),
    Sort.FIGURE: (frozenset(), frozenset(wording.terms("number year figure count amount total estimate percentage percent share %"))),
}
_IS_SO = re.compile(r"^(?:is|are|was|were)\b")
_JOINING = frozenset("and or und et ve y و".split())
_OF_DEGREE = re.compile(r"^how (?:much|strong|hard|bad|well)\b")
_HOW_OLD = re.compile(r"\bhow old\b|\b(?:age|what age)\b")
_HOW_FAR = re.compile(r"\bhow (?:far|near|close)\b")
_ASKS_NAME = re.compile(r"\bnames? of\b|\bwhat is \w+ name\b|\bs name\b|\bnamed\b.*\bwho\b|\bthe name\b")
PLAINLY = 0.95  # of the question covered: nothing that merely describes somebody can answer it better
NEARLY_ALL = 0.85  # of the question covered: then words answer a question of degree ("how much resistance") as well as numbers
_ORDINAL = re.compile(r"^(?:\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$")


def retrieve(store: Reading, read: Question) -> AnyAnswer:
    """Whatever covers enough of the question and is of a kind that can answer it; else that nothing on record does."""
    terms = _sought(read)
    if read.sort == Sort.WHERE and not terms and read.targets("place") and not read.targets("actor"):
        return profile_answer(store, read)  # its head says where it is
    ranked = rank(
        store,
        mentions=read.mentions,
        terms=terms,
        since=read.span.first,
        until=read.span.last,
        strict=read.sort == Sort.FIGURE,
        bonus=_BONUS.get(read.sort, _no_bonus),
    )
    fits = _FITS.get(read.sort, _fits_any)
    good = [r for r in ranked if r.cover >= ENOUGH and fits(store, read, r)]
    # a deed ("defeated") is told by what happened, a quality ("pro-government") by what describes whoever is asked about
    plainly = bool(good) and good[0].cover >= PLAINLY and any(wording.meanings(t) for t in terms)
    if read.sort == Sort.WHETHER and not plainly and (who := _described(store, read, terms)):
        return who
    if not good and _OF_DEGREE.search(read.plain):
        good = [r for r in ranked if r.cover >= NEARLY_ALL and _fits_any(store, read, r)]
    if _ASKS_NAME.search(read.plain) and not _names_somebody(store, read, good):
        return nothing(store, read, nearest=nearest_of(store, ranked))
    if " or " in f" {read.plain} " and (either := _either(store, read)):
        return either
    if good:
        return findings(store, read, good)
    return _each(store, read) or nothing(store, read, nearest=nearest_of(store, ranked or _at_any_time(store, read)))


def _at_any_time(store: Reading, read: Question) -> list[Ranked]:
    """What comes near outside the time asked for, where nothing does within it."""
    if read.span.is_open:
        return []
    return rank(store, mentions=read.mentions, terms=_sought(read), since=ALWAYS.first, until=ALWAYS.last)


def _names_somebody(store: Reading, read: Question, good: Sequence[Ranked]) -> bool:
    """Whether the best fact names a person that the question did not, and leaves nobody in it unnamed."""
    people = store.records(Actor, good[0].fact.actors) if good else {}
    asked = set(read.targets("actor"))
    named = [a for a in people.values() if a.type in (ActorType.PERSON, ActorType.OFFICIAL) and a.id not in asked]
    return bool(named) and not any(a.unnamed for a in named)


def _described(store: Reading, read: Question, terms: Sequence[str]) -> AnyAnswer | None:
    """Whether somebody is something ("is SOHR pro-government?"): what describes them says, else their profile; None for other questions."""
    if len(read.mentions) != 1 or read.mentions[0].ids("place") or not _IS_SO.search(read.plain):
        return None
    actor = read.mentions[0].ids("actor")
    standing = (
        [f for f in store.facts(Wanted(about=tuple(f"actor:{a}" for a in actor))) if f.kind in (FactKind.RELATION, FactKind.BACKGROUND)]
        if actor
        else []
    )
    ranked = rank(store, mentions=read.mentions, terms=terms, facts=standing, since=read.span.first, until=read.span.last)
    good = [r for r in ranked if r.cover >= ENOUGH and not r.missed]
    if good:
        return findings(store, read, good)
    # of one quality only: a longer question asks what somebody did, and the profile would be no answer
    return profile_answer(store, read) if len(terms) == 1 and not terms[0].endswith(("ing", "ed")) and not wording.meanings(terms[0]) else None


def _each(store: Reading, read: Question) -> AnyAnswer | None:
    """The question asked of each name by itself, where names stand in a row ("Homs, Hama and Aleppo"); None where they do not, or none answers."""
    if len(read.mentions) < 2 or not in_a_row(read):
        return None
    parts = [retrieve(store, replace(read, mentions=(m,))) for m in read.mentions]
    facts = [f for p in parts if isinstance(p, Findings) for f in p.facts[:2]]
    if not facts or len([p for p in parts if isinstance(p, Findings)]) < len(parts):
        return None
    return Findings(scope_of(store, span=read.span, asked_as=asked_as(store, read)), read.text, subject_of(store, read), without_repeats(facts))


def _either(store: Reading, read: Question) -> AnyAnswer | None:
    """What answers either side of an "or", both sides together; None where one side has nothing."""
    sides = [tuple(t for t in wording.terms(side) if t in read.terms) for side in re.split(r"\bor\b", read.plain)]
    if len(sides) != 2 or not all(sides):
        return None
    parts = [retrieve(store, replace(read, terms=side, plain=" ".join(side))) for side in sides]
    if not all(isinstance(p, Findings) for p in parts):
        return None
    facts = [f for p in parts if isinstance(p, Findings) for f in p.facts[:2]]
    return Findings(scope_of(store, span=read.span, asked_as=asked_as(store, read)), read.text, subject_of(store, read), without_repeats(facts))


def in_a_row(read: Question) -> bool:
    """Whether nothing but commas and "and" stands between the names, all of one kind."""
    tokens = [t.casefold() for t in tokens_of(read.text)]
    between = all(set(tokens[a.last : b.first]) <= _JOINING for a, b in pairwise(read.mentions))
    kinds = [{k for k, _ in m.targets} for m in read.mentions]
    return between and bool(set.intersection(*kinds))


def _sought(read: Question) -> tuple[str, ...]:
    """The terms to look for: not the number that a yes-or-no question wants checked, nor the "reported" of who reported it."""
    meant, words = _NOT_SOUGHT.get(read.sort, (frozenset(), frozenset()))
    checks = read.sort == Sort.WHETHER or bool(_IS_SO.search(read.plain))
    kept = tuple(t for t in read.terms if not set(wording.meanings(t)) & meant and t not in words and not (checks and _ORDINAL.match(t)))
    return kept or read.terms


def _no_bonus(_fact: Fact) -> float:
    return 0.0


def _figure_bonus(fact: Fact) -> float:
    return 0.15 if fact.figures else 0.0


def _dated_bonus(fact: Fact) -> float:
    return 0.1 if fact.kind in (FactKind.EVENT, FactKind.CONTROL) and fact.when.precision not in (Precision.STANDING, Precision.UNKNOWN) else 0.0


def _who_bonus(fact: Fact) -> float:
    return 0.1 if fact.quote or fact.kind in (FactKind.STATEMENT, FactKind.RELATION) else 0.0


def _fits_any(_store: Reading, _read: Question, ranked: Ranked) -> bool:
    return not any(m for m in ranked.unnamed if not m.loose and not m.generic)


def _fits_figure(store: Reading, read: Question, ranked: Ranked) -> bool:
    """A number answers only if it counts what was asked: a figure of the fact names it, and nothing asked is missing."""
    if not ranked.fact.figures or any(not m.loose for m in ranked.unnamed):
        return False
    counted = {t for f in ranked.fact.figures for t in wording.terms(f"{f.of} {f.unit} {f.text}")} | {
        m for f in ranked.fact.figures for t in wording.terms(f"{f.of} {f.unit} {f.text}") for m in wording.meanings(t)
    }
    if _HOW_OLD.search(read.plain) and not any({"age", "old"} & set(wording.terms(f.of)) for f in ranked.fact.figures):
        return False  # a number of years is not yet an age
    if not read.terms:  # nothing says what is counted but the question itself: "how far"
        return bool(_HOW_FAR.search(read.plain)) and "xdistance" in counted
    named = any(t in counted or set(wording.meanings(t)) & counted for t in read.terms)
    return named and len(ranked.missed) <= len(read.terms) // 4


def _fits_when(store: Reading, read: Question, ranked: Ranked) -> bool:
    return ranked.fact.when.precision != Precision.STANDING and _fits_any(store, read, ranked)


def _fits_where(store: Reading, read: Question, ranked: Ranked) -> bool:
    """Where somebody is, only a fact of being there tells."""
    if read.terms and any(not set(wording.meanings(t)) & {"xlive"} for t in read.terms):
        return bool(ranked.fact.places) and _fits_any(store, read, ranked)
    presence = {"xvisit", "xstay", "xflee", "xmeet"}
    return (
        ranked.fact.kind == FactKind.EVENT
        and bool(ranked.fact.places)
        and bool(presence & held_by(ranked.fact, {}).meanings)
        and _fits_any(store, read, ranked)
    )


_BONUS: dict[Sort, Callable[[Fact], float]] = {Sort.FIGURE: _figure_bonus, Sort.WHEN: _dated_bonus, Sort.WHO: _who_bonus}


_FITS: dict[Sort, Callable[[Reading, Question, Ranked], bool]] = {Sort.FIGURE: _fits_figure, Sort.WHEN: _fits_when, Sort.WHERE: _fits_where}
