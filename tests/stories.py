"""Stories for tests: written out by hand in a line or two, or made up by hypothesis.

    newsroom = desk(fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"))
    seen = ask(newsroom, "/status Homs")

A hand-written story knows a few places (Homs the city and the province, Hama, Damascus, Dar'a, Deir ez-Zor, Aleppo) and takes those
that a fact's text names. Made-up stories (``stories()``) hold every kind of fact, and matter that nobody may see, marked by words that
stand nowhere else, so that a test finds them wherever they come out.
"""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from briefings import names, open_store
from briefings.changes.load_pack import load_pack
from briefings.model import (
    Actor,
    Alias,
    Claim,
    Control,
    Document,
    Fact,
    Figure,
    OpenQuestion,
    Pack,
    Period,
    Person,
    Place,
    Quote,
    Relation,
    Source,
    Story,
)
from briefings.periods import period_from_edtf
from briefings.store import Store
from briefings.store.writing import Edit
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
    Role,
    SourceType,
    Stance,
)
from handlers.desk import Answered, Desk, Request
from handlers.platforms.console import render
from tests import on_postgresql

NOW = datetime(2024, 12, 7, 9, 0, tzinfo=UTC)  # a Saturday; the hand-written report is of Friday 6 December
REPORTED = date(2024, 12, 6)
PLACES = (
    Place("syria", "Syria", PlaceType.COUNTRY, aliases=(Alias("سوريا"),)),
    Place("homs-province", "Homs province", PlaceType.PROVINCE, "syria"),
    Place("homs-city", "Homs", PlaceType.CITY, "homs-province", (Alias("Hims"), Alias("Ḥimṣ"), Alias("Хомс"), Alias("حمص"), Alias("Emesa"))),
    Place("hama-city", "Hama", PlaceType.CITY, "syria", (Alias("حماة"),)),
    Place("damascus", "Damascus", PlaceType.CITY, "syria"),
    Place("daraa", "Dar'a", PlaceType.CITY, "syria", (Alias("درعا"),)),
    Place("deir-ez-zor", "Deir ez-Zor", PlaceType.CITY, "syria", (Alias("Dayr az-Zawr"),)),
    Place("aleppo", "Aleppo", PlaceType.CITY, "syria", (Alias("حلب"),)),
    Place("kyiv", "Kyiv", PlaceType.CITY, None, (Alias("Kiev"), Alias("Київ"))),
    Place("izmir", "İzmir", PlaceType.CITY, None, (Alias("Smyrna"),)),
    Place("diyarbakir", "Diyarbakır", PlaceType.CITY),
)
SPEAKERS = {
    "SOHR": "the Syrian Observatory for Human Rights",
    "the military": "the Syrian military",
    "the AP": "The Associated Press",
    "SANA": "SANA",
}


class Newsroom(Struct):
    """A store with one story in it, and the desk that answers from it. ``clock`` may be moved on."""

    store: Store
    desk: Desk
    slug: str
    clock: "Clock"

    @property
    def url(self) -> str:
        """The address of its database, for another process."""
        return self.store.where if self.store.kind == "postgresql" else f"sqlite:///{self.store.where}"

    def answered(self, typed: str, **request: Any) -> Answered:
        """The reply and the answer behind it."""
        return self.desk.reply(Request(typed, self.clock(), **{"story": self.slug, **request}))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move it on, as by ``timedelta``."""
        self.now += timedelta(**by)


def promote(asked: Desk, who: str, slug: str = "test-story", role: Role = Role.CURATOR) -> None:
    """Give somebody a role in a story, as an administrator does."""
    asked.reply(Request(f"/roles {who} {role}", NOW, Person("ada", roles={slug: Role.ADMIN}), slug))


# ── databases ───────────────────────────────────────────────────────────────────────────────────
_opened: list[Store] = []
_folders: list["tempfile.TemporaryDirectory[str]"] = []


@lru_cache(maxsize=1)
def _ready() -> Path:
    """A database with the tables and nothing in them, made once a process: copying is quicker than migrating."""
    _folders.append(tempfile.TemporaryDirectory())
    path = Path(_folders[-1].name) / "ready.db"
    open_store(f"sqlite:///{path}", clock=Clock()).close()
    return path


def new_database() -> str:
    """The address of a database of one's own, its tables made: SQLite, or PostgreSQL where the suite runs on that."""
    if on_postgresql.WANTED:
        return _server().new_database()
    folder = tempfile.mkdtemp(dir=_ready().parent)
    shutil.copy(_ready(), Path(folder) / "facts.db")
    return f"sqlite:///{folder}/facts.db"


