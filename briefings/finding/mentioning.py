"""Names in running text: exact spellings first, then words made of a name, then slips."""

import re
from collections.abc import Sequence

from msgspec import Struct

from briefings import names, wording
from briefings.finding.resolving import slips
from briefings.model import Place
from briefings.store.reading import Named, Reading

MOST_WORDS = 60  # of a question; what comes after is not looked at
_LONGEST_NAME = 6  # words
_TOKEN = re.compile(r"[^\W_]+(?:[.'’ʼ`-][^\W_]+)*\.?|%|\d[\d.,]*")
_SHOUTED = frozenset("us is it in as so or no who un can may".split())  # names that are English words too, in small letters
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


def find_mentions(store: Reading, text: str) -> list[Mention]:
    """The names in a text, longest first where they overlap, in the order they stand."""
    tokens = tokens_of(text)
    windows = {(i, j): tokens[i:j] for i in range(len(tokens)) for j in range(i + 1, min(i + _LONGEST_NAME, len(tokens)) + 1)}
    spelled = {span: _spellings(part) for span, part in windows.items()}
    called = _index(store.called(f for forms in spelled.values() for f in forms))
    shouting = text.isupper()
    found: list[Mention] = []
    taken: set[int] = set()
    for (first, last), forms in sorted(spelled.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        if taken & set(range(first, last)):
            continue
        named = next((called[f] for f in forms if f in called), [])
        named = [n for n in named if _meant(tokens, first, last, n, shouting) and _form_fits(n, forms)]
        if named:
            taken |= set(range(first, last))
            found.append(_mention(" ".join(tokens[first:last]), first, last, named))
    found += _loose(store, tokens, taken)
    found += _mistyped(store, tokens, taken)
    return _without_generic_tails(sorted(found, key=lambda m: m.first))


def _index(named: Sequence[Named]) -> dict[str, list[Named]]:
    index: dict[str, list[Named]] = {}
    for n in named:
        index.setdefault(n.folded, []).append(n)
    return index


def _spellings(part: Sequence[str]) -> tuple[str, ...]:
    """The folded window; with a possessive dropped; with a plain plural s dropped (for persons only, see ``_form_fits``)."""
    if all(wording.is_idle(word.casefold()) for word in part) and not (len(part) == 1 and (part[0].isupper() or part[0].casefold() in _SHOUTED)):
        return ()
    text = " ".join(part)
    whole = names.fold(text)
    bare = names.fold(re.sub(r"['’ʼ`]s?$", "", text))
    forms = [whole, bare]
    if whole.endswith("s") and len(whole) > 4:
        forms.append(whole[:-1])
    return tuple(dict.fromkeys(f for f in forms if f))


def _form_fits(named: Named, forms: tuple[str, ...]) -> bool:
    """A bare trailing s is dropped for actors only: Hamas must not become Hama, "assads" may become Assad."""
    return named.kind == "actor" or len(forms) < 2 or named.folded in forms[:2] and (named.folded == forms[0] or forms[0] != forms[1] and named.folded == forms[1] and _apostrophe(forms))


def _apostrophe(forms: tuple[str, ...]) -> bool:
    return forms[0] == forms[1] + "s"


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
    forms = {i: [names.fold(t)[: -len(e)] for e in _ENDINGS if names.fold(t).endswith(e) and len(names.fold(t)) - len(e) > 3]
             for i, t in enumerate(tokens) if i not in taken and len(t) > 4}
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
            named = slips(store, folded) or [n for n in store.pronounced((names.skeleton(folded),)) if n.kind == "place" and abs(len(n.folded) - len(folded)) <= 2]
            if named and not (width > 1 and named[0].written.islower()):
                taken |= set(span)
                found.append(_mention(" ".join(tokens[i] for i in span), first, first + width, [n for n in named if n.folded == named[0].folded], slip=True))
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
