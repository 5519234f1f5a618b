"""Attribution in words, ready to publish. Who says it, how they are to be described, how it reached us; alike in chat and in sheets."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from briefings import show_day
from briefings.answers import AttributedFact, Attribution
from briefings.model import Source
from briefings.vocabulary import Stance

_STANCES = {Stance.ASSERTS: "Said by", Stance.DENIES: "Denied by", Stance.QUALIFIES: "Qualified by", Stance.NO_COMMENT: "No comment from",
            Stance.DECLINES: "Declined to comment:", Stance.RETRACTS: "Taken back by"}


def credit(item: AttributedFact) -> str:
    """Everybody who says a fact, with the documents it stands in: "according to X, a monitor (AP, 6 Dec 2024)"."""
    saying = [a for a in item.attributions if a.claim.stance == Stance.ASSERTS] or list(item.attributions)
    # the outlet that says it in its own voice is credited as printed; parties it quotes stand before it
    printed = [a for a in saying if a.outlet is not None and a.source.id == a.outlet.id]
    quoted = [a for a in saying if a not in printed]
    parts = []
    if quoted:
        verb = "according to " if quoted[0].claim.stance == Stance.ASSERTS else ""
        parts.append(verb + listed([party(a) for a in quoted]) + _documents(quoted))
    parts += [f"{a.source.name}, {day(a.day)}" for a in printed]
    return _start("; ".join(parts))


def party(attribution: Attribution) -> str:
    """One claimant with the description to print and the way it spoke: "the military, in comments carried by SANA, …"."""
    who = described(attribution.source)
    if attribution.claim.stance in (Stance.NO_COMMENT, Stance.DECLINES):
        who = f"{'no comment from' if attribution.claim.stance == Stance.NO_COMMENT else 'comment declined by'} {who}"
    if attribution.claim.how:
        return f"{who}, {attribution.claim.how}"
    carriers = [described(c) for c in attribution.carriers if attribution.outlet is None or c.id != attribution.outlet.id]
    return f"{who}, as carried by {listed(carriers)}" if carriers else who


def described(source: Source) -> str:
    """A source as it is to be named in print, with its publishable descriptor."""
    return f"{source.name}, {source.descriptor}" if source.descriptor else source.name


def stance_words(attribution: Attribution) -> str:
    """A stance in a word or two: "Denied by"."""
    return _STANCES[attribution.claim.stance]


def side_credit(attribution: Attribution) -> str:
    """One side of a dispute: who, how, and where it stands."""
    if attribution.outlet is not None and attribution.outlet.id == attribution.source.id:
        return f"{attribution.source.name}, {day(attribution.day)}"
    return party(attribution) + _documents([attribution])


def _documents(attributions: Sequence[Attribution]) -> str:
    named = dict.fromkeys(f"{a.outlet.short or a.outlet.name}, {day(a.document.published)}" for a in attributions if a.outlet and a.document)
    return f" ({'; '.join(named)})" if named else ""


@lru_cache(maxsize=4096)
def day(when: date | None) -> str:
    """A day in an attribution, without its weekday; "undated" where none is on record."""
    return show_day(when).partition(" ")[2] if when else "undated"


def listed(parts: Sequence[str]) -> str:
    """A, B and C; with semicolons where a part has commas of its own."""
    separator = "; " if any("," in p for p in parts) and len(parts) > 1 else ", "
    if len(parts) < 2:
        return "".join(parts)
    return separator.join(parts[:-1]) + (separator if separator == "; " else " ") + "and " + parts[-1]


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
