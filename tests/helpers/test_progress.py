"""What a reader has done: nothing is lost, nothing hostile gets in, and a teacher sees only which steps were hard."""

import json
import os
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import progress, reader
from helpers.exercises import CONFIDENCE
from helpers.progress import LARGEST_FILE, LONGEST_TEXT, ProgressError, Step, hinted, tried
from helpers.reader import FOR_A_TEACHER, PROGRESS, VARIABLE, ReaderError

DONE = Step("00-one", tries=2, solved_at=2, hints=1, sure="sure")
WROTE = Step("00-write", tries=1, written="five hundred books “were” lent\nlast week")


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "my_work"))
    return tmp_path / "my_work"


def file_of(*steps, **changes):
    content = json.loads(progress.dump({step.exercise: step for step in steps}))
    return json.dumps({**content, **changes}).encode()


# Steps -------------------------------------------------------------------------------------------------


def test_tries_are_counted_and_the_first_that_was_right_is_kept():
    step = Step("00-one")
    for right in (False, True, False, True):
        step = tried(step, right, "a guess" if right else "sure")
    assert (step.tries, step.solved_at, step.sure) == (4, 2, "sure")
    assert tried(Step("x", tries=progress.MOST_TRIES), True).tries == progress.MOST_TRIES


def test_hints_are_not_forgotten_and_never_more_than_three():
    step = hinted(hinted(hinted(Step("x"), 2), 1), 9)
    assert step.hints == 3 and hinted(Step("x", hints=2), 1).hints == 2


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_saved_and_read_again(tables, written):
    step = tried(Step("00-write"), False, "", written)
    again = progress.parse(progress.dump({"00-write": step}).encode("utf-8"), tables)
    assert again == {"00-write": step}


def test_what_is_written_is_cut_and_an_empty_answer_does_not_remove_it():
    step = tried(Step("00-write"), False, "", "a" * (LONGEST_TEXT + 9))
    assert len(step.written) == LONGEST_TEXT
    assert tried(step, False).written == step.written


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("x"), ""),
        (Step("x", hints=2), ""),
        (Step("x", tries=1), "Tried before, 1 time."),
        (Step("x", tries=3), "Tried before, 3 times."),
        (Step("x", tries=3, solved_at=2), "Solved before, at try 2."),
        (Step("x", tries=1, written="words"), "You wrote an answer before; it is in the box."),
    ],
)
def test_what_was_done_is_said(step, words):
    assert progress.in_words(step) == words


# Files -------------------------------------------------------------------------------------------------


def test_a_file_holds_what_was_done_and_no_name(tables):
    raw = progress.dump({"00-one": DONE, "00-write": WROTE}).encode()
    assert progress.parse(raw, tables) == {"00-one": DONE, "00-write": WROTE}
    assert set(json.loads(raw)["steps"][0]) == {"exercise", "tries", "solved_at", "hints", "sure", "written"}
    assert "five hundred" not in progress.dump({"00-write": WROTE}, with_words=False)


def test_an_exercise_that_is_gone_is_left_out(tables):
    assert progress.parse(file_of(DONE, Step("99-gone", tries=1)), tables) == {"00-one": DONE}


BAD = {
    "empty": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "another file": b'{"format": "five-arguments marks"}',
    "a list": b"[]",
    "later version": file_of(DONE, version=2),
    "a version that is true": file_of(DONE, version=True),
    "more than there is": file_of(DONE, name="A. Student"),
    "too large": b" " * (LARGEST_FILE + 1),
    "twice": json.dumps({**json.loads(file_of(DONE)), "steps": json.loads(file_of(DONE))["steps"] * 2}).encode(),
    "solved before it was tried": file_of(Step("00-one", tries=1, solved_at=2)),
    "a negative number": file_of(Step("00-one", tries=-1)),
    "too many tries": file_of(Step("00-one", tries=10**9)),
    "four hints": file_of(Step("00-one", hints=4)),
    "another confidence": file_of(Step("00-one", sure="<b>very</b>")),
    "too much text": file_of(Step("00-write", written="a" * (LONGEST_TEXT + 1))),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tables, case):
    with pytest.raises(ProgressError) as problem:
        progress.parse(BAD[case], tables)
    said = str(problem.value)
    assert said.isprintable() and said.endswith(".") and ". " not in said and "<b>" not in said


@pytest.mark.parametrize("case", BAD)
def test_a_broken_file_is_set_aside_and_not_lost(tables, folder, case):
    folder.mkdir()
    (folder / PROGRESS).write_bytes(BAD[case])
    step = reader.keep_step(tables, "00-one", lambda step: tried(step, True))
    assert step.solved_at == 1 and reader.load_progress(tables) == {"00-one": step}
    assert (folder / "progress_set_aside_1.json").read_bytes() == BAD[case]


