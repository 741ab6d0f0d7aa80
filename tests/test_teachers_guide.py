"""The teacher's guide: whole, true to the lessons, alike for every text, and kept apart from the students' pages."""

import json
import re

import pytest
import test_notebooks as rules

from helpers import documents, pages, teaching
from helpers.exercises import NUMBER, ORDER, TAGS, WRITE, exercise, is_right
from helpers.tables import listed
from helpers.teaching import FULL, HEATED, LIKELY, MISCONCEPTION, PREPARE, PROMPT, PURPOSE, SHORT

PERIOD = 50
ROWS = {PURPOSE: 1, PREPARE: 1, LIKELY: 3, MISCONCEPTION: 2, HEATED: 1, PROMPT: 2}
WITH_REPLY = {LIKELY, MISCONCEPTION, HEATED}


@pytest.fixture(scope="module")
def texts(tables):
    """The lessons on a text, in order."""
    return [row.lesson for row in teaching.lessons(tables) if row.kind == "document"]


# The notebook ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        rules.test_every_cell_was_run_once_and_in_order,
        rules.test_no_state_of_a_widget_is_stored,
        rules.test_headings_go_down_step_by_step,
        rules.test_code_is_short_and_folded_away,
        rules.test_prose_is_short,
        rules.test_every_picture_has_its_words,
        rules.test_every_view_is_said_in_plain_text_too,
    ],
    ids=lambda rule: rule.__name__,
)
def test_it_keeps_the_rules_of_a_lesson(guide, rule):
    rule(guide)


def test_it_is_valid_and_has_nothing_of_the_machine(guide):
    rules.test_it_is_a_valid_notebook("for_teachers/guide", guide)
    rules.test_nothing_failed_and_nothing_warned("for_teachers/guide", guide)
    rules.test_nothing_of_the_machine_or_the_run_is_stored("for_teachers/guide")


def test_it_has_every_lesson_in_order_and_every_part(guide, tables):
    headings = [title for level, title in rules.headings(guide) if level == 3]
    assert headings == [f"{row.order:02d} {row.title}" for row in teaching.lessons(tables)]
    parts = [title for level, title in rules.headings(guide) if level == 2]
    for part in ("Rules for talking", "Rubric", "Standards", "Glossary", "A letter to families", "Further reading"):
        assert part in parts, part


def test_no_page_of_the_students_leads_to_it(tables, notebooks, tmp_path):
    pages.write(tmp_path)
    own = tmp_path / pages.GUIDE_PAGE
    assert "Answer key" in own.read_text("utf-8")
    for path in sorted(tmp_path.glob("*.html")):
        assert path == own or not re.search("for_teachers|Answer key", path.read_text("utf-8")), path.name
    for name, notebook in notebooks.items():
        assert "for_teachers" not in json.dumps(notebook), name


# Minutes -----------------------------------------------------------------------------------------------


def test_every_period_has_fifty_minutes(tables):
    full = tables["plans"].query("course == @FULL").groupby(["lesson", "period"])["minutes"].sum()
    first, *others = teaching.lessons(tables)
    assert full.loc[first.lesson].tolist() == [first.minutes]
    for lesson in others:
        assert (full.loc[lesson.lesson] == PERIOD).all(), lesson.lesson
        assert full.loc[lesson.lesson].sum() <= lesson.minutes, lesson.lesson
    short = tables["plans"].query("course == @SHORT").groupby("period")["minutes"].sum()
    assert short.tolist() == [PERIOD] * len(short) and short.index.tolist() == list(range(1, len(short) + 1))


def test_the_short_course_takes_the_first_text_of_each_side(tables, texts):
    stands = {row.document: row.stance for row in tables.rows("positions", proposition="force_without_consent")}
    first = {}
    for text in documents.labels(tables):
        first.setdefault(stands[text], text)
    taken = {row.lesson for row in tables.rows("plans") if row.course == SHORT} & set(texts)
    assert {tables.row("lessons", lesson=one)["document"] for one in taken} == set(first.values())


def test_the_deliberation_has_the_minutes_of_its_phases(tables):
    phases = tables["phases"].sort_values("order")["minutes"].tolist()
    lesson = next(row.lesson for row in teaching.lessons(tables) if row.kind == "deliberation")
    plan = teaching.plan(tables, lesson, FULL).query("period == 2")["minutes"].tolist()
    assert plan[1:] == phases == teaching.plan(tables, lesson, SHORT)["minutes"].tolist()[1:]


