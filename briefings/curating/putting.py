"""Putting a change down, or up for a second person. What is put down is logged and left for durable work in the same transaction."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from briefings import names, rights
from briefings.answers import AttributedFact, ChangeMade, ChangeWaits, Scope
from briefings.curating.order import TO_DO, Intent, Order
from briefings.curating.policy import PUTS_DOWN, Policy
from briefings.curating.values import differences
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.model import Document, Fact, Place, Source
from briefings.packs.checking import names_of
from briefings.store.logbook import Act
from briefings.store.proposals import ALONE, WAITING, Brought
from briefings.store.reading import Reading
from briefings.store.times import from_micros, to_micros
from briefings.store.writing import Edit, Writing, encode
from briefings.vocabulary import ChangeKind, GroundRule, PubStatus, Role

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
    expires = writing.recorded + to_span(order.policy)
    owner = owner_for(writing.reading, author=order.by.id, reviewer=order.policy.reviewer)
    number = writing.proposals.file([_row(intent, writing, order.by.id, order.origin, WAITING, owner, expires)])[0]
    before = intent.before.fact if intent.before else None
    writing.log.append(
        [
            Act(
                who=order.by.id,
                act=f"proposed {intent.kind}",
                fact=before.number if before else 0,
                proposal=number,
                origin=order.origin,
                note=intent.note,
            )
        ],
        writing.recorded,
    )
    return ChangeWaits(
        _scope(writing),
        f"P{number}",
        intent.kind,
        before.id if before else "",
        differences(before, intent.after),
        intent.note,
        owner,
        from_micros(expires),
        intent.read,
    )


def to_span(policy: Policy) -> int:
    """How long a proposal waits, in microseconds."""
    return policy.expires // type(policy.expires)(microseconds=1)


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
    facts = (after, *intent.beside, *_linked_back(writing, after))
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
                    writing.recorded + to_span(policy),
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
    before = intent.before.fact if intent.before else None
    return ChangeMade(
        _scope(writing),
        intent.kind,
        after.id,
        revisions[0],
        _shown(writing, after),
        differences(before, after),
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
    held = after.pubstatus != PubStatus.USABLE or after.ground_rule == GroundRule.OFF_RECORD
    embargoed = after.embargoed_until is not None and to_micros(after.embargoed_until) > writing.now
    return None if held or embargoed else attribute(writing.read_again(), (after,))[0]
