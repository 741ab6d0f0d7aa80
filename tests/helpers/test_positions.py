"""Where the texts stand: in order, counted over texts, and compared pair by pair."""

from itertools import combinations, pairwise, permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import documents, positions
from helpers.positions import AGREED, DIVIDED, LISTED, SILENT, SORTS, STANCES
from helpers.tables import Tables

COLUMNS = ["document", "label", "stance", "basis", "condition", "paragraphs", "claims", "note"]


def shuffled(tables):
    return Tables({name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()})


def a_world(stances, texts="abcde"):
    """Texts and questions, each named for its place; a question's stances by one letter: + - ~ and a space."""
    words = dict(zip("+-~ ", STANCES, strict=True))
    texts = texts[: len(next(iter(stances.values())))]
    rows = [(name, text, words[one]) for name, line in stances.items() for text, one in zip(texts, line, strict=True)]
    return Tables(
        {
            "documents": pd.DataFrame(
                {"document": list(texts), "order": range(1, len(texts) + 1), "label": [one.upper() for one in texts]}
            ),
            "propositions": pd.DataFrame(
                {"proposition": list(stances), "order": range(1, len(stances) + 1), "text": [*map(str.upper, stances)]}
            ),
            "positions": pd.DataFrame(rows, columns=["proposition", "document", "stance"]).sample(
                frac=1, random_state=3
            ),
        }
    )


@st.composite
def worlds(draw):
    """Two to five texts on two to five questions, with any stances."""
    size = draw(st.integers(2, 5))
    lines = draw(st.lists(st.text("+-~ ", min_size=size, max_size=size), min_size=2, max_size=5))
    return a_world(dict(zip("pqrst", lines, strict=False)))


def stances_of(tables):
    frame = tables["positions"]
    return dict(zip(zip(frame["proposition"], frame["document"], strict=True), frame["stance"], strict=True))


def subsets(texts, least=1):
    return [part for size in range(least, len(texts) + 1) for part in combinations(texts, size)]


# Questions and stances -------------------------------------------------------------------------------


def test_propositions_stand_in_their_order(tables):
    frame = tables["propositions"].sort_values("order")
    expected = list(zip(frame["proposition"], frame["text"], strict=True))
    assert list(positions.propositions(shuffled(tables)).items()) == expected


@pytest.mark.parametrize("reverse", [False, True])
def test_positions_stand_in_order_of_publication_or_in_reverse(tables, reverse):
    expected = documents.in_order(tables, reverse)
    for name in positions.propositions(tables):
        found = positions.positions(shuffled(tables), name, reverse)
        assert found.columns.tolist() == COLUMNS
        assert found["document"].tolist() == expected["document"].tolist()
        assert found["label"].tolist() == expected["label"].tolist()
        assert set(found["stance"]) <= set(STANCES)


def test_every_cell_of_a_position_is_that_of_the_table(tables):
    by_key = tables["positions"].set_index(["proposition", "document"])
    for name in positions.propositions(tables):
        for row in positions.positions(shuffled(tables), name).to_dict("records"):
            told = by_key.loc[(name, row["document"])]
            assert {column: row[column] for column in told.index} == told.to_dict()


def test_a_position_belongs_to_its_own_text_and_question():
    made = Tables(
        {
            "documents": pd.DataFrame({"document": ["b", "a"], "order": [2, 1], "label": ["B", "A"]}),
            "propositions": pd.DataFrame({"proposition": ["p", "q"], "order": [2, 1], "text": ["P", "Q"]}),
            "positions": pd.DataFrame(
                [
                    ("p", "a", "supports", "stated", "if", "1", "a-1; a-2", "pa"),
                    ("q", "b", "silent", "stated", "", "", "", "qb"),
                    ("q", "a", "opposes", "inferred", "", "2", "a-3", "qa"),
                    ("p", "b", "mixed", "stated", "", "3", "b-1", "pb"),
                ],
                columns=["proposition", "document", "stance", "basis", "condition", "paragraphs", "claims", "note"],
            ),
        }
    )
    assert list(positions.propositions(made)) == ["q", "p"]
    assert positions.positions(made, "p")["note"].tolist() == ["pa", "pb"]
    assert positions.positions(made, "p")["condition"].tolist() == ["if", ""]
    assert positions.positions(made, "p")["claims"].tolist() == ["a-1; a-2", "b-1"]
    assert positions.positions(made, "p", reverse=True)["note"].tolist() == ["pb", "pa"]
    assert positions.positions(made, "q")["stance"].tolist() == ["opposes", "silent"]
    assert {text: row.note for text, row in positions.by_document(made, "q").items()} == {"a": "qa", "b": "qb"}


