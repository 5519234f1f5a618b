"""A story of any size, put straight into a database: the tables' own rows, written faster than a pack could be read.

``python -m tests.bench.big_story FILE FACTS REVISIONS PLACES ACTORS ALIASES`` makes one; the benches run it as a process of its own,
so that what it takes in memory is not counted as theirs. The same numbers always give the same story.
"""

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, create_engine, insert

from briefings import names, open_store, wording
from briefings.model import Actor, Alias, Claim, Control, Document, Fact, Figure, OpenQuestion, Period, Place, Relation, Source, Story
from briefings.store import search, tables
from briefings.store.reading import RECORDS
from briefings.store.times import to_micros
from briefings.store.writing import Keepable, encode, ties
from briefings.vocabulary import ActorType, Assessment, FactKind, PlaceType, Precision, RelationKind, SourceType, Stance

SLUG = "big-story"
FIRST_DAY = date(2024, 1, 1)
DAYS = 340
RECORDED_FROM = datetime(2024, 12, 1, tzinfo=UTC)
AT_ONCE = 20_000  # rows in one call
SOURCES, DOCUMENTS = 200, 2_000
_SYLLABLES = (
    "ba bi da dar deir el fa ga hal ham idl jab jis kaf kha kun la ma mar mas nab qar qus ra ras sa saf sal sar sha sir tal tar um wa ya zab zor"
).split()
_ENDS = "ab ah ama ar at az eh en ib id il in iyah on oun ur us ya".split()
_GIVEN = (
    "abdel adnan ahmad ali bashar fadi faris ghassan hasan hussein ibrahim imad jamal khalid mahmoud maher mustafa nabil omar rami riad samir "
    "tarek wael yasin ziad"
).split()
_BODIES = "army brigade battalion council command front movement division party union agency authority".split()
_ARABIC = dict(zip("abtjhkdrzsfqlmnwygiuopvc ", "ابتجحكدرزسفقلمنويغيووبفك ", strict=True))  # a letter for a letter; the rest is left out
_DEEDS = (
    "shelled",
    "captured",
    "left",
    "entered",
    "surrounded",
    "bombed",
    "visited",
    "evacuated",
    "looted",
    "rebuilt",
    "closed",
    "reopened",
    "mined",
    "cleared",
    "warned",
)
_THINGS = (
    "hospital",
    "school",
    "bridge",
    "market",
    "airport",
    "garrison",
    "checkpoint",
    "bakery",
    "dam",
    "power station",
    "mosque",
    "prison",
    "refinery",
    "road",
    "border crossing",
    "water plant",
    "depot",
    "stadium",
    "university",
    "ministry",
    "grain silo",
    "railway",
    "camp",
    "court",
    "harbor",
)
_TOLL = 777_777  # a number that stands for the toll
_KINDS = (FactKind.EVENT,) * 6 + (FactKind.STATEMENT,) * 3 + (FactKind.FIGURE,) * 2 + (FactKind.CONTROL, FactKind.BACKGROUND)


class Size(Struct, frozen=True):
    """How large: facts, revisions of each, places, actors, aliases."""

    facts: int
    revisions: int
    places: int
    actors: int
    aliases: int

    @property
    def total(self) -> int:
        """Revisions in all."""
        return self.facts * self.revisions


class Cast(Struct, frozen=True):
    """Who and what the story is about."""

    places: tuple[Place, ...]
    actors: tuple[Actor, ...]
    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    relations: tuple[Relation, ...]
    questions: tuple[OpenQuestion, ...]


def make(path: Path, size: Size) -> None:
    """Write the story into a new SQLite database at ``path``."""
    open_store(f"sqlite:///{path}", clock=lambda: RECORDED_FROM).close()
    made = cast(size)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1500000", "locking_mode=EXCLUSIVE"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        _put_story(connection, made, size)
        _put_names(connection, made)
        _put_facts(connection, made, size)
        connection.commit()
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()


