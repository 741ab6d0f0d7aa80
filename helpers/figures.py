"""A figure of a text under every interpretation that a stated rule lists.

Interpretations are never picked. What was public when the text appeared is kept apart from what is known now. The
outcome is a range and the choice that flips it; there is no verdict, and nothing is added up by text or author.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from helpers import claims, documents, interpretations
from helpers.html import Fragment, bullets, inline, stack, strong
from helpers.tables import Tables, listed
from helpers.words import day, series

THEN = " and was public then"
AT_LEAST, NEARLY, ABOUT = "at least", "nearly", "about"
WITHIN, REACHES, OUTSIDE = "within", "its range reaches into it", "outside"
CHOICES = {"what is counted": "definition", "the period": "period", "the source": "counted_by"}
PLACES = {"times": 2, "percent": 1, "percent change": 1}


@dataclass(frozen=True)
class FigureCheck:
    """A figure of a text: what it says, and what is asked of the data.

    ``figure`` is the number in ``unit``, ``hedge`` the word that makes it inexact, ``relation`` what that word asks
    for ("at least", "nearly" or "about"), ``stretch`` how far it may reach from the number, in percent,
    and ``most`` how far a reader can stretch it. ``about`` names what is compared. ``date`` is the latest day on which
    the text can have appeared.
    """

    name: str
    document: str
    label: str
    claim: str
    paragraph: int
    words: str
    hedge: str
    relation: str
    stretch: int
    most: int
    figure: float
    unit: str
    method: str
    about: tuple[str, ...]
    question: str
    rule: str
    gap: str
    date: pd.Timestamp


def figure_check(tables: Tables, name: str) -> FigureCheck:
    """Return a figure check by name.

    Raises
    ------
    KeyError
        If there is no such check.
    """
    row = tables.row("figure_checks", figure_check=name)
    claim = tables.row("claims", claim=row.claim)
    hedge = tables.row("hedges", hedge=row.hedge)
    return FigureCheck(
        name=name,
        document=claim.document,
        label=documents.labels(tables)[claim.document],
        claim=row.claim,
        paragraph=int(claim.paragraph),
        words=claims.quote(tables, row.words) if row.words else row.in_our_words,
        hedge=row.hedge,
        relation=hedge.relation,
        stretch=int(hedge.stretch),
        most=int(hedge.most),
        figure=float(row.figure),
        unit=row.unit,
        method=row.method,
        about=tuple(listed(row.about)),
        question=row.question,
        rule=row.rule,
        gap=row.gap,
        date=documents.judged_by(tables, claim.document),
    )


def listed_by_rule(tables: Tables, check: FigureCheck) -> pd.DataFrame:
    """List every interpretation of a figure by the rule of its method.

    Returns
    -------
    DataFrame
        The columns of :mod:`helpers.interpretations`, with ``then``: public when the text appeared. The same
        interpretation listed twice counts once.

    Raises
    ------
    KeyError
        If there is no such method.
    """
    frame = interpretations.METHODS[check.method](tables, check.date, check.about)
    frame = frame.drop_duplicates(["definition", "period", "counted_by", "value", "low", "high", "released"])
    return frame.assign(then=frame["released"] <= check.date).reset_index(drop=True)


def restrict(
    frame: pd.DataFrame,
    definitions: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    counted_by: Collection[str] | None = None,
) -> pd.DataFrame:
    """Keep only some definitions, periods or sources of interpretations; ``None`` keeps all."""
    for column, kept in (("definition", definitions), ("period", periods), ("counted_by", counted_by)):
        if kept is not None:
            frame = frame[frame[column].isin(kept)]
    return frame.reset_index(drop=True)


# What the words are taken to mean ----------------------------------------------------------------------


def bounds(check: FigureCheck, stretch: float) -> tuple[float, float]:
    """Return the least and the greatest value that the words are taken to mean.

    Parameters
    ----------
    stretch : float
        How far the word may reach from the number, in percent of the number.
    """
    by = abs(check.figure) * stretch / 100
    low = check.figure - by
    high = {NEARLY: check.figure, ABOUT: check.figure + by}.get(check.relation, math.inf)
    return low, high


def outcomes(check: FigureCheck, frame: pd.DataFrame, stretch: float) -> pd.Series:
    """Say of each interpretation whether it lies within what the words are taken to mean.

    A value is held against the bounds; an interpretation that has no value but a range lies within them if all of its
    range does, outside if none does, and otherwise its range reaches into them. An end that is not given is open.
    """
    low, high = bounds(check, stretch)

    def one(value: float, least: float, greatest: float) -> str:
        if not math.isnan(value):
            least = greatest = value
        least = -math.inf if math.isnan(least) else least
        greatest = math.inf if math.isnan(greatest) else greatest
        if low <= least and greatest <= high:
            return WITHIN
        return REACHES if low <= greatest and least <= high else OUTSIDE

    found = [one(*row) for row in zip(frame["value"], frame["low"], frame["high"], strict=True)]
    return pd.Series(found, index=frame.index, dtype="object")


def meaning(check: FigureCheck, stretch: float) -> str:
    """Return what the words are taken to mean: ``"from 4.50 to 5.00 times"``."""
    low, high = bounds(check, stretch)
    if check.relation == AT_LEAST:
        return f"at least {_edge(check, low)} {check.unit}"
    if low == high:
        return f"exactly {_edge(check, low)} {check.unit}"
    return f"from {_edge(check, low)} to {_edge(check, high)} {check.unit}"


def shown(check: FigureCheck, value: float, more: int = 0) -> str:
    """Return a value as it is printed for the unit of a check, or with more decimal places.

    An infinite value is no limit.
    """
    if math.isinf(value):
        return "no upper limit" if value > 0 else "no lower limit"
    text = f"{value:,.{PLACES.get(check.unit, 0) + more}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def _edge(check: FigureCheck, value: float) -> str:
    """Return a bound with as many decimal places as it has, so that nothing seems to lie on its wrong side."""
    texts = [shown(check, value, more) for more in range(4)]
    exact = [text for text in texts if math.isclose(float(text.replace(",", "")), value, abs_tol=1e-9)]
    return (exact or texts[-1:])[0]


def rounded(check: FigureCheck, value: float, stretch: float) -> str:
    """Return a value as it is printed, or more exactly where rounding would carry it over a bound."""
    low, high = bounds(check, stretch)
    for more in range(6):
        text = shown(check, value, more)
        if math.isinf(value):
            break
        printed = float(text.replace(",", ""))
        if (printed >= low) == (value >= low) and (printed <= high) == (value <= high):
            break
    return text


# The result in words -----------------------------------------------------------------------------------


def sentence(check: FigureCheck, frame: pd.DataFrame, stretch: float, left_out: bool = False) -> Fragment:
    """Say how a figure compares, in two results that are never mixed.

    Parameters
    ----------
    frame : DataFrame
        Interpretations from :func:`listed_by_rule`, all or some of them.
    stretch : float
        How far the word may reach from the number, in percent.
    left_out : bool
        Whether the reader has dropped interpretations.
    """
    date = day(check.date)
    then = frame[frame["then"]]
    says = f"The text says {check.words} (paragraph {check.paragraph}). "
    return bullets(
        [
            f"{says}Here this is taken to mean {meaning(check, stretch)}.",
            stack(
                inline(strong(f"Public by {date}: "), _flips(check, then, stretch, left_out, THEN)),
                _ranges(check, then, stretch),
            ),
            stack(
                inline(strong("Known now: "), _flips(check, frame, stretch, left_out)),
                _ranges(check, frame, stretch),
            )
            if len(then) < len(frame)
            else "Nothing that is listed here became public later.",
        ]
    )


def _ranges(check: FigureCheck, frame: pd.DataFrame, stretch: float) -> Fragment:
    """List the range under each definition, in the order of the frame."""
    found = outcomes(check, frame, stretch)
    lines = []
    for definition, rows in frame.groupby("definition", sort=False):
        least = rows["value"].fillna(rows["low"]).min()
        greatest = rows["value"].fillna(rows["high"]).max()
        one, other = (rounded(check, value, stretch) for value in (least, greatest))
        span = one if one == other else f"from {one} to {other}"
        span = f"at least {one}" if math.isinf(greatest) else span
        lines.append(f"{definition}: {span}, {_came_out(set(found[rows.index]))}")
    return bullets(lines) if lines else inline("")


def _came_out(found: set[str]) -> str:
    came = [outcome for outcome in (WITHIN, REACHES, OUTSIDE) if outcome in found]
    return came[0] if len(came) == 1 else f"{' or '.join(came)}, by the choice"


def _flips(check: FigureCheck, frame: pd.DataFrame, stretch: float, left_out: bool = False, which: str = "") -> str:
    """Say which choices, of what is counted, of the period and of the source, flip the outcome."""
    if not len(frame):
        return f"no figure that is listed here{which}."
    came = frame.assign(outcome=outcomes(check, frame, stretch))
    if came["outcome"].nunique() == 1:
        where = {WITHIN: "lies within this", OUTSIDE: "lies outside this", REACHES: "is a range that reaches into this"}
        could = (
            "another reading of the words, or a figure that is left out,"
            if left_out
            else "another reading of the words"
        )
        return (
            f"every figure that is listed here{which} {where[came['outcome'].iloc[0]]}; only {could} would change that."
        )
    flipping = [choice for choice, column in CHOICES.items() if _matters(came, column)]
    return f"what flips it is {series(flipping or ['the choice among these figures'])}."


def _matters(came: pd.DataFrame, column: str) -> bool:
    """Say whether two interpretations that differ in this one choice come out differently."""
    others = [one for one in CHOICES.values() if one != column]
    groups = came.groupby(others)[[column, "outcome"]].nunique()
    return bool(((groups[column] > 1) & (groups["outcome"] > 1)).any())


def table(tables: Tables, check: FigureCheck, frame: pd.DataFrame, stretch: float) -> pd.DataFrame:
    """Return interpretations as a table to show, one row each."""
    return pd.DataFrame(
        {
            "What is counted": frame["definition"].tolist(),
            "Period": frame["period"].tolist(),
            "Source": frame["counted_by"].tolist(),
            check.unit.capitalize(): [
                _value_in_words(check, stretch, *row)
                for row in zip(frame["value"], frame["low"], frame["high"], strict=True)
            ],
            f"Taken to mean {meaning(check, stretch)}": outcomes(check, frame, stretch).tolist(),
            "Status": frame["status"].tolist(),
            "Read": frame["standing"].tolist(),
            "Public when the text appeared": ["yes" if one else "no, later" for one in frame["then"]],
        }
    )


def _value_in_words(check: FigureCheck, stretch: float, value: float, low: float, high: float) -> str:
    least, greatest = (rounded(check, one, stretch) for one in (low, high))
    span = f"{least} to {greatest}"
    if math.isnan(high) or math.isinf(high):
        span = "" if math.isnan(low) else f"at least {least}"
    elif math.isnan(low):
        span = f"at most {greatest}"
    if math.isnan(value):
        return span
    return f"{rounded(check, value, stretch)} ({span})" if span else rounded(check, value, stretch)
