"""What of a story goes into a sheet, and by what an export is known again."""

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from briefings import names, wording
from briefings.finding.mentioning import Mention, find_mentions, tokens_of
from briefings.finding.places import within
from briefings.finding.resolving import AREA_WORDS, KINDS, namesakes, preferred, resolve
from briefings.finding.scoping import ALWAYS, Span
from briefings.model import Place
from briefings.sheet.layout import FORMAT
from briefings.store.exporting import chosen, founded, numbered_rows, version_at
from briefings.store.reading import Reading


class Selection(Struct, frozen=True, omit_defaults=True):
    """What was asked for. ``facts`` (numbers, in order) are an answer's; else ``about`` are groups of link targets.

    A fact has to touch one target of every group. ``words`` says the selection to a reader, "" for the whole story.
    """

    words: str = ""
    about: tuple[tuple[str, ...], ...] = ()
    since: date | None = None
    until: date | None = None
    facts: tuple[int, ...] = ()

    @property
    def span(self) -> Span:
        """The time filter."""
        return Span(self.since, self.until)

    @property
    def is_whole_story(self) -> bool:
        """Whether nothing is left out."""
        return self == WHOLE


WHOLE = Selection()


class Mark(Struct, frozen=True):
    """By what an export is known again, as it stands in ``_meta``. ``founded`` tells newsrooms apart; ``recorded`` is None for the present."""

    format: int
    export_id: str
    story: str
    version: int
    founded: int
    known: str
    recorded: int | None
    selection: Selection


class Narrowed(Struct, frozen=True):
    """A selection, and how its words were read: ``unread`` are those that nothing was made of; the rest as in ``Scope``."""

    selection: Selection
    unread: str = ""
    asked_as: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()


def select_about(store: Reading, about: str, span: Span = ALWAYS) -> Narrowed:
    """The selection of what concerns the names in ``about``: any of several places, any of several actors, both of a place and an actor.

    The whole story where it is empty.

    Raises:
        UnknownName: it matches nothing on file; carries near names.
        SeveralNames: it fits more than one thing equally well.
    """
    mentions = find_mentions(store, about) if about.strip() else []
    if about.strip() and not mentions:
        resolve(store, about)  # raises with what is near
    meant = [_meant(store, m) for m in mentions]
    groups = [[m for m in meant if bool(m.places) == place] for place in (True, False)]
    about_groups = tuple(tuple(dict.fromkeys(t for m in group for t in m.targets)) for group in groups if group)
    words = [" and ".join(dict.fromkeys(m.name for m in meant)), span.words]
    selection = Selection(" ".join(w for w in words if w), about_groups, span.since, span.until)
    asked_as = tuple(m.asked_as for m in meant if m.asked_as)
    return Narrowed(selection, _unread(about, mentions), asked_as, tuple(dict.fromkeys(o for m in meant for o in m.also)))


class _Meant(Struct, frozen=True):
    """What a name in the words was taken to mean: its links, whether they are places, and how it is told."""

    name: str
    places: tuple[str, ...]
    targets: tuple[str, ...]
    asked_as: str = ""
    also: tuple[str, ...] = ()


def _meant(store: Reading, mention: Mention) -> _Meant:
    """One name, resolved as every other command does: the obvious thing of that name, or a question back."""
    chosen: dict[str, tuple[str, ...]] = {k: mention.ids(k) for k in KINDS}
    if mention.loose:  # "Syrians": made of a name, and no name itself
        return _Meant(mention.words, chosen["place"], _targets(store, chosen))
    chosen |= {kind: (resolve(store, mention.words, kinds=(kind,)).id,) for kind in KINDS if len(chosen[kind]) > 1}
    kind = next(k for k in KINDS if chosen[k])
    name, others = preferred(store, kind, chosen[kind][0]), namesakes(store, names.fold(mention.words), kind, chosen[kind][0])
    asked = mention.words if names.letters(mention.words) not in (names.letters(name), names.letters(name.removeprefix("the "))) else ""
    return _Meant(name, chosen["place"], _targets(store, chosen), asked, tuple(m.shown for m in others))


def _unread(about: str, mentions: list[Mention]) -> str:
    """The words that no name was found in, as they were typed; those that say nothing by themselves are no loss."""
    read = {i for m in mentions for i in range(m.first, m.last)}
    left = [t for i, t in enumerate(tokens_of(about)) if i not in read]
    return " ".join(t for t in left if not wording.is_idle(t.casefold()) and t.casefold() not in AREA_WORDS)


def select_facts(words: str, whole_ids: tuple[str, ...]) -> Selection:
    """The selection of an answer's facts, in its order; ``words`` is the command they answered."""
    return Selection(words=words, facts=tuple(int(i.rpartition("F")[2]) for i in whole_ids))


def _targets(store: Reading, chosen: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    places = store.records(Place, chosen["place"])
    inside = [i for p in places.values() if p.type != "country" for i in within(store, p)]
    return tuple(dict.fromkeys([f"{role}:{i}" for i in (*chosen["place"], *inside) for role in ("place", "near")] + [
        f"{role}:{i}" for kind in KINDS if kind != "place" for i in chosen[kind] for role in ("actor", "speaker")]))


def rows_of(store: Reading, selection: Selection) -> list[tuple[int, int]]:
    """The (row, number) of every fact selected, in the order of the sheet."""
    if selection.facts:
        return numbered_rows(store, selection.facts)
    first, last = selection.span.first, selection.span.last
    if not selection.about:
        return chosen(store, since=first, until=last)
    groups = [chosen(store, about=targets, since=first, until=last) for targets in selection.about]
    common = set(groups[0]).intersection(*groups[1:])
    return [pair for pair in groups[0] if pair in common]


def mark_of(store: Reading, selection: Selection) -> Mark:
    """The mark of an export made from ``store`` now; equal state and selection make an equal mark."""
    return mark_for(store, version_at(store), founded(store), store.known, store.recorded, selection)


def mark_for(store: Reading, version: int, founding: int, known: str, recorded: int | None, selection: Selection) -> Mark:
    """The mark that an export of that version had."""
    parts = msgspec.json.encode((store.slug, version, founding, known, recorded, selection))
    export_id = f"{store.slug}-v{version}-{hashlib.blake2b(parts, digest_size=5).hexdigest()}"
    return Mark(FORMAT, export_id, store.slug, version, founding, known, recorded, selection)
