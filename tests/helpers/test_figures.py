"""A figure under every interpretation: what may change a result and what may not, on made-up and on real figures."""

import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import checks, datasets, estimates, figures, interpretations, leading_cause
from helpers.figures import ABOUT, AT_LEAST, NEARLY, OUTSIDE, REACHES, WITHIN
from helpers.tables import Tables, listed
from helpers.words import day

DATE = pd.Timestamp("2024-08-31")
RELATIONS = (AT_LEAST, NEARLY, ABOUT)
few = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def figure(tables):
    """A check of a made-up figure: 100 of something, judged by what was public on a known day."""
    return replace(figures.figure_check(tables, "ziemer-f4"), date=DATE, figure=100.0, unit="things")


def row(definition, period, counted_by, value, low=math.nan, high=math.nan, released="2024-05-01"):
    return {
        "definition": definition, "period": period, "counted_by": counted_by, "value": value, "low": low, "high": high,
        "status": "final", "standing": "read at the source", "released": pd.Timestamp(released), "source": "nida_2023",
    }  # fmt: skip


def listed_with(figure, rows):
    """What the engine lists where the method of a check gives these rows."""
    made = pd.DataFrame(rows, columns=interpretations.COLUMNS)
    made = made.assign(**{name: made[name].astype(float) for name in ("value", "low", "high")},
                       released=pd.to_datetime(made["released"]))  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(interpretations.METHODS, figure.method, lambda *_: made)
        return figures.listed_by_rule(None, figure)


values = st.floats(1, 1000, allow_nan=False).map(lambda one: round(one, 2))
points = st.builds(
    row,
    st.sampled_from("abc"),
    st.sampled_from(["2022", "2023"]),
    st.sampled_from(["x", "y"]),
    values,
    released=st.sampled_from(["2024-05-01", "2024-08-31", "2024-09-01", "2026-01-01"]),
)
spans = st.tuples(points, values, values).map(
    lambda one: {**one[0], "value": math.nan, "low": min(one[1:]), "high": max(one[1:])}
)
several = st.lists(st.one_of(points, spans), min_size=1, max_size=8)
relations = st.sampled_from(RELATIONS)
stretches = st.integers(0, 60)


def keyed(frame):
    """Each interpretation as a key, with its outcome and whether it was public."""
    columns = ["definition", "period", "counted_by", "value", "low", "high", "released"]
    return list(frame[columns].fillna(-1).itertuples(index=False, name=None))


# What may change a result and what may not ---------------------------------------------------------------


@few
@given(several, st.one_of(points, spans), relations, stretches)
def test_one_more_interpretation_never_changes_another(figure, rows, more, relation, stretch):
    check = replace(figure, relation=relation)
    before, after = listed_with(check, rows), listed_with(check, [*rows, more])
    outcome = {}
    for frame in (before, after):
        for key, then, one in zip(keyed(frame), frame["then"], figures.outcomes(check, frame, stretch), strict=True):
            assert outcome.setdefault(key, (then, one)) == (then, one)
    assert set(keyed(before)) <= set(keyed(after))


@few
@given(several, st.data(), relations, stretches)
def test_duplicates_and_the_order_of_rows_change_nothing(figure, rows, data, relation, stretch):
    check = replace(figure, relation=relation)
    again = data.draw(st.permutations([*rows, *data.draw(st.lists(st.sampled_from(rows), max_size=3))]))
    before, after = listed_with(check, rows), listed_with(check, again)
    assert sorted(keyed(before)) == sorted(keyed(after)) and len(after) == len(set(keyed(after)))
    flips = [figures._flips(check, frame, stretch) for frame in (before, after)]
    assert flips[0] == flips[1]


