"""What happened, in order."""

from briefings.answers import Timeline
from briefings.finding.attributing import each_once, told
from briefings.finding.mentioning import Mention, find_mentions
from briefings.finding.places import within
from briefings.finding.resolving import resolve
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.model import Fact, Place
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import FactKind, Precision

MOST_SHOWN = 60
_HAPPENS = (FactKind.EVENT, FactKind.CONTROL)
_SAID = (FactKind.STATEMENT, FactKind.QUOTE)
_BEFORE = (FactKind.BACKGROUND,)
SAID_WITHIN = 2  # days: over a longer time, a whole story is told by what happened, not by what was said
_UNTIMED = frozenset({Precision.STANDING, Precision.UNKNOWN})


def timeline(store: Reading, *, about: str = "", span: Span = ALWAYS, most: int = MOST_SHOWN) -> Timeline:
    """What happened and was said, the oldest first, on a place or an actor or on everything.

    Raises:
        UnknownName: ``about`` matches nothing on file; carries near names.
        SeveralNames: it fits more than one thing equally well.
    """
    mentions = find_mentions(store, about)
    if about.strip() and not mentions:
        resolve(store, about)  # raises with what is near
    return timeline_of(store, mentions, span, most)


def timeline_of(store: Reading, mentions: list[Mention], span: Span, most: int = MOST_SHOWN) -> Timeline:
    """The timeline of names already found: what concerns all of them."""
    if mentions:
        found = [set(_targets(store, m)) for m in mentions]
        facts = [f for f in store.facts(Wanted(about=tuple(t for targets in found for t in targets), since=span.first, until=span.last))
                 if all(targets & _about(f) for targets in found)]
    else:
        facts = list(store.facts(Wanted(kinds=_HAPPENS + _SAID + _BEFORE, since=span.first, until=span.last)))
    kinds = _HAPPENS + _BEFORE + (_SAID if mentions or _is_short(span) else ())
    dated = [f for f in facts if f.kind in kinds and not f.judgment and _is_timed(f, span)]
    matters = [fact for fact, _ in each_once(sorted(dated, key=_order))]
    chosen = {f.id for f in _most_telling(matters, most)}
    shown = told(store, [f for f in sorted(dated, key=_order) if f.id in chosen or chosen & set(f.restates)], most)
    names = ", ".join(m.words for m in mentions)
    return Timeline(scope_of(store, span=span), names, shown.shown, max(0, len(matters) - most))


def _targets(store: Reading, mention: Mention) -> list[str]:
    places = store.records(Place, mention.ids("place"))
    inside = [i for p in places.values() if p.type != "country" for i in within(store, p)]
    return [f"{role}:{i}" for i in (*mention.ids("place"), *inside) for role in ("place", "near")] + [
        f"{role}:{i}" for kind, i in mention.targets if kind != "place" for role in ("actor", "speaker")]


def _about(fact: Fact) -> set[str]:
    return ({f"place:{p}" for p in fact.places} | {f"near:{p}" for p in fact.near} | {f"actor:{a}" for a in fact.actors}
            | {f"speaker:{c.by}" for c in fact.claims})


def _is_timed(fact: Fact, span: Span) -> bool:
    """Dated at all; and where days were asked for, dated within them and not merely by them."""
    if fact.when.precision in _UNTIMED:
        return False
    if span.since and (fact.when.earliest is None or fact.when.precision == Precision.BEFORE):
        return False
    return not (span.since and span.until and fact.when.earliest and fact.when.latest and (fact.when.latest - fact.when.earliest).days > 62)


def _most_telling(matters: list[Fact], most: int) -> list[Fact]:
    """At most so many: what happened before what was said, the newest before the oldest."""
    newest_first = sorted(range(len(matters)), key=lambda i: (matters[i].kind not in _HAPPENS, -i))
    return [matters[i] for i in newest_first[:most]]


def _is_short(span: Span) -> bool:
    return span.since is not None and span.until is not None and (span.until - span.since).days < SAID_WITHIN


def _order(fact: Fact) -> tuple[str, str, int, int]:
    first = fact.when.earliest or fact.when.latest
    last = fact.when.latest or fact.when.earliest
    # a period is told where it ends: "over the past week" belongs after the days in it
    return (last.isoformat() if last else "", first.isoformat() if first else "", -len(fact.claims), fact.number)
