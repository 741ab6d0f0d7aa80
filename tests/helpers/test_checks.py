"""The checks that each text features, and the sources of a record."""

import pandas as pd
import pytest

from helpers import checks
from helpers.tables import Tables
from helpers.words import day


def test_an_unknown_source_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nothing'.*nida_2023"):
        checks.sources(tables, "nida_2023; nothing")


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
    assert day(pd.Timestamp(date)) == words
