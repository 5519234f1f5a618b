"""The words that mean a time, in the languages people type to a newsroom's bot, and how a text is cut into them.

Keys are folded (see ``fold``). Languages: English, Arabic (both sets of month names), French,
German, Turkish, Russian. What stands here is read by our own grammar; dateparser sees only what it leaves over.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from briefings.names import letters

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

_WEEKDAY_WORDS = (
    "monday mon الاثنين الإثنين lundi montag pazartesi понедельник",
    "tuesday tue tues الثلاثاء mardi dienstag salı вторник",
    "wednesday wed weds الأربعاء mercredi mittwoch çarşamba среда среду",
    "thursday thu thur thurs الخميس jeudi donnerstag perşembe четверг",
    "friday fri الجمعة vendredi freitag cuma пятница пятницу",
    "saturday sat السبت samedi samstag sonnabend cumartesi суббота субботу",
    "sunday sun الأحد dimanche sonntag pazar воскресенье",
)
_MONTH_WORDS = (
    "january jan يناير janvier janv januar jänner ocak январь января январе",
    "february feb فبراير شباط février févr februar şubat февраль февраля феврале",
    "march mar مارس آذار mars märz mart март марта марте",
    "april apr أبريل إبريل نيسان avril avr nisan апрель апреля апреле",
    "may مايو أيار mai mayıs май мая мае",
    "june jun يونيو حزيران juin juni haziran июнь июня июне",
    "july jul يوليو تموز juillet juil juli temmuz июль июля июле",
    "august aug أغسطس آب août ağustos август августа августе",
    "september sep sept سبتمبر أيلول septembre eylül сентябрь сентября сентябре",
    "october oct أكتوبر octobre oktober okt ekim октябрь октября октябре",
    "november nov نوفمبر novembre kasım ноябрь ноября ноябре",
    "december dec ديسمبر décembre déc dezember dez aralık декабрь декабря декабре",
)
_OTHER_WORDS = {
    "relative": {
        "yesterday أمس البارحة hier gestern dün вчера": -1,
        "today tonight اليوم aujourd'hui heute bugün сегодня": 0,
        "tomorrow غدا demain morgen yarın завтра": 1,
    },
    "which": {
        "last past previous الماضي الماضية dernier dernière letzten letzte letzter vergangenen geçen прошлый прошлую прошлое прошлой": -1,
        "this هذا هذه ce cette diesen diese dieser bu этот эту это": 0,
        "next coming القادم المقبل prochain prochaine nächsten nächste nächster gelecek следующий следующую следующее": 1,
    },
    "unit": {"hour hours hr hrs": 0, "day days": 1, "week weeks": 7, "month months": 30, "year years": 365, "decade decades": 3650},
    "count": {
        "a an one": 1, "two couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    },
    "part": {
        "morning afternoon evening night noon midday midnight dawn dusk daybreak sunrise sunset": 0,
        "صباح صباحا مساء ليلا ليلة ظهر ظهرا matin soir nuit abend nachmittag vormittag nacht утром вечером ночью днем": 0,
    },
    "stage": {"late early mid start beginning end": 0},
    "weekend": {"weekend": 0},
    "approximately": {"about around circa roughly approximately": 0},
    "more": {"more": 0},
}  # fmt: skip

ON, SINCE, AFTER, UNTIL, BEFORE, AS_OF, RECORDED, BETWEEN = "on", "since", "after", "until", "before", "as_of", "recorded", "between"

_PREPOSITION_WORDS = {
    RECORDED: ("as recorded at", "as recorded on", "as recorded by", "as recorded in", "as recorded as of", "as recorded"),
    AS_OF: ("as of", "as at", "as it stood on", "as it stood at", "as known on", "as known at"),
    BETWEEN: ("between", "بين", "entre", "zwischen", "между"),
    SINCE: ("since", "from", "starting on", "starting from", "starting", "منذ", "من", "depuis", "depuis le", "seit", "seit dem", "с", "со"),
    AFTER: ("after", "بعد", "après", "après le", "nach", "nach dem", "после"),
    UNTIL: ("until", "till", "by", "up to", "up until", "through", "حتى", "jusqu'au", "bis", "bis zum", "до"),
    BEFORE: ("before", "قبل", "avant", "avant le"),
    ON: ("on", "in", "during", "over", "within", "at", "of", "for", "throughout",
         "في", "يوم", "في يوم", "le", "en", "am", "im", "um", "в", "во"),
}  # fmt: skip
JOINS = frozenset("to till until through thru - – — إلى الى au bis по".split())

# Words that mean something else more often than a time: alone and without a preposition they are never one in a question.
# Names are among them: Jan Egeland, Mar Elias, Kasım, Salı; "hier" is "here" in German.
UNSURE_ALONE = frozenset(
    "may march mar jan feb apr jun jul aug sep sept oct nov dec okt dez dec janv fevr avr juil mars mai mart ocak ekim kasim nisan eylul "
    "haziran temmuz agustos subat aralik mayis juni juli sali pazar cuma hier dun morgen demain".split()
)
ABBREVIATED_DAYS = frozenset("mon tue tues wed weds thu thur thurs fri sat sun".split())
MONTH_OR_VERB = frozenset({"may", "march", "mar"})  # "may 5 people", "march on Damascus": read only where something else says date
COUNTED = frozenset(
    "km kilometers kilometres miles metres meters people persons civilians troops soldiers fighters rebels refugees families dollars "
    "pounds lira euros villages towns houses homes men women children casualties dead deaths wounded percent".split()
)  # after "in 2000" they show that a number was meant, not a year
FUTURE_CUES = frozenset({"will", "planned", "scheduled", "upcoming"})


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word as the tables hold it: small letters, without accents and marks, one form of each Arabic letter."""
    return word.lower() if word.isascii() else letters(word).replace("’", "'")


