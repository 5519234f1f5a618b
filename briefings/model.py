"""What a desk keeps: stories, places, actors, sources, documents and facts. All frozen; nothing here reads or writes.

Ids of places, actors, sources and documents are slugs, unique within a story. A fact's id is ``F`` and a number,
unique within its story and never reused. Dates are calendar dates in the story's zone unless a name says ``_utc``.
"""

from datetime import date, datetime

from msgspec import Struct, field

from briefings.vocabulary import (
    ActorType,
    Assessment,
    ChangeKind,
    EventType,
    FactKind,
    GroundRule,
    PlaceType,
    Precision,
    PubStatus,
    RelationKind,
    Reliability,
    Role,
    Script,
    SourceType,
    Stance,
)


class Period(Struct, frozen=True, omit_defaults=True):
    """When something happened, as exactly as the source says and no more.

    ``earliest`` and ``latest`` bound it; None means open on that side. ``edtf`` is the same in EDTF (ISO 8601-2);
    ``words`` are the source's own time words it was read from ("late Thursday").
    """

    earliest: date | None = None
    latest: date | None = None
    precision: Precision = Precision.UNKNOWN
    edtf: str = ""
    words: str = ""


class Alias(Struct, frozen=True, omit_defaults=True):
    """Another name of the same thing. ``since`` and ``until`` are years; None means as long as anyone knows."""

    text: str
    script: Script = Script.LATIN
    since: int | None = None
    until: int | None = None


class Place(Struct, frozen=True, omit_defaults=True):
    """A place of the story. ``lat``/``lon`` in degrees WGS 84, None for areas and where nobody is sure."""

    id: str
    name: str
    type: PlaceType
    parent: str | None = None
    aliases: tuple[Alias, ...] = ()
    avoid: tuple[str, ...] = ()  # names not to use in print; they still find the place
    lat: float | None = None
    lon: float | None = None
    note: str = ""


class Actor(Struct, frozen=True, omit_defaults=True):
    """A person, group or institution of the story. ``descriptor`` is publishable as it stands, without an article's dot.

    ``unnamed`` marks somebody the record does not name ("Iran's foreign minister").
    """

    id: str
    name: str
    type: ActorType
    short: str = ""
    camp: str = ""
    descriptor: str = ""
    aliases: tuple[Alias, ...] = ()
    avoid: tuple[str, ...] = ()
    unnamed: bool = False
    note: str = ""


class Relation(Struct, frozen=True, omit_defaults=True):
    """``actor`` stands in this ``kind`` of relation to ``other`` (an actor's or a place's id); ``fact`` is what it rests on."""

    actor: str
    kind: RelationKind
    other: str
    fact: str


class Source(Struct, frozen=True, omit_defaults=True):
    """Who says something. A confidential source has a descriptor and nothing else: there is no field for the name.

    ``name`` is as it stands in a sentence ("the Syrian Observatory for Human Rights"); ``actor`` is the actor of the
    story that speaks, where there is one. ``reliability`` is internal and never shown to readers.
    """

    id: str
    name: str
    type: SourceType
    short: str = ""
    camp: str = ""
    descriptor: str = ""
    actor: str | None = None
    reliability: Reliability | None = None


class Document(Struct, frozen=True, omit_defaults=True):
    """One version of one article or post. ``outlet`` is a source's id; ``writethru`` counts a wire's versions."""

    id: str
    outlet: str
    headline: str
    published: date | None = None
    byline: str = ""
    dateline: str = ""
    language: str = "en"
    writethru: int = 0
    url: str = ""
    note: str = ""  # how the date was derived, where the page prints none
    licence: str = ""


class Claim(Struct, frozen=True, omit_defaults=True):
    """One party's stance on a fact, and the chain by which it reached us: claimant → carriers → document, paragraph.

    ``said`` is when the claim was made; None means by the day the document was published. ``words`` is what the
    claimant adds, in the curator's words ("troops were reinforcing"); ``how`` the manner ("in a televised statement").
    """

    by: str
    stance: Stance = Stance.ASSERTS
    via: tuple[str, ...] = ()
    document: str = ""
    paragraph: int | None = None
    said: date | None = None
    words: str = ""
    how: str = ""


