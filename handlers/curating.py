"""Changes as they are typed in one line: a fact's id, then words, then fields with their labels: “/correct F12 text: …; note: …”."""

import re
from typing import Any

from briefings.answers import AnyAnswer
from briefings.changes.give_role import give_role
from briefings.changes.review import review
from briefings.curating.fields import FIELDS, LABELS, lead_of
from briefings.curating.order import Order
from briefings.errors import NotUnderstood, shorten
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind

_WORDS = {word: name for name in FIELDS for word in (name, name.replace("_", " "), *LABELS.get(name, ()))}
_LABEL = re.compile(r"(?:^|[;\n|])\s*(" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r")\s*:(?!//)\s*", re.IGNORECASE)
_ALONE = re.compile(r"(?:^|[;\n|])\s*alone\s*(?=$|[;\n|])", re.IGNORECASE)
_FIRST = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)
_VERBS = {"accept": "accept", "ok": "accept", "yes": "accept", "back": "back", "no": "back", "own": "own", "mine": "own"}


def fields_in(words: str, kind: ChangeKind) -> dict[str, str]:
    """The fields in one line, by name; words before the first label fill the change's leading one. Each part ends where the next label begins."""
    alone = bool(_ALONE.search(words))
    words = _ALONE.sub("", words)
    found = list(_LABEL.finditer(words))
    fields = {lead_of(kind): words[: found[0].start() if found else len(words)].strip(" ;|\n")}
    for match, following in zip(found, [*found[1:], None], strict=False):  # nothing follows the last; where nothing was found there is none
        fields[_WORDS[match[1].lower()]] = words[match.end() : following.start() if following else len(words)].strip(" ;|\n")
    return {name: said for name, said in (fields | ({"alone": "yes"} if alone else {})).items() if said}


def ordered(writing: Writing, change: Any, kind: ChangeKind, words: str, order: Order) -> AnyAnswer:
    """The answer to a change typed in one line."""
    fact, rest = ("", words) if kind == ChangeKind.ADD else _first(words)
    typed = fields_in(rest, kind) | order.fields
    answer: AnyAnswer = change(writing, Order(order.by, fact or order.fact, typed, order.origin, order.policy))
    return answer


def decided(writing: Writing, words: str, order: Order) -> AnyAnswer:
    """The answer to “/review P3 accept”, “/review P3 back which document?”, “/review P3 own”.

    Raises:
        NotUnderstood: it says nothing to do.
    """
    proposal, rest = _first(words)
    verb, word = _first(rest)
    doing = _VERBS.get(verb.lower().strip(":,"))
    if doing is None:
        raise NotUnderstood(
            f"“{shorten(verb)}” is nothing to do with a proposal. Say accept, back and why, or own: /review {proposal or 'P3'} accept"
        )
    fields = fields_in(word, ChangeKind.KILL) if doing == "accept" else {}
    return review(writing, Order(order.by, proposal, fields, order.origin, order.policy), verb=doing, word=word.strip(": "))


def given(writing: Writing, words: str, order: Order) -> AnyAnswer:
    """The answer to “/roles @somebody curator”.

    Raises:
        NotUnderstood: it does not say whom, or which role.
    """
    parts = [p for p in words.split() if p.lower() not in ("give", "to", "make", "a", "an", "the")]
    if len(parts) != 2:
        raise NotUnderstood("Say whom and which role: /roles @somebody curator")
    return give_role(writing, order, whom=parts[0], role=parts[1])


def _first(words: str) -> tuple[str, str]:
    found = _FIRST.fullmatch(words)
    return (found[1], found[2]) if found else ("", "")
