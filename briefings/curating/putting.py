"""Putting a change down, or up for a second person. What is put down is logged and left for durable work in the same transaction."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from briefings import names, rights
from briefings.answers import AttributedFact, ChangeMade, ChangeWaits, Scope
from briefings.curating.order import TO_DO, Intent, Order
from briefings.curating.policy import PUTS_DOWN, Policy
from briefings.curating.values import differences, may_be_said
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.model import Document, Fact, Place, Source
from briefings.packs.checking import names_of
from briefings.store.logbook import Act
from briefings.store.proposals import ALONE, WAITING, Brought
from briefings.store.reading import Reading
from briefings.store.times import from_micros, to_micros
from briefings.store.writing import Edit, Writing, encode
from briefings.vocabulary import ChangeKind, Role

LAST_PLACE = 1_000_000  # where records that came by a change stand: behind those of the pack
_KEY_WORDS = 6


def decide(writing: Writing, order: Order, intent: Intent) -> ChangeMade | ChangeWaits:
    """Put a change down, or up for a second person where the newsroom wants one and the order does not say alone.

    Raises:
        NotAllowed: it is to be put down alone, and the asker's role does not reach that far.
    """
    if intent.alone:
        rights.require(order.by, writing.slug, PUTS_DOWN[intent.kind], f"{TO_DO[intent.kind]} alone")
    waits = intent.kind in order.policy.second_person and not intent.alone
    if not waits and rights.may(order.by, writing.slug, PUTS_DOWN[intent.kind]):
        return put_down(
            writing, intent, author=order.by.id, origin=order.origin, policy=order.policy, alone=intent.kind in order.policy.second_person
        )
    return _put_up(writing, order, intent)


def _put_up(writing: Writing, order: Order, intent: Intent) -> ChangeWaits:
    owner, number = put_up(writing, order, (intent,))
    before = intent.before.fact if intent.before else None
    return ChangeWaits(
        _scope(writing),
        f"P{number}",
        intent.kind,
        before.id if before else "",
        differences(before, intent.after),
        intent.note,
        owner,
        from_micros(wanted_by(writing, order.policy)),
        intent.read,
    )


def put_up(writing: Writing, order: Order, intents: Sequence[Intent], *, batch: str = "") -> tuple[str, int]:
    """Put changes up for a second person, and into the log; whose turn it is, and the number of the last. ``batch`` names their sheet."""
    owner = owner_for(writing.reading, author=order.by.id, reviewer=order.policy.reviewer)
    expires = wanted_by(writing, order.policy)
    rows = [_row(i, writing, order.by.id, order.origin, WAITING, owner, expires) | {"batch": batch} for i in intents]
    numbers = writing.proposals.file(rows)
    writing.log.append(
        [
            Act(
                who=order.by.id,
                act=f"proposed {i.kind}",
                fact=i.before.fact.number if i.before else 0,
                proposal=number,
                origin=order.origin,
                note=i.note,
            )
            for i, number in zip(intents, numbers, strict=True)
        ],
        writing.recorded,
    )
    return owner, numbers[-1]


def wanted_by(writing: Writing, policy: Policy) -> int:
    """When a proposal made now should be decided on, in microseconds."""
    return writing.recorded + policy.expires // timedelta(microseconds=1)


def _row(intent: Intent, writing: Writing, author: str, origin: str, state: str, owner: str, expires: int) -> dict[str, object]:
    return {
        "kind": intent.kind,
        "fact": intent.before.fact.number if intent.before else 0,
        "base": intent.before.revision if intent.before else 0,
        "body": encode(intent.after),
        "records": msgspec.json.encode(intent.brought).decode(),
        "note": intent.note,
        "author": author,
        "origin": origin,
        "state": state,
        "owner": owner,
        "batch": "",
        "created": writing.recorded,
        "expires": expires,
    }


def owner_for(reading: Reading, *, author: str, reviewer: Role) -> str:
    """Whose turn it is to look: those who may, in turn, but for the author; "" where nobody was given the role."""
    able = [g.subject for g in reading.roles() if rights.reaches(g.role, reviewer) and g.subject != author]
    return able[reading.version % len(able)] if able else ""


def put_down(
    writing: Writing, intent: Intent, *, author: str, origin: str, policy: Policy, approver: str = "", alone: bool = False, proposal: int = 0
) -> ChangeMade:
    """Put a change into effect: the revision, the records it brings, the log, the outbox. ``alone`` puts it on the review list too."""
    keep_brought(writing, intent.brought)
    number = intent.before.fact.number if intent.before else writing.next_number()
    after = intent.after if intent.before else numbered(intent.after, number)
    facts = (after, *_linked_back(writing, after))
    edits = [
        Edit(
            fact=f,
            change=intent.kind if f is after else ChangeKind.DISPUTE,
            note=intent.note if f is after else f"{after.id} stands against it",
            author=author,
            approver=approver or None,
        )
        for f in facts
    ]
    revisions = [
        1 if f is after and intent.before is None else (writing.reading.whatever(f.number) or intent.before).revision + 1  # type: ignore[union-attr]
        for f in facts
    ]
    writing.revise(edits, documents_of(writing, facts))
    if alone:
        made = replace(intent, after=after)
        proposal = writing.proposals.file(
            [
                _row(
                    made,
                    writing,
                    author,
                    origin,
                    ALONE,
                    owner_for(writing.reading, author=author, reviewer=policy.reviewer),
                    wanted_by(writing, policy),
                )
                | {"fact": number, "base": revisions[0]}
            ]
        )[0]
    acts = [
        Act(
            who=author,
            approver=approver,
            act=str(e.change) + (" alone" if alone and e.fact is after else ""),
            fact=e.fact.number,
            revision=r,
            proposal=proposal if e.fact is after else 0,
            origin=origin,
            note=e.note,
            content=encode(e.fact),
        )
        for e, r in zip(edits, revisions, strict=True)
    ]
    writing.log.append(acts, writing.recorded)
    for edit, revision in zip(edits, revisions, strict=True):
        writing.outbox.put(
            story=writing.slug,
            version=writing.version,
            change=edit.change,
            fact=edit.fact.number,
            revision=revision,
            author=author,
            at=writing.recorded,
        )
    before, shown = intent.before.fact if intent.before else None, _shown(writing, after)
    return ChangeMade(
        _scope(writing),
        intent.kind,
        after.id,
        revisions[0],
        shown,
        differences(before, after) if shown else (),
        intent.note,
        author,
        approver,
        alone,
        f"P{proposal}" if proposal else "",
        intent.read,
    )


def numbered(fact: Fact, number: int) -> Fact:
    """A new fact with its id, and a key made of its first words."""
    words = "-".join(names.fold(fact.text).split()[:_KEY_WORDS]) or "fact"
    return replace(fact, id=f"F{number}", key=f"{words}-{number}")


def keep_brought(writing: Writing, brought: Brought) -> None:
    """Put down the records that a change brings, and the names they go by."""
    if brought.sources or brought.documents or brought.places:
        things: tuple[Place | Source | Document, ...] = (*brought.places, *brought.sources, *brought.documents)
        writing.keep_records([(thing.id, thing) for thing in things], first=LAST_PLACE)
        writing.add_names(names_of(brought.places, (), brought.sources))


def documents_of(writing: Writing, facts: Sequence[Fact]) -> dict[str, Document]:
    """The documents that claims on these facts name, those just brought among them."""
    return writing.read_again().records(Document, [c.document for f in facts for c in f.claims if c.document])


def _linked_back(writing: Writing, after: Fact) -> tuple[Fact, ...]:
    """The facts that ``after`` stands against and that do not say so yet: neither is ever shown alone."""
    facts = writing.reading.numbered([int(other[1:]) for other in after.contradicts])
    return tuple(replace(f, contradicts=(*f.contradicts, after.id)) for f in facts if after.id not in f.contradicts)


def _scope(writing: Writing) -> Scope:
    return scope_of(writing.reading)


def _shown(writing: Writing, after: Fact) -> AttributedFact | None:
    """The fact as it stands now; None where it is held back, embargoed or off the record."""
    embargoed = after.embargoed_until is not None and to_micros(after.embargoed_until) > writing.now
    return None if embargoed or not may_be_said(after) else attribute(writing.read_again(), (after,))[0]
