"""Writing one story in one transaction. Its version is raised first, so whoever comes second waits, and sees the first."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from briefings import names, wording
from briefings.errors import UnknownStory
from briefings.model import Actor, Document, Fact, OpenQuestion, Place, Relation, Source, Story
from briefings.store import search
from briefings.store.logbook import Logbook
from briefings.store.outbox import Outbox
from briefings.store.proposals import Proposals
from briefings.store.reading import RECORDS, Reading, decode, one_story
from briefings.store.roles import Given, give_role, take_role
from briefings.store.shelf import Shelf
from briefings.store.tables import OPEN_FUTURE, OPEN_PAST, fact, gram, link, name, record, story
from briefings.store.times import to_micros
from briefings.vocabulary import ChangeKind, GroundRule, Precision, PubStatus

Keepable = Place | Actor | Source | Document | Relation | OpenQuestion
_BY_NAME = {word: kind for kind, word in RECORDS.items()}


class Edit(Struct, frozen=True, kw_only=True):
    """One new revision of a fact, and who made it."""

    fact: Fact
    change: ChangeKind
    note: str
    author: str
    approver: str | None = None
    from_pack: bool = False


class Held(Struct, frozen=True):
    """A current revision as a writer sees it, whatever its status."""

    row: int
    revision: int
    from_pack: bool
    fact: Fact


class Writing:
    """One story, locked by the raising of its version. Nothing is kept unless the transaction that made it ends well."""

    def __init__(self, connection: Connection, slug: str, *, now: int) -> None:
        self._connection = connection
        self.slug, self.now = slug, now
        raised = connection.execute(
            update(story)
            .where(story.c.slug == slug)
            .values(version=story.c.version + 1, recorded=_later(now))
            .returning(story.c.version, story.c.recorded, story.c.body, story.c.pack_digest)
        ).one_or_none()
        self.version: int = raised.version if raised else 0
        self.recorded: int = raised.recorded if raised else now
        self.story: Story | None = decode(raised.body, Story) if raised else None
        self.pack_digest: str = raised.pack_digest if raised else ""
        self.log, self.proposals, self.outbox = Logbook(connection, slug), Proposals(connection, slug), Outbox(connection)

    @cached_property
    def reading(self) -> Reading:
        """The story as it stands before the change, on the same connection. It keeps nothing on the common shelf: the change may yet come to nothing.

        Raises:
            UnknownStory: the story is not on file.
        """
        row = next(iter(one_story().rows(self._connection, {"slug": self.slug})), None)
        if row is None:
            raise UnknownStory(self.slug, ())
        return Reading(self._connection, row, now=self.now, shelf=Shelf())

    def read_again(self) -> Reading:
        """The story as it stands with what this transaction has written so far."""
        del self.reading
        return self.reading

    # ── the story itself ────────────────────────────────────────────────────────────────────────
    def keep_story(self, kept: Story, *, pack_digest: str) -> None:
        """Open the story, or put down how it is described now."""
        values = {"pack_digest": pack_digest, "body": encode(kept)}
        if self.story is None:
            self.version = 1
            self._connection.execute(insert(story).values(slug=self.slug, version=1, recorded=self.recorded, last_number=0, newest="", **values))
        else:
            self._connection.execute(update(story).where(story.c.slug == self.slug).values(**values))
        self.story = kept

    # ── records ─────────────────────────────────────────────────────────────────────────────────
    def keep_records(self, kept: Iterable[tuple[str, Keepable]], *, first: int = 0) -> int:
        """Put down places, actors, sources, documents, relations and questions under their ids, in the order given from place ``first`` on;
        how many were new or changed.
        """
        bodies = [(RECORDS[type(item)], key, position, encode(item), *ties(item)) for position, (key, item) in enumerate(kept, first)]
        standing = {
            (r.kind, r.id): r.body
            for r in self._connection.execute(
                select(record.c.kind, record.c.id, record.c.body).where(record.c.story == self.slug, record.c.superseded.is_(None))
            )
        }
        changed = [entry for entry in bodies if standing.get((entry[0], entry[1])) != entry[3]]
        closing = [{"k": entry[0], "i": entry[1]} for entry in changed if entry[:2] in standing]
        if closing:
            self._connection.execute(
                update(record)
                .where(record.c.story == self.slug, record.c.kind == bindparam("k"), record.c.id == bindparam("i"), record.c.superseded.is_(None))
                .values(superseded=self.recorded),
                closing,
            )
        if changed:
            self._connection.execute(
                insert(record),
                [
                    {
                        "story": self.slug,
                        "kind": kind,
                        "id": key,
                        "version": self.version,
                        "recorded": self.recorded,
                        "position": position,
                        "body": body,
                        "owner": owner,
                        "parent": parent,
                    }
                    for kind, key, position, body, owner, parent in changed
                ],
            )
            self._note_newest_document()
        return len(changed)

    def _note_newest_document(self) -> None:
        bodies = self._connection.execute(
            select(record.c.body).where(record.c.story == self.slug, record.c.kind == "document", record.c.superseded.is_(None))
        ).scalars()
        published = [d.published.isoformat() for d in (decode(b, Document) for b in bodies) if d.published]
        self._connection.execute(update(story).where(story.c.slug == self.slug).values(newest=max(published, default="")))

    def records(self) -> dict[tuple[str, str], Keepable]:
        """Every current record by kind and id."""
        rows = self._connection.execute(
            select(record.c.kind, record.c.id, record.c.body).where(record.c.story == self.slug, record.c.superseded.is_(None))
        )
        return {(r.kind, r.id): decode(r.body, _BY_NAME[r.kind]) for r in rows}

    # ── names ───────────────────────────────────────────────────────────────────────────────────
    def keep_names(self, kept: Iterable[tuple[str, str, str, bool, bool]]) -> None:
        """Replace the story's names: kind, target, the name as written, whether it is the preferred one, whether to avoid it."""
        self._connection.execute(delete(gram).where(gram.c.story == self.slug))
        self._connection.execute(delete(name).where(name.c.story == self.slug))
        self.add_names(kept)

    def add_names(self, kept: Iterable[tuple[str, str, str, bool, bool]]) -> None:
        """Put names beside those there are; their shape is that of ``keep_names``."""
        highest = self._connection.execute(select(func.max(name.c.id)).where(name.c.story == self.slug)).scalar() or 0
        rows, seen = [], set()
        for kind, target, written, preferred, avoid in kept:
            folded = names.fold(written)
            if folded and (kind, target, folded) not in seen:
                seen.add((kind, target, folded))
                rows.append(
                    {
                        "story": self.slug,
                        "folded": folded,
                        "skeleton": names.skeleton(folded),
                        "kind": kind,
                        "target": target,
                        "written": written,
                        "preferred": preferred,
                        "avoid": avoid,
                    }
                )
        if rows:
            self._connection.execute(insert(name), rows)
        numbered = self._connection.execute(select(name.c.id, name.c.folded).where(name.c.story == self.slug, name.c.id > highest)).all()
        parts = [{"story": self.slug, "gram": g, "length": len(row.folded), "name": row.id} for row in numbered for g in names.grams(row.folded)]
        if parts:
            self._connection.execute(insert(gram), parts)

    # ── roles ───────────────────────────────────────────────────────────────────────────────────
    def give_role(self, given: Given) -> None:
        """Put a role down in place of the one the subject had."""
        give_role(self._connection, given, self.recorded)

    def take_role(self, subject: str) -> bool:
        """Take a subject's role in this story away; whether there was one."""
        return take_role(self._connection, self.slug, subject)

    # ── facts ───────────────────────────────────────────────────────────────────────────────────
    def held(self) -> dict[int, Held]:
        """Every current revision by fact number, whatever its status."""
        rows = self._connection.execute(
            select(fact.c.row, fact.c.number, fact.c.revision, fact.c.from_pack, fact.c.body).where(
                fact.c.story == self.slug, fact.c.superseded.is_(None)
            )
        )
        return {r.number: Held(r.row, r.revision, r.from_pack, decode(r.body, Fact)) for r in rows}

    def revise(self, edits: Sequence[Edit], documents: dict[str, Document]) -> None:
        """Add a revision for each edit and close the one before it. Any document a claim names must be in ``documents``."""
        if not edits:
            return
        standing = self._close([e.fact.number for e in edits])
        rows = (
            self._connection.execute(
                insert(fact).returning(fact.c.row, sort_by_parameter_order=True),
                [self._row(edit, standing.get(edit.fact.number, 0) + 1, documents) for edit in edits],
            )
            .scalars()
            .all()
        )
        pairs = list(zip(rows, edits, strict=True))
        self._connection.execute(insert(link), [parts for row, edit in pairs for parts in self._links(row, edit.fact, documents)])
        topics = self.story.topics if self.story else {}
        search.add(
            self._connection,
            [{"row": row, "tokens": wording.tokens((*wording.texts_of(edit.fact), *wording.topic_texts(edit.fact, topics)))} for row, edit in pairs],
        )
        highest = max(e.fact.number for e in edits)
        self._connection.execute(update(story).where(story.c.slug == self.slug, story.c.last_number < highest).values(last_number=highest))

    def next_number(self) -> int:
        """The number of the next new fact; numbers are never used again."""
        return int(self._connection.execute(select(story.c.last_number).where(story.c.slug == self.slug)).scalar_one()) + 1

    def _close(self, numbers: list[int]) -> dict[int, int]:
        standing = self._connection.execute(
            select(fact.c.row, fact.c.number, fact.c.revision).where(
                fact.c.story == self.slug, fact.c.superseded.is_(None), fact.c.number.in_(numbers)
            )
        ).all()
        rows = [r.row for r in standing]
        if rows:
            self._connection.execute(update(fact).where(fact.c.row.in_(rows)).values(superseded=self.recorded))
            self._connection.execute(update(link).where(link.c.row.in_(rows)).values(superseded=self.recorded))
            search.retire(self._connection, rows)
        return {r.number: r.revision for r in standing}

    def _row(self, edit: Edit, revision: int, documents: dict[str, Document]) -> dict[str, Any]:
        kept = edit.fact
        return {
            "story": self.slug,
            "number": kept.number,
            "revision": revision,
            "version": self.version,
            "recorded": self.recorded,
            "earliest": kept.when.earliest.isoformat() if kept.when.earliest else OPEN_PAST,
            "latest": kept.when.latest.isoformat() if kept.when.latest else OPEN_FUTURE,
            "known": known_from(kept, documents),
            "day": sorted_by(kept, documents),
            "kind": kept.kind,
            "assessment": kept.assessment,
            "publishable": kept.pubstatus == PubStatus.USABLE and kept.ground_rule != GroundRule.OFF_RECORD,
            "embargo": to_micros(kept.embargoed_until) if kept.embargoed_until else 0,
            "from_pack": edit.from_pack,
            "change": edit.change,
            "note": edit.note,
            "author": edit.author,
            "approver": edit.approver,
            "body": encode(kept),
        }

    def _links(self, row: int, kept: Fact, documents: dict[str, Document]) -> list[dict[str, Any]]:
        targets = dict.fromkeys(
            [f"place:{p}" for p in kept.places]
            + [f"near:{p}" for p in kept.near]
            + [f"actor:{a}" for a in kept.actors]
            + [f"speaker:{c.by}" for c in kept.claims]
            + [f"carrier:{v}" for c in kept.claims for v in c.via]
            + [f"document:{c.document}" for c in kept.claims if c.document]
            + [f"topic:{t}" for t in kept.topics]
        )
        day = sorted_by(kept, documents)
        return [{"story": self.slug, "target": t, "day": day, "row": row, "recorded": self.recorded, "superseded": None} for t in targets]


def ties(item: Keepable) -> tuple[str, str]:
    """Whose a record is and what it stands under, for the indexes: see the table."""
    match item:
        case Relation():
            return item.actor, item.other
        case Source():
            return item.actor or "", ""
        case Place():
            return "", item.parent or ""
        case Document():
            return "", item.outlet
        case _:
            return "", ""


def _later(now: int) -> Any:
    return case((story.c.recorded >= now, story.c.recorded + 1), else_=now)


def encode(item: Keepable | Fact | Story) -> str:
    """A record, fact or story as the JSON that is stored."""
    return msgspec.json.encode(item).decode()


def known_from(kept: Fact, documents: dict[str, Document]) -> str:
    """The ISO day on which the first claim on a fact could be known; open past where no day is on record."""
    days = [day.isoformat() for c in kept.claims if (day := c.said or (documents[c.document].published if c.document in documents else None))]
    return min(days, default=OPEN_PAST)


def sorted_by(kept: Fact, documents: dict[str, Document]) -> str:
    """The ISO day a fact is sorted by: the last day it may have happened, else the day it could be known."""
    if kept.when.latest and kept.when.precision != Precision.STANDING:
        return kept.when.latest.isoformat()
    return known_from(kept, documents)
