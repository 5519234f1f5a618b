"""Answers in words and in order. Knows every shape of answer and no platform; the type checker stops whoever forgets one."""

from collections.abc import Sequence
from typing import assert_never

from briefings import show_day, show_period
from briefings.answers import (
    ActorList,
    ActorProfile,
    AnyAnswer,
    BackgroundList,
    ChangeForm,
    ChangeMade,
    ChangeWaits,
    Citation,
    DisputeList,
    Done,
    Factbox,
    FigureList,
    Findings,
    LikelyTwins,
    LogPage,
    NothingOnRecord,
    PlaceStatus,
    QuoteList,
    ReviewList,
    RoleList,
    Scope,
    Several,
    SourceList,
    SourceProfile,
    StoryCard,
    Timeline,
    UnknownList,
    WhatChanged,
)
from briefings.crediting import day
from briefings.errors import shorten
from briefings.model import Actor, OpenQuestion
from briefings.sheet.answers import SheetAnswer, SheetCheck, SheetMerge, SheetOffer, TableReading
from handlers.desking import desk_parts
from handlers.lines import chain, dispute, line, lines, ready_line
from handlers.reply import Action, Block, Note, Reply, Section, Table, facts_in
from handlers.sheeting import sheet_parts

_CHANGES = {
    "add": "New",
    "update": "Updated",
    "correct": "CORRECTION",
    "clarify": "Clarified",
    "refile": "Refiled",
    "dispute": "Now contested",
    "confirm": "Confirmed",
    "kill": "Withdrawn",
    "hold": "Held",
    "release": "Released",
}
NOT_KNOWN = "Not known"


def present(answer: AnyAnswer | SheetAnswer) -> Reply:
    """Any answer as a reply: what comes first, in which words, and what can be done next."""
    title, subtitle, blocks, actions = _parts(answer)
    title = title.removeprefix("the ")
    title = title[:1].upper() + title[1:]
    scope = answer.scope
    return Reply(title, subtitle, tuple(blocks), tuple(actions), foot(scope), scope.demonstration, facts_in(scope.story, tuple(blocks)))


Parts = tuple[str, str, list[Block], list[Action]]


def _parts(answer: AnyAnswer | SheetAnswer) -> Parts:
    match answer:
        case SheetOffer() | SheetCheck() | SheetMerge() | TableReading():
            return sheet_parts(answer)
        case PlaceStatus():
            return _place(answer)
        case ActorProfile():
            return _actor(answer)
        case ActorList():
            return _actors(answer)
        case Timeline():
            return _timeline(answer)
        case FigureList():
            return _figures(answer)
        case QuoteList():
            return _quotes(answer)
        case DisputeList():
            return _disputes(answer)
        case BackgroundList():
            return _background(answer)
        case SourceList():
            return _sources(answer)
        case SourceProfile():
            return _source(answer)
        case Citation():
            return _citation(answer)
        case Factbox():
            return _factbox(answer)
        case Findings():
            return _findings(answer)
        case NothingOnRecord():
            return _nothing(answer)
        case UnknownList():
            return _unknowns(answer)
        case WhatChanged():
            return _changed(answer)
        case StoryCard():
            return _story(answer)
        case Several():
            return _several(answer)
        case ChangeForm() | ChangeMade() | ChangeWaits() | LikelyTwins() | ReviewList() | Done() | RoleList() | LogPage():
            return desk_parts(answer)
        case _:
            assert_never(answer)


