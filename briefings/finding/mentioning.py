"""Names in running text: exact spellings first, then words made of a name, then slips."""

import re
from collections.abc import Sequence

from msgspec import Struct

from briefings import names, wording
from briefings.finding.resolving import chosen_by_id, preferred, slips
from briefings.model import Place
from briefings.store.reading import Named, Reading

MOST_WORDS = 60  # of a question; what comes after is not looked at
_LONGEST_NAME = 6  # words
_TOKEN = re.compile(r"(?:place|actor|source):[\w-]+|\d[\d.,]*\d|[^\W_]+(?:[.'’ʼ`-][^\W_]+)*\.?|%|\d[\d.,]*")
_SHOUTED = frozenset("us is it in as so or no who un can may".split())  # names that are English words too, in small letters
_POSSESSIVE = re.compile(r"['’ʼ`]s?$")
_SHORTEST_STEM = 3
_ENDINGS = ("ians", "ian", "ns", "n", "is", "i", "s")


class Mention(Struct, frozen=True):
    """A name found in a question. ``targets`` are what it may mean, as (kind, id); ``generic`` marks a common noun ("the army")."""

    words: str
    first: int
    last: int
    targets: tuple[tuple[str, str], ...]
    generic: bool = False
    slip: bool = False
    loose: bool = False  # from a word made of the name ("Syrians")

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of one kind."""
        return tuple(i for k, i in self.targets if k == kind)


def tokens_of(text: str) -> list[str]:
    """The words of a text as typed, at most ``MOST_WORDS``."""
    return [found.group() for found in _TOKEN.finditer(text)][:MOST_WORDS]


class Spelling(Struct, frozen=True):
    """One way to read a window of words: its folded form, and whether a bare plural s was dropped to get it."""

    folded: str
    plural: bool = False


def find_mentions(store: Reading, text: str) -> list[Mention]:
    """The names in a text, longest first where they overlap, in the order they stand."""
    tokens = tokens_of(text)
    windows = {(i, j): _spellings(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, min(i + _LONGEST_NAME, len(tokens)) + 1)}
    called = _index(store.called(s.folded for spellings in windows.values() for s in spellings))
    taken: set[int] = set()
    found = [Mention(preferred(store, *chosen), i, i + 1, (chosen,)) for i, token in enumerate(tokens) if (chosen := chosen_by_id(store, token))]
    taken |= {m.first for m in found}
    for (first, last), spellings in sorted(windows.items(), key=lambda w: (w[0][0] - w[0][1], w[0][0])):
        named = [] if taken & set(range(first, last)) else _named(spellings, called, tokens, first, last)
        if named:
            taken |= set(range(first, last))
            found.append(_mention(" ".join(tokens[first:last]), first, last, named, slip=all(n.folded + "s" == spellings[0].folded for n in named)))
    found += _loose(store, tokens, taken)
    found += _mistyped(store, tokens, taken)
    return _without_generic_tails(sorted(found, key=lambda m: m.first))


def _spellings(part: Sequence[str]) -> tuple[Spelling, ...]:
    """The window as it stands, then without its possessive, then without a plural s ("assads")."""
    if all(wording.is_idle(word.casefold()) for word in part) and not (len(part) == 1 and (part[0].isupper() or part[0].casefold() in _SHOUTED)):
        return ()
    text = " ".join(part)
    whole, owned = names.fold(text), names.fold(_POSSESSIVE.sub("", text))
    bare = [Spelling(names.fold(form)) for form in (*_before_apostrophe(part), *_nominative(whole))]
    plural = [Spelling(whole[:-1], plural=True)] if whole == owned and whole.endswith("s") and len(whole) > 4 else []
    return tuple(s for s in (Spelling(whole), *([Spelling(owned)] if owned != whole else []), *bare, *plural) if s.folded)


def _before_apostrophe(part: Sequence[str]) -> list[str]:
    """Turkish hangs its endings on a name with an apostrophe: Halep'i, Hama'da."""
    stem, mark, ending = part[-1].replace("’", "'").partition("'")
    return [" ".join((*part[:-1], stem))] if mark and ending not in ("s", "") and len(stem) > _SHORTEST_STEM else []


def _nominative(folded: str) -> list[str]:
    """What a Russian name may be the oblique case of: Хаму of Хама, Хомсе of Хомс."""
    if not ("а" <= folded[-1:] <= "я") or len(folded) <= _SHORTEST_STEM:
        return []
    return [folded[:-1] + "а", folded[:-1], folded[:-2]]


def _named(spellings: Sequence[Spelling], called: dict[str, list[Named]], tokens: Sequence[str], first: int, last: int) -> list[Named]:
    """What the first spelling that is a name belongs to. Of a bare plural only actors: "assads" is Assad's, Hamas is not Hama."""
    shouting = " ".join(tokens).isupper()
    for spelling in spellings:
        named = [
            n for n in called.get(spelling.folded, []) if _meant(tokens, first, last, n, shouting) and (not spelling.plural or n.kind == "actor")
        ]
        if named:
            return named
    return []


