"""From a form to the fact as it would be: a new one, or one on file with what was typed put in its place."""

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from briefings.curating.reading import TO_FOLLOW, Form, readings_of
from briefings.curating.values import stale_figures
from briefings.errors import shorten
from briefings.model import Claim, Control, Document, Fact, Figure, Quote
from briefings.store.proposals import Brought
from briefings.vocabulary import OPPOSING, Assessment, ChangeKind, EventType, FactKind, GroundRule, Stance

_OF_A_CLAIM = ("document", "paragraph", "via", "words", "how", "said")
NEW_ID = "F0"  # of a fact that is not on file yet
_NUMBER_IN = re.compile(
    r"\d[\d.,\u00a0\u202f ]*\d(?:\s*(?:thousand|million|billion|mln|bn))?|\d(?:\s*(?:thousand|million|billion|mln|bn))?", re.IGNORECASE
)


class Draft(Struct, frozen=True):
    """A fact as it would be, what it brings, and how what was typed was understood."""

    fact: Fact
    brought: Brought
    read: tuple[str, ...]


def new_fact(form: Form) -> Draft:
    """A fact that is not on file yet, from its form; what is wrong with it is noted there."""
    kind = FactKind(form.choice("kind") or _kind(form))
    for name in ("text", "source"):
        if not form.has(name):
            form.complain(name, _NEEDED[name])
    claims = _with_claim(form, (), Stance.ASSERTS)
    fact = Fact(NEW_ID, "", kind, form.words("text"), form.when(kind), claims)
    return _finished(form, _filled_in(form, fact))


def changed_fact(form: Form, before: Fact, kind: ChangeKind) -> Draft:
    """A fact on file with what was typed put in its place. A source that has a claim on it changes that claim, another one adds its own;
    where we were wrong about who says it, the only claim is put right.
    """
    after = _without_stale_figures(form, before, _filled_in(form, before))
    if form.has("source"):
        after = replace(after, claims=_with_claim(form, after.claims, Stance.ASSERTS, only=kind == ChangeKind.CORRECT))
    elif any(form.has(name) for name in _OF_A_CLAIM) and after.claims:
        if len(after.claims) > 1:
            form.complain("source", f"{before.id} has {len(after.claims)} claims on it; say with “source: …” whose is meant.")
        after = replace(after, claims=(_refiled(form, after.claims[0]), *after.claims[1:]))
    return _finished(form, after)


def _without_stale_figures(form: Form, before: Fact, after: Fact) -> Fact:
    """The fact without figures that its new text tells no more; with none in their place that is a problem: text and figure must not differ."""
    stale = stale_figures(before, after)
    named = " and ".join(f"“{f.text}”" for f in stale)
    if stale and not form.has("figure"):
        form.complain("figure", f"{before.id} counts {named}, which the new text tells no more; write the number as it is now: “figure: …”.")
    elif stale:
        form.read.append(f"taken out, for the text tells it no more: {named}")
    return replace(after, figures=tuple(f for f in after.figures if f not in stale))


def with_claim(form: Form, before: Fact, stance: Stance, assessment: Assessment) -> Draft:
    """A fact on file with one more claim on it, and the desk's word; without a source only the word changes."""
    claims = _with_claim(form, before.claims, stance) if form.has("source") else before.claims
    return _finished(form, replace(before, claims=claims, assessment=assessment))


def _with_claim(form: Form, claims: tuple[Claim, ...], otherwise: Stance, *, only: bool = False) -> tuple[Claim, ...]:
    """The claims with the one a form tells of: over the same party's on the same side, over the only one where that was wrong, else behind them.

    What the form leaves out stays as it was. Where no document is named and none was, one that is to follow stands in.
    """
    source = form.source()
    if not source:
        return claims
    stance = Stance(form.choice("stance", otherwise))
    same = [at for at, c in enumerate(claims) if c.by == source and (c.stance in OPPOSING) == (stance in OPPOSING)]
    at = same[0] if same else 0 if only and len(claims) == 1 else len(claims)
    standing = claims[at] if at < len(claims) else Claim(source)
    document = form.document() or standing.document or form.bring(Document("", source, TO_FOLLOW, form.now.date()))
    stance = stance if form.has("stance") or not same else standing.stance
    claim = replace(standing, by=source, document=document, stance=stance, **_claim_parts(form))
    return (*claims[:at], claim, *claims[at + 1 :])


def _claim_parts(form: Form) -> dict[str, Any]:
    parts: dict[str, Any] = {name: form.words(name) for name in ("words", "how") if form.has(name)}
    if form.has("via"):
        parts["via"] = form.ids("via", "source")
    if form.has("said"):
        parts["said"] = form.day("said", form.words("said"))
    if form.has("paragraph"):
        number = form.words("paragraph").lstrip("¶pP. ")
        parts["paragraph"] = int(number) if number.isdecimal() and len(number) < 5 else None
        if parts["paragraph"] is None:
            form.complain("paragraph", f"“{shorten(form.words('paragraph'))}” is no number of a paragraph.")
    return parts


def _refiled(form: Form, claim: Claim) -> Claim:
    return replace(claim, **_claim_parts(form), **({"document": form.document() or claim.document} if form.has("document") else {}))


