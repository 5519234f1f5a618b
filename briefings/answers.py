"""The answers: a closed union, frozen, complete and unformatted. What is missing belongs to an answer as much as what is there.

Every answer carries its ``scope``: the story, how far its material reaches, and how the question was understood.
``--format json`` is these structures as data, tagged by ``answer``; their schema is ``handlers/answer.schema.json``.
"""

from datetime import date, datetime

from msgspec import Struct

from briefings.curating.fields import Field
from briefings.model import Actor, Claim, Document, Fact, OpenQuestion, Place, Relation, Revision, Source, Story
from briefings.vocabulary import OPPOSING, ChangeKind


class Attribution(Struct, frozen=True):
    """One claim with its chain resolved: who says it, who carried it, in which document (None where none is named)."""

    claim: Claim
    source: Source
    carriers: tuple[Source, ...]
    document: Document | None
    outlet: Source | None

    @property
    def day(self) -> date | None:
        """When the claim was made, else when its document was published; None where neither is on record."""
        return self.claim.said or (self.document.published if self.document else None)

    @property
    def opposes(self) -> bool:
        """Whether this party denies, qualifies or has taken back the fact."""
        return self.claim.stance in OPPOSING


class AttributedFact(Struct, frozen=True):
    """A fact with every claim on it that was known, and the facts that contradict it, so that neither is shown alone.

    ``as_of`` is the day of the newest claim shown (None where no day is on record); ``also`` the ids of facts that tell
    the same matter and are not shown beside it; ``tense`` the ids of those that pull another way.
    """

    fact: Fact
    attributions: tuple[Attribution, ...]
    as_of: date | None
    rivals: tuple["AttributedFact", ...] = ()
    also: tuple[str, ...] = ()
    tense: tuple[str, ...] = ()
    unchecked_since: date | None = None  # the day it should have been checked again by, once that has passed

    @property
    def is_disputed(self) -> bool:
        """Whether somebody opposes it or another fact contradicts it, whatever the desk's own assessment."""
        return bool(self.rivals) or any(a.opposes for a in self.attributions)


class Scope(Struct, frozen=True, omit_defaults=True):
    """What an answer was looked for in, and how the question was understood.

    ``covered_to`` is the day of the newest document (None while there is none). ``known_by`` is set where it was asked
    "as of" a day, ``recorded`` where it was asked as recorded at a moment. ``span`` is the time filter in words;
    ``asked_as`` what was typed where it was not the preferred name; ``also_called`` other things of that name.
    """

    story: str
    title: str
    version: int
    zone: str
    covered_to: date | None
    demonstration: bool = False
    known_by: date | None = None
    recorded: datetime | None = None
    span: str = ""
    asked_as: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()


class Answer(Struct, frozen=True, tag_field="answer", tag=True):
    """What every answer has."""

    scope: Scope


class PlaceStatus(Answer, frozen=True):
    """What the desk holds on one place: what happened there, newest first; contested; standing background; not known."""

    place: Place
    within: Place | None
    facts: tuple[AttributedFact, ...]
    disputed: tuple[AttributedFact, ...]
    background: tuple[AttributedFact, ...]
    unknown: tuple[OpenQuestion, ...]
    left_out: int = 0


class ActorProfile(Answer, frozen=True):
    """Who an actor is and how it stands to others, then what it did and said."""

    actor: Actor
    relations: tuple[tuple[Relation, str, str], ...]  # the relation, its actor's name and the other's name
    standing: tuple[AttributedFact, ...]
    facts: tuple[AttributedFact, ...]
    disputed: tuple[AttributedFact, ...]
    unknown: tuple[OpenQuestion, ...]
    left_out: int = 0


class ActorList(Answer, frozen=True):
    """The actors of a story by camp, in the editors' order; ``counts`` is how many facts concern each, by id."""

    actors: tuple[Actor, ...]
    camps: dict[str, str]
    counts: dict[str, int]


class Timeline(Answer, frozen=True):
    """What happened, the oldest first; ``about`` is what it was narrowed to, "" for the whole story."""

    about: str
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class FigureList(Answer, frozen=True):
    """Facts that carry numbers, each with its unit, range, who counted and the words as published."""

    about: str
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class QuoteList(Answer, frozen=True):
    """Words between quotation marks, letter for letter, with who spoke them."""

    about: str
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class DisputeList(Answer, frozen=True):
    """Contested facts, every side together."""

    about: str
    disputes: tuple[AttributedFact, ...]
    left_out: int = 0


class BackgroundList(Answer, frozen=True):
    """Standing descriptions, relations and history."""

    about: str
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class SourceList(Answer, frozen=True):
    """Who speaks in the story, and in which documents it stands; ``counts`` is facts by source id."""

    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    counts: dict[str, int]


class SourceProfile(Answer, frozen=True):
    """One source: how to describe it in print, and what rests on it."""

    source: Source
    documents: tuple[Document, ...]
    standing: tuple[AttributedFact, ...]
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class Citation(Answer, frozen=True):
    """One fact to the ground: every chain, every document, what it stands against, and every version there was."""

    fact: AttributedFact
    history: tuple[Revision, ...]
    against: tuple[AttributedFact, ...]
    related: tuple[AttributedFact, ...]


class Factbox(Answer, frozen=True):
    """The whole briefing: the latest, contested, figures, quotes, background, not known."""

    latest: tuple[AttributedFact, ...]
    disputed: tuple[AttributedFact, ...]
    figures: tuple[AttributedFact, ...]
    quotes: tuple[AttributedFact, ...]
    background: tuple[AttributedFact, ...]
    unknown: tuple[OpenQuestion, ...]
    total: int


