"""A new year of data or a new published estimate is one row: it stands in the check, its chart and its table."""

import math

import pandas as pd
import pytest
from worlds import with_more_interpretations

from helpers import figures, widgets
from helpers.tables import Tables

NEW = {
    "mcinerney_vallely-f1": ("weapons_flow", dict(estimate="new", work="A new study", years="2023", point=640_000.0)),
    "mcinerney_vallely-f2": ("polls", dict(poll="new", pollster="A new poll", fieldwork="May 2025", percent=71.5)),
    "pompeo-f3": ("territory", dict(estimate="new", who="A new map", measured="a new measure", low=31.0, high=34.0)),
    "ziemer-f7": ("travel", dict(period="2022", year=2022, months=12, measure="a new measure", trips=33_000_000)),
    "ziemer-f8": ("weapon_traces", dict(trace="new", period="2024", numerator="a new test", percent=81.5)),
    "essay-f1": ("events", dict(event="new", happened=pd.Timestamp("2023-12-01"), what="a new rate", number=12.0)),
    "cornell-f1": (
        "study_effects",
        dict(effect="new", exposure="a new comparison", estimate=-4.5, low=-6.0, high=-3.0),
    ),
}


def with_a_row(tables, name, **cells):
    """The tables with one more row in one of them: the last row, with some cells changed."""
    last = tables[name].iloc[[-1]]
    if name == "events":
        last = tables[name].query("event == 'tariff_threat'")
    if name == "study_effects":
        last = tables[name].query("effect == 'jail'")
    return Tables({**tables, name: pd.concat([tables[name], last.assign(**cells)], ignore_index=True)})


@pytest.mark.parametrize("name", NEW)
def test_a_new_estimate_is_one_row_and_appears_in_its_check(tables, name):
    table, cells = NEW[name]
    check = figures.figure_check(tables, name)
    made = with_a_row(tables, table, released=pd.Timestamp("2024-01-01"), **cells)
    before, after = figures.listed_by_rule(tables, check), figures.listed_by_rule(made, check)
    assert len(after) == len(before) + 1
    values = [value for value in (cells.get(key) for key in ("point", "percent", "trips", "estimate", "low", "number"))
              if isinstance(value, int | float)]  # fmt: skip
    new = after[after["value"].isin(values) | after["low"].isin(values)].iloc[-1]
    assert new["then"]
    shown = widgets.check(made, name).static.text
    assert new["definition"] in shown and new["counted_by"] in shown
    number = new["low"] if math.isnan(new["value"]) else new["value"]
    assert figures.shown(check, number) in shown


def test_a_new_year_of_people_is_one_row_each_and_appears(tables):
    check = figures.figure_check(tables, "ziemer-f4")
    frame = tables["population"]
    rows = frame[(frame["source"] == "world_bank_2026") & (frame["year"] == 2024)]
    rows = rows[rows["country"].isin(["Mexico", "Iraq"])].assign(year=2025, people=[140_000_000, 40_000_000])
    made = Tables({**tables, "population": pd.concat([frame, rows], ignore_index=True)})
    found = figures.listed_by_rule(made, check)
    assert len(found) == len(figures.listed_by_rule(tables, check)) + 1
    assert "3.50" in widgets.check(made, "ziemer-f4").static.text


@pytest.mark.parametrize(
    "name", ["mcinerney_vallely-f1", "mcinerney_vallely-f2", "pompeo-f3", "ziemer-f3", "ziemer-f8"]
)
def test_what_times_growth_has_ten_times_as_many_interpretations(tables, name):
    check = figures.figure_check(tables, name)
    before, after = (figures.listed_by_rule(one, check) for one in (tables, with_more_interpretations(tables, 10)))
    assert len(after) >= 9 * len(before)
