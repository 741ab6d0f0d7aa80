"""The figures and tables of the lesson on the flow of weapons."""

from __future__ import annotations

import math

import pandas as pd

from helpers import charts, datasets, estimates
from helpers.estimates import FROM_US, SEIZED, SUBMITTED, TRACED, Range
from helpers.html import Fragment, bullets, figure, paragraph, stack, strong, table
from helpers.tables import Tables
from helpers.widgets.view import View, number
from helpers.words import day

SEIZED_LOW, SEIZED_HIGH = "Guns seized a year, at least", "Guns seized a year, at most"
SHARE_LOW, SHARE_HIGH = "Of 100 guns that cross, seized at least", "Of 100 guns that cross, seized at most"
BY_HAND = (
    "Guess how many guns are seized in Mexico in a year, at least and at most. Guess of a hundred guns that cross, how "
    "many are seized, at least and at most. Divide the least by the greatest share, and the greatest by the least."
)


def fermi(tables: Tables) -> View:
    """Return an estimate of the flow from the reader's own guesses, with a range carried through."""

    def render(seized_low: int, seized_high: int, share_low: int, share_high: int) -> Fragment:
        return estimated(seized_low, seized_high, share_low, share_high)

    controls = {
        "seized_low": number(f"{SEIZED_LOW}:", 0, 0, 10_000_000),
        "seized_high": number(f"{SEIZED_HIGH}:", 0, 0, 10_000_000),
        "share_low": number(f"{SHARE_LOW}:", 0, 0, 100),
        "share_high": number(f"{SHARE_HIGH}:", 0, 0, 100),
    }
    return View(controls, render, paragraph(strong("On paper. "), BY_HAND))


def estimated(seized_low: float, seized_high: float, share_low: float, share_high: float) -> Fragment:
    """Return what a reader's guesses lead to, in words; what cannot be computed is said."""
    guesses = {SEIZED_LOW: seized_low, SEIZED_HIGH: seized_high, SHARE_LOW: share_low, SHARE_HIGH: share_high}
    missing = [name for name, guess in guesses.items() if not guess]
    if missing:
        return stack(paragraph("Nothing is estimated yet; 0 stands for no guess. Still to guess:"), bullets(missing))
    try:
        found = estimates.smuggled(Range(seized_low, seized_high), Range(share_low, share_high))
    except ValueError as problem:
        return paragraph(str(problem))
    spread = found.high / found.low
    return stack(
        bullets(
            [
                f"At least: {seized_low:,.0f} seized, if {share_high:g} of 100 are: {found.low:,.0f} cross in a year.",
                f"At most: {seized_high:,.0f} seized, if {share_low:g} of 100 are: {found.high:,.0f} cross in a year.",
                f"The greatest value is {spread:,.1f} times the least.",
            ]
        ),
        paragraph("Which of the four guesses makes the range widest? Change one at a time."),
    )


