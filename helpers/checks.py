"""A figure of a text under every interpretation; a statement of a text against a record.

Interpretations are listed by a stated rule, never picked. What was public when the text appeared is
kept apart from what is known now. The outcome of a figure is its range and the choice that flips it;
there is no verdict, and nothing is added up by text or author.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from helpers import claims, datasets, documents
from helpers.html import Fragment, bullets, details, inline, link, paragraph, stack, strong
from helpers.tables import Tables, listed

DEATHS_PER_DAY, LARGEST_CAUSE = "deaths per day", "largest cause"
FENTANYL_INCLUDED = ("synthetic_opioids", "any_opioid", "all_drugs")
LARGEST, NOT_LARGEST, OPEN = "the largest", "not the largest", "not established here"
OTHER_CAUSES = ("transport accidents", "suicide", "homicide", "heart disease", "cancer", "COVID-19")
READ_AS = {
    "full table": "we read the whole table",
    "full text": "we read the whole text",
    "excerpt": "we read part of it",
    "copy in a public repository": "we read a copy",
    "report by others": "we saw it quoted by others",
}
COUNTINGS = {
    "fentanyl on its own, taken out of the accidents": ("synthetic opioids (T40.4)", OTHER_CAUSES),
    "all overdoses together, taken out of the accidents": ("all drug overdoses", OTHER_CAUSES),
    "the groups of official lists, with most overdoses among the accidents": (
        "synthetic opioids (T40.4)",
        ("unintentional injury, overdoses included", *OTHER_CAUSES[1:]),
    ),
}


@dataclass(frozen=True)
class FigureCheck:
    """A figure of a text: what it says, and what is asked of the data.

    ``date`` is the latest day on which the text can have appeared.
    """

    name: str
    document: str
    label: str
    claim: str
    paragraph: int
    words: str
    hedge: str
    method: str
    question: str
    rule: str
    threshold: float
    ages: tuple[str, ...]
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
    claim = tables.row("claims", claim=row["claim"])
    text = tables.row("documents", document=claim["document"])
    date = documents.judged_by(tables, text["document"])
    return FigureCheck(
        name,
        text["document"],
        text["label"],
        row["claim"],
        int(claim["paragraph"]),
        claims.quote(tables, row["words"]),
        row["hedge"],
        row["method"],
        row["question"],
        row["rule"],
        float(row["threshold"]),
        tuple(listed(row["ages"])),
        row["gap"],
        date,
    )


# Deaths per day ----------------------------------------------------------------------------------


def deaths_per_day(tables: Tables, check: FigureCheck) -> pd.DataFrame:
    """List every interpretation of a figure in deaths a day.

    The rule: every measure that includes fentanyl, in every series, for every period that ends in the
    text's window, which runs from the start of the second calendar year before the text to the latest
    day on which it can have appeared.

    Returns
    -------
    DataFrame
        As :func:`helpers.datasets.deaths_per_day`, with ``then``: public when the text appeared.
        The same figure listed twice counts once.
    """
    frame = datasets.deaths_per_day(tables)
    start = pd.Timestamp(check.date.year - 2, 1, 1)
    frame = frame[frame["measure"].isin(FENTANYL_INCLUDED) & frame["end"].between(start, check.date)]
    frame = frame.drop_duplicates(["series", "counted", "measure", "period", "deaths", "released"])
    return frame.assign(then=frame["released"] <= check.date).reset_index(drop=True)


def restrict(frame: pd.DataFrame, measures: Collection[str], series: Collection[str]) -> pd.DataFrame:
    """Keep only some measures and some series of interpretations."""
    return frame[frame["measure"].isin(measures) & frame["series"].isin(series)].reset_index(drop=True)


def sentence(check: FigureCheck, frame: pd.DataFrame, threshold: float) -> Fragment:
    """Say how a figure in deaths a day compares, in two results that are never mixed.

    Parameters
    ----------
    frame : DataFrame
        Interpretations from :func:`deaths_per_day`, all or some of them.
    threshold : float
        The least value, in deaths a day, that the text's words are taken to mean.
    """
    date = day(check.date)
    then = frame[frame["then"]]
    return bullets(
        [
            f"The text says {check.words} (paragraph {check.paragraph}). "
            f"Here this is taken to mean at least {threshold:,.0f} a day.",
            stack(inline(strong(f"Public by {date}: "), _flips(then, threshold)), _ranges(then, threshold)),
            stack(
                inline(
                    strong("Known now, "),
                    f"for every period that ended by {date}, also those not yet counted then: ",
                    _flips(frame, threshold),
                ),
                _ranges(frame, threshold),
            ),
        ]
    )


def _ranges(frame: pd.DataFrame, threshold: float) -> Fragment:
    """List the range of each measure, the one closest to the text's words first."""
    lines = []
    for measure in FENTANYL_INCLUDED:
        values = frame.loc[frame["measure"] == measure, "per_day"]
        if len(values):
            low, high = _rounded(values.min(), threshold), _rounded(values.max(), threshold)
            span = f"{low} a day" if low == high else f"from {low} to {high} a day"
            lines.append(f"{datasets.MEASURES[measure]}: {span}, {_reached(values, threshold)}")
    return bullets(lines) if lines else inline("")


