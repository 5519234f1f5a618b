"""Questions from the command line and from standard input, and their replies in the format asked for."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from msgspec import UNSET, Struct

from bot.formats import Format
from bot.guard import NO_REPLY, sentence
from bot.progress import progress
from bot.records import SCHEMA, Line, Record, as_json, shown
from bot.style import style_of
from bot.wiring import House
from briefings.errors import DateNotUnderstood, NotUnderstood, Unanswerable
from briefings.finding.scoping import today_in
from briefings.periods import read_when
from handlers.desk import Answered
from handlers.platforms.console import PLAIN, render
from handlers.reply import Note, Reply

NOT_TEXT = "That line is not UTF-8 text, so it could not be read as a question. Save or send it as UTF-8 and ask again."


class Typed(Struct, frozen=True):
    """A question as it arrived. ``sound`` is False where its bytes were no UTF-8; then ``text`` has � in their place."""

    text: str
    sound: bool = True


class Choice(Struct, frozen=True):
    """What was chosen on the command line: a story's slug, the words of a day. None where nothing was."""

    story: str | None = None
    as_of: str | None = None


def typed(line: bytes) -> Typed:
    """A line of standard input, without its end."""
    try:
        return Typed(line.decode())
    except UnicodeDecodeError:
        return Typed(line.decode(errors="replace"), sound=False)


def argument(words: str) -> Typed:
    """Words of the command line; bytes that were no text come as lone surrogates."""
    return typed(words.encode("utf-8", "surrogateescape"))


def lines(stream: BinaryIO) -> Iterator[Typed]:
    """The lines of a stream as they come; only a line feed ends one, with or without a carriage return before it."""
    for line in stream:
        yield typed(line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line)


def answer(house: House, question: Typed, choice: Choice) -> Answered:
    """The reply to one question; whatever the asker can mend comes back as a reply too.

    Raises:
        StoreTrouble: no reply can be made.
    """
    with progress("Still looking"):
        try:
            if not question.sound:
                raise NotUnderstood(NOT_TEXT)
            known_by = _day(house, choice) if choice.as_of is not None else None
        except Unanswerable as wrong:
            return Answered(None, Reply("", "", (Note(str(wrong), lead=True),)), type(wrong).__name__)
        return house.desk.reply(house.request(question.text, story=choice.story, known_by=known_by))


def _day(house: House, choice: Choice) -> date:
    """The day that --as-of means, read as the same words in a question would be: from the day on which the story stands."""
    wanted = choice.story or house.settings.story
    newest = next((s.newest for s in house.store.stories() if s.story.slug == wanted), "")
    words = choice.as_of or ""
    period = read_when(words, today=today_in(newest, house.clock().date()))
    day = period.latest or period.earliest
    if day is None:
        raise DateNotUnderstood(words)
    return day


# ── formats ─────────────────────────────────────────────────────────────────────────────────────
def in_text(_question: Typed, answered: Answered) -> str:
    """The reply as text, dressed where standard output is a terminal."""
    return render(answered.reply, style_of(sys.stdout))


def in_json(question: Typed, answered: Answered) -> str:
    """The reply as data."""
    said = render(answered.reply) if answered.answer is None else None
    return as_json(Record(SCHEMA, question.text, shown(answered.answer), said))


def in_discord(question: Typed, answered: Answered) -> str:
    """The bodies of the messages that Discord would be sent, as JSON."""
    from bot.discord_bot import bodies

    return json.dumps(bodies(answered, question.text), ensure_ascii=False)


def in_slack(question: Typed, answered: Answered) -> str:
    """The bodies of the messages that Slack would be sent, as JSON."""
    from bot.slack_settings import bodies

    return json.dumps(bodies(answered, question.text), ensure_ascii=False)


FORMATS: dict[Format, Callable[[Typed, Answered], str]] = {
    Format.TEXT: in_text, Format.JSON: in_json, Format.SLACK: in_slack, Format.DISCORD: in_discord}


# ── the three ways to ask ───────────────────────────────────────────────────────────────────────
def ask(house: House, question: Typed, choice: Choice, form: Format) -> int:
    """Print the reply to one question."""
    print(FORMATS[form](question, answer(house, question, choice)))
    return 0


def batch(house: House, stream: BinaryIO, choice: Choice, form: Format, environ: Mapping[str, str]) -> int:
    """Print a line of JSON for each line read. One that fails gets its sentence, and the next goes on; the exit status tells of it."""
    return _each(house, stream, choice, environ, lambda question, answered: as_json(Line(
        question.text, render(answered.reply, PLAIN), shown(answered.answer) if form == Format.JSON else UNSET)))


def converse(house: House, stream: BinaryIO, environ: Mapping[str, str]) -> int:
    """Print the reply to each line read, an empty line after each."""
    return _each(house, stream, Choice(), environ, lambda question, answered: in_text(question, answered) + "\n")


def _each(house: House, stream: BinaryIO, choice: Choice, environ: Mapping[str, str], shape: Callable[[Typed, Answered], str]) -> int:
    status = 0
    for question in lines(stream):
        answered, failed = surely(lambda question=question: answer(house, question, choice), environ)  # type: ignore[misc]
        print(shape(question, answered), flush=True)
        if failed:
            status = NO_REPLY
            print(render(answered.reply), file=sys.stderr)
    return status


def surely(ask: Callable[[], Answered], environ: Mapping[str, str]) -> tuple[Answered, bool]:
    """A reply, come what may: where none could be made, the sentence that says why, and True."""
    try:
        return ask(), False
    except Exception as trouble:
        said = sentence(trouble, environ)
        return Answered(None, Reply("", "", (Note(said, lead=True),)), type(trouble).__name__), True
