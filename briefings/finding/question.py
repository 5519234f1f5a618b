"""Reading a plain question: the names in it, the times, what sort of thing is asked, and the words that are left to look for."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from briefings import names, periods, wording
from briefings.finding.mentioning import Mention, find_mentions, tokens_of
from briefings.finding.scoping import Span
from briefings.store.reading import Reading


class Sort(StrEnum):
    """What sort of thing is asked."""

    CONTROL = "control"
    LEADER = "leader"
    SUPPORT = "support"
    MEMBERS = "members"
    SAID = "said"
    PROFILE = "profile"
    STATUS = "status"
    LATEST = "latest"
    HAPPENED = "happened"
    DISPUTED = "disputed"
    UNKNOWNS = "unknowns"
    WHERE = "where"
    FIGURE = "figure"
    WHEN = "when"
    WHO = "who"
    WHETHER = "whether"
    OPEN = "open"


class Question(Struct, frozen=True):
    """A question as it was understood. ``terms`` are stems to look for; ``known`` and ``recorded`` the two other times asked for."""

    text: str
    sort: Sort
    mentions: tuple[Mention, ...]
    terms: tuple[str, ...]
    span: Span
    plain: str

    def targets(self, *kinds: str) -> tuple[str, ...]:
        """The ids of every mention of these kinds, in order."""
        return tuple(dict.fromkeys(i for m in self.mentions for k, i in m.targets if k in kinds))


# Tried in order on the plain text; the first that fits says what sort of question it is.
_SORTS: tuple[tuple[Sort, str], ...] = (
    (Sort.FIGURE, r"^\W*how many\b|\bhow many\b"),
    (
        Sort.DISPUTED,
        r"^(?:what|which|anything|whats)?\b.*\b(?:disputed|contested|contradict\w*|in dispute|rival claims|conflicting (?:claims|reports))\b",
    ),
    (
        Sort.UNKNOWNS,
        r"what (?:do|dont|do not) we not know|what dont we know|(?:what|whats) (?:is|s)? ?(?:still )?(?:unknown|unclear|not known|missing|open)"
        r"|unknowns|open questions",
    ),
    (
        Sort.MEMBERS,
        r"\b(?:which|what|who) (?:\w+ ){0,4}(?:are|is|were|was|make|makes|include|included|fight|fights)\b.*\b(?:include|members?|part|made|allied with|among)\b"
        r"|\bmembers? of\b|\bwho (?:are|is) (?:in|part of)\b|\bwhat groups?\b|\bwhich groups?\b",
    ),
    (
        Sort.LEADER,
        r"\bwho(?:s| is| was| are)? (?:\w+ ){0,2}(?:leads?|heads?|runs|commands?|leading|heading|commanding)\b"
        r"|\b(?:who|what|whos)(?:s| is| was|) (?:the |in )?(?:\w+ )?(?:leader|head|chief|boss|commander|charge)\b|\b(?:leader|head|chief|commander) of\b",
    ),
    (
        Sort.SUPPORT,
        r"\bwho(?: else)? (?:\w+ )?(?:supports?|backs?|sponsors?|helps?|funds?|arms?)\b|\bwho (?:is|are|were|was) (?:\w+ ){0,3}(?:allies|ally|backers?|supporters?|patrons?|backed by|supported by)\b"
        r"|\b(?:allies|backers|supporters) of\b|\bwhos? (?:allies|backers|supporters)\b|\bbacked by whom\b",
    ),
    (
        Sort.CONTROL,
        r"\bwho(?: \w+)? (?:capture )?(?:controls?|holds?|rules?|governs?|runs|has|had|have|got|owns|captured|took|seized|occupies|occupied|controlled|held)\b"
        r"|\bwhose hands\b|\bwho (?:is|s|are|was) (?:\w+ )?(?:capture control|in control|in charge|holding|controlling|ruling)\b"
        r"|\b(?:has|have|had|did|is|was|were|when|what day|which day|what date)\b.*\b(?:fall|fell|fallen|captured?|seized?|overrun|conquer(?:ed)?|taken|lost|enter(?:ed)?|liberated?|retaken?|recaptured?|recapture)\b"
        r"|\b(?:does|do|did) (?:the )?\w+(?: \w+)? (?:still )?(?:have|hold|control)\b|\bin (?:\w+ ){1,2}hands\b|\bunder \w+(?: \w+)? (?:control|rule|hands)\b|\bcapture control\b|\b(?:still|now)?\s*(?:hold|holds|held|control|controls|controlled)\b",
    ),
    (
        Sort.SAID,
        r"\bwhat (?:did|does|do|has|have|is|was|were)\b.*\b(?:say|says|said|saying|tell|told|claim|claims|claimed|think|state|stated|announce|announced|comment|vow|vowed|promise|promised|call|called|write|wrote|tweet|tweeted)\b"
        r"|\b(?:quotes?|statements?|words|comments?|remarks?|reaction|response|version|account|position|line) (?:of|from|by)\b|\bwhat (?:is|was|s) \w+(?: \w+){0,3} (?:version|account|position|reaction|response|line|side)\b"
        r"|\b(?:did|does|has|have) .* (?:say|comment|deny|denied|confirm|confirmed|claim|react|respond) (?:on|about|anything|to)\b",
    ),
    (
        Sort.LATEST,
        r"\b(?:latest|newest|whats new|what is new|any news|news|breaking|whats up|whats going on|what is going on|whats happening|what is happening|where do things stand|update me|recap|overview|summary|summari[sz]e|brief me|sitrep)\b",
    ),
    (
        Sort.HAPPENED,
        r"\b(?:what|whatever|anything)\b.*\b(?:happen\w*|occur\w*|took place|go on|went on)\b|\bevents (?:on|of|in)\b|\bchronology\b|\btimeline\b",
    ),
    (
        Sort.STATUS,
        r"\b(?:status|situation|state of play|whats with|what about|how about|hows|how is|how are things|condition|update on|news (?:from|on|in)|tell about|whats the story)\b",
    ),
    (
        Sort.FIGURE,
        r"\bhow (?:many|much|far|old|long|big|large|high|strong|close|near|distant|tall|fast)\b|\b(?:number|count|toll|percentage|percent|share|rate|distance|size|population|cost|price|worth|value|rank|amount|total|figure) of\b"
        r"|\bwhat (?:rank|share|percentage|number|rate|distance|price)\b|\b(?:death|body) (?:toll|count)\b|\bdeaths\b|\bcasualties\b|\bexchangerate\b|\brate\b|\bworth\b|\bpopulation\b|\brank\b|\bnumbers?\b",
    ),
    (Sort.WHEN, r"\bwhen\b|\bwhat (?:day|date|time|year|month)\b|\bwhich (?:day|date|year|month)\b|\bsince when\b|\buntil when\b|\bhow long ago\b"),
    (Sort.WHERE, r"^\W*where\b|\bwhere(?:s| is| are| was| were| did| does)\b|\bwhereabouts\b|\bwhat (?:place|city|town|country)\b"),
    (Sort.WHO, r"\bwho(?:m|s|se)?\b|\bwhich (?:outlet|source|agency|country|countries|person|official)\b|\baccording to whom\b"),
    (
        Sort.WHETHER,
        r"^\W*is it so\b|^\W*(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|any)\b|\bis it true\b|\bright$|\bcorrect$|\btrue$|\bisnt it$",
    ),
)
_COMPILED = tuple((sort, re.compile(pattern)) for sort, pattern in _SORTS)
# what sort of thing an answer should be: no word of the answer itself has to be of that class
_ASKED_FOR = re.compile(
    r"\b(?:what|which) (?:other )?(?:countries|country|kind of|type of|sort of|places?|cities|city|towns?|groups?|people|person|outlets?"
    r"|agency|agencies|sources?|names?|languages?|words?|days?|dates?|times?|years?|months?)\b",
    re.IGNORECASE,
)
_ASKED_WHETHER = re.compile(r"^\W*is it (?:true|confirmed|correct|right|certain|known|the case) that\b\s*", re.IGNORECASE)
_CUT_SHORT = frozenset("wen wht wat wot hwo wer whr wich wy".split())
_PROFILE = re.compile(
    r"^(?:who|what|whos|whats|whom|tell|explain|define|describe|about|is|are|was|were|s|me|us|the|a|an|on|please|pls|thx|does|mean|stand|for|it|this|that|more|profile|bio|name|names|of|called)+$"
)


def read_question(store: Reading, text: str, *, today: date) -> Question:
    """The question as understood. Never raises for what it cannot use: that is left among the terms.

    Raises:
        DateNotUnderstood: something in it is shaped like a date and is none.
    """
    text = _ASKED_WHETHER.sub("is it so ", text)
    spans = periods.find_when(text, today=today)
    bare = text
    for span in sorted(spans, key=lambda s: -s.start):
        bare = bare[: span.start] + " " + bare[span.end :]
    plain = " ".join(wording.words(bare))
    mentions = find_mentions(store, bare)
    left = _left(bare, mentions)
    mended = _mended(store, left)
    if mended != left:
        plain = " ".join(wording.words(" ".join((mended, *(m.words for m in mentions)))))
    terms = tuple(t for t in _terms(store, _ASKED_FOR.sub(" ", mended)) if not _is_noise(store, t, mended))
    return Question(text, _sort(plain, mentions, terms, mended), tuple(mentions), terms, _span(spans), plain)


def _terms(store: Reading, text: str) -> list[str]:
    """The stems to look for. A word is left whole where its stem is a name on file and the word is not: Hamas must not find Hama."""
    whole = {wording.stem(w): w for w in wording.words(text) if wording.stem(w) != w}
    names_on_file = {n.folded for n in store.called(whole)}
    return [whole[t] if t in names_on_file else t for t in wording.terms(text)]


def _is_noise(store: Reading, term: str, typed: str) -> bool:
    """A scrap that neither the lexicon nor the story knows: two small letters ("tv"), or a question word cut short ("wen", "wht")."""
    if (len(term) > 2 and term not in _CUT_SHORT) or term.isdigit() or term == "%" or wording.meanings(term) or not term.isascii():
        return False
    return term.upper() not in typed.split() and not store.matching((term,), 1)


def _mended(store: Reading, left: str) -> str:
    """Words of the question with a slip in them put right; a word that stands in the story is none."""
    tokens = left.split()
    doubtful = {t: wording.known_word_for(names.letters(t)) for t in tokens if not wording.is_common(names.letters(t))}
    slipped = {t: right for t, right in doubtful.items() if right and not store.matching((wording.stem(names.letters(t)),), 1)}
    return " ".join(slipped.get(t, t) for t in tokens)


def _sort(plain: str, mentions: Sequence[Mention], terms: Sequence[str], left: str) -> Sort:
    if mentions and not terms and all(_PROFILE.match(w) for w in wording.words(left)):
        return Sort.PROFILE
    return next((sort for sort, pattern in _COMPILED if pattern.search(plain)), Sort.OPEN)


def _span(spans: Sequence[periods.TimeSpan]) -> Span:
    since = until = None
    for span in spans:
        if span.role in ("on", "since"):
            since = max(filter(None, (since, span.period.earliest)), default=None)
        if span.role in ("on", "until"):
            until = min(filter(None, (until, span.period.latest)), default=None)
    return Span(since, until)


def _left(text: str, mentions: Sequence[Mention]) -> str:
    """The text without its names; a name's possessive goes with it."""
    taken = {i for m in mentions for i in range(m.first, m.last)}
    return " ".join(t for i, t in enumerate(tokens_of(text)) if i not in taken)
