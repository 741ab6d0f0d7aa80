"""Which cause of death is the largest, under every interpretation that the tables can speak to."""

from __future__ import annotations

import re

import pandas as pd

from helpers.figures import FigureCheck
from helpers.html import Fragment, bullets, details, inline, paragraph, stack, strong
from helpers.tables import Tables
from helpers.words import day, series

LARGEST, NOT_LARGEST, OPEN = "the largest", "not the largest", "not established here"
OTHER_CAUSES = ("transport accidents", "suicide", "homicide", "heart disease", "cancer", "COVID-19")
COUNTINGS = {
    "fentanyl on its own, taken out of the accidents": ("synthetic opioids (T40.4)", OTHER_CAUSES),
    "all overdoses together, taken out of the accidents": ("all drug overdoses", OTHER_CAUSES),
    "the groups of official lists, with most overdoses among the accidents": (
        "synthetic opioids (T40.4)",
        ("unintentional injury, overdoses included", *OTHER_CAUSES[1:]),
    ),
}


def listed_by_rule(tables: Tables, check: FigureCheck) -> pd.DataFrame:
    """List every interpretation of "leading cause of death" that the tables can speak to.

    The rule: every period of ``young_adult_causes``, at the ages of the text and at the nearest ages that
    have figures (``check.about``), once for each way of counting in ``COUNTINGS`` for which it has a figure.
    Overdoses are compared with the largest other cause of the same period and ages that has a figure. A
    cause without a figure is named and never estimated; where one is missing, being above the others is
    not enough to be called the largest. Narrower ages are listed for comparison and are no interpretation.

    Returns
    -------
    DataFrame
        Columns ``period``, ``age_group``, ``counting``, ``value``, ``rival`` (the largest other cause),
        ``rival_value``, ``unit``, ``missing`` (causes without a figure), ``outcome`` (the largest, not the
        largest, or not established here), ``status``, ``released``, ``standing``, ``then`` (public when the
        text appeared) and ``whole`` (the ages of the text, not a part of them).
    """
    frame = tables["young_adult_causes"]
    rows = []
    for (period, ages, _), group in frame.groupby(["period", "age_group", "unit"], sort=False):
        for counting, causes in COUNTINGS.items():
            used = group[group["cause"].isin([causes[0], *causes[1]])]
            public = used[used["released"] <= check.date]
            # What was public then is ranked by itself; what came later cannot change it.
            for then, known in ((True, public), (False, used)):
                if causes[0] in set(known["cause"]) and (then or len(public) < len(used)):
                    rows.append({**_ranked(period, ages, known, counting), "then": then})
    listed_rows = pd.DataFrame(rows)
    return listed_rows.assign(whole=listed_rows["age_group"].isin(check.about))


def _ranked(period: str, ages: str, group: pd.DataFrame, counting: str) -> dict:
    cause, rivals = COUNTINGS[counting]
    own = group[group["cause"] == cause].iloc[0]
    others = group[group["cause"].isin(rivals)]
    missing = [
        name
        for name in rivals
        if name not in set(others["cause"]) and not (name == "COVID-19" and _last_year(period) < 2020)
    ]
    top = others.loc[others["value"].idxmax()] if len(others) else None
    exceeded = top is not None and top["value"] > own["value"]
    unrivalled = OPEN if missing else LARGEST
    outcome = NOT_LARGEST if exceeded else unrivalled
    return {
        "period": period,
        "age_group": ages,
        "counting": counting,
        "value": float(own["value"]),
        "rival": "" if top is None else top["cause"],
        "rival_value": float("nan") if top is None else float(top["value"]),
        "unit": own["unit"],
        "missing": missing,
        "outcome": outcome,
        "status": "provisional" if (group["status"] == "provisional").any() else "final",
        "released": group["released"].max(),
        "standing": "; ".join(dict.fromkeys(group["standing"])),
    }


def _last_year(period: str) -> int:
    """Return the last year that the words for a period name."""
    return int(re.findall(r"\d{4}", period)[-1])


