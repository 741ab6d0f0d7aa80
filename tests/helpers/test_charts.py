"""What the pictures show: their data, their zero, their marks, their labels; never their pixels."""

import subprocess
import sys
from itertools import combinations

import matplotlib
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from helpers import charts, datasets, figures, outlines, widgets
from helpers.widgets.argument_map import WORDS

DATE = pd.Timestamp("2024-08-31")
NAMES = datasets.MEASURES
LONG = {name: f"a measure with a name of some length, {number}" for number, name in enumerate(NAMES)}


# Pictures of the real tables, and hard cases ---------------------------------------------------------


def by_drug(values, years=(2023, 2024), measures=NAMES):
    rows = [(year, name, value) for name in measures for year, value in zip(years, values, strict=True)]
    return pd.DataFrame(rows, columns=["year", "measure", "deaths"])


def by_reading(*rows):
    nothing = float("nan")
    rows = [(*row, *(nothing, nothing)[: 5 - len(row)]) if len(row) < 5 else row for row in rows]
    return pd.DataFrame(rows, columns=["definition", "value", "then", "low", "high"])


def by_cause(*rows):
    return pd.DataFrame(rows, columns=["name", "value", "highlight"])


def by_months(*rows):
    frame = pd.DataFrame(rows, columns=["end", "deaths", "vintage"])
    return frame.assign(end=pd.to_datetime(frame["end"]))