def _index(named: Sequence[Named]) -> dict[str, list[Named]]:
    index: dict[str, list[Named]] = {}
    for n in named:
        index.setdefault(n.folded, []).append(n)
    return index


def _meant(tokens: Sequence[str], first: int, last: int, named: Named, shouting: bool) -> bool:
    """A short name that is also an English word ("US", "IS") counts only in capitals, or with "the" before it."""
    if named.folded not in _SHOUTED or last - first > 1:
        return True
    before = tokens[first - 1].casefold() if first else ""
    return (tokens[first].replace(".", "").isupper() and not shouting) or "." in tokens[first] or before == "the"


def _mention(words: str, first: int, last: int, named: Sequence[Named], *, slip: bool = False, loose: bool = False) -> Mention:
    generic = all(n.written == n.written.lower() and n.written.isascii() for n in named)
    return Mention(words, first, last, tuple(dict.fromkeys((n.kind, n.target) for n in named)), generic, slip, loose)


def _loose(store: Reading, tokens: Sequence[str], taken: set[int]) -> list[Mention]:
    """Words made of a country's name: Syrians, Iraqi, Jordanian."""
    forms = {
        i: [names.fold(t)[: -len(e)] for e in _ENDINGS if names.fold(t).endswith(e) and len(names.fold(t)) - len(e) > 3]
        for i, t in enumerate(tokens)
        if i not in taken and len(t) > 4
    }
    called = _index(store.called(f for options in forms.values() for f in options))
    found = []
    for i, options in forms.items():
        named = [n for f in options for n in called.get(f, []) if n.kind == "place" and n.preferred and _is_country(store, n.target)]
        if named:
            taken.add(i)
            found.append(_mention(tokens[i], i, i + 1, named, loose=True))
    return found


def _is_country(store: Reading, place: str) -> bool:
    found = store.records(Place, (place,)).get(place)
    return found is not None and found.type == "country"


def _mistyped(store: Reading, tokens: Sequence[str], taken: set[int]) -> list[Mention]:
    """Names with a slip in them, among the words that nothing else explains."""
    found = []
    for width in (3, 2, 1):
        for first in range(len(tokens) - width + 1):
            span = range(first, first + width)
            if taken & set(span) or any(wording.is_idle(names.letters(tokens[i])) for i in (first, first + width - 1)):
                continue
            folded = names.fold(" ".join(tokens[i] for i in span))
            if len(folded) < 5 or (width == 1 and wording.is_common(folded)):
                continue
            named = slips(store, folded) or [
                n for n in store.pronounced((names.skeleton(folded),)) if n.kind == "place" and abs(len(n.folded) - len(folded)) <= 2
            ]
            if named and not (width > 1 and named[0].written.islower()):
                taken |= set(span)
                found.append(
                    _mention(" ".join(tokens[i] for i in span), first, first + width, [n for n in named if n.folded == named[0].folded], slip=True)
                )
    return found


def _without_generic_tails(found: list[Mention]) -> list[Mention]:
    """Drop a common noun that follows another name directly: in "Turkish troops" the troops are not the story's own army."""
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if mention.generic and before and before.last == mention.first and not before.generic and not mention.slip:
            continue
        kept.append(mention)
    return kept