@few
@given(several, relations, stretches, st.sampled_from([0.001, 0.5, 12, 1000]))
def test_units_do_not_matter(figure, rows, relation, stretch, times):
    check = replace(figure, relation=relation)
    other = replace(check, figure=check.figure * times)
    frame = listed_with(check, rows)
    scaled = frame.assign(**{name: frame[name] * times for name in ("value", "low", "high")})
    near = [abs(value / edge - 1) < 1e-9 for value in frame[["value", "low", "high"]].to_numpy().ravel()
            for edge in figures.bounds(check, stretch) if edge and not math.isinf(edge)]  # fmt: skip
    if not any(near):
        assert figures.outcomes(check, frame, stretch).equals(figures.outcomes(other, scaled, stretch))


@few
@given(several, relations, stretches, stretches)
def test_a_wider_word_never_loses_an_interpretation(figure, rows, relation, one, other):
    check, frame = replace(figure, relation=relation), listed_with(replace(figure, relation=relation), rows)
    rank = {OUTSIDE: 0, REACHES: 1, WITHIN: 2}
    narrow, wide = (figures.outcomes(check, frame, stretch).map(rank) for stretch in sorted((one, other)))
    assert (wide >= narrow).all()


@few
@given(several, st.one_of(points, spans), relations, stretches)
def test_nothing_that_came_later_leaks_into_the_first_result(figure, rows, late, relation, stretch):
    check = replace(figure, relation=relation)
    late = {**late, "released": DATE + pd.Timedelta(days=1)}
    first = [one_result(check, listed_with(check, some), stretch)[0] for some in (rows, [*rows, late])]
    assert first[0] == first[1]
    assert (
        one_result(check, listed_with(check, [late]), stretch)[0]
        == "no figure that is listed here and was public then."
    )


def one_result(check, frame, stretch):
    """The two results in words: what was public then, and what is known now, if that is more."""
    _, then, now = re.split(r"^- ", figures.sentence(check, frame, stretch).text, flags=re.MULTILINE)[1:]
    assert then.startswith("Public by 31 August 2024: ")
    assert now.startswith("Known now: ") or now.startswith("Nothing that is listed here became public later.")
    return then.split(": ", 1)[1].strip(), now.split(": ", 1)[-1].strip()


# Bounds and outcomes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "stretch", "low", "high"),
    [(AT_LEAST, 0, 100, math.inf), (AT_LEAST, 25, 75, math.inf), (NEARLY, 10, 90, 100), (NEARLY, 0, 100, 100),
     (ABOUT, 10, 90, 110), (ABOUT, 0, 100, 100)],
)  # fmt: skip
def test_what_a_word_is_taken_to_mean(figure, relation, stretch, low, high):
    assert figures.bounds(replace(figure, relation=relation), stretch) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("value", "low", "high", "outcome"),
    [(90, math.nan, math.nan, WITHIN), (100, math.nan, math.nan, WITHIN), (89.9, math.nan, math.nan, OUTSIDE),
     (100.1, math.nan, math.nan, OUTSIDE), (math.nan, 90, 100, WITHIN), (math.nan, 80, 90, REACHES),
     (math.nan, 50, 500, REACHES), (math.nan, 10, 20, OUTSIDE), (math.nan, 101, 110, OUTSIDE),
     (95, 10, 500, WITHIN), (50, 90, 100, OUTSIDE)],
)  # fmt: skip
def test_a_value_is_held_against_the_bounds_and_a_range_where_there_is_no_value(figure, value, low, high, outcome):
    frame = listed_with(figure, [row("a", "2023", "x", value, low, high)])
    assert figures.outcomes(replace(figure, relation=NEARLY), frame, 10).tolist() == [outcome]


