"""Every lesson in a real browser: as stored, after Run All, from the keyboard, and as an exported page."""

import ast
import shutil
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from browser import DARK, LESSONS, LIGHT, NARROW, PHONE, WIDE, Lab, NoBrowser, opened_export, opened_lab
from ipywidgets import (
    HTML,
    BoundedIntText,
    Button,
    Checkbox,
    Dropdown,
    RadioButtons,
    SelectMultiple,
    Text,
    Textarea,
    Widget,
)
from playwright.sync_api import Error, Page

from helpers import marks, reader
from helpers.comparison import ALL
from helpers.html import Fragment, escaped
from helpers.widgets.from_file import FromFile
from helpers.widgets.view import Group, InPage, View

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# A file of a partner, and the controls of groups that may show nothing by themselves.
PARTNER = marks.dump({"pompeo-01": marks.Mark("pompeo-01", "unclear", "value", "A note of a partner.")})
SILENT = ("Its type, as I see it:", "A partner's file of marks:", "Take this mark back", "Keep what was pasted")

# Functions for the page; what should be seen and what is seen are read by the same ones.
READ = """() => {
    const all = (node, what) => [...node.querySelectorAll(what)];
    const squeezed = text => text.replace(/\\s+/g, '');
    // What has to be there besides words.
    const parts = node => ({
        pictures: all(node, 'img').map(one => one.alt),
        captions: all(node, 'caption').map(one => squeezed(one.textContent)),
        scopes: all(node, 'th').map(one => one.scope),
        headings: all(node, 'h1, h2, h3, h4, h5, h6').map(one => one.tagName + squeezed(one.textContent)),
        links: all(node, 'a').map(one => squeezed(one.textContent)),
        details: all(node, 'summary').map(one => squeezed(one.textContent)),
    });
    window.outputs = node => all(node, '.jp-OutputArea-output');
    window.outputsOf = place => outputs(lesson.content.widgets[place].node);
    window.meant = html => {
        const page = new DOMParser().parseFromString(html, 'text/html').body;
        return {words: squeezed(page.textContent), ...parts(page)};
    };
    window.seen = node => ({words: node.checkVisibility() ? squeezed(node.innerText) : '', ...parts(node)});
    // The live controls of a cell, and the prose around them.
    const box = place => lesson.content.widgets[place].node.querySelector('.widget-vbox');
    const kinds = ['dropdown', 'select-multiple', 'text', 'textarea', 'checkbox', 'radio', 'button'];
    const what = [...kinds.map(kind => '.widget-' + kind), '.from-file'].join();
    window.prose = place => box(place) ? all(box(place), '.widget-html-content') : [];
    window.controls = place => box(place) ? all(box(place), what) : [];
    window.focused = place => controls(place).findIndex(one => one.contains(document.activeElement));
    window.state = (place, number) => {
        const [list] = all(controls(place)[number], 'select');
        if (list) return all(list, 'option').flatMap((one, order) => one.selected ? [order] : []);
        const inputs = all(controls(place)[number], 'input, textarea');
        const written = one => one.value;
        const values = {
            number: one => Number(one.value), text: written, textarea: written, file: one => one.files.length,
        };
        return inputs.map(one => (values[one.type] ?? (one => one.checked))(one));
    };
}"""


@pytest.fixture(scope="module")
def lab():
    """Start JupyterLab and a browser once for all lessons."""
    try:
        with opened_lab() as lab:
            lab.page.evaluate(READ)
            lab.page.evaluate(AXE.read_text(encoding="utf-8"))
            yield lab
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request) -> str:
    """Name each lesson in turn; because of the scope, all tests of one come before those of the next."""
    return request.param


@pytest.fixture(scope="module")
def cells(lab, lesson) -> list:
    """Return the cells of a lesson as they are stored."""
    return nbformat.read(lab.project / "notebooks" / f"{lesson}.ipynb", as_version=4).cells


