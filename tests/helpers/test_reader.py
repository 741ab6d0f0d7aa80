"""The reader's folder: a file is at every moment the old one or the new one, and no mark is ever lost."""

import builtins
import contextlib
import errno
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import marks, reader
from helpers.marks import LARGEST_FILE, LONGEST_NOTE, Mark, MarksError
from helpers.reader import FOR_A_PARTNER, MARKS, PAGE, VARIABLE, ReaderError
from helpers.tables import Tables

PROJECT = Path(__file__).resolve().parents[2]
ROUNDS = 1_000
NAMES = [f"c{n}" for n in range(1, 6)]
WORLD = Tables({"claims": pd.DataFrame({"claim": NAMES})})
OLD = {name: Mark(name, "clear", "event", f"a note on {name}") for name in NAMES[:2]}
NEW = Mark("c3", "unclear", note="new")
BROKEN = {
    "empty": b"",
    "cut off": marks.dump(OLD).encode()[:-9],
    "zeros": bytes(400),
    "of a later version": marks.dump(OLD).replace('"version": 1', '"version": 2').encode(),
    "on a claim that is gone": marks.dump({"c9": Mark("c9", "clear")}).encode(),
    "no text": b"\xff\xfe\x00",
    "too large": b" " * (LARGEST_FILE + 1),
}


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """The reader's folder of one test, which is not made yet."""
    folder = tmp_path / "a reader" / "my_work"
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@contextlib.contextmanager
def another_folder():
    """A folder of its own for each example of a test that has many."""
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(Path(made) / "my_work"))
        yield reader.folder()