# ── who and what ────────────────────────────────────────────────────────────────────────────────
def cast(size: Size) -> Cast:
    """Places in provinces, actors with leaders, sources, documents, open questions."""
    pick = random.Random(17)
    place_names, actor_names = _distinct(pick, size.places, _place_name), _distinct(pick, size.actors, _actor_name)
    spare = size.aliases // (size.places + size.actors)
    places = tuple(_place(i, name, size, _aliases(pick, name, spare)) for i, name in enumerate(place_names))
    actors = tuple(_actor(i, name, _aliases(pick, name, spare)) for i, name in enumerate(actor_names))
    sources = tuple(
        Source(
            f"s{i}",
            f"the {actors[i % len(actors)].name} press office",
            SourceType.OFFICIAL,
            descriptor=f"outlet number {i}",
            actor=actors[i % len(actors)].id,
        )
        for i in range(SOURCES)
    )
    documents = tuple(
        Document(f"d{i}", f"s{i % SOURCES}", f"Report number {i}", FIRST_DAY + timedelta(days=i * DAYS // DOCUMENTS)) for i in range(DOCUMENTS)
    )
    relations = tuple(
        Relation(actors[i].id, RelationKind.LEADS, actors[(i * 7 + 1) % len(actors)].id, f"F{i + 1}")
        for i in range(min(size.actors, size.facts) // 20)
    )
    questions = tuple(
        OpenQuestion(f"Q{i}", f"How many people left {places[i % len(places)].name}.", (places[i % len(places)].id,)) for i in range(50)
    )
    return Cast(places, actors, sources, documents, relations, questions)


def _distinct(pick: random.Random, many: int, made: Any) -> list[str]:
    found: dict[str, str] = {}
    while len(found) < many:
        name = made(pick)
        found.setdefault(names.fold(name), name)
    return list(found.values())


def _word(pick: random.Random) -> str:
    return "".join(pick.choice(_SYLLABLES) for _ in range(pick.choice((1, 2, 2, 3)))) + pick.choice(_ENDS)


def _place_name(pick: random.Random) -> str:
    return " ".join(_word(pick).title() for _ in range(pick.choice((1, 1, 2))))


def _actor_name(pick: random.Random) -> str:
    if pick.random() < 0.6:
        return f"{pick.choice(_GIVEN).title()} al-{_word(pick).title()}"
    return f"{_word(pick).title()} {_word(pick).title()} {pick.choice(_BODIES).title()}"


def _aliases(pick: random.Random, name: str, many: int) -> tuple[Alias, ...]:
    arabic = "".join(_ARABIC.get(c, "") for c in name.lower())
    others = (
        arabic,
        f"{name} {pick.choice(_SYLLABLES)}",
        f"{pick.choice(_SYLLABLES).title()} {name}",
        f"{_word(pick).title()} {name.split()[-1]}",
        f"old {name}",
    )
    return tuple(Alias(text, names.script_of(text)) for text in others[:many])


def _place(number: int, name: str, size: Size, aliases: tuple[Alias, ...]) -> Place:
    """One country, some provinces in it, and cities, towns and villages in those."""
    provinces = max(3, size.places // 250)
    if number == 0:
        return Place("p0", name, PlaceType.COUNTRY, None, aliases)
    if number <= provinces:
        return Place(f"p{number}", name, PlaceType.PROVINCE, "p0", aliases)
    return Place(f"p{number}", name, (PlaceType.CITY, PlaceType.TOWN, PlaceType.VILLAGE)[number % 3], f"p{number % provinces + 1}", aliases)


def _actor(number: int, name: str, aliases: tuple[Alias, ...]) -> Actor:
    return Actor(
        f"a{number}", name, ActorType.PERSON if " al-" in name else ActorType.REBEL_GROUP, descriptor="a party to the story", aliases=aliases
    )


def _put_story(connection: Connection, made: Cast, size: Size) -> None:
    story = Story(
        SLUG,
        "A very big story",
        "Asia/Damascus",
        "Made for measuring.",
        FIRST_DAY,
        FIRST_DAY + timedelta(days=DAYS),
        topics={"toll": ("dead", "killed")},
    )
    micros = to_micros(RECORDED_FROM)
    connection.execute(
        insert(tables.story).values(
            slug=SLUG,
            version=size.total,
            recorded=micros + size.total,
            last_number=size.facts,
            newest=max(d.published for d in made.documents if d.published).isoformat(),
            pack_digest="",
            body=encode(story),
        )
    )
    kept: tuple[tuple[str, Keepable], ...] = tuple(
        [(t.id, t) for things in (made.places, made.actors, made.sources, made.documents, made.questions) for t in things]
        + [(f"{r.actor}:{r.kind}:{r.other}", r) for r in made.relations]
    )
    _put(
        connection,
        tables.record,
        (
            {
                "story": SLUG,
                "kind": RECORDS[type(item)],
                "id": key,
                "version": 1,
                "superseded": None,
                "recorded": micros - 1,
                "position": position,
                "body": encode(item),
                "owner": ties(item)[0],
                "parent": ties(item)[1],
            }
            for position, (key, item) in enumerate(kept)
        ),
    )


def all_names(made: Cast) -> list[tuple[str, str, str, bool]]:
    """Kind, id, name as written, preferred: every name and alias of places and actors, and the names of sources."""
    things: list[tuple[str, Place | Actor]] = [("place", p) for p in made.places] + [("actor", a) for a in made.actors]
    return (
        [(kind, t.id, t.name, True) for kind, t in things]
        + [(kind, t.id, a.text, False) for kind, t in things for a in t.aliases]
        + [("source", s.id, s.name, True) for s in made.sources]
    )


def _put_names(connection: Connection, made: Cast) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": i,
            "story": SLUG,
            "folded": folded,
            "skeleton": names.skeleton(folded),
            "kind": kind,
            "target": target,
            "written": written,
            "preferred": preferred,
            "avoid": False,
        }
        for i, (kind, target, written, preferred) in enumerate(all_names(made), 1)
        if (folded := names.fold(written))
    ]
    _put(connection, tables.name, rows)
    parts = sorted((g, len(str(row["folded"])), row["id"]) for row in rows for g in names.grams(str(row["folded"])))
    _put(connection, tables.gram, ({"story": SLUG, "gram": g, "length": length, "name": i} for g, length, i in parts))


# ── facts ───────────────────────────────────────────────────────────────────────────────────────
def _put_facts(connection: Connection, made: Cast, size: Size) -> None:
    """Every revision with its links and its tokens; each round revises every fact once, so that old and new lie apart on the disk."""
    plots = _plots(made, size)
    tokens = [wording.tokens(wording.texts_of(plot.told(_TOLL))) for plot in plots]  # once for all revisions, which differ in a number
    start = to_micros(RECORDED_FROM)
    for turn in range(size.revisions):
        last = turn == size.revisions - 1
        for chunk in _chunks(range(size.facts), AT_ONCE):
            facts, links, texts = [], [], []
            for number in chunk:
                plot = plots[number]
                kept, row = plot.told(plot.toll(turn)), turn * size.facts + number + 1
                recorded = start + row
                superseded = None if last else start + row + size.facts
                day = plot.day.isoformat()
                facts.append(
                    {
                        "row": row,
                        "story": SLUG,
                        "number": number + 1,
                        "revision": turn + 1,
                        "version": row,
                        "recorded": recorded,
                        "superseded": superseded,
                        "earliest": day,
                        "latest": day,
                        "known": plot.published.isoformat(),
                        "day": day,
                        "kind": kept.kind,
                        "assessment": kept.assessment,
                        "publishable": True,
                        "embargo": 0,
                        "from_pack": False,
                        "change": "update" if turn else "add",
                        "note": "made",
                        "author": "bench",
                        "approver": None,
                        "body": encode(kept),
                    }
                )
                links += [
                    {"story": SLUG, "target": t, "day": day, "row": row, "recorded": recorded, "superseded": superseded} for t in _targets(kept)
                ]
                texts.append({"row": row, "tokens": tokens[number].replace(str(_TOLL), str(plot.toll(turn)))})
            _put(connection, tables.fact, facts)
            _put(connection, tables.link, sorted(links, key=lambda x: (x["target"], x["day"], x["row"])))
            if last:  # what is superseded stands in another table, which no ask of the present reads
                search.add(connection, texts)


class Plot(Struct, frozen=True):
    """What a fact is about; its revisions differ in their toll."""

    number: int
    kind: FactKind
    day: date
    published: date
    place: Place
    actor: Actor
    deed: str
    thing: str
    document: Document
    denier: str
    rival: str

    def toll(self, turn: int) -> int:
        """The toll in the revision of this turn, counted from 0."""
        return self.number % 90 + turn

    def told(self, toll: int) -> Fact:
        """The fact with this toll."""
        claims = [Claim(self.document.outlet, document=self.document.id, paragraph=1)]
        claims += [Claim(self.denier, Stance.DENIES, document=self.document.id, words="it did not happen")] if self.denier else []
        return Fact(
            f"F{self.number}",
            f"fact-{self.number}",
            self.kind,
            f"{self.actor.name} {self.deed} the {self.thing} in {self.place.name}, and {toll} people fled.",
            Period(self.day, self.day, Precision.DAY, self.day.isoformat(), "on that day"),
            tuple(claims),
            (self.place.id,),
            actors=(self.actor.id,),
            control=(Control(self.place.id, self.actor.id),) if self.kind == FactKind.CONTROL else (),
            figures=(Figure(f"people who fled {self.place.name}", "people", str(toll), float(toll)),) if self.kind == FactKind.FIGURE else (),
            topics=("toll",) if self.kind == FactKind.FIGURE else (),
            contradicts=(self.rival,) if self.rival else (),
            assessment=Assessment.DISPUTED if self.denier or self.rival else Assessment.UNVERIFIED,
        )


def _plots(made: Cast, size: Size) -> list[Plot]:
    """Half of all facts are at few places and by few actors, as in the news; one in twenty is denied, one in fifty contradicted."""
    pick = random.Random(18)
    weights = [1 / (rank + 20) for rank in range(max(len(made.places), len(made.actors)))]
    places = pick.choices(made.places, weights[: len(made.places)], k=size.facts)
    actors = pick.choices(made.actors, weights[: len(made.actors)], k=size.facts)
    return [_plot(pick, number, place, actor, made) for number, (place, actor) in enumerate(zip(places, actors, strict=True), 1)]


def _plot(pick: random.Random, number: int, place: Place, actor: Actor, made: Cast) -> Plot:
    document = made.documents[pick.randrange(len(made.documents))]
    published = document.published or FIRST_DAY
    return Plot(
        number,
        pick.choice(_KINDS),
        published - timedelta(days=pick.randrange(3)),
        published,
        place,
        actor,
        pick.choice(_DEEDS),
        pick.choice(_THINGS),
        document,
        f"s{pick.randrange(SOURCES)}" if number % 20 == 0 else "",
        f"F{number - 1}" if number % 50 == 1 and number > 1 else "",
    )


def _targets(kept: Fact) -> tuple[str, ...]:
    return (
        *(f"place:{p}" for p in kept.places),
        *(f"actor:{a}" for a in kept.actors),
        *dict.fromkeys(f"speaker:{c.by}" for c in kept.claims),
        *dict.fromkeys(f"document:{c.document}" for c in kept.claims),
        *(f"topic:{t}" for t in kept.topics),
    )


def _put(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    for chunk in _chunks(rows, AT_ONCE):
        connection.execute(insert(table), chunk)


def _chunks(rows: Iterable[Any], most: int) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, most)):
        yield chunk


def main(arguments: Sequence[str]) -> None:
    """Make one from the command line."""
    make(Path(arguments[0]), Size(*(int(a) for a in arguments[1:6])))


if __name__ == "__main__":
    main(sys.argv[1:])
