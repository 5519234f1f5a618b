"""Plain questions on the two bundled stories, as people type them, and what an editor would have in the answer and would not."""

import re
from functools import lru_cache

import pytest
from msgspec import Struct

from briefings.model import Pack
from briefings.packs import bundled
from briefings.packs.reading import read_pack
from tests.stories import ask, load, with_pack

NOTHING = "Nothing on record"


class Question(Struct, frozen=True):
    """A question with what its answer must hold, what it must not, and what its first two lines must begin to answer with."""

    asked: str
    holds: tuple[str, ...]
    never: tuple[str, ...] = ()
    first: str = ""


HOMS = (
    Question("who controls Hama?", ("Insurgents captured the city of Hama", "The Associated Press", "5 December"), first="Hama"),
    Question("who controls Homs?", ("Denied by the Syrian military", "NOT AN ANSWER"), ("insurgents hold Homs",), NOTHING),
    Question("how many tanks does the army have", (), ("fighting raged",), NOTHING),
    Question("how old is Assad", ("NOT AN ANSWER",), (), NOTHING),
    Question("how old is the civil war", ("nearly 14 years old",)),
    Question("who holds aleppo right now", ("captured the northern city of Aleppo",), ("damaged",), "Aleppo"),
    Question("did the army leave Homs?", ("Said by the Syrian Observatory for Human Rights", "Denied by the Syrian military", "SANA")),
    Question("have the troops left homs", ("Said by", "Denied by")),
    Question("has Homs fallen?", (), ("captured the city of Homs",), NOTHING),
    Question("how far are the rebels from Homs", ("5 kilometers (3 miles)", "Observatory")),
    Question("when was Hama captured?", ("Thursday 5 December",)),
    Question("when did Damascus fall?", ("up to Fri 6 Dec 2024",), ("Damascus was captured",), NOTHING),
    Question("how many people fled Homs?", ("Thousands", "The Associated Press")),
    Question("how many people live in Homs?", (), ("million",), NOTHING),
    Question("what is a dollar worth in pounds?", ("18,000",)),
    Question("who leads HTS?", ("Golani",)),
    Question("who is Golani?", ("leader of Hayat Tahrir al-Sham",)),
    Question("how old is Golani?", (), ("years old",), NOTHING),
    Question("what is SOHR?", ("Britain-based opposition war monitor",)),
    Question("what did Erdogan say?", ("Unfortunately, we could not get a positive response from Assad", "Turkey's president")),
    Question("what did the military say about Homs?", ("ready to repel", "SANA")),
    Question("what did Iran say", (), (), NOTHING),
    Question("is Homs the third largest city?", ("third-largest",)),
    Question("why is Homs important?", ("intersection",)),
    Question("why did the army withdraw from Hama?", ("civilians' lives",)),
    Question("what is disputed?", ("Said by", "Denied by"), first="Contested"),
    Question("what do we not know about Homs?", ("Who is right about the troops",), first="Not known on Homs"),
    Question("which towns were seized on Friday?", ("two towns on the outskirts of Homs",)),
    Question("what happened on Thursday?", ("captured the city of Hama", "on Thu 5 Dec 2024"), ("Dec 8",), "Timeline"),
    Question("who supports Assad?", ("Russia and Iran",)),
    Question("who wrote the AP report?", ("Bassem Mroue",)),
    Question("who killed Assad?", (), ("was killed",), NOTHING),
    Question("did Hamas capture Hama?", (), (), NOTHING),
    Question("latest on Aleppo", ("captured the northern city of Aleppo",), first="Aleppo"),
    Question("هل انسحب الجيش من حمص", ("Said by", "Denied by")),
    Question("من يسيطر على حماة", ("Insurgents captured the city of Hama",)),
)
NORTHEAST = (
    Question("when did Turkey's offensive begin?", ("Wed 9 Oct 2019", "airstrikes")),
    Question("who controls Manbij?", (), (), NOTHING),
    Question("what did Trump say?", ("great and unmatched wisdom", "Donald Trump")),
    Question("did the US withdraw?", ("announced a complete withdrawal", "does not say that it was carried out")),
    Question("is ISIS defeated?", ("CONTESTED",)),
    Question("who does the PKK belong to?", (), ("Assad",)),
    Question("what is the YPG?", ("main fighting force of the SDF",)),
    Question("how many refugees are in Turkey?", ("two million", "CNN")),
    Question("what happened on 13 October?", ("agreement with the Syrian government", "on Sun 13 Oct 2019")),
    Question("was there a ceasefire?", (), (), NOTHING),
    Question("did Turkey attack Kobani?", (), (), NOTHING),
    Question("who escaped from prison?", ("Hundreds of ISIS fighters escaped",)),
    Question("what is disputed?", ("Qualified by Lindsey Graham",), first="Contested"),
    Question("what did Lindsey Graham say?", ("Graham",)),
)
EVERY = [("syria-homs", q) for q in HOMS] + [("syria-northeast-2019", q) for q in NORTHEAST]


