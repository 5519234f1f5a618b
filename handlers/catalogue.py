"""Every command is one row. Slack, Discord, console, plain messages, the README's table and the manifests are made from it."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from briefings.changes.clarify import clarify
from briefings.changes.confirm import confirm
from briefings.changes.correct import correct
from briefings.changes.dispute import dispute
from briefings.changes.hold import hold
from briefings.changes.import_sheet import import_sheet
from briefings.changes.kill import kill
from briefings.changes.propose import propose
from briefings.changes.refile import refile
from briefings.changes.release import release
from briefings.changes.update import update
from briefings.queries.actors import actors
from briefings.queries.ask import ask
from briefings.queries.background import background
from briefings.queries.check_sheet import check_sheet
from briefings.queries.cite import cite
from briefings.queries.disputed import disputed
from briefings.queries.export import export
from briefings.queries.factbox import factbox
from briefings.queries.figures import figures
from briefings.queries.log import log
from briefings.queries.quotes import quotes
from briefings.queries.review import review
from briefings.queries.roles import roles
from briefings.queries.since import since
from briefings.queries.sources import sources
from briefings.queries.status import status
from briefings.queries.story import story
from briefings.queries.timeline import timeline
from briefings.queries.unknowns import unknowns
from briefings.vocabulary import ChangeKind
from handlers.curating import decided, given


class Option(Struct, frozen=True):
    """What may stand behind a command. ``name`` is the query's parameter; ``completes`` the kinds of names offered while typing.

    ``several`` means that "Homs and Hama" asks twice; ``instead`` is the plain question asked where a needed option is missing.
    ``file`` means that it is no words but a file sent along.
    """

    name: str
    help: str
    completes: tuple[str, ...] = ()
    required: bool = False
    several: bool = False
    instead: str = ""
    file: bool = False


class Command(Struct, frozen=True):
    """One command. ``ask`` is the query it asks, None where it only changes something, or is help, which the catalogue itself answers.

    ``change`` is what it does with a ``Writing``: always where there is no query, else where more than one word stands behind it.
    ``kind`` is the kind of change, None for those that are none; ``aliases`` other words for the command.
    """

    name: str
    help: str
    ask: Callable[..., Any] | None
    group: str = "ask"
    option: Option | None = None
    aliases: tuple[str, ...] = ()
    example: str = ""
    change: Callable[..., Any] | None = None
    kind: ChangeKind | None = None


def _change(name: str, help: str, change: Callable[..., Any], kind: ChangeKind, example: str) -> Command:
    """A row of a change: what is typed behind it is a fact's id and the fields, with their labels."""
    hint = "the fact in a sentence; source: …; place: …" if kind == ChangeKind.ADD else "a fact id, then the fields: F12 text: …; note: …"
    return Command(name, help, None, "curate", Option("what", hint, (), True), example=example, change=change, kind=kind)


