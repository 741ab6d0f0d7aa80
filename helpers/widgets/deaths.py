"""The figures and tables of the lesson on overdose deaths."""

from __future__ import annotations

import pandas as pd

from helpers import charts, datasets, documents
from helpers.html import Fragment, details, figure, stack, table
from helpers.tables import Tables
from helpers.widgets.view import View, choose
from helpers.words import day

NCHS = "Source: National Center for Health Statistics"


def deaths_by_drug(tables: Tables) -> Fragment:
    """Return yearly deaths by drug, final counts."""
    names = {
        **datasets.MEASURES,
        "synthetic_opioids": "synthetic opioids",
        "psychostimulants": "psychostimulants",
    }
    frame = datasets.overdose_deaths(
        tables,
        "all_drugs",
        "synthetic_opioids",
        "heroin",
        "prescription_opioids",
        "cocaine",
        "psychostimulants",
    )
    wide = frame.pivot(index="year", columns="measure", values="deaths").reset_index()
    wide["year"] = wide["year"].astype(str)
    numbers = wide[["year", *frame["measure"].drop_duplicates()]].rename(columns={"year": "Year", **names})
    synthetic = frame[frame["measure"] == "synthetic_opioids"].set_index("year")["deaths"]
    everything = frame[frame["measure"] == "all_drugs"].set_index("year")["deaths"]
    peak = synthetic.idxmax()
    return figure(
        charts.deaths_by_drug(frame, names),
        alt=f"Deaths involving synthetic opioids rose from {synthetic[2013]:,} in 2013 to "
        f"{synthetic[peak]:,} in {peak} and fell to "
        f"{synthetic.iloc[-1]:,} in {synthetic.index[-1]}. Deaths from all drugs rose from "
        f"{everything.iloc[0]:,} in {everything.index[0]} "
        f"to {everything.max():,} in {everything.idxmax()}.",
        caption=f"Drug overdose deaths in the United States by year and drug, final counts. {NCHS}; 1999 to "
        "2021 as published by the "
        "National Institute on Drug Abuse in January 2023. For single drugs after 2021 only synthetic "
        "opioids are verified here.",
        cannot_show="The groups overlap: a death that involves two drugs stands in two lines, so the lines "
        "may not be added.",
        numbers=numbers,
    )


def twelve_months(tables: Tables, document: str) -> Fragment:
    """Return deaths in twelve months as known in two releases, with the final years as marks."""
    date = documents.judged_by(tables, document)
    rolling = datasets.twelve_months(tables)
    rolling = rolling.assign(
        end=rolling["period_end"].map(datasets.month_end),
        deaths=rolling["deaths_predicted"],
        release=rolling["vintage"].map(lambda vintage: f"provisional, as of {day(vintage)}"),
    )
    rolling = rolling[rolling["period_end"] >= "2019-01"]
    longest = rolling["vintage"].mode()[0]
    rolling = pd.concat([rolling[rolling["vintage"] == longest], rolling[rolling["vintage"] != longest]])
    final = datasets.overdose_deaths(tables, "synthetic_opioids")
    final = final[final["year"] >= 2019]
    final = final.assign(end=final["year"].map(lambda year: pd.Timestamp(year, 12, 31)))
    numbers = pd.DataFrame(
        {
            "Twelve months to": rolling["period_end"].map(datasets.month_name),
            "Predicted": rolling["deaths"],
            "Reported": rolling["deaths_reported"],
            "Release": rolling["release"],
        }
    )
    newest = rolling[rolling["vintage"] == longest].set_index("period_end")["deaths"]
    peak = newest.idxmax()
    return figure(
        charts.twelve_months(rolling.assign(vintage=rolling["release"]), final, date),
        alt=f"Deaths involving synthetic opioids in twelve months peaked at {newest[peak]:,} in the twelve "
        f"months to {datasets.month_name(peak)} "
        f"and fell to {newest.iloc[-1]:,} in those to {datasets.month_name(newest.index[-1])}; the final "
        "yearly counts lie a little below the line.",
        caption="Deaths involving synthetic opioids in the twelve months that end with each month, "
        f"predicted counts. {NCHS}, releases of "
        "15 May 2024, 27 June 2026 and 26 September 2026; the first was read in reports by others. Each "
        "mark stands at the end of its twelve months. Diamonds: final counts of calendar years.",
        cannot_show="What was known in each month: most of the line is as known in June 2026, and only the "
        "points of the 2024 release were public when the text appeared.",
        numbers=numbers,
    )