def files(folder):
    """Every file of a folder with its bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.exists() else {}


def keep(*given):
    """Save marks as they would be after an earlier lesson."""
    return reader.save(MARKS, marks.dump({mark.claim: mark for mark in given}))


def assert_one_sentence(problem, folder):
    said = str(problem)
    assert said.isprintable() and said.endswith(".") and not said.endswith("..")
    assert ". " not in said
    assert str(folder) not in said and folder.parent.name not in said
    return said


# The folder ------------------------------------------------------------------------------------------


def test_the_variable_names_the_folder(folder):
    assert reader.folder() == folder


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_the_folder_is_my_work_in_the_project(monkeypatch, value):
    monkeypatch.delenv(VARIABLE)
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)
    assert reader.folder() == PROJECT / "my_work"


def test_looking_makes_no_folder(folder):
    assert reader.read(MARKS, 10) is None
    assert reader.load_marks(WORLD) == {}
    assert not folder.exists()


def test_saving_makes_the_folder_and_all_above_it(folder):
    assert not folder.parent.exists()
    assert reader.save(PAGE, "words") == folder / PAGE
    assert files(folder) == {PAGE: b"words"}


def test_the_name_of_a_saved_file_shows_no_path_of_the_machine(folder):
    said = reader.in_words(reader.save(MARKS, "x"))
    assert said == f"my_work/{MARKS}"


@pytest.mark.parametrize("name", ["my_work", "My Work 2", "work-in.progress", "léçons", "教材"])
def test_a_folder_with_an_ordinary_name_keeps_it(name):
    assert reader.in_words(Path("/home/somebody") / name / PAGE) == f"{name}/{PAGE}"


@example("<script>alert(1)</script>'\"&")
@given(st.text(st.characters(codec="utf-8", exclude_characters="/\\\x00"), min_size=1).filter(lambda name: name != "."))
def test_the_name_of_a_folder_carries_no_sign_with_a_meaning_into_a_page(name):
    said = reader.in_words(Path("/home/somebody") / name / MARKS)
    assert said.endswith(f"/{MARKS}") and said.count("/") == 1
    assert all(one.isalnum() or one in "_./ -" for one in said)
    assert set(said) <= set(f"{name}/{MARKS}")


# Reading ---------------------------------------------------------------------------------------------


def test_a_file_is_read_byte_for_byte(folder):
    reader.save(PAGE, "é\r\n\x00")
    assert reader.read(PAGE, 100) == "é\r\n\x00".encode()


def test_a_file_may_have_so_many_bytes_and_one_with_more_is_not_even_opened(monkeypatch, folder):
    reader.save(PAGE, "x" * 100)
    assert reader.read(PAGE, 100) == b"x" * 100

    def opened(*_, **__):
        raise AssertionError("a file that is too large was opened")

    for owner, name in [(Path, "open"), (Path, "read_bytes"), (Path, "read_text"), (io, "open"), (os, "open")]:
        monkeypatch.setattr(owner, name, opened)
    monkeypatch.setattr(builtins, "open", opened)
    with pytest.raises(AssertionError):
        reader.read(PAGE, 100)
    with pytest.raises(ReaderError) as problem:
        reader.read(PAGE, 99)
    said = assert_one_sentence(problem.value, folder)
    assert said.startswith(f"{PAGE} ") and "100 bytes" in said and "99 " in said


@pytest.mark.parametrize("step", ["exists", "stat", "read_bytes"])
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(monkeypatch, folder, step):
    reader.save(PAGE, "x")
    monkeypatch.setattr(Path, step, no_leave)
    with pytest.raises(ReaderError) as problem:
        reader.read(PAGE, 100)
    assert PAGE in assert_one_sentence(problem.value, folder)
    assert problem.value.__suppress_context__


def test_a_folder_in_the_place_of_a_file_is_told_in_one_sentence(folder):
    (folder / PAGE).mkdir(parents=True)
    with pytest.raises(ReaderError) as problem:
        reader.read(PAGE, 10**9)
    assert_one_sentence(problem.value, folder)


# Saving ----------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_a_file_holds_what_was_saved_last_and_nothing_else_is_there(first, second):
    with another_folder() as folder:
        for text in (first, second):
            assert reader.save(PAGE, text) == folder / PAGE
            assert files(folder) == {PAGE: text.encode()}


def test_other_files_stay_as_they_are(folder):
    keep(NEW)
    before = files(folder)
    reader.save(PAGE, "x")
    assert files(folder) == before | {PAGE: b"x"}


def test_the_new_file_is_whole_and_on_the_disk_before_it_takes_the_place_of_the_old(monkeypatch, folder):
    reader.save(PAGE, "old")
    new = "é😀\n" * 50_000
    steps = []

    def fsync(number, really=os.fsync):
        steps.append("fsync")
        assert os.fstat(number).st_size == len(new.encode())
        assert (folder / PAGE).read_bytes() == b"old"
        really(number)

    def replace_(source, target, really=os.replace):
        steps.append("replace")
        assert Path(source).read_bytes() == new.encode()
        assert (Path(source).parent, Path(target)) == (folder, folder / PAGE)
        assert (folder / PAGE).read_bytes() == b"old"
        really(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace_)
    reader.save(PAGE, new)
    assert steps == ["fsync", "replace"]
    assert files(folder) == {PAGE: new.encode()}


# Nothing can be written ------------------------------------------------------------------------------


def no_leave(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied", "/home/somebody/secret")


def disk_full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


class FullDisk:
    """A file that takes half of what is written, and fails at one step."""

    def __init__(self, file, step):
        self.file, self.step = file, step

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.file.close()
        if self.step == "close":
            disk_full()

    def write(self, text):
        self.file.write(text if self.step != "write" else text[: len(text) // 2])
        self.file.flush()
        if self.step == "write":
            disk_full()

    def flush(self):
        if self.step == "flush":
            disk_full()

    def fileno(self):
        return self.file.fileno()


@pytest.fixture(params=["mkdir", "mkstemp", "fdopen", "write", "flush", "fsync", "close", "replace"])
def failing(request, monkeypatch):
    """A function that lets one step of saving fail from then on."""

    def start():
        step = request.param
        owner = {"mkdir": Path, "mkstemp": tempfile}.get(step, os)
        if step in ("write", "flush", "close"):
            really = os.fdopen
            monkeypatch.setattr(os, "fdopen", lambda *args, **more: FullDisk(really(*args, **more), step))
        else:
            monkeypatch.setattr(owner, step, no_leave if step in ("mkdir", "mkstemp") else disk_full)

    return start


@pytest.mark.parametrize("there", [True, False])
def test_whatever_step_fails_the_old_file_is_unchanged_and_nothing_half_written_is_left(failing, folder, there):
    if there:
        keep(*OLD.values())
    before = files(folder)
    assert bool(before) == there
    failing()
    with pytest.raises(ReaderError) as problem:
        keep(NEW)
    said = assert_one_sentence(problem.value, folder)
    assert said.startswith(f"{MARKS} could not be saved") and "unchanged" in said
    assert "secret" not in said
    assert files(folder) == before


def test_whatever_step_fails_no_mark_is_lost_and_none_is_said_to_be_kept(failing, folder):
    keep(*OLD.values())
    before = files(folder)
    failing()
    for change in (lambda: reader.keep_mark(WORLD, NEW), lambda: reader.remove_mark(WORLD, "c1")):
        with pytest.raises(ReaderError):
            change()
        assert files(folder) == before
    assert reader.load_marks(WORLD) == OLD


def test_it_is_told_too_where_the_half_written_file_cannot_be_removed(monkeypatch, folder):
    keep(*OLD.values())
    for step in ("replace", "unlink", "remove"):
        monkeypatch.setattr(os, step, disk_full)
    monkeypatch.setattr(Path, "unlink", disk_full)
    with pytest.raises(ReaderError, match="No space left on device"):
        keep(NEW)
    assert reader.load_marks(WORLD) == OLD


def test_a_file_in_the_place_of_the_folder_is_told_in_one_sentence_and_left(folder):
    folder.parent.mkdir()
    folder.write_text("mine")
    with pytest.raises(ReaderError) as problem:
        keep(NEW)
    assert_one_sentence(problem.value, folder)
    assert folder.read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_is_left_with_what_is_in_it(folder):
    (folder / MARKS / "mine").mkdir(parents=True)
    with pytest.raises(ReaderError) as problem:
        keep(NEW)
    assert_one_sentence(problem.value, folder)
    assert sorted(path.name for path in folder.rglob("*")) == [MARKS, "mine"]


def test_half_of_a_character_which_no_file_can_hold_becomes_a_question_mark(folder):
    reader.save(PAGE, "a\ud83d b\udfff")
    assert files(folder) == {PAGE: b"a? b?"}


# What a killed program left --------------------------------------------------------------------------


def left(folder, name, seconds):
    """A file, or a folder if its name says so, that was last changed so many seconds ago."""
    path = folder / name
    path.mkdir(parents=True) if "folder" in name else path.write_bytes(b"half")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


@pytest.mark.parametrize(
    ("seconds", "stays"), [(3_700, False), (10**8, False), (3_500, True), (0, True), (-9_000, True)]
)
def test_what_was_left_more_than_an_hour_ago_is_swept_away_and_nothing_younger(folder, seconds, stays):
    keep(*OLD.values())
    part = left(folder, f".{MARKS}.abc123.part", seconds)
    keep(NEW)
    assert part.exists() == stays
    assert reader.load_marks(WORLD) == {NEW.claim: NEW}


@pytest.mark.parametrize(
    "name", [f".{PAGE}.abc.part", f".{FOR_A_PARTNER}.abc.part", f"{MARKS}.part", "a.part", f".{MARKS}.abc"]
)
def test_nothing_else_is_swept_away(folder, name):
    keep(NEW)
    other = left(folder, name, 10**8)
    keep(NEW)
    assert other.exists()


def test_what_a_save_really_leaves_is_swept_away_later(monkeypatch, folder):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", killed)
        keep(NEW)
    (part,) = folder.iterdir()
    os.utime(part, (1, 1))
    keep(NEW)
    assert set(files(folder)) == {MARKS}


def test_what_cannot_be_swept_away_stops_nothing(folder):
    keep(NEW)
    stuck = left(folder, f".{MARKS}.folder.part", 10**8)
    keep(*OLD.values())
    assert stuck.exists()
    assert reader.load_marks(WORLD) == OLD


# Killed while saving ---------------------------------------------------------------------------------


def fork():
    """Start a copy of this process; it only writes files, so that other threads do not matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def save_for_ever(texts):
    try:
        while True:
            for text in texts:
                reader.save(MARKS, text)
    finally:
        os._exit(1)


@pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system has no os.fork, so a thousand kills would take too long"
)
def test_a_process_killed_a_thousand_times_while_saving_leaves_a_whole_file_each_time(folder):
    sizes = (1, 1_500, 40)
    texts = [marks.dump({f"c{n}": Mark(f"c{n}", "clear", note=f"é {size}") for n in range(size)}) for size in sizes]
    whole = [text.encode() for text in texts]
    started = time.perf_counter()
    for text in texts * 5:
        reader.save(MARKS, text)
    longest = min((time.perf_counter() - started) / 5 * 2, 0.1)
    chance = random.Random(1)
    found, parts, changed = [], [], 0
    for number in range(ROUNDS):
        old = number % 3 - 1  # another version than the one that the child begins with
        reader.save(MARKS, texts[old])
        child = fork()
        if not child:
            save_for_ever(texts[number % 3 :] + texts[: number % 3])
        # Every other round begins when the child has saved once; a slow machine may never come so far otherwise.
        begins = time.perf_counter()
        while number % 2 and (folder / MARKS).read_bytes() == whole[old] and time.perf_counter() - begins < 10:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the process ended by itself"
        there = files(folder)
        left = there.pop(MARKS)
        assert left in whole
        changed += left != whole[old]
        found.append(len(left))
        for name, data in there.items():
            assert name.endswith(".part")
            parts.append(data)
            (folder / name).unlink()
    assert set(found) == {len(data) for data in whole}, "each version was in place at some kill"
    assert 0 < changed < ROUNDS, "some kills came after a save and some before its end"
    assert len(parts) > ROUNDS / 100, "enough kills hit in the middle of saving"
    assert len({len(data) for data in parts}) > 1, "at different points of it"
    reader.save(MARKS, texts[0])
    assert files(folder) == {MARKS: whole[0]}


