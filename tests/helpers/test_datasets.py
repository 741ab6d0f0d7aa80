"""Deaths a day: the arithmetic of years, months and twelve months, on made-up tables."""

import calendar

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import datasets
from helpers.tables import Tables

DAY = pd.Timestamp("2024-05-01")
months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2000, 2099), st.integers(1, 12))


def a_world(years=((2001, 365),), single=(("2001-01", 31),), twelve=(("2001-12", 365, 365),), measure="all_drugs"):
    """Tables with deaths by year, by month and by twelve months (reported and predicted)."""
    known = {"measure": measure, "status": "final", "released": DAY, "source": "made_up"}
    year = pd.DataFrame(years, columns=["year", "deaths"]).astype("Int64").assign(**known, rate=1.0, note="")
    month = pd.DataFrame(single, columns=["month", "deaths"]).astype({"deaths": "Int64"}).assign(**known)
    counts = {"deaths_reported": "Int64", "deaths_predicted": "Int64"}
    rolling = pd.DataFrame(twelve, columns=["period_end", *counts]).astype(counts).assign(**known, vintage=DAY)
    return Tables({"overdose_deaths": year, "overdose_deaths_monthly": month, "overdose_deaths_12_months": rolling})


def per_day(world, series):
    found = datasets.deaths_per_day(world)
    return found[found["series"] == series].reset_index(drop=True)


# Days of a period ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366), (2000, 366), (2100, 365)])
def test_a_year_is_divided_by_its_days(year, days):
    row = per_day(a_world(years=[(year, 73_200)]), "year").iloc[0]
    assert row["per_day"] == pytest.approx(73_200 / days)
    assert (row["period"], row["start"], row["end"]) == (
        str(year),
        pd.Timestamp(year, 1, 1),
        pd.Timestamp(year, 12, 31),
    )


@pytest.mark.parametrize(
    ("month", "days"), [("2023-02", 28), ("2024-02", 29), ("2024-04", 30), ("2024-08", 31), ("2024-12", 31)]
)
def test_a_month_is_divided_by_its_days(month, days):
    row = per_day(a_world(single=[(month, 6_000)]), "month").iloc[0]
    assert row["per_day"] == pytest.approx(6_000 / days)
    assert row["start"] == pd.Timestamp(f"{month}-01")
    assert row["end"] == pd.Timestamp(f"{month}-{days}")


@pytest.mark.parametrize(
    ("end", "first", "days"),
    [
        ("2023-12", "2023-01-01", 365),
        ("2024-01", "2023-02-01", 365),
        ("2024-02", "2023-03-01", 366),
        ("2024-12", "2024-01-01", 366),
        ("2025-01", "2024-02-01", 366),
        ("2025-02", "2024-03-01", 365),
        ("2023-02", "2022-03-01", 365),
    ],
)
def test_twelve_months_are_divided_by_their_days(end, first, days):
    found = per_day(a_world(twelve=[(end, 36_000, 36_600)]), "twelve months")
    assert (found["start"] == pd.Timestamp(first)).all()
    assert dict(zip(found["counted"], found["per_day"], strict=True)) == pytest.approx(
        {"reported": 36_000 / days, "predicted": 36_600 / days}
    )


@settings(max_examples=40, deadline=None)
@given(months, st.integers(0, 10**6))
def test_any_period_has_as_many_days_as_the_calendar(month, deaths):
    year, number = map(int, month.split("-"))
    world = a_world([(year, deaths)], [(month, deaths)], [(month, deaths, deaths)])
    found = datasets.deaths_per_day(world)
    leap = {"month": calendar.monthrange(year, number)[1], "year": 366 if calendar.isleap(year) else 365}
    has_leap_day = calendar.isleap(year if number > 1 else year - 1)
    days = {**leap, "twelve months": 366 if has_leap_day else 365}
    assert len(found) == 4
    for row in found.itertuples():
        assert row.per_day == pytest.approx(deaths / days[row.series])
        assert (row.end - row.start).days + 1 == days[row.series]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.integers(1, 10**5))
