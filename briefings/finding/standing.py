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
