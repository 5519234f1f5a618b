"""A second person decides: accepts a proposal, sends it back with a word, or takes it over. Nobody decides on their own, unless the desk says so."""

import re

from msgspec.structs import replace

from briefings import rights
from briefings.answers import ChangeMade, Done
from briefings.curating.drafting import changed_fact
from briefings.curating.order import Intent, Order, open_form, settled
from briefings.curating.putting import put_down
from briefings.errors import ChangedMeanwhile, NoSuchProposal, NotAllowed, NotUnderstood
from briefings.finding.scoping import scope_of
from briefings.model import Revision
from briefings.store.logbook import Act
from briefings.store.proposals import ACCEPTED, ALONE, EXPIRED, SENT_BACK, Proposal
from briefings.store.writing import Writing

_ID = re.compile(r"[Pp]?0*(\d{1,9})")
_DECIDING = "To decide on a proposal"


def review(writing: Writing, order: Order, *, verb: str, word: str = "") -> ChangeMade | Done:
    """Do what a reviewer decided of the proposal ``order.fact`` names: accept, back (with a word), own.

    Raises:
        NoSuchProposal: nothing waits under that number.
        NotAllowed: the asker may not decide on it, or it is their own.
        ChangedMeanwhile: the fact was changed since the proposal was made; the proposal goes on waiting.
    """
    rights.require(order.by, writing.slug, order.policy.reviewer, _DECIDING)
    found = _open(writing, order.fact)
    if verb == "own":
        writing.proposals.settle(found.number, owner=order.by.id)
        return _logged(writing, order, found, "took over", "", f"{found.id} is yours now.")
    if found.author == order.by.id and not order.policy.own_approval:
        raise NotAllowed(f"{found.id} is your own; somebody else has to decide on it. Nothing was changed.")
    if verb == "back":
        if not word.strip():
            raise NotUnderstood(f"Say why in a word: /review {found.id} back which document is it?")
        _decided(writing, order, found, SENT_BACK, word)
        return _logged(writing, order, found, "sent back", word, f"{found.id} was sent back to {found.author}: {word}")
    if found.state == ALONE:
        _decided(writing, order, found, ACCEPTED, word)
        return _logged(writing, order, found, "looked at", word, f"{found.id} was looked at and stands.")
    return _accept(writing, order, found)


def _accept(writing: Writing, order: Order, found: Proposal) -> ChangeMade:
    before = _unchanged(writing, found)
    assert found.fact is not None  # noqa: S101  # only a purged one has none, and that is not open
    form = open_form(writing, order)
    after, brought = found.fact, found.brought
    if set(form.typed) - {"note", "base", "alone"}:
        draft = changed_fact(form, after, found.kind)
        after, brought = (
            draft.fact,
            replace(brought, sources=(*brought.sources, *draft.brought.sources), documents=(*brought.documents, *draft.brought.documents)),
        )
    settled(form)
    intent = Intent(kind=found.kind, before=before, after=after, note=form.words("note", found.note), brought=brought, read=tuple(form.read))
    made = put_down(writing, intent, author=found.author, approver=order.by.id, origin=found.origin, policy=order.policy, proposal=found.number)
    _decided(writing, order, found, ACCEPTED, "", fact=int(made.fact_id[1:]))
    return made


def _unchanged(writing: Writing, found: Proposal) -> Revision | None:
    if not found.fact_number:
        return None
    now = writing.reading.whatever(found.fact_number)
    if now is None or now.revision != found.base:
        theirs = now.fact.text if now else ""
        raise ChangedMeanwhile(
            f"F{found.fact_number}",
            by=now.author if now else "the desk",
            at=f"{now.recorded_utc:%H:%M} UTC" if now else "",
            note=now.note if now else "",
            theirs=theirs,
            yours=found.fact.text if found.fact else "",
        )
    return now


def _open(writing: Writing, typed: str) -> Proposal:
    read = _ID.fullmatch(typed.strip())
    found = writing.proposals.one(int(read[1])) if read else None
    if found is None:
        raise NoSuchProposal(typed, writing.slug)
    if not found.is_open:
        raise NoSuchProposal(found.id, writing.slug, {SENT_BACK: "sent back", EXPIRED: "let go"}.get(found.state, found.state))
    return found


def _decided(writing: Writing, order: Order, found: Proposal, state: str, word: str, **more: int) -> None:
    writing.proposals.settle(found.number, state=state, decided=writing.recorded, decider=order.by.id, word=word, **more)


def _logged(writing: Writing, order: Order, found: Proposal, act: str, note: str, sentence: str) -> Done:
    writing.log.append(
        [Act(who=order.by.id, act=act, fact=found.fact_number, proposal=found.number, origin=order.origin, note=note)], writing.recorded
    )
    return Done(scope_of(writing.reading), sentence)