# Marks -----------------------------------------------------------------------------------------------


def test_the_first_mark_makes_the_file(folder):
    assert reader.keep_mark(WORLD, NEW) == {NEW.claim: NEW}
    assert files(folder) == {MARKS: marks.dump({NEW.claim: NEW}).encode()}


any_mark = st.builds(
    Mark,
    st.sampled_from(NAMES),
    st.sampled_from(marks.STATES),
    st.sampled_from([marks.NO_TYPE, *marks.TYPES]),
    st.text(st.characters(codec="utf-8", min_codepoint=32) | st.just("\n"), max_size=20),
)


@settings(max_examples=50)
@given(st.lists(any_mark | st.sampled_from(NAMES), min_size=1, max_size=12))
def test_after_any_marks_kept_and_taken_back_the_file_holds_what_is_left(steps):
    left_over = {}
    with another_folder() as folder:
        for step in steps:
            if isinstance(step, Mark):
                left_over[step.claim] = step
                assert reader.keep_mark(WORLD, step) == left_over
            else:
                left_over.pop(step, None)
                assert reader.remove_mark(WORLD, step) == left_over
            assert reader.load_marks(WORLD) == left_over
        assert files(folder) == {MARKS: marks.dump(left_over).encode()}


OTHER_KERNEL = """
import sys
import pandas as pd
from helpers import marks, reader, tables

world = tables.Tables({"claims": pd.DataFrame({"claim": sys.argv[1:]})})
reader.keep_mark(world, marks.Mark(sys.argv[1], "to be checked", note="from elsewhere"))
reader.remove_mark(world, sys.argv[2])
"""


def test_what_another_kernel_kept_or_took_back_in_between_is_not_undone(folder):
    for mark in OLD.values():
        mine = reader.keep_mark(WORLD, mark)
    assert mine == reader.load_marks(WORLD) == OLD
    subprocess.run([sys.executable, "-c", OTHER_KERNEL, "c4", "c1", *NAMES], cwd=PROJECT, check=True)
    elsewhere = {"c4": Mark("c4", "to be checked", note="from elsewhere")}
    assert reader.keep_mark(WORLD, NEW) == {"c2": OLD["c2"], NEW.claim: NEW} | elsewhere
    assert reader.remove_mark(WORLD, NEW.claim) == {"c2": OLD["c2"]} | elsewhere
    assert reader.load_marks(WORLD) == {"c2": OLD["c2"]} | elsewhere


