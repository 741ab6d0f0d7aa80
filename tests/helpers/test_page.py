"""A page of one's own work: whole in itself, harmless, word for word, and without a name."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import html, page
from helpers.marks import NO_TYPE, STATES, TYPES, Mark

HOSTILE = """"></p><script>alert('x')</script>&amp;<img src=x onerror=alert(1)><!-- ]]> </main><style>p{}</style> end"""
VOID = {"meta"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
FRAME = {"html", "head", "meta", "title", "style", "body", "main"}
BODY = {*HEADINGS, "p", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"style", "class", "scope", "tabindex", "role", "aria-label", "data-lm-suppress-shortcuts"}
OF_THE_FRAME = {"lang", "charset", "name", "content", "http-equiv"}

# Without halves of characters, which no file in UTF-8 can hold.
anything = st.text() | st.text(alphabet="<>&\"'/!-=;#x0a \t\r\n\0\x0b\x0c\x1b\x7f\x85\u2028")
headings = st.text(min_size=1) | st.just(HOSTILE)


class Page(HTMLParser):
    """Reads a page: its elements in order as tag, attributes and the words directly in each."""

    def __init__(self, source):
        super().__init__()
        self.declared, self.elements, self.open, self.inside = [], [], [], []
        self.feed(source)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_decl(self, decl):
        self.declared.append(decl)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "words": "", **dict(attributes)}
        assert len(element) == 2 + len(attributes), "an attribute twice"
        self.elements.append(element)
        self.inside.append([one["tag"] for one in self.open])
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        if self.open:
            self.open[-1]["words"] += data
        else:
            assert not data.strip()

    def all(self, *tags):
        return [one for one in self.elements if one["tag"] in tags]

    def words(self, *tags):
        return [one["words"] for one in self.all(*tags)]


def work(tables, parts, marks=(), with_notes=False):
    return Page(page.whole(page.work(tables, parts, marks, with_notes)))


def some_marks(tables, notes=("first note", "", HOSTILE)):
    """A mark for every state, one of them without a type, on claims of different texts."""
    names = tables["claims"].groupby("document", sort=False)["claim"].first().tolist()
    kinds = (TYPES[0], NO_TYPE, TYPES[-1])
    return [Mark(*one) for one in zip(names, STATES, kinds, notes, strict=False)]


# One page that needs nothing else --------------------------------------------------------------------


def test_a_page_is_whole(tables):
    source = page.whole(page.work(tables, {"Claim": "words"}, some_marks(tables)))
    read = Page(source)
    assert source.startswith("<!DOCTYPE html>") and read.declared == ["DOCTYPE html"]
    assert [one["tag"] for one in read.elements[:2]] == ["html", "head"] and read.inside.count([]) == 1
    for tag in ("html", "head", "title", "body", "main", "style"):
        assert len(read.all(tag)) == 1, tag
    assert read.all("html")[0]["lang"] == "en"
    assert read.words("title") == [page.TITLE] and page.TITLE.strip()
    assert {one["charset"] for one in read.all("meta") if "charset" in one} == {"utf-8"}
    assert source.index("charset") < 1024, "browsers look no further for it"
    assert any(one.get("name") == "viewport" and "width=device-width" in one["content"] for one in read.all("meta"))


def test_what_belongs_to_the_head_stands_there_and_everything_shown_stands_in_main(tables):
    read = work(tables, {"Claim": "words"}, some_marks(tables))
    for one, place in zip(read.elements, read.inside, strict=True):
        if one["tag"] in ("meta", "title", "style"):
            assert place == ["html", "head"]
        elif one["tag"] in BODY:
            assert place[:3] == ["html", "body", "main"]