@lru_cache(maxsize=1)
def _server() -> on_postgresql.Server:
    return on_postgresql.Server()


def opened(url: str | None = None, clock: Clock | None = None) -> Store:
    """A store, closed when the test ends; ``url`` None makes a new database."""
    store = open_store(url or new_database(), clock=clock or Clock())
    _opened.append(store)
    return store


def close_all() -> None:
    """Close what ``opened`` has opened since the last time."""
    while _opened:
        store = _opened.pop()
        store.close()
        if store.kind == "sqlite" and Path(store.where).name == "facts.db":
            shutil.rmtree(Path(store.where).parent, ignore_errors=True)
    if on_postgresql.WANTED:
        _server().drop()


# ── written out by hand ─────────────────────────────────────────────────────────────────────────
class Told(Struct, frozen=True):
    """A fact as a test writes it: its text, who says and who denies it, the day, and whatever field of ``Fact`` matters besides."""

    text: str
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    when: str
    more: dict[str, Any]


def fact(
    text: str, *, asserted_by: str | tuple[str, ...] = "the AP", denied_by: str | tuple[str, ...] = (), when: str = "2024-12-06", **more: Any
) -> Told:
    """A fact in one line. ``more`` are fields of ``Fact`` (``places`` by id, ``kind``, ``figures`` …)."""
    return Told(text, _several(asserted_by), _several(denied_by), when, more)