def _table() -> dict[str, tuple[str, int]]:
    words: dict[str, tuple[str, int]] = {}
    for kind, rows in (("weekday", enumerate(_WEEKDAY_WORDS)), ("month", enumerate(_MONTH_WORDS, 1))):
        words |= {fold(word): (kind, value) for value, row in rows for word in row.split()}
    for kind, meanings in _OTHER_WORDS.items():
        words |= {fold(word): (kind, value) for row, value in meanings.items() for word in row.split()}
    return words


def _prepositions() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Those that begin with a word, the longest first, so that "as of" is tried before "as"."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for role, phrases in _PREPOSITION_WORDS.items():
        for phrase in phrases:
            keys = tuple(fold(k) for k in re.findall(r"\w+|'", phrase))
            found.setdefault(keys[0], []).append((keys, role))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


WORDS = _table()
NO_TIME_WORD = ("word", 0)
PREPOSITIONS = _prepositions()
# Levantine month names of two words; "تشرين" and "كانون" alone name no month.
LEVANTINE = {
    ("تشرين", fold("الأول")): 10,
    ("تشرين", fold("الثاني")): 11,
    ("كانون", fold("الأول")): 12,
    ("كانون", fold("الثاني")): 1,
}  # fmt: skip
# Seen in a text, they make it worth asking dateparser; without one of them it reads dates into noise.
_FOREIGN_WORDS = (
    "il avant vor vorgestern jours jour semaine mois ans heures tagen tag woche wochen monaten monat jahren jahr letzte letzten "
    "дня дней день назад неделю неделе недели месяц года лет позавчера hafta gün ay yıl "
    "يومين أيام أسبوع الأسبوع أسبوعين شهر شهرين سنة سنوات "
    "lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "décembre novembre octobre septembre août juillet juin avril février janvier dezember oktober"
)
FOREIGN = frozenset(fold(word) for word in _FOREIGN_WORDS.split()) | {key for key in WORDS if not key.isascii()}


class Token(NamedTuple):
    """One word, number, sign, clock time or numeric date of a text, with where it stands.

    ``kind`` is a kind of the tables, or number (``value`` is it, of at most four digits), numeric, interval, clock, sign,
    word (no time word).
    """

    kind: str
    key: str
    value: int
    start: int
    end: int
    text: str


_TOKEN = re.compile(
    r"""
    (?P<clock> (?<=\d)T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?
             | (?<![\w:.,])(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?(?![\w:]) | \d{1,2}\s?[ap]\.?m\b\.?))
  | (?P<interval> (?<![\w./:-])\d{4}-\d{2}(?:-\d{2})?/\d{4}-\d{2}(?:-\d{2})?(?![\w/-]))
  | (?P<numeric> (?<![\w./:-])(?: \d{4}[-/.]\d{1,2}[-/.]\d{1,2} | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}) | \d{4}-\d{2} | \d{1,2}/\d{1,2})
                 (?! (?!T\d)\w | [./:-]\d))
  | (?P<number> (?<!\w)(?<!\d[.,])(?P<digits>\d{1,4})(?:st|nd|rd|th|er)?(?! \w | [.,]\d))
  | (?P<word> aujourd['’]hui | \w[\w\u0300-\u036f\u064b-\u065f\u0670]*)
  | (?P<sign> [^\w\s]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def tokens(text: str) -> list[Token]:
    """A text cut into words, numbers, signs, clock times and numeric dates; never fails, whatever the text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        token = _token(match)
        month = LEVANTINE.get((found[-1].key, token.key)) if found else None
        if month is None:
            found.append(token)
        else:
            found[-1] = found[-1]._replace(kind="month", value=month, end=token.end, text=text[found[-1].start : token.end])
    return found


def _token(match: re.Match[str]) -> Token:
    shape, text = str(match.lastgroup), match.group()
    start, end = match.span()
    if shape != "word":
        return Token(shape, text, int(match["digits"]) if shape == "number" else 0, start, end, text)
    key = fold(text)
    kind, value = WORDS.get(key, NO_TIME_WORD)
    return Token(kind, key, value, start, end, text)