def test_the_choice_that_flips_is_named(figure):
    check = replace(figure, relation=AT_LEAST)

    def said(*rows):
        return one_result(check, listed_with(check, rows), 0)[0].splitlines()[0]

    assert said(row("a", "2023", "x", 150), row("b", "2023", "x", 50)) == "what flips it is what is counted."
    assert said(row("a", "2023", "x", 150), row("a", "2022", "x", 50)) == "what flips it is the period."
    assert said(row("a", "2023", "x", 150), row("a", "2023", "y", 50)) == "what flips it is the source."
    three = (row("a", "2023", "x", 150), row("a", "2022", "x", 50), row("b", "2023", "x", 50))
    assert said(*three) == "what flips it is what is counted and the period."
    assert said(row("a", "2023", "x", 150), row("b", "2022", "y", 50)) == (
        "what flips it is the choice among these figures."
    )
    alone = "; only another reading of the words would change that."
    assert f"lies within this{alone}" in said(row("a", "2023", "x", 100))
    assert f"lies outside this{alone}" in said(row("a", "2023", "x", 99.99))
    # The first two differ in nothing that a reader can choose, and the third comes out as one of them does.
    alike = (row("a", "2023", "x", 150), row("a", "2023", "x", 50), row("b", "2024", "y", 50))
    assert said(*alike) == "what flips it is the choice among these figures."


def test_what_is_left_out_is_said_to_matter(figure):
    check, frame = replace(figure, relation=AT_LEAST), listed_with(figure, [row("a", "2023", "x", 150)])
    assert "or a figure that is left out, would change" in figures.sentence(check, frame, 0, left_out=True).text
    assert "left out" not in figures.sentence(check, frame, 0).text


def test_a_rounded_value_does_not_cross_a_bound_that_it_has_not_reached(figure):
    check = replace(figure, relation=AT_LEAST)
    then, _ = one_result(check, listed_with(check, [row("a", "2023", "x", 99.8)]), 0)
    assert "a: 99.8, outside" in then
    then, _ = one_result(check, listed_with(check, [row("a", "2023", "x", 100.4)]), 0)
    assert "a: 100, within" in then


@pytest.mark.parametrize(
    ("relation", "unit", "value", "stretch", "printed"),
    [(NEARLY, "things", 100.4, 10, "100.4"), (ABOUT, "things", 100.3, 0, "100.3"),
     (ABOUT, "times", 104.996, 5, "105.00"), (ABOUT, "times", 105.004, 5, "105.004"),
     (NEARLY, "times", 89.9996, 10, "89.9996"), (AT_LEAST, "things", 1e7, 0, "10,000,000"),
     (AT_LEAST, "percent", -0.04, 0, "0.0"), (AT_LEAST, "times", math.inf, 0, "no upper limit")],
)  # fmt: skip
def test_a_value_is_printed_on_its_side_of_both_bounds(figure, relation, unit, value, stretch, printed):
    check = replace(figure, relation=relation, unit=unit)
    assert figures.rounded(check, value, stretch) == printed


def test_a_bound_is_printed_as_exactly_as_it_is(figure):
    check = replace(figure, relation=AT_LEAST, figure=75.0, unit="percent")
    assert figures.meaning(check, 33) == "at least 50.25 percent"
    assert (
        figures.meaning(replace(check, relation=ABOUT, figure=22.0, unit="groups"), 1) == "from 21.78 to 22.22 groups"
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [([(95, 95), (95, 150)], "within or its range reaches into it, by the choice"),
     ([(5, 5), (95, 150)], "its range reaches into it or outside, by the choice"),
     ([(95, 95), (5, 5)], "within or outside, by the choice"), ([(95, 150)], "its range reaches into it")],
)  # fmt: skip
def test_outcomes_under_one_definition_are_named(figure, values, words):
    rows = [row("a", str(n), "x", low if low == high else math.nan, low, high) for n, (low, high) in enumerate(values)]
    check = replace(figure, relation=NEARLY)
    assert figures.sentence(check, listed_with(check, rows), 10).text.count(f", {words}") == 1


def test_an_end_that_is_not_given_is_open(figure):
    rows = [row("a", "1", "x", math.nan, 95, math.nan), row("a", "2", "x", math.nan, math.nan, 50)]
    check = replace(figure, relation=NEARLY)
    frame = listed_with(check, rows)
    assert figures.outcomes(check, frame, 10).tolist() == [REACHES, OUTSIDE]
    assert figures.table(None, check, frame, 10)["Things"].tolist() == ["at least 95", "at most 50"]