@pytest.fixture(scope="module")
def values(cells) -> dict[int, object]:
    """Run the code of a lesson here, without a browser, and return what each cell gives."""
    shutil.rmtree(reader.folder(), ignore_errors=True)
    names, found = {}, {}
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and (code := ast.parse(cell.source).body):
            last = code.pop().value if isinstance(code[-1], ast.Expr) else ast.Constant(None)
            exec(compile(ast.Module(code, []), "lesson", "exec"), names)
            found[place] = eval(compile(ast.fix_missing_locations(ast.Expression(last)), "lesson", "eval"), names)
    return found


@pytest.fixture
def stored(lab, lesson) -> Lab:
    """Show a lesson that nobody has run, with every <details> open."""
    lab.open(lesson)
    lab.set_width(WIDE)
    lab.set_details(True)
    return lab


@pytest.fixture
def ran(lab, lesson) -> Lab:
    """Show a lesson after Run All, with every <details> open."""
    lab.run(lesson)
    lab.set_width(WIDE)
    lab.set_details(True)
    return lab


@pytest.fixture(scope="module")
def exported(lab):
    """Export all lessons; return what shows one of them without JavaScript."""
    with opened_export(lab, LESSONS) as show:
        yield show


# As stored ----------------------------------------------------------------------------------------


def test_a_lesson_that_was_not_run_shows_every_view(stored, cells):
    page = stored.page
    for place, cell in enumerate(cells):
        if cell.cell_type == "code":
            seen = page.evaluate("place => outputsOf(place).map(seen)", place)
            assert differences(page, stored_html(cell), seen) == [], cell.source
    words = page.evaluate("() => lesson.content.node.innerText").lower()
    assert "model not found" not in words
    assert "loading widget" not in words
    assert broken_pictures(page) == []
    assert stored.errors == []


def test_code_is_folded_away_but_for_what_a_reader_is_asked_to_change(stored, cells):
    unfolded = stored.page.evaluate(
        """() => lesson.content.widgets.filter(cell => cell.model.type === 'code' &&
            (!cell.inputHidden || cell.node.querySelector('.jp-InputArea-editor')?.checkVisibility())
        ).map(cell => cell.model.sharedModel.source)"""
    )
    assert unfolded == [cell.source for cell in cells if "open" in cell.metadata.get("tags", [])]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_lesson_that_was_not_run_is_accessible(stored, theme):
    # JupyterLab takes tabindex and role from what was not run in it, and so from the regions of wide tables.
    known = ["scrollable-region-focusable", '<div style="overflow-x:auto">']
    assert [one for one in violations(stored, theme) if one != known] == []


# After Run All ------------------------------------------------------------------------------------


def test_run_all_works_and_brings_the_controls(ran, cells, values):
    page = ran.page
    unwanted = page.evaluate(
        """() => lesson.content.model.toJSON().cells.flatMap(cell => cell.outputs ?? [])
            .filter(one => one.output_type === 'error' || one.name === 'stderr')"""
    )
    assert unwanted == []
    for place, value in values.items():
        source = cells[place].source
        assert page.evaluate("place => lesson.content.widgets[place].model.executionCount", place), source
        if isinstance(value, View):
            live, html = controls_and_html(value)
            # The parts of a widget are drawn one after the other.
            drawn = "([place, n, m]) => controls(place).length === n && prose(place).length === m"
            page.wait_for_function(drawn, arg=[place, len(live), len(html)], timeout=10_000)
            seen = page.evaluate("place => prose(place).map(seen)", place)
        else:
            html = [value.html] if isinstance(value, Fragment) else stored_html(cells[place])
            seen = page.evaluate("place => outputsOf(place).map(seen)", place)
        assert differences(page, html, seen) == [], source
    assert broken_pictures(page) == []
    assert ran.errors == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_lesson_that_was_run_is_accessible(ran, theme):
    assert violations(ran, theme) == []


