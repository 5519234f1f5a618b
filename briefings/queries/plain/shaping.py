"""What was found, shaped: the findings, or that nothing on record answers, and what comes near."""

from collections.abc import Sequence

from briefings.answers import AnyAnswer, AttributedFact, Findings, NothingOnRecord
from briefings.finding.attributing import told, with_opposed_first, without_repeats
from briefings.finding.question import Question
from briefings.finding.ranking import Ranked
from briefings.finding.resolving import near, preferred
from briefings.finding.scoping import scope_of
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind

MOST_SHOWN = 5
MOST_NEAREST = 3
CLOSE = 0.8  # of the best score: what still belongs to the answer
NEAREST_FROM = 0.3  # of the question covered, to be named as near
_TELLING = (FactKind.CONTROL, FactKind.EVENT, FactKind.FIGURE)  # what is worth naming as near, before words and descriptions


def findings(store: Reading, read: Question, good: Sequence[Ranked], *, most: int = MOST_SHOWN) -> AnyAnswer:
    """The best of what was found, and whatever comes close to it."""
    if not good:
        return nothing(store, read)
    best = good[0].cover + good[0].bonus
    close = [r.fact for r in good if r.cover + r.bonus >= CLOSE * best]
    facts = told(store, with_opposed_first(store, close), most)
    return Findings(scope_of(store, span=read.span, asked_as=asked_as(store, read)), read.text, subject_of(store, read), facts.shown, facts.left_out)


def nothing(store: Reading, read: Question, *, looked_for: str = "", nearest: Sequence[AttributedFact] = ()) -> NothingOnRecord:
    """That nothing on record answers, with what comes near."""
    unknown = [w for w in read.text.split() if w[:1].isupper()] if not read.mentions else []
    names = tuple(dict.fromkeys(n for w in unknown for n in near(store, w)))[:3]
    return NothingOnRecord(
        scope_of(store, span=read.span, asked_as=asked_as(store, read)),
        looked_for or read.text,
        subject_of(store, read),
        without_repeats(tuple(nearest))[:MOST_NEAREST],
        names,
    )


def nearest_of(store: Reading, ranked: Sequence[Ranked]) -> tuple[AttributedFact, ...]:
    """What comes near, for an answer that there is nothing: whatever concerns all that was named before what does not."""
    near_enough = sorted(
        (r for r in ranked if r.cover >= NEAREST_FROM), key=lambda r: (len(r.unnamed), -round(r.cover, 1), r.fact.kind not in _TELLING, -r.cover)
    )
    close = [r.fact for r in near_enough][:MOST_NEAREST]
    return told(store, with_opposed_first(store, close), MOST_NEAREST).shown


def asked_as(store: Reading, read: Question) -> tuple[str, ...]:
    """Names that were read with a slip in them, with what they were read as."""
    return tuple(f"{m.words} → {preferred(store, *m.targets[0])}" for m in read.mentions if m.slip)


def subject_of(store: Reading, read: Question) -> str:
    """The names a question is about, as they are to be printed."""
    named = [preferred(store, *m.targets[0]).removeprefix("the ") for m in read.mentions]
    return ", ".join(dict.fromkeys(n[:1].upper() + n[1:] for n in named))