def _kind(form: Form) -> FactKind:
    if form.has("holder"):
        return FactKind.CONTROL
    if form.has("quote"):
        return FactKind.QUOTE
    return FactKind.FIGURE if form.has("figure") or form.has("best") else FactKind.EVENT


def _filled_in(form: Form, fact: Fact) -> Fact:
    """The fact with every field that was typed, but for its claims."""
    given: dict[str, Any] = {name: form.words(name) for name in ("text", "hedge", "caveat") if form.has(name)}
    given |= {name: form.several(name) for name in ("topics", "asked_as") if form.has(name)}
    if form.has("kind"):
        given["kind"] = FactKind(form.choice("kind", fact.kind))
    if form.has("event"):
        given["event"] = EventType(form.choice("event", fact.event or EventType.OTHER))
    if form.has("when"):
        given["when"] = form.when(str(given.get("kind", fact.kind)))
    if form.has("place"):
        given["places"] = form.ids("place", "place")
    if form.has("actors"):
        given["actors"] = form.ids("actors", "actor")
    if form.has("contradicts"):
        given["contradicts"] = form.facts("contradicts")
    if form.has("assessment"):
        given["assessment"] = Assessment(form.choice("assessment", fact.assessment))
    if unknown := [t for t in given.get("topics", ()) if t not in form.store.story.topics]:
        form.complain("topics", f"“{shorten(unknown[0])}” is no topic of this story; there are {', '.join(form.store.story.topics) or 'none'}.")
    fact = replace(fact, **given, **_rules(form))
    return _with_parts(form, fact)


def _rules(form: Form) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if form.has("ground_rule"):
        given["ground_rule"] = GroundRule(form.choice("ground_rule", GroundRule.ON_RECORD))
    if form.has("embargo"):
        given["embargoed_until"] = form.embargo()
    if form.has("review_by"):
        given["review_by"] = form.day("review_by", form.words("review_by"), future=True)
    return given


def _with_parts(form: Form, fact: Fact) -> Fact:
    """The figure, the quotation, who holds the place."""
    if any(form.has(name) for name in ("of", "figure", "unit", "low", "best", "high")) or (fact.kind == FactKind.FIGURE and not fact.figures):
        fact = replace(fact, figures=(_figure(form, fact.figures[0] if fact.figures else None), *fact.figures[1:]))
    if form.has("quote") or form.has("speaker"):
        speaker = form.source("speaker") if form.has("speaker") else (fact.quote.speaker if fact.quote else None)
        fact = replace(fact, quote=Quote(form.words("quote") or (fact.quote.words if fact.quote else ""), speaker or None))
    if fact.kind == FactKind.QUOTE and not (fact.quote and fact.quote.words):
        form.complain("quote", "Write the words of the quotation, letter for letter.")
    if form.has("holder") or form.has("extent"):
        fact = _with_holder(form, fact)
    elif fact.kind == FactKind.CONTROL and not fact.control:
        form.complain("holder", "Say who holds the place.")
    return fact


def _with_holder(form: Form, fact: Fact) -> Fact:
    held = fact.control[0] if fact.control else None
    by = form.name("holder", form.words("holder"), "actor") if form.has("holder") else (held.by if held else "")
    place = fact.places[0] if fact.places else held.place if held else ""
    if not place:
        form.complain("place", "Say which place is held.")
    if not by:
        form.complain("holder", "Say who holds the place.")
    put = Control(place, by, held.until if held else "", form.words("extent", held.extent if held else ""))
    return replace(fact, control=(put, *fact.control[1:]), actors=tuple(dict.fromkeys((*fact.actors, *([by] if by else [])))))


def _figure(form: Form, standing: Figure | None) -> Figure:
    """The first figure with what was typed. A number that can be read two ways is not chosen here; the sentence shows both."""
    text = form.words("figure", standing.text if standing else form.words("best"))
    low, high = (form.number(n) if form.has(n) else getattr(standing, n, None) for n in ("low", "high"))
    best = form.number("best") if form.has("best") else None if form.has("figure") or standing is None else standing.best
    if best is None and form.has("figure") and not form.has("best"):
        found = [readings_of(m.group().strip()) for m in _NUMBER_IN.finditer(text)]
        if len(found) == 1 and len(found[0]) > 1:
            form.complain(
                "figure",
                f"“{shorten(text)}” can be read as {' or '.join(f'{r:,.10g}' for r in found[0])}; write the one that is meant in "
                f"“{_BEST}” as digits.",
            )
        best = found[0][0] if len(found) == 1 and len(found[0]) == 1 else None
    if not text:
        form.complain("figure", "Write the number as it was published.")
    if low is not None and high is not None and low > high:
        form.complain("low", "The lowest number is above the highest.")
    return Figure(
        form.words("of", standing.of if standing else shorten(form.words("text"), 60)),
        form.words("unit", standing.unit if standing else ""),
        text,
        best,
        low,
        high,
    )


def _finished(form: Form, fact: Fact) -> Draft:
    return Draft(fact, form.brought, tuple(dict.fromkeys(form.read)))


_BEST = "Best number"
_NEEDED = {"text": "Write the fact in a sentence.", "source": "Say who says it: a fact without attribution is not kept."}
