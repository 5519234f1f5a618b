"""From what was typed to a command with its options read: the command's word, the name or topic, the times, the story."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from briefings import names
from briefings.errors import DateNotUnderstood, NotUnderstood, UnknownCommand
from briefings.finding.scoping import Span
from briefings.periods import TimeSpan, find_when, read_when, time_of_day
from handlers.catalogue import BY_NAME, Command

CURATE = "curate"  # the group of commands that curators use
MOST_BARE_WORDS = 6  # behind a command word without a slash; more is a sentence
_LONG_ENOUGH = 6  # letters of a command whose slips are taken
MOST_CHARACTERS = 4000  # of one message that is read; a longer one is a paste, not a question
_QUOTES = "\"'“”‘’„«»`"
_IN_STORY = re.compile(r"(?:^|\s)(?:in|story[:=]?)\s+([a-z0-9]+(?:-[a-z0-9]+)+)\b", re.IGNORECASE)
_TO_CHANGE = re.compile(r"\s*(?:(?:[\w-]+:)?[FP]\d+\b|\S+\s+(?:reader|curator|editor|admin|none)\s*$)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:of|on|in|about|for|from|by|at|the situation in|regarding)\s+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bet\b|\bund\b|\bve\b|\sو\s)\s*", re.IGNORECASE)


class Invocation(Struct, frozen=True):
    """A command as it was typed. ``typed`` is all of it; ``slashed`` whether it began with a slash and must be a command."""

    command: Command
    argument: str
    typed: str
    slashed: bool
    story: str | None = None
    span: Span = Span()
    known_by: date | None = None
    recorded: datetime | None = None
    unfiltered: str = ""  # the argument with its times, for a question in plain words


def tidy(text: str) -> str:
    """What was typed on one line, without invisible and control characters.

    Raises:
        NotUnderstood: there is nothing in it, or far too much.
    """
    shown = "".join(
        c if c.isprintable() else " "
        for c in text
        if c not in "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    )
    flat = _SPACE.sub(" ", shown).strip()
    if not flat:
        raise NotUnderstood("There was no question in that. Type /help for what can be asked, or just a name, like Homs.")
    if len(flat) > MOST_CHARACTERS:
        raise NotUnderstood(
            f"That is {len(flat):,} characters long; a question may have {MOST_CHARACTERS:,}. Ask it in fewer words; nothing of it was lost here."
        )
    return flat


IN_THE_OPEN = "Curators' commands are for their asker's eyes alone. Use the slash command, or write to me directly; nothing was done."


DONE_ONCE = "A curator's command is done once; ask again with /review or /cite for how things stand."


def story_named(text: str, known: tuple[str, ...]) -> str | None:
    """The story that a message names ("in syria-homs"); None where it names none of ``known``."""
    return _story(text, known)[0]


def read_command(text: str, *, today: date, now: datetime, known_stories: tuple[str, ...] = ()) -> Invocation:
    """The command in a message; plain text is the command ``ask``.

    Raises:
        NotUnderstood: there is nothing in it, or far too much.
        UnknownCommand: it begins with a slash and no command goes by that name; carries near ones.
        DateNotUnderstood: a time in it is shaped like a date and is none.
    """
    flat = tidy(text)
    slashed = flat.startswith("/")
    if not flat.strip("/ "):
        flat = "/help"
    word, _, rest = flat.lstrip("/ ").partition(" ")
    command = _called(word)
    if command is None or (not slashed and not _reads_as_command(command, rest, today)):
        if slashed:
            raise UnknownCommand(word, tuple(f"/{n}" for n in near_commands(word)))
        command, rest = BY_NAME["ask"], flat
    story, rest = _story(rest, known_stories)
    return _invocation(command, rest, flat, slashed, story, today, now, text)


def curates(text: str) -> bool:
    """Whether words are a curator's command: for its asker's eyes alone, done once, and never kept."""
    try:
        flat = tidy(text)
    except NotUnderstood:
        return False
    command = _called(flat.lstrip("/ ").partition(" ")[0])
    return command is not None and command.group == CURATE


def changes(text: str) -> bool:
    """Whether words would change something: a curator's command with more behind it than a fact or a proposal to look at."""
    word, _, rest = tidy(text).lstrip("/ ").partition(" ") if curates(text) else ("", "", "")
    command = _called(word)
    return command is not None and command.change is not None and len(rest.split()) > 1


def _called(word: str) -> Command | None:
    """The command of this name, or the one that it is safely a slip of ("qoutes")."""
    folded = names.letters(word.strip(_QUOTES + ":"))
    slips = [n for n in BY_NAME if len(n) >= _LONG_ENOUGH and names.is_slip(folded, n)]
    return BY_NAME.get(folded) or (BY_NAME[slips[0]] if len(slips) == 1 else None)