def test_what_is_dropped_is_gone_and_nothing_else(figure):
    rows = [row("a", "2023", "x", 1), row("b", "2022", "x", 2), row("a", "2022", "y", 3)]
    frame = listed_with(figure, rows)
    assert figures.restrict(frame).equals(frame)
    assert figures.restrict(frame, ["a"])["value"].tolist() == [1, 3]
    assert figures.restrict(frame, ["a"], ["2022"])["value"].tolist() == [3]
    assert figures.restrict(frame, counted_by=["x"])["value"].tolist() == [1, 2]
    assert len(figures.restrict(frame, [])) == 0
    assert (
        one_result(figure, figures.restrict(frame, []), 10)[0] == "no figure that is listed here and was public then."
    )


def test_the_table_has_a_row_for_each_interpretation_with_its_status(figure):
    rows = [row("a", "2023", "x", 150), row("b", "2023", "x", math.nan, 10, 90, "2026-01-01")]
    frame = listed_with(figure, rows)
    table = figures.table(None, replace(figure, relation=AT_LEAST), frame, 0)
    assert table["Things"].tolist() == ["150", "10 to 90"]
    assert table["Taken to mean at least 100 things"].tolist() == [WITHIN, OUTSIDE]
    assert table["Public when the text appeared"].tolist() == ["yes", "no, later"]
    assert table["Status"].tolist() == ["final"] * 2 and not table.isna().any(axis=None)


# The figures of the texts ---------------------------------------------------------------------------------


def of_texts(tables):
    frame = tables["figure_checks"]
    return [
        figures.figure_check(tables, name)
        for name in frame.loc[frame["method"] != checks.LARGEST_CAUSE, "figure_check"]
    ]


def test_every_interpretation_says_where_it_is_from_and_when_it_was_public(tables):
    sources = set(tables["sources"]["source"])
    for check in of_texts(tables):
        frame = figures.listed_by_rule(tables, check)
        assert len(frame), check.name
        assert (frame["then"] == (frame["released"] <= check.date)).all()
        assert all(set(listed(cell)) <= sources and cell for cell in frame["source"])
        assert frame[["definition", "period", "counted_by", "status", "standing"]].ne("").all(axis=None)
        assert (frame["value"].notna() | (frame["low"].notna() & frame["high"].notna())).all()


def test_every_figure_check_has_two_results_and_no_verdict(tables):
    for name in tables["figure_checks"]["figure_check"]:
        check = figures.figure_check(tables, name)
        text = checks.figure_result(tables, name).text
        assert text.startswith(f"- The text says {check.words} (paragraph {check.paragraph}).")
        assert f"- Public by {day(check.date)}: " in text
        assert (
            len(re.findall(r"^- (Known now|What became public later|Nothing that is listed)", text, re.MULTILINE)) == 1
        )
        assert not re.search(r"\b(true|false|correct|wrong|score|mislead\w*)\b", text, re.IGNORECASE)


def test_ratios_of_area_and_people_are_those_that_the_sources_give(tables):
    def of(name):
        return figures.listed_by_rule(tables, figures.figure_check(tables, name))

    assert of("ziemer-f2")["value"].between(4.44, 4.485).all()
    assert of("ziemer-f3")["value"].between(1.72, 1.875).all()
    colombia, iraq = of("ziemer-f5"), of("ziemer-f4")
    assert colombia["value"].between(2.465, 2.64).all()
    publisher = iraq["counted_by"].str.replace(r" \(.*?\)", "", regex=True)
    by_source = iraq["value"].groupby([publisher, iraq["period"]]).first()
    assert by_source["United Nations", "2024"] == pytest.approx(2.84, abs=0.005)
    assert by_source["Central Intelligence Agency", "2024"] == pytest.approx(3.11, abs=0.005) == iraq["value"].max()
    census = iraq[iraq["source"].str.contains("iraq_census_2025")]
    assert len(census) and census["value"].between(2.83, 2.84).any() and not census["then"].any()


