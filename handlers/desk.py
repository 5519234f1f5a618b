"""Request → Reply, the only way in. Chooses the story, opens one reading, asks, and turns whatever went wrong into a reply."""

import inspect
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from briefings import names, rights
from briefings.answers import AnyAnswer, ChangeForm, LikelyTwins, NothingOnRecord, Several
from briefings.curating.order import Order
from briefings.curating.policy import DEFAULT, Policy
from briefings.errors import SeveralNames, Unanswerable, UnknownName, UnknownStory
from briefings.finding.mentioning import find_mentions
from briefings.finding.scoping import scope_of, today_in
from briefings.model import ANYONE, Person
from briefings.queries.ask import ask
from briefings.queries.export import export_answer
from briefings.queries.story import examples
from briefings.sheet.answers import SheetAnswer, SheetMerge, TableReading
from briefings.sheet.book import Book
from briefings.sheet.exported import story_in
from briefings.store import OnFile, Store
from briefings.store.reading import Reading
from briefings.store.shelf import Shelf
from briefings.store.tables import OPEN_FUTURE
from briefings.vocabulary import Role
from handlers.catalogue import BY_NAME, COMMANDS, TIMES
from handlers.command import CURATE, Invocation, answer_named, moment_in, read_command, several, story_named, tidy
from handlers.curating import ordered
from handlers.importing import has_any, keep_shown, no_file, say_yes, yes_in
from handlers.present import foot, present
from handlers.reply import Action, Block, Note, Reply, Section
from handlers.trimming import trimmed

MOST_REMEMBERED = 1000  # messages
MOST_NAMES = 5  # asked at once; more is a table


class Request(Struct, frozen=True):
    """What was typed, by whom, where. ``now`` is aware; ``story`` is set where the asker or the channel has chosen one.

    ``file`` is what was sent along, as it was read.
    """

    text: str
    now: datetime
    person: Person = ANYONE
    story: str | None = None
    known_by: date | None = None
    origin: str = ""  # where it was asked, for the log: a link or an address
    file: Book | None = None


class Answered(Struct, frozen=True):
    """The answer with the reply made of it; ``answer`` is None where there is only a sentence for the asker."""

    answer: AnyAnswer | SheetAnswer | None
    reply: Reply
    trouble: str = ""  # the name of the error behind the sentence, "" where there is none