class Findings(Answer, frozen=True):
    """What answers a question, the best first. ``question`` is as typed; ``subject`` the names it was understood to be about, "" for none."""

    question: str
    subject: str
    facts: tuple[AttributedFact, ...]
    left_out: int = 0


class NothingOnRecord(Answer, frozen=True):
    """Nothing on file answers. ``looked_for`` says what, in a few words; ``nearest`` are facts that come near, never an answer."""

    looked_for: str
    subject: str = ""
    nearest: tuple[AttributedFact, ...] = ()
    near_names: tuple[str, ...] = ()
    unknown_name: bool = False  # what was looked for is a name that nothing on file goes by


class UnknownList(Answer, frozen=True):
    """What the material leaves open, and what was asked and is not on file."""

    about: str
    questions: tuple[OpenQuestion, ...]


class WhatChanged(Answer, frozen=True):
    """What the desk recorded or revised after a moment, the newest first."""

    since: datetime
    since_words: str
    changes: tuple[tuple[Revision, AttributedFact], ...]
    left_out: int = 0


class StoryCard(Answer, frozen=True):
    """One story: what it is, how much is on file, and three questions it can answer."""

    story: Story
    facts: int
    places: tuple[str, ...]
    actors: tuple[str, ...]
    examples: tuple[str, ...]
    others: tuple[str, ...]


class Several(Answer, frozen=True):
    """Answers on several names asked at once, in the order asked."""

    parts: tuple["AnyAnswer", ...]


class Difference(Struct, frozen=True):
    """One field of a fact in two versions, in words; "" where it said nothing."""

    field: str
    before: str
    after: str


class ChangeForm(Answer, frozen=True):
    """What a change needs to be told: its fields, filled in as far as is known. ``fact_id`` is what would be changed, "" for a new one.

    ``fact`` is None for a new one and for what may not be shown; ``base`` the revision it is made against; ``filled`` what fields hold at first.
    """

    kind: ChangeKind
    fact_id: str
    fact: AttributedFact | None
    base: int
    fields: tuple[Field, ...]
    filled: dict[str, str]


class ChangeMade(Answer, frozen=True):
    """A change that is in effect. ``fact`` is as it stands now, None where it may not be shown any more.

    ``alone`` marks one that an editor made without a second person and that stands on the review list as ``proposal`` ("P3").
    ``read`` tells how what was typed was understood; ``differences`` are empty where the fact may not be shown.
    """

    kind: ChangeKind
    fact_id: str
    revision: int
    fact: AttributedFact | None
    differences: tuple[Difference, ...]
    note: str
    author: str
    approver: str = ""
    alone: bool = False
    proposal: str = ""
    read: tuple[str, ...] = ()


class ChangeWaits(Answer, frozen=True):
    """A change that waits for a second person. ``fact_id`` is "" for a new fact; ``expires_utc`` when it should be decided on."""

    proposal: str
    kind: ChangeKind
    fact_id: str
    differences: tuple[Difference, ...]
    note: str
    owner: str
    expires_utc: datetime
    read: tuple[str, ...] = ()


class LikelyTwins(Answer, frozen=True):
    """Facts on file that may be the one proposed. ``attach`` are commands that add the claim to one of them, by id; ``anew`` keeps it apart."""

    text: str
    twins: tuple[AttributedFact, ...]
    attach: dict[str, str]
    anew: str


class ReviewItem(Struct, frozen=True):
    """One proposal as a reviewer sees it, with what it would change. ``moved_on`` marks one whose fact was changed since it was made."""

    proposal: str
    kind: ChangeKind
    fact_id: str
    differences: tuple[Difference, ...]
    note: str
    author: str
    owner: str
    state: str
    created_utc: datetime
    expires_utc: datetime
    moved_on: bool = False
    word: str = ""


class ReviewList(Answer, frozen=True):
    """What waits for a second person, the oldest first. ``one`` marks the answer on a single proposal, told in full."""

    items: tuple[ReviewItem, ...]
    waiting: int
    one: bool = False


class Done(Answer, frozen=True):
    """Something was done that shows in no fact: a role was given, a proposal sent back. ``sentence`` says what."""

    sentence: str


class RoleList(Answer, frozen=True):
    """Who has which role in the story; ``mine`` is the asker's own."""

    roles: tuple[tuple[str, str, str], ...]  # subject, role, "this story" or "every story"
    mine: str


class LogLine(Struct, frozen=True):
    """One row of the log in words for whoever may read it."""

    number: int
    at_utc: datetime
    who: str
    act: str
    subject: str
    note: str
    approver: str = ""
    origin: str = ""


class LogPage(Answer, frozen=True):
    """The log, the newest row first. ``broken`` is the first row that was tampered with, None where the whole chain holds."""

    lines: tuple[LogLine, ...]
    about: str
    total: int
    broken: int | None = None


AnyAnswer = (
    PlaceStatus | ActorProfile | ActorList | Timeline | FigureList | QuoteList | DisputeList | BackgroundList | SourceList | SourceProfile
    | Citation | Factbox | Findings | NothingOnRecord | UnknownList | WhatChanged | StoryCard | Several
    | ChangeForm | ChangeMade | ChangeWaits | LikelyTwins | ReviewList | Done | RoleList | LogPage
)
