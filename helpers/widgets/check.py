"""A figure of a text against the data: the reader chooses what it means and sees what flips it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers import charts, checks, figures, leading_cause
from helpers.figures import FigureCheck
from helpers.html import Fragment, details, figure, paragraph, stack, strong, table
from helpers.tables import Tables
from helpers.widgets.view import View, choose, choose_several, number
from helpers.words import day

EVERY = "every one"
LEFT = {"definitions": ("What is counted:", "definition"), "periods": ("Periods:", "period"),
        "counted_by": ("Sources:", "counted_by")}  # fmt: skip


def check(tables: Tables, name: str) -> View:
    """Return a figure check with controls for its interpretations.

    Raises
    ------
    KeyError
        If there is no such check.
    """
    one = figures.figure_check(tables, name)
    return _largest(tables, one) if one.method == checks.LARGEST_CAUSE else _figure(tables, one)


# A figure ----------------------------------------------------------------------------------------------


def _figure(tables: Tables, one: FigureCheck) -> View:
    """Return a figure check: how far its word may stretch, and which interpretations count, are the reader's to say."""
    frame = figures.listed_by_rule(tables, one)

    def render(stretch: int, **kept: Sequence[str]) -> Fragment:
        return shown(tables, one, frame, figures.restrict(frame, **kept), stretch)

    controls = {"stretch": number(_stretched(one), one.stretch, 0, one.most)}
    for argument, (title, column) in LEFT.items():
        options = list(dict.fromkeys(frame[column]))
        if len(options) > 1:
            controls[argument] = choose_several(title, options, options)
    return View(controls, render)


def _stretched(one: FigureCheck) -> str:
    return f"“{one.hedge}” may reach this far from the number, in percent of it:"


def shown(tables: Tables, one: FigureCheck, every: pd.DataFrame, frame: pd.DataFrame, stretch: float) -> Fragment:
    """Return what some interpretations of a figure say: sentence, picture and table.

    Parameters
    ----------
    every : DataFrame
        All rows of :func:`helpers.figures.listed_by_rule`.
    frame : DataFrame
        All or some of them.
    stretch : float
        How far the text's word may reach from its number, in percent.
    """
    question = paragraph(strong("Question. "), one.question)
    if not len(frame):
        return stack(question, "No interpretation fits this choice. Choose more entries in the lists.")
    low, high = figures.bounds(one, stretch)
    picture = figure(
        charts.interpretations(frame, low, high, one.unit),
        alt=f"{one.words}, taken to mean {figures.meaning(one, stretch)}. Filled marks, public when the text appeared: "
        f"{_spans(one, frame[frame['then']], stretch)}. Empty marks, public later: "
        f"{_spans(one, frame[~frame['then']], stretch)}.",
        caption=f"The figure of the text against every interpretation that the rule lists. Filled marks were public by "
        f"{day(one.date)}; empty marks became public later. A line is the range that a source gives. Sources: "
        f"{'; '.join(dict.fromkeys(frame['counted_by']))}.",
        cannot_show=one.gap,
        numbers=figures.table(tables, one, frame, stretch),
    )
    rule = paragraph(strong("Rule. "), f"Listed are {one.rule}.")
    sentence = figures.sentence(one, frame, stretch, left_out=len(frame) < len(every))
    return stack(question, sentence, picture, rule)


def _spans(one: FigureCheck, frame: pd.DataFrame, stretch: float) -> str:
    spans = []
    for definition, rows in frame.groupby("definition", sort=False):
        least = figures.rounded(one, rows["value"].fillna(rows["low"]).min(), stretch)
        greatest = figures.rounded(one, rows["value"].fillna(rows["high"]).max(), stretch)
        spans.append(f"{definition}, {least}" + ("" if least == greatest else f" to {greatest}"))
    return "; ".join(spans) or "none"


# Largest cause -------------------------------------------------------------------------------------


def _largest(tables: Tables, one: FigureCheck) -> View:
    frame = leading_cause.listed_by_rule(tables, one)
    groups = list(dict.fromkeys(zip(frame["period"], frame["age_group"], strict=True)))

    def render(counting: str, group: str | tuple[str, str]) -> Fragment:
        kept = frame if counting == EVERY else frame[frame["counting"] == counting]
        if group != EVERY:
            kept = kept[(kept["period"] == group[0]) & (kept["age_group"] == group[1])]
        return largest(one, kept)

    controls = {
        "counting": choose("Way of counting:", [EVERY, *leading_cause.COUNTINGS]),
        "group": choose(
            "Year and ages:",
            [(EVERY, EVERY), *((f"{period}, ages {ages}", (period, ages)) for period, ages in groups)],
        ),
    }
    return View(controls, render)


def largest(one: FigureCheck, frame: pd.DataFrame) -> Fragment:
    """Return what some interpretations of "leading cause" say: sentence and table."""
    question = paragraph(strong("Question. "), one.question)
    if not len(frame):
        return stack(question, "There is no figure for this way of counting in this year and at these ages.")
    rows = table(leading_cause.table(frame), "Interpretations of “leading cause of death”")
    return stack(
        question,
        leading_cause.sentence(one, frame),
        details("Every interpretation, row by row", rows),
        paragraph(strong("Rule. "), f"Listed are {one.rule}."),
        paragraph(strong("What is missing. "), one.gap),
    )
