"""The pictures: one function draws one picture from a data frame, and returns a matplotlib figure.

Lines are told apart by marker, line style and a label at their end, never by colour alone; the
colours (Okabe and Ito) reach a contrast of 3:1 on the white ground that every picture brings along.
Bars start at zero. Nothing here reads a table or computes a result.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

BLUE, VERMILLION, GREEN, PURPLE, BLACK, GREY = (
    "#0072B2",
    "#D55E00",
    "#008060",
    "#A6478A",
    "#000000",
    "#5F5F5F",
)
LABEL_WIDTH = 18  # letters in a line of a label
STYLES = {
    "all_drugs": dict(color=BLACK, marker="o", linestyle="solid"),
    "any_opioid": dict(color=GREEN, marker="^", linestyle="dashed"),
    "synthetic_opioids": dict(color=VERMILLION, marker="s", linestyle="solid"),
    "heroin": dict(color=PURPLE, marker="v", linestyle="dotted"),
    "prescription_opioids": dict(color=BLUE, marker="D", linestyle="dashed"),
    "cocaine": dict(color=GREEN, marker="P", linestyle="dashdot"),
    "psychostimulants": dict(color=GREY, marker="X", linestyle="dotted"),
}


def _blank(height: float = 4.4) -> tuple[Figure, Axes]:
    """Return an empty picture wide enough for a laptop and with letters large enough for a phone."""
    with matplotlib.rc_context({"font.size": 12, "axes.spines.top": False, "axes.spines.right": False}):
        picture = Figure(figsize=(6.4, height), layout="constrained")
        axes = picture.add_subplot()
    axes.grid(axis="y", color="#D0D0D0", linewidth=0.8)
    axes.set_axisbelow(True)
    return picture, axes


def _thousands(axes: Axes) -> None:
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Write a label at the end of each line: inside the picture, and none over another.

    ``ends`` holds for each line its last x and y, the text and the colour. A long text is broken into
    lines. Labels that would touch are moved up, and those that would leave the picture down.
    """
    top = axes.get_ylim()[1]
    line = top * 0.062
    labels = []
    free = float("-inf")
    for x, y, text, colour in sorted(ends, key=lambda end: end[1]):
        words = textwrap.fill(text, LABEL_WIDTH)
        half = line * (words.count("\n") + 1) / 2
        labels.append((x, max(y, free + half), half, words, colour))
        free = labels[-1][1] + half
    free = top
    for x, wanted, half, words, colour in reversed(labels):
        height = min(wanted, free - half)
        free = height - half
        axes.annotate(words, (x, height), va="center", color=colour, fontsize=11, annotation_clip=False)


def deaths_by_drug(frame: pd.DataFrame, names: dict[str, str]) -> Figure:
    """Draw deaths by year, one line for each measure.

    Parameters
    ----------
    frame : DataFrame
        Columns ``year``, ``measure``, ``deaths``.
    names : dict
        What each measure is called in the picture.
    """
    picture, axes = _blank(4.8)
    ends = []
    for measure, rows in frame.groupby("measure", sort=False):
        style = STYLES[measure]
        years, deaths = rows["year"].astype(int).tolist(), rows["deaths"].astype(int).tolist()
        axes.plot(years, deaths, markevery=3, markersize=6, linewidth=1.8, label=measure, **style)
        ends.append((years[-1] + 0.5, deaths[-1], names[measure], style["color"]))
    axes.set_ylim(0, frame["deaths"].max() * 1.05)
    axes.set_xlim(right=float(frame["year"].max()) + 0.42 * float(frame["year"].max() - frame["year"].min() + 1))
    _label_ends(axes, ends)
    axes.set_xticks([1999, 2005, 2010, 2015, 2020, 2024])
    axes.set_ylabel("deaths a year")
    _thousands(axes)
    return picture