def _rounded(value: float, threshold: float) -> str:
    """Return a value in whole deaths, or more exactly where rounding would carry it over the threshold."""
    for places in range(4):
        if (round(value, places) >= threshold) == (value >= threshold):
            break
    return f"{value:,.{places}f}"


def _reached(values: pd.Series, threshold: float) -> str:
    reach = values >= threshold
    if reach.all():
        return f"always at least {threshold:,.0f}"
    return (
        f"at least {threshold:,.0f} in some periods and below it in others"
        if reach.any()
        else f"always below {threshold:,.0f}"
    )


def _flips(frame: pd.DataFrame, threshold: float) -> str:
    """Say which choices, of what is counted and of the period, flip the outcome."""
    if not len(frame):
        return "no figure in these tables."
    reach = frame.assign(reach=frame["per_day"] >= threshold)
    if reach["reach"].nunique() == 1:
        where = f"reaches {threshold:,.0f}" if reach["reach"].iloc[0] else f"stays below {threshold:,.0f}"
        return f"every figure in these tables {where}, so no choice flips it."
    alike = {
        "what is counted": ["series", "counted", "start", "end"],
        "the period": ["measure", "series", "counted"],
        "the count taken of one period": ["measure", "start", "end"],
    }
    last = reach.groupby(["measure", "series", "counted", "period"])["released"].transform("max")
    newest = reach[reach["released"] == last]
    rows = {"what is counted": newest, "the period": newest, "the count taken of one period": reach}
    choices = [name for name, same in alike.items() if rows[name].groupby(same)["reach"].nunique().max() > 1]
    return f"what flips it is {_listed(choices or ['the choice among these figures'])}."


def interpretation_table(tables: Tables, frame: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Return interpretations of deaths a day as a table to show, one row each."""
    read_as = tables["sources"].set_index("source")["read_as"]
    return pd.DataFrame(
        {
            "Period": frame["period"].tolist(),
            "What is counted": frame["measure"].map(datasets.MEASURES).tolist(),
            "Count": (frame["status"] + ", " + frame["counted"]).tolist(),
            "Deaths": frame["deaths"].astype(int).tolist(),
            "Deaths a day": [f"{value:,.1f}" for value in frame["per_day"]],
            f"At least {threshold:,.0f}": ["yes" if value >= threshold else "no" for value in frame["per_day"]],
            "Public when the text appeared": ["yes" if one else "no, later" for one in frame["then"]],
            "Read as": frame["source"].map(read_as).tolist(),
        }
    )


# Largest cause of death ----------------------------------------------------------------------------


def largest_cause(tables: Tables, check: FigureCheck) -> pd.DataFrame:
    """List every interpretation of "leading cause of death" that the tables can speak to.

    The rule: every period of ``young_adult_causes``, at the ages of the text and at the nearest ages that
    have figures (``check.ages``), once for each way of counting in ``COUNTINGS`` for which it has a figure.
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
    rows = [
        _ranked(period, ages, group, counting)
        for (period, ages), group in frame.groupby(["period", "age_group"], sort=False)
        for counting, (cause, _) in COUNTINGS.items()
        if cause in set(group["cause"])
    ]
    listed_rows = pd.DataFrame(rows)
    return listed_rows.assign(
        then=listed_rows["released"] <= check.date, whole=listed_rows["age_group"].isin(check.ages)
    )


def _ranked(period: str, ages: str, group: pd.DataFrame, counting: str) -> dict:
    cause, rivals = COUNTINGS[counting]
    own = group[group["cause"] == cause].iloc[0]
    others = group[group["cause"].isin(rivals)]
    missing = [
        name
        for name in rivals
        if name not in set(others["cause"]) and not (name == "COVID-19" and period[-4:] < "2020")
    ]
    top = others.loc[others["value"].idxmax()] if len(others) else None
    exceeded = top is not None and top["value"] > own["value"]
    unrivalled = OPEN if missing else LARGEST
    outcome = NOT_LARGEST if exceeded else unrivalled
    used = group[group["cause"].isin([cause, *rivals])]
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
        "status": "provisional" if (used["status"] == "provisional").any() else "final",
        "released": used["released"].max(),
        "standing": own["standing"],
    }


