"""Exercises: right answers, feedback for every choice, hints one by one."""

from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import exercises
from helpers.exercises import (
    CONFIDENCE,
    MEANINGS,
    NUMBER,
    ONE,
    ORDER,
    SEVERAL,
    TAGS,
    WRITE,
    Exercise,
    feedback,
    hints,
    is_right,
)
from helpers.tables import Tables

HINTS = ("look around", "look closer", "look here")


def made_up(kind, *keys):
    rows = [(f"choice {n}", key, f"because {n}") for n, key in enumerate(keys)]
    return Exercise("q", kind, "Which?", HINTS, pd.DataFrame(rows, columns=["text", "key", "feedback"]))


@pytest.fixture(scope="module")
def every_exercise(tables):
    return [exercises.exercise(tables, name) for name in tables["questions"]["question"]]


@pytest.fixture(scope="module")
def with_choices(every_exercise):
    return [one for one in every_exercise if one.kind in (ONE, SEVERAL, ORDER)]


# Right answers -----------------------------------------------------------------------------------


def test_one_choice_is_right():
    one = made_up("choose one", 0, 1, 0)
    assert [is_right(one, (place,)) for place in range(3)] == [False, True, False]
    assert not is_right(one, ())


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
def test_several_choices_are_right_together_in_any_order_and_not_otherwise(keys, data):
    one = made_up("choose several", *map(int, keys))
    right = [place for place, key in enumerate(keys) if key]
    assert is_right(one, data.draw(st.permutations(right)))
    answer = data.draw(st.sets(st.integers(0, len(keys) - 1)))
    assert is_right(one, tuple(answer)) == (answer == set(right))


@given(st.permutations(range(1, 5)))
def test_exactly_one_order_is_right(keys):
    one = made_up("put in order", *keys)
    right = [answer for answer in permutations(range(4)) if is_right(one, answer)]
    assert right == [tuple(sorted(range(4), key=lambda place: keys[place]))]


def test_part_of_an_order_is_not_right():
    one = made_up("put in order", 1, 2, 3)
    assert not any(is_right(one, answer) for answer in [(), (0,), (0, 1), (0, 0, 0), (0, 1, 2, 2)])


# Feedback ----------------------------------------------------------------------------------------


def test_an_empty_answer_is_asked_for_and_not_marked(with_choices):
    for one in with_choices:
        said = feedback(one, ()).text
        assert "then check again" in said
        assert "right" not in said.lower()
        assert not any(text in said for text in one.options["feedback"])


def test_every_option_of_every_exercise_has_its_feedback(with_choices):
    for one in with_choices:
        if one.kind == "put in order":
            continue
        for place, row in one.options.iterrows():
            said = feedback(one, (place,)).text
            assert row["feedback"] in said, one.name
            assert row["text"] in said
            assert ("Right: " if row["key"] else "Look again: ") in said
            assert said.startswith("That is right." if is_right(one, (place,)) else "Not yet.")
            others = set(one.options["feedback"]) - {row["feedback"]}
            assert not any(other in said for other in others), "feedback on what was not chosen"


def test_the_right_answer_of_every_exercise_is_told_so(with_choices):
    for one in with_choices:
        if one.kind == "put in order":
            answer = sorted(range(len(one.options)), key=lambda place: one.options["key"][place])
        else:
            answer = [place for place, key in enumerate(one.options["key"]) if key]
            assert len(answer) == 1 or one.kind == "choose several"
        assert is_right(one, answer), one.name
        assert feedback(one, answer).text.startswith("That is right.")
        assert "Look again" not in feedback(one, answer).text


def test_missing_choices_are_counted_and_not_named():
    one = made_up("choose several", 1, 1, 0, 1)
    said = feedback(one, (0, 2)).text
    assert said.startswith("Not yet.")
    assert "Right choices not yet chosen: 2." in said
    assert "choice 1" not in said
    assert "choice 3" not in said
    assert "not yet chosen: 0." in feedback(one, (0, 1, 2, 3)).text
    assert "not yet chosen" not in feedback(one, (0, 1, 3)).text


