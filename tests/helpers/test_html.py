"""Nothing that goes in can become HTML, and the page and the plain text say the same words."""

import base64
import io
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from helpers import html
from helpers.html import (
    bullets,
    card,
    columns,
    details,
    figure,
    heading,
    inline,
    link,
    pairs,
    paragraph,
    stack,
    strong,
    table,
)

HOSTILE = """"><script>alert('x')</script>&amp;<img src=x onerror=alert(1)> end"""
ALLOWED = {"a", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h3", "h4", "h5", "h6", "img"}
ALLOWED |= {"li", "ol", "p", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"}
ATTRIBUTES = {"style", "href", "src", "alt", "scope", "tabindex", "role", "aria-label", "data-lm-suppress-shortcuts"}
INLINE = {"a", "strong"}
ONE = pd.DataFrame({"Word": ["one"], "Number": [1]})


class Reader(HTMLParser):
    """Reads a page as a person would: its words in order, with alt texts, link targets and list numbers."""

    def __init__(self, page):
        super().__init__()
        self.said, self.tags, self.open, self.numbers, self.targets = [], [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "img":
            self.said.append(f" Picture: {dict(attributes)['alt']} ")
            return
        self.open.append(tag)
        if tag not in INLINE:
            self.said.append(" ")
        if tag in ("ol", "ul"):
            self.numbers.append(0 if tag == "ol" else None)
        if tag == "li" and self.numbers[-1] is not None:
            self.numbers[-1] += 1
            self.said.append(f"{self.numbers[-1]}. ")
        if tag == "a":
            self.targets.append(dict(attributes)["href"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        if tag == "a":
            self.said.append(f" ({self.targets[-1]})")
        elif tag not in INLINE:
            self.said.append(" ")
        if tag in ("ol", "ul"):
            self.numbers.pop()

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self):
        return "".join(self.said)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def words(text):
    return re.findall(r"\w+", text)


def assert_same_words(fragment):
    assert words(Reader(fragment.html).text) == words(fragment.text)


def assert_harmless(page):
    """Only the tags and attributes that helpers.html itself writes."""
    read = Reader(page)
    assert {tag for tag, _ in read.tags} <= ALLOWED
    for _, attributes in read.tags:
        assert set(attributes) <= ATTRIBUTES
    return read


def a_figure(**changes):
    arguments = dict(alt="the finding", caption="what is drawn", cannot_show="causes", numbers=ONE)
    return figure(Figure(figsize=(0.1, 0.1)), **{**arguments, **changes})


# Escaping ----------------------------------------------------------------------------------------

PLACES = {
    "inline": lambda bad: inline(bad, "x", strong("y")),
    "strong": lambda bad: strong(bad),
    "link text": lambda bad: link(bad, "https://example.org/"),
    "link target": lambda bad: link("words", "https://example.org/" + bad),
    "link refused": lambda bad: link(bad, "javascript:" + bad),
    "paragraph": lambda bad: paragraph(bad, strong("y")),
    "heading": lambda bad: heading(bad),
    "bullets": lambda bad: bullets([bad]),
    "ordered bullets": lambda bad: bullets([bad, bad], ordered=True),
    "pairs, name": lambda bad: pairs({bad: "value"}),
    "pairs, value": lambda bad: pairs({"name": bad}),
    "stack": lambda bad: stack(bad),
    "card, title": lambda bad: card(bad, "x"),
    "card, part": lambda bad: card("x", bad),
    "details, summary": lambda bad: details(bad, "x"),
    "details, part": lambda bad: details("x", bad),
    "columns": lambda bad: columns(card(bad), paragraph(bad)),
    "table, caption": lambda bad: table(ONE, bad),
    "table, column name": lambda bad: table(ONE.rename(columns={"Word": bad}), "caption"),
    "table, first cell": lambda bad: table(pd.DataFrame({"a": [bad], "b": ["x"]}), "caption"),
    "table, cell": lambda bad: table(pd.DataFrame({"a": ["x"], "b": [bad]}), "caption"),
    "table, fragment in a cell": lambda bad: table(pd.DataFrame({"a": ["x"], "b": [strong(bad)]}), "caption"),
    "figure, alt": lambda bad: a_figure(alt=bad),
    "figure, caption": lambda bad: a_figure(caption=bad),
    "figure, what it cannot show": lambda bad: a_figure(cannot_show=bad),
    "figure, column name": lambda bad: a_figure(numbers=ONE.rename(columns={"Word": bad})),
    "figure, cell": lambda bad: a_figure(numbers=pd.DataFrame({"a": [bad]})),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_text_can_become_html(place):
    fragment = PLACES[place](HOSTILE)
    read = assert_harmless(fragment.html)
    assert HOSTILE in read.text
    assert HOSTILE in fragment.text
    assert_same_words(fragment)


def test_escaped_leaves_no_character_with_a_meaning_in_html():
    assert html.escaped("<a href=\"x\" title='y'> & more") == (
        "&lt;a href=&quot;x&quot; title=&#x27;y&#x27;&gt; &amp; more"
    )
    assert html.escaped("&lt;") == "&amp;lt;"


def test_alt_text_and_table_names_keep_every_character():
    assert Reader(a_figure(alt=HOSTILE).html).all("img")[0]["alt"] == HOSTILE
    assert Reader(table(ONE, HOSTILE).html).all("div")[0]["aria-label"] == HOSTILE


# Links -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["https://example.org/a?b=c&d=e#f", "03_pompeo.ipynb", "../data/README.md"])
def test_web_and_relative_addresses_become_links(target):
    fragment = link("words", target)
    assert [one["href"] for one in Reader(fragment.html).all("a")] == [target]
    assert fragment.text == f"words ({target})"


REFUSED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "mailto:a@example.org",
    "http://example.org/",
    "//example.org/",
    "/etc/passwd",
    "",
]


@pytest.mark.parametrize("target", REFUSED)
def test_other_addresses_never_become_links(target):
    fragment = link("words", target)
    assert fragment.html == "words"
    assert fragment.text == "words"


def as_a_browser_reads_it(target):
    """Without spaces around it and line ends in it, and with a slash for each backslash."""
    return re.sub(r"[\t\n\r]", "", target.strip("".join(map(chr, range(33))))).replace("\\", "/")


@settings(max_examples=300)
@example("\\\\example.org/")
@example("\t//example.org/")
@example(" /\\example.org/")
@given(st.text(alphabet='j:/\\ \t\n.?#&<"', max_size=5) | st.text(max_size=9))
def test_a_link_leads_to_a_named_https_address_or_stays_on_this_site(target):
    if not Reader(link("words", target).html).all("a") or target.startswith("https://"):
        return
    try:
        there = urlsplit(urljoin("https://lessons.example/notebooks/", as_a_browser_reads_it(target)))
    except ValueError:
        return  # not an address at all, so nothing opens
    assert (there.scheme, there.netloc) == ("https", "lessons.example")


# The same words in the page and in the text --------------------------------------------------------

phrase = st.text(alphabet="ab <>&\"'é1—", max_size=8)
one_line = phrase | st.builds(strong, phrase) | st.builds(link, phrase, phrase | st.just("https://example.org/?a=b&c"))
joined = st.lists(one_line, max_size=3).map(lambda parts: inline(*parts))


def several(function, inner):
    return st.lists(inner, max_size=3).map(lambda parts: function(*parts))


def _blocks(inner):
    part = inner | phrase
    cell = part | joined | st.none() | st.integers(0, 9999)
    frames = st.builds(
        lambda one, name: pd.DataFrame({"a": pd.Series([one], dtype=object), name + "x": ["z"]}), cell, phrase
    )
    return st.one_of(
        several(stack, part),
        several(columns, inner),
        st.builds(lambda items, ordered: bullets(items, ordered), st.lists(part | joined, max_size=3), st.booleans()),
        st.dictionaries(phrase, part, max_size=3).map(pairs),
        st.builds(lambda title, one, level: card(title, one, level=level), phrase, part, st.integers(3, 6)),
        st.builds(details, phrase, part, part),
        st.builds(table, frames, phrase),
        st.builds(lambda alt, frame: a_figure(alt=alt, numbers=frame), phrase, frames),
    )


fragments = st.recursive(several(paragraph, one_line) | joined | st.builds(heading, phrase), _blocks, max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(fragments)
def test_page_and_text_say_the_same_words_in_the_same_order(fragment):
    assert_harmless(fragment.html)
    assert_same_words(fragment)


# Tables --------------------------------------------------------------------------------------------


def test_a_table_names_itself_its_columns_and_its_rows():
    frame = pd.DataFrame({"Place": ["here", "there"], "Deaths": [1, 2], "Note": ["a", "b"]})
    read = Reader(table(frame, "Deaths by place").html)
    assert [one["scope"] for one in read.all("th")] == ["col", "col", "col", "row", "row"]
    assert len(read.all("td")) == 4
    assert len(read.all("caption")) == 1
    region = read.all("div")[0]
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Deaths by place")


@pytest.mark.parametrize(
    "values",
    [[1, 2], [1.5, 2.5], pd.array([1, None], dtype="Int64"), pd.Series([1.5, None])],
    ids=["integers", "numbers", "integers with a gap", "numbers with a gap"],
)
def test_numeric_columns_stand_right_and_words_left(values):
    read = Reader(table(pd.DataFrame({"a": ["x", "y"], "n": values}), "c").html)
    sides = [re.search(r"text-align: (\w+)", one["style"])[1] for tag, one in read.tags if tag in ("th", "td")]
    assert sides == ["left", "right"] * 3


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_reads_not_stated(missing):
    frame = pd.DataFrame({"a": ["x"], "b": pd.Series([missing], dtype=object)})
    assert table(frame, "c").text.endswith("x | not stated")


def test_numbers_get_separators_and_years_given_as_text_do_not():
    frame = pd.DataFrame(
        {"year": ["2024"], "deaths": [107543], "gap": pd.array([None], dtype="Int64"), "rate": [22.7], "none": [0]}
    )
    assert table(frame, "c").text.endswith("2024 | 107,543 | not stated | 22.7 | 0")


def test_a_yes_or_no_cell_does_not_become_a_number():
    assert table(pd.DataFrame({"a": ["x"], "b": [True]}), "c").text.endswith("x | True")


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": [], "b": []}), pd.DataFrame()], ids=["no rows", "no columns"])
def test_an_empty_table_still_has_its_name_and_columns(frame):
    fragment = table(frame, "nothing yet")
    read = Reader(fragment.html)
    assert len(read.all("th")) == len(frame.columns)
    assert read.all("td") == []
    assert words(read.text) == ["nothing", "yet", *frame.columns]
    assert_same_words(fragment)


# Figures, headings, bundles --------------------------------------------------------------------------


def test_a_figure_has_alt_text_caption_limits_and_numbers():
    fragment = a_figure()
    read = Reader(fragment.html)
    (image,) = read.all("img")
    assert image["alt"] == "the finding"
    drawn = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(drawn)).convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert len(read.all("figcaption")) == len(read.all("details")) == len(read.all("table")) == 1
    assert fragment.text.splitlines() == [
        "Picture: the finding",
        "Figure. what is drawn",
        "What it cannot show. causes",
        "The numbers behind this chart",
        "The numbers behind this chart",
        "Word | Number",
        "one | 1",
    ]


def test_the_same_picture_gives_the_same_bytes_on_a_white_ground():
    def drawn():
        picture = Figure(figsize=(1, 1))
        picture.add_subplot().plot([0, 1])
        return figure(picture, alt="a", caption="b", cannot_show="c", numbers=ONE).html

    assert drawn() == drawn()
    raw = base64.b64decode(re.search(r"base64,([^\"]+)", drawn())[1])
    assert raw.startswith(b"\x89PNG")
    assert b"Software" not in raw
    assert "background: white" in drawn()


@pytest.mark.parametrize("level", [3, 4, 5, 6])
def test_headings_have_the_level_that_is_asked_for(level):
    assert heading("Title", level) == html.Fragment(f"<h{level}>Title</h{level}>", "Title")
    assert f"<h{level}>Title</h{level}>" in card("Title", "x", level=level).html


def drawn(picture):
    """The picture as a lesson stores it."""
    page = figure(picture, alt="a", caption="b", cannot_show="c", numbers=ONE).html
    return Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])))


