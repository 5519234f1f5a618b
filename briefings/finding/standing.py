"""What describes how things are, apart from what tells that something happened."""

from briefings.model import Fact
from briefings.vocabulary import FactKind, Precision

_STANDING = frozenset({FactKind.BACKGROUND, FactKind.RELATION})


def stands(fact: Fact) -> bool:
    """Whether a fact describes how things are, or how they were before, rather than tells what happened."""
    return fact.kind in _STANDING or describes(fact)


def describes(fact: Fact) -> bool:
    """Whether its time is that of a standing description."""
    return fact.when.precision == Precision.STANDING


def is_planned(fact: Fact, newest: str) -> bool:
    """Whether it is to happen after the day of the newest document ("" while there is none): announced, and not reported to have happened."""
    return bool(newest and fact.when.earliest and fact.when.earliest.isoformat() > newest)
