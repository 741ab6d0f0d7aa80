"""A figure under every interpretation, on made-up tables; the checks that each text features."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import checks, datasets
from helpers.tables import Tables

DATE = pd.Timestamp("2024-08-31")
EARLY, LATE = "2024-05-01", "2026-01-01"
FENTANYL, ANY, ALL = "synthetic_opioids", "any_opioid", "all_drugs"
COLUMNS = ["period", "measure", "deaths", "released"]


def world(tables, years=(), months=(), twelve=()):
    """The tables with these death figures alone; one row of each kind lies outside every window."""
    filler = ([("1999", FENTANYL, 1, EARLY)], [("1999-01", FENTANYL, 1, EARLY)], [("1999-01", FENTANYL, 1, EARLY)])
    frames = []
    for rows, name, extra in zip((years, months, twelve), ("year", "month", "period_end"), filler, strict=True):
        frame = pd.DataFrame([*extra, *rows], columns=COLUMNS).rename(columns={"period": name})
        frame = frame.assign(status="final", source="nida_2023", released=pd.to_datetime(frame["released"]))
        frames.append(frame.astype({"deaths": "Int64"}))
    year, month, rolling = frames
    year["year"] = year["year"].astype(int).astype("Int64")
    rolling = rolling.assign(
        deaths_reported=pd.array([None] * len(rolling), dtype="Int64"), vintage=rolling["released"]
    )
    rolling = rolling.rename(columns={"deaths": "deaths_predicted"})
    return Tables(
        {**tables, "overdose_deaths": year, "overdose_deaths_monthly": month, "overdose_deaths_12_months": rolling}
    )


@pytest.fixture
def figure(tables):
    """The first check of deaths a day, moved to a known day."""
    return replace(checks.figure_check(tables, "pompeo-f1"), date=DATE)


def results(check, frame, threshold=200):
    """The two results, and never more than two: one with what was public then, one with what is known now."""
    _, then, now = re.split(r"^- ", checks.sentence(check, frame, threshold).text, flags=re.MULTILINE)[1:]
    assert then.startswith("Public by 31 August 2024: ")
    assert now.startswith("Known now, ")
    return then.split(": ", 1)[1].strip(), now.split(": ", 1)[1].strip()


SPAN = r"^  - (.+): (?:from ([\d,.]+) to )?([\d,.]+) a day, (.+)$"


def spans(result):
    """Each measure of a result with its least and greatest value and with what is said of them."""
    found = {}
    for measure, low, high, words in re.findall(SPAN, result, flags=re.MULTILINE):
        least, most = (float(number.replace(",", "")) for number in (low or high, high))
        found[measure] = (least, most, words)
    return found


def a_year(per_day, released=EARLY, measure=FENTANYL, year=2023):
    return (str(year), measure, per_day * 365, released)


# Which interpretations are listed ------------------------------------------------------------------


def test_the_window_includes_both_of_its_edges(tables, figure):
    made = world(
        tables,
        years=[a_year(1, year=2021), a_year(2, year=2022), a_year(3, year=2023), ("2024", FENTANYL, 4, EARLY)],
        months=[
            ("2021-12", FENTANYL, 5, EARLY),
            ("2022-01", FENTANYL, 6, EARLY),
            ("2024-08", FENTANYL, 7, EARLY),
            ("2024-09", FENTANYL, 8, EARLY),
        ],
        twelve=[
            ("2021-12", FENTANYL, 9, EARLY),
            ("2022-01", FENTANYL, 10, EARLY),
            ("2024-08", FENTANYL, 11, EARLY),
            ("2024-09", FENTANYL, 12, EARLY),
        ],
    )
    assert sorted(checks.deaths_per_day(made, figure)["deaths"]) == [6, 7, 10, 11, 2 * 365, 3 * 365]
    a_day_less = replace(figure, date=DATE - pd.Timedelta(days=1))
    assert sorted(checks.deaths_per_day(made, a_day_less)["deaths"]) == [6, 10, 2 * 365, 3 * 365]
    new_year = replace(figure, date=pd.Timestamp("2023-12-31"))
    assert sorted(checks.deaths_per_day(made, new_year)["deaths"]) == [5, 6, 9, 10, 365, 2 * 365, 3 * 365]


def test_only_measures_that_include_fentanyl_are_listed(tables, figure):
    measures = [ALL, ANY, FENTANYL, "heroin", "cocaine", "prescription_opioids", "psychostimulants"]
    made = world(tables, years=[a_year(n, measure=one) for n, one in enumerate(measures, start=1)])
    assert set(checks.deaths_per_day(made, figure)["measure"]) == {ALL, ANY, FENTANYL}


@pytest.mark.parametrize(("released", "then"), [("2024-08-30", True), ("2024-08-31", True), ("2024-09-01", False)])
def test_what_was_released_on_the_very_day_was_public(tables, figure, released, then):
    found = checks.deaths_per_day(world(tables, years=[a_year(300, released)]), figure)
    assert found["then"].tolist() == [then]


def test_every_interpretation_of_the_real_tables_follows_the_rule(tables):
    for name in tables["figure_checks"].query("method == 'deaths per day'")["figure_check"]:
        check = checks.figure_check(tables, name)
        found = checks.deaths_per_day(tables, check)
        assert len(found)
        assert found["end"].between(pd.Timestamp(check.date.year - 2, 1, 1), check.date).all()
        assert (found["then"] == (found["released"] <= check.date)).all()
        assert checks.restrict(found, set(found["measure"]), set(found["series"])).equals(found)


# Made-up figures: what may change a result and what may not --------------------------------------------

# One count for each year, measure and day of release, as the tables have it.
rows = st.lists(
    st.tuples(
        st.sampled_from(["2022", "2023"]),
        st.sampled_from([FENTANYL, ANY, ALL]),
        st.integers(1, 200_000),
        st.sampled_from([EARLY, "2024-08-31", "2024-09-01", LATE]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: (row[0], row[1], row[3]),
)
few = settings(max_examples=25, deadline=None)


@few
@given(rows=rows, threshold=st.integers(0, 600))
def test_a_range_goes_from_the_least_to_the_greatest_interpretation(tables, rows, threshold):
    check = replace(checks.figure_check(tables, "pompeo-f1"), date=DATE)
    frame = checks.deaths_per_day(world(tables, years=rows), check)
    for part, result in zip((frame[frame["then"]], frame), results(check, frame, threshold), strict=True):
        said = spans(result)
        values = {datasets.MEASURES[name]: group / 365 for name, group in part.groupby("measure")["deaths"]}
        assert set(said) == set(values)
        for measure, group in values.items():
            assert said[measure][:2] == pytest.approx((group.min(), group.max()), abs=0.51)
            assert ("always at least" in said[measure][2]) == (group.min() >= threshold)
            assert ("always below" in said[measure][2]) == (group.max() < threshold)
        reach = {value >= threshold for group in values.values() for value in group}
        outcomes = ["no figure in these tables.", "no choice flips it.", "what flips it is "]
        assert outcomes[len(reach)] in result


@few
@given(rows=rows, times=st.integers(2, 9))
def test_scaling_the_deaths_scales_every_interpretation(tables, rows, times):
    check = replace(checks.figure_check(tables, "pompeo-f1"), date=DATE)
    once = checks.deaths_per_day(world(tables, years=rows), check)
    more = [(year, measure, deaths * times, released) for year, measure, deaths, released in rows]
    more = checks.deaths_per_day(world(tables, years=more), check)
    assert sorted(more["per_day"]) == pytest.approx(sorted(once["per_day"] * times))


@few
@given(rows=rows, data=st.data())
def test_duplicates_and_the_order_of_rows_change_nothing(tables, rows, data):
    check = replace(checks.figure_check(tables, "pompeo-f1"), date=DATE)
    before = checks.deaths_per_day(world(tables, years=rows), check)
    again = data.draw(st.permutations([*rows, *data.draw(st.lists(st.sampled_from(rows), max_size=3))]))
    after = checks.deaths_per_day(world(tables, years=again), check)
    assert len(after) == len(before) == len(set(rows))
    assert results(check, after) == results(check, before)


def test_two_counts_of_one_day_may_stand_in_either_order(tables, figure):
    counts = [a_year(1), a_year(300), a_year(1, measure=ANY)]
    there, back = (
        results(figure, checks.deaths_per_day(world(tables, years=one), figure))
        for one in (counts, [counts[1], counts[0], counts[2]])
    )
    assert there == back


@pytest.mark.parametrize("per_day", [1, 100, 900])
def test_a_figure_that_came_later_changes_only_the_second_result(tables, figure, per_day):
    first = [a_year(250), a_year(300, measure=ALL)]
    before = checks.deaths_per_day(world(tables, years=first), figure)
    later = [("2023-06", ANY, per_day * 30, "2024-09-01")]
    after = checks.deaths_per_day(world(tables, years=first, months=later), figure)
    assert results(figure, after)[0] == results(figure, before)[0]
    assert results(figure, after)[1] != results(figure, before)[1]


# What the sentence says --------------------------------------------------------------------------------


def said(tables, figure, *years, threshold=200, **others):
    return results(figure, checks.deaths_per_day(world(tables, years=years, **others), figure), threshold)[0]


def test_all_none_and_one_interpretation(tables, figure):
    reached = said(tables, figure, a_year(201), a_year(300, year=2022), a_year(400, measure=ALL))
    assert reached.startswith("every figure in these tables reaches 200, ")
    assert "no choice flips it." in reached
    assert spans(reached) == {
        "synthetic opioids (T40.4)": (201, 300, "always at least 200"),
        "all drugs": (400, 400, "always at least 200"),
    }
    below = said(tables, figure, a_year(99), a_year(199, measure=ALL))
    assert below.startswith("every figure in these tables stays below 200, ")
    assert "no choice flips it." in below
    assert spans(below)["all drugs"] == (199, 199, "always below 200")
    assert said(tables, figure, a_year(200)).startswith("every figure in these tables reaches 200")


def test_the_choice_that_flips_is_named(tables, figure):
    counted = said(tables, figure, a_year(150), a_year(300, measure=ALL))
    assert counted.startswith("what flips it is what is counted.")
    assert spans(counted) == {
        "synthetic opioids (T40.4)": (150, 150, "always below 200"),
        "all drugs": (300, 300, "always at least 200"),
    }
    period = said(tables, figure, a_year(150, year=2022), a_year(300))
    assert period.startswith("what flips it is the period.")
    mixed = (150, 300, "at least 200 in some periods and below it in others")
    assert spans(period) == {"synthetic opioids (T40.4)": mixed}
    both = said(tables, figure, a_year(150, year=2022), a_year(300), a_year(400, measure=ALL, year=2022))
    assert both.startswith("what flips it is what is counted and the period.")


def test_a_rounded_range_does_not_contradict_its_own_sentence(tables, figure):
    ((_, most, words),) = spans(said(tables, figure, ("2023", FENTANYL, 199 * 365 + 300, EARLY))).values()
    assert words == "always below 200"
    assert 199 < most < 200
    ((least, _, words),) = spans(said(tables, figure, ("2023", FENTANYL, 200 * 365 - 1, EARLY))).values()
    assert words == "always below 200"
    assert least < 200


def test_two_releases_of_one_period_are_not_called_two_periods(tables, figure):
    releases = [("2023-12", FENTANYL, 199 * 365, EARLY), ("2023-12", FENTANYL, 201 * 365, "2024-06-01")]
    text = said(tables, figure, twelve=releases).splitlines()[0]
    assert text == "what flips it is the count taken of one period."


@pytest.mark.parametrize(
    ("threshold", "outcome"), [(0, "reaches 0"), (1, "reaches 1"), (10**9, "stays below 1,000,000,000")]
)
def test_extreme_thresholds(tables, figure, threshold, outcome):
    text = said(tables, figure, a_year(150), a_year(300, measure=ALL), threshold=threshold)
    assert text.startswith(f"every figure in these tables {outcome}, ")
    assert "no choice flips it." in text


def test_nothing_chosen_is_no_result(tables, figure):
    frame = checks.deaths_per_day(world(tables, years=[a_year(300)]), figure)
    for kept in (checks.restrict(frame, [], ["year"]), checks.restrict(frame, [FENTANYL], [])):
        assert results(figure, kept) == ("no figure in these tables.",) * 2
        assert len(checks.interpretation_table(tables, kept, 200)) == 0
    assert len(checks.restrict(frame, [FENTANYL], ["year"])) == 1


def test_only_later_figures_leave_the_first_result_open(tables, figure):
    frame = checks.deaths_per_day(world(tables, years=[a_year(300, LATE)]), figure)
    then, now = results(figure, frame)
    assert then == "no figure in these tables."
    assert spans(now) == {"synthetic opioids (T40.4)": (300, 300, "always at least 200")}


def test_the_table_of_interpretations_has_a_row_for_each(tables, figure):
    made = world(tables, years=[a_year(150), a_year(300, LATE, ALL)])
    frame = checks.deaths_per_day(made, figure)
    table = checks.interpretation_table(made, frame, 200)
    assert len(table) == len(frame) == 2
    assert not table.isna().any(axis=None)
    assert table["Deaths a day"].tolist() == ["300.0", "150.0"]
    assert table["At least 200"].tolist() == ["yes", "no"]
    assert table["Public when the text appeared"].tolist() == ["no, later", "yes"]


# The figure checks of the tables -----------------------------------------------------------------------


def test_every_figure_check_has_two_results(tables):
    for name in tables["figure_checks"]["figure_check"]:
        check = checks.figure_check(tables, name)
        text = checks.figure_result(tables, name).text
        assert text.startswith(f"- The text says {check.words} (paragraph {check.paragraph}).")
        assert f"- Public by {checks.day(check.date)}: " in text
        assert len(re.findall(r"^- (Known now|What became public later)", text, re.MULTILINE)) == 1
        assert not re.search(r"\b(true|false|correct|wrong|score|mislead\w*)\b", text, re.IGNORECASE)


def test_unknown_checks_are_refused_with_the_choices(tables):
    for call in (checks.figure_check, checks.figure_result):
        with pytest.raises(KeyError, match=r"'nothing'.*pompeo-f1.*pompeo-f2"):
            call(tables, "nothing")
    with pytest.raises(KeyError, match=r"'nothing'.*nida_2023"):
        checks.sources(tables, "nida_2023; nothing")


# Largest cause of death ----------------------------------------------------------------------------------

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
    check = replace(checks.figure_check(tables, "pompeo-f2"), date=DATE)
    return checks.largest_cause(made, check).set_index("counting")


APART, TOGETHER, OFFICIAL = checks.COUNTINGS


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(31, checks.LARGEST), (30, checks.LARGEST), (29, checks.NOT_LARGEST), (0, checks.NOT_LARGEST)],
)
def test_overdoses_are_compared_with_the_largest_other_cause(tables, value, outcome):
    found = ranked(tables, {OVERDOSES: value, **RIVALS}).loc[APART]
    assert (found["outcome"], found["rival"], found["rival_value"], found["missing"]) == (outcome, "suicide", 30, [])


@pytest.mark.parametrize("absent", RIVALS)
def test_a_missing_cause_is_named_and_never_estimated(tables, absent):
    others = {name: value for name, value in RIVALS.items() if name != absent}
    found = ranked(tables, {OVERDOSES: 1000, **others}).loc[APART]
    assert found["missing"] == [absent]
    assert found["outcome"] == checks.OPEN
    assert found["rival_value"] == max(others.values())
    shown = checks.largest_cause_table(ranked(tables, {OVERDOSES: 1000, **others}).reset_index())
    assert shown["No figure for"][0] == absent


def test_a_larger_rival_settles_it_whatever_is_missing(tables):
    found = ranked(tables, {OVERDOSES: 10, "suicide": 11}).loc[APART]
    assert found["outcome"] == checks.NOT_LARGEST
    assert found["missing"] == [name for name in checks.OTHER_CAUSES if name != "suicide"]


def test_without_any_rival_nothing_is_established(tables):
    found = ranked(tables, {OVERDOSES: 10}).loc[APART]
    assert (found["outcome"], found["rival"]) == (checks.OPEN, "")
    assert found["missing"] == list(checks.OTHER_CAUSES)


@pytest.mark.parametrize(("period", "asked"), [("2015", False), ("2019", False), ("2020", True), ("2024", True)])
def test_covid_is_not_asked_for_before_2020(tables, period, asked):
    others = {name: value for name, value in RIVALS.items() if name != "COVID-19"}
    found = ranked(tables, {OVERDOSES: 1000, **others}, period).loc[APART]
    assert ("COVID-19" in found["missing"]) == asked
    assert found["outcome"] == (checks.OPEN if asked else checks.LARGEST)


def test_covid_is_asked_for_in_years_that_reach_2020(tables):
    others = {name: value for name, value in RIVALS.items() if name != "COVID-19"}
    assert ranked(tables, {OVERDOSES: 1000, **others}, "2018 to 2021").loc[APART]["missing"] == ["COVID-19"]


def test_each_way_of_counting_has_its_own_rivals(tables):
    found = ranked(tables, {OVERDOSES: 40, EVERY_DRUG: 60, INJURY: 90, **RIVALS})
    assert list(found.index) == [APART, TOGETHER, OFFICIAL]
    assert found["value"].tolist() == [40, 60, 40]
    assert found["rival"].tolist() == ["suicide", "suicide", INJURY]
    assert found["outcome"].tolist() == [checks.LARGEST, checks.LARGEST, checks.NOT_LARGEST]
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
        assert (row.outcome == checks.NOT_LARGEST) == (row.rival_value > row.value)
        assert row.outcome != checks.LARGEST or not row.missing
    again = ranked(tables, {name: value * times for name, value in reversed(values.items())})
    assert again["outcome"].to_dict() == found["outcome"].to_dict()


def test_the_two_results_on_the_largest_cause_are_never_mixed(tables):
    check = replace(checks.figure_check(tables, "pompeo-f2"), date=DATE)
    public = ranked(tables, {OVERDOSES: 40, EVERY_DRUG: 60, INJURY: 90, **RIVALS}).reset_index()
    later = ranked(tables, {OVERDOSES: 1, **RIVALS}, "2022", released=pd.Timestamp("2024-09-01")).reset_index()

    def parts(frame):
        text = checks.largest_cause_sentence(check, frame).text
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
    check = replace(checks.figure_check(tables, "pompeo-f2"), date=DATE)
    whole = ranked(tables, {OVERDOSES: 40, **RIVALS}).reset_index()
    narrow = ranked(tables, {OVERDOSES: 1, **RIVALS}, age_group="15 to 24").reset_index()
    assert (whole["whole"].all(), narrow["whole"].any()) == (True, False)
    alone = checks.largest_cause_sentence(check, whole).text
    both = checks.largest_cause_sentence(check, pd.concat([whole, narrow], ignore_index=True)).text
    assert both.startswith(alone)
    assert "For comparison" not in alone
    assert "2020 at ages 15 to 24" in both.removeprefix(alone)


# What each text features ---------------------------------------------------------------------------------


def test_featured_checks_are_those_of_the_table_in_the_order_of_the_text(tables):
    shuffled = Tables({name: frame.sample(frac=1, random_state=4) for name, frame in tables.items()})
    for text in tables["documents"]["document"]:
        found = checks.featured(shuffled, text)
        own = tables["claims"].query("document == @text").set_index("claim")
        marked = [set(tables[name].query("featured")["claim"]) for name in ("figure_checks", "record_checks")]
        assert set(found["claim"]) == (marked[0] | marked[1]) & set(own.index)
        places = [(own["paragraph"][claim], own["first_word"][claim]) for claim in found["claim"]]
        assert places == sorted(places)
        assert found["paragraph"].tolist() == [place for place, _ in places]
        if len(found):
            assert len(found) == 5
            assert found["kind"].nunique() >= 3


def test_an_unknown_text_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nobody'.*pompeo"):
        checks.featured(tables, "nobody")


def test_sources_say_what_was_read_and_link_only_known_addresses(tables):
    for row in tables["sources"].itertuples():
        fragment = checks.sources(tables, row.source)
        assert f"{row.publisher}, {row.title}, {row.published} ({checks.READ_AS[row.read_as]})" in fragment.text
        assert ("<a href" in fragment.html) == row.url.startswith("https://")
        assert row.url in fragment.text or row.url == "not stated"
    assert len(checks.sources(tables, "nida_2023; nchs_db491").text.splitlines()) == 2


@pytest.mark.parametrize(("date", "words"), [("2024-08-31", "31 August 2024"), ("2025-01-05", "5 January 2025")])
def test_days_are_written_in_words(date, words):
    assert checks.day(pd.Timestamp(date)) == words