def real(name):
    """The arguments with which a view of the real tables calls the function."""

    def arguments(tables):
        kept = []

        def catch(*given):
            kept.append(given)
            return original(*given)

        original = getattr(charts, name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(charts, name, catch)
            if name == "interpretations":
                widgets.check(tables, "mcinerney_vallely-f1")
            elif name == "outlines":
                widgets.true_to_scale(tables)
            elif name == "funnel":
                widgets.traced(tables)
            elif name == "causes":
                widgets.young_adult_causes(tables)
            elif name == "twelve_months":
                widgets.twelve_months(tables, "pompeo")
            else:
                widgets.deaths_by_drug(tables)
        return kept[0]

    return arguments


def every_check(tables):
    """The arguments of the picture of the check with the most interpretations."""
    one = figures.figure_check(tables, "pompeo-f1")
    return figures.listed_by_rule(tables, one), *figures.bounds(one, one.stretch), one.unit


def given(*arguments):
    return lambda tables: arguments


INFINITE = float("inf")


def flat(tables, *countries):
    return [(country, outlines.flat(tables, country)) for country in countries]


FINAL = pd.DataFrame({"end": pd.to_datetime(["2023-12-31"]), "deaths": [90]})
FOUR_LONG = by_cause(*((f"a cause of death with a very long name indeed, number {n}", n, n == 2) for n in range(1, 5)))
CASES = {
    "deaths_by_drug, real": ("deaths_by_drug", real("deaths_by_drug")),
    "deaths_by_drug, one row": ("deaths_by_drug", given(by_drug([5], [2024], ["heroin"]), NAMES)),
    "deaths_by_drug, equal values": ("deaths_by_drug", given(by_drug([100, 100]), NAMES)),
    "deaths_by_drug, very large": (
        "deaths_by_drug",
        given(by_drug([10**8, 10**9], measures=["all_drugs", "heroin"]), NAMES),
    ),
    "deaths_by_drug, long names": ("deaths_by_drug", given(by_drug([50, 100], measures=["all_drugs", "heroin"]), LONG)),
    "interpretations, real": ("interpretations", real("interpretations")),
    "interpretations, many": ("interpretations", every_check),
    "interpretations, one row": ("interpretations", given(by_reading(("a", 5.0, True)), 4.0, 6.0, "times")),
    "interpretations, equal values": (
        "interpretations",
        given(by_reading(*(("a", 5.0, then) for then in (True, False))), 5.0, INFINITE, "percent"),
    ),
    "interpretations, ranges alone": (
        "interpretations",
        given(by_reading(("a", float("nan"), True, 10.0, 90.0)), 50.0, INFINITE, "things"),
    ),
    "interpretations, very large": (
        "interpretations",
        given(by_reading(("a", 1e9, False), ("b", 1.0, True)), 1e6, INFINITE, "things"),
    ),
    "interpretations, far below": ("interpretations", given(by_reading(("a", 1.0, True)), 1e6, INFINITE, "things")),
    "interpretations, below zero": ("interpretations", given(by_reading(("a", -3.0, True)), 0.0, INFINITE, "percent")),
    "interpretations, long names": (
        "interpretations",
        given(by_reading(*((name, float(n), True) for n, name in enumerate(LONG.values()))), 1.0, 2.0, "times"),
    ),
    "outlines, real": ("outlines", real("outlines")),
    "outlines, one laid over another": ("outlines", lambda tables: (flat(tables, "Mexico", "Iraq"), True)),
    "outlines, three overlaid": ("outlines", lambda tables: (flat(tables, "Mexico", "Iraq", "Colombia"), True)),
    "funnel, real": ("funnel", real("funnel")),
    "funnel, one step": ("funnel", given([("once", [("seized", 5.0)])])),
    "funnel, long names": ("funnel", given([("once", [(name, 10.0 + n) for n, name in enumerate(LONG.values())])])),
    "twelve_months, real": ("twelve_months", real("twelve_months")),
    "twelve_months, one row": ("twelve_months", given(by_months(("2023-12-31", 100, "v")), FINAL, DATE)),
    "twelve_months, equal values": (
        "twelve_months",
        given(by_months(*(("2023-12-31", 100, v) for v in "abc")), FINAL.assign(deaths=100), DATE),
    ),
    "twelve_months, very large": ("twelve_months", given(by_months(("2023-12-31", 10**9, "v")), FINAL, DATE)),
    "twelve_months, long names": ("twelve_months", given(by_months(("2023-12-31", 100, LONG["heroin"])), FINAL, DATE)),
    "causes, real": ("causes", real("causes")),
    "causes, one row": ("causes", given(by_cause(("a cause", 5, True)), "deaths")),
    "causes, equal values": (
        "causes",
        given(by_cause(*((name, 7.5, False) for name in "abcde")), "deaths per 100,000"),
    ),
    "causes, very large": ("causes", given(by_cause(("a", 10**12, False), ("b", 1, True)), "deaths")),
    "causes, long names": ("causes", given(FOUR_LONG, "deaths")),
}


def each_case():
    return pytest.mark.parametrize("case", list(CASES))


def in_one_line(text):
    return text.get_text().replace("\n", " ")


def cases_of(function):
    return pytest.mark.parametrize("case", [case for case in CASES if CASES[case][0] == function])


@pytest.fixture(scope="module")
def gallery():
    return {}


@pytest.fixture
def drawn(tables, gallery, case):
    """A picture that has been drawn, and the arguments that it was made from."""
    if case not in gallery:
        name, arguments = CASES[case]
        arguments = arguments(tables)
        gallery[case] = getattr(charts, name)(*arguments), arguments
        FigureCanvasAgg(gallery[case][0]).draw()
    return gallery[case]


def axes_of(picture):
    (axes,) = picture.axes
    return axes


def texts(picture):
    """Every text that can be seen, by the box that it covers."""
    axes = axes_of(picture)
    found = [
        *axes.texts,
        axes.xaxis.label,
        axes.yaxis.label,
        *(axes.get_legend().get_texts() if axes.get_legend() else []),
    ]
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        found += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    found = [text for text in found if text.get_visible() and text.get_text()]
    return {text: text.get_window_extent(picture.canvas.get_renderer()) for text in found}


# Every picture -----------------------------------------------------------------------------------------


@each_case()
def test_every_text_stands_inside_the_picture(drawn):
    picture, _ = drawn
    for text, box in texts(picture).items():
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= picture.bbox.x1 + 1 and box.y1 <= picture.bbox.y1 + 1
        assert inside, f"{text.get_text()!r} at {box}, in {picture.bbox}"


@each_case()
def test_labels_do_not_cover_each_other(drawn):
    picture, _ = drawn
    boxes = {text: box for text, box in texts(picture).items() if text in axes_of(picture).texts}
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        # A pixel or two of the empty space around letters may touch.
        covered = (
            min(first.x1, second.x1) - max(first.x0, second.x0),
            min(first.y1, second.y1) - max(first.y0, second.y0),
        )
        assert min(covered) < 2, (one.get_text(), other.get_text(), covered)


@each_case()
def test_axes_of_quantities_start_at_zero(case, drawn):
    picture, _ = drawn
    axes = axes_of(picture)
    kind = case.split(",")[0]
    if kind == "outlines":  # a map has no zero
        assert axes.get_aspect() == 1
        return
    least = (axes.get_xlim() if kind in ("causes", "funnel", "interpretations") else axes.get_ylim())[0]
    assert least < 0 if case.endswith("below zero") else least == 0


def contrast_with_white(colour):
    """As the Web Content Accessibility Guidelines define it."""
    light = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(colour)]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


