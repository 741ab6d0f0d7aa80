"""Source cards, paragraphs, and the two ways of taking a paragraph apart: into words and into letters."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import documents
from helpers.tables import Tables, listed

latin = st.text(st.characters(codec="latin-1"))
prose = st.text(alphabet="aZé9 .,;:!?'\"“”‘’«»—–-()\n\t")


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", ["one", "two"]),
        ("one—two – three", ["one", "two", "three"]),
        ("well-known U.S. policy", ["well-known", "U.S.", "policy"]),
        ("“Never,” he said … $20 & 5%", ["“Never,”", "he", "said", "$20", "5%"]),
        ("wrapped\n  lines\tand\u00a0spaces", ["wrapped", "lines", "and", "spaces"]),
        (" — ", []),
        ("", []),
    ],
)
def test_words_are_split_at_spaces_and_dashes(text, expected):
    assert documents.words(text) == expected


@given(prose)
def test_every_word_has_a_letter_or_digit_and_neither_space_nor_dash(text):
    for word in documents.words(text):
        assert any(character.isalnum() for character in word)
        assert not set(word) & set(" \n\t—–")


@given(prose)
def test_words_keep_every_letter_and_their_order(text):
    assert documents.letters("".join(documents.words(text))) == documents.letters(text)


@given(prose, st.sampled_from(["\n", "  ", "\t", " — "]))
def test_another_line_wrap_gives_the_same_words(text, gap):
    assert documents.words(text.replace(" ", gap)) == documents.words(text)


# Letters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("El Niño, José", "el nino jose"),
        ("cafe\u0301", "café"),
        ("the U.S.’s “war”", 'The US\'s "war"'),
        ("law—and – order", "law-and-order"),
        ("oﬃce", "OFFICE"),
        ("Straße", "STRASSE"),
        ("10\u00a0000", "10,000"),
    ],
)
def test_copies_that_differ_in_form_only_have_the_same_letters(one, other):
    assert documents.letters(one) == documents.letters(other) != ""


def test_letters_keep_letters_and_digits_apart_from_others():
    assert documents.letters("A 1-b.") == "a1b"
    assert documents.letters("hundreds a day") != documents.letters("hundred a day")
    assert documents.letters("…—“ ”!") == ""


@given(st.text())
def test_letters_of_letters_are_the_same_letters(text):
    once = documents.letters(text)
    assert documents.letters(once) == once
    assert once == "" or once.isalnum()


@given(latin)
def test_letters_ignore_case(text):
    assert documents.letters(text.upper()) == documents.letters(text.lower()) == documents.letters(text)


@given(st.lists(st.text("ab1é", max_size=4)), st.text(alphabet=" .,;:!?'\"“”‘’«»—–-()\n\t\u00ad\u200b"))
def test_letters_ignore_spaces_and_punctuation(parts, between):
    assert documents.letters(between.join(parts)) == documents.letters("".join(parts))


@given(st.text(), st.text())
def test_letters_of_a_whole_are_those_of_its_parts(one, other):
    assert documents.letters(one + other) == documents.letters(one) + documents.letters(other)


# The tables ----------------------------------------------------------------------------------------


def test_texts_stand_in_order_of_publication_and_in_reverse(tables):
    forward, backward = documents.in_order(tables), documents.in_order(tables, reverse=True)
    assert forward["order"].tolist() == sorted(tables["documents"]["order"])
    assert backward["document"].tolist() == forward["document"].tolist()[::-1]
    assert list(documents.labels(tables)) == forward["document"].tolist()


def test_order_comes_from_the_column_and_not_from_the_rows(tables):
    shuffled = Tables({**tables, "documents": tables["documents"].iloc[::-1]})
    assert documents.labels(shuffled) == documents.labels(tables)
    assert list(documents.labels(shuffled)) == list(documents.labels(tables))


def test_every_text_has_the_same_source_card(tables):
    for name in tables["documents"]["document"]:
        card = documents.source_card(tables, name)
        assert card["field"].tolist() == list(documents.CARD_FIELDS.values())
        text = tables.row("documents", document=name)
        assert card["value"].tolist() == [text[field] for field in documents.CARD_FIELDS]
        unknown = card["basis"] == "not stated"
        assert card.loc[unknown, "value"].eq("not stated").all(), name
        assert card["evidence"].ne("").all()


def test_a_text_is_judged_by_the_last_day_on_which_it_can_have_appeared_or_else_the_first(tables):
    for text in tables["documents"].itertuples():
        known = text.published_from if pd.isna(text.published_to) else text.published_to
        assert documents.judged_by(tables, text.document) == known
    assert tables["documents"]["published_to"].isna().any()
    with pytest.raises(KeyError, match=r"'nobody'.*pompeo"):
        documents.judged_by(tables, "nobody")


def test_paragraphs_and_sections_stand_in_order(tables):
    shuffled = Tables({**tables, "paragraphs": tables["paragraphs"].sample(frac=1, random_state=1)})
    for text in tables["documents"].itertuples():
        frame = documents.paragraphs(shuffled, text.document)
        assert frame["paragraph"].tolist() == list(range(1, text.paragraphs + 1))
        names = documents.sections(shuffled, text.document)
        assert len(names) == len(set(names))
        # Read section by section, the paragraphs still stand in order.
        read = [n for name in names for n in frame.loc[frame["section"] == name, "paragraph"]]
        assert read == frame["paragraph"].tolist()


def test_slots_stand_in_order_and_list_their_paragraphs(tables):
    shuffled = Tables({**tables, "slots": tables["slots"].iloc[::-1]})
    for (name, part), rows in tables["slots"].groupby(["document", "slot"]):
        found = documents.slot(shuffled, name, part)
        rows = rows.sort_values("order")
        assert found["text"].tolist() == rows["text"].tolist()
        assert found["paragraphs"].tolist() == rows["paragraphs"].map(listed).tolist()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], ""),
        (["4"], "paragraph 4"),
        (["4", "12"], "paragraphs 4 and 12"),
        (["1", "2", "3"], "paragraphs 1, 2 and 3"),
    ],
)
def test_paragraphs_are_cited_in_words(numbers, expected):
    assert documents.cited(numbers) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda tables: documents.source_card(tables, "nobody"),
        lambda tables: documents.paragraphs(tables, "nobody"),
        lambda tables: documents.sections(tables, "nobody"),
        lambda tables: documents.slot(tables, "nobody", "reply"),
    ],
)
def test_an_unknown_text_is_refused_with_the_choices(tables, call):
    with pytest.raises(KeyError, match=r"'nobody'.*pompeo.*ziemer.*cornell"):
        call(tables)


def test_an_unknown_part_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"strongest form.*objection.*reply.*open question"):
        documents.slot(tables, "pompeo", "strongest from")
