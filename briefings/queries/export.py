"""The sheet: what would go into it, and what its file is called."""

import re

from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.sheet.answers import SheetOffer
from briefings.sheet.selection import Narrowed, Selection, mark_of, rows_of, select_about, select_facts
from briefings.store.exporting import version_at
from briefings.store.reading import Reading

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def export(store: Reading, *, about: str = "", span: Span = ALWAYS) -> SheetOffer:
    """The workbook of the whole story, or of what concerns a place or an actor within a time.

    Raises:
        UnknownName: ``about`` matches nothing on file; carries near names.
        SeveralNames: it fits more than one thing equally well.
    """
    return _offer(store, select_about(store, about, span), span)


def export_answer(store: Reading, *, asked: str, facts: tuple[str, ...], left_out: int = 0, span: Span = ALWAYS) -> SheetOffer:
    """The workbook of an answer's facts, in the answer's order; ``asked`` is the command, ``facts`` are whole ids."""
    return _offer(store, Narrowed(select_facts(asked, facts)), span, left_out)


def _offer(store: Reading, narrowed: Narrowed, span: Span, left_out: int = 0) -> SheetOffer:
    selection = narrowed.selection
    count, mark = len(rows_of(store, selection)), mark_of(store, selection)
    scope = scope_of(store, span=span, asked_as=narrowed.asked_as, also_called=narrowed.also_called)
    return SheetOffer(scope, selection, count, file_name(store, selection), mark.export_id, narrowed.unread, left_out)


def file_name(store: Reading, selection: Selection) -> str:
    """The name of an export's file: story, what of it, version."""
    part = _NOT_IN_A_NAME.sub("-", selection.words.lower()).strip("-")[:40].strip("-")
    return "-".join(p for p in (store.slug, part, f"v{version_at(store)}") if p) + ".xlsx"
