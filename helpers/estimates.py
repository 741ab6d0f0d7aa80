"""Ranges: carried through an estimate by hand, and what a share can be without any assumption.

Sources: the bounds are those of C. F. Manski, Partial identification of probability distributions (2003), chapter 1:
what is not observed could be anything, so a share lies between what follows if none of it counts and if all of it does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.tables import Tables

SEIZED, SUBMITTED, TRACED, FROM_US = (
    "seized in Mexico",
    "submitted for tracing",
    "traced to any place",
    "traced to the US",
)


@dataclass(frozen=True)
class Range:
    """A least and a greatest value."""

    low: float
    high: float

    def __post_init__(self):
        if not self.low <= self.high:
            raise ValueError(f"The least value, {self.low:,.10g}, is above the greatest, {self.high:,.10g}.")


def smuggled(seized: Range, share_seized: Range) -> Range:
    """Return how many guns cross in a year, from how many are seized and from the share that is seized.

    Parameters
    ----------
    seized : Range
        Guns seized in a year.
    share_seized : Range
        Of a hundred guns that cross, how many are seized; above 0 and at most 100.

    Raises
    ------
    ValueError
        If the share is not above 0 and at most 100.
    """
    if not 0 < share_seized.low <= share_seized.high <= 100:
        raise ValueError("Of a hundred guns, more than 0 and at most 100 can be seized.")
    return Range(100 * seized.low / share_seized.high, 100 * seized.high / share_seized.low)


def share_bounds(whole: float, known_in: float, known_out: float) -> Range:
    """Return the least and the greatest share, in percent, when nothing is assumed on what is not known.

    Parameters
    ----------
    whole, known_in, known_out : float
        How many there are, how many are known to count, and how many are known not to count.

    Raises
    ------
    ValueError
        If more is known than there is.
    """
    if whole <= 0 or min(known_in, known_out) < 0 or known_in + known_out > whole:
        raise ValueError("What is known cannot be more than what there is.")
    return Range(100 * known_in / whole, 100 * (whole - known_out) / whole)


def steps(tables: Tables, known: str) -> dict[str, float]:
    """Return how many guns of 2008 are left at each step, as known at one time; NaN where it is not known.

    Raises
    ------
    KeyError
        If nothing is listed for that time.
    """
    rows = sorted(tables.rows("trace_steps", known=known), key=lambda row: row.order)
    if not rows:
        raise KeyError(f"There are no steps {known!r}.")
    return {row.step: math.nan if math.isnan(_number(row.guns)) else float(row.guns) for row in rows}


def _number(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
