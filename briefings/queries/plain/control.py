"""Who holds a place, asked in plain words."""

import re

from briefings import wording
from briefings.answers import AnyAnswer, Findings
from briefings.finding.attributing import attribute, without_repeats
from briefings.finding.mentioning import Mention
from briefings.finding.question import Question
from briefings.finding.ranking import ENOUGH, rank
from briefings.finding.resolving import Meaning, preferred
from briefings.finding.scoping import scope_of
from briefings.model import Place
from briefings.queries.plain.holding import Holding, held_facts, holdings, is_holder
from briefings.queries.plain.news import STATUS_WORDS
from briefings.queries.plain.retrieval import retrieve
from briefings.queries.plain.shaping import MOST_NEAREST, MOST_SHOWN, asked_as, nothing, subject_of
from briefings.queries.status import status_of
from briefings.store.reading import Reading

_ENDED = re.compile(r"\buntil when\b|\bused to\b|\bformerly\b|\bonce\b|\bhow long\b|\bpreviously\b")
_BEFORE = re.compile(r"\bever\b|\bbefore\b|\bin the past\b|\bfirst time\b|\bnever\b")
_HOLDS_NOW = re.compile(r"\b(?:do|does|is|are|still)\b.*\b(?:have|hold|holds|control|controls|hands|rule)\b")
_GROUND = frozenset(wording.terms("land ground territory area part parts town towns city cities street streets place hand hands past"))
_LEFT_OVER = frozenset({"xtake", "xhold", "xoust", "xleave", "xbegin"})  # what a question of control says besides its names


def control(store: Reading, read: Question) -> AnyAnswer:
    """Who holds a place, or whether it was taken; nothing on record where no record of control says so."""
    towns = tuple(p for m in read.mentions if not m.loose and not _is_country(store, m) for p in m.ids("place"))
    rest = [t for t in read.terms if not set(wording.meanings(t)) & _LEFT_OVER and t not in STATUS_WORDS | _GROUND]
    if not towns or rest:
        return retrieve(store, read)
    before = bool(_BEFORE.search(read.plain))
    ended = before or bool(_ENDED.search(read.plain))
    if before and not holdings(store, towns, ended=True, span=read.span):
        return retrieve(store, read)
    agents = [m for m in read.mentions if m.ids("actor") and not set(m.ids("place")) & set(towns)]
    # of a time that is named, a holding that has ended since counts too
    found = holdings(store, towns, ended=ended if read.span.is_open else None, span=read.span)
    fitting = [h for h in found if not agents or any(is_holder(store, a, h.control.by) for a in agents)]
    if not fitting and found and _HOLDS_NOW.search(read.plain):
        fitting = found  # who holds it now is the answer, whoever was asked about
    if not fitting:
        return _not_held(store, read, towns, found)
    return _held(store, read, fitting)


def _is_country(store: Reading, mention: Mention) -> bool:
    """A country is never held by a record of control, and is named for its government as often as for its ground."""
    return any(p.type == "country" for p in store.records(Place, mention.ids("place")).values())


def _held(store: Reading, read: Question, found: list[Holding]) -> AnyAnswer:
    shown = held_facts(store, found, MOST_SHOWN)
    extra = rank(store, mentions=read.mentions, terms=read.terms, since=read.span.first, until=read.span.last)
    ids = {h.fact.id for h in found} | {a for f in shown for a in f.also}
    accounts = [r.fact for r in extra if r.fact.id not in ids and r.cover >= ENOUGH][: max(0, MOST_SHOWN - len(shown))]
    return Findings(
        scope_of(store, span=read.span, asked_as=asked_as(store, read)),
        read.text,
        subject_of(store, read),
        without_repeats((*shown, *attribute(store, accounts))),
    )


def _not_held(store: Reading, read: Question, towns: tuple[str, ...], others: list[Holding]) -> AnyAnswer:
    """No record that it is so: what is on record instead, the contested first."""
    nearest = held_facts(store, others, MOST_NEAREST)
    if not nearest:
        meaning = Meaning("place", towns[0], preferred(store, "place", towns[0]))
        standing = status_of(store, meaning, read.span)
        nearest = (*standing.disputed[:1], *standing.facts[: MOST_NEAREST - 1]) or standing.background[:2]
    return nothing(store, read, nearest=nearest)
