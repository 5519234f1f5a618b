"""What a platform draws: an answer in words and in order, before anything is known of Slack, Discord or a terminal."""

from msgspec import Struct


class Line(Struct, frozen=True, tag=True):
    """One fact. ``text`` is as curated; ``credit`` who says it, ready to publish; ``fact`` the id; ``as_of`` the day in words.

    ``caveat`` is a sentence to print with it, or ""; ``also`` ids that tell the same; ``lead`` marks the line set in bold;
    ``when`` is set where the time stands before the line, as in a timeline, ``happened`` where it stands with the id;
    ``quote`` holds words to print letter for letter.
    """

    text: str
    credit: str
    fact: str
    as_of: str
    assessment: str
    caveat: str = ""
    also: tuple[str, ...] = ()
    lead: bool = False
    when: str = ""
    happened: str = ""
    quote: str = ""
    figures: tuple[str, ...] = ()


class Side(Struct, frozen=True):
    """One party's stance: ``stance`` in a word ("Denied"), who, and in whose words or by which facts ("F42, F43")."""

    stance: str
    credit: str
    words: str = ""
    fact: str = ""


class Dispute(Struct, frozen=True, tag=True):
    """A contested fact with all its sides, to be drawn as consecutive lines and never cut apart."""

    text: str
    fact: str
    as_of: str
    assessment: str
    sides: tuple[Side, ...]
    caveat: str = ""
    figures: tuple[str, ...] = ()


class Section(Struct, frozen=True, tag=True):
    """A heading inside a reply."""

    title: str


class Note(Struct, frozen=True, tag=True):
    """A sentence of ours: nothing on record, how to ask, how many were left out. ``lead`` marks the first line of an answer."""

    text: str
    lead: bool = False


class Table(Struct, frozen=True, tag=True):
    """Rows of words under column heads."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Action(Struct, frozen=True):
    """Something to do next: its label, and the command that does it."""

    label: str
    command: str


Block = Line | Dispute | Section | Note | Table


class Reply(Struct, frozen=True):
    """A whole reply. ``title`` and ``subtitle`` are the head; ``foot`` names story and coverage; "" where it does not apply."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    actions: tuple[Action, ...] = ()
    foot: str = ""
    demonstration: bool = False
    facts: tuple[str, ...] = ()  # whole ids of every fact shown: syria-homs:F12


def facts_in(story: str, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The whole ids of the facts that blocks show, each once, in order."""
    shown = [b.fact for b in blocks if isinstance(b, Line | Dispute)] + [
        f for b in blocks if isinstance(b, Dispute) for s in b.sides for f in s.fact.split(", ") if f
    ]
    return tuple(dict.fromkeys(f"{story}:{f}" for f in shown))
