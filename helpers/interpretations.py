"""What a figure of a text can mean in the data: one function for each way to compute it, by a rule that is stated.

Every function takes the tables, the latest day on which the text can have appeared and what is compared, and returns
a DataFrame with one row for each interpretation: ``definition`` (what is counted), ``period``, ``counted_by`` (the
source in words), ``value`` (NaN where only a range is given), ``low`` and ``high`` (NaN where there is no range),
``status``, ``standing`` (how it was read), ``released`` (date) and ``source`` (rows of ``sources``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from helpers import datasets
from helpers.tables import Tables
from helpers.words import day

COLUMNS = [
    "definition", "period", "counted_by", "value", "low", "high", "status", "standing", "released", "source",
]  # fmt: skip
FENTANYL_INCLUDED = ("synthetic_opioids", "any_opioid", "all_drugs")


def _frame(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = {column: frame[column].astype(float) for column in ("value", "low", "high")}
    return frame.assign(**numbers, released=pd.to_datetime(frame["released"]))


def deaths_per_day(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List deaths a day: every measure that includes fentanyl, every series, every period that ends in the window.

    The window runs from the start of the second calendar year before the text to the latest day of the text.
    """
    frame = datasets.deaths_per_day(tables)
    start = pd.Timestamp(date.year - 2, 1, 1)
    frame = frame[frame["end"].between(start, date)]
    rows = []
    for measure in FENTANYL_INCLUDED:
        for row in frame[frame["measure"] == measure].itertuples():
            final = row.status == "final"
            counted = f"{row.counted}, final" if final else f"{row.counted}, as of {day(row.released)}"
            found = _row(row, datasets.MEASURES[measure], row.period, counted, row.per_day)
            rows.append({**found, "standing": datasets.standing(tables, row.source)})
    return _frame(rows)