def _reads_as_command(command: Command, rest: str, today: date) -> bool:
    """Whether a bare word is the command and not the first word of a sentence ("figures show that …", "since when is …")."""
    if command.change is not None:
        # "update on Homs" is a question: a change names a fact, a proposal, or somebody and a role
        return command.name == "propose" or bool(_TO_CHANGE.match(rest)) or (command.ask is not None and not rest.strip())
    if command.option is not None and command.option.file:
        return not rest.strip()
    if command.option is None or not rest.strip():
        return not rest.strip() or command.name == "factbox"
    if command.name == "since":
        return _is_time(rest, today)
    if "?" in rest or len(rest.split()) > MOST_BARE_WORDS:
        return False
    return command.name != "actors"  # "who" is the first word of too many questions


def _is_time(words: str, today: date) -> bool:
    try:
        read_when(words, today=today)
    except DateNotUnderstood:
        return False
    return True


def near_commands(word: str) -> tuple[str, ...]:
    """Commands whose name is like ``word``, the likest first."""
    folded = names.fold(word)
    scored = sorted(((names.likeness(folded, n), n) for n in BY_NAME), reverse=True)
    return tuple(dict.fromkeys(BY_NAME[n].name for score, n in scored if score >= 70))[:2]


def _story(rest: str, known: tuple[str, ...]) -> tuple[str | None, str]:
    for found in _IN_STORY.finditer(rest):
        if found.group(1).lower() in known:
            return found.group(1).lower(), (rest[: found.start()] + " " + rest[found.end() :]).strip()
    return None, rest


def _invocation(command: Command, rest: str, flat: str, slashed: bool, story: str | None, today: date, now: datetime,
                raw: str) -> Invocation:
    plain = command.name == "ask"
    if command.group == CURATE:  # what is typed is kept letter for letter
        return Invocation(command, _verbatim(raw, rest), flat, slashed, story, unfiltered=rest)
    if command.name in ("since", "help", "cite") or (command.option and command.option.file):
        return Invocation(command, rest.strip().strip(_QUOTES), flat, slashed, story, unfiltered=rest)
    whens = find_when(rest, today=today)
    kept = [w for w in whens if plain and w.role not in ("as_of", "recorded")]
    bare = _without(rest, [w for w in whens if w not in kept])
    argument = bare if plain else _LEADING.sub("", bare.strip(" .?!")).strip(_QUOTES + " ")
    return Invocation(command, argument.strip(), flat, slashed, story, _span(whens), _known_by(whens), _recorded(whens, now), bare.strip())


def _verbatim(raw: str, rest: str) -> str:
    """What stands behind the command as it was typed, line breaks and all; without the story that was named, where one was."""
    typed = raw.strip().partition(" ")[2].strip()
    return typed if " ".join(typed.split()) == " ".join(rest.split()) else rest.strip()


def answer_named(asked: Invocation) -> Invocation | None:
    """The command whose answer ``/export status Homs`` is to hold, with the same times; None where the argument names none."""
    word, _, rest = asked.argument.partition(" ")
    command = BY_NAME.get(names.letters(word.removeprefix("/")))
    if command is None or command.group != "ask":
        return None
    if word == "who" and rest:  # the first word of a question, and only without a slash
        return msgspec.structs.replace(asked, command=BY_NAME["ask"])
    return msgspec.structs.replace(asked, command=command, argument=_LEADING.sub("", rest).strip(), unfiltered=asked.unfiltered.partition(" ")[2])


def _without(text: str, spans: list[TimeSpan]) -> str:
    for span in sorted(spans, key=lambda s: -s.start):
        text = text[: span.start] + " " + text[span.end :]
    return _SPACE.sub(" ", text).strip()


def _span(whens: list[TimeSpan]) -> Span:
    since = [w.period.earliest for w in whens if w.role in ("on", "since") and w.period.earliest]
    until = [w.period.latest for w in whens if w.role in ("on", "until") and w.period.latest]
    return Span(max(since, default=None), min(until, default=None))


def _known_by(whens: list[TimeSpan]) -> date | None:
    return next((w.period.latest or w.period.earliest for w in whens if w.role == "as_of"), None)


def _recorded(whens: list[TimeSpan], now: datetime) -> datetime | None:
    """The moment asked for; a day alone means its end, a time alone today's, in the asker's zone."""
    found = next((w for w in whens if w.role == "recorded"), None)
    if found is None:
        return None
    day = found.period.latest or found.period.earliest or now.date()
    return datetime.combine(day, time_of_day(found.period.words) or time.max, tzinfo=now.tzinfo)


def several(argument: str) -> tuple[str, ...]:
    """The names in "Homs, Hama and Aleppo", each once; one name stays one."""
    return tuple(dict.fromkeys(part.strip(_QUOTES + " ") for part in _BETWEEN.split(argument) if part.strip(_QUOTES + " ")))


def moment_in(words: str, *, today: date, zone: str) -> datetime:
    """The moment that "since Tuesday" or "14:00" means, in the zone given.

    Raises:
        DateNotUnderstood: it is none.
    """
    period = read_when(words, today=today)
    return datetime.combine(period.earliest or period.latest or today, time_of_day(words) or time.min, tzinfo=ZoneInfo(zone))
