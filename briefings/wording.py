"""Words as they are compared in a search: folded, stemmed, phrasal verbs made one, and what means the same in news copy."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from briefings import names
from briefings.lexicon import FOREIGN_PHRASES, GROUPS, IDLE, PHRASES
from briefings.model import Fact

_WORD = re.compile(r"\d[\d.,]*\d|\w+|%")
LONGEST = 64  # characters of a word that count; PostgreSQL refuses to search for one of over 2 kB
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_PHRASES = tuple((re.compile(rf"\b(?:{pattern})\b"), to) for pattern, to in (*FOREIGN_PHRASES, *PHRASES))


def plain(text: str) -> str:
    """Letters evened out, possessives dropped, hyphens opened, phrasal verbs and fixed phrases each one word."""
    flat = _POSSESSIVE.sub("", names.letters(text)).replace("-", " ").replace("'", "").replace("’", "")
    for pattern, to in _PHRASES:
        flat = pattern.sub(to, flat)
    return flat


def words(text: str) -> list[str]:
    """The words of ``text`` in order, folded, unstemmed; a number keeps its digits only ("18,000" → "18000")."""
    return [_number(w) if w[0].isdigit() else w[:LONGEST] for w in _WORD.findall(plain(text))]


def _number(word: str) -> str:
    digits = word.rstrip(".,")
    digits = digits[:LONGEST]
    return digits.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", digits) else digits


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of one folded word: English by Snowball; other scripts as they are."""
    if not word.isascii() or word.isdigit():
        return word
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=1)
def _meanings() -> dict[str, tuple[str, ...]]:
    meant: dict[str, list[str]] = {}
    for meaning, members in GROUPS.items():
        for word in members.split():
            meant.setdefault(stem(word), []).append("x" + meaning)
    return {word: tuple(groups) for word, groups in meant.items()}


def meanings(stemmed: str) -> tuple[str, ...]:
    """The groups of the lexicon that a stem belongs to, each as a token that no text holds; () for most words."""
    return _meanings().get(stemmed, ())


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return frozenset(stem(w) for w in IDLE.split()) | frozenset(IDLE.split())


def is_idle(word: str) -> bool:
    """Whether a folded word carries nothing to look for ("the", "please", "happen")."""
    return word in _idle()


def terms(text: str) -> list[str]:
    """The stems worth looking for in ``text``, each once, in order."""
    return list(dict.fromkeys(stem(w) for w in words(text) if not is_idle(w) and (len(w) > 1 or w.isdigit() or w == "%")))


def tokens(texts: Iterable[str]) -> str:
    """What the full-text index holds of these texts: every stem and the groups it belongs to."""
    return " ".join(_tokens(texts))


def _tokens(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for term in terms(text):
            yield "xpercent" if term == "%" else term
            yield from meanings(term)


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    return frozenset(word for members in GROUPS.values() for word in members.split())


def is_common(word: str) -> bool:
    """Whether a folded word is one of the lexicon's, and so no name mistyped."""
    return word in _lexicon() or stem(word) in _meanings()

def texts_of(kept: Fact) -> list[str]:
    """Every text of a fact that a search looks in. Not its caveat, which says what it does not mean, nor the desk's note."""
    figures = [part for f in kept.figures for part in (f.of, f.unit, f.text)]
    claims = [part for c in kept.claims for part in (c.words, c.how)]
    return [kept.text, kept.quote.words if kept.quote else "", *figures, *claims, *kept.asked_as]


def topic_texts(kept: Fact, topics: dict[str, tuple[str, ...]]) -> list[str]:
    """The words people use for a fact's topics; they say what it is about, not what it says."""
    return [" ".join((t, *topics.get(t, ()))) for t in kept.topics]


@lru_cache(maxsize=10_000)
def known_word_for(word: str) -> str | None:
    """The lexicon's word that ``word`` (folded) is safely a slip of; None where it is no slip, or is a word of the lexicon itself."""
    if len(word) < names.TAKEN_SILENTLY_FROM - 1 or is_idle(word) or is_common(word) or not word.isascii():
        return None
    close = [known for known in _spelled() if names.is_slip(word, known)]
    return max(close, key=lambda known: (names.likeness(word, known), known), default=None)


# never an idle word: "tanks" read as "thanks" would take the very thing that is asked about out of the question
@lru_cache(maxsize=1)
def _spelled() -> tuple[str, ...]:
    return tuple(sorted({w for w in _lexicon() if len(w) >= names.TAKEN_SILENTLY_FROM - 1}))