class Desk:
    """Answers requests from one store. ``default`` is the story asked where nothing else chooses one.

    ``admins`` are the ids of those who are administrators of every story whatever is on file; ``policy`` is what a newsroom decided of changes.
    """

    def __init__(self, store: Store, *, default: str, admins: frozenset[str] = frozenset(), policy: Policy = DEFAULT) -> None:
        self._store, self._default, self._admins, self._policy = store, default, admins, policy
        self._knowing = Shelf(MOST_REMEMBERED)  # which story knows the names of a message, by story version

    def reply(self, request: Request) -> Answered:
        """The reply to a request. What the asker can mend comes back as a reply; a store in trouble is raised."""
        on_file = self._store.stories()
        try:
            answer = self._answer(request, on_file)
        except SeveralNames as unclear:
            return Answered(None, _choice(unclear, request), type(unclear).__name__)
        except Unanswerable as sentence:
            return Answered(None, Reply("", "", (Note(str(sentence), lead=True),), _ways_on(sentence)), type(sentence).__name__)
        return answer if isinstance(answer, Answered) else Answered(answer, present(answer))

    def _answer(self, request: Request, on_file: tuple[OnFile, ...]) -> AnyAnswer | SheetAnswer | Answered:
        slugs = tuple(s.story.slug for s in on_file)
        chosen = self._story(tidy(request.text), request, on_file)  # first: what "Thursday" is depends on the story
        today = today_in(chosen.newest, request.now.astimezone(ZoneInfo(request.person.zone or chosen.story.zone)).date())
        asked = read_command(request.text, today=today, now=_in_zone(request, chosen), known_stories=slugs)
        command = asked.command
        if command.change and (command.ask is None or len(asked.argument.split()) > 1):
            return self._change(chosen.story.slug, asked, request)
        if asked.command.option and asked.command.option.file:
            return self._with_file(asked, request, chosen.story.slug)
        person = self._with_roles(request.person) if command.group == CURATE else request.person
        known = asked.known_by or request.known_by
        with self._store.reading(chosen.story.slug, known=known.isoformat() if known else OPEN_FUTURE, recorded=asked.recorded) as reading:
            if command.ask is None:
                return _help(reading, asked.argument)
            others = tuple(s for s in slugs if s != chosen.story.slug)
            return _asked(reading, asked, {"today": today, "span": asked.span, "others": others, "zone": request.person.zone or chosen.story.zone,
                                           "by": person})

    def _change(self, slug: str, asked: Invocation, request: Request) -> AnyAnswer:
        """Do a change in one transaction; what is wrong with it ends the transaction, and nothing was changed."""
        order = self._order(request)
        change, kind = asked.command.change, asked.command.kind
        assert change is not None  # noqa: S101  # whoever calls has looked
        try:
            with self._store.writing(slug) as writing:
                answer: AnyAnswer = change(writing, asked.argument, order) if kind is None else ordered(writing, change, kind, asked.argument, order)
                if isinstance(answer, ChangeForm | LikelyTwins):
                    raise _OnlyShown(answer)
                return answer
        except _OnlyShown as shown:
            return shown.answer

    def _order(self, request: Request) -> Order:
        return Order(self._with_roles(request.person), origin=request.origin or request.person.id, policy=self._policy)

    def _with_roles(self, person: Person) -> Person:
        """The person with the roles on file, their own and their groups'."""
        roles = dict(person.roles)
        for story, role in self._store.roles.held_by((person.id, *person.groups)):
            roles = rights.highest(roles, story, role)
        if person.id in self._admins:
            roles = rights.highest(roles, rights.EVERY_STORY, Role.ADMIN)
        return replace(person, roles=roles)

    def _with_file(self, asked: Invocation, request: Request, slug: str) -> AnyAnswer | SheetAnswer | Answered:
        """Ask about the file that was sent along; what it would change is kept until the person says yes. And that yes."""
        if key := yes_in(asked.argument):
            return Answered(None, say_yes(self._store, slug, key, self._order(request)))
        if request.file is None or asked.command.ask is None:
            raise no_file(asked.command.name)
        with self._store.reading(slug) as reading:
            answer: SheetAnswer = asked.command.ask(reading, file=request.file)
        if isinstance(answer, SheetMerge | TableReading) and has_any(answer):
            keep_shown(self._store.ledger, answer, request.person, now=request.now)
        return answer

    def _story(self, text: str, request: Request, on_file: tuple[OnFile, ...]) -> OnFile:
        """The story named, else the one chosen before, else the only open one in which a name resolves, else the setting's."""
        by_slug = {s.story.slug: s for s in on_file}
        wanted = story_named(text, tuple(by_slug)) or request.story or _story_of(request.file, by_slug)
        if wanted:
            if wanted not in by_slug:
                raise UnknownStory(wanted, tuple(by_slug))
            return by_slug[wanted]
        if not on_file:
            raise UnknownStory(self._default, ())
        standing = by_slug.get(self._default) or on_file[0]
        return self._by_name(text, [s for s in on_file if not s.story.closed], standing)

    def _by_name(self, text: str, stories: list[OnFile], standing: OnFile) -> OnFile:
        """The only open story that knows the names asked about; the setting's where it knows them too, or nobody does."""
        if len(stories) < 2:
            return standing
        knowing = [s for s in stories if self._knows(s, text)]
        return knowing[0] if len(knowing) == 1 else standing

    def _knows(self, on_file: OnFile, words: str) -> bool:
        key = (on_file.story.slug, on_file.version, words)
        known: bool | None = self._knowing.get(key)
        if known is None:
            with self._store.reading(on_file.story.slug) as reading:
                known = any(not m.slip and not m.generic for m in find_mentions(reading, words))
            self._knowing.put(key, known)
        return known


def _story_of(file: Book | None, known: Collection[str]) -> str | None:
    """The story that an export sent along is of, where it is one of ours and nothing else chooses."""
    named = story_in(file) if file is not None else ""
    return named if named in known else None


class _OnlyShown(Exception):
    """A form or a question back: the transaction ends and the story's version stays as it is."""

    def __init__(self, answer: AnyAnswer) -> None:
        super().__init__()
        self.answer = answer


def _in_zone(request: Request, chosen: OnFile) -> datetime:
    return request.now.astimezone(ZoneInfo(request.person.zone or chosen.story.zone))


def _asked(reading: Reading, asked: Invocation, context: dict[str, Any]) -> AnyAnswer | SheetAnswer:
    """Ask the command's query; a bare word that turns out to be no command's option is a question after all."""
    try:
        return _by_query(reading, asked, context)
    except UnknownName as unknown:
        if asked.slashed and asked.command.name != "ask":
            return NothingOnRecord(scope_of(reading, span=asked.span), unknown.name, near_names=unknown.near, unknown_name=True)
        return ask(reading, question=asked.typed, today=context["today"])


