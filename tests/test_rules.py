"""The eight rules of an answer (design §3), for every command, over stories that hypothesis makes up."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from bot.records import Record, as_json, shown
from briefings.answers import AnyAnswer, AttributedFact
from briefings.finding.resolving import KINDS
from briefings.sheet.answers import SheetAnswer
from briefings.vocabulary import OPPOSING, Stance
from handlers.catalogue import COMMANDS
from handlers.desk import Answered
from handlers.platforms.console import render
from handlers.platforms.console_loop import offers
from handlers.reply import Dispute, Line, Note
from tests.stories import FIRST, Made, Newsroom, ask, close_all, desk, edit, fact, newsroom_of, pack, stories, with_pack

TIMES = ("", "", "on Thursday", "since 25 Nov 2024", "until 1 Dec 2024", "as of 1 Dec 2024", "as of 6 Dec 2024")


class Asked(Struct, frozen=True):
    """A story with one question for every command."""

    made: Made
    questions: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Asked({self.made!r}, {self.questions!r})"


@st.composite
def asked(draw: st.DrawFn, *, hidden: bool = True, times: Sequence[str] = TIMES) -> Asked:
    """A story, and for every command a question made of its names, its fact ids and the times."""
    made = draw(stories(hidden=hidden))
    things = st.sampled_from([*made.names, *(f.text for f in made.pack.facts), *(f.id for f in made.pack.facts)])
    questions = []
    for command in COMMANDS:
        argument = {
            "cite": st.sampled_from([f.id for f in made.pack.facts]),
            "since": st.sampled_from(("1 Dec 2024", "Tuesday", "2020")),
            "help": st.just("status"),
        }.get(command.name, things)
        bare = command.option is None or (not command.option.required and draw(st.booleans()))
        when = "" if command.name in ("cite", "since", "help") else draw(st.sampled_from(times))
        questions.append(" ".join(part for part in (f"/{command.name}", "" if bare else draw(argument), when) if part))
    questions.append(f"what about {draw(things)}?")
    return Asked(made, tuple(questions))


def replies(story: Asked, newsroom: Newsroom) -> Iterator[tuple[str, Answered]]:
    """Every question with its reply; the store is closed behind the last."""
    for question in story.questions:
        yield question, newsroom.answered(question)
    close_all()


def as_text(answered: Answered) -> str:
    """All that a reply shows: as text, and as data."""
    return render(answered.reply) + as_json(Record(1, "", shown(answered.answer)))


def blocks_of(answered: Answered) -> Iterator[Line | Dispute]:
    """The lines of a reply that show a fact."""
    return (b for b in answered.reply.blocks if isinstance(b, Line | Dispute))


def facts_in(thing: object) -> Iterator[AttributedFact]:
    """Every attributed fact anywhere in an answer."""
    if isinstance(thing, AttributedFact):
        yield thing
    if isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            yield from facts_in(getattr(thing, name))
    if isinstance(thing, tuple):
        for item in thing:
            yield from facts_in(item)


# ── 1: attribution, id, as-of ───────────────────────────────────────────────────────────────────
@given(asked())
def test_every_fact_line_carries_who_says_it_its_id_and_its_as_of(story: Asked) -> None:
    on_file = {f.id: f for f in story.made.pack.facts}

    for question, answered in replies(story, newsroom_of(story.made)):
        for block in blocks_of(answered):
            credits = [block.credit] if isinstance(block, Line) else [s.credit for s in block.sides]
            assert credits, question
            assert all(c.strip() for c in credits), question
            assert block.as_of, question
            assert block.text == on_file[block.fact].text, question


@given(asked())
def test_in_text_the_attribution_stands_in_the_line_or_right_behind_it(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        text = render(answered.reply)
        for block in blocks_of(answered):
            assert f"[{block.fact} · " in text, question
            credits = [block.credit] if isinstance(block, Line) else [s.credit for s in block.sides]
            assert all(c in text for c in credits), question


@given(asked())
def test_who_is_credited_is_who_asserts_it_on_file(story: Asked) -> None:
    sources = {s.id: s.name for s in story.made.pack.sources}
    on_file = {f.id: f for f in story.made.pack.facts}

    for question, answered in replies(story, newsroom_of(story.made)):
        for block in blocks_of(answered):
            if isinstance(block, Line):
                said_by = [sources[c.by] for c in on_file[block.fact].claims]
                assert any(name.casefold() in block.credit.casefold() for name in said_by), question


@given(asked())
def test_facts_left_out_are_counted(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        left_out = getattr(answered.answer, "left_out", 0)
        assert not left_out or any(isinstance(b, Note) and str(left_out) in b.text for b in answered.reply.blocks), question


# ── 2: both sides ───────────────────────────────────────────────────────────────────────────────
@given(asked(hidden=False, times=("", "on Thursday", "since 25 Nov 2024")))
def test_a_disputed_fact_never_stands_without_the_opposing_stance(story: Asked) -> None:
    contested = {f.id: f for f in story.made.pack.facts if f.contradicts or any(c.stance in OPPOSING for c in f.claims)}

    for question, answered in replies(story, newsroom_of(story.made)):
        for block in blocks_of(answered):
            if block.fact in contested:
                assert isinstance(block, Dispute), f"{question}: {block.fact} stands alone"
                kept = contested[block.fact]
                stances = sum(c.stance in OPPOSING for c in kept.claims)
                assert len(block.sides) >= len(kept.claims) + (1 if kept.contradicts and not stances else 0), question
                assert all(r in {f for s in block.sides for f in s.fact.split(", ")} for r in kept.contradicts), question


@given(asked(hidden=False, times=("",)))
def test_both_sides_are_consecutive_lines_of_the_text(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        text = render(answered.reply).split("\n")
        for block in blocks_of(answered):
            if isinstance(block, Dispute):
                head = next(i for i, line in enumerate(text) if f"[{block.fact} · {block.assessment}" in line)
                assert all(line.startswith("  – ") for line in text[head + 1 : head + 1 + len(block.sides)]), question


@given(asked())
def test_every_opposing_stance_that_was_known_is_told(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        for item in facts_in(answered.answer):
            known_by = answered.answer.scope.known_by if answered.answer else None
            missing = [c for c in item.fact.claims if c.stance in OPPOSING and c not in [a.claim for a in item.attributions] and not known_by]
            assert not missing, question


# ── 3: nothing on record ────────────────────────────────────────────────────────────────────────
@given(
    stories(),
    st.sampled_from(
        (
            "/status Xanadu",
            "/timeline Xanadu",
            "/actors Quux Zed",
            "/figures unicorns",
            "/disputed unicorns",
            "/background unicorns",
            "who landed on the moon?",
            "/quotes Quux Zed",
            "/sources Quux Zed",
            "/unknowns Xanadu",
            "when did Xanadu fall?",
            "/ask unicorns",
        )
    ),
)
def test_nothing_on_record_is_the_first_line_and_says_how_far_the_record_reaches(made: Made, question: str) -> None:
    newsroom = newsroom_of(made)
    newest = max((d.published for d in made.pack.documents if d.published), default=None)

    first = ask(newsroom, question).split("\n")[0]
    close_all()

    assert first.startswith("Nothing on record"), first
    assert (f"{newest.day} {newest:%b %Y}" if newest else "so far") in first


def test_nothing_on_record_names_the_nearest_facts_and_offers_to_log_the_question() -> None:
    newsroom = desk(fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"))

    seen = ask(newsroom, "when did the dam of Homs break?")

    assert seen.startswith("Nothing on record up to Fri 6 Dec 2024")
    assert "log it" in seen


def test_a_false_premise_is_not_granted() -> None:
    newsroom = desk(fact("Insurgents are closing in on Damascus", when="2024-12-06"))

    seen = ask(newsroom, "when did Damascus fall?")

    assert seen.startswith("Nothing on record")
    assert "closing in on Damascus" in seen


# ── 4: names ────────────────────────────────────────────────────────────────────────────────────
@given(stories(), st.data())
def test_a_name_of_two_places_is_asked_back_or_names_the_other(made: Made, data: st.DataObject) -> None:
    newsroom = newsroom_of(made)
    by_name: dict[str, list[str]] = {}
    for place in made.pack.places:
        by_name.setdefault(place.name, []).append(place.id)
    shared = [name for name, ids in by_name.items() if len(ids) > 1]

    for name in shared:
        answered = newsroom.answered(f"/status {name}")
        assert answered.trouble == "SeveralNames" or getattr(answered.answer, "scope").also_called, name  # noqa: B009  # any answer
    close_all()


@given(stories(), st.sampled_from(("Hamaa", "Hamass", "Homz", "Iram", "SNNA", "Sanaa", "Raslan", "Tripolli Nord", "Assada")))
def test_a_near_miss_is_offered_or_refused_and_never_taken_for_another_name_in_silence(made: Made, typed: str) -> None:
    newsroom = newsroom_of(made)

    answered = newsroom.answered(f"/status {typed}")
    close_all()

    taken = answered.answer is not None and type(answered.answer).__name__ in ("PlaceStatus", "ActorProfile")
    assert not taken or typed in answered.reply.subtitle or typed in render(answered.reply)


# ── 5: what nobody may see ──────────────────────────────────────────────────────────────────────
@given(asked())
def test_hidden_matter_is_in_no_answer_no_text_and_no_data(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        seen = as_text(answered)
        told_by_asker = question  # an asker may type the words himself; then they may be echoed
        leaked = [s for s in story.made.secrets if s in seen and s not in told_by_asker]
        assert not leaked, f"{question}: {leaked}"


@given(asked())
def test_the_id_of_a_hidden_fact_stands_in_no_line(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        assert not set(story.made.hidden) & {b.fact for b in blocks_of(answered)}, question
        assert not set(story.made.hidden) & {f.rpartition(":")[2] for f in answered.reply.facts}, question


@given(asked())
def test_citing_a_hidden_fact_says_what_citing_none_says(story: Asked) -> None:
    newsroom = newsroom_of(story.made)

    for number in story.made.hidden:
        assert ask(newsroom, f"/cite {number}").replace(f"“{number}”", "“F999”") == ask(newsroom, "/cite F999")
    close_all()


@given(stories())
def test_hidden_matter_is_found_by_no_search_and_counted_nowhere(made: Made) -> None:
    newsroom = newsroom_of(made)

    with newsroom.store.reading(newsroom.slug) as reading:
        found = {f.id for secret in made.secrets for f in reading.matching((secret,))}
        count = reading.count()
    close_all()

    assert (found, count) == (set(), len(made.visible))


@given(stories())
def test_hidden_matter_completes_no_name(made: Made) -> None:
    newsroom = newsroom_of(made)

    with newsroom.store.reading(newsroom.slug) as reading:
        offered = [
            o.text
            for typed in ("/status s", "/status secret", "/cite ", "secret")
            for o in offers(typed, lambda p, k: reading.starting(p, k or KINDS), asked=True)
        ]
    close_all()

    assert not [o for o in offered for s in made.secrets if s in o]


@given(asked(times=("as recorded at 8 Dec 2024", "as recorded at 09:00")))
def test_what_was_killed_or_withheld_leaves_every_past_state_too(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        assert not [s for s in story.made.secrets if s in as_text(answered) and s not in question], question


def test_a_fact_is_seen_once_its_embargo_has_passed() -> None:
    newsroom = desk(fact("Talks will open in Homs", embargoed_until=desk(fact("-")).clock() + timedelta(hours=1)))
    before = ask(newsroom, "/status Homs")

    newsroom.clock.forward(hours=2)

    assert ("Talks" in before, "Talks" in ask(newsroom, "/status Homs")) == (False, True)


@pytest.mark.parametrize("earlier", ["off_record", "withheld"])
def test_words_that_were_once_off_the_record_do_not_come_out_of_the_history(earlier: str) -> None:
    fields = {"ground_rule": "off_record"} if earlier == "off_record" else {"pubstatus": "withheld"}
    newsroom = desk(fact("secretwords were spoken in Homs", **fields))
    edit(newsroom, "F1", text="Talks were held in Homs", ground_rule="on_record", pubstatus="usable")

    seen = as_text(newsroom.answered("/cite F1"))

    assert "Talks were held" in seen
    assert "secretwords" not in seen


def test_a_denial_that_is_withheld_leaks_neither_its_words_nor_its_id() -> None:
    newsroom = desk(
        fact("Troops left Homs", contradicts=("F2",)), fact("secretwords of the military on Homs", contradicts=("F1",), pubstatus="withheld")
    )

    seen = as_text(newsroom.answered("/status Homs"))

    assert "secretwords" not in seen


# ── 6: the same facts in the same order ─────────────────────────────────────────────────────────
@given(asked())
def test_the_same_question_at_the_same_version_gets_the_same_reply(story: Asked) -> None:
    newsroom = newsroom_of(story.made)

    first = [render(newsroom.answered(q).reply) for q in story.questions]
    again = [render(newsroom.answered(q).reply) for q in story.questions]
    close_all()

    assert first == again


@pytest.mark.postgresql
@settings(max_examples=8)
@given(story=asked())
def test_sqlite_and_postgresql_answer_alike(postgres_template: str, story: Asked) -> None:
    here, there = newsroom_of(story.made), newsroom_of(story.made, on=postgres_template)

    ours = {q: render(here.answered(q).reply) for q in story.questions}
    theirs = {q: render(there.answered(q).reply) for q in story.questions}
    close_all()
    _forget(postgres_template)

    assert ours == theirs


def _forget(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE story, record, fact, link, name, gram, fact_text CASCADE")


# ── 7: order ────────────────────────────────────────────────────────────────────────────────────
@given(asked())
def test_a_timeline_runs_from_the_oldest_to_the_newest(story: Asked) -> None:
    newsroom = newsroom_of(story.made)

    answered = newsroom.answered("/timeline")
    close_all()

    days = [item.fact.when.latest or item.fact.when.earliest for item in getattr(answered.answer, "facts", ())]
    assert days == sorted(days, key=lambda d: d or FIRST)


@given(stories())
def test_at_most_one_line_is_set_in_bold_and_it_comes_first(made: Made) -> None:
    newsroom = newsroom_of(made)

    for name in made.names[:3]:
        lines = list(blocks_of(newsroom.answered(f"/status {name}")))
        assert [b for b in lines if isinstance(b, Line) and b.lead] in ([], lines[:1], [b for b in lines if isinstance(b, Line)][:1])
    close_all()


@given(asked())
def test_every_reply_ends_with_its_story_and_coverage_or_is_a_sentence(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        assert answered.reply.foot.startswith("made-up") or answered.trouble, question


# ── 8: figures ──────────────────────────────────────────────────────────────────────────────────
@given(stories())
def test_a_figure_keeps_its_unit_its_range_and_the_words_as_published(made: Made) -> None:
    newsroom = newsroom_of(made)
    on_file = {f.id: f for f in made.pack.facts}

    for block in blocks_of(newsroom.answered("/figures")):
        figures = on_file[block.fact].figures if isinstance(block, Line) else ()
        shown_figures = block.figures if isinstance(block, Line) else ()
        for kept, words in zip(figures, shown_figures, strict=True):
            bounds = [f"{bound:,.0f}" for bound in (kept.low, kept.high) if bound is not None]
            assert all(part in words for part in (kept.of, kept.text, kept.unit, *bounds))
    close_all()


@given(stories())
def test_a_contested_figure_keeps_its_numbers_too(made: Made) -> None:
    newsroom = newsroom_of(made)
    on_file = {f.id: f for f in made.pack.facts}

    answered = newsroom.answered("/figures")
    text = render(answered.reply)
    close_all()

    for block in blocks_of(answered):
        assert all(f.text in text and f.unit in text for f in on_file[block.fact].figures), block.fact


# ── as of ───────────────────────────────────────────────────────────────────────────────────────
@given(asked(times=("as of 26 Nov 2024", "as of 1 Dec 2024", "as of 4 Dec 2024")))
def test_as_of_a_day_nothing_is_shown_that_was_known_only_later(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        known_by = answered.answer.scope.known_by if answered.answer else None
        if known_by is None:
            continue
        for item in facts_in(answered.answer):
            assert all(a.day is None or a.day <= known_by for a in item.attributions), question
            assert item.as_of is None or item.as_of <= known_by, question


@given(asked(times=("as of 26 Nov 2024", "as of 1 Dec 2024")))
def test_as_of_a_day_a_document_that_was_published_later_is_not_named(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        known_by = answered.answer.scope.known_by if answered.answer else None
        said_before = {c.document for f in story.made.pack.facts for c in f.claims if c.said}  # what was said then is told, and where it stood later
        later = [d.headline for d in story.made.pack.documents if known_by and d.published and d.published > known_by and d.id not in said_before]
        assert not [h for h in later if h in as_text(answered)], question


def test_as_of_the_day_before_a_denial_the_denial_is_not_there() -> None:
    told = pack(fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"))
    claims = tuple(replace(c, said=date(2024, 12, 4 if c.stance == Stance.ASSERTS else 6)) for c in told.facts[0].claims)

    newsroom = with_pack(replace(told, facts=(replace(told.facts[0], claims=claims),)))

    assert "Denied" in ask(newsroom, "/status Homs")
    assert "Denied" not in ask(newsroom, "/status Homs as of 5 Dec")


@given(asked(times=("", "as of 26 Nov 2024", "as of 1 Dec 2024")))
def test_a_line_that_is_called_disputed_has_its_other_side_beside_it(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        alone = [b.fact for b in blocks_of(answered) if isinstance(b, Line) and b.assessment == "disputed"]
        assert alone == [], question


# ── other doors ─────────────────────────────────────────────────────────────────────────────────
@given(asked())
def test_every_answer_is_data_that_reads_back(story: Asked) -> None:
    for question, answered in replies(story, newsroom_of(story.made)):
        if answered.answer is not None:
            raw = msgspec.json.encode(answered.answer)
            assert msgspec.json.decode(raw, type=AnyAnswer | SheetAnswer) == answered.answer, question
            assert json.loads(raw)["answer"], question


@given(stories(), st.text(max_size=60))
def test_whatever_is_typed_gets_a_reply(made: Made, typed: str) -> None:
    newsroom = newsroom_of(made)

    replied = [ask(newsroom, t) for t in (typed, f"/status {typed}", f"/ask {typed}", f"/{typed}")]
    close_all()

    assert all(r.strip() for r in replied)
