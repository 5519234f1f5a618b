"""The console's conversation: its greeting, what is offered while typing, and the loop. No terminal and no database of its own."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from briefings import names
from briefings.finding.resolving import KINDS
from briefings.store.reading import Named
from handlers.catalogue import BY_NAME, COMMANDS, Command
from handlers.platforms.console import Style
from handlers.reply import Reply

LEAVING = frozenset({"exit", "quit", "/exit", "/quit"})
MOST_WORDS = 5  # of a name that is being typed
MOST_OFFERED = 12
Find = Callable[[str, Sequence[str]], Sequence[Named]]  # a folded prefix and kinds → the names on file that begin so


class Offer(Struct, frozen=True):
    """One completion: ``text`` replaces the last ``typed`` characters of the line; ``meaning`` is shown beside it."""

    text: str
    typed: int
    meaning: str


def greeting(title: str, coverage: str, examples: Sequence[str], style: Style) -> str:
    """What the console opens with: which story, how far it reaches, three questions that have answers, how to leave."""
    head = style.bold(f"Factbox · {title}") + style.dim(f" · material {coverage}")
    tries = [f"  {example}" for example in examples]
    return "\n".join([head, "Ask in plain words or with a command; these have answers:", *tries,
                      style.dim("/help shows every command, Tab completes, Ctrl-D leaves.")])


def next_steps(reply: Reply, style: Style) -> str:
    """The commands that lead on from a reply, for somebody who has no buttons to press; "" where there are none."""
    commands = list(dict.fromkeys(action.command for action in reply.actions))
    return style.dim(f"→ {'   '.join(commands)}") if commands else ""


# ── completion ──────────────────────────────────────────────────────────────────────────────────
def offers(line: str, find: Find, *, asked: bool) -> list[Offer]:
    """What may follow ``line``. ``asked`` is True on Tab; while somebody just types, only commands and their names are offered."""
    word, space, rest = line.lstrip().partition(" ")
    if not space:
        return list(_first_word(word, find, asked))[:MOST_OFFERED]
    command = BY_NAME.get(names.letters(word.lstrip("/"))) if word.startswith("/") else None  # “who controls …” is a question, and “who” a command
    if command is None:
        return list(_names(rest, find, KINDS))[:MOST_OFFERED] if asked else []
    return list(_argument(command, rest, find, asked))[:MOST_OFFERED]


def _first_word(word: str, find: Find, asked: bool) -> Iterator[Offer]:
    slashed = word.startswith("/")
    if slashed or asked:
        yield from _commands(word, "/" if slashed or not word else "")
    if asked and word and not slashed:
        yield from _names(word, find, KINDS)


def _commands(word: str, slash: str) -> Iterator[Offer]:
    """Commands that begin so; one by another name only where its own does not fit."""
    wanted = word.removeprefix("/").lower()
    for command in COMMANDS:
        fitting = next((n for n in (command.name, *command.aliases) if n.startswith(wanted)), None)
        if fitting is not None:
            yield Offer(f"{slash}{fitting}{' ' if command.option else ''}", len(word), command.help)


def _argument(command: Command, rest: str, find: Find, asked: bool) -> Iterator[Offer]:
    if command.option is None or not (rest or asked):
        return
    if command.name == "help":
        yield from (Offer(offer.text.strip(), offer.typed, offer.meaning) for offer in _commands(rest, ""))
    kinds = [kind for kind in command.option.completes if kind in KINDS] or (KINDS if asked else ())
    yield from _names(rest, find, kinds)


def _names(rest: str, find: Find, kinds: Sequence[str]) -> Iterator[Offer]:
    """Names for the end of what is typed: its last words, as many as still begin a name."""
    if not kinds:
        return
    for tail in _tails(rest):
        folded = names.fold(tail) if tail.strip() else ""
        found = [] if tail and not folded else [n for n in find(folded, kinds) if not n.avoid]
        if found:
            yield from _each_once(found, len(tail))
            return


def _tails(rest: str) -> Iterator[str]:
    """The end of a line from its last few words down to the last one: "Homs and Deir ez" → all of it, "and Deir ez", "Deir ez", "ez"."""
    words = rest.split(" ")
    for start in range(max(0, len(words) - MOST_WORDS), len(words)):
        tail = " ".join(words[start:])
        if tail or not rest:
            yield tail


def _each_once(found: Sequence[Named], typed: int) -> Iterator[Offer]:
    """One offer for each thing, under its preferred name where that begins so too."""
    best: dict[tuple[str, str], Named] = {}
    for named in found:
        key = named.kind, named.target
        if key not in best or (named.preferred and not best[key].preferred):
            best[key] = named
    ranked = sorted(best.values(), key=lambda n: not n.preferred)
    yield from (Offer(named.written, typed, named.kind) for named in ranked)


# ── the loop ────────────────────────────────────────────────────────────────────────────────────
def converse(prompt: Callable[[], str], answer: Callable[[str], str], say: Callable[[str], None]) -> None:
    """Ask, answer, until Ctrl-D, exit or quit. Ctrl-C drops the line, or the answer that is being looked for."""
    while True:
        try:
            line = prompt()
            if line.strip().lower() in LEAVING:
                return
            if line.strip():
                say(f"{answer(line)}\n")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
