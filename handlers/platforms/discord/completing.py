"""What an option offers while somebody types: names in any script, fact ids, stories. At most 25, none longer than 100."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from briefings import names
from briefings.finding.resolving import preferred
from briefings.model import Actor, Place, Source
from briefings.store import OnFile, Store
from briefings.store.reading import Named, Reading, Wanted
from briefings.wording import terms
from handlers.platforms.discord.limits import CHOICE_NAME, CHOICE_VALUE, CHOICES, clipped, size
from handlers.platforms.discord.text import plain

LOOKED_AT = 60  # names read for one completion: many lead to the same thing
NEAR_FROM = 3  # letters typed before like names are offered too
THINGS: dict[str, type[Place] | type[Actor] | type[Source]] = {"place": Place, "actor": Actor, "source": Source}
_LAST_OF_SEVERAL = re.compile(r"^(.*(?:,|;|&|\band\b)\s*)(.*)$", re.DOTALL | re.IGNORECASE)
_FACT = re.compile(r"[fF]?(\d{0,7})")


class Choice(Struct, frozen=True):
    """One thing offered: as shown, and as it is asked."""

    name: str
    value: str


def complete(store: Store, typed: str, *, completes: Sequence[str], several: bool, story: str | None, default: str) -> tuple[Choice, ...]:
    """What may be meant by the beginning of a name; where several may be asked, by the last of them."""
    before, last = _split(typed) if several else ("", typed)
    found: list[Choice] = []
    for slug in _stories(store.stories(), story, default):
        with store.reading(slug) as reading:
            found += _facts(reading, last) if "fact" in completes else _names(reading, last, tuple(completes))
        if len(found) >= CHOICES:
            break
    return _allowed(Choice(before + c.name, before + c.value) for c in found)


def stories(store: Store, typed: str) -> tuple[Choice, ...]:
    """The stories on file whose title or short name has what was typed."""
    wanted = names.letters(typed)
    return _allowed(Choice(f"{s.story.slug} · {s.story.title}", s.story.slug) for s in store.stories()
                    if wanted in names.letters(f"{s.story.slug} {s.story.title}"))


def _split(typed: str) -> tuple[str, str]:
    found = _LAST_OF_SEVERAL.match(typed)
    return (found[1], found[2]) if found else ("", typed)


def _stories(on_file: Sequence[OnFile], story: str | None, default: str) -> tuple[str, ...]:
    """The story that is asked; where none was chosen, the default one and then the other open ones."""
    slugs = [s.story.slug for s in on_file]
    if story in slugs:
        return (str(story),)
    return tuple(sorted((s.story.slug for s in on_file if not s.story.closed), key=lambda s: s != default))


def _names(reading: Reading, typed: str, kinds: tuple[str, ...]) -> Iterator[Choice]:
    """Names that begin so, then like ones: one for each thing, the preferred name where that begins so too."""
    folded = names.fold(typed)
    found = reading.starting(folded, kinds, LOOKED_AT)
    if len(folded) >= NEAR_FROM:
        found += tuple(sorted((n for n in reading.like(folded) if n.kind in kinds), key=lambda n: -names.likeness(folded, n.folded)))
    first: dict[tuple[str, str], Named] = {}
    for named in sorted(found, key=lambda n: not n.preferred) if not folded else found:
        known = first.setdefault((named.kind, named.target), named)
        if named.preferred and not known.preferred and named.folded.startswith(folded):
            first[named.kind, named.target] = named
    offered = list(first.items())[:CHOICES]
    for kind, thing in THINGS.items():
        reading.records(thing, (target for (k, target), _ in offered if k == kind))  # type: ignore[type-var]  # in one go, for ``preferred``
    for (kind, target), named in offered:
        name = preferred(reading, kind, target)
        yield Choice(named.written if named.preferred or named.written == name else f"{named.written} ({name})", named.written)


def _facts(reading: Reading, typed: str) -> Iterator[Choice]:
    """Facts whose number begins so, or whose words are typed; the newest where nothing is."""
    number = _FACT.fullmatch(typed.strip())
    if number and number[1]:
        facts = reading.numbered(tuple(_beginning(int(number[1]))))
    else:
        facts = reading.facts(Wanted(most=CHOICES)) if number else reading.matching(terms(typed), CHOICES)
    return (Choice(f"{fact.id} · {fact.text}", fact.id) for fact in facts)


def _beginning(number: int) -> Iterator[int]:
    """Numbers that begin with the digits of ``number``: 4, 40–49, 400–499."""
    for power in (1, 10, 100):
        yield from range(number * power, number * power + power)


def _allowed(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The first 25 that Discord takes. A value is never cut: it would ask something else."""
    kept: dict[str, Choice] = {}
    for choice in choices:
        name = clipped(plain(choice.name), CHOICE_NAME)
        if name and choice.value and size(choice.value) <= CHOICE_VALUE:
            kept.setdefault(choice.value, Choice(name, choice.value))
    return tuple(kept.values())[:CHOICES]
