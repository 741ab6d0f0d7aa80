"""What belongs to the reader, in one folder that is never shared: the only module that writes.

The folder is ``my_work`` in the project; the environment variable ``FIVE_ARGUMENTS_READER`` can name another. Copies of
the texts are looked for in ``my_work/texts``, or in the folder that ``FIVE_ARGUMENTS_ORIGINALS`` names.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from helpers import documents, marks, originals, progress
from helpers.tables import Tables

VARIABLE, ORIGINALS_VARIABLE = "FIVE_ARGUMENTS_READER", "FIVE_ARGUMENTS_ORIGINALS"
MARKS, FOR_A_PARTNER, PAGE = "marks.json", "marks_for_a_partner.json", "my_page.html"
PROGRESS, FOR_A_TEACHER = "progress.json", "progress_for_a_teacher.json"
TEXTS = "texts"  # the folder of own copies
CLASS = "class"  # where a teacher puts the files of a class
IN_BROWSER = Path("/drive")  # what the browser keeps when its tab is closed
STALE = 3_600  # seconds after which a half-written file of a killed program is thrown away


class ReaderError(OSError):
    """The reader's folder cannot be used; the message is one sentence."""


def folder() -> Path:
    """Return the folder of what belongs to the reader; it need not exist yet."""
    home = IN_BROWSER if sys.platform == "emscripten" else Path(__file__).resolve().parent.parent
    return Path(os.environ.get(VARIABLE) or home / "my_work")


def read(name: str, largest: int) -> bytes | None:
    """Return a file of the reader's folder, or ``None`` if there is none.

    Raises
    ------
    ReaderError
        If it cannot be read, or has more than ``largest`` bytes; then it is not opened.
    """
    path = folder() / name
    try:
        if not path.exists():
            return None
        size = path.stat().st_size
        if size <= largest:
            return path.read_bytes()
    except OSError as problem:
        raise ReaderError(f"{name} could not be read: {problem.strerror}.") from None
    raise ReaderError(f"{name} has {size:,} bytes; {largest:,} are the most.")


def save(name: str, text: str) -> Path:
    """Write a file of the reader's folder, so that it is at every moment the old one or the new one.

    The text goes to a file beside it, is forced to the disk, and takes the old file's place in one step.

    Raises
    ------
    ReaderError
        If it cannot be written; what was there before is as it was.
    """
    target = folder() / name
    beside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        # Half a character, as a broken emoji leaves it, becomes a question mark.
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except OSError as problem:
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise ReaderError(f"{name} could not be saved, and what was there is unchanged: {problem.strerror}.") from None
    return target


def _sweep(target: Path) -> None:
    """Remove what a program left half-written when it was killed."""
    for part in target.parent.glob(f".{target.name}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE:
                part.unlink()


# Marks ------------------------------------------------------------------------------------------------


def load_marks(tables: Tables) -> dict[str, marks.Mark]:
    """Return the reader's marks, by claim; none if there is no file yet.

    Raises
    ------
    ReaderError
        If the file cannot be read.
    helpers.marks.MarksError
        If it holds something else than marks.
    """
    raw = read(MARKS, marks.LARGEST_FILE)
    return marks.parse(raw, tables) if raw is not None else {}


def keep_mark(tables: Tables, mark: marks.Mark) -> dict[str, marks.Mark]:
    """Add a mark to those that are saved, or change it, and return all.

    The file is read again first, so that another open lesson loses nothing. A file that cannot be used is set
    aside under another name and not written over.

    Raises
    ------
    ReaderError
        If it cannot be saved.
    helpers.marks.MarksError
        If it is no mark, or the file would be too large to be read again.
    """
    return _change(tables, lambda all_marks: all_marks | {mark.claim: mark})


def remove_mark(tables: Tables, claim: str) -> dict[str, marks.Mark]:
    """Take a mark away and return what is left.

    Raises
    ------
    ReaderError
        If it cannot be saved.
    """
    return _change(tables, lambda all_marks: {name: mark for name, mark in all_marks.items() if name != claim})


def _change(tables: Tables, change) -> dict[str, marks.Mark]:
    try:
        before = load_marks(tables)
    except (marks.MarksError, ReaderError):
        _set_aside(MARKS)
        before = {}
    after = change(before)
    text = marks.dump(after)
    marks.parse(text.encode("utf-8", "surrogatepass"), tables)  # what could not be read again is not written
    save(MARKS, text)
    return after


def _set_aside(name: str) -> None:
    path = folder() / name
    number = 1
    while (other := path.with_name(f"{path.stem}_set_aside_{number}{path.suffix}")).exists():
        number += 1
    try:
        os.replace(path, other)
    except OSError as problem:
        raise ReaderError(f"{name} cannot be used, and could not be set aside: {problem.strerror}.") from None


def export_marks(tables: Tables, with_notes: bool) -> Path:
    """Write the marks to a file that can be given to a partner; notes only where that was asked for.

    Raises
    ------
    ReaderError, helpers.marks.MarksError
        If the marks cannot be read, or the file cannot be written.
    """
    return save(FOR_A_PARTNER, marks.dump(load_marks(tables), with_notes))


def in_words(path: Path) -> str:
    """Return the name of a saved file with that of its folder: ``"my_work/my_page.html"``."""
    return re.sub(r"[^\w./ -]", "", f"{path.parent.name}/{path.name}")


# Own copies of the texts --------------------------------------------------------------------------------


def own_copies(tables: Tables) -> originals.Own:
    """Return the paragraphs of the reader's copies, by text and number; none where there is no copy.

    Files that cannot be read or are no text are passed over. What was found is remembered until a file changes.
    """
    paths = _files_of_texts()
    seen = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)

    def found() -> originals.Own:
        own: dict[tuple[str, int], str] = {}
        for path in paths:
            with contextlib.suppress(OSError, originals.OriginalsError):
                raw = path.read_bytes().decode("utf-8", "replace")
                own |= originals.recognise(tables, originals.prose(raw, path.name))
        return MappingProxyType(own)

    return tables.once(("own copies", seen), found)


