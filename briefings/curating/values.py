"""What differs between two versions of a fact, and whether a value is among it. A change of wording leaves every value as it was."""

import re
from collections.abc import Callable
from typing import Any

from briefings import names, wording
from briefings.answers import Difference
from briefings.model import Claim, Fact, Figure
from briefings.periods import show_period
from briefings.vocabulary import GroundRule, PubStatus

_NOT = frozenset("not no never none nobody nothing without denied deny denies nor neither".split())
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands million "
    "millions billion billions half quarter first second third".split()
)
_DIGITS = re.compile(r"\d[\d.,]*")


def _figures(figures: tuple[Figure, ...]) -> str:
    return "; ".join(f"{f.of}: {f.text} [{f.unit}]{_bounds(f)}" for f in figures)


def _bounds(figure: Figure) -> str:
    given = [(name, value) for name, value in (("low", figure.low), ("best", figure.best), ("high", figure.high)) if value is not None]
    return " (" + ", ".join(f"{name} {value:,.10g}" for name, value in given) + ")" if given else ""


def _claims(claims: tuple[Claim, ...]) -> str:
    return "; ".join(
        " ".join(
            p
            for p in (
                c.by,
                str(c.stance),
                f"via {', '.join(c.via)}" if c.via else "",
                c.how,
                f"“{c.words}”" if c.words else "",
                f"in {c.document}" if c.document else "",
                f"paragraph {c.paragraph}" if c.paragraph is not None else "",
                f"on {c.said}" if c.said else "",
            )
            if p
        )
        for c in claims
    )


def may_be_said(fact: Fact) -> bool:
    """Whether a sentence, a form or an answer may hold a fact's text: not where it is held back, killed or off the record."""
    return fact.pubstatus == PubStatus.USABLE and fact.ground_rule != GroundRule.OFF_RECORD


def _listed(field: str) -> Callable[[Fact], str]:
    return lambda fact: ", ".join(str(v) for v in getattr(fact, field))


def _one(field: str) -> Callable[[Fact], str]:
    return lambda fact: str(getattr(fact, field) or "")


_SHOWN: dict[str, Callable[[Fact], str]] = {
    "text": _one("text"),
    "kind": _one("kind"),
    "event": _one("event"),
    "when": lambda f: " ".join(p for p in (show_period(f.when), f"(“{f.when.words}”)" if f.when.words else "") if p),
    "places": _listed("places"),
    "near": _listed("near"),
    "actors": _listed("actors"),
    "figures": lambda f: _figures(f.figures),
    "quote": lambda f: f"“{f.quote.words}”{f' — {f.quote.speaker}' if f.quote.speaker else ''}" if f.quote else "",
    "control": lambda f: "; ".join(
        f"{c.place}: {c.by}{f' ({c.extent})' if c.extent else ''}{f' until {c.until}' if c.until else ''}" for c in f.control
    ),
    "claims": lambda f: _claims(f.claims),
    "topics": _listed("topics"),
    "asked_as": _listed("asked_as"),
    "hedge": _one("hedge"),
    "caveat": _one("caveat"),
    "contradicts": _listed("contradicts"),
    "tension": _listed("tension"),
    "restates": _listed("restates"),
    "assessment": _one("assessment"),
    "pubstatus": _one("pubstatus"),
    "ground_rule": _one("ground_rule"),
    "embargoed_until": _one("embargoed_until"),
    "review_by": _one("review_by"),
}


_USUAL = (PubStatus.USABLE, GroundRule.ON_RECORD)  # of a new fact, and so not worth a line
_AXES = ("assessment", "pubstatus", "ground_rule")


def differences(before: Fact | None, after: Fact) -> tuple[Difference, ...]:
    """What differs, field by field, in words; of a new fact every field that says something. Off the record, that it is so and no more."""
    said = (d for d in _differing(before, after) if d.field in _AXES or not _is_off(before, after))
    return tuple(d for d in said if before or d.after not in _USUAL)


def _is_off(*facts: Fact | None) -> bool:
    return any(fact.ground_rule == GroundRule.OFF_RECORD for fact in facts if fact)


def _differing(before: Fact | None, after: Fact) -> tuple[Difference, ...]:
    pairs = ((name, show(before) if before else "", show(after)) for name, show in _SHOWN.items())
    return tuple(Difference(name, was, now) for name, was, now in pairs if was != now)


def changed_values(before: Fact, after: Fact) -> tuple[Difference, ...]:
    """The differences that change what is said: numbers, days, names, who says it, yes or no. Another wording of the same is none."""
    every = _differing(before, after)
    found = [d for d in every if d.field in ("figures", "quote", "control", "kind", "event")]
    if (before.when.earliest, before.when.latest, before.when.precision) != (after.when.earliest, after.when.latest, after.when.precision):
        found += [d for d in every if d.field == "when"]
    if _matter(before.text) != _matter(after.text):
        found.append(Difference("text", before.text, after.text))
    if [(c.by, c.stance, _matter(c.words)) for c in before.claims] != [(c.by, c.stance, _matter(c.words)) for c in after.claims]:
        found += [d for d in every if d.field == "claims"]
    if bool(before.hedge) != bool(after.hedge):
        found.append(Difference("hedge", before.hedge, after.hedge))
    return tuple(found)


def stale_figures(before: Fact, after: Fact) -> tuple[Figure, ...]:
    """Figures left as they were whose number the text told before and tells no more."""
    was, now = (set(_DIGITS.findall(fact.text)) for fact in (before, after))
    return tuple(f for f in after.figures if f in before.figures and set(_DIGITS.findall(f.text)) & (was - now))


def _matter(text: str) -> tuple[Any, ...]:
    """What a sentence says apart from its wording: its numbers, the names in it, whether it denies."""
    said = wording.words(text)
    numbers = sorted([m.group().rstrip(".,").replace(",", "") for m in _DIGITS.finditer(text)] + [w for w in said if w in _NUMBER_WORDS])
    capitals = {names.fold(w) for w in re.findall(r"(?<!^)(?<![.?!] )\b[^\W\d_a-zß-ÿ][\w'’-]+", text)}
    return (
        tuple(numbers),
        frozenset(capitals),
        sum(
            w in _NOT
            or (w.endswith("nt") and w[:-2] in ("is", "are", "was", "were", "did", "has", "have", "do", "does", "ca", "wo", "could", "would"))
            for w in said
        )
        % 2,
    )
