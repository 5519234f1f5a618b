"""Reading a whole pack: every file built and checked, every mistake reported at once."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from briefings.errors import PackProblems, Problem
from briefings.model import Actor, Document, Fact, OpenQuestion, Pack, Place, Relation, Source
from briefings.packs import FILES, OPTIONAL, digest
from briefings.packs.building import Builder, story_from
from briefings.packs.checking import Draft, check
from briefings.packs.yaml_lines import Entry, read_yaml


def read_pack(folder: Path) -> Pack:
    """A story from its folder, checked.

    Raises:
        PackProblems: it has mistakes; every one is listed with file and line.
    """
    problems: list[Problem] = []
    content = {name: _content(folder, name, problems) for name in FILES}
    draft = _draft(content, problems)
    problems += check(draft)
    if problems or draft.story is None:
        raise PackProblems(folder.name, tuple(sorted(set(problems))) or (Problem("story.yaml", 1, "there is no story in it"),))
    return Pack(
        draft.story,
        tuple(draft.places),
        tuple(draft.actors),
        tuple(draft.sources),
        tuple(draft.documents),
        tuple(draft.relations),
        _linked(draft.facts),
        tuple(draft.questions),
        digest(folder),
    )


def _content(folder: Path, name: str, problems: list[Problem]) -> Any:
    path = folder / name
    if not path.is_file():
        if name not in OPTIONAL:
            problems.append(Problem(name, 1, f"the file is missing; a pack has {', '.join(f for f in FILES if f not in OPTIONAL)}"))
        return None
    return read_yaml(path, problems)


def _draft(content: dict[str, Any], problems: list[Problem]) -> Draft:
    draft = Draft(story_from(content["story.yaml"], Builder("story.yaml", problems)), [], [], [], [], [], [], [], {}, {})
    if draft.story and isinstance(content["story.yaml"], Entry):
        draft.where["story", draft.story.slug] = ("story.yaml", content["story.yaml"].at("slug"))
    keys = _fact_ids(content["facts.yaml"])
    kinds: tuple[tuple[str, str, type[Any], list[Any]], ...] = (
        ("places.yaml", "place", Place, draft.places),
        ("actors.yaml", "actor", Actor, draft.actors),
        ("sources.yaml", "source", Source, draft.sources),
        ("documents.yaml", "document", Document, draft.documents),
        ("facts.yaml", "fact", Fact, draft.facts),
        ("questions.yaml", "question", OpenQuestion, draft.questions),
    )
    for file, kind, thing, into in kinds:
        builder = Builder(file, problems)
        for entry in _entries(content[file], builder):
            _note(draft, kind, entry, builder)
            if kind == "actor":
                draft.relations += _relations(entry, builder, keys)
            if (built := builder.build(thing, entry, getattr(entry, "line", 1))) is not None:
                into.append(_by_id(built, keys) if kind == "fact" else built)
    return draft


def _entries(content: Any, builder: Builder) -> list[Any]:
    if content is None:
        return []
    if not isinstance(content, list):
        builder.complain(1, "expected a list of entries, each beginning with “- id:”")
        return []
    return content


def _note(draft: Draft, kind: str, entry: Any, builder: Builder) -> None:
    """Remember where an entry stands and what it shares; complain where its id or key stands already."""
    if not isinstance(entry, Entry):
        return
    for field in ("id", "key"):
        value, role = str(entry.get(field) or ""), kind if field == "id" else f"{kind} key"
        if not value:
            continue
        if (role, value) in draft.where:
            builder.complain(entry.at(field), f"{field} “{value}” stands twice; the first is at line {draft.where[role, value][1]}")
        draft.where.setdefault((role, value), (builder.file, entry.line))
    shares = entry.get("shares") or []
    draft.shares[kind, str(entry.get("id"))] = {str(s) for s in (shares if isinstance(shares, list) else [shares])}


def _relations(entry: Any, builder: Builder, keys: dict[str, str]) -> list[Relation]:
    if not isinstance(entry, Entry) or not entry.get("relations"):
        return []
    listed = entry["relations"] if isinstance(entry["relations"], list) else [entry["relations"]]
    found = []
    for item in listed:
        if isinstance(item, Entry):
            item["actor"] = str(entry.get("id"))
        built = builder.build(Relation, item, entry.at("relations"), f"{entry.get('id')} relation ")
        if built is not None:
            found.append(replace(built, fact=keys.get(built.fact, built.fact)))
    return found


def _fact_ids(content: Any) -> dict[str, str]:
    """Key → id of every fact, so that entries may refer to a fact by either."""
    entries = content if isinstance(content, list) else []
    return {str(e["key"]): str(e["id"]) for e in entries if isinstance(e, Entry) and e.get("key") and e.get("id")}


def _by_id(fact: Fact, keys: dict[str, str]) -> Fact:
    return replace(fact, **{field: tuple(keys.get(r, r) for r in getattr(fact, field)) for field in ("contradicts", "tension", "restates")})


def _linked(facts: list[Fact]) -> tuple[Fact, ...]:
    """The facts with what holds both ways written on both sides: contradiction, tension, restatement."""
    sides: dict[str, dict[str, list[str]]] = {f: {fact.id: list(getattr(fact, f)) for fact in facts} for f in ("contradicts", "tension", "restates")}
    for other_sides in sides.values():
        for one, others in [(k, tuple(v)) for k, v in other_sides.items()]:
            for other in others:
                if one not in other_sides[other]:
                    other_sides[other].append(one)
    return tuple(replace(fact, **{f: tuple(sides[f][fact.id]) for f in sides}) for fact in facts)