def test_an_unknown_question_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nobody'.*force_without_consent.*leaders"):
        positions.positions(tables, "nobody")


def test_a_stance_is_a_shape_and_a_word_and_says_if_it_is_inferred_or_has_a_condition(tables):
    assert len(set(STANCES.values())) == len(STANCES)
    seen = set()
    for row in tables.rows("positions"):
        stance, *marks = positions.in_words(row).split(", ")
        assert stance == f"{STANCES[row.stance]}\N{NO-BREAK SPACE}{row.stance}" == positions.named(row.stance)
        assert marks == ["inferred"] * (row.basis == "inferred") + ["under a condition"] * bool(row.condition)
        seen.add((row.stance, bool(row.condition)))
    assert {stance for stance, _ in seen} == set(STANCES) and {has for _, has in seen} == {True, False}


# The order of the questions --------------------------------------------------------------------------


def pairs_that(fit):
    return lambda stances: sum(fit(*pair) for pair in combinations(stances, 2))


COUNTS = {
    LISTED: lambda stances: 0,
    DIVIDED: pairs_that(lambda one, other: {one, other} == {"supports", "opposes"}),
    AGREED: pairs_that(lambda one, other: one == other in ("supports", "opposes")),
    SILENT: lambda stances: sum(stance == "silent" for stance in stances),
}


def assert_in_order(tables, texts, by):
    """Every question stands once; none stands before one with a higher count, or one that is earlier in the table."""
    stands = stances_of(tables)
    listed = tables["propositions"].sort_values("order")["proposition"].tolist()
    found = positions.ordered(tables, texts, by)
    assert sorted(found) == sorted(listed)
    counts = {name: COUNTS[by]([stands[name, text] for text in texts]) for name in listed}
    for earlier, later in pairwise(found):
        assert counts[earlier] >= counts[later]
        assert counts[earlier] > counts[later] or listed.index(earlier) < listed.index(later)


@pytest.mark.parametrize("by", SORTS)
def test_the_questions_stand_in_each_order_for_any_of_the_texts(tables, by):
    for texts in [(), *subsets(list(documents.labels(tables)))]:
        assert_in_order(tables, texts, by)
        assert_in_order(shuffled(tables), set(texts), by)


@given(worlds(), st.sampled_from(SORTS), st.data())
def test_the_questions_stand_in_each_order_whatever_the_stances(tables, by, data):
    texts = data.draw(st.sets(st.sampled_from(tables["documents"]["document"].tolist())))
    assert_in_order(tables, texts, by)


def test_the_orders_of_a_small_world():
    made = a_world({"p": "++  ", "q": "+-~~", "r": "+--+", "s": "---~", "t": "   +"})
    assert positions.ordered(made, "abcd") == list("pqrst")
    assert positions.ordered(made, "abcd", DIVIDED) == list("rqpst")
    assert positions.ordered(made, "abcd", AGREED) == list("srpqt")
    assert positions.ordered(made, "abcd", SILENT) == list("tpqrs")


def test_only_the_given_texts_count_in_the_order():
    made = a_world({"p": "+++-", "q": "+-  "})
    assert positions.ordered(made, "abcd", DIVIDED) == ["p", "q"]
    assert positions.ordered(made, "ab", DIVIDED) == ["q", "p"]
    assert positions.ordered(made, "ab", SILENT) == ["p", "q"]
    assert positions.ordered(made, "abcd", SILENT) == ["q", "p"]


@pytest.mark.parametrize("by", SORTS)
def test_without_texts_the_questions_stand_as_in_the_table(tables, by):
    assert positions.ordered(tables, [], by) == list(positions.propositions(tables))


# Agreement across a division, and division within an agreement ---------------------------------------


def by_pairs(tables, divide, texts, fits):
    """What pairs of texts tell: the two sides of each question and shared stance, from every ordered pair that fits.

    ``fits`` takes the two stances on the dividing question and the two on another one, and returns what is shared.
    """
    stands = stances_of(tables)
    found = {}
    for name in tables["propositions"].sort_values("order")["proposition"]:
        if name == divide:
            continue
        for one, other in permutations(texts, 2):
            shared = fits(stands[divide, one], stands[divide, other], stands[name, one], stands[name, other])
            if shared:
                sides = found.setdefault((name, shared), (set(), set()))
                sides[0].add(one)
                sides[1].add(other)
    return {key: [sorted(side, key=texts.index) for side in sides] for key, sides in found.items()}