def test_deaths_a_day_are_those_of_the_final_years(tables):
    frame = datasets.deaths_per_day(tables)
    final = frame[(frame["series"] == "year") & (frame["measure"] == "synthetic_opioids")].set_index("period")[
        "per_day"
    ]
    assert [round(final[year]) for year in ("2022", "2023", "2024")] == [202, 199, 130]


def test_the_window_of_deaths_a_day_includes_both_of_its_edges(tables):
    check = figures.figure_check(tables, "pompeo-f1")
    every = datasets.deaths_per_day(tables)
    every = every[every["measure"].isin(interpretations.FENTANYL_INCLUDED)]
    for date in (pd.Timestamp("2024-08-31"), pd.Timestamp("2024-08-30"), pd.Timestamp("2023-12-31")):
        found = interpretations.deaths_per_day(tables, date, ())
        kept = every[every["end"].between(pd.Timestamp(date.year - 2, 1, 1), date)]
        assert sorted(found["value"]) == pytest.approx(sorted(kept["per_day"]))
    assert set(interpretations.deaths_per_day(tables, check.date, ())["definition"]) == {
        datasets.MEASURES[name] for name in interpretations.FENTANYL_INCLUDED
    }


def test_unknown_checks_are_refused_with_the_choices(tables):
    for call in (figures.figure_check, checks.figure_result):
        with pytest.raises(KeyError, match=r"'nothing'.*pompeo-f1.*pompeo-f2"):
            call(tables, "nothing")


@pytest.mark.parametrize(
    ("relation", "stretch", "words"),
    [
        (AT_LEAST, 0, "at least 100 things"),
        (AT_LEAST, 25, "at least 75 things"),
        (NEARLY, 10, "from 90 to 100 things"),
        (ABOUT, 10, "from 90 to 110 things"),
        (ABOUT, 0, "exactly 100 things"),
    ],
)
def test_what_words_are_taken_to_mean_is_said(figure, relation, stretch, words):
    assert figures.meaning(replace(figure, relation=relation), stretch) == words


def test_a_floor_fits_every_number_above_it_and_decides_nothing(tables):
    check = figures.figure_check(tables, "mcinerney_vallely-f1")
    frame = figures.listed_by_rule(tables, check)
    floor = frame[frame["high"] == math.inf]
    assert len(floor) == 1 and floor["low"].iloc[0] < check.figure
    assert figures.outcomes(check, floor, 0).tolist() == [REACHES]
    (cell,) = figures.table(tables, check, floor, 0)["Weapons a year"]
    assert cell == f"at least {floor['low'].iloc[0]:,.0f}"
    assert f"at least {floor['low'].iloc[0]:,.0f}, its range reaches" in figures.sentence(check, frame, 0).text


def test_a_share_of_guns_that_are_mostly_unknown_is_what_is_possible(tables):
    check = figures.figure_check(tables, "ziemer-f8")
    frame = figures.listed_by_rule(tables, check)
    (row,) = frame[frame["value"].isna()].itertuples()
    steps = estimates.steps(tables, "as known in mid-2009")
    seized, from_us, traced = (steps[name] for name in (estimates.SEIZED, estimates.FROM_US, estimates.TRACED))
    known = estimates.share_bounds(seized, from_us, traced - from_us)
    assert (row.low, row.high) == (round(known.low, 1), round(known.high, 1))


# Nothing later leaks -------------------------------------------------------------------------------------


def known_then(tables, check):
    lists = leading_cause if check.method == checks.LARGEST_CAUSE else figures
    frame = lists.listed_by_rule(tables, check)
    frame = frame[frame["then"]].drop(columns=["released"])
    return sorted(frame.astype(str).itertuples(index=False, name=None))


def without_later_rows(tables, date):
    return Tables(
        {name: frame[frame["released"] <= date] if "released" in frame else frame for name, frame in tables.items()}
    )


def test_the_first_result_is_the_same_if_nothing_later_was_ever_published(tables):
    for check in [figures.figure_check(tables, name) for name in tables["figure_checks"]["figure_check"]]:
        assert known_then(tables, check) == known_then(without_later_rows(tables, check.date), check), check.name