def deaths_per_day(frame: pd.DataFrame, names: dict[str, str], threshold: float, date: pd.Timestamp) -> Figure:
    """Draw deaths a day under every interpretation, against the text's figure.

    Parameters
    ----------
    frame : DataFrame
        Columns ``measure``, ``end`` (date), ``per_day`` and ``then`` (public when the text appeared).
    names : dict
        What each measure is called in the picture.
    threshold : float
        Deaths a day that the text's figure is taken to mean at least.
    date : Timestamp
        Latest day on which the text can have appeared.
    """
    picture, axes = _blank(4.8)
    edge = date + pd.Timedelta(days=25)
    ends = []
    for measure, rows in frame.groupby("measure", sort=False):
        style = {**STYLES[measure], "linestyle": "none"}
        later, then = rows[~rows["then"]], rows[rows["then"]]
        axes.plot(later["end"].tolist(), later["per_day"].tolist(), markersize=6, fillstyle="none", **style)
        axes.plot(then["end"].tolist(), then["per_day"].tolist(), markersize=9, **style)
        ends.append((edge, rows.sort_values("end")["per_day"].iloc[-1], names[measure], style["color"]))
    axes.axhline(threshold, color=BLACK, linestyle="dashed", linewidth=1.4)
    ends.append((edge, threshold, f"line: {threshold:,.0f} a day", BLACK))
    axes.set_ylim(0, max(frame["per_day"].max(), threshold) * 1.1)
    _label_ends(axes, ends)
    first = min(frame["end"].min(), pd.Timestamp(date.year - 2, 1, 1))
    axes.set_xlim(first - pd.Timedelta(days=15), date + 0.44 * (date - first))
    years = pd.date_range(first.normalize(), date, freq="YS")
    axes.set_xticks(years.tolist(), [f"Jan {day.year}" for day in years])
    axes.set_ylabel("deaths a day")
    axes.set_xlabel("end of the period; filled: public when the text appeared")
    return picture


def twelve_months(rolling: pd.DataFrame, final: pd.DataFrame, date: pd.Timestamp) -> Figure:
    """Draw provisional deaths in twelve months, with the final calendar years as separate marks.

    Parameters
    ----------
    rolling : DataFrame
        Columns ``end`` (date), ``deaths`` and ``vintage`` (in words). The first vintage is drawn as a line,
        others as marks.
    final : DataFrame
        Columns ``end`` and ``deaths``.
    date : Timestamp
        Latest day on which the text can have appeared; marked by a line.
    """
    picture, axes = _blank()
    marks = itertools.cycle("s^vPX<>")
    colours = itertools.cycle([BLUE, GREEN, PURPLE, GREY])
    for number, (vintage, rows) in enumerate(rolling.groupby("vintage", sort=False)):
        look = dict(color=VERMILLION, linestyle="solid")
        if number:
            look = dict(color=next(colours), linestyle="none", marker=next(marks), markersize=9)
        axes.plot(rows["end"].tolist(), rows["deaths"].tolist(), linewidth=2, label=vintage, **look)
    axes.plot(
        final["end"].tolist(),
        final["deaths"].tolist(),
        "D",
        color=BLACK,
        markersize=6,
        label="final, calendar year",
    )
    axes.axvline(date, color=GREY, linestyle="dotted", linewidth=1.6)
    axes.set_ylim(0, max(rolling["deaths"].max(), final["deaths"].max()) * 1.16)
    axes.annotate(
        "the text\nappeared",
        (date, axes.get_ylim()[1]),
        xytext=(6, 0),
        textcoords="offset points",
        fontsize=11,
        va="top",
    )
    axes.set_ylabel("deaths in twelve months")
    axes.legend(loc="lower left", frameon=False, fontsize=11)
    _thousands(axes)
    return picture