def largest_cause_sentence(check: FigureCheck, frame: pd.DataFrame) -> Fragment:
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
    return stack(said, details("For comparison: parts of these ages", _outcomes(parts)) if len(parts) else None)


def _choices_that_flip(frame: pd.DataFrame) -> str:
    settled = frame[frame["outcome"] != OPEN]
    if not len(settled):
        return "not established here."
    names = {"the way of counting": "counting", "the age group": "age_group", "the year": "period"}
    choices = [name for name, column in names.items() if _matters(settled, column)]
    said = (
        f"what flips it is {_listed(choices)}."
        if choices
        else f"{settled['outcome'].iloc[0]} in every interpretation that can be settled, so no choice flips it."
    )
    last = settled["period"].str[-4:].max()
    newer = sorted({period for period in frame["period"] if period[-4:] > last})
    return said + (f" For {_listed(newer)}, nearest to the text, nothing is established here." if newer else "")


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
    return "; ".join(f"{period} at ages {_listed(groups)}" for period, groups in ages.items())


def _matters(frame: pd.DataFrame, column: str) -> bool:
    """Say whether two interpretations that differ in this one choice come out differently."""
    others = [name for name in ("counting", "age_group", "period") if name != column]
    return frame.groupby(others)["outcome"].nunique().max() > 1


def largest_cause_table(frame: pd.DataFrame) -> pd.DataFrame:
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


# The five checks of a text ---------------------------------------------------------------------------


def featured(tables: Tables, document: str) -> pd.DataFrame:
    """Return the featured checks of a text, by the rule in ``data/README.md``, in the order of its paragraphs.

    Returns
    -------
    DataFrame
        Columns ``check``, ``claim``, ``kind`` ("figure", or the kind of a record check), ``question``
        and ``paragraph``.
    """
    tables.row("documents", document=document)
    figures = tables["figure_checks"].assign(kind="figure").rename(columns={"figure_check": "check"})
    records = tables["record_checks"].rename(columns={"record_check": "check"})
    shown = ["check", "claim", "kind", "question", "featured"]
    both = pd.concat([figures[shown], records[shown]], ignore_index=True)
    claim = tables["claims"][["claim", "document", "paragraph", "first_word"]]
    both = both.merge(claim, on="claim").sort_values(["paragraph", "first_word"])
    both = both[both["featured"] & (both["document"] == document)]
    return both[["check", "claim", "kind", "question", "paragraph"]].reset_index(drop=True)


def figure_result(tables: Tables, name: str) -> Fragment:
    """Return the two results of a figure check, as its threshold stands in the table."""
    check = figure_check(tables, name)
    if check.method == DEATHS_PER_DAY:
        return sentence(check, deaths_per_day(tables, check), check.threshold)
    return largest_cause_sentence(check, largest_cause(tables, check))


def on_claim(tables: Tables, claim: str) -> Fragment | None:
    """Return what a record says on a claim, or nothing where it was not held against one.

    A check that is featured is only announced: its result stands under "Evidence check".
    """
    shown = [
        _announced() if row.featured else stack(inline("Looked up: ", row.question), record(row))
        for row in tables.rows("record_checks", claim=claim)
    ]
    shown += [_announced() for row in tables.rows("figure_checks", claim=claim) if row.featured]
    return stack(*shown) if shown else None


def _announced() -> Fragment:
    return paragraph("Checked below, under Evidence check.")


def record(row) -> Fragment:
    """Return the result of a record check, and below it what the record says, a sentence to a line."""
    sentences = re.split(r"(?<!Mr\.)(?<=\.) (?=[A-Z])", row.record)
    return stack(
        paragraph(strong(f"As of {day(row.as_of)}: {row.result}.")),
        bullets(sentences),
        paragraph(strong("Public later: "), row.since),
    )


def sources(tables: Tables, names: str) -> Fragment:
    """Return the sources that a cell lists, with what was read of each."""
    items = []
    for name in listed(names):
        row = tables.row("sources", source=name)
        where = "" if row["url"] == "not stated" else inline(". ", link(row["url"], row["url"]))
        items.append(
            inline(f"{row['publisher']}, {row['title']}, {row['published']} ({READ_AS[row['read_as']]})", where)
        )
    return bullets(items)


def day(date: pd.Timestamp) -> str:
    """Return a date in words: ``"31 August 2024"``."""
    return f"{date.day} {date:%B %Y}"


def _listed(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