@lru_cache(maxsize=2)
def bundle(slug: str) -> Pack:
    """A bundled story, read once."""
    return read_pack(next(folder for folder in bundled() if folder.name == slug))


def answered(slug: str, question: str) -> str:
    """The answer as the console prints it."""
    return ask(with_pack(bundle(slug)), question)


@pytest.mark.parametrize(("slug", "question"), EVERY, ids=[q.asked for _, q in EVERY])
def test_a_plain_question_is_answered_as_an_editor_would(slug: str, question: Question) -> None:
    seen = answered(slug, question.asked)

    assert seen.startswith(question.first), seen
    assert [part for part in question.holds if part not in seen] == [], seen
    assert [part for part in question.never if part in seen] == [], seen


@pytest.mark.parametrize(("slug", "question"), EVERY, ids=[q.asked for _, q in EVERY])
def test_an_answer_is_attributed_dated_and_short(slug: str, question: Question) -> None:
    seen = answered(slug, question.asked)

    facts = re.findall(r"\[F\d+ · [^\]]*as of ([^\]·]+)", seen)
    assert all(re.search(r"\d{4}|undated", day) for day in facts)
    assert len(facts) <= 20
    assert len(seen) < 6000
    assert seen.rstrip().split("\n")[-1].startswith(f"— {slug} · material up to ")


@pytest.mark.parametrize("slug", ["syria-homs", "syria-northeast-2019"])
def test_the_three_examples_that_a_story_offers_have_answers(slug: str) -> None:
    newsroom = with_pack(bundle(slug))

    examples = [line.removeprefix("• ") for line in ask(newsroom, "/story").split("\n\nTRY\n")[1].split("\n")[:3]]

    assert [e for e in examples if ask(newsroom, e).startswith(NOTHING)] == []


def test_status_of_homs_is_the_demonstration_of_everything() -> None:
    seen = answered("syria-homs", "/status Homs")

    for part in (
        "Homs · city in Homs province · as of Fri 6 Dec 2024",
        "CONTESTED: Syrian troops have left Homs",
        "Said by the Syrian Observatory for Human Rights, a Britain-based opposition war monitor",
        "Denied by the Syrian military",
        "[F41 ·",
        "5 kilometers (3 miles)",
        "NOT KNOWN",
        "more on file",
        "Also on file: Homs province",
    ):
        assert part in seen


def test_the_newest_fact_that_matters_stands_first_and_nothing_says_that_homs_fell() -> None:
    seen = answered("syria-homs", "/status Homs")

    assert seen.index("closing in") < seen.index("CONTESTED") < seen.index("BACKGROUND") < seen.index("NOT KNOWN")
    assert "captured Homs" not in seen


def test_two_names_at_once_are_both_answered() -> None:
    seen = answered("syria-homs", "/status Homs and Hama")

    assert "HOMS · CITY" in seen.upper()
    assert "Insurgents captured the city of Hama" in seen


def test_as_of_the_day_before_the_report_the_report_is_not_known() -> None:
    seen = answered("syria-homs", "/status Homs as of 5 Dec")

    assert "as of Thu 5 Dec 2024" in seen
    assert "6 Dec 2024. [" not in seen


def test_each_story_answers_only_for_itself() -> None:
    newsroom = with_pack(bundle("syria-homs"))
    load(newsroom.store, bundle("syria-northeast-2019"))

    assert "Golani" not in ask(newsroom, "who leads the SDF?", story="syria-northeast-2019")
    assert "unmatched wisdom" in ask(newsroom, "what did Trump say?", story=None)
    assert "unmatched wisdom" not in ask(newsroom, "what did Trump say?", story="syria-homs")
