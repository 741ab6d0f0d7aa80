"""The reading edition: every lesson is there with all it shows, and a page needs nothing but itself."""

import re
from html.parser import HTMLParser
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from browser import NoBrowser, start_browser
from playwright.sync_api import sync_playwright

from helpers import pages
from helpers import tables as reader
from helpers.exercises import exercise
from helpers.install import PROJECT
from helpers.pages import handouts

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
LESSONS = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))
SHEETS = handouts.all_handouts(reader.load())
HANDOUTS = [sheet.file for sheet in SHEETS]
MOST_PAGES = 2
VOID = {"meta", "link", "br", "img", "hr", "input", "wbr", "col"}
NARROWEST = 320


class Page(HTMLParser):
    """A page as a reader meets it: its elements, links, headings and words; it refuses tags that do not fit."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.headings, self.words, self.sources, self.tags = [], [], [], [], [], []
        self.open = []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        self.sources += [attributes[name] for name in ("src", "srcset", "action", "data") if name in attributes]
        assert not any(name.startswith("on") for name in attributes), attributes

    def handle_startendtag(self, tag, attributes):
        assert tag in VOID, tag
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, words):
        self.words.append(words)

    @property
    def text(self):
        return re.sub(r"\s+", "", "".join(self.words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "pages"
    pages.write(folder)
    return folder


@pytest.fixture(scope="module")
def edition(folder):
    """Every page by its file name."""
    return {path.name: Page(path.read_text("utf-8")) for path in folder.iterdir()}


def test_there_is_a_page_for_every_lesson_and_one_with_the_contents(tables, edition):
    ready = tables["lessons"].query("status == 'ready'")["lesson"]
    lessons = {f"{lesson}.html" for lesson in ready}
    assert set(edition) == {"index.html", pages.GUIDE_PAGE, *lessons, *HANDOUTS}
    assert {f"handout_{lesson}" for lesson in lessons} <= set(HANDOUTS)


def test_a_page_has_every_word_of_its_lesson(edition):
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        text = edition[f"{path.stem}.html"].text
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html")
                shown = Page(f"<main>{html}</main>").text if html else re.sub(r"\s+", "", output.get("text", ""))
                assert shown in text, (path.stem, cell.source[:60])
            if cell.cell_type == "markdown":
                for words in re.findall(r"[A-Za-z][A-Za-z ,]{20,}", pages.ABOUT_RUNNING.sub("", cell.source)):
                    assert words.replace(" ", "") in text, (path.stem, words)


def test_a_page_says_nothing_of_running_it(edition):
    assert not any("Howtowork" in page.text for page in edition.values())


def test_every_link_leads_somewhere(edition):
    for name, page in edition.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            if link.startswith("#"):
                assert link[1:] in page.ids, (name, link)
            elif not link.startswith("https://"):
                assert link.partition("#")[0] in edition, (name, link)


def test_lessons_lead_to_those_beside_them_and_to_the_contents(tables, edition):
    names = [place.file for place in pages.places(tables)]
    for number, name in enumerate(names):
        beside = {*names[max(0, number - 1) : number], *names[number + 1 : number + 2], "index.html"}
        for links in (edition[name].links[:4], edition[name].links[-3:]):
            assert beside <= set(links), name
    assert [link for link in edition["index.html"].links if link in names] == names
    assert set(edition["index.html"].links) == {"#main", *names, *HANDOUTS}


def test_a_page_needs_no_other_host_and_runs_nothing(folder, edition):
    for name, page in edition.items():
        assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & set(page.tags), name
        assert all(source.startswith("data:image/png;base64,") for source in page.sources), name
        assert not re.search(r"@import|url\(", (folder / name).read_text("utf-8")), name


def test_headings_begin_with_one_title_and_leave_out_no_level(edition):
    for name, page in edition.items():
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), name


def test_writing_again_gives_the_same_and_leaves_other_files_alone(folder, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    for _ in range(2):
        written = pages.write(tmp_path)
        assert written[0].name == "index.html"
        assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in written)
    assert (tmp_path / "mine.txt").read_text() == "mine"


# Handouts ----------------------------------------------------------------------------------------------


def sheet(lesson):
    return next(sheet for sheet in SHEETS if sheet.file == f"handout_{lesson}.html")


def test_a_handout_asks_the_exercises_of_its_lesson_and_answers_none(tables):
    for row in tables.rows("questions"):
        text = sheet(row.lesson).body.text
        assert (row.prompt in text) != (row.question in handouts.NOT_ON_PAPER), row.question
        if row.question in handouts.NOT_ON_PAPER:
            continue
        one = exercise(tables, row.question)
        offered = one.options["text"] if one.kind in handouts.CHOOSING else []
        assert all(option in text for option in offered), row.question
        said = [*one.options["feedback"], row.hint_1, row.hint_3]
        assert not any(words in text for words in said), row.question
        if one.kind == "write":
            asked = text.split("Questions")[-1]
            assert row.prompt in asked and not any(model in asked for model in one.options["text"]), row.question


def test_a_guess_is_asked_for_before_there_is_anything_to_read(tables):
    guesses = [row for row in tables.rows("questions") if row.prompt.startswith(handouts.GUESS)]
    assert len(guesses) == 2
    for row in guesses:
        html = sheet(row.lesson).body.html
        assert html.index("<h2>Before you look</h2>") < html.index(row.prompt) < html.index("<table")
    assert "Before you look" not in sheet("03_pompeo").body.html


def test_the_handouts_of_all_texts_have_the_same_parts(tables, edition):
    lessons = [row.lesson for row in tables.rows("lessons") if row.kind == "document"]
    parts = {tuple(re.findall(r"<h2>(.*?)</h2>", sheet(lesson).body.html)) for lesson in lessons}
    assert parts == {
        ("Source card", "Paragraphs, in our words", "Strongest form", "Strongest objection", "Questions", "Exit ticket")
    }
    for row in tables.rows("paragraphs"):
        assert (
            row.summary in sheet(next(r.lesson for r in tables.rows("lessons") if r.document == row.document)).body.text
        )
    assert all(sheet(lesson).body.html.count('class="line"') == 6 for lesson in lessons)


def test_the_packets_of_a_deliberation_can_be_handed_out(tables):
    packets = [one for one in SHEETS if one.label not in ("handout", "sheet for groups")]
    assert [one.label for one in packets] == ["packet for", "packet against", "third packet"]
    assert all(one.lesson == "11_compare_and_deliberate" and len(one.body.text.split()) > 300 for one in packets)


def test_every_lesson_on_a_text_has_a_sheet_for_groups(tables):
    sheets = {one.lesson: one.body.text for one in SHEETS if one.label == "sheet for groups"}
    assert list(sheets) == [row.lesson for row in tables.rows("lessons") if row.kind == "document"]
    assert all(len(text.split()) > 300 for text in sheets.values())


# In a browser ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        try:
            browser = start_browser(playwright)
        except NoBrowser as reason:
            pytest.skip(str(reason))
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", pages.GUIDE_PAGE, *HANDOUTS, *(f"{lesson}.html" for lesson in LESSONS)])
def test_a_page_can_be_read_by_everybody(browser, folder, name):
    # A window of 320 pixels is also what a wide one of 640 becomes at 200 percent.
    page = browser.new_page(viewport={"width": NARROWEST, "height": 640})
    page.goto((folder / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("async () => (await axe.run()).violations.map(one => [one.id, one.nodes[0].html])")
        assert found == [], scheme
    page.close()


@pytest.mark.browser
def test_the_keyboard_comes_to_the_text_first(browser, folder):
    page = browser.new_page()
    page.goto((folder / "06_how_big_is_mexico.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the text"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.close()


@pytest.mark.browser
def test_a_page_can_be_printed(browser, folder):
    page = browser.new_page()
    page.goto((folder / "02_how_an_argument_is_built.html").as_uri())
    assert page.pdf(format="Letter").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible() and page.locator("h1").is_visible()
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", HANDOUTS)
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_handout_fits_on_two_pages(browser, folder, name, paper):
    page = browser.new_page()
    page.goto((folder / name).as_uri())
    printed = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))
    assert 1 <= printed <= MOST_PAGES
    page.close()