@pytest.mark.parametrize("answer", [(0,), (0, 1), (1, 1, 1), (0, 1, 1)])
def test_a_partial_order_is_asked_for_and_not_marked(answer):
    said = feedback(made_up("put in order", 1, 2, 3), answer).text
    assert said.startswith("The order is not complete.")
    assert "because" not in said


@pytest.mark.parametrize(
    ("answer", "start", "wrong"),
    [
        ((1, 0, 2), "Not yet. Look at the first place.", "“choice 1” does not come in place 1: because 1"),
        ((0, 2, 1), "Not yet. The first 1 stand", "“choice 2” does not come in place 2: because 2"),
    ],
)
def test_a_wrong_order_names_its_first_wrong_place_only(answer, start, wrong):
    said = feedback(made_up("put in order", 1, 2, 3), answer).text
    assert said.startswith(start)
    assert said.endswith(wrong)
    assert said.count("because") == 1


def test_a_right_order_gives_every_reason_in_order():
    said = feedback(made_up("put in order", 2, 3, 1), (2, 0, 1)).text
    assert said.splitlines() == [
        "That is right.",
        "1. choice 2. because 2",
        "2. choice 0. because 0",
        "3. choice 1. because 1",
    ]


@pytest.mark.parametrize(("text", "shown"), [("Who?", "Who? why"), ("Who.", "Who. why"), ("Who", "Who. why")])
def test_a_choice_that_ends_a_sentence_gets_no_second_stop(text, shown):
    one = made_up("put in order", 1)
    one.options.loc[0, ["text", "feedback"]] = [text, "why"]
    assert feedback(one, (0,)).text.splitlines()[1] == f"1. {shown}"


# Hints and paper ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(-5, 0), (-1, 0), (0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (10**6, 3)])
def test_hints_come_one_by_one_and_never_more_than_there_are(count, shown):
    lines = hints(made_up("choose one", 1), count).text.splitlines()
    assert lines == [f"Hint {n} of 3: {hint}" for n, hint in enumerate(HINTS[:shown], start=1)]


def test_on_paper_everything_can_be_read(every_exercise):
    for one in every_exercise:
        said = exercises.on_paper(one).text
        shown = [] if one.kind == NUMBER else one.options["text"]
        for text in (one.prompt, *one.hints, *shown, *one.options["feedback"]):
            assert text in said, one.name
        # What gives the answer away is closed at first.
        page = exercises.on_paper(one).html
        assert page.count("<details>") == page.count("</details>") == 2 + (one.kind == TAGS)
        start = exercises.on_paper(one).html.split("<details>")[0]
        assert not any(exercises.strong(text).html in start for text in one.options["feedback"])


def test_options_stand_in_their_order_whatever_the_rows(tables):
    shuffled = Tables({**tables, "options": tables["options"].sample(frac=1, random_state=2)})
    for name in tables["questions"]["question"]:
        one = exercises.exercise(shuffled, name)
        rows = tables["options"].query("question == @name").sort_values("option")
        assert one.options["feedback"].tolist() == rows["feedback"].tolist()


def test_an_unknown_exercise_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'99-nothing'.*00-keyboard"):
        exercises.exercise(tables, "99-nothing")


# Claims to tag, numbers, words ------------------------------------------------------------------------


def of_kind(every_exercise, kind):
    return [one for one in every_exercise if one.kind == kind]


def test_every_wrong_type_of_every_claim_gets_its_meaning_and_the_right_one_its_reason(every_exercise):
    found = of_kind(every_exercise, TAGS)
    assert len(found) == 5 and {len(one.options) for one in found} == {5}
    for one in found:
        right = one.options["type"].tolist()
        assert is_right(one, right) and len(set(right)) >= 4
        assert feedback(one, right).text.startswith("That is right.")
        for place, row in one.options.iterrows():
            for kind in set(MEANINGS) - {row["type"]}:
                answer = [*right[:place], kind, *right[place + 1 :]]
                said = feedback(one, answer).text
                assert said.startswith("Not yet.") and not is_right(one, answer)
                assert f"You chose {kind}. A claim of this type {MEANINGS[kind]}." in said
                assert row["feedback"] not in said, "the reason gives the type away"
        for answer in (["", *right[1:]], [""] * 5):
            assert "Some claims have no type yet." in feedback(one, answer).text and not is_right(one, answer)


