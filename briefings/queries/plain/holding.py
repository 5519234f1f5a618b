"""Who holds a place. Only a record of control answers that: nothing is concluded from fighting, nearness or flight."""

from msgspec import Struct

from briefings.answers import AttributedFact
from briefings.finding.attributing import told
from briefings.finding.mentioning import Mention
from briefings.finding.scoping import Span
from briefings.model import Control, Fact
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import Assessment, FactKind, RelationKind

_TOGETHER = frozenset({RelationKind.MEMBER_OF, RelationKind.PART_OF, RelationKind.LEADS, RelationKind.SPEAKS_FOR, RelationKind.BELONGS_TO})


class Holding(Struct, frozen=True):
    """A fact that says who holds a place, and the part of it that says so."""

    fact: Fact
    control: Control


def holdings(store: Reading, places: tuple[str, ...], *, ended: bool | None = False, span: Span | None = None) -> list[Holding]:
    """Records of control over these places, the newest and best attested first: standing ones, with ``ended`` those that are over, with None both."""
    span = span or Span()
    facts = store.facts(Wanted(about=tuple(f"place:{p}" for p in places), since=span.first, until=span.last))
    found = [Holding(f, c) for f in facts for c in _controls(f) if c.place in places and (ended is None or bool(c.until) == ended)]
    return sorted(found, key=lambda h: (-_day(h.fact), bool(h.control.extent), h.fact.assessment == Assessment.UNVERIFIED, h.fact.number))


def _controls(fact: Fact) -> tuple[Control, ...]:
    """The control written down; a control fact without it says that its first actor holds its places."""
    if fact.control or fact.kind != FactKind.CONTROL or not fact.actors:
        return fact.control
    return tuple(Control(place, fact.actors[0]) for place in fact.places)


def _day(fact: Fact) -> int:
    return fact.when.latest.toordinal() if fact.when.latest else 0


def is_holder(store: Reading, agent: Mention, holder: str) -> bool:
    """Whether the one asked about is the holder, or stands with it: as its leader, its part, or the whole it is part of."""
    asked = set(agent.ids("actor"))
    if holder in asked:
        return True
    together = [r for r in store.relations((holder,)) if r.kind in _TOGETHER]
    return any((r.actor in asked and r.other == holder) or (r.other in asked and r.actor == holder) for r in together)


def held_facts(store: Reading, found: list[Holding], most: int) -> tuple[AttributedFact, ...]:
    """The facts behind holdings, attributed, each matter once."""
    facts = list({h.fact.id: h.fact for h in found}.values())
    return told(store, facts, most).shown