def test_the_courses_add_up_the_plans(tables):
    frame = teaching.courses(tables).set_index("lesson")
    assert frame["short"].sum() == 5 * PERIOD and frame["full"].max() == 2 * PERIOD
    assert (frame["period"] > 0).eq(frame["short"] > 0).all()


# What it says of each lesson ---------------------------------------------------------------------------


def test_every_lesson_has_as_many_rows_of_each_kind(tables):
    for lesson in teaching.lessons(tables):
        assert {kind: len(teaching.notes(tables, lesson.lesson, kind)) for kind in ROWS} == ROWS, lesson.lesson
    for row in tables.rows("guide"):
        assert bool(row.reply) == (row.kind in WITH_REPLY), (row.lesson, row.kind)


def test_every_text_is_taught_alike(tables, texts):
    plans = [teaching.plan(tables, lesson, FULL) for lesson in texts]
    for plan in plans:
        assert plan["minutes"].tolist() == plans[0]["minutes"].tolist()
        assert (plan["what"] == plans[0]["what"]).sum() >= len(plan) - 1  # a long text is read in groups
    words = {
        lesson: sum(len(f"{row.text} {row.reply}".split()) for row in tables.rows("guide", lesson=lesson))
        for lesson in texts
    }
    median = sorted(words.values())[len(words) // 2]
    assert all(abs(count - median) <= 0.15 * median for count in words.values()), words


# The answer key ----------------------------------------------------------------------------------------


def test_the_key_is_right_by_the_exercises_themselves(tables):
    seen = set()
    for lesson in teaching.lessons(tables):
        for row in teaching.answer_key(tables, lesson.lesson).itertuples():
            one = exercise(tables, row.exercise)
            seen.add(one.kind)
            texts = one.options["text"].tolist()
            if one.kind == NUMBER:
                assert is_right(one, row.right.split()[0]), row
            elif one.kind == TAGS:
                assert is_right(one, [part.split(". ")[1] for part in row.right.split("; ")]), row
            elif one.kind == ORDER:
                assert is_right(one, [texts.index(part) for part in row.right.split("; then ")]), row
            elif one.kind == WRITE:
                assert row.right.startswith("Open. ") and all(model in row.right for model in texts), row
            else:
                chosen = [place for place, text in enumerate(texts) if text in row.right.split(" / ")]
                assert is_right(one, chosen) and row.right == " / ".join(texts[place] for place in chosen), row
    assert len(seen) == 6


def test_every_lesson_has_its_key_whole(tables):
    keys = [teaching.answer_key(tables, lesson.lesson) for lesson in teaching.lessons(tables)]
    assert [name for key in keys for name in key["exercise"]] == [
        row.question
        for lesson in teaching.lessons(tables)
        for row in sorted(tables.rows("questions", lesson=lesson.lesson), key=lambda row: row.order)
    ]


# Standards, reading times, further reading ---------------------------------------------------------------


def test_every_lesson_but_the_first_serves_a_standard(tables):
    served = {lesson for row in tables.rows("standards") for lesson in listed(row.lessons)}
    first, *others = teaching.lessons(tables)
    assert served == {lesson.lesson for lesson in others}
    assert teaching.standards(tables, first.lesson) == []
    frameworks = " ".join(tables["standards"]["framework"])
    assert all(name in frameworks for name in ("C3", "history/social studies", "writing", "GAISE"))


def test_reading_times_are_rounded_up(tables):
    frame = teaching.reading_times(tables)
    assert frame["label"].tolist() == list(documents.labels(tables).values())
    for ours, minutes in ((frame["summary_words"], frame["summary_minutes"]), (frame["words"], frame["minutes"])):
        assert ((minutes - 1) * teaching.WORDS_A_MINUTE < ours).all() and (ours <= minutes * 150).all()
    assert frame["words"].tolist() == tables["documents"].sort_values("order")["words"].tolist()


def test_further_reading_is_balanced_and_has_mexican_voices(tables):
    frame = tables["further_reading"].sort_values("order")
    counts = frame["leaning"].value_counts()
    assert counts["argues for a larger US security role"] == counts["argues against US force or acting alone"] >= 3
    assert (frame["mexican"] == "yes").sum() == 6 and len(frame) == 13  # as the guide says in words
    assert frame["year"].is_monotonic_increasing and frame["url"].is_unique
    assert frame["text"].str.count(r"\. ").max() == 0, "one line each"