def test_types_of_claims_are_those_of_the_table(tables):
    assert set(MEANINGS) == set(tables["claims"]["type"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12), (" 12.5 ", 12.5), ("1,234.5", 1234.5), ("83 %", 83), ("-0.5", -0.5), ("+3", 3), (".5", 0.5),
        ("7.", 7), ("1,23", None), ("", None), ("%", None), (".", None), ("twelve", None), ("1e9", None),
        ("12 guns", None), ("nan", None), ("inf", None), ("١٢", 12), ("9" * 400, None), ("1 2", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written, value):
    assert exercises.number(written) == value


def test_a_right_number_is_met_also_when_it_is_rounded_and_a_slip_gets_its_words(every_exercise):
    found = of_kind(every_exercise, NUMBER)
    assert len(found) >= 4
    for one in found:
        right, *slips = one.options.itertuples()
        assert right.text == "right"
        edge = right.value * one.tolerance / 100
        for answer in (f"{right.value:.4f}", f"{right.value + 0.99 * edge:.6f}", f"{right.value - 0.99 * edge:.6f}"):
            assert is_right(one, answer) and feedback(one, answer).text == f"That is right. {right.feedback}"
        for answer in (f"{right.value + 1.01 * edge:.6f}", f"{right.value - 1.01 * edge:.6f}"):
            assert not is_right(one, answer) and feedback(one, answer).text.startswith("Not yet. ")
        for slip in slips:
            assert feedback(one, f"{slip.value:.6f}").text == f"Not yet. {slip.feedback}"
        assert "further off than rounding" in feedback(one, "987654321").text
        for answer in ("", "many", "<b>5</b>"):
            assert "There is no number yet." in feedback(one, answer).text and not is_right(one, answer)


def test_model_answers_come_after_writing_and_nothing_is_called_right(every_exercise):
    found = of_kind(every_exercise, WRITE)
    assert len(found) >= 6
    for one in found:
        for answer in ("", "too few words", " \n "):
            said = feedback(one, answer).text
            assert "There is little to compare yet." in said
            assert not any(model in said for model in one.options["text"])
        said = feedback(one, "this is one sentence of mine", "sure").text
        assert all(model in said for model in one.options["text"]) and len(one.options) == 2
        assert "right" not in said.lower().replace("rights", "") or "right" in " ".join(one.options["feedback"])
        assert not is_right(one, one.options["text"].iloc[0])


@pytest.mark.parametrize("sure", CONFIDENCE)
@pytest.mark.parametrize("answer", [(0,), (1,)])
def test_how_sure_one_was_is_answered_before_the_rest(sure, answer):
    one = made_up(ONE, 0, 1)
    plain, said = feedback(one, answer).text, feedback(one, answer, sure).text
    first, rest = said.split("\n", 1)
    assert first.startswith("How sure you were. ") and sure.split()[-1] in first and rest == plain
    assert feedback(one, (), sure).text == feedback(one, ()).text


def test_every_lesson_has_six_exercises_and_those_on_texts_have_one_form(tables):
    frame = tables["questions"]
    assert frame.groupby("lesson").size().min() >= 6 and set(frame["lesson"]) == set(tables["lessons"]["lesson"])
    assert (frame[["hint_1", "hint_2", "hint_3"]] != "").all().all()
    texts = tables["lessons"].query("kind == 'document'")["lesson"]
    assert len({tuple(sorted(frame.loc[frame["lesson"] == lesson, "kind"])) for lesson in texts}) == 1
