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
from matplotlib.patches import FancyBboxPatch, Patch
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


OUTLINES = [(BLUE, "solid", "///"), (VERMILLION, "dashed", "..."), (GREEN, "dotted", "xx")]


def _blank(height: float = 4.4) -> tuple[Figure, Axes]:
    """Return an empty picture wide enough for a laptop and with letters large enough for a phone."""
    with matplotlib.rc_context({"font.size": 12, "axes.spines.top": False, "axes.spines.right": False}):
        picture = Figure(figsize=(6.4, height), layout="constrained")
        axes = picture.add_subplot()
    axes.grid(axis="y", color="#D0D0D0", linewidth=0.8)
    axes.set_axisbelow(True)
    return picture, axes


def _as_words(text: str) -> str:
    """Return text that is drawn as it is: between dollar signs it would be taken for a formula."""
    return text.replace("$", r"\$")


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
        words = textwrap.fill(_as_words(text), LABEL_WIDTH)
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


def interpretations(frame: pd.DataFrame, low: float, high: float, unit: str) -> Figure:
    """Draw a figure under every interpretation, a row for each thing that is counted, against the text's words.

    Parameters
    ----------
    frame : DataFrame
        Columns ``definition``, ``value`` (NaN where there is only a range), ``low`` and ``high`` (NaN where there is
        no range; an infinite ``high`` is drawn to the edge) and ``then`` (public when the text appeared: filled marks).
    low, high : float
        The least and the greatest value that the words are taken to mean; ``high`` can be infinite.
    unit : str
        What the axis counts.
    """
    definitions = list(dict.fromkeys(frame["definition"]))
    labels = [textwrap.fill(_as_words(definition), LABEL_WIDTH + 4) for definition in definitions]
    rows = [1 + label.count("\n") for label in labels]
    picture, axes = _blank(1.5 + sum(0.27 * max(lines, 2) for lines in rows))
    greatest = frame["high"].where(frame["high"] != float("inf"), frame["low"])
    most = float(pd.concat([frame["value"], greatest]).max())
    least = min(float(pd.concat([frame["value"], frame["low"]]).min()), 0.0)
    right = max(most, low if high == float("inf") else high) * 1.08
    end = right if high == float("inf") else high
    axes.axvspan(low, end, facecolor="#E8E8E8", edgecolor=GREY, hatch="..", linewidth=0)
    axes.axvline(low, color=BLACK, linestyle="dashed", linewidth=1.4)
    if high != float("inf"):
        axes.axvline(high, color=BLACK, linestyle="dashed", linewidth=1.4)
    place = {definition: -number for number, definition in enumerate(definitions)}
    heights = frame["definition"].map(place)
    for then, fill in ((False, "none"), (True, "full")):
        kept = (frame["then"] == then) & frame["value"].notna()
        axes.plot(
            frame.loc[kept, "value"].tolist(), heights[kept].tolist(), marker="o", color=VERMILLION, markersize=8,
            fillstyle=fill, linestyle="none",
        )  # fmt: skip
    ranges = frame["low"].notna()
    nothing = float("nan")  # between two ranges, so that no line joins them
    ends = [
        (x, y)
        for low_end, high_end, y in zip(
            frame.loc[ranges, "low"], frame.loc[ranges, "high"].clip(upper=right), heights[ranges], strict=True
        )
        for x in (low_end, high_end, nothing)
    ]
    axes.plot([x for x, _ in ends], [y for _, y in ends], color=BLUE, linewidth=2.2, marker="|", markersize=11)
    axes.set_yticks([place[definition] for definition in definitions], labels, fontsize=11)
    axes.set_ylim(0.6 - len(definitions), 0.6)
    axes.set_xlim(least * 1.08, right)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color="#D0D0D0", linewidth=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}" if right >= 20 else "{x:g}"))
    axes.set_xlabel(f"{_as_words(unit)}\ndotted: what the words are taken to mean")
    return picture