COULD_NOT_BE_READ = {
    "half of a character": Mark("c3", "clear", note="\ud83d"),
    "a tab": Mark("c3", "clear", note="a\tb"),
    "a note that is too long": Mark("c3", "clear", note="x" * (LONGEST_NOTE + 1)),
    "a claim that is not there": Mark("c9", "clear"),
    "a state that is none": Mark("c3", "good"),
}


@pytest.mark.parametrize("name", COULD_NOT_BE_READ)
def test_a_mark_that_could_not_be_read_again_is_refused_and_takes_no_other_away(folder, name):
    keep(*OLD.values())
    before = files(folder)
    with pytest.raises(MarksError) as problem:
        reader.keep_mark(WORLD, COULD_NOT_BE_READ[name])
    assert_one_sentence(problem.value, folder)
    assert files(folder) == before
    assert reader.keep_mark(WORLD, NEW) == OLD | {NEW.claim: NEW}


@pytest.mark.parametrize("character", ["x", "😀"])
def test_the_longest_note_on_every_claim_of_the_tables_can_be_kept(tables, character):
    given = {name: Mark(name, "clear", note=character * LONGEST_NOTE) for name in tables["claims"]["claim"]}
    *earlier, last = given.values()
    keep(*earlier)
    assert reader.keep_mark(tables, last) == given
    assert reader.load_marks(tables) == given


@pytest.mark.parametrize("character", ["x", "😀"])
def test_a_mark_that_would_make_the_file_too_large_is_refused_and_takes_no_other_away(monkeypatch, folder, character):
    kept = {name: Mark(name, "clear", note=character * 9) for name in NAMES[:-1]}
    keep(*kept.values())
    before = files(folder)
    monkeypatch.setattr(marks, "LARGEST_FILE", len(before[MARKS]))
    for mark in (Mark(NAMES[-1], "clear"), replace(kept["c1"], note=character * 10)):
        with pytest.raises(MarksError) as problem:
            reader.keep_mark(WORLD, mark)
        assert_one_sentence(problem.value, folder)
        assert files(folder) == before
    assert reader.keep_mark(WORLD, kept["c1"]) == reader.load_marks(WORLD) == kept


# A file that cannot be used --------------------------------------------------------------------------

CHANGES = {"keep": lambda: reader.keep_mark(WORLD, NEW), "remove": lambda: reader.remove_mark(WORLD, NEW.claim)}
AFTER = {"keep": {NEW.claim: NEW}, "remove": {}}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_told_and_left_as_it_is(folder, broken):
    reader.save(MARKS, "")
    (folder / MARKS).write_bytes(BROKEN[broken])
    with pytest.raises((ReaderError, MarksError)) as problem:
        reader.load_marks(WORLD)
    assert_one_sentence(problem.value, folder)
    assert isinstance(problem.value, ReaderError) == (broken == "too large")
    assert files(folder) == {MARKS: BROKEN[broken]}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_set_aside_byte_for_byte(folder, broken, change):
    reader.save(MARKS, "")
    (folder / MARKS).write_bytes(BROKEN[broken])
    assert CHANGES[change]() == AFTER[change]
    assert reader.load_marks(WORLD) == AFTER[change]
    assert files(folder) == {MARKS: marks.dump(AFTER[change]).encode(), "marks_set_aside_1.json": BROKEN[broken]}


def test_files_that_are_set_aside_are_numbered_and_never_written_over(folder):
    reader.save(MARKS, "")
    aside = {}
    for number, data in enumerate([*BROKEN.values(), *BROKEN.values()], start=1):
        (folder / MARKS).write_bytes(data)
        reader.keep_mark(WORLD, NEW)
        aside[f"marks_set_aside_{number}.json"] = data
        assert files(folder) == aside | {MARKS: marks.dump({NEW.claim: NEW}).encode()}


def test_a_name_that_is_taken_is_passed_over(folder):
    (folder / "marks_set_aside_1.json").mkdir(parents=True)
    reader.save("marks_set_aside_2.json", "mine")
    reader.save(MARKS, "broken")
    reader.keep_mark(WORLD, NEW)
    assert files(folder) == {
        MARKS: marks.dump({NEW.claim: NEW}).encode(),
        "marks_set_aside_2.json": b"mine",
        "marks_set_aside_3.json": b"broken",
    }