def young_adult_causes(tables: Tables) -> View:
    """Return causes of death at young ages, for a year and age group that the reader chooses."""
    frame = tables["young_adult_causes"]
    groups = list(dict.fromkeys(zip(frame["period"], frame["age_group"], strict=True)))
    first = ("2020", "15 to 44")

    def render(group: tuple[str, str]) -> Fragment:
        return causes_of_death(tables, *group)

    controls = {
        "group": choose(
            "Year and ages:", [(f"{period}, ages {ages}", (period, ages)) for period, ages in groups], first
        )
    }
    return View(controls, render)


def causes_of_death(tables: Tables, period: str, ages: str) -> Fragment:
    """Return the causes of death that have a figure for one period and age group."""
    frame = tables["young_adult_causes"]
    rows = frame[(frame["period"] == period) & (frame["age_group"] == ages)].sort_values("value", ascending=False)
    unit = rows["unit"].iloc[0]
    shape = "{:,.0f}" if unit == "deaths" else "{:,.1f}"
    overdose = rows["cause"].isin(["synthetic opioids (T40.4)", "all drug overdoses"])
    bars = pd.DataFrame({"name": rows["cause"], "value": rows["value"], "highlight": overdose})
    numbers = pd.DataFrame(
        {
            "Cause": rows["cause"],
            unit.capitalize(): [shape.format(value) for value in rows["value"]],
            "Counted by": rows["counted"],
            "Count": rows["status"],
            "Table": rows["standing"],
            "Public by": rows["released"].map(day),
            "Note": rows["note"].replace("", "none"),
        }
    )
    listed = "; ".join(f"{row.cause} {shape.format(row.value)}" for row in rows.itertuples())
    return figure(
        charts.causes(bars, unit),
        alt=f"Causes of death at ages {ages} in {period}, in {unit}, largest first: {listed}.",
        caption=f"Causes of death at ages {ages} in {period} that have a verified figure. {NCHS}, unless "
        "the table says otherwise. "
        "Hatched bars: overdoses.",
        cannot_show="A complete ranking where a cause has no figure. Synthetic opioids are counted "
        "whenever a certificate names "
        "them, other causes only as the underlying cause. Groups overlap: most overdose deaths are also "
        "counted as unintentional "
        "injuries, so the bars may not be added.",
        numbers=numbers,
    )


def deaths_at_each_age(tables: Tables) -> Fragment:
    """Return deaths involving synthetic opioids by age group, as counts and rates."""
    frame = tables["deaths_by_age"]
    frame = frame[(frame["cause"] == "synthetic_opioids") & (frame["source"] == "wonder_2024_07")]
    years = sorted(set(frame["year"]))
    rows = [
        (ages, *(_deaths_and_rate(group[group["year"] == year].iloc[0]) for year in years))
        for ages, group in frame.groupby("age_group")
    ]
    shown = pd.DataFrame(rows, columns=["Ages", *map(str, years)])
    return table(
        shown,
        "Deaths for every 100,000 people of an age that mention synthetic opioids, and deaths in brackets, final",
    )


def _deaths_and_rate(row: pd.Series) -> str:
    return f"{row['rate']:,.1f} ({row['deaths']:,})"


def statements(tables: Tables, document: str) -> Fragment:
    """Return what agencies and fact-checkers have said, with those after the text marked."""
    date = documents.judged_by(tables, document)
    frame = tables["statements"].sort_values("said_on")
    shown = pd.DataFrame(
        {
            "When": frame["said_on"].map(day),
            "Who": frame["speaker"] + " (" + frame["kind"] + ")",
            "What was counted": frame["counted"],
            "Ages": frame["ages"],
            "Words": [f"“{row.words}”" if row.quoted else row.words for row in frame.itertuples()],
            "Before the text": ["yes" if said_on <= date else "no, later" for said_on in frame["said_on"]],
        }
    )
    return table(
        shown,
        f"What has been said on the leading cause of death ({documents.labels(tables)[document]} appeared "
        f"by {day(date)})",
    )


