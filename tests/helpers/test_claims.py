"""Claims, quoted fragments, and where the texts stand."""

import pandas as pd
import pytest

from helpers import claims, documents
from helpers.tables import Tables


def shuffled(tables):
    return Tables({name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()})


def test_claims_stand_in_the_order_of_the_text(tables):
    for name in tables["documents"]["document"]:
        found = claims.claims(shuffled(tables), name)
        places = list(zip(found["paragraph"], found["first_word"], strict=True))
        assert places == sorted(places)
        assert set(found["claim"]) == set(tables["claims"].query("document == @name")["claim"])


def test_claims_of_one_paragraph(tables):
    everything = claims.claims(tables, "pompeo")
    for number in range(1, 31):
        found = claims.claims(tables, "pompeo", number)
        assert found["claim"].tolist() == everything.loc[everything["paragraph"] == number, "claim"].tolist()
    assert claims.claims(tables, "pompeo", 99).empty


def test_a_text_without_claims_has_an_empty_table(tables):
    without = Tables({**tables, "claims": tables["claims"].iloc[:0]})
    found = claims.claims(without, "pompeo")
    assert found.empty
    assert found.columns.tolist() == tables["claims"].columns.tolist()


def test_quotes_come_in_quotation_marks(tables):
    for row in tables["quotes"].itertuples():
        assert claims.quote(tables, row.quote) == f"“{row.text}”"


def test_propositions_stand_in_their_order(tables):
    assert (
        list(claims.propositions(shuffled(tables)))
        == tables["propositions"].sort_values("order")["proposition"].tolist()
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_positions_stand_in_order_of_publication_or_in_reverse(tables, reverse):
    expected = documents.in_order(tables, reverse)
    for name in claims.propositions(tables):
        found = claims.positions(shuffled(tables), name, reverse)
        assert found.columns.tolist() == ["document", "label", "stance", "condition", "paragraphs", "note"]
        assert found["document"].tolist() == expected["document"].tolist()
        assert found["label"].tolist() == expected["label"].tolist()
        assert set(found["stance"]) <= set(claims.STANCES)


def test_a_position_belongs_to_its_own_text_and_question():
    made = Tables(
        {
            "documents": pd.DataFrame({"document": ["b", "a"], "order": [2, 1], "label": ["B", "A"]}),
            "propositions": pd.DataFrame({"proposition": ["p", "q"], "order": [2, 1], "text": ["P", "Q"]}),
            "positions": pd.DataFrame(
                [
                    ("p", "a", "supports", "if", "1", "pa"),
                    ("q", "b", "silent", "", "", "qb"),
                    ("q", "a", "opposes", "", "2", "qa"),
                    ("p", "b", "mixed", "", "3", "pb"),
                ],
                columns=["proposition", "document", "stance", "condition", "paragraphs", "note"],
            ),
        }
    )
    assert list(claims.propositions(made)) == ["q", "p"]
    assert claims.positions(made, "p")["note"].tolist() == ["pa", "pb"]
    assert claims.positions(made, "p")["condition"].tolist() == ["if", ""]
    assert claims.positions(made, "p", reverse=True)["note"].tolist() == ["pb", "pa"]
    assert claims.positions(made, "q")["stance"].tolist() == ["opposes", "silent"]


@pytest.mark.parametrize(
    ("call", "choices"),
    [
        (lambda tables: claims.claims(tables, "nobody"), "pompeo.*cornell"),
        (lambda tables: claims.quote(tables, "nobody"), "pompeo-q1.*pompeo-q6"),
        (lambda tables: claims.positions(tables, "nobody"), "force_without_consent.*leaders"),
    ],
)
def test_unknown_names_are_refused_with_the_choices(tables, call, choices):
    with pytest.raises(KeyError, match=rf"'nobody'.*{choices}"):
        call(tables)