def sentence(check: FigureCheck, frame: pd.DataFrame) -> Fragment:
    """Say how "leading cause of death" compares, in two results that are never mixed."""
    whole, parts = frame[frame["whole"]], frame[~frame["whole"]]
    then, later = whole[whole["then"]], whole[~whole["then"]]
    said = bullets(
        [
            f"The text says {check.words} (paragraph {check.paragraph}).",
            stack(inline(strong(f"Public by {day(check.date)}: "), _choices_that_flip(then)), _outcomes(then)),
            stack(
                inline(strong("What became public later: "), "" if len(later) else "nothing in these tables."),
                _outcomes(later),
            ),
        ]
    )
    if not len(parts):
        return said
    compared = [
        stack(paragraph(strong(when)), _outcomes(rows))
        for when, rows in ((f"Public by {day(check.date)}", parts[parts["then"]]), ("Later", parts[~parts["then"]]))
        if len(rows)
    ]
    return stack(said, details("For comparison: parts of these ages", *compared))


def _choices_that_flip(frame: pd.DataFrame) -> str:
    settled = frame[frame["outcome"] != OPEN]
    if not len(settled):
        return "not established here."
    names = {"the way of counting": "counting", "the age group": "age_group", "the year": "period"}
    choices = [name for name, column in names.items() if _matters(settled, column)]
    if settled["outcome"].nunique() == 1:
        said = f"{settled['outcome'].iloc[0]} in every interpretation that can be settled, so no choice flips it."
    else:
        said = f"what flips it is {series(choices or ['the choice among these'])}."
    last = settled["period"].map(_last_year).max()
    newer = sorted({period for period in frame["period"] if _last_year(period) > last})
    return said + (f" For {series(newer)}, nearest to the text, nothing is established here." if newer else "")


def _outcomes(frame: pd.DataFrame) -> Fragment:
    """List, for each way of counting, where overdoses lead, where they do not, and where it stays open."""
    places: dict[str, dict[str, dict[str, list[str]]]] = {}
    for counting, outcome, period, ages in zip(
        *(frame[column].tolist() for column in ("counting", "outcome", "period", "age_group")), strict=True
    ):
        places.setdefault(counting, {}).setdefault(outcome, {}).setdefault(period, []).append(ages)
    lines = []
    for counting, found in places.items():
        parts = [f"{outcome}: {_where(found[outcome])}" for outcome in (LARGEST, NOT_LARGEST, OPEN) if outcome in found]
        said = ". ".join(one[0].upper() + one[1:] for one in parts)
        lines.append(inline(strong(f"{counting[0].upper()}{counting[1:]}. "), f"{said}."))
    return bullets(lines) if lines else inline("")


def _where(ages: dict[str, list[str]]) -> str:
    """Return years and ages in words: ``"2020 at ages 25 to 34 and 35 to 44"``."""
    return "; ".join(f"{period} at ages {series(groups)}" for period, groups in ages.items())


def _matters(frame: pd.DataFrame, column: str) -> bool:
    """Say whether two interpretations that differ in this one choice come out differently."""
    others = [name for name in ("counting", "age_group", "period") if name != column]
    return frame.groupby(others)["outcome"].nunique().max() > 1


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return interpretations of "leading cause" as a table to show, one row each."""
    rows = list(frame.itertuples())
    return pd.DataFrame(
        {
            "Year and ages": (frame["period"] + ", ages " + frame["age_group"]).tolist(),
            "Way of counting": frame["counting"].tolist(),
            "Overdoses": [_measured(row.value, row.unit) for row in rows],
            "Largest other cause with a figure": [
                f"{row.rival}, {_measured(row.rival_value, row.unit)}" if row.rival else "no figure" for row in rows
            ],
            "No figure for": [", ".join(row.missing) or "none missing" for row in rows],
            "Outcome": frame["outcome"].tolist(),
            "Count": frame["status"].tolist(),
            "Table": frame["standing"].tolist(),
            "Public when the text appeared": ["yes" if one else "no, later" for one in frame["then"]],
        }
    )


def _measured(value: float, unit: str) -> str:
    return f"{value:,.0f} deaths" if unit == "deaths" else f"{value:,.1f} {unit}"