def they_agree(divide_one, divide_other, one, other):
    return one if (divide_one, divide_other) == ("supports", "opposes") and one == other in positions.SIDES else None


def they_differ(divide_one, divide_other, one, other):
    return they_agree(one, other, divide_one, divide_other)


def assert_as_pairs_tell(tables, divide, texts):
    for function, fits in ((positions.agreements, they_agree), (positions.disagreements, they_differ)):
        found = function(tables, divide, texts)
        assert {(name, stance): sides for name, stance, *sides in found} == by_pairs(tables, divide, texts, fits)
        assert_listed_once_in_order(tables, found)


def assert_listed_once_in_order(tables, found):
    listed = tables["propositions"].sort_values("order")["proposition"].tolist()
    places = [(listed.index(name), positions.SIDES.index(stance)) for name, stance, *_ in found]
    assert places == sorted(set(places))


def test_agreements_and_disagreements_are_those_of_every_pair_of_texts(tables):
    made = shuffled(tables)
    for divide in positions.propositions(tables):
        for texts in subsets(list(documents.labels(tables)), least=2):
            assert_as_pairs_tell(made, divide, texts)


@given(worlds(), st.data())
def test_agreements_and_disagreements_are_those_of_pairs_whatever_the_stances(tables, data):
    divide = data.draw(st.sampled_from(tables["propositions"]["proposition"].tolist()))
    names = tables["documents"]["document"].tolist()
    texts = data.draw(st.lists(st.sampled_from(names), unique=True))
    assert_as_pairs_tell(tables, divide, texts)


@given(worlds(), st.data())
def test_whoever_agrees_across_a_division_has_the_stance_and_stands_on_a_side(tables, data):
    divide = data.draw(st.sampled_from(tables["propositions"]["proposition"].tolist()))
    texts = tables["documents"]["document"].tolist()
    stands = stances_of(tables)
    for name, stance, supporting, opposing in positions.agreements(tables, divide, texts):
        assert name != divide and stance in ("supports", "opposes")
        assert {stands[name, text] for text in supporting + opposing} == {stance}
        assert {stands[divide, text] for text in supporting} == {"supports"}
        assert {stands[divide, text] for text in opposing} == {"opposes"}
    for name, stance, supporting, opposing in positions.disagreements(tables, divide, texts):
        assert name != divide and stance in ("supports", "opposes")
        assert {stands[divide, text] for text in supporting + opposing} == {stance}
        assert {stands[name, text] for text in supporting} == {"supports"}
        assert {stands[name, text] for text in opposing} == {"opposes"}


def test_texts_on_both_sides_agree_and_texts_on_one_side_differ():
    made = a_world({"p": "++--~", "q": "+++++", "r": "-+---", "s": "++~ +", "t": "+--+-"})
    assert positions.agreements(made, "p", "abcde") == [
        ("q", "supports", ["a", "b"], ["c", "d"]),
        ("r", "opposes", ["a"], ["c", "d"]),
        ("t", "supports", ["a"], ["d"]),
        ("t", "opposes", ["b"], ["c"]),
    ]
    assert positions.disagreements(made, "p", "abcde") == [
        ("r", "supports", ["b"], ["a"]),
        ("t", "supports", ["a"], ["b"]),
        ("t", "opposes", ["d"], ["c"]),
    ]


def test_texts_stand_in_the_order_in_which_they_are_given():
    made = a_world({"p": "++--", "q": "++++"})
    assert positions.agreements(made, "p", "dbca") == [("q", "supports", ["b", "a"], ["d", "c"])]
    assert positions.disagreements(a_world({"p": "++++", "q": "++--"}), "p", "dbca") == [
        ("q", "supports", ["b", "a"], ["d", "c"])
    ]


@pytest.mark.parametrize("stances", ["~~", "  ", "~ ", "+~", "- "])
def test_mixed_and_silent_are_no_side_and_nothing_to_share(stances):
    for made in (a_world({"p": stances, "q": "++"}), a_world({"p": "+-", "q": stances})):
        assert positions.agreements(made, "p", "ab") == []
    for made in (a_world({"p": stances, "q": "+-"}), a_world({"p": "++", "q": stances})):
        assert positions.disagreements(made, "p", "ab") == []


@pytest.mark.parametrize("texts", ["", "a"])
def test_fewer_than_two_texts_neither_agree_nor_differ(texts):
    made = a_world({"p": "+-", "q": "+-"})
    assert positions.agreements(made, "p", texts) == positions.disagreements(made, "p", texts) == []