class Figure(Struct, frozen=True, omit_defaults=True):
    """A number with its unit and what it counts. None means that the source gives no such number ("dozens").

    ``best`` is the number as published, ``low``/``high`` the range; ``text`` the words as published;
    ``readings`` holds both numbers where the written form is ambiguous ("18.000") and nothing settles it.
    """

    of: str
    unit: str
    text: str
    best: float | None = None
    low: float | None = None
    high: float | None = None
    readings: tuple[float, ...] = ()


class Quote(Struct, frozen=True, omit_defaults=True):
    """Words between quotation marks, letter for letter. ``speaker`` is a source's id, or None where the page does not say."""

    words: str
    speaker: str | None = None


class Control(Struct, frozen=True, omit_defaults=True):
    """Who holds a place by this fact. ``until`` is the year or day it ended, "" while nobody reports an end; ``extent`` "" is all of it."""

    place: str
    by: str
    until: str = ""
    extent: str = ""


class Fact(Struct, frozen=True, omit_defaults=True):
    """One proposition that the desk keeps, with every claim on it.

    ``text`` is the proposition in the desk's own words. ``when`` is when it happened. ``near`` are places it concerns
    but did not happen at. ``hedge`` are the source's hedging words that a retelling has to keep; ``judgment`` marks the
    source's own opinion; ``caveat`` is printed with the line, ``note`` is for the desk only and never shown to readers.
    ``contradicts`` holds ids of facts that cannot also be right; ``tension`` those that pull another way;
    ``restates`` those that tell the same matter. ``asked_as`` are phrases this fact answers.
    """

    id: str
    key: str
    kind: FactKind
    text: str
    when: Period
    claims: tuple[Claim, ...]
    places: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    event: EventType | None = None
    control: tuple[Control, ...] = ()
    figures: tuple[Figure, ...] = ()
    quote: Quote | None = None
    topics: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()
    hedge: str = ""
    judgment: bool = False
    caveat: str = ""
    note: str = ""
    contradicts: tuple[str, ...] = ()
    tension: tuple[str, ...] = ()
    restates: tuple[str, ...] = ()
    assessment: Assessment = Assessment.UNVERIFIED
    pubstatus: PubStatus = PubStatus.USABLE
    embargoed_until: datetime | None = None
    ground_rule: GroundRule = GroundRule.ON_RECORD
    review_by: date | None = None

    @property
    def number(self) -> int:
        """The number in the id: 12 for ``F12``."""
        return int(self.id[1:])


class Revision(Struct, frozen=True):
    """One version of a fact in the history. Times are UTC; ``superseded_utc`` is None for the current one."""

    fact: Fact
    revision: int
    story_version: int
    recorded_utc: datetime
    superseded_utc: datetime | None
    change: ChangeKind
    note: str
    author: str
    approver: str | None = None


class OpenQuestion(Struct, frozen=True, omit_defaults=True):
    """Something that was asked, or that the material leaves open, and is not on file."""

    id: str
    text: str
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    asked_on: date | None = None


class Story(Struct, frozen=True, omit_defaults=True):
    """A running news story. ``window_from``/``window_to`` bound what its facts may be dated; ``camps`` maps a camp to its words."""

    slug: str
    title: str
    zone: str
    summary: str
    window_from: date
    window_to: date
    camps: dict[str, str] = field(default_factory=dict)
    topics: dict[str, tuple[str, ...]] = field(default_factory=dict)  # topic → words people use for it
    demonstration: bool = False
    closed: bool = False
    credits: tuple[str, ...] = ()


class Pack(Struct, frozen=True):
    """A whole story as read from its folder, checked, with the digest of what was read."""

    story: Story
    places: tuple[Place, ...]
    actors: tuple[Actor, ...]
    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    relations: tuple[Relation, ...]
    facts: tuple[Fact, ...]
    questions: tuple[OpenQuestion, ...]
    digest: str


class Person(Struct, frozen=True, omit_defaults=True):
    """Who asks. ``zone`` is an IANA name, None where the platform does not tell. ``groups`` are the platform's groups and roles they are in."""

    id: str
    name: str = ""
    zone: str | None = None
    roles: dict[str, Role] = field(default_factory=dict)  # by story slug, "*" for every story; nobody named is a reader
    groups: tuple[str, ...] = ()  # discord:role:5


ANYONE = Person(id="anyone")
