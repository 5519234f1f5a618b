"""What an edited cell does to a fact: one function a column. Each takes the fact, the part of it the row stands for, and the new words."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from msgspec.structs import replace

from briefings.model import Fact, Figure
from briefings.periods import period_from_edtf
from briefings.vocabulary import Assessment, EventType

Put = Callable[[Fact, int, str], Fact]


def text(field: str) -> Put:
    """Put words into a field that may be empty."""
    return lambda fact, part, value: replace(fact, **{field: value.strip()})


def needed_text(field: str) -> Put:
    """Put words into a field that a fact cannot be without."""
    def put(fact: Fact, part: int, value: str) -> Fact:
        if not value.strip():
            raise ValueError(f"a fact cannot be without its {field}; to take it back, write yes under delete?")
        return replace(fact, **{field: value.strip()})
    return put


def listed(field: str) -> Put:
    """Put a list of ids or topics, written with semicolons or commas between."""
    def put(fact: Fact, part: int, value: str) -> Fact:
        words = (w.strip() for w in value.replace(",", ";").split(";"))
        return replace(fact, **{field: tuple(dict.fromkeys(w for w in words if w))})
    return put


def when(fact: Fact, part: int, value: str) -> Fact:
    """Put another time, in EDTF."""
    try:
        return replace(fact, when=period_from_edtf(value.strip(), words=fact.when.words))
    except ValueError as wrong:
        raise ValueError(str(wrong).rstrip(".")) from None


def chosen(field: str, vocabulary: type[StrEnum]) -> Put:
    """Put a word of a closed vocabulary; nothing clears a field that may be empty."""
    def put(fact: Fact, part: int, value: str) -> Fact:
        word = value.strip().lower().replace(" ", "_")
        if not word and field == "event":
            return replace(fact, event=None)
        try:
            return replace(fact, **{field: vocabulary(word)})
        except ValueError:
            raise ValueError(f"“{value.strip()}” is not one of {', '.join(vocabulary)}") from None
    return put


def figure_text(field: str) -> Put:
    """Put words into a figure."""
    return lambda fact, part, value: _with_figure(fact, part, **{field: value.strip()})


def figure_number(field: str) -> Put:
    """Put a number into a figure; nothing clears it."""
    def put(fact: Fact, part: int, value: str) -> Fact:
        try:
            return _with_figure(fact, part, **{field: float(value) if value.strip() else None})
        except (ValueError, OverflowError):
            raise ValueError(f"“{value.strip()}” is no plain number") from None
    return put


def _with_figure(fact: Fact, part: int, **values: Any) -> Fact:
    if part >= len(fact.figures):
        raise ValueError(f"the fact has no figure {part + 1} any more")
    edited: Figure = replace(fact.figures[part], **values)
    return replace(fact, figures=(*fact.figures[:part], edited, *fact.figures[part + 1 :]))


assessment: Put = chosen("assessment", Assessment)
event: Put = chosen("event", EventType)