COMMANDS = (
    Command("status", "What we hold on a place", status, aliases=("sitrep",), example="/status Homs",
            option=Option("place", "a city, town or province; any spelling", ("place",), True, True, "what is the latest")),
    Command("actors", "Who is who: everybody, or one in full", actors, aliases=("actor", "who"), example="/actors HTS",
            option=Option("name", "a person, group or institution", ("actor",), several=True)),
    Command("timeline", "What happened, in order", timeline, example="/timeline Hama since Tuesday",
            option=Option("about", "a place or an actor", ("place", "actor"))),
    Command("figures", "The numbers, who counted, and the words as published", figures, aliases=("figure", "numbers"), example="/figures pound",
            option=Option("topic", "what is counted")),
    Command("quotes", "Who said what, letter for letter", quotes, aliases=("quote",), example="/quotes Erdogan",
            option=Option("speaker", "who spoke", ("actor",), several=True)),
    Command("disputed", "What is contested, every side together", disputed, aliases=("claims", "contested"), example="/disputed Homs",
            option=Option("topic", "a place, an actor or a topic", ("place", "actor"))),
    Command("background", "What was before, and how things stand", background, example="/background Hama",
            option=Option("topic", "a place, an actor or a topic", ("place", "actor"))),
    Command("sources", "Who says it, and in which documents", sources, aliases=("source",), example="/sources SANA",
            option=Option("name", "a source", ("source",), several=True)),
    Command("cite", "One fact to the ground: chain, document, ready line, history", cite, example="/cite F12",
            option=Option("fact", "a fact id, like F12", ("fact",), True)),
    Command("factbox", "The whole briefing on one page", factbox, aliases=("briefing",), example="/factbox"),
    Command("ask", "A question in plain words", ask, aliases=("search", "find"), example="/ask how far are the rebels from Homs",
            option=Option("question", "a question, or words to look for", (), True)),
    Command("unknowns", "What is not known", unknowns, aliases=("unknown",), example="/unknowns Homs",
            option=Option("about", "a place or an actor", ("place", "actor"))),
    Command("since", "What changed in our record since a moment", since, "time", example="/since Tuesday",
            option=Option("moment", "a day or a time, as people say it", (), True)),
    Command("export", "The briefing as a spreadsheet: the whole story, a place or an actor, or what a command answers", export, "data",
            aliases=("sheet",), example="/export Homs since Tuesday",
            option=Option("about", "a place, an actor, or a command; nothing for the whole story", ("place", "actor"))),
    Command("check-sheet", "Whether an old spreadsheet is still right, row by row", check_sheet, "data", example="/check-sheet",
            option=Option("file", "an old export, or any table that fact ids stand in", required=True, file=True)),
    Command("import", "What an edited spreadsheet, or anybody's table, would change; after a yes it waits for review", import_sheet, "data",
            example="/import", option=Option("file", "an edited export, or a table (.xlsx, .csv)", required=True, file=True)),
    _change("propose", "A new fact: text, source, place; the rest later", propose, ChangeKind.ADD,
            "/propose Rebels have reached Rastan; source: SOHR; place: Homs province"),
    _change("confirm", "The desk has checked it", confirm, ChangeKind.CONFIRM, "/confirm F12 checked with two residents"),
    _change("dispute", "Another party opposes it", dispute, ChangeKind.DISPUTE, "/dispute F12 source: SANA; note: adds denial"),
    _change("update", "The world has moved", update, ChangeKind.UPDATE, "/update F12 figure: 300,000; note: updates toll"),
    _change("correct", "We were wrong", correct, ChangeKind.CORRECT, "/correct F12 text: …; note: corrects distance from Homs"),
    _change("clarify", "The same, said more clearly", clarify, ChangeKind.CLARIFY, "/clarify F12 text: …; note: clarifies who spoke"),
    _change("refile", "The same, filed rightly", refile, ChangeKind.REFILE, "/refile F12 paragraph: 9; note: adds paragraph"),
    _change("kill", "It leaves every answer at once", kill, ChangeKind.KILL, "/kill F12 the document was a forgery"),
    _change("hold", "Keep it back until it is released", hold, ChangeKind.HOLD, "/hold F12 waits for the lawyer"),
    _change("release", "It may be used from now on", release, ChangeKind.RELEASE, "/release F12 the lawyer agrees"),
    Command("review", "What waits for a second person; accept it, send it back", review, "curate", example="/review P3 accept",
            option=Option("proposal", "a proposal, like P3, then accept, back and why, or own"), change=decided),
    Command("log", "Who did what, on whose approval", log, "curate", example="/log F12", option=Option("about", "a fact id; nothing for all of it")),
    Command("roles", "Who may do what; give somebody a role", roles, "curate", example="/roles @somebody curator",
            option=Option("whom", "a person or group, then reader, curator, editor, admin or none"), change=given),
    Command("story", "Which story this is, and what it can answer", story, "desk", aliases=("stories",), example="/story"),
    Command("help", "What can be asked", None, "desk", aliases=("start", "commands"), example="/help status",
            option=Option("command", "a command", ())),
)
BY_NAME = {word: command for command in COMMANDS for word in (command.name, *command.aliases)}
TIMES = ("on Thursday", "since Tuesday", "until 5 Dec", "as of 5 Dec", "as recorded at 14:00")  # what may stand behind every ask


def command_table() -> str:
    """The commands as the table that stands in the README."""
    rows = [f"| `/{c.name}{_option(c)}` | {c.help} | `{c.example}` |" for c in COMMANDS]
    return "\n".join(["| command | what it answers | for example |", "|---|---|---|", *rows])


def _option(command: Command) -> str:
    if command.option is None:
        return ""
    return f" <{command.option.name}>" if command.option.required else f" [{command.option.name}]"
