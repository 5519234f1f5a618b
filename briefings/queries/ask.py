"""A question in plain words, answered from the facts: its names, its sort, then ranked retrieval with a threshold.

There is no table from questions to answers. Each sort of question says which facts could answer it at all; what is
left is ranked by how much of the question it covers, and below the threshold nothing on record answers.
"""

from collections.abc import Callable
from datetime import date

from briefings.answers import AnyAnswer
from briefings.errors import NotUnderstood
from briefings.finding.question import Question, Sort, read_question
from briefings.queries.plain.control import control
from briefings.queries.plain.news import disputed_answer, happened, latest, status_answer, unknowns_answer
from briefings.queries.plain.profiles import profile_answer
from briefings.queries.plain.related import related
from briefings.queries.plain.retrieval import retrieve
from briefings.queries.plain.said import said
from briefings.store.reading import Reading
from briefings.vocabulary import RelationKind

MOST_CHARACTERS = 2000


def ask(store: Reading, *, question: str, today: date) -> AnyAnswer:
    """What on file answers a question in plain words; a bare name gets its profile or status.

    Raises:
        NotUnderstood: there is no question in it.
        DateNotUnderstood: something in it is shaped like a date and is none.
    """
    text = question.strip()[:MOST_CHARACTERS]
    read = read_question(store, text, today=today)
    if not read.mentions and not read.terms and read.sort == Sort.OPEN and read.span.is_open:
        raise NotUnderstood(
            "I could not find a question in that. Try “who controls Hama?”, “/status Homs” or “/help”."
            if not any(c.isalnum() for c in text)
            else f"Nothing on record goes by “{text[:80]}”. Try a name, or a question like “who holds …?”"
        )
    return _ANSWERS.get(read.sort, retrieve)(store, read)


_ANSWERS: dict[Sort, Callable[[Reading, Question], AnyAnswer]] = {
    Sort.PROFILE: profile_answer,
    Sort.STATUS: status_answer,
    Sort.LATEST: latest,
    Sort.HAPPENED: happened,
    Sort.DISPUTED: disputed_answer,
    Sort.UNKNOWNS: unknowns_answer,
    Sort.CONTROL: control,
    Sort.SAID: said,
    Sort.LEADER: related(frozenset({RelationKind.LEADS}), strict=True),
    Sort.SUPPORT: related(frozenset({RelationKind.SUPPORTS, RelationKind.ALLIED_WITH})),
    Sort.MEMBERS: related(frozenset({RelationKind.MEMBER_OF, RelationKind.PART_OF, RelationKind.LEADS}), strict=True),
}
