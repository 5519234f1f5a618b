"""Who said what, letter for letter."""

from briefings.answers import QuoteList
from briefings.finding.attributing import told
from briefings.finding.resolving import preferred, resolve
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.model import Source
from briefings.queries.narrowing import of_kinds
from briefings.store.reading import Reading
from briefings.vocabulary import FactKind

MOST_SHOWN = 40


def quotes(store: Reading, *, speaker: str = "", span: Span = ALWAYS) -> QuoteList:
    """Quotations, newest first: everybody's, or one speaker's; none where the speaker is not quoted.

    Raises:
        UnknownName: the speaker matches nothing on file; carries near names.
        SeveralNames: the name fits more than one speaker equally well.
    """
    quoted = [f for f in of_kinds(store, (FactKind.QUOTE,), span) if f.quote]
    asked_as: tuple[str, ...] = ()
    named = ""
    if speaker.strip():
        meaning = resolve(store, speaker, kinds=("actor", "source", "place"))
        named, asked_as = preferred(store, meaning.kind, meaning.id), (meaning.asked_as,) if meaning.asked_as else ()
        ids = {meaning.id} | {s.id for s in store.owned(Source, (meaning.id,))}
        quoted = [f for f in quoted if f.quote and f.quote.speaker in ids]
    found = told(store, quoted, MOST_SHOWN)
    return QuoteList(scope_of(store, span=span, asked_as=asked_as), named, found.shown, found.left_out)
