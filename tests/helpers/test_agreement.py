"""How far two readings agree: alpha against a published example and a second way to compute it; which claims match."""

import math
from fractions import Fraction
from itertools import chain, permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import agreement, documents
from helpers.agreement import alpha, matched
from helpers.tables import Tables

# Alpha -----------------------------------------------------------------------------------------------

# Four coders, twelve units, nominal data with gaps: K. Krippendorff, Content Analysis, chapter 12.
PUBLISHED = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
judgements = st.lists(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=4), max_size=8)


def units_of(coders):
    return list(zip(*([None if one == "." else one for one in line.split()] for line in coders), strict=True))


def alpha_by_pairs(units):
    """Alpha as a quotient of two shares: unlike pairs within a unit, and unlike pairs among all values."""
    units = [[value for value in unit if value is not None] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    pool = list(chain.from_iterable(units))

    def unlike(values):
        return sum(one != other for one, other in permutations(values, 2))

    by_chance = Fraction(unlike(pool), max(len(pool) - 1, 1))
    if not by_chance:
        return math.nan
    return float(1 - sum(Fraction(unlike(unit), len(unit) - 1) for unit in units) / by_chance)


def about(value):
    return pytest.approx(value, nan_ok=True, abs=1e-9)


def test_alpha_of_the_published_example():
    assert alpha(units_of(PUBLISHED)) == pytest.approx(0.743, abs=0.0005)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([("a", "a"), ("b", "b"), ("a", "a")], 1),
        ([("a", "b"), ("b", "a")], -0.5),  # 4 unlike pairs against 8, and 3 = values less one: 1 - 3 * 4 / 8
        ([("a", "a"), ("a", "b")], 0),
        ([("a", "a"), ("a", "a")], math.nan),
        ([("a", None), (None, "b")], math.nan),
        ([], math.nan),
    ],
)
def test_alpha_of_small_cases(units, expected):
    assert alpha(units) == about(expected)


@given(judgements)
def test_alpha_is_what_counting_pairs_gives(units):
    assert alpha(units) == about(alpha_by_pairs(units))


@given(judgements, st.randoms())
def test_the_order_of_judges_and_of_things_does_not_matter(units, random):
    shuffled = [random.sample(unit, len(unit)) for unit in units]
    random.shuffle(shuffled)
    assert alpha(shuffled) == about(alpha(units))


@given(judgements)
def test_other_names_do_not_matter(units):
    names = {"a": 0, "b": "", "c": ("a", "b"), None: None}  # an empty name is a name
    assert alpha([[names[value] for value in unit] for unit in units]) == about(alpha(units))


@given(judgements)
def test_a_thing_judged_once_says_nothing(units):
    assert alpha([*units, ("a",), (None, "b", None), ()]) == about(alpha(units))


@given(judgements)
def test_alpha_is_one_only_where_all_agree(units):
    found = alpha(units)
    assert math.isnan(found) or found <= 1
    agreed = all(len({value for value in unit if value is not None}) <= 1 for unit in units)
    assert math.isnan(found) or (found == 1) == agreed


# Which annotations are of one claim ------------------------------------------------------------------

COLUMNS = ["pass", "document", "paragraph", "first_word", "last_word", "type", "voice", "importance"]


def a_world(*rows, names=("d", "other")):
    """Texts with annotations: pass, paragraph, first and last word, and what differs from the rest."""
    made = []
    for which, paragraph, first, last, *judged in rows:
        more = {"document": "d", "type": "event", "voice": "author", "importance": "main"} | dict(*judged)
        made.append({"pass": which, "paragraph": paragraph, "first_word": first, "last_word": last, **more})
    texts = pd.DataFrame({"document": names, "order": range(1, len(names) + 1), "label": [n.title() for n in names]})
    return Tables({"documents": texts, "annotations": pd.DataFrame(made, columns=COLUMNS)})


def place(row):
    return (row.paragraph, row.first_word, row.last_word)


def pairs_of(tables, document="d"):
    return [(place(a), place(b)) for a, b in matched(tables, document)]


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ((1, 5), (1, 5), True),
        ((1, 2), (1, 4), True),  # exactly half
        ((1, 2), (1, 5), False),
        ((1, 4), (2, 6), True),  # three of six
        ((1, 4), (3, 6), False),  # two of six
        ((1, 3), (4, 6), False),
        ((1, 1), (9, 9), False),
        ((4, 4), (4, 4), True),
    ],
)
def test_annotations_match_if_they_share_half_of_their_words(a, b, alike):
    assert bool(matched(a_world(("A", 1, *a), ("B", 1, *b)), "d")) == alike
    assert bool(matched(a_world(("A", 1, *b), ("B", 1, *a)), "d")) == alike


def test_annotations_of_different_paragraphs_texts_or_the_same_pass_never_match():
    assert pairs_of(a_world(("A", 1, 1, 5), ("B", 2, 1, 5))) == []
    assert pairs_of(a_world(("A", 1, 1, 5), ("B", 1, 1, 5, {"document": "other"}))) == []
    assert pairs_of(a_world(("A", 1, 1, 5), ("A", 1, 1, 6))) == []