LATER = {
    "ziemer-f6": ("urban", {"country": "Mexico", "source": "world_bank_2021"}, {"year": 2024, "percent": 50.0}),
    "ziemer-f2": ("areas", {"country": "Iraq", "source": "cia_2025"}, {"edition": "later", "square_km": 400_000}),
    "ziemer-f4": ("population", {"country": "Iraq", "year": 2024}, {"people": 10}),
    "ziemer-f8": ("weapon_traces", {"trace": "t_2018"}, {"trace": "later", "percent": 1.0}),
    "pompeo-f1": ("overdose_deaths_monthly", {"measure": "synthetic_opioids"}, {"deaths": 1}),
    "pompeo-f2": (
        "young_adult_causes",
        {"age_group": "15 to 44", "period": "2020"},
        {"cause": "suicide", "value": 9e9},
    ),
    "mcinerney_vallely-f1": ("weapons_flow", {"estimate": "cesop_2014"}, {"estimate": "later", "point": 1.0}),
    "essay-f1": ("events", {"event": "tariff_threat"}, {"event": "later", "number": 99.0}),
}


@pytest.mark.parametrize("name", LATER)
def test_rows_that_are_published_later_do_not_change_the_first_result(tables, name):
    table, key, cells = LATER[name]
    check, frame = figures.figure_check(tables, name), tables[table]
    chosen = frame.loc[(frame[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(chosen)
    more = chosen.assign(**cells, released=check.date + pd.Timedelta(days=1))
    made = Tables({**tables, table: pd.concat([frame, more], ignore_index=True)})
    assert known_then(made, check) == known_then(tables, check)


def test_a_row_that_is_published_on_the_day_itself_counts(figure):
    frame = listed_with(figure, [row("a", "2023", "x", 1, released="2024-08-31")])
    assert frame["then"].tolist() == [True]


def test_a_ratio_is_known_when_both_sides_are_and_only_as_sure_as_each(tables):
    frame = tables["areas"]
    iraq = (frame["country"] == "Iraq") & (frame["source"] == "cia_2025")
    late = frame.assign(released=frame["released"].mask(iraq, pd.Timestamp("2026-12-31")),
                        standing=frame["standing"].mask(iraq, "reported by others"))  # fmt: skip
    found = interpretations.area_ratio(Tables({**tables, "areas": late}), DATE, ("Mexico", "Iraq"))
    found = found[found["source"] == "cia_2025"]
    assert (found["released"] == pd.Timestamp("2026-12-31")).all() and len(found)
    assert found["standing"].str.contains("; reported by others").all()


def test_deaths_a_day_say_how_their_source_was_read(tables):
    found = figures.listed_by_rule(tables, figures.figure_check(tables, "pompeo-f1"))
    assert set(found["standing"]) == {datasets.standing(tables, name) for name in found["source"]}
    assert "read in a copy" in set(found["standing"])


def test_part_years_of_travel_and_studies_without_a_number_are_not_listed(tables):
    trips = figures.listed_by_rule(tables, figures.figure_check(tables, "ziemer-f7"))
    assert len(trips) == (tables["travel"]["months"] == 12).sum() < len(tables["travel"])
    effects = tables["study_effects"]
    made = Tables({**tables, "study_effects": effects.assign(estimate=math.nan, low=math.nan, high=math.nan)})
    assert not len(figures.listed_by_rule(made, figures.figure_check(tables, "cornell-f1")))


def test_populations_come_from_the_year_of_the_text_and_two_before_it(tables):
    found = figures.listed_by_rule(tables, figures.figure_check(tables, "ziemer-f4"))
    assert set(found["period"]) == {"2023", "2024", "2025"}
    census = found[found["source"].str.contains("census")]
    assert census["definition"].str.contains(r"census \((?:preliminary|final)\)").all()
    assert len(found[found["definition"].str.contains("census")]) == len(census)