def test_a_picture_has_few_colours_its_full_size_and_a_white_ground():
    picture = Figure(figsize=(3, 2))
    axes = picture.add_axes((0.2, 0.2, 0.6, 0.6))
    axes.imshow([[n * m for n in range(40)] for m in range(40)], cmap="viridis", aspect="auto")
    axes.set_title("a name", color="black")
    image = drawn(picture)
    assert image.mode == "P" and image.size == (3 * 144, 2 * 144)
    colours = image.convert("RGB").getcolors()
    assert 16 < len(colours) <= html.COLOURS
    assert image.convert("RGB").getpixel((0, 0)) == max(colours)[1]
    assert min(max(colours)[1]) >= 250, "as good as white"


def test_few_colours_keep_what_a_picture_shows():
    picture = Figure(figsize=(2, 1))
    shades = ["#0072B2", "#D55E00", "#008060", "#A6478A", "#000000", "#5F5F5F"]
    for place, shade in enumerate(shades):
        axes = picture.add_axes((place / 6, 0, 1 / 6, 1))
        axes.set_facecolor(shade)
        axes.set(xticks=[], yticks=[])
    image = drawn(picture).convert("RGB")
    for place, shade in enumerate(shades):
        seen = image.getpixel((int((place + 0.5) * image.width / 6), image.height // 2))
        wanted = tuple(int(shade[n : n + 2], 16) for n in (1, 3, 5))
        assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 4, (shade, seen)


def test_headings_and_cards_begin_below_those_of_a_lesson():
    assert heading("Title").html == "<h3>Title</h3>"
    assert "<h3>Title</h3>" in card("Title").html


def test_a_fragment_shows_itself_as_text_and_html():
    fragment = strong("x" * 300)
    assert fragment._repr_mimebundle_() == {"text/plain": "x" * 300, "text/html": f"<strong>{'x' * 300}</strong>"}
    assert fragment._repr_mimebundle_(include=["text/plain"], exclude=[]) == fragment._repr_mimebundle_()
    with pytest.raises(AttributeError):
        fragment.html = "other"


def test_nothing_becomes_nothing():
    assert stack() == stack("", None, inline("")) == html.Fragment("", "")


def test_nested_lists_stay_nested_in_the_text():
    assert bullets(["a", stack("b", bullets(["c"]))], ordered=True).text == "1. a\n2. b\n  - c"


def test_parts_that_the_reader_opens_work_without_a_script():
    read = Reader(details("Sources", "x").html)
    assert [tag for tag, _ in read.tags] == ["details", "summary", "p"]


def test_what_takes_keys_is_marked_so_that_the_notebook_leaves_them_alone():
    name, value = html.KEEPS_KEYS.split("=")
    mark = (name, value.strip('"'))
    read = Reader(stack(details("Sources", table(ONE, "inside")), table(ONE, "outside"), a_figure()).html)
    takes_keys = [attributes for tag, attributes in read.tags if tag == "summary" or "tabindex" in attributes]
    assert len(takes_keys) == 5
    assert all(mark in attributes.items() for attributes in takes_keys)
    assert sum(name in attributes for _, attributes in read.tags) == len(takes_keys)
