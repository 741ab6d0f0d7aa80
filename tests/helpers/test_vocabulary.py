"""Words that set a text apart: shares and not counts, and nothing from a word that stands there by chance."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import documents
from helpers.tables import Tables
from helpers.vocabulary import LEAST, distinct_words

COLUMNS = ["word", "times", "here", "elsewhere"]


def a_world(sizes, counts):
    """Texts with their numbers of words, and how often a word stands in each."""
    names = list(sizes)
    texts = pd.DataFrame(
        {"document": names, "order": range(len(names), 0, -1), "label": [n.upper() for n in names]}
    ).assign(words=list(sizes.values()))
    rows = [(name, word, count) for name in counts for word, count in counts[name].items()]
    return Tables({"documents": texts, "word_counts": pd.DataFrame(rows, columns=["document", "word", "count"])})


WORLD = a_world(
    {"a": 100, "b": 250, "c": 50},
    {"a": {"war": 4, "the": 10, "peace": 2}, "b": {"the": 25, "peace": 9}, "c": {"the": 5, "aid": 3}},
)


def test_words_of_an_example_computed_by_hand():
    # war: (4.5 / 100) / (0.5 / 300) = 27; the: (10.5 / 100) / (30.5 / 300) = 1.03
    found = distinct_words(WORLD, "a")
    assert found.columns.tolist() == COLUMNS
    assert found.to_numpy().tolist() == [["war", 4, 40.0, 0.0], ["the", 10, 100.0, 100.0]]
    # peace: (9.5 / 250) / (2.5 / 150) = 2.28; the: (25.5 / 250) / (15.5 / 150) = 0.99
    assert distinct_words(WORLD, "b")["word"].tolist() == ["peace", "the"]
    assert distinct_words(WORLD, "b")["elsewhere"].tolist() == pytest.approx([1000 * 2 / 150, 100])


def test_the_length_of_a_text_is_taken_into_account():
    # Both use "here" five times, but it makes up ten times as much of the short one; "there" is the same share of both.
    made = a_world({"short": 100, "long": 1000}, {"short": {"here": 5, "there": 4}, "long": {"here": 5, "there": 40}})
    assert distinct_words(made, "short").to_numpy().tolist() == [["here", 5, 50.0, 5.0], ["there", 4, 40.0, 40.0]]
    assert distinct_words(made, "long")["word"].tolist() == ["there", "here"]


def test_a_word_that_stands_there_less_than_the_least_is_left_out():
    made = a_world({"a": 90, "b": 90}, {"a": {"few": LEAST - 1, "enough": LEAST}, "b": {"few": 50}})
    assert distinct_words(made, "a")["word"].tolist() == ["enough"]


def test_a_word_the_others_do_not_use_comes_before_one_they_use():
    made = a_world({"a": 100, "b": 100}, {"a": {"own": 3, "both": 3}, "b": {"both": 1}})
    assert distinct_words(made, "a")["word"].tolist() == ["own", "both"]


def test_words_that_stand_equally_apart_come_in_the_order_of_the_alphabet():
    made = a_world({"a": 100, "b": 100}, {"a": {"c": 5, "a": 5, "b": 5}})
    assert distinct_words(made, "a")["word"].tolist() == ["a", "b", "c"]


def test_the_only_text_has_words_and_a_text_without_counts_has_none():
    alone = a_world({"a": 100}, {"a": {"war": 4}})
    assert distinct_words(alone, "a").to_numpy().tolist() == [["war", 4, 40.0, 0.0]]
    without = distinct_words(a_world({"a": 100, "b": 9}, {"a": {"war": 4}}), "b")
    assert without.empty and without.columns.tolist() == COLUMNS


def test_an_unknown_text_is_refused_with_the_choices():
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: a, b, c"):
        distinct_words(WORLD, "nobody")


@given(st.integers(0, 12))
def test_at_most_as_many_words_as_asked_for_and_the_first_of_them(count):
    letters = {letter: 3 + place for place, letter in enumerate("abcdefghij")}
    made = a_world({"a": 100, "b": 100}, {"a": letters})
    assert distinct_words(made, "a", count)["word"].tolist() == list("jihgfedcba")[:count]


def test_every_real_text_has_words_that_set_it_apart(tables):
    for name in documents.labels(tables):
        assert len(distinct_words(tables, name, 3)) == 3


def test_shares_of_the_real_tables_come_from_their_counts(tables):
    words = tables["documents"].set_index("document")["words"]
    counts = tables["word_counts"].pivot(index="word", columns="document", values="count").fillna(0)
    for name in documents.labels(tables):
        for row in distinct_words(tables, name, 20).itertuples():
            others = counts.loc[row.word].sum() - counts.loc[row.word, name]
            assert row.times == counts.loc[row.word, name] >= LEAST
            assert row.here == pytest.approx(1000 * row.times / words[name])
            assert row.elsewhere == pytest.approx(1000 * others / (words.sum() - words[name]))
