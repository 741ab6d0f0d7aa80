"""Tasks in code: what is right is computed, common slips are met, and what is no answer is said."""

import math

import pytest

from helpers import answers, tasks
from helpers.tables import Tables

TASKS = {"04-day", "04-fall", "06-census", "06-land", "08-share", "08-low"}


@pytest.fixture(scope="module")
def names(tables):
    return tables["tasks"]["task"].tolist()


def test_every_task_and_every_slip_of_the_tables_is_computed_and_no_other(tables, names):
    assert set(names) == TASKS
    numbers = tables["questions"].query("kind == 'number'")["question"].tolist()
    assert sorted(answers.ANSWERS) == sorted([*names, *numbers])
    for name, answer in answers.ANSWERS.items():
        in_tables = {row.slip for row in tables.rows("slips", task=name)}
        in_tables |= {row.text for row in tables.rows("options", question=name)} - {"right"}
        assert set(answer.slips) == in_tables, name
        values = [answer.right(tables), *(slip(tables) for slip in answer.slips.values())]
        assert all(math.isfinite(value) for value in values)
        tolerance = tasks.TOLERANCE if name in names else tables.row("questions", question=name).tolerance
        near = [(a, b) for n, a in enumerate(values) for b in values[n + 1 :] if answers.near(b, a, tolerance)]
        assert not near, (name, near)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_the_right_answer_is_met_also_when_it_is_rounded(tables, name):
    right = answers.ANSWERS[name].right(tables)
    for answer in (right, round(right, 2), str(right), right * 1.0008):
        assert tasks.reply(tables, name, answer).text.startswith("That is right. ")
    assert tasks.reply(tables, name, right * 1.2).text.startswith("Not yet. ")


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_common_slip_gets_its_own_words(tables, name):
    for row in tables.rows("slips", task=name):
        answer = answers.ANSWERS[name].slips[row.slip](tables)
        said = tasks.reply(tables, name, answer).text
        assert said == f"Not yet. {row.reply}" or (said.startswith("That is right. ") and row.slip == "days")


@pytest.mark.parametrize("answer", [math.nan, math.inf, -1, 0, 10**400])
def test_a_number_that_cannot_be_right_is_not_yet_right(tables, answer):
    said = tasks.reply(tables, "06-census", answer).text
    assert said.startswith("Not yet. ") or said.startswith("Not a number. ")


@pytest.mark.parametrize("answer", ["many", [1, 2], {}, object(), True, b"2.8", math.nan])
def test_what_is_no_number_is_said(tables, answer):
    said = tasks.reply(tables, "06-census", answer).text
    assert said.startswith("Not a number. ") and type(answer).__name__ in said


def test_as_long_as_nothing_is_computed_a_hint_is_given(tables):
    for name in TASKS:
        assert tasks.reply(tables, name, None).text == f"Nothing is computed yet. {tables.row('tasks', task=name).hint}"
        assert tables.row("tasks", task=name).prompt in tasks.asked(tables, name).text
    with pytest.raises(KeyError):
        tasks.reply(tables, "nothing", 1)


def test_a_new_figure_changes_what_is_right(tables):
    frame = tables["population"].copy()
    census = frame["source"] == "iraq_census_2025"
    frame.loc[census, "people"] = frame.loc[census, "people"] * 2
    made = Tables({**tables, "population": frame})
    right = answers.ANSWERS["06-census"].right
    assert right(made) == pytest.approx(right(tables) / 2)