def _by_query(reading: Reading, asked: Invocation, context: dict[str, Any]) -> AnyAnswer | SheetAnswer:
    option, query = asked.command.option, asked.command.ask
    assert query is not None  # noqa: S101  # help was answered before
    if option is None:
        return _call(query, reading, context)
    if option.required and not asked.argument and not asked.unfiltered:
        if option.instead:
            return ask(reading, question=option.instead, today=context["today"])
        raise Unanswerable(f"{asked.command.name} needs {option.help}. For example: {asked.command.example}")
    if option.required and not asked.argument and option.instead:
        return ask(reading, question=f"{option.instead} {asked.unfiltered}", today=context["today"])
    if asked.command.name == "export" and (inner := answer_named(asked)):
        return _sheet_of(reading, inner, context)
    if asked.command.name == "since":
        words = asked.argument
        return _call(query, reading, context | {"moment": moment_in(words, today=context["today"], zone=context["zone"]), "words": words})
    parts = _parts(reading, asked.argument) if option.several else (asked.argument,)
    if len(parts) == 1:
        return _call(query, reading, context | {option.name: parts[0]})
    answers = tuple(_one_of_several(query, reading, context, option.name, part) for part in parts[:MOST_NAMES])
    return Several(scope_of(reading, span=asked.span), tuple(trimmed(a) for a in answers))


def _sheet_of(reading: Reading, inner: Invocation, context: dict[str, Any]) -> SheetAnswer:
    """The sheet of what another command answers, in its order."""
    answer = _by_query(reading, inner, context)
    facts, typed = present(answer).facts, " ".join(f"/{inner.command.name} {inner.argument} {inner.span.words}".split())
    if not facts:
        raise Unanswerable(f"There is no fact in the answer to “{typed}” to make a sheet of.")
    return export_answer(reading, asked=typed, facts=facts, left_out=getattr(answer, "left_out", 0), span=context["span"])


def _parts(reading: Reading, argument: str) -> tuple[str, ...]:
    """The names asked at once; a name that has an "and" of its own stays whole."""
    parts = several(argument)
    if len(parts) < 2 or reading.called((names.fold(argument),)):
        return (parts[0] if len(parts) == 1 else argument,)
    return parts


def _one_of_several(query: Callable[..., AnyAnswer], reading: Reading, context: dict[str, Any], option: str, part: str) -> AnyAnswer:
    """The answer on one of several names; one that is not on file says so and the others are answered."""
    try:
        return _call(query, reading, context | {option: part})
    except UnknownName as unknown:
        return NothingOnRecord(scope_of(reading), unknown.name, near_names=unknown.near, unknown_name=True)


def _call(query: Callable[..., AnyAnswer], reading: Reading, context: dict[str, Any]) -> AnyAnswer:
    """Call a query with those of its parameters that the context has."""
    return query(reading, **{p: context[p] for p in parameters(query) if p in context})


def parameters(query: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a query's parameters after the reading."""
    return tuple(inspect.signature(query).parameters)[1:]


def _choice(unclear: SeveralNames, request: Request) -> Reply:
    """A question back: which of the things of that name."""
    options = tuple(Action(m.shown, _again(request.text, unclear.name, f"{m.kind}:{m.id}")) for m in unclear.meanings)
    return Reply("Which one?", "", (Note(str(unclear), lead=True), *(Note(f"• {m.shown}") for m in unclear.meanings)), options)


def _again(text: str, name: str, chosen: str) -> str:
    """The same question with what was chosen in place of the name; where the name was typed another way, what is chosen alone."""
    return text.replace(name, chosen) if name in text else chosen


def _ways_on(sentence: Unanswerable) -> tuple[Action, ...]:
    near = getattr(sentence, "near", ())
    return tuple(Action(n, n if n.startswith("/") else f"/status {n}") for n in near) or (Action("Help", "/help"),)


def _help(reading: Reading, word: str) -> Answered:
    """What can be asked, made from the catalogue; of one command, how."""
    command = BY_NAME.get(names.letters(word.strip("/ ")))
    blocks: list[Block] = []
    if command:
        option = f" {command.option.name if command.option.required else f'[{command.option.name}]'}" if command.option else ""
        blocks = [Note(f"/{command.name}{option} — {command.help}.", lead=True)]
        blocks += [Note(f"{command.option.name}: {command.option.help}")] if command.option else []
        blocks += [Note(f"For example: {command.example}")] + (
            [Note(f"Also: {', '.join('/' + a for a in command.aliases)}")] if command.aliases else []
        )
    else:
        tries = examples(reading)
        blocks = [Note("Ask in plain words, or with a command:", lead=True), *(Note(e) for e in tries)]
        blocks += [Section("Commands"), *(Note(f"/{c.name} — {c.help}") for c in COMMANDS)]
        blocks += [Section("Times"), Note(f"Behind any of them: {', '.join(TIMES)}. Another story: in <slug>.")]
    scope = scope_of(reading)
    return Answered(None, Reply("Help", scope.title, tuple(blocks), tuple(Action(e, e) for e in examples(reading)), foot(scope), scope.demonstration))
