"""Load a story pack: what is new is added, what changed is revised, what the desk has edited since stays as the desk has it."""

from msgspec import Struct
from msgspec.structs import replace

from briefings.model import Actor, Document, Fact, OpenQuestion, Pack, Place, Source
from briefings.packs.checking import implied_names, names_of
from briefings.store.writing import Edit, Held, Keepable, Writing
from briefings.vocabulary import ChangeKind

PACK = "the story pack"


class Loaded(Struct, frozen=True):
    """What loading did: ids of facts added, revised, left alone because the desk has edited them, and gone from the pack."""

    slug: str
    added: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    records: int = 0


def load_pack(writing: Writing, pack: Pack) -> Loaded:
    """Bring the story to what the pack says; loading the same pack again changes nothing but the story's version."""
    held = writing.held() if writing.story else {}
    writing.keep_story(pack.story, pack_digest=pack.digest)
    records = writing.keep_records(_records(pack))
    explicit = list(names_of(pack.places, pack.actors, pack.sources))
    writing.keep_names([*explicit, *implied_names(pack.actors, (written for _, _, written, _, _ in explicit))])
    documents = {d.id: d for d in pack.documents}
    new = [f for f in pack.facts if f.number not in held]
    differing = [f for f in pack.facts if f.number in held and _differs(held[f.number], f)]
    ours = [f for f in differing if held[f.number].from_pack]
    edits = [_edit(f, ChangeKind.ADD, "first recorded") for f in new] + [
        _edit(f, _change(held[f.number].fact, f), "the story pack changed") for f in ours
    ]
    writing.revise(edits, documents | _documents(writing))
    in_pack = {f.number for f in pack.facts}
    return Loaded(
        pack.story.slug,
        tuple(f.id for f in new),
        tuple(f.id for f in ours),
        tuple(f.id for f in differing if f not in ours),
        tuple(h.fact.id for n, h in held.items() if n not in in_pack and h.from_pack),
        records,
    )


def _records(pack: Pack) -> list[tuple[str, Keepable]]:
    things: tuple[Place | Actor | Source | Document | OpenQuestion, ...] = (
        *pack.places,
        *pack.actors,
        *pack.sources,
        *pack.documents,
        *pack.questions,
    )
    named: list[tuple[str, Keepable]] = [(thing.id, thing) for thing in things]
    return named + [(f"{r.actor}:{r.kind}:{r.other}", r) for r in pack.relations]


def _documents(writing: Writing) -> dict[str, Document]:
    return {key: item for (kind, key), item in writing.records().items() if kind == "document" and isinstance(item, Document)}


def _differs(held: Held, fact: Fact) -> bool:
    return held.fact != fact


def _change(before: Fact, after: Fact) -> ChangeKind:
    """An edit to a pack clarifies, unless proposition, figures, dates or claims are other ones: then we cannot know, and say update."""
    same = replace(
        after,
        places=before.places,
        near=before.near,
        actors=before.actors,
        topics=before.topics,
        asked_as=before.asked_as,
        note=before.note,
        contradicts=before.contradicts,
        tension=before.tension,
        restates=before.restates,
    )
    return ChangeKind.CLARIFY if same == before else ChangeKind.UPDATE


def _edit(fact: Fact, change: ChangeKind, note: str) -> Edit:
    return Edit(fact=fact, change=change, note=note, author=PACK, from_pack=True)
