"""Facts in words, one line each: plain, contested, with figures; the chain behind one; the line that can go into copy."""

from collections.abc import Sequence

from briefings import show_day, show_period
from briefings.answers import AttributedFact, Attribution
from briefings.crediting import credit, day, described, listed, side_credit, stance_words
from briefings.model import Figure
from briefings.vocabulary import Assessment, Precision
from handlers.reply import Block, Dispute, Line, Side


def line(item: AttributedFact, *, lead: bool = False, when: bool = False, figures: bool = False) -> Block:
    """A fact as one line; a contested one as a dispute, wherever it stands."""
    if item.is_disputed:
        return dispute(item, figures=figures)
    fact = item.fact
    return Line(
        fact.text,
        credit(item),
        fact.id,
        day(item.as_of),
        assessed(item),
        _caveat(item),
        item.also,
        lead,
        show_period(fact.when) if when else "",
        "" if when else _happened(item),
        fact.quote.words if fact.quote and fact.quote.words not in fact.text else "",
        tuple(figure_words(f) for f in fact.figures) if figures else (),
    )


def _happened(item: AttributedFact) -> str:
    """When it happened, where that is known and is another day than the line is as of."""
    if item.fact.when.precision in (Precision.STANDING, Precision.AS_OF, Precision.UNKNOWN):
        return ""
    shown = show_period(item.fact.when)
    return "" if item.as_of and shown == show_day(item.as_of) else shown


def assessed(item: AttributedFact) -> str:
    """The desk's own word; not "disputed" where the other side was not known yet, or may not be shown: that word never stands alone."""
    if item.fact.assessment == Assessment.DISPUTED and not item.is_disputed:
        return str(Assessment.UNVERIFIED)
    return str(item.fact.assessment)


def _caveat(item: AttributedFact) -> str:
    """What has to be printed with a line: its caveat, and that it is due to be checked."""
    overdue = f"Not checked since {day(item.unchecked_since)}." if item.unchecked_since else ""
    return " ".join(part for part in (item.fact.caveat, overdue) if part)


def dispute(item: AttributedFact, *, figures: bool = False) -> Dispute:
    """A contested fact with every side: each stance on it, then the facts that stand against it."""
    fact = item.fact
    told = {
        a.source.id: [r.fact.id for r in item.rivals if {x.source.id for x in r.attributions} == {a.source.id}]
        for a in item.attributions
        if a.opposes
    }
    sides = [
        Side(stance_words(a), side_credit(a), a.claim.words, ", ".join(told.get(a.source.id, ())) if a.opposes else "") for a in item.attributions
    ]
    beside = {i for ids in told.values() for i in ids}  # the denial is a fact of its own too: it is told once, with its id
    sides += [Side("Against it", credit(r), r.fact.text, r.fact.id) for r in item.rivals if r.fact.id not in beside]
    return Dispute(
        fact.text,
        fact.id,
        day(item.as_of),
        str(fact.assessment),
        tuple(sides),
        _caveat(item),
        tuple(figure_words(f) for f in fact.figures) if figures else (),
    )


def figure_words(figure: Figure) -> str:
    """A figure with what it counts, its unit and range, and the words as published."""
    bounds = "" if figure.low is None and figure.high is None else f", from {number(figure.low)} to {number(figure.high)}"
    both = f" (could be read as {' or '.join(number(r) for r in figure.readings)})" if figure.readings else ""
    return f"{figure.of}: {figure.text}{bounds} [{figure.unit}]{both}"


def number(value: float | None) -> str:
    """A number with its thousands apart; "?" where an end of a range is open."""
    return "?" if value is None else f"{value:,.10g}" if value % 1 else f"{value:,.0f}"


def lines(items: Sequence[AttributedFact], *, lead: bool = False, when: bool = False, figures: bool = False) -> list[Block]:
    """Facts as lines, in order; with ``lead`` the first is set in bold."""
    return [line(item, lead=lead and index == 0, when=when, figures=figures) for index, item in enumerate(items)]


def chain(attribution: Attribution) -> str:
    """One claim to the ground: who, carried by whom, in which document, where in it."""
    carried = f", carried by {listed([c.name for c in attribution.carriers])}" if attribution.carriers else ""
    stands = ""
    if attribution.document:
        paragraph = attribution.claim.paragraph
        where = "" if paragraph is None else ", headline" if paragraph == 0 else f", paragraph {paragraph}"
        by = f" by {attribution.document.byline}" if attribution.document.byline else ""
        outlet = attribution.outlet.name if attribution.outlet else attribution.document.outlet
        stands = f" — {outlet}, “{attribution.document.headline}”{by}, {day(attribution.document.published)}{where}"
    return f"{stance_words(attribution)} {described(attribution.source)}{carried}{stands}"


def ready_line(item: AttributedFact) -> str:
    """A sentence that can go into copy: the fact and its attribution; for a contested one, both sides."""
    text = item.fact.text.rstrip(".")
    if not item.is_disputed:
        return f"{text}, {credit(item)[:1].lower() + credit(item)[1:]}."
    sides = "; ".join(f"{stance_words(a).lower()} {side_credit(a)}" for a in item.attributions)
    against = "; ".join(f"against it, {credit(r)[:1].lower() + credit(r)[1:]}: {r.fact.text.rstrip('.')}" for r in item.rivals)
    return f"Contested: {text} ({'; '.join(p for p in (sides, against) if p)})."
