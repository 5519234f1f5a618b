"""What somebody says, and whether somebody confirmed or denied something."""

import re

from msgspec.structs import replace

from briefings import wording
from briefings.answers import AnyAnswer, Findings
from briefings.finding.attributing import attribute, without_repeats
from briefings.finding.mentioning import Mention
from briefings.finding.question import Question, Sort
from briefings.finding.ranking import ENOUGH, Ranked, rank
from briefings.finding.scoping import scope_of
from briefings.model import Relation, Source
from briefings.queries.plain.retrieval import in_a_row, retrieve
from briefings.queries.plain.shaping import MOST_NEAREST, findings, nothing, subject_of
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import RelationKind

_IS_CHECKED = re.compile(r"^(?:did|has|have|does|do|is it true)\b")
_SAYING = frozenset({"xsay", "xcall", "xdeny", "xconfirm", "xreport"})  # what a question of who says so says besides


def said(store: Reading, read: Question) -> AnyAnswer:
    """What somebody says: only facts that the one named asserts, denies or is quoted in."""
    speakers = [m for m in read.mentions if m.ids("actor") or m.ids("source")]
    if not speakers:
        return retrieve(store, read)
    if len(speakers) > 1 and in_a_row(read):
        parts = [said(store, replace(read, mentions=(s,))) for s in speakers]
        facts = [f for p in parts if isinstance(p, Findings) for f in p.facts[:3]]
        return Findings(scope_of(store, span=read.span), read.text, subject_of(store, read), without_repeats(facts)) if facts else parts[0]
    speaker = speakers[0]
    others = [m for m in read.mentions if m is not speaker]
    voices = _voices(store, speaker)
    touching = store.facts(
        Wanted(
            about=tuple(f"{role}:{v}" for v in voices for role in ("speaker", "carrier")) + tuple(f"actor:{a}" for a in speaker.ids("actor")),
            since=read.span.first,
            until=read.span.last,
        )
    )
    own = [f for f in touching if any(c.by in voices for c in f.claims)] or [f for f in touching if any(v in voices for c in f.claims for v in c.via)]
    about = [t for t in read.terms if not set(wording.meanings(t)) & _SAYING]
    if _IS_CHECKED.search(read.plain) and about:
        # "did X deny that …": the matter itself shows who says what of it
        return retrieve(store, replace(read, sort=Sort.WHETHER, terms=tuple(about)))
    if not own:
        return nothing(store, read, nearest=attribute(store, [f for f in touching if set(speaker.ids("actor")) & set(f.actors)][:MOST_NEAREST]))
    if not others and not about:
        return findings(store, read, [Ranked(f, 1.0, (), ()) for f in sorted(own, key=lambda f: f.quote is None)])
    ranked = rank(store, mentions=others, terms=about, facts=own, since=read.span.first, until=read.span.last)
    good = [r for r in ranked if r.cover >= ENOUGH - 0.16]
    return findings(store, read, good) if good else nothing(store, read, nearest=attribute(store, [r.fact for r in ranked] or own)[:MOST_NEAREST])


def _voices(store: Reading, speaker: Mention) -> set[str]:
    """The sources that speak for whoever is named: its own, and those of the people who lead or speak for it."""
    actors = set(speaker.ids("actor"))
    behind = {r.actor for r in store.under(Relation, actors) if r.kind in (RelationKind.LEADS, RelationKind.SPEAKS_FOR)}
    return set(speaker.ids("source")) | {s.id for s in store.owned(Source, actors | behind)}