def disagreements(tables: Tables, lesson: str) -> Fragment:
    """Return the figures of a lesson on which sources differ, and why.

    Raises
    ------
    KeyError
        If there is no such lesson.
    """
    tables.row("lessons", lesson=lesson)
    rows = [(row.figure, row.one, row.other, row.why) for row in tables.rows("disagreements", lesson=lesson)]
    frame = pd.DataFrame(rows, columns=["Figure", "One version", "Another", "Why"])
    return table(frame, "Where sources differ")


def explanations(tables: Tables) -> Fragment:
    """Return the causes that have been named for the fall after 2023, with what each leaves open."""
    frame = tables["explanations"].sort_values("order")
    shown = pd.DataFrame(
        {
            "What is named": frame["what"],
            "By whom": frame["who"],
            "What they say": frame["says"],
            "What it leaves open": frame["leaves_open"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Why deaths fell after 2023: what has been named")


def seizures(tables: Tables) -> Fragment:
    """Return the fentanyl that was seized, and the share of it at ports of entry, by weight and by event."""
    frame = tables["fentanyl_seizures"]
    shown = pd.DataFrame(
        {
            "Budget year": [_budget_year(row) for row in frame.itertuples()],
            "Where": frame["region"],
            "Pounds seized": _given(frame["total_pounds"], "{:,.0f}"),
            "Percent of pounds at ports of entry": _given(frame["share_at_ports"], "{:.1f}"),
            "Percent of seizures at ports of entry": _given(frame["share_of_events_at_ports"], "{:.1f}"),
            "Status": frame["status"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Fentanyl seized by US Customs and Border Protection, in years from October to September")


def _budget_year(row) -> str:
    return f"{row.fiscal_year}" if row.part_of_year == "whole year" else f"{row.fiscal_year}, {row.part_of_year}"


def _given(values: pd.Series, shape: str) -> list[str]:
    return ["not given" if pd.isna(value) else shape.format(value) for value in values]


def dispensing(tables: Tables) -> Fragment:
    """Return how many opioid prescriptions pharmacies dispensed for every 100 people."""
    frame = tables["opioid_dispensing"]
    shown = pd.DataFrame(
        {
            "Year": frame["year"].astype(str),
            "Prescriptions for every 100 people": _given(frame["prescriptions_per_100"], "{:.1f}"),
            "Status": frame["status"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
            "Note": frame["note"].replace("", "none"),
        }
    )
    return table(shown, "Opioid prescriptions that US pharmacies dispensed, for every 100 people")


WITH_INTERVAL = "every subject, with an interval"


def study_effects(tables: Tables) -> View:
    """Return what studies found, each with its interval and its design, for a subject that the reader chooses."""
    subjects = list(dict.fromkeys(tables["study_effects"]["subject"]))

    def render(subject: str) -> Fragment:
        return effects_on(tables, subject)

    on_paper = [details(f"Studies on {subject}", effects_on(tables, subject)) for subject in subjects]
    controls = {"subject": choose("Studies on:", [WITH_INTERVAL, *subjects], WITH_INTERVAL)}
    return View(controls, render, stack(effects_on(tables, WITH_INTERVAL), *on_paper))


def effects_on(tables: Tables, subject: str) -> Fragment:
    """Return what studies of one subject found; of every subject, those with a number and an interval."""
    frame = tables["study_effects"]
    if subject == WITH_INTERVAL:
        frame = frame.dropna(subset=["low", "high"])
        frame = frame[frame["found"] != "not comparable"]
    else:
        frame = frame[frame["subject"] == subject]
    shown = pd.DataFrame(
        {
            "What was compared": frame["exposure"],
            "What was counted": frame["outcome"],
            "Effect": [_effect(row) for row in frame.itertuples()],
            "Found": frame["found"],
            "Design": frame["design"],
            "Who and when": frame["population"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
            "Source": [datasets.publisher(tables, source) for source in frame["source"]],
            "Note": frame["note"].replace("", "none"),
        }
    )
    return table(shown, f"What studies found: {subject}")


def _effect(row) -> str:
    if pd.isna(row.estimate):
        return "no number"
    shape = "{:.2f}" if row.measure.endswith("ratio") else "{:.1f}"
    estimate = f"{row.measure} {shape.format(row.estimate)}"
    if pd.isna(row.low):
        return f"{estimate}, no interval printed"
    return f"{estimate} ({shape.format(row.low)} to {shape.format(row.high)})"