def _several(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def pack(*told: Told, slug: str = "test-story", **more: Any) -> Pack:
    """The story that holds these facts, numbered from F1. ``more`` are fields of ``Pack`` (``actors``, ``questions`` …)."""
    facts = tuple(_fact(number, t) for number, t in enumerate(told, 1))
    speakers = dict.fromkeys(("the AP", *(s for t in told for s in (*t.asserted_by, *t.denied_by))))
    sources = tuple(
        Source(_slug(s), SPEAKERS.get(s, s), SourceType.OUTLET, short=s.removeprefix("the "), descriptor=f"described as {s}") for s in speakers
    )
    story = Story(slug, "A story for tests", "Asia/Damascus", "What a test needs.", date(2024, 1, 1), date(2024, 12, 31))
    report = Document("report", "the-ap", "The report", REPORTED, byline="A. Reporter")
    made = Pack(story, PLACES, (), sources, (report,), (), facts, (), "made-by-hand")
    return replace(made, **more)


def _slug(words: str) -> str:
    return names.letters(words).replace(" ", "-")


def _fact(number: int, told: Told) -> Fact:
    claims = tuple(Claim(_slug(s), document="report", paragraph=number) for s in told.asserted_by) + tuple(
        Claim(_slug(s), Stance.DENIES, document="report", paragraph=number) for s in told.denied_by
    )
    named = tuple(p.id for p in PLACES if p.name in told.text and not (p.id == "homs-city" and "Homs province" in told.text))
    contested = Assessment.DISPUTED if told.denied_by or told.more.get("contradicts") else Assessment.UNVERIFIED
    fields: dict[str, Any] = {"kind": FactKind.EVENT, "places": named, "claims": claims, "assessment": contested, "when": period_from_edtf(told.when)}
    return Fact(id=f"F{number}", key=f"fact-{number}", text=told.text, **fields | told.more)


def desk(*told: Told, on: str | None = None, clock: Clock | None = None, **more: Any) -> Newsroom:
    """A desk with these facts on file, in a database of its own or the one at ``on``."""
    return with_pack(pack(*told, **more), on=on, clock=clock)


def with_pack(kept: Pack, *, on: str | None = None, clock: Clock | None = None) -> Newsroom:
    """A desk with this story on file."""
    clock = clock or Clock()
    store = opened(on, clock)
    load(store, kept)
    return Newsroom(store, Desk(store, default=kept.story.slug), kept.story.slug, clock)


def load(store: Store, kept: Pack) -> None:
    """Put a story on file."""
    with store.writing(kept.story.slug) as writing:
        load_pack(writing, kept)


def edit(newsroom: Newsroom, number: str, change: ChangeKind = ChangeKind.UPDATE, **fields: Any) -> None:
    """What a desk does to a fact: a new revision with these fields changed."""
    with newsroom.store.writing(newsroom.slug) as writing:
        held = writing.held()[int(number[1:])].fact
        documents = {key: item for (kind, key), item in writing.records().items() if isinstance(item, Document)}
        writing.revise([Edit(fact=replace(held, **fields), change=change, note="edited by the desk", author="an editor")], documents)


def ask(newsroom: Newsroom, typed: str, **request: Any) -> str:
    """What the console prints for a question."""
    return render(newsroom.answered(typed, **request).reply)


def line_about(words: str, seen: str) -> str:
    """The line that holds ``words`` with all that belongs to it: everything up to the next bullet, heading or foot."""
    lines = seen.split("\n")
    start = next((i for i, line in enumerate(lines) if words in line), None)
    assert start is not None, f"{words!r} is not in:\n{seen}"
    end = next((i for i in range(start + 1, len(lines)) if lines[i][:1] in ("•", "—", "") or lines[i].isupper()), len(lines))
    return "\n".join(lines[start:end])


# ── made up ─────────────────────────────────────────────────────────────────────────────────────
ODD = (
    "@everyone",
    "<!channel>",
    "<@U123>",
    "&amp; <b>",
    "\u202edlrow\u202c",
    "\u200f",
    "🙂🧑🏽‍🚒",
    "=cmd|' /C calc'!A1",
    "*bold* _it_ `code`",
    "مرحبا",
    "İstanbul",
    "x" * 300,
    "a\u0301\u0323",
    "ﬁ",
    "“quoted”",
    "100%",
    "5 km (3 miles)",
    "F1",
    "as of",
    "\\n",
    "{}",
    "$1",
    "‮",
)
_WORDS = (
    "troops",
    "left",
    "captured",
    "shelled",
    "hospital",
    "bridge",
    "people",
    "fled",
    "talks",
    "army",
    "rebels",
    "airport",
    "water",
    "bread",
    "said",
    "five",
    "dozens",
    "north",
)
_TOWNS = (
    "Homs",
    "Homs province",
    "Hama",
    "Hamas Junction",
    "Sana",
    "Rastan",
    "Talbiseh",
    "Dar'a",
    "Deir ez-Zor",
    "Al-Bab",
    "İdil",
    "Diyarbakır",
    "Tripoli",
    "Kyiv",
    "Old <Town>",
    "Northfield",
)
_SPELLINGS = {
    "Homs": ("حمص", "Хомс", "Hims"),
    "Hama": ("حماة",),
    "Kyiv": ("Київ", "Kiev"),
    "Al-Bab": ("الباب",),
    "Tripoli": ("طرابلس", "Trablus"),
    "Deir ez-Zor": ("دير الزور", "Dayr az-Zawr"),
}
_PARTIES = (
    "Hamas",
    "Assad",
    "SANA",
    "SNA",
    "the army",
    "Iran",
    "Iraq",
    "Bashar Nasser",
    "Syrian Army",
    "Syrian National Army",
    "Free Front",
    "HTS",
    "Ali al-Nasser",
    "@here Brigade",
    "شام",
    "Council of Elders",
)
_SPEAKERS = (
    "the Observatory",
    "Sham Radio",
    "the military",
    "the governor",
    "a witness",
    "Agency One",
    "a person briefed on the talks",
    "the ministry",
)
_KINDS = tuple(FactKind)
FIRST, LAST = date(2024, 11, 20), date(2024, 12, 6)
HIDDEN = ("embargoed", "off_record", "withheld", "killed")


class Made(Struct, frozen=True):
    """A made-up story. ``hidden`` maps ids of facts that nobody may see to why; ``secrets`` are words that may come out nowhere."""

    pack: Pack
    hidden: dict[str, str]
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        """Short: a story is pages long. ``made.pack`` has it all."""
        return f"Made({', '.join(f.id + '!' * (f.id in self.hidden) for f in self.pack.facts)})"

    @property
    def visible(self) -> tuple[Fact, ...]:
        """The facts that may be seen."""
        return tuple(f for f in self.pack.facts if f.id not in self.hidden)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that finds something."""
        things: tuple[Place | Actor, ...] = (*self.pack.places, *self.pack.actors)
        return (*(t.name for t in things), *(a.text for t in things for a in t.aliases), *(s.name for s in self.pack.sources))


_days = st.dates(FIRST, LAST)
_odd = st.one_of(st.just(""), st.just(""), st.sampled_from(ODD), st.text(max_size=12))


@st.composite
def _sentences(draw: st.DrawFn, mark: str) -> str:
    """Some words, now and then something odd among them, and a word that stands nowhere else."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5))
    return " ".join(part for part in (" ".join(words).capitalize(), draw(_odd), mark) if part.strip())


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    day = draw(_days)
    shape = draw(st.sampled_from(("day", "day", "day", "range", "month", "before", "standing", "unknown", "words")))
    edtf = {
        "day": f"{day}",
        "words": f"{day}",
        "range": f"{day}/{day + timedelta(days=2)}",
        "month": f"{day:%Y-%m}",
        "before": f"../{day}",
        "standing": "",
        "unknown": "",
    }[shape]
    precision = {"standing": Precision.STANDING, "unknown": Precision.UNKNOWN, "before": Precision.BEFORE}.get(shape)
    return period_from_edtf(edtf, words="late on the day" if shape == "words" else "", precision=precision)


@st.composite
def _figures(draw: st.DrawFn, mark: str) -> Figure:
    best = draw(st.one_of(st.none(), st.integers(0, 2_000_000).map(float), st.sampled_from((1.8, 0.25, 18_000.0))))
    low = draw(st.one_of(st.none(), st.integers(0, 100).map(float)))
    high = draw(st.one_of(st.none(), st.integers(100, 200).map(float)))
    text = draw(st.sampled_from(("dozens", "18.000", "5 kilometers (3 miles)", "nearly 1,000", "a third", "1,8 million")))
    readings = (18.0, 18_000.0) if text == "18.000" else ()
    return Figure(f"people {mark}", draw(st.sampled_from(("people", "km", "%", "Syrian pounds per U.S. dollar"))), text, best, low, high, readings)


def _thing_aliases(name: str) -> tuple[Alias, ...]:
    return tuple(Alias(text, names.script_of(text)) for text in _SPELLINGS.get(name, ()))


@st.composite
def _places(draw: st.DrawFn) -> tuple[Place, ...]:
    """Some towns, each in one that stands before it or in none; now and then a second of the same name elsewhere."""
    chosen = draw(st.lists(st.sampled_from(_TOWNS), min_size=1, max_size=5, unique=True))
    made: list[Place] = []
    for number, name in enumerate(chosen):
        inside = draw(st.one_of(st.none(), st.sampled_from([p.id for p in made]))) if made else None
        kind = (
            PlaceType.PROVINCE
            if "province" in name
            else draw(st.sampled_from((PlaceType.CITY, PlaceType.TOWN, PlaceType.COUNTRY, PlaceType.DISTRICT)))
        )
        made.append(Place(f"p{number}", name, kind, inside, _thing_aliases(name)))
    if draw(st.integers(0, 3)) == 0:
        made.append(Place("twin", made[0].name, PlaceType.VILLAGE, None, (Alias("Twin town"),)))
    return tuple(made)


@st.composite
def _claims(draw: st.DrawFn, sources: Sequence[Source], documents: Sequence[Document], mark: str) -> tuple[Claim, ...]:
    made: list[Claim] = []
    for source in draw(st.lists(st.sampled_from(sources), min_size=1, max_size=3, unique_by=lambda s: s.id)):
        document = draw(st.sampled_from(documents))
        stance = Stance.ASSERTS if not made else draw(st.sampled_from((Stance.ASSERTS, *Stance)))
        via = draw(st.lists(st.sampled_from([s.id for s in sources if s.id != source.id]), max_size=1)) if len(sources) > 1 else []
        said = draw(st.one_of(st.none(), st.dates(FIRST, document.published))) if document.published else None
        words = draw(st.one_of(st.just(""), _sentences(mark)))
        made.append(
            Claim(
                source.id,
                stance,
                tuple(via),
                document.id,
                draw(st.one_of(st.none(), st.integers(0, 30))),
                said,
                words,
                draw(st.sampled_from(("", "", "in a televised statement"))),
            )
        )
    return tuple(made)


@st.composite
def _facts(
    draw: st.DrawFn,
    number: int,
    mark: str,
    places: Sequence[Place],
    actors: Sequence[Actor],
    sources: Sequence[Source],
    documents: Sequence[Document],
) -> Fact:
    kind = draw(st.sampled_from(_KINDS))
    claims = draw(_claims(sources, documents, mark))
    where = tuple(draw(st.lists(st.sampled_from([p.id for p in places]), max_size=2, unique=True)))
    who = tuple(draw(st.lists(st.sampled_from([a.id for a in actors]), max_size=2, unique=True)))
    text = draw(_sentences(mark))
    names_in = [p.name for p in places if p.id in where] + [a.name for a in actors if a.id in who]
    contested = any(c.stance in (Stance.DENIES, Stance.QUALIFIES, Stance.RETRACTS) for c in claims)
    return Fact(
        f"F{number}",
        f"fact-{number}",
        kind,
        f"{text} {' '.join(names_in)}.",
        draw(_periods()),
        claims,
        where,
        tuple(draw(st.lists(st.sampled_from([p.id for p in places if p.id not in where]), max_size=1))) if len(where) < len(places) else (),
        who,
        draw(st.one_of(st.none(), st.sampled_from(EventType))),
        (Control(where[0], who[0], draw(st.sampled_from(("", "", "2024-12-05")))),) if where and who and kind == FactKind.CONTROL else (),
        tuple(draw(st.lists(_figures(mark), min_size=kind == FactKind.FIGURE, max_size=1 + (kind == FactKind.FIGURE))))
        if kind in (FactKind.FIGURE, FactKind.EVENT)
        else (),
        Quote(draw(_sentences(mark)), draw(st.one_of(st.none(), st.just(claims[0].by)))) if kind == FactKind.QUOTE else None,
        tuple(draw(st.lists(st.sampled_from(("toll", "talks")), max_size=1))),
        (),
        draw(st.sampled_from(("", "about"))),
        draw(st.booleans()),
        draw(st.sampled_from(("", "", f"Not verified {mark}."))),
        f"desknote{mark}",
        assessment=Assessment.DISPUTED
        if contested
        else draw(st.sampled_from((Assessment.UNVERIFIED, Assessment.CORROBORATED, Assessment.CONFIRMED))),
        review_by=draw(st.one_of(st.none(), st.none(), st.dates(FIRST, date(2025, 1, 1)))),
    )


def _both_ways(facts: list[Fact], field: str, pairs: Sequence[tuple[int, int]]) -> list[Fact]:
    """The relation written on both sides, as the loader of packs writes it; facts that contradict each other are disputed."""
    others: dict[str, list[str]] = {f.id: [] for f in facts}
    for one, other in pairs:
        a, b = facts[one % len(facts)].id, facts[other % len(facts)].id
        if a != b and b not in others[a]:
            others[a].append(b)
            others[b].append(a)
    marked = {"assessment": Assessment.DISPUTED} if field == "contradicts" else {}
    return [replace(f, **{field: tuple(others[f.id])}, **(marked if others[f.id] else {})) for f in facts]


_pairs = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=2)