def test_the_pair_that_shares_most_is_taken_first():
    made = a_world(("A", 1, 1, 10), ("A", 1, 3, 8), ("B", 1, 3, 9), ("B", 1, 30, 35))
    assert pairs_of(made) == [((1, 3, 8), (1, 3, 9))]  # 6 of 7 words, against 7 of 10


def test_what_is_left_after_the_best_pair_is_still_matched():
    made = a_world(("A", 1, 1, 10), ("A", 1, 1, 6), ("B", 1, 1, 9), ("B", 1, 1, 5))
    assert sorted(pairs_of(made)) == [((1, 1, 6), (1, 1, 5)), ((1, 1, 10), (1, 1, 9))]


def test_matched_annotations_stand_in_the_order_of_the_text():
    rows = [(which, number, first, first + 3) for which in "AB" for number in (2, 1) for first in (20, 1, 10)]
    assert [a for a, _ in pairs_of(a_world(*rows))] == [(n, w, w + 3) for n in (1, 2) for w in (1, 10, 20)]


spans = st.tuples(st.integers(1, 2), st.integers(1, 9), st.integers(0, 6)).map(lambda one: (*one[:2], one[1] + one[2]))
passes = st.tuples(st.sets(spans, max_size=6), st.sets(spans, max_size=6))


@given(passes)
def test_each_annotation_is_matched_at_most_once_and_none_that_fits_is_left(sides):
    found = pairs_of(a_world(*(("A", *one) for one in sides[0]), *(("B", *one) for one in sides[1])))
    first, second = {a for a, _ in found}, {b for _, b in found}
    assert len(first) == len(second) == len(found)
    assert first <= sides[0] and second <= sides[1]

    def fit(a, b):
        covered = [set(range(one[1], one[2] + 1)) for one in (a, b)]
        return a[0] == b[0] and 2 * len(covered[0] & covered[1]) >= len(covered[0] | covered[1])

    assert all(fit(a, b) for a, b in found)
    assert not any(fit(a, b) for a in sides[0] - first for b in sides[1] - second)


@given(passes)
def test_it_does_not_matter_which_pass_came_first(sides):
    one, other = (
        a_world(*(("A", *x) for x in sorted(a)), *(("B", *x) for x in sorted(b))) for a, b in (sides, sides[::-1])
    )
    assert {(b, a) for a, b in pairs_of(other)} == set(pairs_of(one))


def test_an_unknown_text_is_refused_with_the_choices():
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: d, other"):
        matched(a_world(("A", 1, 1, 5)), "nobody")


# The table of agreement ------------------------------------------------------------------------------


def test_agreement_counts_and_alphas_of_a_small_world():
    made = a_world(
        ("A", 1, 1, 5), ("B", 1, 1, 5),
        ("A", 1, 7, 9, {"type": "value"}), ("B", 1, 7, 9, {"type": "legal"}),
        ("A", 2, 1, 5, {"type": "value"}),
        ("A", 1, 1, 5, {"document": "other", "voice": "granted"}),
        ("B", 1, 1, 5, {"document": "other", "voice": "granted"}),
        names=("other", "d", "empty"),
    )  # fmt: skip
    found = agreement.agreement(made)
    assert found.columns.tolist() == ["text", "first", "second", "both", *agreement.FIELDS]
    assert found["text"].tolist() == ["Other", "D", "Empty", "all texts"]
    assert found[["first", "second", "both"]].to_numpy().tolist() == [[1, 1, 1], [3, 2, 2], [0, 0, 0], [4, 3, 3]]
    # Two pairs, one of them unlike: 1 - 3 * 2 / (16 - 4 - 1 - 1); three pairs: 1 - 5 * 2 / (36 - 16 - 1 - 1).
    assert found["type"].tolist() == about([math.nan, 0.4, math.nan, 4 / 9])
    assert found["voice"].tolist() == about([math.nan, math.nan, math.nan, 1])


def test_agreement_of_the_real_tables_is_that_of_their_pairs(tables):
    found = agreement.agreement(tables).set_index("text")
    labels = documents.labels(tables)
    assert list(found.index) == [*labels.values(), "all texts"]
    everything = []
    for name, label in labels.items():
        pairs = matched(tables, name)
        everything += pairs
        frame = tables["annotations"].query("document == @name")
        sizes = [frame["pass"].eq("A").sum(), frame["pass"].eq("B").sum(), len(pairs)]
        assert found.loc[label, ["first", "second", "both"]].tolist() == sizes
    for field in agreement.FIELDS:
        assert found.loc["all texts", field] == about(alpha_by_pairs([(a[field], b[field]) for a, b in everything]))
    assert found.loc["all texts", ["first", "second", "both"]].tolist() == found.iloc[:-1, :3].sum().tolist()
