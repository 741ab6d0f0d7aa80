"""What a teacher sees of a class: which steps were hard, in a table and a chart, and nothing of anybody."""

import pytest
from test_html import assert_harmless, assert_same_words

from helpers import charts, progress, reader, widgets
from helpers.progress import Step
from helpers.widgets.class_steps import EVERY, FEW, MOST_BARS, steps

FILES = [
    {"00-one": Step("00-one", tries=1, solved_at=1), "01-dates": Step("01-dates", tries=2)},
    {"00-one": Step("00-one", tries=3, solved_at=3, hints=2), "01-dates": Step("01-dates", tries=4, solved_at=4)},
    {
        "00-one": Step("00-one", tries=2, solved_at=2),
        "00-write": Step("00-write", tries=1, written="my very own words"),
    },
]


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "class"
    where.mkdir()
    for number, steps_of_one in enumerate(FILES):
        (where / f"Ana {number}.json").write_text(progress.dump(steps_of_one, with_words=True), encoding="utf-8")
    return where


def pressed(view, lesson=EVERY):
    view.controls["files"].click()
    view.controls["lesson"].value = lesson
    return view.now


def test_nothing_is_read_before_the_button_is_pressed(tables, folder):
    view = widgets.class_steps(tables, folder)
    assert "Press the button" in view.now.text and "00-one" not in view.static.text


def test_a_class_is_shown_by_exercise_and_never_by_student(tables, folder):
    shown = pressed(widgets.class_steps(tables, folder))
    assert "3 files were read." in shown.text and FEW in shown.text
    table = shown.text.split("What the class did, exercise by exercise")[1].splitlines()
    rows = {line.split(" | ")[0]: line.split(" | ")[2:] for line in table if line.count(" | ") == 7}
    assert rows["00-one"] == ["3", "1", "2", "0", "0", "1"]
    assert rows["00-write"] == ["1", "0", "0", "0", "1", "0"]
    assert rows["01-dates"] == ["2", "0", "1", "1", "0", "0"]
    assert "Ana" not in shown.text and "very own words" not in shown.text
    assert_harmless(shown.html)
    assert_same_words(shown)


def test_the_chart_begins_with_the_step_that_most_did_not_solve_at_once(tables, folder):
    shown = pressed(widgets.class_steps(tables, folder)).text
    assert "at the first try is in 01-dates: 2 of 2." in shown
    numbers = shown.split("The numbers behind this chart")[2].splitlines()
    assert [line.split(" | ")[0] for line in numbers if line.count(" | ") == 7][1:3] == ["01-dates", "00-one"]


def test_a_lesson_can_be_chosen_and_one_that_nobody_tried_says_so(tables, folder):
    view = widgets.class_steps(tables, folder)
    options = view.controls["lesson"].options
    assert len(options) == len(tables["lessons"]) + 1
    shown = {lesson: pressed(view, lesson).text for lesson in options}
    assert "01-dates" not in shown[options[1]] and "00-one" in shown[options[1]]
    assert "01-dates" in shown[options[2]] and "00-one" not in shown[options[2]]
    assert all("Nobody has tried" in shown[lesson] for lesson in options[3:])


def test_no_folder_no_files_and_hostile_files_each_get_a_sentence(tables, tmp_path, folder):
    assert "nowhere could not be read" in pressed(widgets.class_steps(tables, tmp_path / "nowhere")).text
    (tmp_path / "empty").mkdir()
    shown = pressed(widgets.class_steps(tables, tmp_path / "empty")).text
    assert "0 files were read." in shown and "Nobody has tried" in shown
    for name, content in {
        "<img src=x onerror=alert(1)>.json": b"{}",
        "a.json": b"\xff\xfe",
        "b.json": b'{"format": "<script>alert(1)</script>"}',
        "c.json": b"[" * 100_000,
        "d.json": b" " * (progress.LARGEST_FILE + 1),
    }.items():
        (folder / name).write_bytes(content)
    shown = pressed(widgets.class_steps(tables, folder))
    assert "3 files were read." in shown.text and "Not read: 5." in shown.text
    assert_harmless(shown.html)


def test_without_a_name_the_folder_is_in_my_work(tables, folder, monkeypatch):
    monkeypatch.setenv(reader.VARIABLE, str(folder.parent))
    assert folder.name == reader.CLASS
    assert "3 files were read." in pressed(widgets.class_steps(tables)).text


def test_a_large_class_has_the_hardest_steps_in_the_chart_and_all_in_the_table(tables):
    names = [row.question for row in tables.rows("questions") if row.kind != "write"]
    files = [
        {name: Step(name, tries=1, solved_at=int(n > place)) for place, name in enumerate(names)} for n in range(40)
    ]
    shown = steps(tables, progress.of_a_class(tables, files)).text
    chart, table = shown.split("What the class did, exercise by exercise")
    assert chart.count(" of 40") == 1 and sum(line.count(" | ") == 7 for line in chart.splitlines()) == MOST_BARS + 1
    assert sum(line.count(" | ") == 7 for line in table.splitlines()) == len(names) + 1


def test_all_solved_and_only_words_are_said_as_they_are(tables):
    solved = progress.of_a_class(tables, [{"00-one": Step("00-one", tries=1, solved_at=1)}])
    assert "solved at the first try by all" in steps(tables, solved).text
    wrote = progress.of_a_class(tables, [{"00-write": Step("00-write", tries=1, written="five words and some more")}])
    assert "Picture" not in steps(tables, wrote).text and "00-write" in steps(tables, wrote).text


def test_the_bars_begin_at_zero_and_add_up(tables):
    frame = progress.of_a_class(tables, FILES).iloc[[0, 2]]
    axes = charts.steps(frame).axes[0]
    bars = [bar for container in axes.containers for bar in container]
    assert axes.get_xlim()[0] == 0 and len(bars) == 6
    ends = [sum(container[place].get_width() for container in axes.containers) for place in (0, 1)]
    assert sorted(ends) == sorted(frame["tried"])
    assert len({bar.get_hatch() for bar in bars}) == 3, "told apart by more than colour"