def test_a_page_has_no_script_and_no_address_and_asks_for_nothing(tables):
    source = page.whole(page.work(tables, {"Claim": "words"}, some_marks(tables, notes=("a", "b", "c")), True))
    read = Page(source)
    assert {one["tag"] for one in read.elements} <= FRAME | BODY
    for one in read.elements:
        assert set(one) - {"tag", "words"} <= (ATTRIBUTES if one["tag"] in BODY else OF_THE_FRAME), one["tag"]
    assert not re.search(r"//|https?:|data:|javascript:|url\s*\(|@import|expression\s*\(", source, re.IGNORECASE)


def test_a_page_allows_itself_nothing_but_its_own_styles():
    read = Page(page.whole(html.paragraph("words")))
    (policy,) = (one["content"] for one in read.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    allowed = dict(part.split(maxsplit=1) for part in policy.split(";"))
    assert allowed.pop("default-src") == "'none'"
    assert allowed.pop("style-src") == "'unsafe-inline'"
    assert set(allowed.values()) <= {"'none'"}
    first = next(one["tag"] for one in read.elements if one["tag"] not in ("html", "head", "meta", "title"))
    assert first == "style", "the policy stands before what it governs"


@given(anything)
def test_the_frame_of_a_page_is_the_same_whatever_stands_in_it(words):
    source = page.whole(html.paragraph(words))
    before, after = page.whole(html.paragraph("")).split(html.paragraph("").html)
    assert source == before + html.paragraph(words).html + after


# What was written ------------------------------------------------------------------------------------


@example({"Claim": HOSTILE})
@example({HOSTILE: HOSTILE})
@example({"Claim": "&lt;b&gt; &amp;amp; &#60;"})
@example({"Claim": "one\n\n  two\ttwo\r\nthree\0four"})
@given(st.dictionaries(headings, anything, max_size=5))
def test_whatever_is_written_stands_there_word_for_word_and_is_no_html(tables, parts):
    read = work(tables, parts)
    written = [one["words"] for one in read.all("p")]
    assert written == [text.strip() or page.NOTHING_WRITTEN for text in parts.values()]
    assert read.words("h1") == [page.TITLE] and read.words("h2") == list(parts)
    assert [one["tag"] for one in read.all(*BODY)] == ["h1", *["h2", "p"] * len(parts)]
    assert {one["tag"] for one in read.elements} <= FRAME | BODY


@given(st.dictionaries(headings, anything, max_size=5))
def test_the_plain_text_says_the_same_in_the_same_order(tables, parts):
    expected = [page.TITLE]
    for title, text in parts.items():
        expected += [title, text.strip() or page.NOTHING_WRITTEN]
    assert page.work(tables, parts).text == "\n".join(expected)


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", " \t\r\n "])
def test_an_empty_part_says_so_and_the_others_do_not(tables, nothing):
    read = work(tables, {"Claim": nothing, "Evidence": "words", "Answer": nothing})
    assert read.words("p") == [page.NOTHING_WRITTEN, "words", page.NOTHING_WRITTEN]
    assert page.NOTHING_WRITTEN.strip()


def test_lines_that_were_written_stay_lines(tables):
    written = "one\n  two\n\nthree"
    read = work(tables, {"Claim": written})
    (element,) = read.all("p")
    assert element["words"] == written
    assert re.search(r"white-space:\s*pre-wrap", element["style"])


def test_headings_stand_in_order_and_skip_no_level(tables):
    parts = {"Claim": "a", "Evidence": "", "Answer": "c"}
    read = work(tables, parts, some_marks(tables))
    found = read.all(*HEADINGS)
    assert [one["words"] for one in found] == [page.TITLE, *parts, "My marks"]
    assert [one["tag"] for one in found] == ["h1", *["h2"] * (len(parts) + 1)]


def test_a_page_of_nothing_has_its_title_alone(tables):
    assert [one["tag"] for one in work(tables, {}).all(*BODY)] == ["h1"]


# Marks -----------------------------------------------------------------------------------------------


def rows_of(read):
    """The cells of the table of a page, row by row; the first row names the columns."""
    rows = []
    for one in read.all("tr", "th", "td"):
        if one["tag"] == "tr":
            rows.append([])
        else:
            rows[-1].append(one["words"])
    return rows


@pytest.mark.parametrize("with_notes", [False, True])
def test_a_mark_stands_with_its_claim_its_state_and_its_type(tables, with_notes):
    marks = some_marks(tables)
    head, *rows = rows_of(work(tables, {"Claim": "words"}, marks, with_notes))
    assert len(rows) == len(marks) == len(STATES)
    assert len(head) == 3 + with_notes and all(head)
    labels = tables["documents"].set_index("document")["label"]
    for mark, row in zip(marks, rows, strict=True):
        claim = tables.row("claims", claim=mark.claim)
        assert row[0] == f"{labels[claim.document]}, paragraph {claim.paragraph}: {claim.text}"
        assert row[1:3] == [mark.state, mark.type or "not said"]
        assert row[3:] == ([mark.note or "none"] if with_notes else [])


def test_notes_stand_only_on_a_page_that_asks_for_them(tables):
    marks = some_marks(tables)
    without, with_them = (page.work(tables, {"Claim": "words"}, marks, one) for one in (False, True))
    for note in filter(None, (mark.note for mark in marks)):
        assert note in with_them.text and html.escaped(note) in page.whole(with_them)
        assert note not in without.text and html.escaped(note) not in page.whole(without)
    assert page.work(tables, {"Claim": "words"}, marks) == without


def test_without_marks_there_is_no_table_of_them(tables):
    for with_notes in (False, True):
        assert work(tables, {"Claim": "words"}, [], with_notes).all("table") == []
    assert page.work(tables, {"Claim": "words"}).text.count("My marks") == 0


@given(st.lists(anything.filter(lambda note: "\n" not in note), min_size=1, max_size=5))
def test_a_note_stands_word_for_word_and_is_no_html(tables, notes):
    claims = tables["claims"]["claim"].tolist()
    marks = [Mark(name, STATES[0], NO_TYPE, note) for name, note in zip(claims, notes, strict=False)]
    read = work(tables, {}, marks, True)
    assert [row[-1] for row in rows_of(read)[1:]] == [note or "none" for note in notes]
    assert {one["tag"] for one in read.elements} <= FRAME | BODY


# Nobody's name ---------------------------------------------------------------------------------------


def test_a_page_says_nothing_but_what_was_written_and_marked(tables):
    marks = some_marks(tables, notes=("alpha", "beta", "gamma"))
    parts = {"Claim": "delta", "Evidence": ""}
    read = work(tables, parts, marks, True)
    head, *rows = rows_of(read)
    own = [page.TITLE, page.TITLE, page.STYLE, "My marks", "My marks", page.NOTHING_WRITTEN, "delta", *parts, *head]
    own += [cell for row in rows for cell in row]
    assert sorted(one for one in (one["words"].strip() for one in read.elements) if one) == sorted(map(str.strip, own))


def test_a_page_has_no_name_of_a_person_or_machine_and_no_path(tables, monkeypatch, tmp_path):
    def source():
        return page.whole(page.work(tables, {"Claim": "words"}, some_marks(tables), True))

    before = source()
    for name in ("USER", "USERNAME", "LOGNAME", "HOSTNAME", "COMPUTERNAME", "HOME", "USERPROFILE", "JUPYTERHUB_USER"):
        monkeypatch.setenv(name, str(tmp_path / "zaphod"))
    monkeypatch.chdir(tmp_path)
    after = source()
    assert after == before
    for word in ("zaphod", str(tmp_path), str(Path(__file__).resolve().parents[2])):
        assert word not in after
    assert not re.search(r"[A-Za-z]:\\|/(home|users|root|tmp|work)/|\.ipynb|my_work", after, re.IGNORECASE)
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b|\b\d\d?:\d\d\b", after), "nor a time"