def test_no_word_of_a_control_is_cut_off_in_a_narrow_window(ran):
    ran.set_width(NARROW)
    cut_off = ran.page.evaluate(
        """() => [...lesson.node.querySelectorAll('.widget-vbox label, .widget-vbox button')].filter(one =>
            one.checkVisibility() && (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        ).map(one => one.textContent)"""
    )
    assert cut_off == []


# From the keyboard --------------------------------------------------------------------------------


def test_wide_tables_scroll_from_the_keyboard(ran):
    page = ran.page
    ran.set_width(NARROW)
    page.evaluate(
        """() => {
            const regions = [...lesson.node.querySelectorAll('[role=region][tabindex="0"]')];
            window.wide = regions.filter(one => one.scrollWidth > one.clientWidth);
        }"""
    )
    for number in range(page.evaluate("() => wide.length")):
        name = page.evaluate("number => wide[number].ariaLabel", number)
        page.evaluate("number => wide[number].focus()", number)
        page.keyboard.press("ArrowRight")
        try:
            page.wait_for_function("number => wide[number].scrollLeft > 0", arg=number, timeout=3000)
        except Error:
            pytest.fail(f"ArrowRight does not scroll the table {name!r}")


def test_every_control_works_from_the_keyboard(ran, values):
    """Move every control by its keys, and compare what it shows with the same view moved here."""
    page, sources = ran.page, "() => lesson.content.model.toJSON().cells.map(cell => cell.source)"
    ran.shown = ("", "")
    before = page.evaluate(sources)
    for place, view in values.items():
        if isinstance(view, View):
            page.evaluate(BEGIN_ABOVE, place)
            for number in range(len(controls_and_html(view)[0])):
                try_control(page, place, number, view)
            page.keyboard.press("Escape")
            is_back = "place => document.activeElement === lesson.content.widgets[place].node"
            assert page.evaluate(is_back, place), f"Escape does not lead back to cell {place}"
    assert page.evaluate(sources) == before
    assert ran.errors == []
    # Feedback, hints and what was chosen are there only now.
    assert violations(ran, LIGHT) == []


# Arrow keys pass over cells whose code is folded away, so a reader comes to a view from the cell above it.
BEGIN_ABOVE = """place => {
    do { place -= 1; } while (place && lesson.content.widgets[place].inputHidden);
    lesson.content.activeCellIndex = place;
    lesson.content.activate();
}"""


def try_control(page: Page, place: int, number: int, view: View) -> None:
    """Go on to a control with Tab and move it by its keys."""
    control = controls_and_html(view)[0][number]
    name = f"{type(control).__name__} {control.description!r} of cell {place}"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("place => focused(place)", place) == number:
            break
    else:
        pytest.fail(f"Tab does not lead to {name}")
    # Answers and notes show nothing until a button is pressed, and what has no mark cannot be taken back; every
    # other control has to show something.
    silent = isinstance(control, RadioButtons | Checkbox | Textarea) or control.description in SILENT
    grouped = [one for one in view.controls.values() if isinstance(one, Group)]
    shows = control in view.controls.values() or (not silent and any(control in leaves(one) for one in grouped))
    states, shown = [page.evaluate("at => state(...at)", [place, number])], [controls_and_html(view)[1]]
    for keys in steps(control, number):
        states.append(turn(page, place, number, view, keys))
        shown.append(controls_and_html(view)[1])
        if isinstance(control, Dropdown) and shown[-1] != shown[0]:
            break
    if isinstance(control, Dropdown) and control.options[0] == ALL:
        # A filter that hides much would leave the controls after it nothing to change.
        turn(page, place, number, view, ["Home"])
    assert isinstance(control, Button) or any(one != states[0] for one in states), f"keys do not move {name}"
    assert not shows or any(one != shown[0] for one in shown), f"{name} changes nothing that is shown"
    # If the notebook took these keys, they would cut, delete and add cells.
    turn(page, place, number, view, ["x", "d", "d", "b"])
    assert page.evaluate("place => focused(place)", place) == number, f"keys lead away from {name}"


