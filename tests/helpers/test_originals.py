"""A reader's own copy: recognised in any form, refused in one sentence where it cannot be, and never leaked."""

import hashlib
import html
import os
import re
import signal
import textwrap
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import documents, originals, reader, widgets
from helpers.originals import LARGEST_FILE, OriginalsError
from helpers.reader import ORIGINALS_VARIABLE, VARIABLE, ReaderError
from helpers.tables import Tables, load
from helpers.widgets.view import View

PARAGRAPHS = [
    "The harbor—older than the town—“keeps” its 3 gates; nobody's key, they say, opens all of them.",
    "In the U.S. of our story, gate-keepers earn 20% more than café owners, and naïve visitors pay twice.",
    "Close the gates at night! That is what the council wants; it has said so for twenty years.",
]


def invented(passages=PARAGRAPHS):
    """Tables with one invented text."""
    rows = [
        {
            "document": "harbor", "paragraph": number, "words": len(documents.words(words)),
            "letters": len(documents.letters(words)),
            "sha256": hashlib.sha256(documents.letters(words).encode()).hexdigest(), "summary": "A summary.",
        }
        for number, words in enumerate(passages, start=1)
    ]  # fmt: skip
    label = pd.DataFrame({"document": ["harbor"], "order": [1], "label": ["The harbor"]})
    return Tables({"paragraphs": pd.DataFrame(rows), "documents": label})


def straight(text):
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def wrapped(text):
    return "\n\n".join(textwrap.fill(one, 40, break_on_hyphens=False) for one in text.split("\n"))


def hyphenated(text):
    """Divide every long word of small letters at a line end."""
    return re.sub(r"\b([a-z]{4})([a-z]{3,})\b", r"\1-\n\2", text)


def with_page_headers(text):
    return "\n".join(f"{one}\n\n   Page 3 of 9      The Daily Example\n" for one in text.split("\n"))


def as_page(text):
    body = "".join(f"<p>{html.escape(one)}</p>" for one in text.split("\n"))
    return (
        "<!DOCTYPE html><html><head><title>News</title><style>p{}</style><script>if (1 < 2) alert('hi')</script></head>"
        f"<body><nav><ul><li><a href='#'>Menu<li>Sign in</ul></nav><!-- <p> --><main>{body}</main>"
        "<footer>Read next</footer></body></html>"
    )


FORMS = {
    "as it is": lambda text: (text, "copy.txt"),
    "pasted": lambda text: (text, ""),
    "re-wrapped": lambda text: (wrapped(text), "copy.txt"),
    "with Windows line ends": lambda text: (wrapped(text).replace("\n", "\r\n"), "copy.txt"),
    "with straight quotes": lambda text: (straight(text), "copy.txt"),
    "hyphenated at line ends": lambda text: (hyphenated(text), "copy.txt"),
    "with page headers": lambda text: (with_page_headers(text), "copy.txt"),
    "as HTML": lambda text: (as_page(text), "copy.HTML"),
    "as HTML that was pasted": lambda text: (as_page(text), ""),
    "in capitals": lambda text: (text.upper(), "copy.txt"),
}


def found(tables, raw, name=""):
    return originals.recognise(tables, originals.prose(raw, name))


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder of a reader."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "my_work"))
    monkeypatch.delenv(ORIGINALS_VARIABLE, raising=False)
    return tmp_path / "my_work"


# Recognised --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_paragraph_is_recognised_in_every_form(form):
    own = found(invented(), *FORMS[form]("\n".join(["A heading", *PARAGRAPHS, "An author's note"])))
    assert sorted(own) == [("harbor", 1), ("harbor", 2), ("harbor", 3)]
    for (_, number), words in own.items():
        assert documents.letters(words) == documents.letters(PARAGRAPHS[number - 1])
        assert len(documents.words(words)) == len(documents.words(PARAGRAPHS[number - 1]))
        assert "\n" not in words


def test_the_marks_at_the_ends_of_a_paragraph_are_its_own():
    own = found(invented(), "Menu " + PARAGRAPHS[0] + "\n" + PARAGRAPHS[2] + " Next")
    assert own["harbor", 1] == PARAGRAPHS[0] and own["harbor", 3] == PARAGRAPHS[2]


