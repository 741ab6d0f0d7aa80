"""A figure of a text against the data: the reader chooses what it means and sees what flips it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers import charts, checks, datasets
from helpers.html import Fragment, details, figure, paragraph, stack, strong, table
from helpers.tables import Tables
from helpers.widgets.view import View, choose, choose_several, number

EVERY = "every one"
CANNOT_SHOW = (
    "Which drug a death was caused by alone, since most involve several; where a drug was made; "
    "or how many deaths another policy would have meant."
)


def check(tables: Tables, name: str) -> View:
    """Return a figure check with controls for its interpretations.

    Raises
    ------
    KeyError
        If there is no such check.
    """
    one = checks.figure_check(tables, name)
    return _WIDGETS[one.method](tables, one)


# Deaths per day ----------------------------------------------------------------------------------


def _per_day(tables: Tables, one: checks.FigureCheck) -> View:
    frame = checks.deaths_per_day(tables, one)
    measures = [name for name in checks.FENTANYL_INCLUDED if name in set(frame["measure"])]
    series = list(dict.fromkeys(frame["series"].sort_values()))

    def render(at_least: int, counted: Sequence[str], periods: Sequence[str]) -> Fragment:
        return per_day(tables, one, checks.restrict(frame, counted, periods), at_least)

    controls = {
        "at_least": number(f"“{one.hedge}” means at least, a day:", int(one.threshold), 1, 1000),
        "counted": choose_several("What is counted:", [(datasets.MEASURES[name], name) for name in measures], measures),
        "periods": choose_several("Periods:", series, series),
    }
    return View(controls, render, per_day(tables, one, frame, one.threshold))


def per_day(tables: Tables, one: checks.FigureCheck, frame: pd.DataFrame, threshold: float) -> Fragment:
    """Return what some interpretations of deaths a day say: sentence, picture and table.

    Parameters
    ----------
    frame : DataFrame
        All or some rows of :func:`helpers.checks.deaths_per_day`.
    threshold : float
        The least number of deaths a day that the text's word is taken to mean.
    """
    question = paragraph(strong("Question. "), one.question)
    if not len(frame):
        return stack(question, "No interpretation is left. Choose at least one thing to count and one kind of period.")
    rows = checks.interpretation_table(tables, frame, threshold)
    chart = figure(
        charts.deaths_per_day(frame, datasets.MEASURES, threshold, one.date),
        alt=f"Deaths a day against a line at {threshold:,.0f}. Filled marks, public when the text appeared: "
        f"{_spans(frame[frame['then']])}. Empty marks, public later: {_spans(frame[~frame['then']])}.",
        caption=f"Deaths a day in each period that ends by {checks.day(one.date)}. Filled marks were public by then; "
        "empty marks became public later. When deaths fall, single months lie below totals of twelve "
        "months. Source: National Center for Health Statistics, final and provisional counts.",
        cannot_show=CANNOT_SHOW,
        numbers=rows,
    )
    return stack(question, checks.sentence(one, frame, threshold), chart, *_rule_and_gap(one))


def _spans(frame: pd.DataFrame) -> str:
    spans = [
        f"{datasets.MEASURES[measure]} {group.min():,.0f} to {group.max():,.0f}"
        for measure, group in frame.groupby("measure", sort=False)["per_day"]
    ]
    return "; ".join(spans) or "none"


def _rule_and_gap(one: checks.FigureCheck) -> tuple[Fragment, Fragment]:
    """Say how the interpretations are listed, and what the tables lack."""
    return paragraph(strong("Rule. "), f"Listed are {one.rule}."), paragraph(strong("What is missing. "), one.gap)


# Largest cause -------------------------------------------------------------------------------------


def _largest(tables: Tables, one: checks.FigureCheck) -> View:
    frame = checks.largest_cause(tables, one)
    groups = list(dict.fromkeys(zip(frame["period"], frame["age_group"], strict=True)))

    def render(counting: str, group: str | tuple[str, str]) -> Fragment:
        kept = frame if counting == EVERY else frame[frame["counting"] == counting]
        if group != EVERY:
            kept = kept[(kept["period"] == group[0]) & (kept["age_group"] == group[1])]
        return largest(one, kept)

    controls = {
        "counting": choose("Way of counting:", [EVERY, *checks.COUNTINGS]),
        "group": choose(
            "Year and ages:",
            [(EVERY, EVERY), *((f"{period}, ages {ages}", (period, ages)) for period, ages in groups)],
        ),
    }
    return View(controls, render, largest(one, frame))


def largest(one: checks.FigureCheck, frame: pd.DataFrame) -> Fragment:
    """Return what some interpretations of "leading cause" say: sentence and table."""
    question = paragraph(strong("Question. "), one.question)
    if not len(frame):
        return stack(question, "There is no figure for this way of counting in this year and at these ages.")
    rows = table(checks.largest_cause_table(frame), "Interpretations of “leading cause of death”")
    return stack(
        question,
        checks.largest_cause_sentence(one, frame),
        details("Every interpretation, row by row", rows),
        *_rule_and_gap(one),
    )


_WIDGETS = {checks.DEATHS_PER_DAY: _per_day, checks.LARGEST_CAUSE: _largest}
