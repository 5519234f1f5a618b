"""Names as people write them: one spelling to compare by, likeness, and where a typo ends and another name begins.

A name is compared folded (case, accents, apostrophes, articles, Arabic letter forms gone), then by its skeleton (the usual
rival romanisations gone), then by edits. How many edits are a typo depends on length: `Hamas` is one edit from `Hama`
and is somebody else, `erdogn` is one edit from `erdogan` and is a slip.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import WRatio

from briefings.vocabulary import Script

ARTICLES = frozenset("al ar as ash at ath an ad az el er es ez ed en et the der die das le la les".split())
_LETTERS = {ord(a): b for a, b in {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "ء": "", "ـ": "",
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss",
}.items()}
APOSTROPHES = "'’‘ʼʿʾʹˈ`´′‛“”„\"«»"
_NO_APOSTROPHE = {ord(c): None for c in APOSTROPHES}
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_BREAKS = re.compile(r"[^\w%]+|_+")
_SKELETON = ((re.compile(r"ou|oo|w"), "u"), (re.compile(r"ee|y|e"), "i"), (re.compile("o"), "u"), (re.compile("q|ck"), "k"),
             (re.compile("ph"), "f"), (re.compile(r"([^aiu\W])\1"), r"\1"), (re.compile(r"(?<=[aiu])h\b"), ""))
TAKEN_SILENTLY_FROM = 6  # letters of the name on file: below it one edit makes another name (Hama, Hamas)
TWO_EDITS_FROM = 9
_SCRIPTS = (("ARABIC", Script.ARABIC), ("CYRILLIC", Script.CYRILLIC), ("HEBREW", Script.HEBREW), ("GREEK", Script.GREEK),
            ("CJK", Script.HAN), ("LATIN", Script.LATIN))


def letters(text: str) -> str:
    """``text`` with case, accents, vowel marks, invisible characters and Arabic letter forms evened out; word breaks kept."""
    marked = unicodedata.normalize("NFKD", text.replace("İ", "i").casefold())
    return "".join(c for c in marked if unicodedata.category(c) not in ("Mn", "Cf", "Me")).translate(_LETTERS)


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The spelling a name is compared by: letters and digits, single spaces, no article unless it is all there is."""
    flat = _INITIALS.sub(lambda m: m.group().replace(".", ""), letters(name).translate(_NO_APOSTROPHE))
    words = [w for w in _BREAKS.split(flat) if w]
    kept = [_without_article(w) for w in words if w not in ARTICLES] or words
    return " ".join(kept)


def _without_article(word: str) -> str:
    # the Arabic article is written into the word; two letters must remain, or it was no article (الا)
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=50_000)
def skeleton(folded: str) -> str:
    """A folded name with the usual rival romanisations made one: Tartous, Tartus; Idleb, Idlib; Talbissa, Talbisa."""
    for pattern, to in _SKELETON:
        folded = pattern.sub(to, folded)
    return folded


def grams(folded: str) -> tuple[str, ...]:
    """The trigrams of a folded name with its ends marked, each once, sorted."""
    padded = f"  {folded} "
    return tuple(sorted({padded[i : i + 3] for i in range(len(padded) - 2)}))


def is_slip(typed: str, on_file: str) -> bool:
    """Whether ``typed`` is ``on_file`` mistyped, safely enough to take it (both folded). Never true of Hamas and Hama."""
    if typed == on_file or not typed or not on_file:
        return typed == on_file
    if any(c.isdigit() for c in typed + on_file):
        return False
    if len(on_file) < TAKEN_SILENTLY_FROM:
        return len(on_file) > 3 and (_swapped(typed, on_file) or _doubled(typed, on_file))
    most = 2 if min(len(typed), len(on_file)) >= TWO_EDITS_FROM else 1
    if min(len(typed), len(on_file)) < TAKEN_SILENTLY_FROM - 1 or _another_word(typed, on_file):
        return False
    return OSA.distance(typed, on_file, score_cutoff=most) <= most


def _another_word(typed: str, on_file: str) -> bool:
    """A whole word more or less (`syrian army`, `syrian national army`), or a lone initial letter changed (`iran`, `iraq`)."""
    return abs(typed.count(" ") - on_file.count(" ")) > 1 or (typed[1:] == on_file[1:] and typed[0] != on_file[0])


def _swapped(typed: str, on_file: str) -> bool:
    return Counter(typed) == Counter(on_file) and typed[0] == on_file[0] and OSA.distance(typed, on_file) == 1


def _doubled(typed: str, on_file: str) -> bool:
    doubled = {on_file[:i] + on_file[i] + on_file[i:] for i in range(len(on_file))}
    return typed in doubled


def likeness(typed: str, on_file: str) -> float:
    """0 to 100: how alike two folded names look, for ranking what is offered."""
    # WRatio gives 90 to a short word inside a long name (fuzzywuzzy#328): length has to count, and the order of the letters
    whole = WRatio(typed, on_file) * (0.5 + 0.5 * min(len(typed), len(on_file)) / max(len(typed), len(on_file), 1))
    return (whole + 100 * OSA.normalized_similarity(typed, on_file)) / 2


def script_of(text: str) -> Script:
    """The script of the first letter in ``text``."""
    for char in text:
        if char.isalpha():
            title = unicodedata.name(char, "")
            return next((script for word, script in _SCRIPTS if title.startswith(word)), Script.OTHER)
    return Script.OTHER
