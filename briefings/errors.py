"""Everything that can go wrong, each a sentence for the person who asked.

FactboxError
├── Unanswerable              the asker can mend it: shown as a reply, exit status 0
│   ├── NotUnderstood         empty, too long, unbalanced, not text
│   ├── DateNotUnderstood
│   ├── UnknownName           nothing on file goes by it; carries near names
│   ├── SeveralNames          it fits several things equally well; carries them
│   ├── UnknownFact
│   ├── UnknownStory          carries those there are
│   ├── UnknownCommand        carries near commands
│   ├── NotAllowed            the asker's role does not reach that far
│   ├── NotFilledIn           a form with something to mend in it; carries each field's sentence
│   ├── ChangedMeanwhile      somebody else has changed the fact; carries both versions
│   ├── NoSuchProposal        nothing waits under this number
│   ├── NotThisChange         another kind of change is the right one; carries which
│   └── SheetRefused          a file that is not read, or not taken (briefings.sheet.errors)
├── PackProblems              a story pack with mistakes; carries every one with file and line
└── StoreTrouble              nothing the asker can mend: exit status 1
    ├── DatabaseNewer
    ├── DatabaseUnwritable
    ├── DatabaseUnreachable
    ├── DatabaseDamaged
    ├── DiskFull
    └── StoreBusy
"""

from msgspec import Struct


class FactboxError(Exception):
    """The root: its text is always one sentence, or a few, that may be shown to whoever asked."""


class Unanswerable(FactboxError):
    """The question cannot be answered as it was put; a reply says why and how to put it."""


class NotUnderstood(Unanswerable):
    """What was typed is no question: empty, far too long, or not text."""


class DateNotUnderstood(Unanswerable):
    """Words that should be a date are none."""

    def __init__(self, words: str) -> None:
        super().__init__(f"I could not read “{shorten(words)}” as a date. Try “5 Dec 2024”, “Thursday”, “since Tuesday” or “as of 5 Dec”.")
        self.words = words


class UnknownName(Unanswerable):
    """No place, actor or source on file goes by this name."""

    def __init__(self, name: str, *, near: tuple[str, ...] = (), kind: str = "place, actor or source") -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"Nothing on file is called “{shorten(name)}”.{hint}")
        self.name, self.near, self.kind = name, near, kind


class NameMeaning(Struct, frozen=True):
    """One thing that a name may mean: ``kind`` is place, actor or source; ``shown`` tells it apart ("Homs, the city")."""

    kind: str
    id: str
    shown: str


class SeveralNames(Unanswerable):
    """A name fits several things equally well; none is taken."""

    def __init__(self, name: str, meanings: tuple[NameMeaning, ...]) -> None:
        super().__init__(f"“{shorten(name)}” could be {' or '.join(m.shown for m in meanings)}. Which one is meant?")
        self.name, self.meanings = name, meanings


class UnknownFact(Unanswerable):
    """No fact on file has this id, or none that may be shown."""

    def __init__(self, fact: str, story: str) -> None:
        super().__init__(f"There is no fact “{shorten(fact)}” on file in {story}. A fact id looks like F12.")
        self.fact, self.story = fact, story


class UnknownStory(Unanswerable):
    """No story on file has this slug."""

    def __init__(self, slug: str, known: tuple[str, ...]) -> None:
        there = f" On file: {', '.join(known)}." if known else " No story is on file yet."
        super().__init__(f"There is no story “{shorten(slug)}”.{there}")
        self.slug, self.known = slug, known


class UnknownCommand(Unanswerable):
    """No command goes by this name."""

    def __init__(self, name: str, near: tuple[str, ...] = ()) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else " Type help for those there are."
        super().__init__(f"There is no command “{shorten(name)}”.{hint}")
        self.name, self.near = name, near


class NotAllowed(Unanswerable):
    """The asker's role in this story does not reach that far."""


class NotFilledIn(Unanswerable):
    """A form has something to mend in it. ``problems`` are sentences by field; what was typed stays in the form."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()) + " What you typed is kept.")
        self.problems = problems


class ChangedMeanwhile(Unanswerable):
    """Somebody else has changed the fact since the form was opened; nothing was overwritten."""

    def __init__(self, fact: str, by: str, at: str, note: str, theirs: str, yours: str) -> None:
        super().__init__(f"{fact} was changed by {by} at {at} while you were at it ({note}). It now reads: “{shorten(theirs, 400)}” "
                         f"Yours was: “{shorten(yours, 400)}” Nothing was overwritten; what you typed is kept. Send it again if it still holds.")
        self.fact, self.theirs, self.yours = fact, theirs, yours


class NoSuchProposal(Unanswerable):
    """Nothing waits under this number."""

    def __init__(self, proposal: str, story: str, state: str = "") -> None:
        said = f"Proposal {shorten(proposal)} in {story} was {state} already" if state else f"There is no proposal “{shorten(proposal)}” in {story}"
        super().__init__(f"{said}. The command review lists what waits.")
        self.proposal, self.story = proposal, story


class NotThisChange(Unanswerable):
    """The change asked for is not the right one; ``instead`` are the commands that are."""

    def __init__(self, sentence: str, instead: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.instead = instead


class Problem(Struct, frozen=True, order=True):
    """One mistake in a story pack: where, and what to mend. ``line`` counts from 1."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class PackProblems(FactboxError):
    """A story pack has mistakes; every one is listed, and nothing of it was loaded."""

    def __init__(self, pack: str, problems: tuple[Problem, ...]) -> None:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        super().__init__(f"The story pack {pack} has {count}; nothing was loaded.\n" + "\n".join(str(p) for p in problems))
        self.pack, self.problems = pack, problems


class StoreTrouble(FactboxError):
    """The facts cannot be reached or kept; whoever runs the bot has to act."""


class DatabaseNewer(StoreTrouble):
    """The database was written by a newer Factbox."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The database {where} was written by a newer version of Factbox. Update Factbox, or point FACTBOX_DATABASE_URL elsewhere.")


class DatabaseUnwritable(StoreTrouble):
    """The file or folder of the database cannot be written."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Factbox cannot write its database {where}. Check the rights of the folder, or set FACTBOX_DATA_DIR to one that can be written."
        )


class DatabaseUnreachable(StoreTrouble):
    """No database answers at the address given."""

    def __init__(self, where: str) -> None:
        super().__init__(f"No database answers at {where}. Check FACTBOX_DATABASE_URL and whether the server runs.")


class DatabaseDamaged(StoreTrouble):
    """The file is no database, or is damaged."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The file {where} is not a Factbox database, or it is damaged. Restore a backup, or move the file away and start again.")


class DiskFull(StoreTrouble):
    """There is no room left to write."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The disk of {where} is full: nothing was written. Free some space and try again.")


class StoreBusy(StoreTrouble):
    """Another writer held the database for longer than we wait."""

    def __init__(self) -> None:
        super().__init__("Another change is being written just now, and it is taking long. Nothing was lost; try again in a moment.")


def shorten(words: str, most: int = 80) -> str:
    """What the asker typed, on one line and cut to ``most`` characters, for use inside a sentence."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