def test_two_lessons_that_are_open_lose_nothing(tables):
    reader.keep_step(tables, "00-one", lambda step: tried(step, False))
    reader.keep_step(tables, "01-dates", lambda step: hinted(step, 2))
    reader.keep_step(tables, "00-one", lambda step: tried(step, True))
    steps = reader.load_progress(tables)
    assert (steps["00-one"].tries, steps["00-one"].solved_at, steps["01-dates"].hints) == (2, 2, 2)


def test_a_folder_that_cannot_be_written_is_said(tables, folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(ReaderError, match="could not be s"):
        reader.keep_step(tables, "00-one", lambda step: tried(step, True))
    assert folder.read_text() == "a file where the folder should be"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that can be killed need fork")
def test_a_process_that_is_killed_while_saving_leaves_a_whole_file(tables, folder):
    reader.keep_step(tables, "00-write", lambda step: tried(step, False, "", "b" * 4_000))
    sizes = set()
    for number in range(60):
        child = os.fork()
        if not child:
            while True:
                reader.save(PROGRESS, progress.dump({"00-write": Step("00-write", written="b" * (number % 2 * 4_000))}))
        time.sleep(0.002 + 0.001 * (number % 9))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        sizes.add(len(reader.load_progress(tables)["00-write"].written))
    assert sizes == {0, 4_000}


def test_a_file_for_a_teacher_is_written_beside_it(tables, folder):
    reader.keep_step(tables, "00-write", lambda step: tried(step, False, "", "my own five words here"))
    assert reader.export_progress(tables, False) == folder / FOR_A_TEACHER
    assert "five words" not in (folder / FOR_A_TEACHER).read_text("utf-8")
    reader.export_progress(tables, True)
    assert "five words" in (folder / FOR_A_TEACHER).read_text("utf-8")
    assert "five words" in (folder / PROGRESS).read_text("utf-8")


# A class -----------------------------------------------------------------------------------------------


def test_progress_by_lesson_counts_what_was_tried_and_done(tables):
    frame = progress.by_lesson(tables, {"00-one": DONE, "00-write": WROTE, "01-dates": Step("01-dates", tries=1)})
    rows = frame.set_index("lesson")
    assert rows.loc["00_start_here", ["exercises", "tried", "done"]].tolist() == [6, 2, 2]
    assert rows.loc["01_who_is_speaking", ["tried", "done"]].tolist() == [1, 0]
    assert rows["exercises"].sum() == len(tables["questions"]) and (rows["exercises"] >= 6).all()


def test_a_class_is_added_up_by_exercise_and_by_nothing_else(tables):
    files = [
        {"00-one": Step("00-one", tries=1, solved_at=1)},
        {"00-one": Step("00-one", tries=3, solved_at=3, hints=2), "00-write": WROTE},
        {"00-one": Step("00-one", tries=2), "01-dates": Step("01-dates", hints=1)},
    ]
    frame = progress.of_a_class(tables, files)
    assert frame["exercise"].tolist() == ["00-one", "00-write"]
    counts = ["tried", "first", "later", "open", "written", "hints"]
    assert frame[counts].to_numpy().tolist() == [[3, 1, 1, 1, 0, 1], [1, 0, 0, 0, 1, 0]]
    assert "five hundred" not in frame.to_string()
    assert not len(progress.of_a_class(tables, []))


def test_a_folder_of_files_is_read_and_what_cannot_be_used_is_named(tables, tmp_path):
    where = tmp_path / "class"
    where.mkdir()
    (where / "a.json").write_bytes(file_of(DONE))
    (where / "b.JSON").write_bytes(file_of(WROTE))
    (where / "c.json").write_bytes(b"{")
    (where / "d.json").mkdir()
    (where / "notes.txt").write_text("not read")
    found, trouble = reader.class_files(tables, where)
    assert found == [{"00-one": DONE}, {"00-write": WROTE}]
    assert sorted(trouble) == ["c.json", "d.json"] and all(said.endswith(".") for said in trouble.values())
    with pytest.raises(ReaderError, match="nowhere could not be read: No such file"):
        reader.class_files(tables, tmp_path / "nowhere")


def test_how_sure_one_can_be_is_one_list():
    assert progress.SCHEMA["properties"]["steps"]["items"]["properties"]["sure"]["enum"] == ["", *CONFIDENCE]
