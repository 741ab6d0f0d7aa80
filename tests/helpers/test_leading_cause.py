"""Which cause of death is the largest, on made-up tables."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import figures, leading_cause
from helpers.tables import Tables

DATE = pd.Timestamp("2024-08-31")
EARLY, LATE = "2024-05-01", "2026-01-01"
few = settings(max_examples=25, deadline=None)
OVERDOSES, EVERY_DRUG, INJURY = (
    "synthetic opioids (T40.4)",
    "all drug overdoses",
    "unintentional injury, overdoses included",
)
RIVALS = {"transport accidents": 20, "suicide": 30, "homicide": 10, "heart disease": 5, "cancer": 4, "COVID-19": 3}


def ranked(tables, values, period="2020", **changes):
    """Interpretations of "leading cause" for one made-up year and age group, by their way of counting."""
    known = {
        "period": period,
        "age_group": "18 to 45",
        "unit": "deaths",
        "counted": "any mention",
        "status": "final",
        "standing": "official table",
        "released": pd.Timestamp(EARLY),
        "source": "faf_2021",
        "note": "",
        **changes,
    }
    frame = pd.DataFrame({"cause": list(values), "value": [float(value) for value in values.values()]}).assign(**known)
    made = Tables({**tables, "young_adult_causes": frame})
    check = replace(figures.figure_check(tables, "pompeo-f2"), date=DATE)
    return leading_cause.listed_by_rule(made, check).set_index("counting")


APART, TOGETHER, OFFICIAL = leading_cause.COUNTINGS


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (31, leading_cause.LARGEST),
        (30, leading_cause.LARGEST),
        (29, leading_cause.NOT_LARGEST),
        (0, leading_cause.NOT_LARGEST),
    ],
)
def test_overdoses_are_compared_with_the_largest_other_cause(tables, value, outcome):
    found = ranked(tables, {OVERDOSES: value, **RIVALS}).loc[APART]
    assert (found["outcome"], found["rival"], found["rival_value"], found["missing"]) == (outcome, "suicide", 30, [])


@pytest.mark.parametrize("absent", RIVALS)
def test_a_missing_cause_is_named_and_never_estimated(tables, absent):
    others = {name: value for name, value in RIVALS.items() if name != absent}
    found = ranked(tables, {OVERDOSES: 1000, **others}).loc[APART]
    assert found["missing"] == [absent]
    assert found["outcome"] == leading_cause.OPEN
    assert found["rival_value"] == max(others.values())
    shown = leading_cause.table(ranked(tables, {OVERDOSES: 1000, **others}).reset_index())
    assert shown["No figure for"][0] == absent


def test_a_larger_rival_settles_it_whatever_is_missing(tables):
    found = ranked(tables, {OVERDOSES: 10, "suicide": 11}).loc[APART]
    assert found["outcome"] == leading_cause.NOT_LARGEST
    assert found["missing"] == [name for name in leading_cause.OTHER_CAUSES if name != "suicide"]


def test_without_any_rival_nothing_is_established(tables):
    found = ranked(tables, {OVERDOSES: 10}).loc[APART]
    assert (found["outcome"], found["rival"]) == (leading_cause.OPEN, "")
    assert found["missing"] == list(leading_cause.OTHER_CAUSES)


@pytest.mark.parametrize(("period", "asked"), [("2015", False), ("2019", False), ("2020", True), ("2024", True)])
def test_covid_is_not_asked_for_before_2020(tables, period, asked):
    others = {name: value for name, value in RIVALS.items() if name != "COVID-19"}
    found = ranked(tables, {OVERDOSES: 1000, **others}, period).loc[APART]
    assert ("COVID-19" in found["missing"]) == asked
    assert found["outcome"] == (leading_cause.OPEN if asked else leading_cause.LARGEST)


def test_covid_is_asked_for_in_years_that_reach_2020(tables):
    others = {name: value for name, value in RIVALS.items() if name != "COVID-19"}
    assert ranked(tables, {OVERDOSES: 1000, **others}, "2018 to 2021").loc[APART]["missing"] == ["COVID-19"]


def test_each_way_of_counting_has_its_own_rivals(tables):
    found = ranked(tables, {OVERDOSES: 40, EVERY_DRUG: 60, INJURY: 90, **RIVALS})
    assert list(found.index) == [APART, TOGETHER, OFFICIAL]
    assert found["value"].tolist() == [40, 60, 40]
    assert found["rival"].tolist() == ["suicide", "suicide", INJURY]
    assert found["outcome"].tolist() == [leading_cause.LARGEST, leading_cause.LARGEST, leading_cause.NOT_LARGEST]
    assert list(ranked(tables, {EVERY_DRUG: 60, **RIVALS}).index) == [TOGETHER]


@few
@given(
    values=st.dictionaries(st.sampled_from([OVERDOSES, EVERY_DRUG, INJURY, *RIVALS]), st.integers(0, 9), min_size=1),
    times=st.integers(2, 9),
)
def test_outcomes_are_three_and_do_not_depend_on_the_unit(tables, values, times):
    if not {OVERDOSES, EVERY_DRUG} & set(values):
        return
    found = ranked(tables, values)
    assert set(found["outcome"]) <= {"the largest", "not the largest", "not established here"}
    for row in found.itertuples():
        assert (row.outcome == leading_cause.NOT_LARGEST) == (row.rival_value > row.value)
        assert row.outcome != leading_cause.LARGEST or not row.missing
    again = ranked(tables, {name: value * times for name, value in reversed(values.items())})
    assert again["outcome"].to_dict() == found["outcome"].to_dict()


def test_the_two_results_on_the_largest_cause_are_never_mixed(tables):
    check = replace(figures.figure_check(tables, "pompeo-f2"), date=DATE)
    public = ranked(tables, {OVERDOSES: 40, EVERY_DRUG: 60, INJURY: 90, **RIVALS}).reset_index()
    later = ranked(tables, {OVERDOSES: 1, **RIVALS}, "2022", released=pd.Timestamp("2024-09-01")).reset_index()

    def parts(frame):
        text = leading_cause.sentence(check, frame).text
        return [one.strip() for one in re.split(r"^- [^:\n]+: ?", text, flags=re.MULTILINE)[1:]]

    before, nothing = parts(public)
    assert nothing == "nothing in these tables."
    assert before.startswith("what flips it is the way of counting.")
    first, second = parts(pd.concat([public, later], ignore_index=True))
    assert first == before
    assert "2022 at ages 18 to 45" in second
    assert parts(later)[0] == "not established here."
    settled = parts(public[public["counting"] != OFFICIAL])[0]
    assert settled.startswith("the largest in every interpretation that can be settled, so no choice flips it.")


def test_narrower_ages_are_shown_for_comparison_and_flip_nothing(tables):
    check = replace(figures.figure_check(tables, "pompeo-f2"), date=DATE)
    whole = ranked(tables, {OVERDOSES: 40, **RIVALS}).reset_index()
    narrow = ranked(tables, {OVERDOSES: 1, **RIVALS}, age_group="15 to 24").reset_index()
    assert (whole["whole"].all(), narrow["whole"].any()) == (True, False)
    alone = leading_cause.sentence(check, whole).text
    both = leading_cause.sentence(check, pd.concat([whole, narrow], ignore_index=True)).text
    assert both.startswith(alone)
    assert "For comparison" not in alone
    assert "2020 at ages 15 to 24" in both.removeprefix(alone)
