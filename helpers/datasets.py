"""The data of the lessons, ready to compute with."""

from __future__ import annotations

import calendar

import pandas as pd

from helpers import outlines
from helpers.tables import Tables, listed

MEASURES = {
    "all_drugs": "all drugs",
    "any_opioid": "any opioid",
    "synthetic_opioids": "synthetic opioids (T40.4)",
    "heroin": "heroin",
    "prescription_opioids": "prescription opioids",
    "cocaine": "cocaine",
    "psychostimulants": "psychostimulants such as methamphetamine",
}


def overdose_deaths(tables: Tables, *measures: str) -> pd.DataFrame:
    """Return final deaths by year and measure.

    Returns
    -------
    DataFrame
        Columns of the table ``overdose_deaths``, sorted by measure and year; ``deaths`` is a count of
        US residents, ``rate`` is age-adjusted per 100,000. Without ``measures``, all of them.

    Raises
    ------
    KeyError
        If a measure is not one of ``MEASURES``.
    """
    frame = tables["overdose_deaths"]
    if measures:
        frame = frame[frame["measure"].isin([_known(measure) for measure in measures])]
    return frame.sort_values(["measure", "year"]).reset_index(drop=True)


def twelve_months(tables: Tables, measure: str = "synthetic_opioids") -> pd.DataFrame:
    """Return provisional deaths in twelve months, by the month in which the twelve end.

    Returns
    -------
    DataFrame
        Columns of the table ``overdose_deaths_12_months``, sorted by vintage and period.
    """
    frame = tables["overdose_deaths_12_months"]
    return frame[frame["measure"] == _known(measure)].sort_values(["vintage", "period_end"]).reset_index(drop=True)


def _known(measure: str) -> str:
    if measure not in MEASURES:
        raise KeyError(f"There is no measure {measure!r}; it is one of: {', '.join(MEASURES)}.")
    return measure


def deaths_per_day(tables: Tables) -> pd.DataFrame:
    """Return every overdose figure of the tables as deaths a day.

    Deaths are divided by the days of their period: the year, the month, or the twelve months.

    Returns
    -------
    DataFrame
        Columns ``series`` (year, month, twelve months), ``measure``, ``period`` (in words), ``start``,
        ``end`` (dates), ``deaths``, ``per_day``, ``status``, ``released`` (date) and ``source``.
    """
    years = tables["overdose_deaths"]
    yearly = _periods(
        years,
        "year",
        "calendar year",
        years["year"].astype(str),
        years["year"].map(lambda year: pd.Timestamp(year, 1, 1)),
        years["year"].map(lambda year: pd.Timestamp(year, 12, 31)),
        "deaths",
    )
    months = tables["overdose_deaths_monthly"]
    monthly = _periods(
        months,
        "month",
        "month",
        months["month"].map(month_name),
        months["month"].map(lambda month: pd.Timestamp(month + "-01")),
        months["month"].map(month_end),
        "deaths",
    )
    rolling = tables["overdose_deaths_12_months"]
    ends = rolling["period_end"].map(month_end)
    starts = ends.map(lambda end: (end - pd.DateOffset(years=1) + pd.offsets.MonthEnd(0)) + pd.Timedelta(days=1))
    names = "twelve months to " + rolling["period_end"].map(month_name)
    predicted = _periods(rolling, "twelve months", "predicted", names, starts, ends, "deaths_predicted")
    reported = _periods(rolling, "twelve months", "reported", names, starts, ends, "deaths_reported")
    everything = pd.concat([yearly, monthly, predicted, reported], ignore_index=True)
    return everything.sort_values(["end", "series", "measure", "counted", "released"]).reset_index(drop=True)


def _periods(frame, series, counted, names, starts, ends, deaths) -> pd.DataFrame:
    days = (ends - starts).dt.days + 1
    whole = pd.DataFrame(
        {
            "series": series,
            "counted": counted,
            "measure": frame["measure"],
            "period": names,
            "start": starts,
            "end": ends,
            "deaths": frame[deaths],
            "per_day": frame[deaths].astype(float) / days,
            "status": frame["status"],
            "released": frame["released"],
            "source": frame["source"],
        }
    )
    return whole.dropna(subset=["deaths"])


def month_name(month: str) -> str:
    """Return ``"2024-08"`` as ``"August 2024"``."""
    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"


def month_end(month: str) -> pd.Timestamp:
    """Return the last day of ``"2024-08"``."""
    return pd.Timestamp(month + "-01") + pd.offsets.MonthEnd(0)


# Sizes ------------------------------------------------------------------------------------------------


STANDINGS = {
    "full table": "read at the source",
    "full text": "read at the source",
    "excerpt": "read at the source",
    "copy in a public repository": "read in a copy",
    "report by others": "reported by others",
}


def standing(tables: Tables, source: str) -> str:
    """Return how a source was read, in the words of ``standing``: for rows of tables that have no such column."""
    return STANDINGS[tables.row("sources", source=source).read_as]


def areas(tables: Tables) -> pd.DataFrame:
    """Return the published areas of countries, and below them those that are computed here from outlines.

    Returns
    -------
    DataFrame
        Columns ``country``, ``definition`` ("total", "land" or "inside the outline"), ``edition``, ``year``,
        ``square_km``, ``status``, ``standing``, ``released`` (date), ``source`` and ``note``.
    """
    drawn = tables["outlines"].drop_duplicates("country")
    computed = pd.DataFrame(
        {
            "country": drawn["country"],
            "definition": "inside the outline",
            "edition": "outline",
            "year": drawn["year"],
            "square_km": [round(outlines.square_km(tables, country)) for country in drawn["country"]],
            "status": "computed by us",
            "standing": "computed by us",
            "released": drawn["released"],
            "source": drawn["source"],
            "note": "lakes are not cut out",
        }
    )
    return pd.concat([tables["areas"], computed], ignore_index=True)


def publisher(tables: Tables, source: str) -> str:
    """Return who published a source, in words; more than one where the cell lists several."""
    names = [tables.row("sources", source=name).publisher for name in listed(source)]
    return " and ".join(dict.fromkeys(names))