def area_ratio(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the ratio of two areas: every definition, every source and edition, and the outlines."""
    frame = datasets.areas(tables)
    one, other = (frame[frame["country"] == country] for country in about)
    both = one.merge(other, on=["definition", "edition", "year", "source"], suffixes=("", "_of_other"))
    rows = [
        _row(row, row.definition, row.edition, datasets.publisher(tables, row.source),
             row.square_km / row.square_km_of_other) | _of_both(row)
        for row in both.itertuples()
    ]  # fmt: skip
    return _frame(rows)


def _of_both(row) -> dict:
    """Return what holds of a ratio of two rows: known when both are, and only as sure as each of them."""
    return {
        "released": max(row.released, row.released_of_other),
        "status": _each(row.status, row.status_of_other),
        "standing": _each(row.standing, row.standing_of_other),
    }


def _each(one: str, other: str) -> str:
    return one if one == other else f"{one}; {other}"


def population_ratio(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the ratio of two populations: every source with both, from two years before the text to its year.

    A census of one country is paired with every estimate for the other in the same year.
    """
    frame = tables["population"]
    frame = frame[frame["year"].between(date.year - 2, date.year)]
    one, other = (frame[frame["country"] == country] for country in about)
    both = one.merge(other, on="year", suffixes=("", "_of_other"))
    census = (both["counted"] == "census") | (both["counted_of_other"] == "census")
    both = both[(both["source"] == both["source_of_other"]) | census]
    rows = []
    for row in both.itertuples():
        sources = list(dict.fromkeys([row.source, row.source_of_other]))
        names = " and ".join(f"{datasets.publisher(tables, name)} ({_published(tables, name)})" for name in sources)
        found = _row(row, _counted(row), str(row.year), names, row.people / row.people_of_other) | _of_both(row)
        rows.append({**found, "source": "; ".join(sources)})
    return _frame(rows)


def _published(tables: Tables, source: str) -> str:
    return tables.row("sources", source=source).published


def _counted(row) -> str:
    """Return how both were counted; a census is told apart by whether its result is final."""
    sides = ((row.counted, row.status), (row.counted_of_other, row.status_of_other))
    kinds = {f"{counted} ({status})" if counted == "census" else counted for counted, status in sides}
    return " and ".join(sorted(kinds))


def urban_share(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the share of a country's people in cities: every definition, and the newest year of every source.

    The newest year that was public then is listed as well as the newest of all.
    """
    (country,) = about
    frame = tables["urban"]
    frame = frame[(frame["country"] == country) & (frame["year"] <= date.year)].sort_values("year", kind="stable")
    newest = [
        one.groupby(["definition", "source"], sort=False).tail(1) for one in (frame[frame["released"] <= date], frame)
    ]
    rows = [
        _row(row, row.definition, str(row.year), datasets.publisher(tables, row.source), row.percent)
        for row in pd.concat(newest).drop_duplicates().itertuples()
    ]
    return _frame(rows)


def weapons_a_year(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the weapons that enter Mexico in a year: every published estimate that gives a number or a range.

    A range without a greatest value is a floor and has none here either: its ``high`` is infinite.
    """
    frame = tables["weapons_flow"].dropna(subset=["point", "low", "high"], how="all")
    frame = frame.assign(high=frame["high"].where(frame["low"].isna() | frame["high"].notna(), math.inf))
    rows = [_row(row, row.basis, row.years, row.work, row.point, row.low, row.high) for row in frame.itertuples()]
    return _frame(rows)


def weapons_from_the_us(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the share of weapons from the United States: every numerator, every denominator, every period.

    Where most of the guns are unknown, the share is the range that is possible without an assumption on them.
    """
    rows = [
        _row(row, f"{row.numerator}, of {row.denominator}", row.period, datasets.publisher(tables, row.source),
             row.percent if pd.isna(row.least) else math.nan, row.least, row.most)
        for row in tables["weapon_traces"].itertuples()
    ]  # fmt: skip
    return _frame(rows)


def territory(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the share of Mexico that cartels are said to hold: every published figure, whatever it measures."""
    frame = tables["territory"].dropna(subset=["low"])
    rows = []
    for row in frame.itertuples():
        point = row.low if row.low == row.high else float("nan")
        span = (float("nan"), float("nan")) if row.low == row.high else (row.low, row.high)
        rows.append(_row(row, row.measured, row.period, row.who, point, *span))
    return _frame(rows)


def polls(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the share of people who answered that the border is not secured: every poll, whatever it asked."""
    rows = [
        _row(row, row.asked_about, f"{row.fieldwork}", row.pollster, row.percent)
        for row in tables["polls"].itertuples()
    ]
    return _frame(rows)


def trips(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List travel from the United States to Mexico: every measure, every whole year."""
    frame = tables["travel"]
    rows = [
        _row(row, row.measure, str(row.year), datasets.publisher(tables, row.source), row.trips)
        for row in frame[frame["months"] == 12].itertuples()
    ]
    return _frame(rows)


def change_in_deaths(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List by how much drug deaths changed with something: every study of it that gives a change in percent."""
    (subject,) = about
    frame = tables["study_effects"]
    frame = frame[(frame["subject"] == subject) & (frame["measure"] == "percent change")].dropna(subset=["estimate"])
    rows = [
        _row(row, row.exposure, row.population, datasets.publisher(tables, row.source), row.estimate, row.low, row.high)
        for row in frame.itertuples()
    ]
    return _frame(rows)


def numbers_of_events(tables: Tables, date: pd.Timestamp, about: Sequence[str]) -> pd.DataFrame:
    """List the numbers that were named with dated events on a subject: every event that has one."""
    (subject,) = about
    frame = tables["events"]
    frame = frame[frame["subject"] == subject].dropna(subset=["number"])
    rows = [
        _row(row, row.what, day(row.happened), datasets.publisher(tables, row.source), row.number)
        for row in frame.itertuples()
    ]
    return _frame(rows)


def _row(row, definition, period, counted_by, value, low=math.nan, high=math.nan) -> dict:
    return {
        "definition": definition,
        "period": period,
        "counted_by": counted_by,
        "value": value,
        "low": low,
        "high": high,
        "status": row.status,
        "standing": getattr(row, "standing", ""),
        "released": row.released,
        "source": row.source,
    }


Method = Callable[[Tables, pd.Timestamp, Sequence[str]], pd.DataFrame]
METHODS: dict[str, Method] = {
    "deaths per day": deaths_per_day,
    "ratio of areas": area_ratio,
    "ratio of populations": population_ratio,
    "share in cities": urban_share,
    "weapons a year": weapons_a_year,
    "share of weapons": weapons_from_the_us,
    "share of territory": territory,
    "share in polls": polls,
    "trips a year": trips,
    "change in deaths": change_in_deaths,
    "numbers of events": numbers_of_events,
}