def test_contrast_is_computed_as_defined():
    assert contrast_with_white("black") == pytest.approx(21)
    assert contrast_with_white("white") == pytest.approx(1)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.01)


@each_case()
def test_marks_and_words_stand_out_on_white(drawn):
    picture, _ = drawn
    axes = axes_of(picture)
    colours = {line.get_color() for line in axes.lines}
    for bar in axes.patches:  # what is filled lightly, or not at all, has an edge that stands out
        light = contrast_with_white(bar.get_facecolor()) < 3
        colours.add(bar.get_edgecolor() if light or not bar.get_fill() else bar.get_facecolor())
    assert all(contrast_with_white(colour) >= 3 for colour in colours)
    assert all(contrast_with_white(text.get_color()) >= 3 for text in texts(picture))


def test_no_two_series_differ_by_colour_alone():
    looks = [(style["marker"], style["linestyle"]) for style in charts.STYLES.values()]
    assert len(set(looks)) == len(looks) == len(NAMES)
    assert set(charts.STYLES) == set(NAMES)


@pytest.mark.parametrize("case", [case for case in CASES if case.endswith(("real", "equal values"))])
def test_no_two_lines_of_a_picture_differ_by_colour_alone(drawn):
    looks = [
        (line.get_marker(), line.get_fillstyle(), line.get_linestyle())
        for line in axes_of(drawn[0]).lines
        if len(line.get_xdata())
    ]
    assert len(set(looks)) == len(looks)


# What each picture shows ---------------------------------------------------------------------------------


@cases_of("deaths_by_drug")
def test_deaths_by_drug_are_those_of_the_frame(drawn):
    picture, (frame, names) = drawn
    lines = axes_of(picture).lines
    assert [line.get_label() for line in lines] == list(dict.fromkeys(frame["measure"]))
    for line in lines:
        rows = frame[frame["measure"] == line.get_label()]
        assert list(line.get_xdata()) == rows["year"].tolist()
        assert list(line.get_ydata()) == rows["deaths"].tolist()
    labels = {in_one_line(text): text for text in axes_of(picture).texts}
    assert set(labels) == {names[line.get_label()] for line in lines}
    assert all(labels[names[line.get_label()]].get_color() == line.get_color() for line in lines)