# ── sections ────────────────────────────────────────────────────────────────────────────────────
def _section(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [Section(title), *blocks] if blocks else []


def _open(questions: Sequence[OpenQuestion]) -> list[Block]:
    return _section(NOT_KNOWN, [Note(q.text) for q in questions])


def _left_out(count: int, how: str) -> list[Block]:
    return [Section("More"), Note(f"{count} more on file: {how}")] if count > 0 else []


# ── heads and feet ──────────────────────────────────────────────────────────────────────────────
def foot(scope: Scope) -> str:
    """Story and coverage, on every reply."""
    parts = [scope.story, f"material up to {show_day(scope.covered_to)}" if scope.covered_to else "no dated material yet"]
    if scope.recorded:
        parts.append(f"as recorded at {scope.recorded:%Y-%m-%d %H:%M} UTC")
    return " · ".join(parts)


def _as_of(scope: Scope, *more: str) -> str:
    until = scope.known_by or scope.covered_to
    covered = show_day(until) if until else ""
    parts = [*more, scope.span, f"as of {covered}" if covered else "", *(f"asked as “{a}”" for a in scope.asked_as)]
    return " · ".join(p for p in parts if p)


def coverage(scope: Scope) -> str:
    """How far the record reaches: "up to Fri 6 Dec 2024"."""
    until = scope.known_by or scope.covered_to
    return f"up to {show_day(until)}" if until else "so far"


def nothing(scope: Scope, what: str) -> Note:
    """The first line where there is nothing."""
    return Note(f"Nothing on record {scope.span or coverage(scope)} {what}".rstrip() + ".", lead=True)


# ── one function a shape ────────────────────────────────────────────────────────────────────────
def _place(answer: PlaceStatus) -> Parts:
    place, scope = answer.place, answer.scope
    where = f"{place.type} in {answer.within.name}" if answer.within else str(place.type)
    blocks: list[Block] = lines(answer.facts, lead=True)
    if not (answer.facts or answer.disputed or answer.background):
        blocks = [nothing(scope, f"on {place.name}")]
    blocks += _section("Contested", [dispute(d) for d in answer.disputed])
    blocks += _section("Background", lines(answer.background, lead=not answer.facts and not answer.disputed))
    if answer.background and not (answer.facts or answer.disputed):
        blocks.append(Note(f"Of events there, nothing is on record {coverage(scope)}."))
    blocks += _open(answer.unknown)
    blocks += _left_out(answer.left_out, f"/timeline {place.name}, /background {place.name}, or the sheet")
    if scope.also_called:
        others = Note(f"{place.name} here is the {place.type}. Also on file: {', '.join(scope.also_called)}.")
        blocks += [others] if answer.left_out else [Section("More"), others]
    actions = [Action("Timeline", f"/timeline {place.name}"), Action("Claims", f"/disputed {place.name}"), Action("Sources", "/sources")]
    return place.name, _as_of(scope, where), blocks, actions


def _actor(answer: ActorProfile) -> Parts:
    actor = answer.actor
    blocks: list[Block] = (
        [Note(f"{actor.name}{f' ({actor.short})' if actor.short and actor.short != actor.name else ''}: {actor.descriptor}.", lead=True)]
        if actor.descriptor
        else []
    )
    if not (answer.standing or answer.facts or answer.disputed):
        blocks.append(nothing(answer.scope, f"on {actor.name} beyond the name"))
    blocks += _section("Who is who", lines(answer.standing))
    blocks += _section("Contested", [dispute(d) for d in answer.disputed])
    blocks += _section("On record", lines(answer.facts))
    blocks += _open(answer.unknown)
    blocks += _left_out(answer.left_out, f"/timeline {actor.short or actor.name}")
    actions = [Action("Quotes", f"/quotes {actor.short or actor.name}"), Action("Timeline", f"/timeline {actor.short or actor.name}")]
    return actor.name, _as_of(answer.scope, str(actor.type).replace("_", " ")), blocks, actions


def _actors(answer: ActorList) -> Parts:
    blocks: list[Block] = []
    for camp, words in {**answer.camps, "": "Others"}.items():
        members = [a for a in answer.actors if a.camp == camp]
        blocks += _section(words[:1].upper() + words[1:], [Note(_actor_line(a, answer.counts.get(a.id, 0))) for a in members])
    return "Actors", _as_of(answer.scope, answer.scope.title), blocks, [Action("Sources", "/sources")]


def _actor_line(actor: Actor, count: int) -> str:
    short = f" ({actor.short})" if actor.short and actor.short != actor.name else ""
    return f"{actor.name}{short}: {actor.descriptor or str(actor.type).replace('_', ' ')} · {count} {'fact' if count == 1 else 'facts'}"


def _timeline(answer: Timeline) -> Parts:
    about = f" of {answer.about}" if answer.about else ""
    blocks = lines(answer.facts, when=True) or [nothing(answer.scope, f"on {answer.about}" if answer.about else "that is dated so")]
    if answer.left_out:
        blocks.append(Note(f"{answer.left_out} more on file: narrow it with since and until, or take the sheet."))
    return f"Timeline{about}", _as_of(answer.scope), blocks, [Action("Contested", "/disputed")]


def _figures(answer: FigureList) -> Parts:
    about = f" on {answer.about}" if answer.about else ""
    blocks = lines(answer.facts, figures=True) or [nothing(answer.scope, f"that counts {answer.about or 'anything'}")]
    return f"Figures{about}", _as_of(answer.scope), blocks + _left_out(answer.left_out, "the sheet"), [Action("Sources", "/sources")]


def _quotes(answer: QuoteList) -> Parts:
    who = f" by {answer.about}" if answer.about else ""
    blocks = lines(answer.facts) or [nothing(answer.scope, f"in the words of {answer.about}" if answer.about else "in anybody's words")]
    return f"Quotes{who}", _as_of(answer.scope), blocks + _left_out(answer.left_out, "the sheet"), [Action("Sources", "/sources")]


def _disputes(answer: DisputeList) -> Parts:
    about = f" on {answer.about}" if answer.about else ""
    blocks: list[Block] = [dispute(d) for d in answer.disputes]
    if not blocks:
        blocks = [nothing(answer.scope, f"that is contested{about}")]
    return f"Contested{about}", _as_of(answer.scope), blocks + _left_out(answer.left_out, "the sheet"), [Action("Not known", "/unknowns")]


def _background(answer: BackgroundList) -> Parts:
    about = f" on {answer.about}" if answer.about else ""
    blocks = lines(answer.facts) or [nothing(answer.scope, f"as background{about}")]
    return f"Background{about}", _as_of(answer.scope), blocks + _left_out(answer.left_out, "the sheet"), []


def _sources(answer: SourceList) -> Parts:
    rows = tuple((s.short or s.name, s.descriptor or str(s.type).replace("_", " "), str(answer.counts.get(s.id, 0))) for s in answer.sources)
    by_id = {s.id: s for s in answer.sources}
    documents = tuple(
        (by_id[d.outlet].short or by_id[d.outlet].name if d.outlet in by_id else d.outlet, d.headline, day(d.published), d.byline)
        for d in answer.documents
    )
    names = ", ".join(dict.fromkeys(s.name for s in answer.sources if s.short and s.name != s.short))
    blocks: list[Block] = [Table(("Source", "Who that is", "Facts"), rows), Note(f"In full: {names}.") if names else Note("")]
    blocks = [b for b in blocks if b != Note("")]
    return (
        "Sources",
        _as_of(answer.scope, answer.scope.title),
        [*blocks, Section("Documents"), Table(("Outlet", "Headline", "Published", "By"), documents)],
        [],
    )


def _source(answer: SourceProfile) -> Parts:
    source = answer.source
    short = f" ({source.short})" if source.short and source.short != source.name else ""
    blocks: list[Block] = [Note(f"{source.name}{short}: {source.descriptor or str(source.type).replace('_', ' ')}.", lead=True)]
    blocks += _section("Documents", [Note(f"{d.headline} — {d.byline + ', ' if d.byline else ''}{day(d.published)}") for d in answer.documents])
    blocks += _section("About it", lines(answer.standing))
    blocks += _section("Rests on it", lines(answer.facts)) or [nothing(answer.scope, f"said by {source.name}")]
    return source.short or source.name, _as_of(answer.scope, str(source.type).replace("_", " ")), blocks + _left_out(answer.left_out, "the sheet"), []


def _citation(answer: Citation) -> Parts:
    item, fact = answer.fact, answer.fact.fact
    blocks: list[Block] = [line(item, lead=True, figures=True)]
    blocks += _section("Chain", [Note(chain(a)) for a in item.attributions])
    happened = show_period(fact.when)
    read_from = f" (read from: “{fact.when.words}”)" if fact.when.words else ""
    if happened or fact.when.words:
        blocks.append(Note(f"When: {happened or 'standing description'}{read_from}"))
    blocks.append(Note(f"Ready line: {ready_line(item)}"))
    blocks += _section("Pulls another way", lines(answer.against))
    blocks += _section("Tells the same", lines(answer.related))
    blocks += _section(
        "History",
        [
            Note(
                f"v{r.revision} · {r.recorded_utc:%Y-%m-%d %H:%M} UTC · {_CHANGES[r.change]} · {r.note} · by {r.author}"
                + (f", approved by {r.approver}" if r.approver else "")
            )
            for r in answer.history
        ],
    )
    return f"{fact.id} · {fact.key}", _as_of(answer.scope, str(fact.assessment)), blocks, []


def _factbox(answer: Factbox) -> Parts:
    blocks = [
        *lines(answer.latest, lead=True),
        *_section("Contested", [dispute(d) for d in answer.disputed]),
        *_section("Figures", lines(answer.figures, figures=True)),
        *_section("Quotes", lines(answer.quotes)),
        *_section("Background", lines(answer.background)),
        *_open(answer.unknown),
    ]
    if not (answer.latest or answer.disputed or answer.figures or answer.quotes or answer.background):
        blocks = [nothing(answer.scope, "in this story"), *blocks]
    blocks.append(Note(f"{answer.total} {'fact' if answer.total == 1 else 'facts'} on file. Everything: the sheet."))
    return f"Factbox: {answer.scope.title}", _as_of(answer.scope), blocks, [Action("Timeline", "/timeline"), Action("Sources", "/sources")]


def _findings(answer: Findings) -> Parts:
    blocks = [*lines(answer.facts, lead=True, figures=False), *_left_out(answer.left_out, "/search, or the sheet")]
    first = answer.facts[0].fact.id if answer.facts else ""
    return answer.subject or answer.scope.title, _as_of(answer.scope), blocks, [Action("Cite", f"/cite {first}"), Action("Sources", "/sources")]


def _nothing(answer: NothingOnRecord) -> Parts:
    asked = answer.looked_for.strip().rstrip(".")
    what = f"on “{shorten(asked)}”: nothing on file goes by that name" if answer.unknown_name else f"that answers “{shorten(asked, 200)}”"
    blocks: list[Block] = [nothing(answer.scope, what)]
    if answer.near_names:
        blocks.append(Note(f"Did you mean {' or '.join(answer.near_names)}?"))
    blocks += _section("Nearest on record, not an answer", lines(answer.nearest))
    blocks.append(Note("A curator can log it as an open question."))
    return (
        answer.subject or answer.scope.title,
        _as_of(answer.scope),
        blocks,
        [*(Action(n, f"/status {n}") for n in answer.near_names), Action("Not known", "/unknowns")],
    )


def _unknowns(answer: UnknownList) -> Parts:
    about = f" on {answer.about}" if answer.about else ""
    blocks: list[Block] = [Note(q.text) for q in answer.questions] or [nothing(answer.scope, f"as an open question{about}")]
    return f"Not known{about}", _as_of(answer.scope), blocks, [Action("Contested", "/disputed")]


def _changed(answer: WhatChanged) -> Parts:
    blocks: list[Block] = []
    for revision, item in answer.changes:
        shown = line(item)
        blocks += [Note(f"{_CHANGES[revision.change]} · {revision.recorded_utc:%Y-%m-%d %H:%M} UTC · {revision.note}"), shown]
    since = answer.since_words or f"{answer.since:%Y-%m-%d %H:%M} UTC"
    blocks = blocks or [nothing(answer.scope, f"as new or changed since {since}")]
    return f"Changed since {since}", _as_of(answer.scope), blocks + _left_out(answer.left_out, "the sheet"), []


def _story(answer: StoryCard) -> Parts:
    story = answer.story
    blocks: list[Block] = [
        Note(story.summary, lead=True),
        Note(f"{answer.facts} facts on file. Places: {', '.join(answer.places)}. Actors: {', '.join(answer.actors)}."),
        *_section("Try", [Note(e) for e in answer.examples]),
    ]
    if answer.others:
        blocks.append(Note(f"Other stories: {', '.join(answer.others)}. Say “in {answer.others[0]}” to ask one."))
    return f"{story.title} ({story.slug})", _as_of(answer.scope), blocks, [Action(e, e) for e in answer.examples]


def _several(answer: Several) -> Parts:
    blocks: list[Block] = []
    actions: list[Action] = []
    titles = []
    for part in answer.parts:
        shown = present(part)
        titles.append(shown.title)
        blocks += [Section(f"{shown.title} · {shown.subtitle}"), *shown.blocks]
        actions += shown.actions[:1]
    return " and ".join(titles), _as_of(answer.scope), blocks, actions