@pytest.mark.parametrize(
    "raw",
    [
        "A foreign text about bees.",
        PARAGRAPHS[0].replace("older", "elder"),
        PARAGRAPHS[0][:-9],
        PARAGRAPHS[0].replace("harbor", "har bor").replace("The", "xThe"),
        "1" * 100,
        "",
    ],
)
def test_another_text_and_a_changed_one_are_not_recognised(raw):
    assert originals.recognise(invented(), raw) == {}


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_and_keeps_its_letters(raw):
    assert originals.recognise(invented(), raw) == {}
    own = originals.recognise(invented([raw]), f"before\n{raw}\nafter") if documents.letters(raw) else {}
    for words in own.values():
        assert documents.letters(words) == documents.letters(raw)


# Refused -----------------------------------------------------------------------------------------------

REFUSED = {
    "nothing pasted": ("", "", "holds no words"),
    "spaces": (" \n\t", "a.txt", "holds no words"),
    "signs": ("!!! ---", "a.txt", "holds no words"),
    "a page without words": ("<p></p><script>words</script>", "a.html", "holds no words"),
    "a file of bytes": ("%PDF-1.7\0\0", "a.pdf", "is not text"),
    "a broken file": ("\ufffd" * 50 + "word", "a.txt", "is not text"),
    "too large": ("a " * (LARGEST_FILE // 2 + 1), "a.txt", "2,000,002 bytes; 2,000,000 are the most"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence(case, folder):
    raw, name, why = REFUSED[case]
    with pytest.raises(OriginalsError, match=re.escape(why)) as problem:
        reader.keep_copy(invented(), raw, name)
    assert str(problem.value).endswith(".") and ". " not in str(problem.value)
    assert not folder.exists()


def test_a_wrong_document_is_refused_and_nothing_is_kept(folder):
    with pytest.raises(OriginalsError, match="No paragraph of the five texts was recognised"):
        reader.keep_copy(invented(), "Another text. It has words.", "other.txt")
    assert not folder.exists()


HOSTILE = {
    "nested": "<div>" * 300_000 + "word",
    "brackets": "<" * 1_900_000,
    "comments": "word<!--" * 200_000,
    "tags without an end": "<a " * 600_000,
    "ends without a beginning": "</" * 900_000,
    "entities": "&#" * 900_000,
    "scripts": "<script>" * 200_000,
    "quotes": '<a b="' * 300_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_page_is_looked_through_in_one_pass(case):
    # A page of this size in one of these shapes keeps other parsers busy for minutes.
    try:
        seen = originals.prose("word" + HOSTILE[case], "page.html")
    except OriginalsError:
        return
    assert len(seen) <= 4 + len(HOSTILE[case]) and seen.startswith("word")


def test_scripts_and_tags_in_a_copy_stay_words():
    page = f"<p>{html.escape(PARAGRAPHS[0])}</p><img src=x onerror=alert(1)><script>alert(2)</script>"
    own = found(invented(), page, "page.html")
    assert list(own) == [("harbor", 1)] and "alert" not in own["harbor", 1]
    hostile = "<img src=x onerror=alert(1)> & <script>alert(2)</script> words"
    shown = originals.marked(hostile, [(1, 2)])
    assert "<img" not in shown.html and "<script" not in shown.html and "&lt;script" in shown.html


def test_a_smaller_sign_in_a_page_is_no_tag():
    assert originals.prose("<p>2 < 3 and <b>bold</b> &lt;here&gt; AT&amp;T</p>", "p.html").split() == [
        "2", "<", "3", "and", "bold", "<here>", "AT&T",
    ]  # fmt: skip


# Shown -------------------------------------------------------------------------------------------------


@given(
    st.text(alphabet="ab—–'’.- \n<&", max_size=60),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=4),
)
def test_marks_change_no_word(passage, spans):
    shown = originals.marked(passage, spans)
    assert re.sub(r" \[\d\]", "", shown.text) == passage
    assert shown.html.count("<mark") == shown.html.count("</mark>")


def test_the_words_of_a_claim_are_marked_and_end_with_its_number():
    shown = originals.marked(PARAGRAPHS[0], [(1, 2), (3, 6)])
    assert shown.text.startswith("The harbor [1]—older than the town [2]—“keeps”")
    marks = re.findall(r"<mark[^>]*underline[^>]*>([^<]*)</mark>", shown.html)
    assert marks == ["The harbor", "older than the town"]


def test_claims_that_share_words_are_marked_as_one_and_both_end_with_their_numbers():
    shown = originals.marked("one two three four five", [(1, 4), (2, 3)])
    assert shown.text == "one two three [2] four [1] five"
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", shown.html) == ["one two three", " four"]


@pytest.mark.parametrize("span", [(0, 1), (1, 99), (3, 2)])
def test_a_claim_that_does_not_fit_a_copy_is_not_marked(span):
    assert originals.marked("three small words", [span]).text == "three small words"
    row = pd.Series({"document": "d", "paragraph": 1, "first_word": span[0], "last_word": span[1]})
    assert originals.words_of({("d", 1): "three small words"}, row) is None
    assert originals.in_the_copy({}, row) is None


# Kept --------------------------------------------------------------------------------------------------


def test_paragraphs_are_kept_alone_and_come_together(folder):
    tables = invented()
    assert reader.own_copies(tables) == {}
    reader.keep_copy(tables, "Menu\n" + PARAGRAPHS[2] + "\nPrivate words", "one.txt")
    assert dict(reader.own_copies(tables)) == {("harbor", 3): PARAGRAPHS[2]}
    reader.keep_copy(tables, PARAGRAPHS[0])
    assert sorted(reader.own_copies(tables)) == [("harbor", 1), ("harbor", 3)]
    (kept,) = folder.rglob("*.txt")
    assert kept.read_text("utf-8") == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[2]}\n"
    assert originals.found_in_words(tables, reader.own_copies(tables)) == [("The harbor", 2, 3, "2")]
    assert reader.forget_copies() == 1 and reader.forget_copies() == 0
    assert reader.own_copies(tables) == {}


def test_a_folder_that_is_named_is_read_and_files_that_are_no_text_are_passed_over(folder, monkeypatch, tmp_path):
    given = tmp_path / "given"
    (given / "a folder.txt").mkdir(parents=True)
    (given / "page.htm").write_text(as_page("\n".join(PARAGRAPHS[:2])), "utf-8")
    (given / "broken.txt").write_bytes(bytes(99))
    (given / "large.txt").write_bytes(b"a" * (LARGEST_FILE + 1))
    (given / "notes.doc").write_text(PARAGRAPHS[2], "utf-8")
    monkeypatch.setenv(ORIGINALS_VARIABLE, str(given))
    assert sorted(reader.own_copies(invented())) == [("harbor", 1), ("harbor", 2)]
    monkeypatch.setenv(ORIGINALS_VARIABLE, str(tmp_path / "nowhere"))
    assert reader.own_copies(invented()) == {}


def test_a_copy_that_cannot_be_saved_is_said(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    with pytest.raises(ReaderError, match=r"harbor\.txt could not be saved"):
        reader.keep_copy(invented(), PARAGRAPHS[0])


def test_missing_paragraphs_are_said_in_spans():
    assert originals._spans([1, 2, 3, 7, 9, 10]) == "1 to 3, 7, 9 to 10"
    assert originals._spans([]) == "none"


# The view ----------------------------------------------------------------------------------------------


def press(button):
    button.click()


def test_copies_are_added_and_removed_in_the_view(folder, monkeypatch):
    tables = invented()
    view = widgets.my_texts(tables)
    file, pasted, keep, forget = view.controls["copies"].children
    assert "There is no copy yet" in view.now.text
    press(keep)
    assert "What was pasted holds no words." in view.now.text
    pasted.value = PARAGRAPHS[0]
    press(keep)
    assert "Kept: 1 of 3 paragraphs of The harbor." in view.now.text and "2 to 3" in view.now.text
    assert pasted.value == ""
    file.chosen = {"name": "copy.txt", "size": 99, "content": "\n".join(PARAGRAPHS)}
    assert "Kept: 3 of 3 paragraphs of The harbor." in view.now.text
    file.chosen = {"name": "film.mov", "size": LARGEST_FILE + 1, "content": ""}
    assert "The file film.mov has 2,000,001 bytes; 2,000,000 are the most, and nothing was read." in view.now.text
    assert "3 of 3" in view.now.text
    shown = view.now.text
    for broken in ({}, {"name": 1, "size": 2, "content": "x"}, {"name": "x", "size": "2", "content": "x"}):
        file.chosen = broken
        assert view.now.text == shown
    pasted.value = "<script>alert(1)</script> other words"
    press(keep)
    assert "No paragraph of the five texts was recognised" in view.now.text and pasted.value
    press(forget)
    assert "Your copies are removed." in view.now.text and "There is no copy yet" in view.now.text
    press(forget)
    assert "There was no copy to remove." in view.now.text


# With the originals ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def texts():
    if not os.environ.get("LESSON_ORIGINALS"):
        pytest.skip("LESSON_ORIGINALS is not set: the originals are not part of the project")
    return [path.read_text("utf-8") for path in sorted(Path(os.environ["LESSON_ORIGINALS"]).glob("*.txt"))]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "in capitals"])
def test_every_paragraph_of_the_originals_is_recognised_with_its_words(tables, texts, form):
    own = {}
    for text in texts:
        own |= found(tables, *FORMS[form](text))
    assert len(own) == len(tables["paragraphs"]) == 82
    for (document, number), words in own.items():
        row = tables.row("paragraphs", document=document, paragraph=number)
        assert len(documents.words(words)) == row.words, (document, number)


def test_views_show_a_copy_only_while_they_are_live(texts, monkeypatch):
    monkeypatch.setenv(ORIGINALS_VARIABLE, os.environ["LESSON_ORIGINALS"])
    tables, own = load(), None
    own = reader.own_copies(tables)
    assert len(own) == 82
    for document in documents.labels(tables):
        view = widgets.passages(tables, document)
        for row in documents.paragraphs(tables, document).itertuples():
            bare = re.sub(r" \[\d+\]", "", view.now.text)
            assert own[document, row.paragraph] in bare, (document, row.paragraph)
    # What a notebook stores, and so what somebody hands on, has no word of a copy that it would not have without.
    with_copies = {name: view for name, view in made(tables).items()}
    monkeypatch.setenv(ORIGINALS_VARIABLE, str(Path(os.environ["LESSON_ORIGINALS"]) / "nowhere"))
    for name, view in made(load()).items():
        assert (view.text, view.html) == (with_copies[name].text, with_copies[name].html), name


def made(tables):
    """What the views that can show a copy store."""
    views = {f"{view.__name__} {name}": view(tables, name) for view in (widgets.passages, widgets.argument_map)
             for name in documents.labels(tables)}  # fmt: skip
    views |= {view.__name__: view(tables) for view in (widgets.same_point, widgets.side_by_side, widgets.my_marks,
                                                       widgets.my_texts)}  # fmt: skip
    return {name: view.static for name, view in views.items() if isinstance(view, View)}


def test_a_claim_can_be_opened_in_a_copy_wherever_it_stands(texts, monkeypatch):
    monkeypatch.setenv(ORIGINALS_VARIABLE, os.environ["LESSON_ORIGINALS"])
    tables = load()
    own = reader.own_copies(tables)
    point = tables["same_point"].iloc[0]
    claim = tables.row("claims", claim=point["claim"])
    words = originals.words_of(own, claim)
    assert len(documents.words(words)) == claim.last_word - claim.first_word + 1
    map_view = widgets.argument_map(tables, claim.document)
    map_view.controls["claim"].value = claim.claim
    shared = widgets.same_point(tables)
    shared.controls["point"].value = point["point"]
    beside = widgets.side_by_side(tables)
    beside.controls["texts"].value = tuple(documents.labels(tables))
    beside.controls["topic"].value = f"theme:{claim.theme}" if "theme:" in str(beside.controls["topic"].options) else (
        next(name for _, name in beside.controls["topic"].options if str(name).endswith(claim.theme))
    )  # fmt: skip
    for view in (map_view, shared, beside):
        assert words in view.now.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that can be killed need fork")
def test_a_process_that_is_killed_while_keeping_a_copy_loses_no_paragraph(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.delenv(ORIGINALS_VARIABLE, raising=False)
    file, found = tmp_path / reader.TEXTS / "harbor.txt", set()
    for number in range(60):
        reader.forget_copies()
        reader.keep_copy(invented(), PARAGRAPHS[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            while True:
                reader.keep_copy(invented(), "\n\n".join(PARAGRAPHS[: number % 3 + 1]))
        time.sleep(0.004 * (number % 15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kept = sorted(place for _, place in reader.own_copies(invented()))
        assert kept[:1] == [1] and kept == list(range(1, len(kept) + 1)) and file.exists()
        found.add(len(kept))
    assert {1, 2, 3} <= found


def test_nothing_but_the_reader_writes_while_a_lesson_runs():
    """What is written goes through one function, which is killed a thousand times in its own test."""
    folder = Path(reader.__file__).parent
    behind_the_lessons = {"__main__.py", "install.py", "store.py"}
    writes = re.compile(r"\.write(_text|_bytes|lines)?\(|open\([^)]*[\"'][wax]|\.savefig\(|mkstemp|os\.replace")
    found = {
        str(path.relative_to(folder)): set(match.group() for match in writes.finditer(path.read_text("utf-8")))
        for path in [*folder.glob("*.py"), *folder.glob("widgets/*.py")]
        if path.name not in behind_the_lessons
    }
    assert {name for name, where in found.items() if where} == {"reader.py", "html.py"}
    assert found["html.py"] == {".savefig("}, "a picture is drawn into memory"
    assert Path(reader.__file__).read_text("utf-8").count("mkstemp(") == 1