@cases_of("interpretations")
def test_every_interpretation_is_a_mark_or_a_range_in_the_row_of_its_definition(drawn):
    picture, (frame, low, high, unit) = drawn
    axes = axes_of(picture)
    definitions = list(dict.fromkeys(frame["definition"]))
    height = {definition: -place for place, definition in enumerate(definitions)}
    assert [in_one_line(label) for label in axes.get_yticklabels()] == definitions
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    (spans,) = (line for line in axes.lines if line.get_marker() == "|")
    drawn_marks = sorted((y, x, line.get_fillstyle()) for line in marks for x, y in line.get_xydata())
    points = frame.dropna(subset=["value"])
    expected = [(height[row.definition], row.value, "full" if row.then else "none") for row in points.itertuples()]
    assert drawn_marks == sorted(expected)
    ranges = frame.dropna(subset=["low"])
    ends = [(x, y) for x, y in spans.get_xydata() if x == x]
    right = axes.get_xlim()[1]  # where a range has no upper limit
    told = [(x, height[row.definition]) for row in ranges.itertuples() for x in (row.low, min(row.high, right))]
    assert sorted(ends) == sorted(told)
    edges = {line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"}
    assert edges == {edge for edge in (low, high) if edge != INFINITE}
    assert axes.get_xlim()[0] <= 0 and axes.get_xlabel().startswith(unit)


@cases_of("outlines")
def test_outlines_keep_their_shape_and_their_scale(drawn):
    picture, (countries, overlaid) = drawn
    axes = axes_of(picture)
    assert axes.get_aspect() == 1
    rings = [ring for _, held in countries for ring in held]
    assert len(axes.patches) == len(rings)
    for patch, ring in zip(axes.patches, rings, strict=True):
        width, height = (patch.get_xy()[:, n].max() - patch.get_xy()[:, n].min() for n in (0, 1))
        assert width == pytest.approx(ring[:, 0].max() - ring[:, 0].min())
        assert height == pytest.approx(ring[:, 1].max() - ring[:, 1].min())
    names = [text.get_text() for text in (axes.get_legend().get_texts() if overlaid else axes.texts)]
    assert names == [name for name, _ in countries]
    looks = {(patch.get_linestyle(), patch.get_hatch()) for patch in axes.patches}
    assert len(looks) == len(countries)


@cases_of("funnel")
def test_a_funnel_has_a_bar_for_each_step_and_says_what_is_not_known(drawn):
    picture, (snapshots,) = drawn
    axes = axes_of(picture)
    steps = [(name, count) for _, held in snapshots for name, count in held]
    assert [bar.get_width() for bar in axes.patches] == [count if count == count else 0 for _, count in steps]
    assert [in_one_line(label) for label in axes.get_yticklabels()] == [name for name, _ in steps]
    words = [text.get_text() for text in axes.texts]
    assert words.count("not known") == sum(count != count for _, count in steps)
    assert all(when in words for when, _ in snapshots)


@cases_of("twelve_months")
def test_twelve_months_are_those_of_the_frames(drawn):
    picture, (rolling, final, date) = drawn
    *lines, calendar_years, text = axes_of(picture).lines
    assert [line.get_label() for line in lines] == list(dict.fromkeys(rolling["vintage"]))
    for line in (*lines, calendar_years):
        rows = final if line is calendar_years else rolling[rolling["vintage"] == line.get_label()]
        assert pd.to_datetime(line.get_xdata()).tolist() == rows["end"].tolist()
        assert list(line.get_ydata()) == rows["deaths"].tolist()
    assert pd.to_datetime(text.get_xdata()).tolist() == [date, date]
    legend = [text.get_text() for text in axes_of(picture).get_legend().get_texts()]
    assert legend == [line.get_label() for line in (*lines, calendar_years)]
    assert axes_of(picture).get_ylim()[1] > rolling["deaths"].max()


@cases_of("causes")
def test_bars_are_as_long_as_the_values_and_the_longest_is_on_top(drawn):
    picture, (frame, unit) = drawn
    axes = axes_of(picture)
    rows = frame.sort_values("value")
    assert [bar.get_width() for bar in axes.patches] == rows["value"].tolist()
    assert {bar.get_x() for bar in axes.patches} == {0}
    assert [label.get_text() for label in axes.get_yticklabels()] == rows["name"].tolist()
    assert [bool(bar.get_hatch()) for bar in axes.patches] == rows["highlight"].tolist()
    assert [text.get_text() for text in axes.texts] == [f"{v:,.0f}" if v >= 100 else f"{v:,.1f}" for v in rows["value"]]
    assert axes.get_xlabel() == unit


def test_no_release_is_left_out():
    rolling = by_months(*(("2023-12-31", 100 + n, f"release {n}") for n in range(5)))
    lines = axes_of(charts.twelve_months(rolling, FINAL, DATE)).lines
    assert {f"release {n}" for n in range(5)} <= {line.get_label() for line in lines}


def test_final_counts_above_the_others_stay_in_the_picture():
    picture = charts.twelve_months(by_months(("2023-12-31", 100, "v")), FINAL.assign(deaths=200), DATE)
    assert axes_of(picture).get_ylim()[1] > 200


# Maps of arguments -----------------------------------------------------------------------------------------

SENTENCE = "The United States and Mexico should act together, and both governments know what that would mean."
HARD = {
    "one box": [(0, "thesis", SENTENCE)],
    "no box": [],
    "one letter": [(0, "claim", "a"), (1, "rebuts", "b")],
    "capitals": [(depth, role, f"{SENTENCE} {SENTENCE}".upper()) for depth, role in enumerate(("thesis", "reason"))],
    "a word without end": [(0, "thesis", "m" * 300), (1, "reason", "W" * 300), (2, "warrant", "l" * 300)],
    "dollars": [(0, "thesis", "From $5 to $10 a day"), (1, "reason", r"costs $\frac$ more, 50% of it")],
    "every role": [
        (0, "thesis", SENTENCE),
        (1, "rebuts", SENTENCE),
        (1, "rebuts", SENTENCE),
        (1, "reason", SENTENCE),
        (2, "premise", SENTENCE),
        (3, "undermines", SENTENCE),
        (2, "premise", SENTENCE),
        (2, "warrant", SENTENCE),
        (3, "undercuts", SENTENCE),
        (1, "reason", SENTENCE),
        (2, "warrant", SENTENCE),
        (0, "conclusion", SENTENCE),
        (1, "reason", SENTENCE),
        (0, "claim", SENTENCE),
        (1, "rebuts", SENTENCE),
    ],
}


@pytest.fixture(scope="module")
def maps(tables):
    """Each map that can be drawn: a picture and its boxes, of the real texts and of hard cases."""
    kept = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in tables["documents"]["document"]:
            patch.setattr(charts, "argument_map", lambda boxes, name=name: kept.update({name: boxes}) or Figure())
            widgets.argument_map(tables, name)
    assert list(kept) == tables["documents"]["document"].tolist() and all(map(len, kept.values()))
    made = {name: (charts.argument_map(boxes), boxes) for name, boxes in {**kept, **HARD}.items()}
    for picture, _ in made.values():
        picture.set_dpi(144)  # as it is stored
        FigureCanvasAgg(picture).draw()
    return made


def extents(picture):
    """What each box and each text of a map covers."""
    axes, renderer = axes_of(picture), picture.canvas.get_renderer()
    boxes = [box.get_window_extent(renderer) for box in axes.patches]
    return boxes, [text.get_window_extent(renderer) for text in axes.texts]


def test_a_map_has_one_box_for_each_entry_with_all_its_words(maps):
    for name, (picture, boxes) in maps.items():
        axes = axes_of(picture)
        assert len(axes.patches) == len(axes.texts) == len(boxes), name
        for text, (_, _, words) in zip(axes.texts, boxes, strict=True):
            assert "".join(text.get_text().split()) == "".join(words.split()), name


def test_every_text_of_a_map_lies_inside_its_box(maps):
    for name, (picture, _) in maps.items():
        for text, box, said in zip(axes_of(picture).texts, *extents(picture), strict=True):
            inside = said.x0 >= box.x0 and said.x1 <= box.x1 and said.y0 >= box.y0 and said.y1 <= box.y1
            assert inside, f"{name}: {text.get_text()!r} at {said}, in {box}"


def test_boxes_of_a_map_lie_in_the_picture_and_none_covers_another(maps):
    for name, (picture, _) in maps.items():
        boxes, _ = extents(picture)
        for box in boxes:
            assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= picture.bbox.x1 and box.y1 <= picture.bbox.y1, name
        for one, other in combinations(boxes, 2):
            assert not one.overlaps(other), (name, one, other)


def test_boxes_stand_from_top_to_bottom_and_further_in_the_deeper_they_are(maps):
    for name, (picture, given) in maps.items():
        boxes, _ = extents(picture)
        assert [box.y1 for box in boxes] == sorted((box.y1 for box in boxes), reverse=True), name
        lefts = {depth: {round(b.x0) for b, g in zip(boxes, given, strict=True) if g[0] == depth} for depth in range(4)}
        lefts = [places for places in lefts.values() if places]
        assert all(len(places) == 1 for places in lefts), name
        assert lefts == sorted(lefts, key=min), name


def test_a_line_leads_from_each_box_to_the_one_it_supports_or_objects_to(maps):
    for name, (picture, given) in maps.items():
        axes = axes_of(picture)
        lines, arrows = axes.lines[::2], axes.lines[1::2]
        below = [place for place, (depth, _, _) in enumerate(given) if depth]
        assert len(lines) == len(arrows) == len(below), name
        boxes, _ = extents(picture)
        for place, line, arrow in zip(below, lines, arrows, strict=True):
            depth, role, _ = given[place]
            above = next(boxes[n] for n in reversed(range(place)) if given[n][0] == depth - 1)
            (start, _, end), tip = (axes.transData.transform(one.get_xydata()) for one in (line, arrow))
            assert start[0] == pytest.approx(boxes[place].x0, abs=1) and boxes[place].y0 < start[1] < boxes[place].y1
            assert end[1] == pytest.approx(above.y0, abs=1) and above.x0 < end[0] < above.x1, (name, place)
            assert tip[0][0] == end[0] and tip[0][1] == pytest.approx(above.y0, abs=8), (name, place)
            against = role in ("rebuts", "undermines", "undercuts")
            assert line.get_linestyle() == ("--" if against else "-"), (name, place)


def test_objections_and_warrants_have_a_border_of_their_own_and_not_a_colour():
    looks = {role: style["linestyle"] for role, style in charts.BOXES.items()}
    assert {role for role, look in looks.items() if look == "dashed"} == {"rebuts", "undermines", "undercuts"}
    assert {role for role, look in looks.items() if look == "dotted"} == {"warrant"}
    assert set(charts.BOXES) == set(WORDS)


def test_words_and_lines_of_a_map_stand_out_on_white(maps):
    for name, (picture, _) in maps.items():
        axes = axes_of(picture)
        used = {text.get_color() for text in axes.texts} | {line.get_color() for line in axes.lines}
        assert all(contrast_with_white(one) >= 3 for one in used | {b.get_edgecolor() for b in axes.patches}), name
        assert all(to_rgb(box.get_facecolor()) == (1, 1, 1) for box in axes.patches), name


# Nothing is left behind ------------------------------------------------------------------------------------


def test_drawing_changes_no_setting_and_no_frame(tables):
    settings = dict(matplotlib.rcParams)
    cases = [*CASES.values(), ("argument_map", given(HARD["every role"]))]
    for name, arguments in cases:
        arguments = arguments(tables)
        copies = [one.copy() if isinstance(one, pd.DataFrame) else one for one in arguments]
        getattr(charts, name)(*arguments)
        for one, copy in zip(arguments, copies, strict=True):
            assert one.equals(copy) if isinstance(one, pd.DataFrame) else one == copy
    assert dict(matplotlib.rcParams) == settings


def test_pyplot_is_never_imported():
    code = "import sys, helpers.charts, helpers.widgets; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_dollar_signs_in_words_are_drawn_and_not_taken_for_a_formula(tables):
    odd = r"a $\foo$ b"
    frame = pd.DataFrame({"definition": [odd], "value": [1.0], "low": [2.0], "high": [3.0], "then": [True]})
    bars = pd.DataFrame({"name": [odd], "value": [1.0], "highlight": [False]})
    for picture in (charts.interpretations(frame, 0, 2, odd), charts.causes(bars, odd)):
        picture.draw_without_rendering()
