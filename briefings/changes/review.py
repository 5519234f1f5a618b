"""A second person decides: accepts a proposal, sends it back with a word, or takes it over. Nobody decides on their own, unless the desk says so."""

import re

from briefings import rights
from briefings.answers import ChangeMade, Done
from briefings.changes import clarify, confirm, correct, refile
from briefings.curating.drafting import Draft, changed_fact
from briefings.curating.order import Intent, Order, meanwhile, open_form, open_story, settled
from briefings.curating.putting import put_down
from briefings.curating.reading import Form
from briefings.curating.revaluing import Rule
from briefings.curating.values import may_be_said
from briefings.errors import NoSuchProposal, NotAllowed, NotUnderstood
from briefings.finding.scoping import scope_of
from briefings.model import Revision
from briefings.store.logbook import Act
from briefings.store.proposals import ACCEPTED, ALONE, SENT_BACK, Brought, Proposal
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind

_ID = re.compile(r"[Pp]?0*(\d{1,9})")
RULES: dict[ChangeKind, Rule] = {
    ChangeKind.CORRECT: correct.rule,
    ChangeKind.CLARIFY: clarify.rule,
    ChangeKind.REFILE: refile.rule,
    ChangeKind.CONFIRM: confirm.rule,
}
EDITABLE = frozenset({ChangeKind.ADD, ChangeKind.UPDATE, ChangeKind.CORRECT, ChangeKind.CLARIFY, ChangeKind.REFILE})
_DECIDING = "To decide on a proposal"


def review(writing: Writing, order: Order, *, verb: str, word: str = "") -> ChangeMade | Done:
    """Do what a reviewer decided of the proposal ``order.fact`` names: accept, back (with a word), own.

    Raises:
        NoSuchProposal: nothing waits under that number.
        NotAllowed: the asker may not decide on it, or it is their own.
        ChangedMeanwhile: the fact was changed since the proposal was made; the proposal goes on waiting.
    """
    rights.require(order.by, writing.slug, order.policy.reviewer, _DECIDING)
    open_story(writing)
    found = _open(writing, order.fact)
    if found.author == order.by.id and not order.policy.own_approval:
        raise NotAllowed(f"{found.id} is your own; somebody else has to decide on it. Nothing was changed.")
    if verb == "own":
        writing.proposals.settle(found.number, owner=order.by.id)
        return _logged(writing, order, found, "took over", "", f"{found.id} is yours now.")
    if verb == "back":
        if not word.strip():
            raise NotUnderstood(f"Say why in a word: /review {found.id} back which document is it?")
        _decided(writing, order, found, SENT_BACK, word)
        still = f" F{found.fact_number} stands as it is: /hold F{found.fact_number} takes it out of answers." if found.state == ALONE else ""
        return _logged(writing, order, found, "sent back", word, f"{found.id} was sent back to {found.author}: {word}.{still}")
    if found.state == ALONE:
        _decided(writing, order, found, ACCEPTED, word)
        return _logged(writing, order, found, "looked at", word, f"{found.id} was looked at and stands.")
    return _accept(writing, order, found)


def _accept(writing: Writing, order: Order, found: Proposal) -> ChangeMade:
    before = _unchanged(writing, found)
    form = open_form(writing, order, found.kind)
    draft = _edited(form, found) if set(form.typed) - {"note", "base", "alone"} else Draft(found.fact, found.brought, ())
    settled(form)
    if before is not None and found.kind in RULES:
        RULES[found.kind](before.fact, draft.fact)
    intent = Intent(kind=found.kind, before=before, after=draft.fact, note=form.words("note", found.note), brought=draft.brought, read=draft.read)
    made = put_down(writing, intent, author=found.author, approver=order.by.id, origin=found.origin, policy=order.policy, proposal=found.number)
    _decided(writing, order, found, ACCEPTED, "", fact=int(made.fact_id[1:]))
    return made


def _edited(form: Form, found: Proposal) -> Draft:
    """The proposal with what the reviewer typed put in its place, and what both bring."""
    if found.kind not in EDITABLE:
        form.complain("note", f"A proposal to {found.kind} is accepted or sent back as it is.")
    edited = changed_fact(form, found.fact, found.kind)
    brought, more = found.brought, edited.brought
    return Draft(edited.fact, Brought((*brought.sources, *more.sources), (*brought.documents, *more.documents), brought.places), edited.read)


def _unchanged(writing: Writing, found: Proposal) -> Revision | None:
    """The fact as it stands, if it is what the proposal was made against; None for a new one."""
    if not found.fact_number:
        return None
    now = writing.reading.whatever(found.fact_number)
    assert now is not None  # noqa: S101  # facts are never deleted
    if now.revision != found.base:
        raise meanwhile(now, found.fact.text if may_be_said(now.fact) else found.note)
    return now


def _open(writing: Writing, typed: str) -> Proposal:
    read = _ID.fullmatch(typed.strip())
    found = writing.proposals.one(int(read[1])) if read else None
    if found is None:
        raise NoSuchProposal(typed, writing.slug)
    if not found.is_open:
        raise NoSuchProposal(found.id, writing.slug, found.state.replace("_", " "))
    return found


def _decided(writing: Writing, order: Order, found: Proposal, state: str, word: str, **more: int) -> None:
    writing.proposals.settle(found.number, state=state, decided=writing.recorded, decider=order.by.id, word=word, **more)


def _logged(writing: Writing, order: Order, found: Proposal, act: str, note: str, sentence: str) -> Done:
    writing.log.append(
        [Act(who=order.by.id, act=act, fact=found.fact_number, proposal=found.number, origin=order.origin, note=note)], writing.recorded
    )
    return Done(scope_of(writing.reading), sentence)