def causes(frame: pd.DataFrame, unit: str) -> Figure:
    """Draw one bar for each cause of death, from zero, longest on top.

    Parameters
    ----------
    frame : DataFrame
        Columns ``name``, ``value`` and ``highlight`` (drawn in another colour and with hatching).
    unit : str
        What the axis counts.
    """
    rows = frame.sort_values("value")
    picture, axes = _blank(1.4 + 0.48 * len(rows))
    bars = axes.barh(
        rows["name"].tolist(),
        rows["value"].tolist(),
        color=[VERMILLION if one else BLUE for one in rows["highlight"]],
        hatch=["//" if one else "" for one in rows["highlight"]],
        edgecolor="white",
    )
    axes.bar_label(
        bars,
        labels=[f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" for value in rows["value"]],
        padding=3,
        fontsize=11,
    )
    axes.grid(axis="y", visible=False)
    axes.set_xlim(0, rows["value"].max() * 1.18)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_xlabel(unit)
    return picture


# How each kind of box in a map is drawn: its border, and the word in front where the words need one.
BOXES = {
    "thesis": dict(linewidth=2.4, linestyle="solid", boxstyle="square"),
    "conclusion": dict(linewidth=1.8, linestyle="solid", boxstyle="square"),
    "claim": dict(linewidth=1.0, linestyle="solid", boxstyle="square"),
    "reason": dict(linewidth=1.0, linestyle="solid", boxstyle="round"),
    "premise": dict(linewidth=1.0, linestyle="solid", boxstyle="square"),
    "warrant": dict(linewidth=1.0, linestyle="dotted", boxstyle="round"),
    "rebuts": dict(linewidth=1.4, linestyle="dashed", boxstyle="square"),
    "undermines": dict(linewidth=1.4, linestyle="dashed", boxstyle="square"),
    "undercuts": dict(linewidth=1.4, linestyle="dashed", boxstyle="square"),
}
MAP_WIDTH, MAP_LINE, MAP_GAP, MAP_STEP = 5.0, 0.19, 0.17, 0.26  # inches
MAP_LETTERS = 10  # points
LETTERS_IN_AN_INCH = 12.4  # at most; fewer where they are wide
BOLD = ("thesis", "conclusion", "reason")


def argument_map(boxes: Sequence[tuple[int, str, str]]) -> Figure:
    """Draw a map as layers, one step further in for what stands below: narrow enough for a phone.

    Parameters
    ----------
    boxes : sequence of (depth, role, text)
        From top to bottom; the roles are those of ``BOXES``. A line leads from each box to the one above it
        that it supports, or, dashed, objects to.
    """
    wrapped = []
    for depth, role, text in boxes:
        wrapped.append((depth, role, _wrapped(text, MAP_WIDTH - 0.3 - depth * MAP_STEP, _weight(role))))
    heights = [len(lines) * MAP_LINE + 0.14 for _, _, lines in wrapped]
    total = sum(heights) + MAP_GAP * (len(heights) + 1)
    with matplotlib.rc_context({"font.size": MAP_LETTERS}):
        picture = Figure(figsize=(MAP_WIDTH, total))
        axes = picture.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, MAP_WIDTH)
    axes.set_ylim(total, 0)
    axes.axis("off")
    top = MAP_GAP
    middles: list[tuple[int, float]] = []
    for (depth, role, lines), height in zip(wrapped, heights, strict=True):
        left = 0.1 + depth * MAP_STEP
        style = BOXES[role]
        axes.add_patch(
            FancyBboxPatch(
                (left + 0.04, top + 0.04),
                MAP_WIDTH - left - 0.18,
                height - 0.08,
                boxstyle=f"{style['boxstyle']},pad=0.04",
                facecolor="white",
                edgecolor=BLACK,
                linewidth=style["linewidth"],
                linestyle=style["linestyle"],
            )
        )
        axes.text(
            left + 0.1,
            top + height / 2,
            "\n".join(lines),
            va="center",
            fontweight=_weight(role),
            linespacing=1.25,
            parse_math=False,  # a sum in dollars is no formula
        )
        if depth:
            parent = next(bottom for level, bottom in reversed(middles) if level == depth - 1)
            x = left - MAP_STEP / 2
            line = "dashed" if style["linestyle"] == "dashed" else "solid"
            axes.plot(
                [left, x, x], [top + height / 2, top + height / 2, parent], color=GREY, linewidth=1, linestyle=line
            )
            axes.plot([x], [parent + 0.04], marker="^", markersize=5, color=GREY)
        middles.append((depth, top + height))
        top += height + MAP_GAP
    return picture


def _weight(role: str) -> str:
    return "bold" if role in BOLD else "normal"


def _wrapped(text: str, room: float, weight: str) -> list[str]:
    """Break a text into lines of at most ``room`` inches, measured in the letters of the map."""
    font = FontProperties(size=MAP_LETTERS, weight=weight)
    letters = int(room * LETTERS_IN_AN_INCH)
    while True:
        lines = textwrap.wrap(text, letters)
        widths = (text_to_path.get_text_width_height_descent(line, font, ismath=False)[0] / 72 for line in lines)
        if letters == 1 or max(widths, default=0) <= 0.97 * room:  # drawn letters begin at whole pixels
            return lines
        letters -= 1
