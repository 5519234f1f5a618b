"""Curating: proposed, checked by a second person, corrected in seconds; who may, who may not, and what the log says of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.curating.reading import readings_of
from briefings.model import Figure, Person
from briefings.store.tables import fact as fact_table
from briefings.store.tables import link as link_table
from briefings.store.tables import log as log_table
from briefings.vocabulary import Role
from handlers.caching import is_kept
from handlers.curating import fields_in
from handlers.platforms.console import render
from tests.stories import Newsroom, desk, fact

CURATOR, EDITOR, SECOND, READER, ADMIN = (
    Person(name, roles={"test-story": role})
    for name, role in (("cora", Role.CURATOR), ("edith", Role.EDITOR), ("sam", Role.EDITOR), ("rita", Role.READER), ("ada", Role.ADMIN))
)
PROPOSED = "/propose Rebels have taken Rastan; source: SOHR; place: Homs; when: late Thursday"
CHANGES = ("propose X", *(f"{kind} F1 x" for kind in ("confirm", "dispute", "update", "correct", "clarify", "refile", "kill", "hold", "release")))


def newsroom() -> Newsroom:
    return desk(fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"), fact("Rebels are 8 km from Hama", asserted_by="SOHR"))


def said(room: Newsroom, typed: str, by: Person = EDITOR) -> str:
    return render(room.answered(typed, person=by).reply)


def version(room: Newsroom) -> Any:
    return room.store.stories()[0].version


# ── proposing and reviewing ─────────────────────────────────────────────────────────────────────
def test_a_proposed_fact_is_in_no_answer_until_somebody_else_has_accepted_it() -> None:
    room = newsroom()

    said(room, PROPOSED, CURATOR)
    before = said(room, "/status Homs")
    said(room, "/review P1 accept", EDITOR)

    assert ("Rastan" in before, "Rastan" in said(room, "/status Homs")) == (False, True)


def test_a_first_fact_takes_one_line_is_unverified_and_attributed() -> None:
    room = newsroom()

    said(room, PROPOSED + "; alone", EDITOR)

    seen = said(room, "/cite F3")
    assert "Observatory" in seen
    assert "unverified" in seen


def test_what_was_typed_as_a_date_is_told_back() -> None:
    assert "“late Thursday” → Thu 5 Dec 2024, late" in said(newsroom(), PROPOSED, CURATOR)


def test_nobody_accepts_their_own() -> None:
    room = newsroom()
    said(room, PROPOSED, EDITOR)

    assert "is your own" in said(room, "/review P1 accept", EDITOR)


def test_a_proposal_sent_back_says_why_and_changes_nothing() -> None:
    room = newsroom()
    said(room, PROPOSED, CURATOR)

    said(room, "/review P1 back which document is it?", EDITOR)

    assert "Sent back: which document is it?" in said(room, "/review P1", CURATOR)
    assert "Rastan" not in said(room, "/status Homs")


def test_what_an_editor_puts_down_alone_stands_on_the_review_list() -> None:
    room = newsroom()

    said(room, "/correct F2 text: Rebels are 5 km from Hama; note: corrects distance; alone", EDITOR)

    assert "by an editor alone" in said(room, "/review", SECOND)
    assert "5 km" in said(room, "/status Hama")


def test_a_curator_cannot_put_a_correction_down_alone() -> None:
    room = newsroom()

    refused = said(room, "/correct F2 text: Rebels are 5 km from Hama; note: corrects distance; alone", CURATOR)

    assert "takes an editor" in refused
    assert "8 km" in said(room, "/status Hama")


def test_a_decided_proposal_cannot_be_decided_again() -> None:
    room = newsroom()
    said(room, PROPOSED, CURATOR)
    said(room, "/review P1 accept", EDITOR)

    assert "was accepted already" in said(room, "/review P1 accept", SECOND)


def test_a_likely_twin_is_shown_before_anything_is_kept() -> None:
    room = newsroom()

    seen = said(room, "/propose Troops have left Homs; source: SOHR; place: Homs", CURATOR)

    assert "[F1" in seen
    assert "Nothing waits" in said(room, "/review", CURATOR)


# ── kinds of change ─────────────────────────────────────────────────────────────────────────────
def test_a_clarification_that_changes_a_value_is_refused_and_correct_is_offered() -> None:
    refused = said(newsroom(), "/clarify F2 text: Rebels are 5 km from Hama; note: clearer")

    assert "/correct" in refused
    assert "8 km" in refused


def test_a_correction_of_the_wording_alone_is_refused() -> None:
    assert "/clarify" in said(newsroom(), "/correct F2 text: The rebels are 8 km away from Hama; note: wording")


def test_killed_matter_leaves_every_answer_at_once_and_stays_in_the_log() -> None:
    room = newsroom()

    said(room, "/kill F2 the document was a forgery", EDITOR)

    assert all("8 km" not in said(room, ask) for ask in ("/status Hama", "/cite F2", "/timeline", "how far are the rebels from Hama?", "/log"))
    assert "kill F2" in said(room, "/log")


def test_what_is_killed_stays_so() -> None:
    room = newsroom()
    said(room, "/kill F2 forged", EDITOR)

    assert "what is killed stays so" in said(room, "/release F2 it was not", EDITOR)


def test_held_matter_comes_back_when_it_is_released() -> None:
    room = newsroom()
    said(room, "/hold F2 waits for the lawyer", CURATOR)
    held = said(room, "/status Hama")

    said(room, "/release F2 the lawyer agrees; alone", EDITOR)

    assert ("8 km" in held, "8 km" in said(room, "/status Hama")) == (False, True)


def test_a_fact_with_a_denial_on_file_cannot_be_confirmed() -> None:
    assert "has a denial on file" in said(newsroom(), "/confirm F1 checked with residents; alone")


def test_a_dispute_puts_both_sides_together() -> None:
    room = newsroom()

    said(room, "/dispute F2 source: Syrian military; words: they are far away; note: adds denial; alone", EDITOR)

    seen = said(room, "/status Hama")
    assert seen.index("8 km") < seen.index("they are far away")


def test_a_second_claim_of_a_source_keeps_what_the_first_said_of_its_document() -> None:
    room = newsroom()

    said(room, "/update F2 source: SOHR; text: Rebels are 2 km from Hama; note: updates distance; alone")

    assert "AP, 6 Dec 2024" in said(room, "/status Hama")


def test_a_fact_that_names_no_document_yet_is_not_confirmed() -> None:
    room = newsroom()
    said(room, PROPOSED + "; alone")

    assert "names no document yet" in said(room, "/confirm F3 source: SOHR; note: checked; alone")


@pytest.mark.parametrize("typed", ["/clarify F2 assessment: confirmed; note: x", "/update F1 assessment: confirmed; note: x; alone",
                                   "/propose Trains stopped; source: SOHR; assessment: confirmed", "/kill F2 source: SOHR; note: x"])
def test_a_change_touches_only_its_own_axis(typed: str) -> None:
    assert "is not changed by" in said(newsroom(), typed)


def test_two_facts_that_cannot_both_be_right_stand_together_whichever_is_asked_for() -> None:
    room = newsroom()

    said(room, "/propose Rebels are inside Hama; source: SOHR; place: Hama; contradicts: F2; new: yes; alone")

    assert all("F2" in line and "F3" in line for line in ("".join(said(room, f"/cite F{n}").split("History")[0]) for n in (2, 3)))


def test_a_text_is_not_corrected_without_the_figure_in_it() -> None:
    counted = (Figure("distance", "kilometers", "8 km", 8), Figure("distance", "miles", "5 miles", 5))
    room = desk(fact("Rebels are 8 km (5 miles) from Hama", figures=counted))
    typed = "/correct F1 text: Rebels are 6 km from Hama; note: corrects distance; alone"

    assert "“8 km” and “5 miles”" in said(room, typed)
    assert "distance: 6 km [kilometers]" in said(room, typed + "; figure: 6 km")


@pytest.mark.parametrize(("typed", "is_command"), [
    ("correct F2 text: x; note: y", True), ("propose X; source: SOHR", True), ("review P1 accept", True), ("roles U2ABCDEF curator", True),
    ("update on Hama", False), ("kill switch", False)])
def test_a_change_without_a_slash_is_one_where_nothing_else_can_be_meant(typed: str, is_command: bool) -> None:
    assert ("takes a" in said(newsroom(), typed, READER)) == is_command


# ── rights ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("typed", CHANGES)
def test_a_reader_changes_nothing(typed: str) -> None:
    room = newsroom()
    before = version(room)

    assert "takes a curator" in said(room, f"/{typed}", READER)
    assert version(room) == before


@pytest.mark.parametrize("typed", ["/log", "/review P1 accept"])
def test_a_curator_neither_reads_the_log_nor_decides(typed: str) -> None:
    room = newsroom()
    said(room, PROPOSED, CURATOR)

    assert "takes an editor" in said(room, typed, CURATOR)


@pytest.mark.parametrize("whom", ["U2ABCDEF", "@U2ABCDEF", "<@U2ABCDEF|sam>", "slack:T1:U2ABCDEF"])
def test_an_administrator_on_slack_names_somebody_by_their_id(whom: str) -> None:
    room = newsroom()

    told = said(room, f"/roles {whom} curator", Person("slack:T1:U1", roles={"test-story": Role.ADMIN}))

    assert "slack:T1:U2ABCDEF is a curator" in told


def test_a_role_given_counts_from_then_on_and_is_logged() -> None:
    room = newsroom()

    said(room, "/roles slack:T1:U2 curator", ADMIN)

    assert "P1 waits" in said(room, PROPOSED, Person("slack:T1:U2"))
    assert "made slack:T1:U2 curator" in said(room, "/log", ADMIN)


def test_a_role_of_a_group_counts_for_whoever_is_in_it() -> None:
    room = newsroom()

    said(room, "/roles <@&77> curator", ADMIN)

    assert "P1 waits" in said(room, PROPOSED, Person("discord:5", groups=("discord:role:77",)))


def test_an_editor_gives_no_roles() -> None:
    assert "takes an admin" in said(newsroom(), "/roles slack:T1:U2 editor", EDITOR)


# ── what is held back stays back ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("typed", ["/correct F2", "/correct F2 text: Rebels are 5 km from Hama; note: x; base: v1", "/release F2", "/log", "/cite F2",
                                   "/clarify F2 text: They are 7 km; note: x", "/review"])
def test_held_matter_is_in_no_form_and_no_sentence(typed: str) -> None:
    room = newsroom()
    said(room, "/hold F2 waits for the lawyer", CURATOR)

    assert "8 km" not in said(room, typed)


def test_matter_off_the_record_is_shown_nowhere_not_even_for_review() -> None:
    room = newsroom()
    filed = said(room, "/propose The minister will resign; source: SOHR; ground rule: off_record", CURATOR)
    accepted = said(room, "/review P1 accept", EDITOR)

    shown = "".join((filed, accepted, *(said(room, ask) for ask in ("/review", "/review P1", "/log", "/cite F3", "/correct F3", "/timeline"))))
    assert "resign" not in shown


# ── two at once, and bad input ──────────────────────────────────────────────────────────────────
def test_the_second_of_two_who_change_one_fact_is_told_and_nothing_is_overwritten() -> None:
    room = newsroom()
    said(room, "/correct F2 text: Rebels are 5 km from Hama; note: corrects distance; base: v1; alone", EDITOR)

    told = said(room, "/correct F2 text: Rebels are 3 km from Hama; note: corrects distance; base: v1; alone", SECOND)

    assert ("5 km" in told, "3 km" in told, "3 km" in said(room, "/status Hama")) == (True, True, False)


def test_an_edit_while_accepting_is_held_to_the_rule_of_its_kind() -> None:
    room = newsroom()
    said(room, "/clarify F2 text: The rebels are 8 km from Hama; note: wording", CURATOR)

    assert "changes a value" in said(room, "/review P1 accept text: Rebels are 3 km from Hama", EDITOR)


def test_what_was_sent_back_after_it_was_put_down_alone_says_that_it_still_stands() -> None:
    room = newsroom()
    said(room, "/correct F2 text: Rebels are 5 km from Hama; note: corrects distance; alone", EDITOR)

    assert "F2 stands as it is" in said(room, "/review P1 back says who?", SECOND)


@pytest.mark.parametrize("typed", ["/correct F2", "/propose", "/propose Troops have left Homs; source: SOHR"])
def test_a_form_or_a_question_back_is_no_change_of_the_story(typed: str) -> None:
    room = newsroom()
    before = version(room)

    said(room, typed)

    assert version(room) == before


def test_a_proposal_whose_fact_has_moved_on_is_not_accepted() -> None:
    room = newsroom()
    said(room, "/correct F2 text: Rebels are 5 km from Hama; note: corrects distance", CURATOR)
    said(room, "/update F2 text: Rebels are 2 km from Hama; note: updates distance; alone", EDITOR)

    assert "Nothing was overwritten" in said(room, "/review P1 accept", SECOND)


@pytest.mark.parametrize(("typed", "word"), [
    ("/kill F2 " + "x" * 600, "500 is the most"),
    ("/propose X; source: nobody at all", "No source on file"),
    ("/propose X; source: SOHR; embargo: 1 Dec 2024", "has passed"),
    ("/propose X; source: SOHR; when: the year 25", "could not read"),
    ("/propose X; source: SOHR; figure: 1,8 million", "1,800,000 or 18,000,000"),
    ("/propose X; source: SOHR; place: Xanadu", "No place on file"),
    ("/propose X", "Say who says it"),
    ("/correct F99 text: x; note: y", "There is no fact"),
    ("/review P7 accept", "There is no proposal"),
    ("/review P7 perhaps", "nothing to do"),
])
def test_what_cannot_be_taken_is_a_sentence_and_changes_nothing(typed: str, word: str) -> None:
    room = newsroom()
    before = version(room)

    assert word in said(room, typed, EDITOR)
    assert version(room) == before


def test_every_number_that_written_words_may_mean_is_shown() -> None:
    assert readings_of("18.000") == (18000.0, 18.0)


def test_a_label_inside_a_sentence_begins_no_field() -> None:
    fields = fields_in("Officials say: the note: is theirs; source: SOHR", "add")  # type: ignore[arg-type]

    assert fields == {"text": "Officials say: the note: is theirs", "source": "SOHR"}


# ── the log ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("values", [{"who": "somebody else"}, {"note": "another note"}, {"act": "add"}])
def test_a_row_of_the_log_that_was_changed_outside_shows(values: dict[str, str]) -> None:
    room = newsroom()
    said(room, "/kill F2 forged", EDITOR)
    with room.store._writing() as connection:
        connection.execute(log_table.update().values(**values))

    assert "TAMPERED" in said(room, "/log")


def test_a_fact_that_was_changed_outside_shows_in_the_log() -> None:
    room = newsroom()
    said(room, "/update F2 text: Rebels are 2 km from Hama; note: updates; alone", EDITOR)
    with room.store._writing() as connection:
        connection.execute(fact_table.update().where(fact_table.c.revision == 2).values(body=fact_table.c.body + " "))

    assert "TAMPERED" in said(room, "/log")


def test_a_fact_that_was_taken_out_shows_in_the_log() -> None:
    room = newsroom()
    said(room, "/propose Trains stopped; source: SOHR; alone", EDITOR)
    with room.store._writing() as connection:
        connection.execute(link_table.delete())
        connection.execute(fact_table.delete().where(fact_table.c.number == 3))

    assert "TAMPERED" in said(room, "/log")


def test_every_change_leaves_its_row_for_durable_work_in_its_own_transaction() -> None:
    room = newsroom()
    said(room, "/kill F2 forged", EDITOR)
    said(room, "/kill F99 nothing", EDITOR)

    with room.store.outbox() as outbox:
        waiting = outbox.waiting()
        outbox.taken_up(waiting[0].id, 1)
        assert ([(p.change, p.fact, p.revision) for p in waiting], outbox.waiting()) == ([("kill", 2, 2)], ())


ACTS = st.sampled_from([
    "/kill F{n} x", "/hold F{n} x", "/release F{n} x; alone", "/confirm F{n} x; alone", "/update F{n} text: It is {n} now; note: x; alone",
    "/correct F{n} text: It was {n}; note: x", "/propose Something {n} happened; source: SOHR; new: yes",
    "/review P{n} accept", "/review P{n} back no",
])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ACTS, st.integers(1, 4), st.sampled_from([CURATOR, EDITOR, SECOND, READER])), max_size=8))
def test_whatever_is_done_by_whomever_the_state_is_the_replay_of_the_log(acts: list[tuple[str, int, Person]]) -> None:
    room = newsroom()
    for typed, number, by in acts:
        said(room, typed.format(n=number), by)

    with room.store.reading(room.slug) as reading:
        replayed = {e.fact: e.revision for e in reversed(reading.log.entries(most=1000)) if e.revision}
        standing = {n: found.revision for n in replayed if (found := reading.whatever(n))}
        complete = all([r.revision for r in reading.all_history(n)] == list(range(1, standing[n] + 1)) for n in standing)
        assert (standing, complete, reading.log.first_broken()) == (replayed, True, None)


# ── for their asker's eyes alone ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("typed", ["/review", "/reveiw", "/log", "/roles", "/kill F1 x", "review"])
def test_no_curators_answer_is_kept_for_others(typed: str) -> None:
    assert not is_kept(typed)