def outlines(countries: Sequence[tuple[str, Sequence]], overlaid: bool) -> Figure:
    """Draw outlines at one scale: over each other, or side by side.

    Parameters
    ----------
    countries : sequence of (name, rings)
        Rings have rows of kilometers east and north of the middle of their country; the first country is drawn first.
    overlaid : bool
        Whether the middles of all countries lie on each other.
    """
    picture, axes = _blank(4.4)
    left = 0.0
    for (name, rings), (colour, line, hatch) in zip(countries, itertools.cycle(OUTLINES), strict=False):
        west = min(float(ring[:, 0].min()) for ring in rings)
        east = max(float(ring[:, 0].max()) for ring in rings)
        north = max(float(ring[:, 1].max()) for ring in rings)
        shift = 0.0 if overlaid else left - west
        for ring in rings:
            axes.fill(
                (ring[:, 0] + shift).tolist(), ring[:, 1].tolist(), facecolor="none", edgecolor=colour, hatch=hatch,
                linewidth=1.6, linestyle=line,
            )  # fmt: skip
        if not overlaid:
            axes.annotate(name, (left, north + 90), color=colour, fontsize=12)
        left += east - west + 200
    if overlaid:
        axes.legend(
            handles=[
                Patch(facecolor="none", edgecolor=colour, hatch=hatch, linestyle=line, label=name)
                for (name, _), (colour, line, hatch) in zip(countries, itertools.cycle(OUTLINES), strict=False)
            ],
            loc="lower left",
            frameon=False,
            fontsize=11,
        )
    axes.set_aspect("equal")
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("kilometers, one scale for all")
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    return picture


def funnel(snapshots: Sequence[tuple[str, Sequence[tuple[str, float]]]]) -> Figure:
    """Draw how many are left at each step, once for each time at which it was known.

    Parameters
    ----------
    snapshots : sequence of (when, steps)
        Steps are pairs: what is counted, and how many; NaN where it is not known.
    """
    rows = sum(len(steps) + 1 for _, steps in snapshots)
    picture, axes = _blank(0.9 + 0.46 * rows)
    most = max(count for _, steps in snapshots for _, count in steps if count == count)
    y = 0.0
    ticks, names = [], []
    for (when, steps), (colour, hatch) in zip(snapshots, itertools.cycle([(BLUE, ""), (VERMILLION, "//")])):
        axes.annotate(_as_words(when), (0, y), fontsize=11, va="center", annotation_clip=False, fontweight="bold")
        y -= 1
        for step, count in steps:
            ticks.append(y)
            names.append(textwrap.fill(_as_words(step), LABEL_WIDTH + 4))
            known = count == count
            axes.barh([y], [count if known else 0], color=colour, hatch=hatch, edgecolor="white", height=0.7)
            words = f"{count:,.0f}" if known else "not known"
            axes.annotate(words, (count if known else 0, y), xytext=(4, 0), textcoords="offset points", va="center")
            y -= 1
    axes.set_yticks(ticks, names, fontsize=11)
    axes.set_ylim(y + 0.4, 0.6)
    axes.set_xlim(0, most * 1.22)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_xlabel("guns")
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
        [_as_words(name) for name in rows["name"]],
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
    axes.set_xlabel(_as_words(unit))
    return picture


SOLVED = {"first": (BLUE, ""), "later": (VERMILLION, "//"), "open": ("white", "..")}
SOLVED_WORDS = {"first": "solved at the first try", "later": "solved later", "open": "not solved"}


def steps(frame: pd.DataFrame) -> Figure:
    """Draw how many students solved an exercise at the first try, later or not: one bar each, first on top.

    Parameters
    ----------
    frame : DataFrame
        Columns ``exercise``, ``first``, ``later`` and ``open``: numbers of students, from zero.
    """
    rows = frame.iloc[::-1]
    picture, axes = _blank(1.9 + 0.48 * len(rows))
    left = pd.Series(0, index=rows.index)
    for name, (colour, hatch) in SOLVED.items():
        bars = axes.barh(
            [_as_words(one) for one in rows["exercise"]], rows[name].tolist(), left=left.tolist(), color=colour,
            hatch=hatch, edgecolor="black", linewidth=0.6, label=SOLVED_WORDS[name],
        )  # fmt: skip
        axes.bar_label(
            bars, labels=[str(value) if value else "" for value in rows[name]], label_type="center", fontsize=11,
            bbox=dict(facecolor="white", edgecolor="none", pad=1),
        )  # fmt: skip
        left = left + rows[name]
    axes.grid(axis="y", visible=False)
    axes.set_xlim(0, max(int(left.max()), 1))
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xlabel("students")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=10, borderaxespad=0.2)
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