def steps(control: Widget, number: int) -> list[list[str]]:
    """Return the keys that move a control, step by step; ``number`` is its place in the view."""
    match control:
        case Dropdown() if control.options[0][0] == "choose":
            # A list of an exercise: each takes another answer than the one before.
            return [["ArrowDown"]] * (number + 1)
        case Dropdown():
            return [*[["ArrowDown"]] * (len(control.options) - 1), ["Home"]]
        case SelectMultiple():
            two = ["Home", "ControlOrMeta+ArrowDown", "ControlOrMeta+ArrowDown", "ControlOrMeta+Space"]
            return [["Home"], ["ArrowDown"], ["Shift+ArrowDown"], two, ["ControlOrMeta+a"]]
        case BoundedIntText():
            return [["ControlOrMeta+a", *str(control.value // 2 or control.max), "Enter"]]
        case RadioButtons():
            return [["ArrowDown"], ["ArrowDown"], ["ArrowUp"]]
        case Checkbox():
            return [["Space"]]
        case Textarea():
            return [[*"a note"]]
        case Text():
            return [[*"12.5"]]
        case FromFile():
            return [["Space"]]
        case Button():
            return [["Enter"], ["Space"], ["Enter"]]
    raise NotImplementedError(f"Say here which keys move a {type(control).__name__}.")


def turn(page: Page, place: int, number: int, view: View, keys: list[str]) -> list:
    """Press keys, do the same to the view here, and wait until the page shows what that shows."""
    control = controls_and_html(view)[0][number]
    for key in keys:
        if isinstance(control, FromFile) and key == "Space":
            choose_file(page)
        else:
            page.keyboard.press(key)
    state = page.evaluate("at => state(...at)", [place, number])
    # While the kernel is busy with a change, a control holds back the next one; a button does not wait.
    page.evaluate(
        """async () => {
            for (let n = 0; n < 2; ++n) await lesson.sessionContext.session.kernel.requestKernelInfo();
        }"""
    )
    match control:
        case Dropdown():
            control.index = state[0] if state else None
        case SelectMultiple():
            control.index = tuple(state)
        case RadioButtons():
            control.index = state.index(True) if True in state else None
        case Button():
            for key in keys:
                if key in ("Enter", "Space"):
                    control.click()
        case FromFile() if "Space" in keys:
            control.chosen = {"name": "partner.json", "size": len(PARTNER.encode()), "content": PARTNER}
        case FromFile():
            pass
        case _:
            (control.value,) = state
    html = controls_and_html(view)[1]
    is_shown = """([place, html]) => JSON.stringify(prose(place).map(one => meant(one.innerHTML))) ===
        JSON.stringify(html.map(meant))"""
    try:
        page.wait_for_function(is_shown, arg=[place, html], polling=50, timeout=20_000)
    except Error:
        seen = page.evaluate("place => prose(place).map(one => meant(one.innerHTML))", place)
        pytest.fail(f"{control.description!r} of cell {place} after {keys}: {differences(page, html, seen)}")
    return state


def choose_file(page: Page) -> None:
    """Open the list of files with the space bar, again if need be, and choose one.

    A browser opens it only within five seconds of the key, which a busy machine may miss; a reader presses again.
    """
    for _ in range(5):
        page.evaluate("async () => { await lesson.sessionContext.session.kernel.requestKernelInfo(); }")
        try:
            with page.expect_file_chooser(timeout=12_000) as chooser:
                page.keyboard.press("Space")
        except Error:
            continue
        chooser.value.set_files({"name": "partner.json", "mimeType": "application/json", "buffer": PARTNER.encode()})
        return
    pytest.fail("the space bar does not open the list of files")


# Exported -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_an_exported_lesson_shows_every_view_without_javascript(exported, lesson, cells, width):
    page = exported(lesson, width)
    page.evaluate(READ)
    for number, summary in enumerate(page.locator("summary").all()):
        if number % 2:
            summary.click()
        else:
            summary.focus()
            page.keyboard.press("Enter")
    assert page.locator("details:not([open])").count() == 0
    html = [one for cell in cells if cell.cell_type == "code" for one in stored_html(cell)]
    assert differences(page, html, page.evaluate("() => outputs(document).map(seen)")) == []
    assert broken_pictures(page) == []
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= width
    # A wide table may reach further, inside a region that scrolls and can have the focus.
    too_wide = page.evaluate(
        """() => {
            const ours = [...document.querySelectorAll('.jp-OutputArea-output *, .jp-RenderedMarkdown *')];
            const scrolls = one => one.parentElement.closest('[role=region][tabindex="0"]');
            return ours.filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one))
                .map(one => one.outerHTML.slice(0, 200));
        }"""
    )
    assert too_wide == []


# Readings -----------------------------------------------------------------------------------------


def stored_html(cell) -> list[str]:
    """Return what a code cell has stored, as HTML."""
    data = [output.get("data", {"text/plain": output.get("text", "")}) for output in cell.outputs]
    return [one.get("text/html", escaped(one.get("text/plain", ""))) for one in data]


def controls_and_html(view: View) -> tuple[list[Widget], list[str]]:
    """Return the live controls of a view, from top to bottom, and the HTML between them."""

    parts = list(leaves(view.box))
    html = [one.value for one in parts if isinstance(one, HTML)]
    return [one for one in parts if not isinstance(one, HTML | InPage)], html


def leaves(widget: Widget):
    """Yield what stands in a widget, from top to bottom, with the content of its boxes in their place."""
    for child in getattr(widget, "children", ()):
        yield from leaves(child)
    if not hasattr(widget, "children"):
        yield widget


def differences(page: Page, html: list[str], seen: list[dict]) -> list[str]:
    """Say where what is seen first departs from what some HTML means; the list is empty if nowhere."""
    if len(html) != len(seen):
        return [f"{len(html)} things should be seen, and {len(seen)} are"]
    found = []
    for meant, one in zip(page.evaluate("html => html.map(meant)", html), seen, strict=True):
        for part, should in meant.items():
            if one[part] != should:
                same = [left == right for left, right in zip(should, one[part], strict=False)]
                near = slice(max(0, [*same, False].index(False) - 30), [*same, False].index(False) + 60)
                found.append(f"{part}: {should[near]!r} became {one[part][near]!r}")
    return found


def broken_pictures(page: Page) -> list[str]:
    """Return the words for pictures that could not be drawn."""
    return page.evaluate(
        """() => outputs(document).flatMap(one => [...one.querySelectorAll('img')])
            .filter(one => !one.naturalWidth).map(one => one.alt)"""
    )


def violations(lab: Lab, theme: str) -> list[list[str]]:
    """Return which rules of accessibility the lesson itself breaks badly, and where.

    The window is narrow, because more has to scroll then, and every <details> is open.
    """
    lab.set_theme(theme)
    lab.set_details(True)
    # JupyterLab gives the body no height, and axe takes what stands in such a place for hidden. Rows of a
    # table, folds and items of a list after the third are made like those before; a window that is tall enough
    # for all of them is more than a browser can draw.
    more = ["tbody tr:nth-child(n+4)", "details:nth-of-type(n+4)", "li:nth-child(n+4)"]
    hidden = ", ".join(f".jp-OutputArea-output {one}" for one in more)
    style = lab.page.add_style_tag(content=f"body {{ height: 100vh; }} {hidden} {{ display: none; }}")
    lab.fit(NARROW)
    found = lab.page.evaluate(
        """async rules => {
            const where = {include: [['.jp-OutputArea-output'], ['.jp-RenderedMarkdown']]};
            const {violations, passes} = await axe.run(where, {runOnly: rules, resultTypes: ['violations']});
            if (!passes.some(one => one.id === 'color-contrast')) return [['', 'contrast was not examined']];
            return violations.filter(one => ['serious', 'critical'].includes(one.impact))
                .flatMap(one => one.nodes.map(node => [one.id, node.html.slice(0, 200)]));
        }""",
        RULES,
    )
    style.evaluate("style => style.remove()")
    return found
