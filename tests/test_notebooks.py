"""The stored lessons: whole, executed in order, readable without running, and true to the tables."""

import html
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from helpers import tables as reader

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
LESSONS = reader.load()["lessons"].query("status == 'ready'").set_index("lesson")
DATA_HEADINGS = [
    *("Predict", "What the figures measure", "Look", "Check the texts", "What would change the answer"),
    *("What the data cannot show", "Exit ticket"),
]
PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w|,\d)")
SERIES = r"\d+(?:(?:, | and | to |, and )\d+)*"


@pytest.fixture(params=list(LESSONS.index))
def name(request, notebooks):
    """Each lesson that is marked ready, by name."""
    assert request.param in notebooks, f"{request.param} is marked ready; notebooks/{request.param}.ipynb is missing"
    return request.param


@pytest.fixture
def notebook(name, notebooks):
    """The stored notebook of the lesson."""
    return notebooks[name]


def source(cell):
    return "".join(cell["source"])


def prose(notebook):
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and source(cell).strip()]


def outputs(notebook):
    return [output for cell in code(notebook) for output in cell["outputs"]]


def bundle(output):
    """Return what an output shows, by kind, each as one text."""
    return {kind: "".join(data) for kind, data in output.get("data", {}).items() if isinstance(data, (str, list))}


def headings(notebook):
    text = re.sub(r"^```.*?^```", "", "\n".join(prose(notebook)), flags=re.DOTALL | re.MULTILINE)
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", text, re.MULTILINE)]


def opening(notebook):
    """Return the markdown before the first heading of level 2."""
    return re.split(r"^## ", "\n\n".join(prose(notebook)), maxsplit=1, flags=re.MULTILINE)[0]


def test_no_notebook_is_without_a_lesson(notebooks):
    assert set(notebooks) == set(LESSONS.index)