def _files_of_texts() -> list[Path]:
    where = Path(os.environ.get(ORIGINALS_VARIABLE) or folder() / TEXTS)
    with contextlib.suppress(OSError):
        return [
            path
            for path in sorted(where.iterdir())
            if path.suffix.lower() in originals.SUFFIXES
            and path.is_file()
            and path.stat().st_size <= originals.LARGEST_FILE
        ]
    return []


def keep_copy(tables: Tables, raw: str, name: str = "") -> originals.Own:
    """Keep the paragraphs of the texts that a file or a pasted text holds, and return those that it holds.

    Only these are kept, none of the words around them. Paragraphs that were kept before stay.

    Parameters
    ----------
    raw : str
        The file as text.
    name : str
        Its name; nothing for a text that was pasted.

    Raises
    ------
    helpers.originals.OriginalsError
        If it is too large, empty, no text, or holds no paragraph of the texts. Then nothing is kept.
    ReaderError
        If it cannot be saved.
    """
    new = originals.recognise(tables, originals.prose(raw, name))
    if not new:
        raise originals.OriginalsError(
            "No paragraph of the five texts was recognised, so nothing was kept; perhaps it is another text, "
            "or its wording was changed."
        )
    every = {**own_copies(tables), **new}
    for document in documents.labels(tables):
        if any(text == document for text, _ in new):
            save(f"{TEXTS}/{document}.txt", originals.as_file(every, document))
    return new


def forget_copies() -> int:
    """Remove the reader's copies of the texts, and return how many files there were.

    Raises
    ------
    ReaderError
        If one cannot be removed.
    """
    paths = sorted((folder() / TEXTS).glob("*.txt"))
    for path in paths:
        try:
            path.unlink()
        except OSError as problem:
            raise ReaderError(f"{path.name} could not be removed: {problem.strerror}.") from None
    return len(paths)


# Progress in the exercises ------------------------------------------------------------------------------


def load_progress(tables: Tables) -> dict[str, progress.Step]:
    """Return what the reader has done, by exercise; nothing if there is no file yet.

    Raises
    ------
    ReaderError
        If the file cannot be read.
    helpers.progress.ProgressError
        If it holds something else.
    """
    raw = read(PROGRESS, progress.LARGEST_FILE)
    return progress.parse(raw, tables) if raw is not None else {}


def keep_step(tables: Tables, name: str, change: Callable[[progress.Step], progress.Step]) -> progress.Step:
    """Change what is kept on one exercise, and return it.

    The file is read again first, so that another open lesson loses nothing. A file that cannot be used is set aside
    under another name and not written over.

    Raises
    ------
    ReaderError
        If it cannot be saved.
    """
    try:
        steps = load_progress(tables)
    except (progress.ProgressError, ReaderError):
        _set_aside(PROGRESS)
        steps = {}
    step = change(steps.get(name, progress.Step(name)))
    save(PROGRESS, progress.dump(steps | {name: step}))
    return step


def export_progress(tables: Tables, with_words: bool) -> Path:
    """Write the progress to a file for a teacher; what was written in words only where that was asked for.

    Raises
    ------
    ReaderError, helpers.progress.ProgressError
        If the progress cannot be read, or the file cannot be written.
    """
    return save(FOR_A_TEACHER, progress.dump(load_progress(tables), with_words))


def forget_progress() -> bool:
    """Remove what is kept on the exercises, and say whether there was anything.

    Raises
    ------
    ReaderError
        If it cannot be removed.
    """
    path = folder() / PROGRESS
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise ReaderError(f"{PROGRESS} could not be removed: {problem.strerror}.") from None
    return True


def class_files(tables: Tables, where: str | Path = "") -> tuple[list[dict[str, progress.Step]], dict[str, str]]:
    """Return the progress in every file of a teacher's folder, and what is wrong with those that cannot be used.

    Parameters
    ----------
    where : str or Path
        The folder; ``my_work/class`` if none is named.

    Raises
    ------
    ReaderError
        If there is no such folder, or it cannot be listed.
    """
    where = Path(where) if where else folder() / CLASS
    try:
        paths = sorted(path for path in where.iterdir() if path.suffix.lower() == ".json")
    except OSError as problem:
        raise ReaderError(f"The folder {in_words(where)} could not be read: {problem.strerror}.") from None
    found, trouble = [], {}
    for path in paths:
        try:
            if path.stat().st_size > progress.LARGEST_FILE:
                raise progress.ProgressError(f"The file has {path.stat().st_size:,} bytes, which is too many.")
            found.append(progress.parse(path.read_bytes(), tables))
        except OSError as problem:
            trouble[path.name] = f"The file could not be read: {problem.strerror}."
        except progress.ProgressError as problem:
            trouble[path.name] = str(problem)
    return found, trouble