def test_a_file_that_can_be_used_is_not_set_aside(folder):
    keep(*OLD.values())
    for change in CHANGES.values():
        change()
    assert set(files(folder)) == {MARKS}


def test_a_file_that_may_not_be_read_is_set_aside_too(monkeypatch, folder):
    keep(*OLD.values())
    before = (folder / MARKS).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", no_leave)
        assert reader.keep_mark(WORLD, NEW) == {NEW.claim: NEW}
    assert files(folder)["marks_set_aside_1.json"] == before
    assert reader.load_marks(WORLD) == {NEW.claim: NEW}


@pytest.mark.parametrize("change", CHANGES)
def test_a_broken_file_that_cannot_be_set_aside_is_not_written_over(monkeypatch, folder, change):
    reader.save(MARKS, "broken")
    monkeypatch.setattr(os, "replace", no_leave)
    with pytest.raises(ReaderError) as problem:
        CHANGES[change]()
    said = assert_one_sentence(problem.value, folder)
    assert said.startswith(f"{MARKS} cannot be used") and "secret" not in said
    assert files(folder) == {MARKS: b"broken"}


def test_a_broken_file_keeps_its_bytes_where_the_new_one_cannot_be_saved(monkeypatch, folder):
    reader.save(MARKS, "broken")
    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(ReaderError):
        reader.keep_mark(WORLD, NEW)
    assert list(files(folder).values()) == [b"broken"]


# For a partner ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_notes", [True, False])
def test_a_file_for_a_partner_has_all_marks_and_notes_only_if_asked_for(folder, with_notes):
    keep(*OLD.values())
    before = files(folder)
    path = reader.export_marks(WORLD, with_notes)
    assert path == folder / FOR_A_PARTNER
    expected = {name: mark if with_notes else replace(mark, note="") for name, mark in OLD.items()}
    assert marks.parse(path.read_bytes(), WORLD) == expected
    assert ("a note on c1" in path.read_text(encoding="utf-8")) == with_notes
    assert files(folder) == before | {FOR_A_PARTNER: path.read_bytes()}


def test_a_file_for_a_partner_says_nothing_of_the_reader_or_the_machine(monkeypatch, folder):
    for name in ("USER", "USERNAME", "LOGNAME", "HOME", "USERPROFILE", "HOSTNAME"):
        monkeypatch.setenv(name, "somebody")
    keep(*OLD.values())
    written = json.loads(reader.export_marks(WORLD, True).read_bytes())
    assert written.keys() == {"format", "version", "marks"}
    assert (written["format"], written["version"]) == (marks.FORMAT, marks.VERSION)
    assert [Mark(**row) for row in written["marks"]] == list(OLD.values())


def test_an_earlier_file_for_a_partner_with_notes_is_replaced_by_one_without(folder):
    keep(*OLD.values())
    with_notes = reader.export_marks(WORLD, True).read_bytes()
    assert b"a note" in with_notes
    assert b"a note" not in reader.export_marks(WORLD, False).read_bytes()
    assert reader.export_marks(WORLD, True).read_bytes() == with_notes


def test_without_marks_the_file_for_a_partner_has_none():
    assert marks.parse(reader.export_marks(WORLD, True).read_bytes(), WORLD) == {}


@pytest.mark.parametrize("broken", BROKEN)
def test_from_a_broken_file_nothing_is_exported_and_nothing_changes(folder, broken):
    reader.save(FOR_A_PARTNER, "earlier")
    (folder / MARKS).write_bytes(BROKEN[broken])
    with pytest.raises((ReaderError, MarksError)):
        reader.export_marks(WORLD, True)
    assert files(folder) == {FOR_A_PARTNER: b"earlier", MARKS: BROKEN[broken]}


def test_where_the_file_for_a_partner_cannot_be_written_the_earlier_one_stays(failing, folder):
    reader.save(FOR_A_PARTNER, "earlier")
    keep(*OLD.values())
    before = files(folder)
    failing()
    with pytest.raises(ReaderError, match=FOR_A_PARTNER):
        reader.export_marks(WORLD, True)
    assert files(folder) == before