def test_it_is_a_valid_notebook(name, notebook):
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    nbformat.validate(nbformat.from_dict(notebook))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_every_cell_was_run_once_and_in_order(notebook):
    assert code(notebook), "a lesson without code"
    assert [cell["execution_count"] for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert len(outputs(notebook)) >= 1


def test_nothing_failed_and_nothing_warned(name, notebook):
    for output in outputs(notebook):
        assert output["output_type"] != "error" and output.get("name") != "stderr", output


def test_no_state_of_a_widget_is_stored(notebook):
    assert "widgets" not in notebook["metadata"]
    kinds = {kind for output in outputs(notebook) for kind in output.get("data", {})}
    assert not [kind for kind in kinds if "widget" in kind], kinds


def test_nothing_of_the_machine_or_the_run_is_stored(name):
    raw = PICTURE.sub("", (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert not re.search(r"(?<![\w.])/(tmp|home|root|work|Users)\b", raw)
    assert not re.search(r"[A-Z]:\\", raw)
    assert not re.search(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b", raw)


def test_headings_go_down_step_by_step(notebook):
    levels = [level for level, _ in headings(notebook)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), headings(notebook)
    assert notebook["cells"][0]["cell_type"] == "markdown"


def test_the_opening_is_that_of_the_table(name, notebook):
    row = LESSONS.loc[name]
    text = opening(notebook)
    assert headings(notebook)[0] == (1, f"{row['order']:02d} {row['title']}")
    assert f"**Key question.** {row['key_question']}\n" in text
    assert f"**Time.** {row['minutes']} minutes" in text
    assert re.findall(r"^- (.+)$", text, re.MULTILINE) == reader.listed(row["objectives"])


def test_a_data_lesson_has_the_seven_headings(name, notebook):
    if LESSONS.loc[name, "kind"] == "data":
        assert [title for level, title in headings(notebook) if level == 2] == DATA_HEADINGS


def test_code_is_short_and_folded_away(notebook):
    for cell in code(notebook):
        assert len([line for line in source(cell).splitlines() if line.strip()]) <= 4, source(cell)
        to_change = "open" in cell["metadata"].get("tags", [])  # code that a reader is asked to change
        assert (cell["metadata"].get("jupyter", {}).get("source_hidden") is True) != to_change, source(cell)
        assert "%" not in source(cell) and not source(cell).lstrip().startswith("!"), source(cell)


def test_what_a_group_does_can_be_done_alone(name, notebook):
    text = "\n".join(prose(notebook))
    together = re.search(r"Talk about it|^## Discuss|\*In class:\*|^## Deliberate|a partner", text, re.MULTILINE)
    shown = "".join(bundle(output).get("text/plain", "") for output in outputs(notebook))
    alone = re.search(r"\*On your own|\*Alone:\*", text) or "| Alone" in shown
    assert alone or not together, name


def test_prose_is_short(notebook):
    for text in prose(notebook):
        words = [word for word in text.split() if any(character.isalnum() for character in word)]
        assert len(words) <= 120, (len(words), text[:60])


def test_every_picture_has_its_words(notebook):
    for output in outputs(notebook):
        shown = bundle(output)
        assert not [kind for kind in shown if kind.startswith("image/")], "a picture without words beside it"
        for image in re.findall(r"<img\b[^>]*>", shown.get("text/html", "")):
            alt = re.search(r'\balt="([^"]*)"', image)
            assert alt and len(html.unescape(alt[1])) >= 40, image[-120:]


def test_every_view_is_said_in_plain_text_too(notebook):
    views = [bundle(output) for output in outputs(notebook)]
    assert any("text/html" in view for view in views), "a lesson without a view"
    for view in views:
        plain = view.get("text/plain", "")
        assert "text/html" not in view or len(plain) > 20, view["text/html"][:80]
        assert not re.search(r"<\w+\.|\w+Box\(|<\w+ object|\bobject at 0x|^\w+\(\w+=|^Fragment\(", plain), plain[:80]


def shown_numbers(notebook):
    text = " ".join(
        PICTURE.sub("", part)
        for output in outputs(notebook)
        for part in (*bundle(output).values(), "".join(output.get("text", "")))
    )
    return set(NUMBER.findall(re.sub(r"<[^>]+>", " ", text)))


def told_numbers(text):
    """Return the figures of two or more digits: not years, and not the numbers of lessons and paragraphs."""
    text = re.sub(rf"\b(paragraphs?|lessons?) {SERIES}", "", text, flags=re.IGNORECASE)
    return [n for n in NUMBER.findall(text) if sum(map(str.isdigit, n)) >= 2 and not re.fullmatch(r"(19|20)\d\d", n)]


def test_what_counts_as_a_figure():
    text = "In 2022, 73,838 or 202.5 a day at 18 to 45; lessons 01 and 03, paragraphs 12 and 16; T40.4; 9-8-8."
    assert told_numbers(text) == ["73,838", "202.5", "18", "45"]


def test_every_figure_in_the_prose_stands_in_an_output(notebook):
    shown = shown_numbers(notebook)
    rest = "\n\n".join(prose(notebook)).replace(opening(notebook), "", 1)
    missing = [number for number in told_numbers(rest) if number not in shown]
    assert not missing, missing


def test_every_link_to_a_file_leads_somewhere(notebook):
    shown = "".join(bundle(output).get("text/html", "") for output in outputs(notebook))
    targets = re.findall(r"\]\(([^)\s]+)\)", "\n".join(prose(notebook))) + re.findall(r'href="([^"]+)"', shown)
    for target in map(html.unescape, targets):
        if not re.match(r"[a-z]+:|#", target):
            path = (FOLDER / target.split("#")[0]).resolve()
            assert path.exists() and path.is_relative_to(FOLDER.parent), target


def test_the_lessons_stay_small(notebooks):
    sizes = {path.stem: path.stat().st_size for path in FOLDER.glob("*.ipynb")}
    assert {name: size for name, size in sizes.items() if size >= 1_000_000} == {}
    assert sum(sizes.values()) < 5_000_000, sizes