def test_so_many_times_the_deaths_are_so_many_times_the_deaths_a_day(times, deaths):
    once = datasets.deaths_per_day(a_world([(2024, deaths)]))
    more = datasets.deaths_per_day(a_world([(2024, deaths * times)]))
    year = once["series"] == "year"
    assert more.loc[year, "per_day"].tolist() == pytest.approx((once.loc[year, "per_day"] * times).tolist())
    assert more.loc[~year, "per_day"].tolist() == once.loc[~year, "per_day"].tolist()


# What is listed --------------------------------------------------------------------------------------


def test_a_missing_count_is_left_out_and_never_filled_in():
    found = per_day(a_world(twelve=[("2024-01", None, 100), ("2024-02", None, None)]), "twelve months")
    assert found[["counted", "deaths"]].values.tolist() == [["predicted", 100]]


def test_every_figure_of_the_tables_is_listed_once(tables):
    found = datasets.deaths_per_day(tables)
    rolling = tables["overdose_deaths_12_months"]
    assert found["series"].value_counts().to_dict() == {
        "year": len(tables["overdose_deaths"]),
        "month": len(tables["overdose_deaths_monthly"]),
        "twelve months": rolling["deaths_reported"].count() + rolling["deaths_predicted"].count(),
    }
    assert found["end"].is_monotonic_increasing
    assert not found.isna().any(axis=None)
    assert set(found["measure"]) <= set(datasets.MEASURES)


def test_the_order_of_the_rows_does_not_matter(tables):
    shuffled = Tables({name: frame.sample(frac=1, random_state=5) for name, frame in tables.items()})
    pd.testing.assert_frame_equal(datasets.deaths_per_day(shuffled), datasets.deaths_per_day(tables))


def test_status_release_and_source_belong_to_the_figure(tables):
    found = datasets.deaths_per_day(tables).query("series == 'month' and period == 'August 2022'").iloc[0]
    row = tables.row("overdose_deaths_monthly", month="2022-08")
    for column in ("deaths", "status", "released", "source", "measure"):
        assert found[column] == row[column]


def test_yearly_deaths_stand_by_measure_and_year(tables):
    found = datasets.overdose_deaths(tables, "heroin", "all_drugs")
    assert set(found["measure"]) == {"heroin", "all_drugs"}
    places = list(zip(found["measure"], found["year"], strict=True))
    assert places == sorted(places)
    assert len(datasets.overdose_deaths(tables)) == len(tables["overdose_deaths"])


def test_twelve_months_stand_by_vintage_and_period(tables):
    for measure in set(tables["overdose_deaths_12_months"]["measure"]):
        found = datasets.twelve_months(tables, measure)
        assert set(found["measure"]) == {measure}
        places = list(zip(found["vintage"], found["period_end"], strict=True))
        assert places == sorted(places)


def test_the_tables_are_left_as_they_were(tables):
    before = {name: frame.copy() for name, frame in tables.items()}
    datasets.deaths_per_day(tables)
    datasets.overdose_deaths(tables)
    datasets.twelve_months(tables)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(tables[name], frame)


@pytest.mark.parametrize("call", [datasets.overdose_deaths, datasets.twelve_months])
def test_an_unknown_measure_is_refused_with_the_choices(tables, call):
    with pytest.raises(KeyError, match=r"fentanyl.*all_drugs.*heroin|fentanyl.*synthetic_opioids"):
        call(tables, "fentanyl")


# Words for dates -------------------------------------------------------------------------------------


@given(months)
def test_months_have_names_and_last_days(month):
    year, number = month.split("-")
    end = datasets.month_end(month)
    assert (end.year, end.month) == (int(year), int(number))
    assert (end + pd.Timedelta(days=1)).day == 1
    assert datasets.month_name(month) == f"{end:%B} {year}"


def test_every_measure_of_the_tables_has_a_name(tables):
    for name in ("overdose_deaths", "overdose_deaths_monthly", "overdose_deaths_12_months"):
        assert set(tables[name]["measure"]) <= set(datasets.MEASURES)
