"""Right answers that are numbers, computed from the tables, and what comes out of common slips.

No answer is stored: what is right follows from the data, so that a new row changes it. ``ANSWERS`` has those of the
tasks in code and of the exercises with a number, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from helpers import datasets, estimates
from helpers.estimates import FROM_US, SEIZED, TRACED
from helpers.tables import Tables


@dataclass(frozen=True)
class Answer:
    """What is right, and what comes out of common slips, by their short names."""

    right: Callable[[Tables], float]
    slips: dict[str, Callable[[Tables], float]]


def _people(tables: Tables, country: str, year: int, source: str) -> float:
    return float(tables.row("population", country=country, year=year, source=source).people)


def _deaths(tables: Tables, year: int) -> float:
    frame = datasets.overdose_deaths(tables, "synthetic_opioids")
    return float(frame.loc[frame["year"] == year, "deaths"].iloc[0])


def _left_of(tables: Tables) -> float:
    return _deaths(tables, 2024) / _deaths(tables, 2023)


def _census_ratio(tables: Tables) -> float:
    return _people(tables, "Mexico", 2024, "un_wpp_2024") / _people(tables, "Iraq", 2024, "iraq_census_2025")


def _cia_ratio(tables: Tables) -> float:
    return _people(tables, "Mexico", 2024, "cia_2025") / _people(tables, "Iraq", 2024, "cia_2025")


def _land(tables: Tables, country: str) -> float:
    return float(tables.row("areas", country=country, definition="land", source="cia_2025").square_km)


def _total(tables: Tables, country: str) -> float:
    return float(tables.row("areas", country=country, definition="total", source="cia_2025").square_km)


MID_2009 = "as known in mid-2009"


def _at_ages(tables: Tables, ages: str, column: str) -> float:
    """Return the deaths, or the rate, in 2022 that mention synthetic opioids, at some ages."""
    key = {"year": 2022, "cause": "synthetic_opioids", "source": "wonder_2024_07", "age_group": ages}
    return float(getattr(tables.row("deaths_by_age", **key), column))


def _older_to_younger(tables: Tables, column: str) -> float:
    return _at_ages(tables, "25 to 34", column) / _at_ages(tables, "15 to 24", column)


def _estimates_with_a_method(tables: Tables, column: str) -> list[float]:
    rows = tables.rows("weapons_flow", basis="method described")
    return [value for row in rows if (value := float(getattr(row, column))) == value]


def _greatest_estimate(tables: Tables) -> float:
    return max(_estimates_with_a_method(tables, "point"))


def _least_estimate(tables: Tables) -> float:
    return min(_estimates_with_a_method(tables, "point"))


def _guns(tables: Tables, step: str) -> float:
    return estimates.steps(tables, MID_2009)[step]


def _known_share(tables: Tables) -> estimates.Range:
    from_us = _guns(tables, FROM_US)
    return estimates.share_bounds(_guns(tables, SEIZED), from_us, _guns(tables, TRACED) - from_us)


ANSWERS: dict[str, Answer] = {
    "04-day": Answer(
        lambda tables: _deaths(tables, 2024) / 366,
        {
            "days": lambda tables: _deaths(tables, 2024) / 365,
            "year": lambda tables: _deaths(tables, 2024),
        },
    ),
    "04-fall": Answer(
        lambda tables: 100 * (1 - _left_of(tables)),
        {
            "later": lambda tables: 100 * (1 / _left_of(tables) - 1),
            "part": lambda tables: 1 - _left_of(tables),
            "left": lambda tables: 100 * _left_of(tables),
        },
    ),
    "06-census": Answer(
        _census_ratio,
        {"turned": lambda tables: 1 / _census_ratio(tables), "older": _cia_ratio},
    ),
    "06-land": Answer(
        lambda tables: _land(tables, "Mexico") / _land(tables, "Colombia"),
        {
            "total": lambda tables: _total(tables, "Mexico") / _total(tables, "Colombia"),
            "turned": lambda tables: _land(tables, "Colombia") / _land(tables, "Mexico"),
        },
    ),
    "08-share": Answer(
        lambda tables: _known_share(tables).low,
        {
            "part": lambda tables: _known_share(tables).low / 100,
            "traced": lambda tables: 100 * _guns(tables, FROM_US) / _guns(tables, TRACED),
        },
    ),
    "08-low": Answer(
        lambda tables: _known_share(tables).high,
        {"seized": lambda tables: 100.0, "us": lambda tables: _known_share(tables).low},
    ),
    "00-number": Answer(
        lambda tables: 500 / 6,
        {"week": lambda tables: 500 / 7, "turned": lambda tables: 6 / 500, "times": lambda tables: 500 * 6},
    ),
    "04-rate": Answer(
        lambda tables: _older_to_younger(tables, "rate"),
        {
            "turned": lambda tables: 1 / _older_to_younger(tables, "rate"),
            "difference": lambda tables: _at_ages(tables, "25 to 34", "rate") - _at_ages(tables, "15 to 24", "rate"),
            "deaths": lambda tables: _older_to_younger(tables, "deaths"),
        },
    ),
    "06-ratio": Answer(
        lambda tables: _total(tables, "Mexico") / _total(tables, "Colombia"),
        {
            "land": lambda tables: _land(tables, "Mexico") / _land(tables, "Colombia"),
            "turned": lambda tables: _total(tables, "Colombia") / _total(tables, "Mexico"),
            "iraq": lambda tables: _total(tables, "Mexico") / _total(tables, "Iraq"),
        },
    ),
    "08-spread": Answer(
        lambda tables: _greatest_estimate(tables) / _least_estimate(tables),
        {
            "range_end": lambda tables: _greatest_estimate(tables) / min(_estimates_with_a_method(tables, "low")),
            "every_row": lambda tables: float(tables["weapons_flow"]["point"].max()) / _least_estimate(tables),
            "every_end": lambda tables: float(tables["weapons_flow"]["high"].max()) / _least_estimate(tables),
            "turned": lambda tables: _least_estimate(tables) / _greatest_estimate(tables),
        },
    ),
}


def near(number: float, other: float, tolerance: float) -> bool:
    """Say whether a number lies no further from another than a tolerance, in percent of the other."""
    return abs(number - other) <= tolerance / 100 * abs(other)