def flow(tables: Tables) -> Fragment:
    """Return every published figure on the flow, with what it rests on."""
    frame = tables["weapons_flow"]
    shown = pd.DataFrame(
        {
            "Who": frame["work"],
            "Weapons a year": [_estimate(row) for row in frame.itertuples()],
            "Years": frame["years"],
            "What is counted": frame["quantity"],
            "Rests on": frame["basis"],
            "How": frame["method"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Published figures on the weapons that enter Mexico in a year")


def _estimate(row) -> str:
    if not math.isnan(row.low) and math.isnan(row.high):
        return f"at least {row.low:,.0f}"
    span = "" if math.isnan(row.low) else f"{row.low:,.0f} to {row.high:,.0f}"
    if math.isnan(row.point):
        return span or "none"
    return f"{row.point:,.0f} ({span})" if span else f"{row.point:,.0f}"


def shares(tables: Tables) -> Fragment:
    """Return every share of weapons from the United States, with what it is a share of."""
    frame = tables["weapon_traces"]
    shown = pd.DataFrame(
        {
            "Period": frame["period"],
            "What is counted": frame["numerator"],
            "Share of": frame["denominator"],
            "Guns": [_guns(row) for row in frame.itertuples()],
            "Percent": [f"{value:.1f}" for value in frame["percent"]],
            "Possible, with no assumption": [_possible(row) for row in frame.itertuples()],
            "Status": frame["status"],
            "Read": frame["standing"],
            "Source": [datasets.publisher(tables, source) for source in frame["source"]],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Shares of weapons from the United States, by what they are a share of")


def _possible(row) -> str:
    return "not computed" if math.isnan(row.least) else f"{row.least:.1f} to {row.most:.1f}"


def _guns(row) -> str:
    if pd.isna(row.numerator_guns) or pd.isna(row.denominator_guns):
        return "not given"
    return f"{row.numerator_guns:,} of {row.denominator_guns:,}"


def traced(tables: Tables) -> Fragment:
    """Return the guns of 2008 as a funnel, once for each time at which they were known."""
    times = list(dict.fromkeys(tables["trace_steps"]["known"]))
    snapshots = [(known, list(estimates.steps(tables, known).items())) for known in times]
    first = estimates.steps(tables, times[0])
    last = estimates.steps(tables, times[-1])
    rows = [
        (known, step, "not known" if math.isnan(guns) else f"{guns:,.0f}") for known, held in snapshots
        for step, guns in held
    ]  # fmt: skip
    return figure(
        charts.funnel(snapshots),
        alt=f"The guns of 2008, {times[0]}: {first[SEIZED]:,.0f} seized, {first[SUBMITTED]:,.0f} submitted, "
        f"{first[TRACED]:,.0f} traced, {first[FROM_US]:,.0f} traced to the US. {times[-1].capitalize()}: "
        f"{last[SUBMITTED]:,.0f} submitted, {last[FROM_US]:,.0f} from the US.",
        caption="The guns of 2008 in Mexico, step by step, as known at two times. Sources: Government Accountability "
        "Office and STRATFOR as reported in 2011; Bureau of Alcohol, Tobacco, Firearms and Explosives as reported in "
        "2012. Round numbers are as printed.",
        cannot_show="Guns that were never seized, and where guns came from that were not submitted or not traced.",
        numbers=pd.DataFrame(rows, columns=["When", "Step", "Guns"]),
    )


def bounds(tables: Tables) -> Fragment:
    """Return between what limits the share of the guns of 2008 lies, when nothing is assumed on the others."""
    first, last = (estimates.steps(tables, known) for known in dict.fromkeys(tables["trace_steps"]["known"]))
    of_seized = estimates.share_bounds(first[SEIZED], first[FROM_US], first[TRACED] - first[FROM_US])
    of_submitted = estimates.share_bounds(last[SUBMITTED], last[FROM_US], 0)
    rows = [
        ("as known in mid-2009", "guns seized", f"{of_seized.low:.1f}", f"{of_seized.high:.1f}",
         "not submitted or not traced: it could be any"),
        ("as known after the rest was submitted", "guns submitted", f"{of_submitted.low:.1f}",
         f"{of_submitted.high:.1f}", "the others: how many are known to come from elsewhere was not found"),
    ]  # fmt: skip
    columns = ["Known", "Share of", "At least, percent", "At most, percent", "What is left open"]
    return table(pd.DataFrame(rows, columns=columns), "The guns of 2008: limits that need no assumption")


def homicides(tables: Tables) -> Fragment:
    """Return the deaths by homicide in Mexico by year, preliminary and final."""
    frame = tables["homicides"]
    shown = pd.DataFrame(
        {
            "Year": frame["year"].astype(str),
            "Deaths by homicide": [f"{deaths:,}" for deaths in frame["deaths"]],
            "Count": frame["status"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Deaths by homicide in Mexico, with any weapon or none, by the statistics institute")