@st.composite
def stories(draw: st.DrawFn, *, most: int = 9, hidden: bool = True) -> Made:
    """A whole story: at most ``most`` facts of every kind, some of which nobody may see if ``hidden``."""
    places = draw(_places())
    parties = draw(st.lists(st.sampled_from(_PARTIES), min_size=1, max_size=4, unique=True))
    actors = tuple(
        Actor(
            f"a{n}",
            name,
            draw(st.sampled_from(ActorType)),
            camp=draw(st.sampled_from(("", "one", "other"))),
            descriptor=draw(st.sampled_from(("", "a group of the story"))),
        )
        for n, name in enumerate(parties)
    )
    speakers = draw(st.lists(st.sampled_from(_SPEAKERS), min_size=1, max_size=4, unique=True))
    sources = tuple(
        Source(
            f"s{n}",
            name,
            draw(st.sampled_from(SourceType)),
            descriptor=draw(st.sampled_from(("", "described for print"))),
            actor=draw(st.one_of(st.none(), st.sampled_from([a.id for a in actors]))),
        )
        for n, name in enumerate(speakers)
    )
    documents = tuple(
        Document(
            f"d{n}",
            draw(st.sampled_from([s.id for s in sources])),
            f"Headline {n}",
            draw(st.one_of(st.none(), _days, _days, _days)),
            byline=draw(st.sampled_from(("", "A. Writer"))),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    count = draw(st.integers(1, most))
    reasons = {f"F{n}": draw(st.sampled_from(HIDDEN)) for n in range(1, count + 1) if hidden and draw(st.integers(0, 3)) == 0}
    facts = [draw(_facts(n, f"secret{n}z" if f"F{n}" in reasons else f"mark{n}z", places, actors, sources, documents)) for n in range(1, count + 1)]
    for field in ("contradicts", "restates", "tension"):
        facts = _both_ways(facts, field, draw(_pairs))
    facts = [_hide(f, reasons.get(f.id, "")) for f in facts]
    relations = tuple(
        Relation(
            actors[0].id,
            draw(st.sampled_from(RelationKind)),
            draw(st.sampled_from([*(a.id for a in actors), *(p.id for p in places)])),
            draw(st.sampled_from(facts)).id,
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    questions = tuple(
        OpenQuestion(f"Q{n}", f"What happened to question{n}z?", (draw(st.sampled_from(places)).id,)) for n in range(draw(st.integers(0, 2)))
    )
    story = Story(
        "made-up",
        "A made-up story",
        "Asia/Damascus",
        "Made up.",
        date(2024, 1, 1),
        date(2024, 12, 31),
        {"one": "one side", "other": "the other side"},
        {"toll": ("dead", "killed"), "talks": ("talks", "meeting")},
        demonstration=draw(st.booleans()),
    )
    secrets = tuple(f"secret{f[1:]}z" for f in reasons) + tuple(f.note for f in facts)
    unique = {f"{r.kind}{r.other}": r for r in relations}
    return Made(Pack(story, places, actors, sources, documents, tuple(unique.values()), tuple(facts), questions, "made-up"), reasons, secrets)


def _hide(kept: Fact, why: str) -> Fact:
    if why == "embargoed":
        return replace(kept, embargoed_until=NOW + timedelta(hours=1))
    return replace(kept, ground_rule=GroundRule.OFF_RECORD) if why == "off_record" else kept


def newsroom_of(made: Made, *, on: str | None = None) -> Newsroom:
    """A desk with a made-up story on file; what is withheld or killed is so by a second revision, as a desk does it."""
    newsroom = with_pack(made.pack, on=on)
    for number, why in made.hidden.items():
        if why in ("withheld", "killed"):
            edit(
                newsroom,
                number,
                *((ChangeKind.HOLD,) if why == "withheld" else (ChangeKind.KILL,)),
                pubstatus=PubStatus.WITHHELD if why == "withheld" else PubStatus.CANCELED,
            )
    return newsroom
